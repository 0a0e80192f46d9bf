"""A file is whole or absent, and nothing unfinished stays beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.files import LEFT, write_durably


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_durable_file_replaces_the_old_one_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    for content in ("old", "new: Ł\n", b"\xff\r\n"):
        write_durably(tmp_path / "CURRENT", content)
        whole = content.encode() if isinstance(content, str) else content
        assert (tmp_path / "CURRENT").read_bytes() == whole
    assert names(tmp_path) == ["CURRENT"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write_durably(tmp_path / "CURRENT", "old")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_durably(tmp_path / "CURRENT", "new")
    assert (tmp_path / "CURRENT").read_text() == "old"
    assert names(tmp_path) == ["CURRENT"]


def test_what_a_crash_left_of_this_file_is_removed_a_day_later(tmp_path: Path) -> None:
    parts = [tmp_path / name for name in (".a [1].json-old.part", ".a [1].json-new.part", ".b.json-old.part")]
    for part in parts:
        part.write_text("half")
    for part in (parts[0], parts[2]):
        os.utime(part, (part.stat().st_atime, part.stat().st_mtime - LEFT - 60))
    write_durably(tmp_path / "a [1].json", "whole")
    assert names(tmp_path) == [".a [1].json-new.part", ".b.json-old.part", "a [1].json"]
