"""The page's log: one JSON line a question, its id that of the trace, no text and no secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.config import Config
from assistant.errors import QuestionError
from assistant.service import Assistant
from assistant.web import asking as talk
from assistant.web.api import named
from assistant.web.log import JsonLines, logged
from assistant.web.storage.conversations import Choices, Conversations
from assistant.web.storage.pace import Pace
from tests.browser.fake_assistant import FakeAssistant

PACE = Pace(Path("nowhere"))
QUESTION = "How long did the presidents' call last?"


class Log:
    """What a handler of the page's kind writes."""

    def __init__(self, **options: Any) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(JsonLines(**options))

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    log = Log(**getattr(request, "param", {}))
    logger = logging.getLogger("assistant")
    before = logger.level
    logger.addHandler(log.handler)
    logger.setLevel(logging.INFO)
    yield log
    logger.removeHandler(log.handler)
    logger.setLevel(before)


def ask(question: str) -> list[Any]:
    return list(talk.ask(FakeAssistant(), Conversations(), "", question, Choices(), PACE))


def test_a_question_is_one_line_without_its_words(log: Log) -> None:
    ask(QUESTION)
    (line,) = log.lines()
    assert line["event"] == "ask"
    assert line["via"] == "page"
    assert line["status"] == "answered"
    assert (line["evidence"], line["sentences"], line["citations"], line["removed"]) == (4, 2, 3, 1)
    assert line["seconds"] >= 0
    said = json.dumps(line)
    assert "presidents" not in said
    assert "Harbour" not in said


@pytest.mark.parametrize("log", [{"log_questions": True}], indirect=True)
def test_its_words_are_there_when_they_are_asked_for(log: Log) -> None:
    ask(QUESTION)
    assert log.lines()[0]["question"] == QUESTION


def test_the_id_is_that_of_the_trace(log: Log, sample: Assistant) -> None:
    _, turn = list(talk.ask(sample, Conversations(), "", QUESTION, Choices(), PACE))[-1]
    assert turn.answer is not None
    assert turn.answer.trace["id"] == log.lines()[0]["id"]
    assert sample.ask(QUESTION).trace["id"] != turn.answer.trace["id"]


def test_a_named_failure_tells_its_kind(log: Log) -> None:
    ask("Does this fail?")
    (line,) = log.lines()
    assert (line["level"], line["status"], line["error"]) == ("warning", "failed", "LanguageModelError")


def test_an_unforeseen_failure_tells_where_and_not_what(log: Log) -> None:
    """The reader gets the id, the log the places in the code; the message, which may hold anything, is in neither."""
    _, turn = ask("Does this break?")[-1]
    (line,) = log.lines()
    assert line["error"] == "RuntimeError"
    assert line["where"][-1].startswith("browser/fake_assistant.py:")
    assert line["id"] in turn.error
    assert "secret-canary" not in json.dumps(line) + turn.error


def test_a_reader_who_leaves_is_told_apart_and_the_turn_is_kept_as_stopped(log: Log) -> None:
    conversations = Conversations()
    growing = talk.ask(FakeAssistant(), conversations, "", "slow", Choices(), PACE)
    held, _ = next(growing)
    next(growing)
    growing.close()
    (line,) = log.lines()
    assert line["status"] == "stopped"
    assert held.turns[0].final
    assert held.turns[0].error == talk.STOPPED


def test_search_and_check_have_their_lines_too(log: Log) -> None:
    named("check", "A claim.", lambda *_: {"label": "supported"})
    assert [(line["event"], line["via"], line["status"]) for line in log.lines()] == [("check", "api", "done")]


@pytest.mark.parametrize("log", [{"secrets": ['sk-secret"canary']}], indirect=True)
def test_a_secret_that_reaches_the_log_is_blotted_out(log: Log) -> None:
    logging.getLogger("assistant.index.watch").warning("refused: %s", 'the key sk-secret"canary')
    assert log.lines()[0]["message"] == "refused: the key ***"


def test_named_failures_keep_their_level(log: Log) -> None:
    with pytest.raises(QuestionError), logged("ask", "1", "api", "x"):
        raise QuestionError("The question is empty.")
    assert log.lines()[0]["level"] == "warning"


def test_a_password_is_no_part_of_settings_that_are_shown() -> None:
    config = Config(auth=SecretStr("desk:pass-canary"))
    assert "canary" not in f"{config!r} {config.model_dump_json()} {Assistant(config).settings()}"
