"""Texts as cells of a table: none that is written becomes a spreadsheet's formula, and what is read back is what was written."""

from __future__ import annotations

from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Begins a formula in a spreadsheet: such a cell gets an apostrophe before it."""


def guarded(value: Any) -> Any:
    """A cell that no spreadsheet computes.

    >>> guarded("=1+1"), guarded(-1)
    ("'=1+1", -1)
    """
    return f"'{value}" if isinstance(value, str) and value.lstrip("'").startswith(FORMULA) else value


def bare(cell: str) -> str:
    """A cell without the apostrophe that `guarded` gave it.

    >>> bare("'=1+1"), bare("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and guarded(cell) != cell else cell
