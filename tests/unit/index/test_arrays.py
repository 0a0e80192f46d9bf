"""Arrays are opened one at a time, and stretches are found and copied where they belong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import numpy as np

from assistant.index.arrays import READING_HEADER, copy_stretches, open_array, runs, stretch_places


def test_arrays_are_opened_one_after_the_other(tmp_path: Path) -> None:
    """The fault itself is too rare to be waited for: two threads in Python's parser, and the collector in between."""
    np.save(tmp_path / "a.npy", np.arange(12, dtype=np.int32))
    with ThreadPoolExecutor(1) as pool:
        with READING_HEADER:
            opened = pool.submit(open_array, tmp_path / "a.npy")
            assert not wait([opened], timeout=0.3).done
        assert opened.result(timeout=30).sum() == 66


def test_rows_that_count_up_are_one_run() -> None:
    assert runs(np.array([4, 5, -1, 0])) == [(0, 4, 2), (3, 0, 1)]
    assert runs(np.array([-1, -1, 2, 1])) == [(2, 2, 1), (3, 1, 1)]
    assert runs(np.zeros(0, dtype=np.int64)) == []


def test_stretches_are_copied_to_their_new_rows() -> None:
    source, source_first = np.array([10, 11, 20, 30, 31, 32]), np.array([0, 2, 3, 6])
    target, first = np.zeros(6, dtype=np.int64), np.array([0, 3, 4, 6])
    copy_stretches(target, first, source, source_first, np.array([2, -1, 0]))
    assert target.tolist() == [30, 31, 32, 0, 10, 11]
    assert stretch_places(source_first, np.array([1, 0])).tolist() == [2, 0, 1]
