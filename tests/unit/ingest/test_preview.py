"""The preview says of every file what indexing would make of it, and leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.cli.dry_run import show, table
from assistant.errors import AssistantError
from assistant.ingest.parsing import Limits
from assistant.ingest.preview import Listed, Preview, preview
from assistant.schema import Skipped
from tests.unit.ingest.test_several import FILES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(FILES / "nexis_export.txt", tmp_path)
    shutil.copy(FILES / "letter.eml", tmp_path)
    (tmp_path / "note.txt").write_text("Nobody knows when this was written.\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    return tmp_path


def test_what_would_be_read_is_counted_and_named(folder: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    found = preview(folder, progress=lambda *step: steps.append(step))
    assert steps[-1] == ("reading", 3, 3)
    assert (found.files, len(found.articles), found.split_files) == (3, 5, 1)
    assert (found.dated, found.inferred, found.named) == (4, 0, 4)
    assert found.articles[0] == Listed(
        "letter.eml", "Ferry stops – and now,", "Larkfield Letter", dt.date(2019, 3, 4), False, "en", 20
    )
    assert [(item.path, item.reason.split(";")[0]) for item in found.skipped] == [
        ("picture.png", "has the suffix .png"),
        ("letter.eml", "its attachment timetable.pdf is not read"),
    ]


def test_the_table_is_safe_for_a_terminal_and_whole() -> None:
    listed = Listed("a.csv#1", "A \x1b[2Jvery " + "long " * 20 + "headline", None, None, False, "en", 12_345)
    lines = list(table(Preview(1, (listed,), (Skipped("b\x07.txt", "is empty"),))))
    assert lines[0].split() == ["day", "outlet", "words", "headline", "article"]
    assert lines[1].startswith("no date                no outlet                     12,345  A [2Jvery long")
    assert lines[1].endswith("…  a.csv#1")
    assert lines[2] == "not read: b .txt: is empty"
    assert lines[3] == (
        "1 articles in 1 files, 1 of which hold several; 0 dated (0 inferred), 1 without an outlet; 1 remarks on what is not read"
    )


def test_json_has_the_articles_and_the_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assistant = cast(Any, SimpleNamespace(config=SimpleNamespace(corpus_path=folder), limits=Limits()))
    show(assistant, as_json=True)
    printed = json.loads(capsys.readouterr().out)
    assert set(printed) == {"files", "articles", "skipped", "split_files", "dated", "inferred", "named"}
    assert printed["articles"][1]["article_id"].startswith("nexis_export.txt#")
    assert printed["articles"][1]["published"] == "2011-05-02"
    show(assistant, as_json=False)
    assert "5 articles in 3 files, 1 of which hold several" in capsys.readouterr().out


def test_without_the_folder_the_reader_is_told(tmp_path: Path) -> None:
    assistant = cast(Any, SimpleNamespace(config=SimpleNamespace(corpus_path=tmp_path / "none"), limits=Limits()))
    with pytest.raises(AssistantError, match="there is no folder"):
        show(assistant, as_json=False)
