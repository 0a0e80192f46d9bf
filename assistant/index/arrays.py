"""Arrays on the disk, opened one after the other.

NumPy parses the header of each with Python's own parser, which two threads cannot do at once in Python 3.11: one of them gets
`SystemError: AST constructor recursion depth mismatch` (CPython issue 106905).
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

OPENING = threading.Lock()
"""Held while a header is parsed, by whoever opens arrays by other means, too."""


def open_array(path: Path, mapped: bool = True) -> np.ndarray:
    """A part as written: mapped into memory, as a plain array over it (half the time at every access), or read.

    Raises OSError or ValueError where it cannot be.
    """
    import numpy as np

    with OPENING:
        return np.asarray(np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False))
