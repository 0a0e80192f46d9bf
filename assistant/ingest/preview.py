"""What indexing would read, before anything is indexed: each article with what is known of it, and what is left out."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from assistant.ingest.folder import read_file, read_overrides, scan, yearless_datelines, years_beside
from assistant.ingest.loaders import file_of
from assistant.ingest.parsing import Limits
from assistant.schema import Article, Skipped


@dataclasses.dataclass(frozen=True, slots=True)
class Listed:
    """An article as it would be indexed, without its text."""

    article_id: str
    title: str | None
    outlet: str | None
    published: dt.date | None
    published_inferred: bool
    language: str | None
    words: int
    date_note: str | None = None
    """Which day was taken, and what other places say, where they differ."""
    by_hand: tuple[str, ...] = ()
    """Which of `title`, `outlet` and `published` a person set."""


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """What a folder holds."""

    files: int
    """Those that hold an article or more."""
    articles: tuple[Listed, ...]
    skipped: tuple[Skipped, ...]

    @property
    def split_files(self) -> int:
        """Files that hold several articles."""
        return len({file_of(item.article_id) for item in self.articles if file_of(item.article_id) != item.article_id})

    @property
    def dated(self) -> int:
        return sum(item.published is not None for item in self.articles)

    @property
    def inferred(self) -> int:
        return sum(item.published_inferred for item in self.articles)

    @property
    def named(self) -> int:
        """Articles whose outlet is known."""
        return sum(item.outlet is not None for item in self.articles)


def preview(
    folder: Path, limits: Limits | None = None, progress: Callable[[str, int, int], None] | None = None
) -> Preview:
    """Reads every file of the folder; the texts are forgotten one file after the other."""
    limits = dataclasses.replace(limits or Limits(), ocr=False)  # that takes long, and can be done once only
    overrides = read_overrides(folder)
    found, skipped = scan(folder, limits)
    listed: dict[str, Listed] = {}
    datelines: dict[str, str] = {}
    files = 0
    for number, file in enumerate(found, 1):
        articles, problems = read_file(folder, file.path, limits, overrides)
        files += bool(articles)
        listed |= {article.article_id: listed_article(article) for article in articles}
        datelines |= yearless_datelines(articles)
        skipped += problems
        if progress:
            progress("reading", number, len(found))
    for name, dated in years_beside(datelines, {name: one.published for name, one in listed.items() if one.published}):
        listed[name] = dataclasses.replace(listed[name], **dated)
    skipped += overrides.unused({file.path for file in found}, listed)
    return Preview(files, tuple(listed.values()), tuple(skipped))


def listed_article(article: Article) -> Listed:
    words = len(article.text[article.body_start :].split())
    known = (article.article_id, article.title, article.outlet, article.published, article.published_inferred)
    return Listed(*known, article.language, words, article.date_note, article.by_hand)
