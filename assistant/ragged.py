"""Stretches of different lengths lying one after the other in one array: row i's is first[i] to first[i + 1]."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def lengths(first: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """How long the stretches of some rows are."""
    counts: np.ndarray = first[rows + 1] - first[rows]
    return counts


def places(first: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The places of some rows' stretches, one after the other: first [0, 2, 5], rows [1, 0] → [2, 3, 4, 0, 1]."""
    import numpy as np

    counts = lengths(first, rows)
    ends = np.cumsum(counts)
    result: np.ndarray = np.arange(int(counts.sum())) + np.repeat(first[rows] - (ends - counts), counts)
    return result
