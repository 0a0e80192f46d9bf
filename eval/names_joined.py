"""Whose spellings are joined: `PYTHONPATH=. python eval/names_joined.py` counts, over `eval/names/joined.tsv`, how many pairs a rule joins.

The pairs are all that the old rule or the new one joined over 609 news articles, each judged in its sentences: `one` name or `two`.
Half `even` was read while the new rule was chosen. Pairs of a country and its people, and of a firm and its sign at the
exchange, count as one.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz

from assistant.index.bm25 import ONE_NAME
from assistant.retrieval.article_names import name_keys, same_keys
from assistant.text.transliteration import same_name, skeleton

Keys = tuple[str, ...]


def old(one: Keys, other: Keys) -> bool:
    """In an article by sound; over several by the consonants and seven letters in ten."""
    sound = len(one) == len(other) and all(map(same_name, one, other))
    letters = list(map(skeleton, one)) == list(map(skeleton, other))
    return sound or (letters and fuzz.ratio(" ".join(one), " ".join(other)) >= ONE_NAME)


def main() -> None:
    """Print, for each half and rule, the pairs that are joined and those of them that are one name."""
    with Path("eval/names/joined.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    rules: dict[str, Callable[[Keys, Keys], bool]] = {"old": old, "new": same_keys}
    for half in ("even", "odd"):
        for name, rule in rules.items():
            judged = [row[2] for row in rows if row[3] == half and rule(name_keys(row[0]), name_keys(row[1]))]
            right = judged.count("one")
            print(f"{half} {name}: {right} of {len(judged)} right ({right / len(judged):.2f})")


if __name__ == "__main__":
    main()
