"""The page opens when there is something to ask: at once, or over words while vectors are still being made."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assistant.cli.options import progress_lines, update_index
from assistant.config import Config
from assistant.errors import AssistantError, IndexMissing
from assistant.index import watch
from assistant.index.manager import IndexReport
from assistant.service import Assistant
from tests.conftest import HashedWords


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("The council of Lisbon voted for a third ferry.\n", encoding="utf-8")
    assistant = Assistant(Config(home=tmp_path))
    assistant.__dict__["embedder"] = HashedWords()
    return assistant


def test_a_short_update_is_waited_for(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "GRACE", 600.0)  # long enough for a crowded machine
    monkeypatch.setattr(watch, "LONG", 600.0)
    with watch.follow(assistant, assistant.update) as first:
        assert watch.wait_until_askable(assistant, first)
        assert first.result().added == 1


def test_a_long_one_is_not_once_its_words_can_be_searched(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(watch, "GRACE", 0.0)
    monkeypatch.setattr(watch, "LONG", 600.0)
    embedded = threading.Event()

    def long_update() -> IndexReport:
        assistant.update()
        embedded.wait(30)
        raise AssistantError("the endpoint for embeddings is gone")

    with watch.follow(assistant, long_update) as first:
        assert not watch.wait_until_askable(assistant, first)
        assert assistant.search("third ferry")
        embedded.set()
        assert str(first.exception(30)) == "the endpoint for embeddings is gone"
    assert "not brought up to date: the endpoint for embeddings is gone" in caplog.text


def test_a_failure_before_anything_can_be_asked_is_raised(assistant: Assistant) -> None:
    def failing() -> IndexReport:
        raise AssistantError("no folder")

    with watch.follow(assistant, failing) as first, pytest.raises(AssistantError, match="no folder"):
        watch.wait_until_askable(assistant, first)


def test_a_first_reading_that_takes_long_is_told_on_the_page(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LONG", 0.1)
    begun, read = threading.Event(), threading.Event()

    def prepare() -> None:
        begun.set()
        read.wait(300)

    def long_update() -> IndexReport:
        with monkeypatch.context() as patched:
            patched.setattr(assistant.reranker, "prepare", prepare)
            return assistant.update()

    with watch.follow(assistant, long_update) as first:
        assert not watch.wait_until_askable(assistant, first)
        assert begun.wait(300)
        assert str(assistant.doing) == "Preparing the models"
        with pytest.raises(IndexMissing, match=r"still being read \(Preparing the models\): ask in a moment"):
            assistant.search("third ferry")
        read.set()
        assert first.result(300).added == 1
        assert assistant.search("third ferry")


def test_without_a_folder_nothing_is_watched_and_one_line_is_said(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (assistant.corpus_folder / "a.txt").unlink()
    assistant.corpus_folder.rmdir()
    with (
        watch.follow(assistant, lambda: update_index(assistant)) as first,
        pytest.raises(AssistantError, match="there is no folder"),
    ):
        watch.wait_until_askable(assistant, first)
    assert "Traceback" not in capfd.readouterr().err


def test_what_is_read_is_told_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    tell = progress_lines(every=0.0)
    tell("reading harbour\x1b[2J.md", 11, 90)
    tell("embedding", 300, 1204)
    assert capsys.readouterr().err.splitlines() == [
        "Reading files: 11 of 90, harbour [2J.md…",
        "Embedding passages: 300 of 1,204…",
    ]
    quiet = progress_lines()
    quiet("reading a.md", 1, 2)
    assert capsys.readouterr().err == ""


def test_where_a_log_is_kept_what_is_read_is_a_line_of_it(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level("INFO", logger="assistant"):
        progress_lines(every=0.0)("embedding", 300, 1204)
    assert caplog.messages == ["Embedding passages: 300 of 1,204…"]
    assert capsys.readouterr().err == ""


def test_files_are_named_while_they_are_read(assistant: Assistant) -> None:
    steps: list[tuple[str, int, int]] = []
    assistant.update(progress=lambda *step: steps.append(step))
    assert steps[:3] == [("preparing", 0, 0), ("reading a.txt", 0, 1), ("reading", 1, 1)]
