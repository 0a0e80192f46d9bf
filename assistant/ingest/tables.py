"""Tables as text: a row a line, each value beside the head of its column, so that no figure stands beside another year's.

Line   | 2019   | 2020            Line | 2019 | 2020
Ostrey | 41,200 | 18,900     →    Ostrey | 2019: 41,200 | 2020: 18,900
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

LONGEST_HEAD = 60
"""Characters of a column's head."""
LONGEST_CELL = 400
"""Characters of a cell of a table; a longer one is a column of text that a table only lays out."""

Rows = Sequence[Sequence[str]]


def table_lines(rows: Rows) -> Iterator[str]:
    """The lines of a table; the heads are put before the values where the first row below its titles is one of heads.

    >>> list(table_lines([["Line", "2019"], ["Ostrey", "41,200"]]))
    ['Line | 2019', 'Ostrey | 2019: 41,200']
    """
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    first = next((number for number, row in enumerate(filled) if any(cell.strip() for cell in row[1:])), 0)
    heads = filled[first] if has_heads(filled[first:]) else ()
    for number, row in enumerate(filled):
        cells = row if not heads or number <= first else [headed(heads, place, cell) for place, cell in enumerate(row)]
        yield " | ".join(cell for cell in cells if cell.strip())


def with_heads(text: str) -> str:
    """A text with its tables, as an extractor writes them (`| a | b |`, a rule below the first row), in the form above."""
    lines: list[str] = []
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|") and line.rstrip().endswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            rows += [] if all(set(cell) <= set("-: ") for cell in cells) else [cells]
            continue
        lines += [*table_lines(rows), line]
        rows = []
    return "\n".join(lines[:-1])


def headed(heads: Sequence[str], place: int, cell: str) -> str:
    head = heads[place].strip(" :") if place < len(heads) else ""
    return f"{head}: {cell}" if place and head and cell.strip() and head != cell else cell


def has_heads(rows: Rows) -> bool:
    """Whether the first row names the columns: short, each different, no values such as the rows below have.

    A year or a short name is a head; a row of figures like those below it is not, nor the first of a form's pairs.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    first = [cell.strip() for cell in rows[0]]
    named = [cell for cell in first[1:] if cell]
    if len(named) < max(1, len(first) // 2) or len(set(named)) < len(named) or max(map(len, first)) > LONGEST_HEAD:
        return False
    if not all(YEAR.fullmatch(cell) or not is_figure(cell) for cell in named):
        return False
    if len(first) > 2 or all(YEAR.fullmatch(cell) for cell in named):
        return True
    return sum(is_figure(row[1]) for row in rows[1:] if len(row) > 1) > 0.5 * (len(rows) - 1)


def is_figure(cell: str) -> bool:
    """Whether a cell is a value: `41,200`, `€ 3.5m`, `12 %`, `678 million`."""
    return FIGURE.fullmatch(cell) is not None


def is_layout(rows: Rows) -> bool:
    """Whether a table only places columns of text on a page."""
    cells = [cell for row in rows for cell in row if cell.strip()]
    return len(cells) <= 1 or max(map(len, cells)) > LONGEST_CELL or all(len(row) <= 1 for row in rows)


YEAR = re.compile(r"(?:[A-Z]{1,3}\W?)?(?:1[89]|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?")
"""`2019`, `FY 2020`, `2019/20`"""
FIGURE = re.compile(r"[^\w]{0,3}(?:[A-Z]{1,3}\s?)?\d[\d.,’'\s]*(?:[^\w]{0,2}|(?:\s?[^\W\d]{1,12}\.?){1,3})")
