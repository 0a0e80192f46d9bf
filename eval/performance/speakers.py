"""How often the speaker of quoted words is the right one: `assistant/answering/sayings.py` beside the nearest name before the words.

    PYTHONPATH=eval python -m performance.speakers --articles corpus --articles FOLDER

`eval/speakers.tsv` holds who says what, as one reader marked it: every quotation of two words or more of the sample articles, and
quotations of the 609 of `shared/benchmarks/multihop` as files. Several who may be meant ("the White House", whose report of the
president's words it is) stand side by side; `-` is nobody who is named. The rules were made on `sample` and `tuned`. Those `held out`
were drawn, and marked once, after the last rule, among the quotations of 44 other articles for which a speaker was told. `drawn` are
120 at random of the odd ones of the 609, marked before the code was seen at work on them; `left out` 60 of CNN and Daily Mail.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.answering.referents import LOOK_BACK
from assistant.answering.sayings import sayings
from assistant.ingest.folder import read_file, scan
from assistant.ingest.parsing import Limits
from assistant.schema import Article
from assistant.text import languages
from assistant.text.mentions import read_mentions
from assistant.text.tokens import WORD
from assistant.text.transliteration import fold_word

MARKS = Path(__file__).parents[1] / "speakers.tsv"


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    part: str
    article_id: str
    start: int
    end: int
    speakers: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, action="append", required=True, help="a folder of them; several")
    marks, articles = read_marks(), read_articles(parser.parse_args().articles)
    for part in dict.fromkeys(mark.part for mark in marks):
        asked = [mark for mark in marks if mark.part == part and mark.article_id in articles]
        for name, speaker in (("sayings", told), ("nearest name before", nearest_before)):
            print(f"{part:9} {name:20} {figures(asked, articles, speaker)}")


def read_marks() -> list[Mark]:
    with MARKS.open(encoding="utf-8", newline="") as lines:
        return [
            Mark(row["part"], row["article_id"], int(row["start"]), int(row["end"]), tuple(row["speaker"].split("|")))
            for row in csv.DictReader(lines, delimiter="\t")
        ]


def read_articles(folders: Sequence[Path]) -> dict[str, Article]:
    files = ((folder, file.path) for folder in folders for file in scan(folder, Limits())[0])
    return {article.article_id: article for folder, path in files for article in read_file(folder, path, Limits())[0]}


def figures(marks: Sequence[Mark], articles: dict[str, Article], speaker: Callable[[Article, Mark], str | None]) -> str:
    """Of the speakers that are told how many are right, and how many of those that are named are told."""
    found = [(mark, speaker(articles[mark.article_id], mark)) for mark in marks]
    told_ones = [is_right(name, mark) for mark, name in found if name]
    named = sum("-" not in mark.speakers for mark in marks)
    right = sum(told_ones)
    return f"{right} of {len(told_ones)} right ({right / max(1, len(told_ones)):.3f}), {named} of {len(marks)} named"


def told(article: Article, mark: Mark) -> str | None:
    return next((one.speaker for one in sayings(article) if one.start < mark.end and mark.start < one.end), None)


def nearest_before(article: Article, mark: Mark) -> str | None:
    """The plain baseline."""
    before = article.text[max(article.body_start, mark.start - LOOK_BACK) : mark.start]
    names = [one for one in read_mentions(before, language=languages.language(article.language)) if one.kind == "name"]
    return names[-1].text if names else None


def is_right(name: str, mark: Mark) -> bool:
    """Whether the words of one who is meant follow one another in the name."""
    told_words = words(name)
    meant = [words(one) for one in mark.speakers if one != "-"]
    return any(one == told_words[at : at + len(one)] for one in meant for at in range(len(told_words)))


def words(name: str) -> list[str]:
    return [fold_word(word) for word in WORD.findall(name)]


if __name__ == "__main__":
    main()
