"""A reply is kept by all that it depends on and by nothing else, and only while somebody wants it kept."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from assistant.llm import reply_cache
from assistant.llm.prompts import Message

SENT = (Message("system", "Answer from the sources."), Message("user", "===== SOURCES 0a1b2c3d =====\n| Forty.\n"))
SETTINGS: dict[str, Any] = {"model": "m", "temperature": 0.0}
KEY = reply_cache.key_of(SENT, **SETTINGS)
REPLY = {"text": "Vierzig — forty.", "finish_reason": "stop"}


def test_the_fence_does_not_count() -> None:
    fenced_anew = Message("user", SENT[1].content.replace("0a1b2c3d", "ffffffff"))
    assert reply_cache.key_of([SENT[0], fenced_anew], **SETTINGS) == KEY


@pytest.mark.parametrize(
    ("messages", "settings"),
    [
        ([SENT[0], Message("user", SENT[1].content + "?")], {}),
        ([Message("user", SENT[0].content), SENT[1]], {}),
        ([SENT[1], SENT[0]], {}),
        ([SENT[0]], {}),
        (SENT, {"model": "n"}),
        (SENT, {"temperature": 0.5}),
    ],
)
def test_everything_else_does(messages: list[Message], settings: dict[str, Any]) -> None:
    assert reply_cache.key_of(messages, **{**SETTINGS, **settings}) != KEY


def test_a_reply_is_found_where_and_while_it_is_kept(tmp_path: Path) -> None:
    reply_cache.keep(KEY, REPLY)
    assert reply_cache.find(KEY) is None, "no folder is set"
    with reply_cache.kept_in(tmp_path / "replies"):
        assert reply_cache.find(KEY) is None
        reply_cache.keep(KEY, REPLY)
        assert reply_cache.find(KEY) == REPLY
        assert reply_cache.find("another") is None
        with reply_cache.kept_in(None):
            assert reply_cache.find(KEY) is None
        assert reply_cache.find(KEY) == REPLY
    assert reply_cache.find(KEY) is None
    assert [path.name for path in (tmp_path / "replies").iterdir()] == [f"{KEY}.json"]


@pytest.mark.parametrize("content", ["", '{"text": "Vier', "[1]"])
def test_what_is_half_written_is_asked_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / f"{KEY}.json").write_text(content)
    with reply_cache.kept_in(tmp_path):
        assert reply_cache.find(KEY) is None


def test_another_thread_keeps_nothing_here(tmp_path: Path) -> None:
    with reply_cache.kept_in(tmp_path):
        other = threading.Thread(target=reply_cache.keep, args=(KEY, REPLY))
        other.start()
        other.join()
        assert reply_cache.find(KEY) is None
