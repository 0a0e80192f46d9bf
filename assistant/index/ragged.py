"""Stretches of different lengths lying one after the other in one array: row i's is first[i] to first[i + 1]."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def copy(target: np.ndarray, first: np.ndarray, source: np.ndarray, source_first: np.ndarray, rows: np.ndarray) -> None:
    """Copies the stretch of each source row to the stretch of its new row, where `rows` names a source row (not -1).

    Rows that follow one another in the source are copied at once: where little changed, this is a copy of bytes.
    """
    for new, old, count in runs(rows):
        start = int(first[new])
        begin, end = int(source_first[old]), int(source_first[old + count])
        target[start : start + end - begin] = source[begin:end]


def runs(rows: np.ndarray) -> list[tuple[int, int, int]]:
    """The stretches of rows that count up: where one starts, its first row, how many there are; none for -1.

    [4, 5, -1, 0] → [(0, 4, 2), (3, 0, 1)]
    """
    import numpy as np

    if not len(rows):
        return []
    breaks = np.flatnonzero((rows[1:] != rows[:-1] + 1) | (rows[:-1] < 0)) + 1
    starts = np.concatenate([[0], breaks])
    counts = np.diff(np.append(starts, len(rows)))
    kept = rows[starts] >= 0
    return list(zip(starts[kept].tolist(), rows[starts][kept].tolist(), counts[kept].tolist(), strict=True))


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
