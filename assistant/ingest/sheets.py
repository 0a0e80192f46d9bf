"""CSV and XLSX: a table of articles, a row each, whose first row names its columns."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.encoding import decode
from assistant.ingest.parsing import Limits, check_archive, foreign_parser
from assistant.ingest.records import names_a_text, read_records
from assistant.ingest.several import Entry
from assistant.ingest.xlsx import sheets

BEGINNING = 20_000
DELIMITERS = ",;\t|"
FIRST_ROWS = 20
"""A table begins within so many rows: above it there may be a title."""
MOST_NAMED = 12
"""Columns that are named where none holds a text."""


def read_csv(data: bytes, limits: Limits) -> Iterator[Entry]:
    """An article a row, whatever sign is between its fields."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    csv.field_size_limit(max(limits.file_bytes, csv.field_size_limit()))
    with foreign_parser("CSV"):
        yield from read_rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text[:BEGINNING])))


def delimiter_of(beginning: str) -> str:
    """The sign that stands between the names of columns."""
    for sign in DELIMITERS:
        rows = csv.reader(io.StringIO(beginning, newline=""), delimiter=sign)
        if any(len(row) > 1 and names_a_text(row) for row in islice(rows, FIRST_ROWS)):
            return sign
    return ","


def read_xlsx(data: bytes, limits: Limits) -> Iterator[Entry]:
    """An article a row, of every sheet that has a column of texts."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ArticleError("is encrypted, or an old .xls file")
    with foreign_parser("XLSX"):
        check_archive("XLSX", data, limits)
        problems: list[tuple[str, ArticleError]] = []
        found = False
        for name, rows in sheets(zipfile.ZipFile(io.BytesIO(data))):
            try:
                yield from read_rows(rows)
                found = True
            except ArticleError as error:
                problems.append((name, error))
    if not found:
        raise problems[0][1] if problems else ArticleError("has no sheet with anything in it")
    yield from (Entry(0, problem=f"sheet {name} {problem}") for name, problem in problems)


def read_rows(rows: Iterator[Sequence[Any]]) -> Iterator[Entry]:
    """The articles of a table; raises ArticleError where no column is one of texts."""
    first: list[Sequence[Any]] = []
    for row in rows:
        first.append(row)
        if not any(row) and len(first) < FIRST_ROWS:
            continue
        if names_a_text(row) or len(first) == FIRST_ROWS:
            break
    if not any(map(any, first)):
        raise ArticleError("is empty")
    if not names_a_text(first[-1]):
        named = ", ".join(str(name)[:30] for name in first[0][:MOST_NAMED])
        raise ArticleError(f"has no column of texts (text, body, content …); its columns are {named}")
    return read_records(numbered(first[-1], rows, len(first)), "row")


def numbered(
    names: Sequence[Any], rows: Iterator[Sequence[Any]], before: int
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each row that holds something, by its number in the table and with the names of its columns."""
    for number, row in enumerate(rows, before + 1):
        if any(value not in (None, "") for value in row):
            yield number, {str(name): value for name, value in zip(names, row, strict=False) if value not in (None, "")}
