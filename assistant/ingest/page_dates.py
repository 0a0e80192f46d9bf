"""The day on which an outlet published a page, by the order of trust: what the page prints for readers, its address, what its
metadata states, other metadata.

A stamp in UTC may be of the day after (an evening in America) or before; the printed day or the address then decides. Where
they differ the article says which was taken. The day of a change is kept apart.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import email.utils
import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.ingest.metadata import MONTH_ONLY, Metadata, in_order, read_day
from assistant.ingest.outlets import bare_domain
from assistant.ingest.printed_dates import PrintedDates, names_of, printed_dates
from assistant.text.date_order import day_comes_first
from assistant.text.dates import parse_date, parse_readings
from assistant.text.languages.language import word_set
from assistant.text.written_dates import day_of

STATED_NAMES = word_set("""
    article:published_time og:article:published_time article:published article.published datepublished og:published_time og:pubdate
    dc.date.issued dcterms.issued pubdate publishdate publish_date publish-date published_date
    publication_date publication-date citation_publication_date citation_date parsely-pub-date sailthru.date rnews:datepublished
    article_date_original cxenseparse:recs:publishtime shareaholic:article_published_time originalpublicationdate ptime firstpublished
    displaydate
""")
"""What `<meta>` calls the day of publication, in small letters."""
CREATED_NAMES = {"dc.date.created", "dcterms.created", "datecreated"}
"""May be the day of a draft: counts where no other is stated."""
OTHER_NAMES = {"date", "dc.date", "dcterms.date", "article.date", "article:date", "created", "bt:pubdate", "doc_date"}
"""May as well be the day of a change."""
CHANGED_NAMES = word_set("""
    article:modified_time og:article:modified_time og:updated_time datemodified dc.date.modified dcterms.modified last-modified lastmod
    article:modified article.updated revised modified utime rnews:datemodified
""")
IN_ADDRESS = (
    re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)"),
    re.compile(r"[/_-]((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"[/_-][a-z]?((?:19|20)\d\d)(0[1-9]|1[0-2])/?(0[1-9]|[12]\d|3[01])(?!\d)", re.IGNORECASE),
)
DAY_FIRST_IN_ADDRESS = re.compile(r"[/_-](\d{1,2}-\d{1,2}-(?:19|20)\d\d)(?=[/_.-]|$)")
ENGLISH_MONTH_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/(\d{1,2})(?=/|$)", re.IGNORECASE)
DAY_APART = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True)
class PageDates:
    """The day of publication, how sure it is, what is remarked on it, and the day of a later change."""

    published: dt.date | None = None
    inferred: bool = False
    note: str | None = None
    updated: dt.date | None = None
    unclear: tuple[dt.date, ...] = ()
    """The readings of a printed day (07/04/2019) between which nothing decides."""


@dataclasses.dataclass(frozen=True, slots=True)
class Stamp:
    """A value of metadata: its day as written, and the moment where it names a zone."""

    day: dt.date
    moment: dt.datetime | None = None

    @property
    def in_utc(self) -> bool:
        return self.moment is not None and not self.moment.utcoffset()

    def day_in(self, zone: dt.tzinfo | None) -> dt.date:
        """The day as written; that of a stamp in UTC in the zone which other stamps of the page name."""
        return self.moment.astimezone(zone).date() if zone and self.moment and self.in_utc else self.day


@dataclasses.dataclass(frozen=True, slots=True)
class _Source:
    """One of the places that name a day, in words for a reader."""

    words: str
    day: dt.date
    sure: bool
    """It is stated to be the day of publication, and not found by its place."""


def page_dates(
    tree: Any, title: str | None, fields: dict[str, Any], addresses: Sequence[str], language: str | None = None
) -> PageDates:
    """The dates of a page; `fields` is its article in JSON-LD, `addresses` are those that it gives itself."""
    day_first = day_comes_first(language, filter(None, map(bare_domain, addresses)), locales(tree))
    printed = printed_dates(tree, title)
    values = stamped(tree, fields, printed.stamp)
    stated, created, other, changed = (list(read_stamps(some, day_first)) for some in values)
    stated = stated or created
    zone = next((one.moment.tzinfo for one in (*stated, *changed, *other) if one.moment and not one.in_utc), None)
    address = next((day for one in addresses if (day := day_in_address(one))), None)
    days = [not_after(one.day_in(zone), one, printed.updated) for one in (*stated[:1], *other[:1])]
    known = [*([address] if address else []), *days]
    sources = []
    changes = {one.day_in(zone) for one in changed if stated and one.day_in(zone) - days[0] > DAY_APART}
    if (day := settle(printed, known, day_first)) is not None and day not in changes:
        told = len(printed.days) < 2 or any(abs(day - one) <= DAY_APART for one in known)
        words = "printed on the page" + ("" if told else f", {in_order(bool(day_first))}")
        sources.append(_Source(words, day, printed.marked and told))
    if address:
        sources.append(_Source("in its address", address, False))
    sources += [_Source("in its metadata", day, True) for day in days]
    modifications = (printed.updated, *(one.day_in(zone) for one in changed))
    modified = next(filter(None, modifications), None)
    if not sources and printed.month and not printed.days:
        return PageDates(printed.month, True, MONTH_ONLY, modified)
    if not sources:
        figures = next(filter(None, map(parse_readings, values[0])), ())
        return PageDates(updated=modified, unclear=printed.days or tuple(filter(None, figures)))
    return choose(trusted(sources, printed.labelled), modifications)


def beside_address(metadata: Metadata) -> Metadata:
    """What an article states, with the day in its address: before a stamp, behind a stated day; what differs is said."""
    day = day_in_address(metadata.url or "")
    if day is None:
        return metadata
    sources = [_Source("in its address", day, False)]
    if metadata.published and metadata.date_note != MONTH_ONLY:
        words = "in its first lines" if metadata.published_inferred else "in its metadata"
        sources.insert(metadata.stamped, _Source(words, metadata.published, not metadata.published_inferred))
    chosen = choose(sources, ())
    note = chosen.note or (metadata.date_note if chosen.published == metadata.published else None)
    return dataclasses.replace(metadata, published=chosen.published, published_inferred=chosen.inferred, date_note=note)


def not_after(day: dt.date, stamp: Stamp, changed: dt.date | None) -> dt.date:
    """The day before a stamp's in UTC where the page prints that day for a change: nothing is changed before it is published."""
    return changed if stamp.in_utc and changed == day - DAY_APART and changed is not None else day


def trusted(sources: list[_Source], labelled: bool) -> list[_Source]:
    """The sources in the order of trust: a printed day that says not what it is of comes after two others that agree."""
    if len(sources) < 2 or close(sources[0], sources[1]):
        return sources
    printed = sources[0].words.startswith("printed")
    others = sources[1:]
    if printed and (not labelled or any(close(others[0], one) for one in others[1:])):
        return [*others, sources[0]]
    return sources


def close(one: _Source, other: _Source) -> bool:
    return abs(one.day - other.day) <= DAY_APART


def choose(sources: list[_Source], modifications: Sequence[dt.date | None]) -> PageDates:
    """The first source's day. What differs is said; where two do not agree within a day, none is certain."""
    first, others = sources[0], sources[1:]
    confirmed = any(close(first, one) for one in others)
    apart = [one for one in others if not close(first, one)]
    differing = list(
        dict.fromkeys(f"{one.day.day} {one.day:%B %Y} {one.words}" for one in others if one.day != first.day)
    )
    note = f"{first.words}; {', '.join(differing)}" if differing else None
    inferred = (not confirmed and not first.sure) or (bool(apart) and not confirmed)
    later = next((day for day in modifications if day and day > first.day), None)
    return PageDates(first.day, inferred, note, later)


def settle(printed: PrintedDates, known: Sequence[dt.date], day_first: bool | None) -> dt.date | None:
    """The printed day; of two readings the one that an address or a stamp is of, else that of the page's place, if it tells."""
    if len(printed.days) < 2:
        return next(iter(printed.days), None)
    usual = printed.days[not day_first] if day_first is not None else None
    return next((day for day in printed.days if any(abs(day - one) <= DAY_APART for one in known)), usual)


def locales(tree: Any) -> list[str]:
    """The language with its region that a page states of itself."""
    stated = [one.get("content") for one in tree.iter("meta") if one.get("property") == "og:locale"]
    return list(filter(None, (*(one.get("lang") for one in tree.iter("html")), *stated)))


def stamped(tree: Any, fields: dict[str, Any], shown: str | None) -> tuple[list[Any], ...]:
    """What the page's own metadata state: of its publication (`shown` is its one value that stands there), of its draft, of some day,
    of a change."""
    found: tuple[list[Any], ...] = ([], [], [], [])
    stated, created, other, changed = found
    for element in tree.iter("meta"):
        value = element.get("content") or ""
        for name in {element.get(attribute, "").lower() for attribute in ("property", "name", "itemprop")}:
            for names, values in zip((STATED_NAMES, CREATED_NAMES, OTHER_NAMES, CHANGED_NAMES), found, strict=True):
                if name in names and not of_another(element):
                    values.append(value)
    stated += filter(None, [fields.get("datePublished"), shown])
    created += [fields.get("dateCreated"), fields.get("uploadDate")]
    return stated, created, other, [*changed, fields.get("dateModified")]


def of_another(element: Any) -> bool:
    """Whether a `<meta>` stands in the body within another article: one with an address of its own, as teasers have."""
    return any(
        parent.get("itemprop") in ("comment", "review", "hasPart", "isPartOf", "video", "image", "itemListElement")
        or re.search(r"related|teaser|comment|sidebar", names_of(parent), re.IGNORECASE)
        or parent.tag in ("aside", "nav", "footer")
        for parent in element.iterancestors()
        if parent.tag not in ("body", "html", "head")
    )


def read_stamps(values: Sequence[Any], day_first: bool | None) -> Iterator[Stamp]:
    return (stamp for value in values[:50] if (stamp := read_stamp(value, day_first)) is not None)


def read_stamp(value: Any, day_first: bool | None = None) -> Stamp | None:
    """A value with its zone where it names one, in ISO 8601 or as mails have it."""
    if not isinstance(value, str) or not 6 <= len(value.strip()) <= 60:
        return None
    text, moment = value.strip(), None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        if re.search(r"\d\d:\d\d", text):
            moment = _as_in_mail(text)
    if moment is not None and moment.tzinfo is not None and moment.year in range(1900, 2200):
        return Stamp(moment.date(), moment)
    day = (read_day(text) or Metadata()).settled(day_first)
    return Stamp(day.published) if day.published and day.date_note != MONTH_ONLY else None


def _as_in_mail(text: str) -> dt.datetime | None:
    try:
        return email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def day_in_address(address: str) -> dt.date | None:
    """`https://lark.example/2023/11/08/night-bus/` → 8 November 2023; the day before the path's end counts, not one in a query."""
    path = address.split("?")[0].split("#")[0]
    for form in IN_ADDRESS:
        if match := form.search(path):
            return day_of(*match.groups())
    if match := ENGLISH_MONTH_IN_ADDRESS.search(path):
        return parse_date(f"{match[3]} {match[2]} {match[1]}")
    return parse_date(match[1]) if (match := DAY_FIRST_IN_ADDRESS.search(path)) else None
