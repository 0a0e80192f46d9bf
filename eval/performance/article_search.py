"""How long a search for articles and its facets take: `PYTHONPATH=eval python -m performance.article_search`.

On made-up articles (`synthetic_corpus`), searched in their own words by every operator; each search is made once, as a reader does.
Prints milliseconds: the median and the 95th percentile, in all and in processor time, which a busy machine does not distort.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from performance import synthetic_corpus
from performance.indexing_and_search import PASSAGES_AN_ARTICLE, Stand, questions_about

from assistant.config import Config
from assistant.service import Assistant

SEARCHES = 40
OUTLET = "OUTLET"
"""Stands for one of the archive's."""
FORMS: dict[str, Callable[[list[str]], str]] = {
    "two words": lambda words: " ".join(words[:2]),
    "exact words": lambda words: f'"{" ".join(words[:2])}"',
    "words, one left out": lambda words: f"{words[0]} -{words[1]}",
    "word, outlet and days": lambda words: f'{words[0]} outlet:"{OUTLET}" after:2016 before:2024',
    "word in the title": lambda words: f"title:{words[0]}",
    "days alone": lambda _: "after:2018-03 before:2019",
    "a name": lambda words: f"person:{max(words, key=str.istitle)}",
    "no article has all": lambda words: " ".join(words),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="PYTHONPATH=eval python -m performance.article_search", description=__doc__)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--home", type=Path, help="search the index of this workspace instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        assistant = Assistant(Config(home=home))
        if options.home is None:
            synthetic_corpus.write_articles(home / "corpus", options.passages // PASSAGES_AN_ARTICLE)
            assistant.__dict__["embedder"] = Stand(assistant.config.cache)
            assistant.update()
        report(assistant)


def report(assistant: Assistant) -> None:
    passages = assistant.generation().passages
    began = time.perf_counter()
    catalogue = assistant.archive.catalogue
    print(
        f"{len(passages)} passages of {len(catalogue.ids)} articles; read once in {time.perf_counter() - began:.2f} s"
    )
    began = time.thread_time()
    assistant.search_facets("after:2000")
    print(f"their names, beside everything else, in {time.thread_time() - began:.1f} s")
    asked = questions_about(passages, SEARCHES * len(FORMS) * 2 + 1)
    words = [[word for word in re.findall(r"\w+", text)[2:] if len(word) > 2] or ["call"] for text in asked]
    words = [(found * 2)[: max(2, len(found))] for found in words]
    assistant.search_articles(" ".join(words.pop()))
    outlet = assistant.outlets[0]
    print(f"{'':24}{'results':>18}{'facets':>18}   (p50, p95; processor p95)")
    for name, form in FORMS.items():
        texts = [form(words.pop()).replace(OUTLET, outlet) for _ in range(2 * SEARCHES)]
        found = measured(texts[:SEARCHES], assistant.search_articles)
        facets = measured(texts[SEARCHES:], assistant.search_facets)
        print(f"{name:24}{found:>18}{facets:>18}")


def measured(texts: list[str], call: Callable[[str], object]) -> str:
    """`12, 30; 28`: milliseconds."""
    wall, used = [], []
    for text in texts:
        began, began_here = time.perf_counter(), time.thread_time()
        call(text)
        wall.append(1000 * (time.perf_counter() - began))
        used.append(1000 * (time.thread_time() - began_here))
    late = len(texts) * 95 // 100
    return f"{sorted(wall)[len(wall) // 2]:.0f}, {sorted(wall)[late]:.0f}; {sorted(used)[late]:.0f}"


if __name__ == "__main__":
    main()
