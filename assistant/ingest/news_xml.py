"""XML of news: feeds (RSS, Atom), wire reports (NITF, NewsML) and pages, told apart by their first element."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email.utils
import re
from collections.abc import Iterator
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.export_lines import day_in
from assistant.ingest.html import read_html
from assistant.ingest.markup import text_of_fragment, text_of_tree
from assistant.ingest.metadata import Metadata, clean_line, clean_url, is_stamp
from assistant.ingest.outlets import clean_outlet
from assistant.ingest.parsing import Limits, Loaded, below_byline, foreign_parser
from assistant.ingest.records import counted
from assistant.ingest.several import Entry, Read, usable_name
from assistant.ingest.xml_tree import find, local_name, parse_xml
from assistant.text.dates import parse_date

FEEDS = {"rss", "rdf", "feed"}
WIRE = {"nitf", "newsmessage", "newsitem", "newsml", "knowledgeitem", "packageitem"}
FOOTER_WORDS = 15
"""Beside the title, in the last line of an item."""
OTHERS = re.compile(r"\{http://(?:search\.yahoo\.com/mrss|www\.itunes\.com)[^}]*\}", re.IGNORECASE)
"""Elements of pictures and podcasts, which have titles and contents of their own."""


def read_xml(data: bytes, limits: Limits) -> Read:
    """The articles of a feed or of wire reports; a page in XHTML is one article."""
    with foreign_parser("XML"):
        tree, damage = parse_xml(data)
        root = local_name(tree)
        if root == "html":
            return read_html(data, limits)
        if root not in FEEDS | WIRE:
            raise ArticleError(
                f"is XML of a kind that is not read (<{clean_line(root)}>); read are feeds, NITF and NewsML"
            )
        entries = list(read_feed(tree) if root in FEEDS else read_wire(tree))
    return entries + [Entry(0, problem=damage)] * bool(damage)


# Feeds


def read_feed(tree: Any) -> Iterator[Entry]:
    """Every item of an RSS channel or entry of an Atom feed, from the outlet that the feed names."""
    items = [element for element in tree.iter() if local_name(element) in ("item", "entry")]
    channel = next((element for element in tree.iter() if local_name(element) == "channel"), tree)
    outlet = text_in(channel, "title")
    summaries = 0
    for number, item in enumerate(items, 1):
        source = child(item, "source")
        named = (text_in(source, "title") or text_of_tree(source)) if source is not None else None
        whole, summary = (
            next(filter(None, (text_in(item, name) for name in names)), None)
            for names in (("encoded", "content"), ("description", "summary"))
        )
        text = whole or summary
        metadata = Metadata(
            title=clean_line(text_in(item, "title")),
            outlet=clean_outlet(named) or clean_outlet(outlet) or clean_line(outlet),
            url=link_of(item),
        ).or_else(first_day(item, ("pubdate", "published", "issued", "date")))
        changed = dataclasses.replace(first_day(item, ("updated", "modified")), published_inferred=True)
        name = usable_name(text_in(item, "guid") or text_in(item, "id")) or metadata.url
        if text:
            summaries += not whole
            text, start = below_byline(without_footer(text, metadata.title), writer_of(item))
            yield Entry(number, Loaded(text, metadata, start, fallback=changed), usable_name(name), kind="item")
        else:
            yield Entry(number, problem="has no text", kind="item")
    if summaries:
        yield Entry(0, problem=f"has no text in {counted(summaries, 'item')}: the summary is read")


def without_footer(text: str, title: str | None) -> str:
    """The text without the line that says, in any language, where the item of this title first appeared."""
    above, _, last = text.rpartition("\n\n")
    is_footer = (
        above and title and title in " ".join(last.split()) and len(last.split()) <= len(title.split()) + FOOTER_WORDS
    )
    return above.rstrip() if is_footer else text


def child(element: Any, *names: str) -> Any:
    """The first child of one of these names, in the order of the names."""
    children = [one for one in element if isinstance(one.tag, str) and not OTHERS.match(one.tag)]
    return next((one for name in names for one in children if local_name(one) == name), None)


def text_in(element: Any, name: str) -> str | None:
    """The words of a child, whether they are written as text, as escaped HTML or as elements."""
    found = child(element, name)
    if found is None:
        return None
    return (text_of_tree(found) if len(found) else text_of_fragment(found.text or "")) or None


def link_of(item: Any) -> str | None:
    links = [one for one in item if local_name(one) == "link"]
    links.sort(key=lambda one: one.get("rel", "alternate") != "alternate")
    guid = child(item, "guid")
    addresses = [*(one.get("href") or one.text for one in links), guid.text if guid is not None else None]
    return next(filter(None, map(clean_url, addresses)), None)


def writer_of(item: Any) -> str | None:
    """Who wrote an item: `Jon Hale`, also of `<author><name>Jon Hale</name>…` and `jon@lark.example (Jon Hale)`."""
    writer = child(item, "creator", "author")
    named = "" if writer is None else text_in(writer, "name") or text_of_tree(writer)
    return clean_line(re.sub(r"\S+@\S+|[()]", "", named))


def first_day(element: Any, names: tuple[str, ...]) -> Metadata:
    texts = filter(None, (text_in(element, name) for name in names))
    days = (Metadata(published=day, stamped=is_stamp(text)) for text in texts if (day := day_of_text(text)))
    return next(days, Metadata())


def day_of_text(text: str | None) -> dt.date | None:
    """The day of an ISO date or of one as in mails, as it is written there; no day of another place.

    >>> day_of_text("Tue, 29 Mar 2022 23:30:00 -0500"), day_of_text("20220329T233000Z")
    (datetime.date(2022, 3, 29), datetime.date(2022, 3, 29))
    """
    if not text:
        return None
    parsed = email.utils.parsedate(text)
    try:
        return dt.date(*parsed[:3]) if parsed else parse_date(text) or day_in(text)
    except ValueError:
        return None


# Wire reports


def read_wire(tree: Any) -> Iterator[Entry]:
    """Every report of a NewsML message, or of a NITF file; those that hold no text (pictures) are named."""
    items = [one for one in tree.iter() if local_name(one) == "newsitem"]
    reports = [one for one in items if find(one, "contentset", "datacontent") is not None]
    reports = reports or [one for one in tree.iter() if local_name(one) == "nitf"]
    for number, report in enumerate(reports, 1):
        content = find(report, "body.content", "inlinexml", "inlinedata", "datacontent")
        text = text_of_tree(content) if content is not None else ""
        if not text:
            yield Entry(number, problem="has no text", kind="report")
            continue
        headline = find(report, "hl1", "headline", "title")
        title = clean_line(" ".join(text_of_tree(headline).split())) if headline is not None else None
        byline = find(report, "byline", "by")
        text, start = below_byline(text, clean_line(text_of_tree(byline)) if byline is not None else None)
        metadata = Metadata(title, clean_line(outlet_of(report)), day_of_report(report))
        yield Entry(number, Loaded(text, metadata, start), usable_name(name_of(report)), kind="report")


def outlet_of(report: Any) -> str | None:
    """The paper that printed a report, or the agency that wrote it."""
    printed = find(report, "pubdata")
    if printed is not None and printed.get("name"):
        return str(printed.get("name"))
    named = [
        one
        for name in ("distributor", "provider", "infosource", "creditline")
        if (one := find(report, name)) is not None
    ]
    return next(filter(None, map(name_of_party, named)), None) or next(filter(None, map(name_in_code, named)), None)


def name_of_party(named: Any) -> str | None:
    party = find(named, "party")
    return text_of_tree(named) or named.get("literal") or (party.get("FormalName") if party is not None else None)


def name_in_code(named: Any) -> str:
    """`<provider qcode="nprov:AFP"/>` → `AFP`"""
    return (named.get("qcode") or "").rpartition(":")[2]


def day_of_report(report: Any) -> dt.date | None:
    attributes = (
        ("pubdata", "date.publication"),
        ("date.issue", "norm"),
        ("date.release", "norm"),
        ("story.date", "norm"),
    )
    for name, attribute in attributes:
        found = find(report, name)
        if found is not None and (day := day_of_text(found.get(attribute))):
            return day
    found = find(report, "firstcreated", "contentcreated", "versioncreated")
    return day_of_text(found.text) if found is not None else None


def name_of(report: Any) -> str | None:
    number = find(report, "doc-id")
    return report.get("guid") or (number.get("id-string") if number is not None else None)
