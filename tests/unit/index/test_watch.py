"""The page opens when there is something to ask: at once, or over words while vectors are still being made."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assistant.config import Config
from assistant.errors import AssistantError
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
    with watch.follow(assistant, assistant.update) as first:
        assert watch.wait_until_askable(assistant, first)
        assert first.result().added == 1


def test_a_long_one_is_not_once_its_words_can_be_searched(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(watch, "GRACE", 0.0)
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
