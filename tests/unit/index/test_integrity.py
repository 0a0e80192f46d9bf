"""What was written is told from what is there: cheaply by size and time, surely by its bytes."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from assistant.errors import StorageError
from assistant.index import integrity
from assistant.index.integrity import Seals


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "chroma").mkdir()
    for name, content in {"a.bin": "first", "b.bin": "second", "chroma/links": "third"}.items():
        (tmp_path / name).write_text(content)
    (tmp_path / "chroma" / "chroma.sqlite3").write_text("changed whenever it is opened")
    return tmp_path


@pytest.fixture
def seals(folder: Path) -> Seals:
    with integrity.Sealing(folder) as sealing:
        sealing.begin(folder / "a.bin")
        return sealing.finish()


def rewrite(path: Path, content: str, *, same_time: bool) -> None:
    """Other content; with `same_time`, as a failing disk changes it."""
    before = path.stat()
    path.write_text(content)
    moment = before.st_mtime_ns if same_time else before.st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(before.st_atime_ns, moment))


def test_every_file_is_sealed_but_the_one_that_chroma_writes_to(folder: Path, seals: Seals) -> None:
    assert sorted(seals) == ["a.bin", "b.bin", "chroma/links"]
    status = (folder / "a.bin").stat()
    assert seals["a.bin"] == (5, status.st_mtime_ns, hashlib.sha256(b"first").hexdigest())
    assert integrity.changed(folder, seals) == []


def test_a_file_with_another_time_is_read_and_sound_where_its_bytes_are(folder: Path, seals: Seals) -> None:
    rewrite(folder / "a.bin", "first", same_time=False)
    assert integrity.changed(folder, seals) == []
    rewrite(folder / "a.bin", "fjrst", same_time=False)
    assert integrity.changed(folder, seals) == ["a.bin"]


def test_another_size_or_none_is_seen_whatever_the_time(folder: Path, seals: Seals) -> None:
    rewrite(folder / "a.bin", "firs", same_time=True)
    (folder / "b.bin").unlink()
    assert integrity.changed(folder, seals) == ["a.bin", "b.bin"]


def test_bytes_that_rot_with_size_and_time_kept_are_found_by_reading(folder: Path, seals: Seals) -> None:
    rewrite(folder / "a.bin", "fjrst", same_time=True)
    assert integrity.changed(folder, seals) == [], "the cheap look cannot see it"
    assert not integrity.is_sound(folder / "a.bin", seals["a.bin"])
    assert integrity.is_sound(folder / "b.bin", seals["b.bin"])
    assert not integrity.is_sound(folder / "gone.bin", seals["b.bin"])


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (errno.ENOSPC, "the disk is full: free space"),
        (errno.EDQUOT, "the disk is full: free space"),
        (errno.EACCES, "permission denied: make it writable"),
        (errno.EROFS, "read-only file system: make it writable"),
    ],
)
def test_what_the_disk_refuses_says_what_to_do(tmp_path: Path, code: int, says: str) -> None:
    with pytest.raises(StorageError, match=says) as caught, integrity.storage_errors(tmp_path / "not yet" / "there"):
        raise OSError(code, os.strerror(code))
    assert "run `assistant index` again; the old state still answers" in str(caught.value)
