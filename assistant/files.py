"""Files that are whole or absent."""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
import time
from pathlib import Path

LEFT = 86_400
"""Seconds after which nobody writes on at an unfinished file."""


def write_durably(path: Path, content: str | bytes) -> None:
    """Writes a file, or replaces the old one. A reader sees the old file or the whole new one, also after a crash, and when
    several write at once. What a crash left of a write of this file is removed by one that comes a day later.
    """
    for left in path.parent.glob(f".{glob.escape(path.name)}-*.part"):
        with contextlib.suppress(OSError):  # another writer has removed it
            if left.stat().st_mtime < time.time() - LEFT:
                left.unlink()
    part = path.with_name(f".{path.name}-{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())  # the bytes before the name: else a crash leaves an empty file under it
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)  # and the name itself, which is the folder's


def sync_folder(folder: Path) -> None:
    """Brings the names of a folder's files to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
