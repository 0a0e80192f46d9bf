"""Word documents: the text of their paragraphs and notes by python-docx, and a stated title."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.metadata import Metadata, document_title
from assistant.ingest.parsing import Limits, Loaded, check_archive, foreign_parser, require_text
from assistant.ingest.tables import is_layout, table_lines

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
REPEATED_OR_DELETED = (
    f"{WORD}del",
    f"{WORD}moveFrom",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
WRAPPERS = (f"{WORD}sdt", f"{WORD}sdtContent", f"{WORD}customXml", f"{WORD}ins")
MOST_COLUMNS = 100
BREAKS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}noBreakHyphen": "-"}


def read_docx(data: bytes, limits: Limits) -> Loaded:
    """Paragraphs, tables, text boxes and tracked insertions of a Word document, in order, a paragraph a line."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ArticleError("is encrypted, or an old .doc file")
    with foreign_parser("DOCX"):
        check_archive("DOCX", data, limits)
        import docx  # imported late: 0.15 s

        document = docx.Document(io.BytesIO(data))
        problems: tuple[str, ...] = ()
        try:
            put_notes(document.part, document.element.body)
        except Exception:  # noqa: BLE001 - a parser of hostile input; the text is still good
            problems = ("its notes cannot be read",)
        text = "\n\n".join(paragraph for paragraph in word_paragraphs(document.element.body) if paragraph.strip())
        title = document_title(document.core_properties.title, text)
    return Loaded(require_text(text), Metadata(title), problems=problems)


def put_notes(part: Any, body: Any) -> None:
    """Footnotes and endnotes behind the paragraph or table that refers to them, each with its mark: `[1]`."""
    from docx.oxml import parse_xml

    parts = [one.target_part for one in part.rels.values() if one.reltype.endswith(("/footnotes", "/endnotes"))]
    notes = {(f"{note.tag}Reference", note.get(f"{WORD}id")): note for one in parts for note in parse_xml(one.blob)}
    referring = body.iter(f"{WORD}footnoteReference", f"{WORD}endnoteReference")
    kept = [one for one in referring if not list(one.iterancestors(*REPEATED_OR_DELETED))]
    found = [(one, notes[key]) for one in kept if (key := (one.tag, one.get(f"{WORD}id"))) in notes]
    for number, (reference, note) in reversed(list(enumerate(found, 1))):  # the last first: each goes right behind
        for mark in (reference, *note.iter(f"{WORD}footnoteRef", f"{WORD}endnoteRef")):
            mark.tag, mark.text = f"{WORD}t", f"[{number}]"
        for block in reversed(note):
            list(reference.iterancestors(f"{WORD}p", f"{WORD}tbl"))[-1].addnext(block)


def word_paragraphs(body: Any) -> Iterator[str]:
    """The text of each paragraph and of each row of a table; that of a text box comes before the paragraph it hangs on."""
    from lxml import etree  # type: ignore[import-untyped]

    open_paragraphs: list[list[str]] = []
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if event == "start" and element.tag == f"{WORD}tbl" and not open_paragraphs:
            yield from table_rows(element)
            walker.skip_subtree()
        elif element.tag == f"{WORD}p":
            if event == "start":
                open_paragraphs.append([])
            else:
                yield "".join(open_paragraphs.pop())
        elif event == "start" and element.tag in REPEATED_OR_DELETED:
            walker.skip_subtree()
        elif event == "start" and open_paragraphs:
            text = element.text if element.tag == f"{WORD}t" else BREAKS.get(element.tag)
            open_paragraphs[-1].append(text or "")


def table_rows(table: Any) -> Iterator[str]:
    """The rows of a table, a line each, see `tables.py`; one that only lays out a page is read as paragraphs."""
    rows: list[list[list[str]]] = []
    marked: list[int] = []
    for row in children(table, "tr"):
        marked += [len(rows)] * (row.find(f"{WORD}trPr/{WORD}tblHeader") is not None)
        above = rows[-1] if rows else []
        cells: list[list[str]] = []
        for cell in children(row, "tc"):
            goes_on = continues(cell) and len(cells) < len(above)  # a cell that reaches over several rows
            cells.append(above[len(cells)] if goes_on else list(word_paragraphs(cell)))
            cells += [[]] * (columns_of(cell) - 1)
        rows.append(cells)
    flat = [[" ".join(" ".join(paragraphs).split()) for paragraphs in row] for row in rows]
    if is_layout(flat):
        yield from (paragraph for row in rows for cell in row for paragraph in cell)
    else:
        yield from table_lines(flat, marked)


def columns_of(cell: Any) -> int:
    """How many columns a cell spans, so that those behind it keep theirs."""
    span = cell.find(f"{WORD}tcPr/{WORD}gridSpan")
    width = span.get(f"{WORD}val", "1") if span is not None else "1"
    return max(1, min(int(width), MOST_COLUMNS)) if width.isdecimal() else 1


def continues(cell: Any) -> bool:
    merge = cell.find(f"{WORD}tcPr/{WORD}vMerge")
    return merge is not None and merge.get(f"{WORD}val") != "restart"


def children(element: Any, name: str) -> Iterator[Any]:
    """The rows or cells of a table, also those within a content control or what was inserted."""
    for child in element:
        if child.tag == f"{WORD}{name}":
            yield child
        elif child.tag in WRAPPERS:
            yield from children(child, name)
