"""Title, outlet, publication date and address of an article: what is stated is taken, what is not stays None.

Sources, best first: front matter, the fields of a JSON line or the page's own metadata, then the first lines
(`first_lines.py`). Only what the first lines or a guess gave is marked `published_inferred`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import re
from collections.abc import Mapping
from typing import Any

from assistant.ingest.field_names import OUTLET_KEYS, PUBLISHED_KEYS, TITLE_KEYS, UPDATED_KEYS, URL_KEYS
from assistant.ingest.outlets import clean_outlet
from assistant.text.dates import parse_date, parse_month, parse_readings
from assistant.text.written_dates import Readings

LONGEST_FIELD = 500
"""Characters of a title or outlet beyond which the field must hold something else."""

FRONT_MATTER = re.compile(r"---[ \t]*(?:\r\n|\r|\n)(.*?)(?:\r\n|\r|\n)(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.DOTALL)
FRONT_MATTER_LIMIT = 16_000
FIELD_LINE = re.compile(r"(\w[\w -]{0,40}):[ \t]+([^\[\]{}&*!|>%@`\s].*)")
UNTITLED = re.compile(
    r"(?:microsoft \w+ - |untitled|document\d*$|word document$).*|.*\.\w{2,5}|[!-~]*[_\d][!-~]*", re.IGNORECASE
)
BEGINNING = 1_500
"""Characters of a document in which its headline stands."""

CLOCK = re.compile(r"(?<![\d:+-])(?!00:00)\d{1,2}:\d\d|\dT(?!0000)\d{4}")
"""A time of day other than the midnight that programs add to a day."""
MONTH_ONLY = "the first of the month that is stated, which names no day"


@dataclasses.dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about an article besides its text."""

    title: str | None = None
    outlet: str | None = None
    published: dt.date | None = None
    published_inferred: bool = False
    url: str | None = None
    updated: dt.date | None = None
    """The day of a later change, where one is told."""
    date_note: str | None = None
    """Where the day was taken from, and what other places say, where they differ."""
    readings: Readings | None = None
    """Of a day in figures: with the day first, and with the month first. Where both are days, none is `published` yet."""
    stamped: bool = False
    """`published` is the day of a moment, which may be another where the outlet is."""

    def or_else(self, other: Metadata) -> Metadata:
        """This, with each gap filled from `other`; a date keeps its own mark."""
        dated = self if self.published else other
        return Metadata(
            title=self.title or other.title,
            outlet=self.outlet or other.outlet,
            published=dated.published,
            published_inferred=dated.published_inferred and dated.published is not None,
            url=self.url or other.url,
            updated=self.updated or other.updated,
            date_note=dated.date_note,
            stamped=dated.stamped,
            readings=self.readings or other.readings,
        )

    def settled(self, day_first: bool | None) -> Metadata:
        """With the day that is meant where it can be read in two ways, and a note of it; without one where nothing tells which."""
        if self.published or not self.readings or day_first is None or None in self.readings:
            return self
        day, note = self.readings[not day_first], in_order(day_first)
        return dataclasses.replace(self, published=day, published_inferred=True, date_note=note)


def in_order(day_first: bool) -> str:
    return f"read with the {'day' if day_first else 'month'} first"


def from_fields(fields: Mapping[Any, Any]) -> Metadata:
    """The metadata among `fields`, whatever the case and hyphenation of their names (`publishedAt`, `pub_date`)."""
    plain = {re.sub(r"[\W_]", "", str(key)).lower(): value for key, value in fields.items()}
    return Metadata(
        title=first(plain, TITLE_KEYS, clean_line),
        outlet=first(plain, OUTLET_KEYS, clean_name),
        url=first(plain, URL_KEYS, clean_url),
        updated=first(plain, UPDATED_KEYS, parse_date),
    ).or_else(first(plain, PUBLISHED_KEYS, read_day) or Metadata())


def read_day(value: Any) -> Metadata | None:
    """The day that a field states, or what it can mean; of a month without a day the first, marked so.

    >>> read_day("October 2019").published, read_day("09/10/2019").published
    (datetime.date(2019, 10, 1), None)
    """
    day, readings = parse_date(value), parse_readings(value)
    if day or readings:
        return Metadata(published=day, readings=readings, stamped=is_stamp(value))
    month = parse_month(value)
    return Metadata(published=month, published_inferred=True, date_note=MONTH_ONLY) if month else None


def is_stamp(value: Any) -> bool:
    return isinstance(value, (int, float)) or CLOCK.search(str(value)) is not None


def first(fields: Mapping[str, Any], keys: tuple[str, ...], clean: Any) -> Any:
    """The first of `keys` whose value is usable."""
    return next((value for key in keys if (value := clean(fields.get(key))) is not None), None)


def read_front_matter(text: str) -> tuple[Metadata, int]:
    """The metadata of a YAML block at the top of `text`, and where the text after it begins (0 without a block).

    A block that is wrong YAML (a title with an unquoted colon is the common case) is read line by line, so that
    the article is not lost for it. Prose between two rules is no front matter.
    """
    block = FRONT_MATTER.match(text, 0, FRONT_MATTER_LIMIT)
    if block is None:
        return Metadata(), 0
    fields = parse_yaml(block[1])
    if fields is None:
        return Metadata(), 0
    return from_fields(fields), block.end()


def parse_yaml(block: str) -> Mapping[Any, Any] | None:
    """The mapping in `block`, every scalar a string; None when it holds no mapping.

    The base loader builds nothing but strings, lists and dicts: no objects, no merge keys, no wrong dates, and an
    alias is a shared reference, so that a billion laughs stay small.
    """
    import yaml  # imported late: 40 ms

    try:
        fields = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 - builds strings only, see above
    except (yaml.YAMLError, RecursionError, ValueError, TypeError):
        if not re.match(r"\w[\w -]*:", block):
            return None
        lines = (FIELD_LINE.fullmatch(line.rstrip()) for line in block.splitlines())
        return {line[1]: line[2].strip("'\" ") for line in lines if line}
    return fields if isinstance(fields, dict) else None


def clean_line(value: Any) -> str | None:
    """A title: one line of printable text, or None."""
    if not isinstance(value, str) or len(value) > 4 * LONGEST_FIELD:
        return None
    line = " ".join("".join(c if c.isprintable() else " " for c in html.unescape(value)).split())
    return line if 0 < len(line) <= LONGEST_FIELD and line.lower() not in ("null", "none", "~") else None


def document_title(value: Any, text: str) -> str | None:
    """The title that a word processor or printer driver states, unless it is only a file's name, or a template's: half of its words stand
    at the beginning of the document."""
    title = clean_line(value)
    if title is None or UNTITLED.fullmatch(title):
        return None
    words, shown = (re.findall(r"[^\W\d_]{3,}|[\u0e00-\u9fff]", part.casefold()) for part in (title, text[:BEGINNING]))
    return title if 2 * len(set(words) & set(shown)) >= len(set(words)) else None


def clean_name(value: Any) -> str | None:
    """An outlet: a name, or an object with a name, as news services write `{"source": {"name": …}}`."""
    return clean_outlet((value.get("name") or value.get("title")) if isinstance(value, dict) else value)


def clean_url(value: Any) -> str | None:
    """A web address and nothing else: what an article names must never run as a link."""
    if isinstance(value, str) and re.fullmatch(r"https?://[^\s<>\"'`\\]{3,2000}", value.strip(), re.IGNORECASE):
        return value.strip() if value.strip().isprintable() else None
    return None
