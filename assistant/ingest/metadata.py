"""Title, outlet, publication date and address of an article: what is stated is taken, what is not stays None.

Sources, best first: front matter, the fields of a JSON line or the page's own metadata, then the first lines
(`first_lines.py`). Only what the first lines or a guess gave is marked `published_inferred`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Mapping
from typing import Any

TITLE_KEYS = ("title", "headline")
OUTLET_KEYS = ("outlet", "source", "publisher", "site", "sitename", "publication", "newspaper")
PUBLISHED_KEYS = ("published", "publishedat", "publicationdate", "datepublished", "publisheddate", "pubdate", "date")
URL_KEYS = ("url", "link", "canonicalurl")
LONGEST = 500
"""Characters of a title or outlet beyond which the field must hold something else."""

FRONT_MATTER = re.compile(r"---[ \t]*(?:\r\n|\r|\n)(.*?)(?:\r\n|\r|\n)(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.DOTALL)
FRONT_MATTER_LIMIT = 16_000
FIELD_LINE = re.compile(r"(\w[\w -]{0,40}):[ \t]+([^\[\]{}&*!|>%@`\s].*)")
UNTITLED = re.compile(r"(?:microsoft \w+ - |untitled|document\d*$|word document$).*|.*\.\w{2,5}", re.IGNORECASE)
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d|$)")
NUMERIC_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)")
YEARS = range(1600, 2200)
LANGUAGES = [
    *("ar", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hu", "id", "it"),
    *("ja", "ko", "nl", "nb", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "zh"),
]
"""Tried after English. All of dateparser's two hundred take four seconds to load."""


@dataclasses.dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about an article besides its text."""

    title: str | None = None
    outlet: str | None = None
    published: dt.date | None = None
    published_inferred: bool = False
    url: str | None = None

    def or_else(self, other: Metadata) -> Metadata:
        """This, with each gap filled from `other`; a date keeps its own mark."""
        dated = self if self.published else other
        return Metadata(
            title=self.title or other.title,
            outlet=self.outlet or other.outlet,
            published=dated.published,
            published_inferred=dated.published_inferred and dated.published is not None,
            url=self.url or other.url,
        )


def from_fields(fields: Mapping[Any, Any]) -> Metadata:
    """The metadata among `fields`, whatever the case and hyphenation of their names (`publishedAt`, `pub_date`)."""
    plain = {re.sub(r"[\W_]", "", str(key)).lower(): value for key, value in fields.items()}
    return Metadata(
        title=first(plain, TITLE_KEYS, clean_line),
        outlet=first(plain, OUTLET_KEYS, clean_name),
        published=first(plain, PUBLISHED_KEYS, parse_date),
        url=first(plain, URL_KEYS, clean_url),
    )


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
    if not isinstance(value, str) or len(value) > 4 * LONGEST:
        return None
    line = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    return line if 0 < len(line) <= LONGEST and line.lower() not in ("null", "none", "~") else None


def clean_document_title(value: Any) -> str | None:
    """The title that a word processor or printer driver states, unless it is only the file's name or says nothing."""
    title = clean_line(value)
    return None if title is None or UNTITLED.fullmatch(title) else title


def clean_name(value: Any) -> str | None:
    """An outlet: a name, or an object with a name, as news services write `{"source": {"name": …}}`."""
    return clean_line(value.get("name") if isinstance(value, dict) else value)


def clean_url(value: Any) -> str | None:
    """A web address and nothing else: what an article names must never run as a link."""
    if isinstance(value, str) and re.fullmatch(r"https?://[^\s<>\"'`\\]{3,2000}", value.strip(), re.IGNORECASE):
        return value.strip() if value.strip().isprintable() else None
    return None


def parse_date(value: Any) -> dt.date | None:
    """The day that `value` states, as written there, or None when any of day, month and year is missing or unclear.

    >>> parse_date("2022-03-29T23:30:00-05:00"), parse_date("March 2022"), parse_date("03/04/2022")
    (datetime.date(2022, 3, 29), None, None)
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return parse_timestamp(value)
    if not isinstance(value, str) or not 6 <= len(value.strip()) <= 60:
        return None
    text = value.strip()
    if match := ISO_DATE.match(text) or COMPACT_DATE.match(text):
        return make_date(*match.groups())
    if match := NUMERIC_DATE.match(text):
        return parse_numeric(*match.groups())
    return parse_words(text)


def make_date(year: str, month: str, day: str) -> dt.date | None:
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return date if date.year in YEARS else None


def parse_numeric(one: str, two: str, year: str) -> dt.date | None:
    """`30/12/2021` and `12/30/2021` are clear, `03/04/2022` is two days to two readers."""
    readings = {make_date(year, two, one), make_date(year, one, two)} - {None}
    return readings.pop() if len(readings) == 1 else None


def parse_timestamp(seconds: float) -> dt.date | None:
    """Seconds or milliseconds since 1970, UTC."""
    try:
        moment = dt.datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.date() if seconds > 1e8 else None


@functools.lru_cache(maxsize=4096)
def parse_words(text: str) -> dt.date | None:
    """A date with its month in words, English first and then in the other languages of news."""
    if not (re.search(r"(?<!\d)\d{4}(?!\d)", text) and re.search(r"(?<!\d)\d{1,2}(?!\d)", text)):
        return None
    import dateparser  # imported late: 0.2 s

    settings = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    for languages in (["en"], LANGUAGES):
        try:
            moment = dateparser.parse(text, languages=languages, settings=settings)
        except (ValueError, OverflowError, TypeError, LookupError, AttributeError, RecursionError):
            return None  # dateparser's hundreds of patterns trip over odd digits now and then
        if moment is not None:
            return moment.date() if moment.year in YEARS else None
    return None
