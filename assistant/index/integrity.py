"""The files of a generation: brought to the disk, checked cheaply when they are opened and thoroughly on demand.

A part's seal is its size, the time of its last change and its SHA-256. Opening compares sizes and times, which costs
microseconds; only where the time is another (somebody wrote to the file, or copied the index) are the bytes read.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Self

from assistant.errors import StorageError

Seals = dict[str, tuple[int, int, str]]
"""Path below the generation's folder → size in bytes, mtime in ns, SHA-256."""
CHROMA_LOG = "chroma/chroma.sqlite3"
"""Chroma changes a few bytes of it whenever it is opened: it has no seal and is checked by its content."""
LITTLE_SPACE = 1_000_000
REBUILD = "run `assistant index --rebuild`"
"""What mends an index that is damaged or of other settings: how every message about one ends."""


class Sealing:
    """Brings a folder's files to the disk and seals them, those that are done while others are still being written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(8)  # the disk takes many files at once as fast as one
        self._seals: dict[str, Future[tuple[int, int, str]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin(self, *paths: Path) -> None:
        """Seals files, or all below a folder, in the background: nobody may write to them from now on."""
        for path in paths:
            for file in path.rglob("*") if path.is_dir() else [path]:
                name = file.relative_to(self._folder).as_posix()
                if name not in self._seals and not name.startswith(CHROMA_LOG) and file.is_file():
                    self._seals[name] = self._pool.submit(_seal, file)

    def finish(self) -> Seals:
        """Seals the rest of the folder and waits for all."""
        self.begin(self._folder)
        return {name: seal.result() for name, seal in sorted(self._seals.items())}


def changed(folder: Path, seals: Mapping[str, tuple[int, int, str]]) -> list[str]:
    """The parts that are missing or not what was written, as far as size and time tell."""
    return [name for name, seal in seals.items() if not _looks_sound(folder / name, seal)]


def is_sound(path: Path, seal: tuple[int, int, str]) -> bool:
    """Whether the bytes are exactly what was written."""
    try:
        with path.open("rb") as file:
            return path.stat().st_size == seal[0] and hashlib.file_digest(file, "sha256").hexdigest() == seal[2]
    except OSError:
        return False


@contextlib.contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """What the disk refuses becomes a StorageError that says what to do."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT) or is_full(folder)
        reason = (error.strerror or type(error).__name__).lower()
        what = "the disk is full: free space" if full else f"{reason}: make it writable"
        raise StorageError(
            f"the index in {folder} cannot be written, {what} and run `assistant index` again; the old state still answers"
        ) from error


def is_full(folder: Path) -> bool:
    """Whether the disk has next to no space left; not every library says so when that was why it failed."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free < LITTLE_SPACE


def _looks_sound(path: Path, seal: tuple[int, int, str]) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    return status.st_size == seal[0] and (status.st_mtime_ns == seal[1] or is_sound(path, seal))


def _seal(path: Path) -> tuple[int, int, str]:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        status = os.fstat(file.fileno())
        return status.st_size, status.st_mtime_ns, hashlib.file_digest(file, "sha256").hexdigest()
