"""OpenDocument texts: paragraphs, headings and tables of `content.xml`, and a stated title."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.metadata import Metadata, document_title
from assistant.ingest.parsing import Limits, Loaded, check_archive, foreign_parser, require_text
from assistant.ingest.tables import table_blocks
from assistant.ingest.xml_tree import find, local_name, parse_xml
from assistant.text.languages.language import word_set

UNSEEN = word_set("annotation tracked-changes note forms sequence-decls table-of-content font-face-decls styles")
MOST_COLUMNS = 100
BREAKS = {"tab": "\t", "line-break": "\n", "s": " "}


def read_odt(data: bytes, limits: Limits) -> Loaded:
    """A paragraph a block, and so a row of a table."""
    with foreign_parser("ODT"):
        check_archive("ODT", data, limits)
        archive = zipfile.ZipFile(io.BytesIO(data))
        if "content.xml" not in archive.namelist():
            raise ArticleError("is no ODT, or a damaged one")
        text = text_of_document(parse_xml(archive.read("content.xml"))[0])
        title = None
        if "meta.xml" in archive.namelist():
            stated = find(parse_xml(archive.read("meta.xml"))[0], "title")
            title = document_title(stated.text if stated is not None else None, text)
    return Loaded(require_text(text), Metadata(title))


def text_of_document(tree: Any, outer: list[str] | None = None) -> str:
    """The paragraphs in order, and the rows of tables, see `tables.py`; notes behind what refers to them, or in `outer`."""
    from lxml import etree  # type: ignore[import-untyped]

    parts: list[str] = []
    notes: list[str] = [] if outer is None else outer
    paragraphs = 0
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        tag, begins = local_name(element), event == "start"
        mark = "".join(one.text or "" for one in element.iterchildren("{*}note-citation")) if tag == "note" else ""
        if begins and mark:
            parts.append(f"[{mark}]")
            notes.append(f"[{mark}] {''.join(map(text_of_document, element.iterchildren('{*}note-body'))).strip()}\n\n")
        if begins and tag in UNSEEN:
            walker.skip_subtree()
            continue
        if begins and tag == "table":
            parts += [f"{block}\n\n" for block in table_of(element)]
            walker.skip_subtree()
            continue
        paragraphs += (tag in ("p", "h")) * (1 if begins else -1)
        if begins:
            parts.append((BREAKS.get(tag) or element.text or "") if paragraphs else "")
        else:
            parts += ["\n\n" if tag in ("p", "h") else "", (element.tail or "") if paragraphs else ""]
        if not paragraphs and outer is None:
            parts += notes
            notes.clear()
    return "\n".join(" ".join(line.split()) for line in "".join(parts).split("\n"))


def table_of(table: Any) -> list[str]:
    rows: list[list[str]] = []
    marked: list[int] = []
    notes: list[str] = []
    for row in within(table, "table-row"):
        marked += [len(rows)] * (local_name(row.getparent()) == "table-header-rows")
        rows.append([])
        for cell in within(row, "table-cell", "covered-table-cell"):
            times = cell.xpath("string(@*[local-name() = 'number-columns-repeated'])")
            text = " ".join(text_of_document(cell, notes).split())
            rows[-1] += [text] * max(1, min(int(times) if times.isdecimal() else 1, MOST_COLUMNS - len(rows[-1])))
    return [*table_blocks(rows, marked), *map(str.strip, notes)]


def within(element: Any, *names: str) -> Iterator[Any]:
    """The rows or cells of a table, not those of one in a cell of it."""
    for child in element:
        if local_name(child) in names:
            yield child
        elif local_name(child) not in ("table-cell", "table", *UNSEEN):
            yield from within(child, *names)
