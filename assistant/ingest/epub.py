"""EPUB: the chapters of a book, or the articles of a newspaper's issue, each an article of the file."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from assistant.errors import ArticleError
from assistant.ingest.html import decode_html
from assistant.ingest.markup import lines_of_page
from assistant.ingest.metadata import Metadata, clean_line
from assistant.ingest.news_xml import day_of_text
from assistant.ingest.outlets import clean_outlet
from assistant.ingest.parsing import Limits, Loaded, check_archive, foreign_parser
from assistant.ingest.several import Entry, usable_name
from assistant.ingest.xml_tree import find, local_name, parse_xml

FEWEST_WORDS = 15
"""A part with fewer is a cover, a title page, a half title."""
MOST_LINKED = 0.6
"""A part of which so many words are links is a list of contents."""


def read_epub(data: bytes, limits: Limits) -> Iterator[Entry]:
    """The parts in the order of reading; covers and lists of contents are counted."""
    with foreign_parser("EPUB"):
        check_archive("EPUB", data, limits)
        archive = zipfile.ZipFile(io.BytesIO(data))
        package = package_of(archive)
        tree = parse_xml(archive.read(package))[0]
        issue = issue_of(tree)
        names = set(archive.namelist())
        left_out = 0
        for number, path in enumerate(reading_order(tree, posixpath.dirname(package)), 1):
            if path not in names:
                yield Entry(number, problem=f"is missing ({clean_line(path[:100])})", kind="part")
                continue
            page = decode_html(archive.read(path))
            text = lines_of_page(page)
            if is_apparatus(page, text):
                left_out += 1
                yield Entry(number, kind="part")
                continue
            title = heading_of(page)
            yield Entry(number, Loaded(text, Metadata(title).or_else(issue)), usable_name(path), kind="part")
    if left_out:
        yield Entry(0, problem=f"has {left_out:,} parts that are covers or lists of contents: they are left out")


def package_of(archive: zipfile.ZipFile) -> str:
    """The file that lists the parts."""
    names = archive.namelist()
    container = "META-INF/container.xml"
    root = find(parse_xml(archive.read(container))[0], "rootfile") if container in names else None
    path = root.get("full-path") if root is not None else None
    if path not in names:
        raise ArticleError("is no EPUB, or a damaged one")
    return str(path)


def issue_of(tree: Any) -> Metadata:
    """Who published it when; the title of the book where no publisher is named."""
    publisher, title, date = (find(tree, name) for name in ("publisher", "title", "date"))
    outlet = next((name for one in (publisher, title) if one is not None and (name := clean_outlet(one.text))), None)
    return Metadata(outlet=outlet, published=day_of_text(date.text) if date is not None else None)


def reading_order(tree: Any, folder: str) -> list[str]:
    """The paths of the pages, as the spine orders them; without the book's own list of contents."""
    pages = {
        one.get("id"): posixpath.normpath(posixpath.join(folder, unquote(one.get("href", ""))))
        for one in tree.iter()
        if local_name(one) == "item"
        and "html" in one.get("media-type", "")
        and "nav" not in one.get("properties", "").split()
    }
    order = [one.get("idref") for one in tree.iter() if local_name(one) == "itemref"]
    return list(dict.fromkeys(pages[name] for name in order if name in pages))


def is_apparatus(page: str, text: str) -> bool:
    """Whether a part is a cover or a list of links and no text."""
    from lxml import html  # type: ignore[import-untyped]

    if len(text.split()) < FEWEST_WORDS:
        return True
    links = html.document_fromstring(page.encode("utf-8")).iter("a")
    return sum(len(link.text_content().split()) for link in links) > MOST_LINKED * len(text.split())


def heading_of(page: str) -> str | None:
    """The first heading of a part, else its title."""
    from lxml import html

    tree = html.document_fromstring(page.encode("utf-8"))
    headings = [*tree.iter("h1"), *tree.iter("h2"), *tree.iter("h3"), *tree.iter("title")]
    return next(filter(None, (clean_line(" ".join(one.text_content().split())) for one in headings)), None)
