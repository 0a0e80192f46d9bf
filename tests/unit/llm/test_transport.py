"""A language model that fails, seen by the reader: the articles are quoted instead, with one line on why, and nothing of the key."""

from __future__ import annotations

import json
import logging

import pytest
from pydantic import SecretStr

from assistant.answering import generative
from assistant.llm import transport
from assistant.schema import Answer, to_json
from assistant.service import Assistant
from tests.support.faulty_endpoint import FaultyEndpoint
from tests.unit.llm.test_client import BEFORE, DRESSED_AS_SUCCESS, HANGING

KEY = "sk-canary-0123456789abcdef"
QUESTION = "How long did the call of 30 December 2021 last?"
DEADLINE = 2.0
MODES = [mode for mode, _, _ in BEFORE + DRESSED_AS_SUCCESS] + HANGING
BREAKS_OFF = ["truncated", "reset in stream", "hang in stream", "keep alives", "error in stream", "broken json"]


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    import llama_index.llms.openai_like  # noqa: F401 - its two seconds of import count for no mode

    monkeypatch.setattr(transport, "FIRST_WAIT", 0.02)


@pytest.fixture(scope="module", autouse=True)
def warmed(sample: Assistant) -> None:
    """The first client of a process takes long to make; a deadline of a second is for the request."""
    ask(sample, "empty")


def beside(sample: Assistant, base_url: str) -> Assistant:
    """The sample index with a language model at an address."""
    changed = {"base_url": base_url, "api_key": SecretStr(KEY), "deadline": DEADLINE}
    other = Assistant(sample.config.model_copy(update=changed), sample.reranker)
    other.__dict__["embedder"] = sample.embedder
    return other


def ask(sample: Assistant, mode: str) -> tuple[list[Answer], int]:
    """The answers as they grew, and the requests that were made."""
    with FaultyEndpoint(mode, echo=f"{KEY} Bearer {KEY}") as server:
        answers = list(beside(sample, server.base_url).stream(QUESTION))
        return answers, len(server.requests)


@pytest.mark.parametrize("mode", MODES)
def test_each_fault_ends_in_quoted_articles(sample: Assistant, mode: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers, requests = ask(sample, mode)
    last = answers[-1]
    assert (last.status, last.answerer) == ("answered", "extractive")
    assert last.sentences[0].citations
    (reason,) = [note.text for note in last.notes if note.text.startswith("the language model failed")]
    assert "so the articles are quoted instead: the language model at http://127.0.0.1" in reason
    assert "\n" not in reason
    assert mode not in HANGING or f"did not finish within {DEADLINE:g} s" in reason
    assert 1 <= requests <= 3
    told = json.dumps([to_json(answer) for answer in answers], default=str)
    assert KEY not in told + caplog.text
    assert "Traceback" not in told


@pytest.mark.parametrize("mode", BREAKS_OFF)
def test_what_came_before_a_break_is_marked_incomplete(sample: Assistant, mode: str) -> None:
    """Whatever of it is true: the rest is missing, so it is no answer."""
    answers, _ = ask(sample, mode)
    last = answers[-1]
    assert last.removed
    assert {sentence.support.reason for sentence in last.removed if sentence.support} == {generative.INCOMPLETE}
    assert last.removed[0].text.startswith("The call lasted")
    assert not {sentence.text for sentence in last.sentences} & {sentence.text for sentence in last.removed}


def test_half_a_sentence_at_the_length_limit_is_no_part_of_the_answer(sample: Assistant) -> None:
    pieces = ["The call lasted about 50 minutes [1]. ", "The leaders also ", "agreed on"]
    with FaultyEndpoint("length", pieces=pieces) as server:
        answer = beside(sample, server.base_url).ask(QUESTION)
    assert any(note.text.startswith("the language model's answer is incomplete: it reached") for note in answer.notes)
    assert [sentence.text for sentence in answer.sentences] == ["The call lasted about 50 minutes."]
    assert answer.removed[-1].text == "The leaders also agreed on"
    assert answer.removed[-1].support
    assert answer.removed[-1].support.reason == generative.INCOMPLETE


def test_after_a_fault_the_next_question_is_answered_by_the_model(sample: Assistant) -> None:
    pieces = ["The call lasted about 50 minutes [1]."]
    with FaultyEndpoint("reset", pieces=pieces) as server:
        assistant = beside(sample, server.base_url)
        assert assistant.ask(QUESTION).answerer == "extractive"
        server.mode = "good"
        assert assistant.ask(QUESTION).answerer == "llm"


def test_on_the_command_line_a_fault_is_a_note_and_no_traceback(sample: Assistant) -> None:
    from click.testing import CliRunner

    from assistant.cli.main import cli

    with FaultyEndpoint("e401", echo=KEY) as server:
        environment = {
            "OPENAI_BASE_URL": server.base_url,
            "OPENAI_API_KEY": KEY,
            "ASSISTANT_ANSWERER": "llm",
            "ASSISTANT_CACHE": str(sample.config.cache),
        }
        done = CliRunner().invoke(cli, ["ask", QUESTION, "--index", str(sample.config.index_path)], env=environment)
    assert done.exit_code == 0, done.output
    assert "50 minutes" in done.output
    assert "note: the language model failed, so the articles are quoted instead" in done.output
    assert "refused the key (401): set OPENAI_API_KEY to a valid one" in done.output
    assert KEY not in done.output
