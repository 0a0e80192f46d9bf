"""The folder of generations: which is in force, who writes, and what may be removed.

The pointer names the generation in force and its manifest's digest. It is replaced in one step after all else is on the
disk; what it no longer names is removed once no reader holds it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import IndexBusy, IndexDamaged, IndexMismatch, IndexMissing
from assistant.files import sync_folder, write_durably
from assistant.index import integrity
from assistant.index.integrity import REBUILD
from assistant.index.snapshot import OLDER_VERSION, SCHEMA_VERSION

POINTER = "CURRENT"


def current_name(index_path: Path) -> str:
    """The name of the generation in force. Raises IndexMissing, IndexDamaged, IndexMismatch."""
    return read_pointer(index_path)[0]


def pointer_stamp(index_path: Path) -> tuple[int, int] | None:
    """Changes whenever another generation is put in force, because the pointer is a new file then; None without one."""
    try:
        status = os.stat(index_path / POINTER)  # noqa: PTH116 - a question asks it each time
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def read_pointer(index_path: Path) -> tuple[str, str]:
    """The name of the generation in force and its manifest's digest."""
    try:
        words = (index_path / POINTER).read_text(encoding="utf-8").split()
    except FileNotFoundError:
        raise IndexMissing("nothing is indexed yet: put articles into corpus/ and run `assistant index`") from None
    except UnicodeDecodeError:
        words = []
    if len(words) == 1 and _of_another_version(index_path / words[0]):
        raise IndexMismatch(OLDER_VERSION)
    if len(words) != 2 or not re.fullmatch(r"generation-\d+", words[0]):
        raise IndexDamaged(f"the index's pointer {POINTER} is damaged: {REBUILD}")
    return words[0], words[1]


def _of_another_version(folder: Path) -> bool:
    """Whether a generation's manifest names another schema than this version's; the first version's pointer was its
    name alone."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        return bool(manifest["settings"]["schema"] != SCHEMA_VERSION)
    except (OSError, ValueError, KeyError, TypeError):
        return False


@contextlib.contextmanager
def writing(index_path: Path) -> Iterator[None]:
    """Holds the one writer's lock. Raises IndexBusy at once, naming the holder."""
    from filelock import FileLock, Timeout

    holder = index_path / "lock.holder"
    lock = FileLock(str(index_path / "lock"), timeout=0)
    with integrity.storage_errors(index_path):
        index_path.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout:
            who = holder.read_text(encoding="utf-8").strip() if holder.exists() else ""
            who = who or "another process"
            raise IndexBusy(f"the index is being written by {who}: wait until it has finished") from None
    try:
        with contextlib.suppress(OSError):  # a full disk: the lock holds all the same
            holder.write_text(f"process {os.getpid()}", encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def next_name(index_path: Path) -> str:
    taken = [int(path.name.removeprefix("generation-")) for path in index_path.glob("generation-*[0-9]")]
    return f"generation-{max(taken, default=0) + 1:08d}"


def put_in_force(folder: Path) -> None:
    """Points CURRENT at the new generation, durably: the pointer is replaced only after it is on the disk."""
    digest = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    with integrity.storage_errors(folder.parent):
        sync_folder(folder.parent)
        write_durably(folder.parent / POINTER, f"{folder.name} {digest}\n")


def remove_old(index_path: Path) -> None:
    """Removes generations that are not in force and that no reader holds."""
    keep = current_name(index_path)
    for path in index_path.glob("generation-*"):
        if path.name != keep:
            _remove_unless_held(path)


def _remove_unless_held(folder: Path) -> None:
    """The manifest goes first and under lock: a reader that opens it at this moment sees that it is gone."""
    manifest = folder / "manifest.json"
    with contextlib.ExitStack() as opened:
        try:
            handle = os.open(manifest, os.O_RDONLY)
            opened.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            manifest.unlink()
        except BlockingIOError:
            return
        except FileNotFoundError:
            pass  # never finished: nobody can have opened it
        shutil.rmtree(folder, ignore_errors=True)
