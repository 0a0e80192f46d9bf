"""OpenDocument texts: paragraphs, headings and tables of `content.xml`, and a stated title."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.metadata import Metadata, document_title
from assistant.ingest.parsing import Limits, Loaded, check_archive, foreign_parser, require_text
from assistant.ingest.xml_tree import find, local_name, parse_xml

UNSEEN = {
    "annotation",
    "tracked-changes",
    "note",
    "forms",
    "sequence-decls",
    "table-of-content",
    "font-face-decls",
    "styles",
}
BREAKS = {"tab": "\t", "line-break": "\n", "s": " "}


def read_odt(data: bytes, limits: Limits) -> Loaded:
    """A paragraph a block; the cells of a table's row on one line."""
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


def text_of_document(tree: Any) -> str:
    """The paragraphs in order; within a row of a table they are joined by bars."""
    from lxml import etree  # type: ignore[import-untyped]

    parts: list[str] = []
    paragraphs = rows = 0
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        tag, begins = local_name(element), event == "start"
        if begins and tag in UNSEEN:
            walker.skip_subtree()
            continue
        paragraphs += (tag in ("p", "h")) * (1 if begins else -1)
        rows += (tag == "table-row") * (1 if begins else -1)
        if begins:
            parts.append((BREAKS.get(tag) or element.text or "") if paragraphs else "")
        else:
            parts += [end_of(tag, rows), (element.tail or "") if paragraphs else ""]
    return "\n".join(" ".join(line.split()).removesuffix("|").rstrip() for line in "".join(parts).split("\n"))


def end_of(tag: str, rows: int) -> str:
    """What stands behind a paragraph, a cell and a row."""
    if tag in ("p", "h"):
        return " " if rows else "\n\n"
    return {"table-row": "\n\n", "table-cell": "| "}.get(tag, "")
