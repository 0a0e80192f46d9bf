"""The rows of an Excel workbook, as the standard (ECMA-376) lays them down: XML parts in a ZIP archive.

Only values are read: texts, numbers and what formulas gave when the file was saved. Of formats nothing matters but that
some numbers are days, which is told by the column's name: `published` holds no count.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.field_names import PUBLISHED_KEYS, UPDATED_KEYS
from assistant.ingest.xml_tree import local_name, parse_xml

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST_COLUMNS = 1_000
MOST_LEFT_OUT = 10_000
"""Empty rows in a row that are counted: an empty row is not written."""
DAYS_OF_NOW = range(20_000, 80_000)
"""Excel counts days: these are the years from 1954 to 2119."""


def sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, Iterator[list[Any]]]]:
    """The name and the rows of each sheet, in their order."""
    if "xl/workbook.xml" not in archive.namelist():
        raise ArticleError("is no XLSX, or a damaged one")
    workbook = parse_xml(archive.read("xl/workbook.xml"))[0]
    parts = {item.get("Id"): item.get("Target") for item in parse_xml(archive.read("xl/_rels/workbook.xml.rels"))[0]}
    shared = shared_texts(archive)
    since_1904 = any(
        local_name(item) == "workbookpr" and item.get("date1904") in ("1", "true") for item in workbook.iter()
    )
    for item in workbook.iter():
        if local_name(item) == "sheet":
            target = parts.get(item.get(RELATION)) or ""
            part = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
            if "worksheets/" in part and part in archive.namelist():
                yield item.get("name") or part, dated(rows_of(archive.read(part), shared), since_1904)


def shared_texts(archive: zipfile.ZipFile) -> list[str]:
    """The texts that cells name by number."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return [text_of(item) for item in elements(archive.read("xl/sharedStrings.xml"), "si")]


def elements(data: bytes, *names: str) -> Iterator[Any]:
    """The elements of these names as they end; each is forgotten when the next one comes, lest a large part fill the memory."""
    from lxml import etree  # type: ignore[import-untyped]  # imported late: 40 ms

    tags = [space + name for name in names for space in (SHEET, STRICT)]
    for _, element in etree.iterparse(io.BytesIO(data), tag=tags, resolve_entities=False, no_network=True):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def text_of(item: Any) -> str:
    """The runs of a text, without how they are read aloud (`rPh`); control characters are written `_x000D_`."""
    runs = [t.text or "" for t in item.iter() if local_name(t) == "t" and local_name(t.getparent()) != "rph"]
    return re.sub(r"_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), "".join(runs)).replace("\r\n", "\n")


def rows_of(data: bytes, shared: list[str]) -> Iterator[list[Any]]:
    """The values of each row, those of cells that are left out None."""
    values: list[Any] = []
    number = 0
    for element in elements(data, "c", "row"):
        if local_name(element) == "row":
            stated = element.get("r") or ""
            left_out = int(stated) - number - 1 if stated.isdecimal() else 0
            yield from ([] for _ in range(min(left_out, MOST_LEFT_OUT)))
            yield values
            number += max(left_out, 0) + 1
            values = []
            continue
        place = column_of(element.get("r"), len(values))
        if place >= MOST_COLUMNS:
            raise ArticleError(f"has more than {MOST_COLUMNS:,} columns")
        values += [None] * (place - len(values)) + [value_of(element, shared)]


def column_of(reference: str | None, following: int) -> int:
    """The place of a column from 0: `C7` → 2; cells without a reference follow each other."""
    letters = re.match(r"[A-Z]{1,3}", reference or "")
    place = 0
    for letter in letters[0] if letters else "":
        place = 26 * place + ord(letter) - 64
    return place - 1 if letters else following


def value_of(cell: Any, shared: list[str]) -> Any:
    """A cell's text or number."""
    kind = cell.get("t")
    if kind == "inlineStr":
        return text_of(cell)
    value = next((child.text or "" for child in cell if local_name(child) == "v"), None)
    if value is None or kind in ("str", "b", "e", "d"):
        return value if kind != "e" else None
    if kind == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else None
    number = float(value)
    return int(number) if number.is_integer() else number


def dated(rows: Iterator[list[Any]], since_1904: bool) -> Iterator[list[Any]]:
    """The rows, the numbers in columns of days made days."""
    first = dt.date(1904, 1, 1) if since_1904 else dt.date(1899, 12, 30)
    columns: list[int] = []
    for row in rows:
        if not columns and sum(value is not None for value in row) > 1:  # a title above the table is one cell
            columns = [place for place, name in enumerate(row) if is_of_days(name)]
        for place in columns:
            value = row[place] if place < len(row) else None
            if isinstance(value, (int, float)) and int(value) in DAYS_OF_NOW:
                row[place] = first + dt.timedelta(days=int(value))
        yield row


def is_of_days(name: Any) -> bool:
    """Whether a column is called like the day of publication, or of a change, in any language."""
    return isinstance(name, str) and re.sub(r"[\W_]", "", name).lower() in {*PUBLISHED_KEYS, *UPDATED_KEYS}
