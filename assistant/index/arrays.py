"""Arrays on the disk, and stretches of different lengths that lie one after the other in one array.

Such an array comes with `first`: row i's stretch is first[i] to first[i + 1].
"""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np

READING_HEADER = threading.Lock()
"""Held while an array's header is parsed: NumPy does that with Python's own parser, in which two threads at once fail
in Python 3.11 with `SystemError: AST constructor recursion depth mismatch` (CPython issue 106905)."""


def open_array(path: Path, mapped: bool = True) -> np.ndarray:
    """A part as written: mapped into memory, as a plain array over it (half the time at every access), or read.

    Raises OSError or ValueError where it cannot be.
    """
    with READING_HEADER:
        return np.asarray(np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False))


def copy_stretches(
    target: np.ndarray, first: np.ndarray, source: np.ndarray, source_first: np.ndarray, rows: np.ndarray
) -> None:
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
    if not len(rows):
        return []
    breaks = np.flatnonzero((rows[1:] != rows[:-1] + 1) | (rows[:-1] < 0)) + 1
    starts = np.concatenate([[0], breaks])
    counts = np.diff(np.append(starts, len(rows)))
    kept = rows[starts] >= 0
    return list(zip(starts[kept].tolist(), rows[starts][kept].tolist(), counts[kept].tolist(), strict=True))


def stretch_lengths(first: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """How long the stretches of some rows are."""
    counts: np.ndarray = first[rows + 1] - first[rows]
    return counts


def stretch_places(first: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The places of some rows' stretches, one after the other: first [0, 2, 5], rows [1, 0] → [2, 3, 4, 0, 1]."""
    counts = stretch_lengths(first, rows)
    ends = np.cumsum(counts)
    result: np.ndarray = np.arange(int(counts.sum())) + np.repeat(first[rows] - (ends - counts), counts)
    return result
