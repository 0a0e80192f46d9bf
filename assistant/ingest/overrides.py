"""`overrides.toml` in the folder of articles: outlet, title and day that a person set for a file, or for one article of it.

    ["news/a.pdf"]
    outlet = "Kestrel Daily"

    ["export.docx#1f0a2b3c4d"]
    title = "Night bus returns"
    published = 2022-03-29

An empty text says that nothing is known. An article's own entry goes before its file's. The file is a stranger's like the
articles that it lies beside: whatever it holds, the worst is one sentence that names the line or the entry.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from assistant.errors import ArticleError, ConfigError
from assistant.ingest.loaders import file_of
from assistant.ingest.metadata import clean_line
from assistant.schema import Article, Skipped
from assistant.text.dates import parse_date
from assistant.text.orders import reads_as_order

FILE = "overrides.toml"
FIELDS = ("title", "outlet", "published")
LISTED = "title, outlet and published"
LARGEST = 5_000_000
"""Bytes: about 30,000 entries."""
LONGEST = 300
"""Characters of a name, or of what the reader of TOML says, in an error."""
BY_HAND = "set by hand"


@dataclasses.dataclass(frozen=True, slots=True)
class Overrides:
    """What was set by hand, by the path of a file or the id of an article."""

    entries: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)
    files: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    """The names that concern each file."""

    def stamp(self, path: str) -> dict[str, str]:
        """Tells whether what is set of a file and its articles has changed; empty where nothing is set."""
        names = self.files.get(path)
        if not names:
            return {}
        values = json.dumps([(name, self.entries[name]) for name in names], default=str)
        return {"by_hand": hashlib.sha256(values.encode()).hexdigest()[:16]}

    def applied(self, path: str, articles: Sequence[Article]) -> tuple[list[Article], list[Skipped]]:
        """The articles of a file with what was set, and a word on a headline that would be that of many."""
        if path not in self.files:
            return list(articles), []
        several = len(articles) > 1
        problems = []
        if several and "title" in self.entries.get(path, {}):
            said = f"sets one title for the {len(articles):,} articles of {path}: name the article"
            problems.append(Skipped(FILE, said))
        return [with_fields(item, self.of_article(path, item.article_id, several)) for item in articles], problems

    def of_article(self, path: str, article_id: str, several: bool) -> dict[str, Any]:
        """What is set of an article: by its file's entry, and above that by its own. Of `several` none has its file's title."""
        whole = {name: value for name, value in self.entries.get(path, {}).items() if name != "title" or not several}
        return {**whole, **self.entries.get(article_id, {})} if article_id != path else whole

    def unused(self, files: Collection[str], articles: Collection[str]) -> Iterator[Skipped]:
        """A word on each name that is no file and no article."""
        for name in self.entries:
            if name not in files and name not in articles:
                yield Skipped(FILE, f"names {name[:LONGEST]!r}, and nothing of that name is here")


def with_fields(article: Article, fields: Mapping[str, Any]) -> Article:
    """The article with what was set in the place of what was read; a day that was read is kept in the note."""
    if not fields:
        return article
    changes: dict[str, Any] = {**fields, "by_hand": tuple(name for name in FIELDS if name in fields)}
    if "published" in fields:
        read = article.published if article.published != fields["published"] else None
        was = f"; {read.day} {read:%B %Y} as read" if read else ""
        changes |= {"published_inferred": False, "date_note": f"{BY_HAND}{was}"}
    return dataclasses.replace(article, **changes)


def read_overrides(data: bytes) -> Overrides:
    """What the file sets. Raises ConfigError, one sentence."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{FILE}, line {line}, is not UTF-8: save the file as UTF-8") from None
    entries: dict[str, dict[str, Any]] = {}
    for name, fields in parse(text).items():
        if not isinstance(fields, dict) or any(isinstance(value, dict) for value in fields.values()):
            said = f'is no entry of an article: write ["path of the file"], in quotes, with {LISTED} below'
            raise ConfigError(f"{FILE}: {name[:LONGEST]!r} {said}")
        entries[name] = {}
        for field, value in fields.items():
            try:
                entries[name][field] = checked(field, value)
            except ArticleError as error:
                raise ConfigError(f"{FILE}: {name[:LONGEST]!r} {error}") from None
    files: dict[str, tuple[str, ...]] = {}
    for name in sorted(entries):
        files[file_of(name)] = (*files.get(file_of(name), ()), name)
    return Overrides(entries, files)


def parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{FILE} nests values too deeply") from None
    except ValueError as error:  # TOMLDecodeError, and a number of thousands of digits
        raise ConfigError(f"{FILE} is no TOML: {clean_line(str(error)[-LONGEST:]) or 'it cannot be read'}") from None


def checked(field: str, value: Any) -> Any:
    """A value as an article has it: None where the text is empty. Raises ArticleError for what it cannot be."""
    if field not in FIELDS:
        raise ArticleError(f"sets {clean_line(field) or 'a field'!r}, which is none of {LISTED}")
    if value == "":
        return None
    return checked_day(value) if field == "published" else checked_name(field, value)


def checked_day(value: Any) -> dt.date:
    day = parse_date(value) if isinstance(value, (str, dt.date)) else None
    if day is None:
        raise ArticleError("sets no day as published: write it as 2022-03-29")
    return day


def checked_name(field: str, value: Any) -> str:
    name = clean_line(value)
    if name is None or name != value.strip():
        raise ArticleError(f"sets no {field}: it is a text of one line, at most 500 characters")
    if reads_as_order(name):
        raise ArticleError(f"sets a {field} that reads like an order, which is never said in an answer: reword it")
    return name
