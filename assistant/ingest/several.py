"""Files that hold several articles: what a reader finds in one, and how each comes to an id that stays its own.

An article's id is `path#name`. The name is what the article calls itself (its number in a database, an address), else
it is made from headline, outlet and day: either stays when other articles of the file come or go.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import time
from collections.abc import Iterable, Iterator
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.metadata import Metadata
from assistant.ingest.parsing import Limits, Loaded, make_article
from assistant.schema import Article, Skipped
from assistant.text.date_order import order_among
from assistant.text.orders import reads_as_order
from assistant.text.written_dates import Readings

LONGEST_NAME = 200
LISTED_PROBLEMS = 50
"""Bad articles of one file that are listed one by one; of the rest there is a count."""
BROKEN = re.compile(r"[\x00\ud800-\udfff]")
"""JSON can spell what no text file holds: NULs and halves of characters."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One of several articles in a file, or why it cannot be read; without either it is left out, and its time counts."""

    number: int
    """Which one it is, from 1; 0 for a word about the whole file."""
    loaded: Loaded | None = None
    name: str | None = None
    """What it calls itself, as it can stand in a citation."""
    problem: str | None = None
    kind: str = "article"
    """What is counted: `line`, `row`."""


Read = Loaded | Iterable[Entry]
"""What a reader of files gives: one article, or several."""


def make_articles(path: str, entries: Iterable[Entry], limits: Limits) -> tuple[list[Article], list[Skipped]]:
    """The articles of a file and what of it cannot be read; a bad one costs no other. Raises ArticleError without any."""
    deadline = time.monotonic() + limits.file_seconds
    articles: dict[str, Article] = {}
    readings: dict[str, Readings] = {}
    twins: dict[str, str] = {}
    problems = Problems()
    characters = 0
    for entry in until_error(entries, problems):
        try:
            article_id = add_article(path, entry, articles, twins, problems)
            if article_id and entry.loaded and (figures := entry.loaded.metadata.readings):
                readings[article_id] = figures
        except ArticleError as error:
            problems.add(entry, str(error))
        characters += len(entry.loaded.text) if entry.loaded else 0
        if characters > limits.unpacked_bytes or time.monotonic() > deadline:
            cause = "takes longer" if characters <= limits.unpacked_bytes else "holds more text"
            problems.of_file.append(f"{cause} than a file may: nothing after {entry.kind} {entry.number} is read")
            break
    if not articles and not problems.listed():
        raise ArticleError("is empty")
    read = settled_by_others(articles, readings)
    read = [dataclasses.replace(one, article_id=twins.get(one.article_id, one.article_id)) for one in read]
    return read, [Skipped(path, problem) for problem in problems.listed()]


def settled_by_others(articles: dict[str, Article], readings: dict[str, Readings]) -> list[Article]:
    """The articles of a file; a day in figures that can be read in two ways is read as those of the others can only be."""
    day_first = order_among(readings.values())
    for article_id, both in readings.items():
        meant = Metadata(readings=both).settled(day_first)
        if meant.published:
            articles[article_id] = dataclasses.replace(
                articles[article_id], published=meant.published, published_inferred=True, date_note=meant.date_note
            )
    return list(articles.values())


@dataclasses.dataclass(slots=True)
class Problems:
    """What of a file cannot be read: so many articles one by one, the others counted, and what concerns the whole."""

    of_articles: list[str] = dataclasses.field(default_factory=list)
    of_file: list[str] = dataclasses.field(default_factory=list)
    more: int = 0
    kind: str = "article"

    def add(self, entry: Entry, problem: str) -> None:
        self.kind = entry.kind
        if len(self.of_articles) < LISTED_PROBLEMS:
            self.of_articles.append(f"{entry.kind} {entry.number} {problem}")
        else:
            self.more += 1

    def listed(self) -> list[str]:
        more = [f"{self.more:,} more {self.kind}s cannot be read, or not whole"] if self.more else []
        return [*self.of_articles, *more, *self.of_file]


def until_error(entries: Iterable[Entry], problems: Problems) -> Iterator[Entry]:
    """The entries; where the reader gives up between two of them, those before it count. Raises ArticleError before any."""
    count = 0
    try:
        for entry in entries:
            yield entry
            count += 1
    except ArticleError as error:
        if not count:
            raise
        problems.of_file.append(f"{error}: the rest is not read")


def add_article(
    path: str, entry: Entry, articles: dict[str, Article], twins: dict[str, str], problems: Problems
) -> str | None:
    """Puts the article of an entry beside the others, under an id that none of them has: the answer.

    Where several have one headline, outlet and day, `twins` says which id the first is to get in place of its own.
    """
    if entry.loaded is None:
        if entry.problem and entry.number:
            raise ArticleError(entry.problem)
        problems.of_file += filter(None, [entry.problem])
        return None
    if BROKEN.search(entry.loaded.text):
        raise ArticleError("holds broken characters (NUL or half a surrogate pair)")
    of_file = path if entry.kind == "part" else f"{path}#"  # whose name may tell the day of its parts
    article = make_article(of_file, entry.loaded)
    article_id = f"{path}#{entry.name or fingerprint(article)}"
    if (first := articles.get(article_id)) and not entry.name:
        of_first = twins.setdefault(article_id, f"{path}#{fingerprint(first, first.text)}")
        article_id = f"{path}#{fingerprint(article, article.text)}"
        article_id += f"@{entry.number}" * (article_id == of_first)
    while article_id in articles:
        article_id = f"{article_id}@{entry.number}"
    articles[article_id] = dataclasses.replace(article, article_id=article_id)
    for problem in entry.loaded.problems:
        problems.add(entry, problem)
    return article_id


def fingerprint(article: Article, text: str = "") -> str:
    """Ten letters and digits for an article without a name of its own."""
    known = (article.title or article.text[:LONGEST_NAME], article.outlet, article.published, text)
    return hashlib.sha256("\0".join(map(str, known)).encode("utf-8", "replace")).hexdigest()[:10]


def usable_name(value: Any) -> str | None:
    """What an article calls itself, if it can stand in a citation and is no order to whoever reads that."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**18 else None
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME:
        return None
    return value if value.isprintable() and value.strip() == value and not reads_as_order(value) else None
