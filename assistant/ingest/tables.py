"""Tables as text: a row a line, each value beside the head of its column, so that no figure stands beside another year's.

Line   | 2019   | 2020            Line | 2019 | 2020
Ostrey | 41,200 | 18,900     →    Ostrey | 2019: 41,200 | 2020: 18,900
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence

from assistant.text.dates import parse_date

LONGEST_HEAD = 60
"""Characters of a column's head."""
LONGEST_CELL = 400
"""Characters of a cell of a table; a longer one is a column of text that a table only lays out."""

Rows = Sequence[Sequence[str]]


def table_lines(rows: Rows, marked: Collection[int] = ()) -> Iterator[str]:
    """The lines of a table; the heads are put before the values where the rows below its titles are heads.

    The numbers of rows that the source marks as heads are `marked`. Where a cell without a head is empty, a dash keeps its place.

    >>> list(table_lines([["Line", "2019"], ["Ostrey", "41,200"]]))
    ['Line | 2019', 'Ostrey | 2019: 41,200']
    """
    numbers = [number for number, row in enumerate(rows) if any(cell.strip() for cell in row)]
    filled = [rows[number] for number in numbers]
    heads, below = heads_of(filled, {place for place, number in enumerate(numbers) if number in marked})
    columns = {place for row in filled for place, cell in enumerate(row) if cell.strip()}
    gaps = {place for place in columns if place >= len(heads) or not heads[place].strip()}
    for number, row in enumerate(filled):
        cells = row if number < below else [headed(heads, place, cell) for place, cell in enumerate(row)]
        places = [place for place, cell in enumerate(row) if cell.strip()]
        inner = set(range(places[0], places[-1])) & gaps if number >= below else set()
        yield " | ".join(cells[place] or "–" for place in sorted(inner.union(places)))


def table_blocks(rows: Rows, marked: Collection[int] = ()) -> list[str]:
    """The lines of a table; the cells, one by one, of what only lays out a page."""
    return [cell for row in rows for cell in row if cell] if is_layout(rows) else list(table_lines(rows, marked))


def with_heads(text: str) -> str:
    """A text with its tables, as an extractor writes them (`| a | b |`, a rule below a row of heads), in the form above."""
    lines: list[str] = []
    rows: list[list[str]] = []
    marked: list[int] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|") and line.rstrip().endswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if all(set(cell) <= set("-: ") for cell in cells):
                marked += [len(rows) - 1] * any(cells)
            else:
                rows.append(cells)
            continue
        lines += [*table_lines(rows, marked), line]
        rows, marked = [], []
    return "\n".join(lines[:-1])


def heads_of(rows: Rows, marked: Collection[int]) -> tuple[Sequence[str], int]:
    """The heads of the columns, from one row or two, and how many rows end with them."""
    first = next((number for number, row in enumerate(rows) if any(cell.strip() for cell in row[1:])), 0)
    last = first + has_second_heads(rows[first:])
    heads = joined_heads(rows[first], rows[last]) if rows else []
    return (heads, last + 1) if first in marked or has_heads([heads, *rows[last + 1 :]]) else ((), 0)


def has_second_heads(rows: Rows) -> bool:
    """Whether heads in the second row stand below one that reaches over several columns."""
    if len(rows) < 3 or rows[1][0].strip() not in ("", rows[0][0].strip()):
        return False
    upper, lower = ([cell.strip() for cell in row[1:]] for row in rows[:2])
    divided = any(cell and not above for above, cell in zip(upper, lower, strict=False))
    return any(upper) and divided and all(YEAR.fullmatch(cell) or not is_figure(cell) for cell in lower)


def joined_heads(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """`Riders`, `` above `2019`, `2020` → `Riders 2019`, `Riders 2020`"""
    heads: list[str] = []
    over = ""
    for above, below in itertools.zip_longest(upper, lower, fillvalue=""):
        over = above.strip() or over
        heads.append(f"{over} {below}".strip() if below.strip() and below != above else above)
    return heads


def headed(heads: Sequence[str], place: int, cell: str) -> str:
    head = heads[place].strip(" :") if place < len(heads) else ""
    return f"{head}: {cell}" if place and head and cell.strip() and head != cell else cell


def has_heads(rows: Rows) -> bool:
    """Whether the first row names the columns: short, each different, no values such as the rows below have.

    A year, or a short name above figures or days, is a head; a row of values like those below it is not, nor names above names.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    first = [cell.strip() for cell in rows[0]]
    named = [cell for cell in first[1:] if cell]
    if len(named) < max(1, len(first) // 2) or len(set(named)) < len(named) or max(map(len, first)) > LONGEST_HEAD:
        return False
    if not all(YEAR.fullmatch(cell) or not is_figure(cell) for cell in named):
        return False
    if any(is_day(cell) and is_day(below) for cell, below in zip(first[1:], rows[1][1:], strict=False)):
        return False
    if all(YEAR.fullmatch(cell) for cell in named):
        return True
    return sum(any(is_figure(cell) or is_day(cell) for cell in row[1:]) for row in rows[1:]) > 0.5 * (len(rows) - 1)


def is_day(cell: str) -> bool:
    return len(cell) <= LONGEST_HEAD and parse_date(cell) is not None


def is_figure(cell: str) -> bool:
    """Whether a cell is a value: `41,200`, `€ 3.5m`, `12 %`, `678 million`, with a note's mark or without."""
    return FIGURE.fullmatch(cell) is not None


def is_layout(rows: Rows) -> bool:
    """Whether a table only places columns of text on a page."""
    cells = [cell for row in rows for cell in row if cell.strip()]
    return len(cells) <= 1 or max(map(len, cells)) > LONGEST_CELL or all(len(row) <= 1 for row in rows)


YEAR = re.compile(r"(?:[A-Z]{1,3}\W?)?(?:1[89]|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?")
"""`2019`, `FY 2020`, `2019/20`"""
FIGURE = re.compile(r"[^\w]{0,3}(?:[A-Z]{1,3}\s?)?\d[\d.,’'\s]*(?:[^\w]{0,2}|(?:\s?[^\W\d]{1,12}\.?){1,3})(?:\[\d+\])?")
