"""The real language model of this machine over the sample articles: `make test-model`. About four minutes on two cores.

Skipped where the model is not here; `ASSISTANT_CACHE` says where models are kept, as everywhere.
"""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.config import PREFIX, Config, load_config
from assistant.llm import local_server, model_store, prompts
from assistant.llm.settings import can_serve, settings_from
from assistant.schema import Answer
from assistant.service import Assistant
from assistant.web import writing
from assistant.web.protocol import AskOptions
from assistant.web.storage.pace import Pace
from tests.conftest import ROOT, HashedWords

pytestmark = pytest.mark.model

ASKED = {
    "fact": "How long did the call between Biden and Putin on 30 December 2021 last?",
    "why or how": "Why would American troops not defend Ukraine, by Biden's reasoning in December?",
    "list": "Which leaders were on the phone on 30 December 2021?",
}
WISHED = {"passage", "passages", "article", "articles", "yes", "therefore"}
"""Words of the prompts that an answer may well have: how a model calls what it was given, and how it is told to begin a conclusion."""


@pytest.fixture(scope="module")
def model() -> Iterator[Path]:
    """The file of the default model."""
    told = {name: value for name, value in os.environ.items() if name == f"{PREFIX}CACHE"}
    here = {one.name: one for one in model_store.installed(load_config(ROOT, told).models_path) if one.there}
    if model_store.DEFAULT.name not in here:
        pytest.skip(f"the language model {model_store.DEFAULT.name} is not here: get it with `make model`")
    if not can_serve():
        pytest.skip("nothing serves a language model here: pip install 'dateline-assistant[local]'")
    yield here[model_store.DEFAULT.name].path
    local_server.SERVER.stop()


@pytest.fixture(scope="module")
def assistant(model: Path, sample: Assistant) -> Assistant:
    """The sample corpus, answered by the real model."""
    return Assistant(sample.config.model_copy(update={"local_model": str(model)}))


@pytest.fixture(scope="module")
def written(assistant: Assistant) -> dict[str, Answer]:
    """An answer to a question of each of three forms."""
    answers = {form: assistant.ask(question, answerer="llm") for form, question in ASKED.items()}
    assert {form: assistant.understand(ASKED[form]).form for form in ASKED} == {form: form for form in ASKED}
    return answers


def reply(answer: Answer) -> str:
    """What the model wrote, before the check."""
    return str(answer.trace["model"]["text"])


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def test_it_writes_answers_that_stand_and_are_cited(written: dict[str, Answer], assistant: Assistant) -> None:
    for answer in written.values():
        assert (answer.status, answer.answerer) == ("answered", "llm")
        assert answer.trace["model"]["model"] == model_store.DEFAULT.name
        for sentence in answer.sentences:
            assert sentence.support
            assert sentence.support.label != "unsupported"
            assert sentence.citations
            for citation in sentence.citations:
                assert assistant.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    assert "minutes" in written["fact"].text


def test_whether_something_is_so_is_quoted_at_once(assistant: Assistant) -> None:
    answer = assistant.ask("Did Vladimir Putin and Joe Biden speak in December 2021?", answerer="llm")
    assert (answer.status, answer.answerer) == ("answered", "extractive")
    assert "model" not in answer.trace


def test_no_word_of_the_prompt_comes_back(written: dict[str, Answer], assistant: Assistant) -> None:
    spoken = settings_from(assistant.config).prompt
    told = prompts.load(spoken).text.partition("# system")[2]
    known = {word for article in assistant.articles() for word in words(article.text)} | WISHED
    own = {word for word in words(told) if len(word) > 3} - known
    assert len(own) >= 3, "the prompt has words that no article has"
    runs = {tuple(words(told)[at : at + 6]) for at in range(len(words(told)) - 5)}
    for answer in written.values():
        said = words(reply(answer))
        assert own.intersection(said) == set()
        assert runs.isdisjoint(tuple(said[at : at + 6]) for at in range(len(said) - 5))


def test_what_it_knows_better_than_the_articles_is_not_shown(model: Path, tmp_path: Path) -> None:
    """The article has another capital than the model remembers: what is said is the article's, or nothing."""
    (tmp_path / "corpus").mkdir()
    moved = "Lyon has been the capital of France since Tuesday, the government said. Ministers moved there by train.\n"
    (tmp_path / "corpus" / "lyon.txt").write_text(moved, encoding="utf-8")
    assistant = Assistant(Config(home=tmp_path, cache=tmp_path, local_model=str(model)))
    assistant.__dict__["embedder"] = HashedWords()
    assistant.update()
    answer = assistant.ask("What is the capital of France?", answerer="llm")
    assert "Paris" not in answer.text
    assert answer.abstained or "Lyon" in answer.text


def test_the_quoted_answer_is_there_long_before_the_written_one(assistant: Assistant, tmp_path: Path) -> None:
    pace, began = Pace(tmp_path), time.monotonic()
    states = writing.behind_quoted(assistant, ASKED["fact"], AskOptions(answerer="llm"), pace)
    quoted, first = next(states)
    quoted_after = time.monotonic() - began
    *_, (last, progress) = states
    written_after = time.monotonic() - began
    assert (quoted.answerer, first) == ("extractive", "Being written on this machine")
    assert (last.answerer, progress) == ("llm", None)
    assert quoted_after < written_after / 3
    took = pace.usual(model_store.DEFAULT.name)
    assert took
    assert took <= written_after + 0.1, "kept to a tenth of a second"


def test_killed_in_the_middle_the_articles_are_quoted_and_the_next_question_starts_it_anew(
    assistant: Assistant,
) -> None:
    with local_server.SERVER.turn(settings_from(assistant.config).local, 240):  # type: ignore[arg-type]
        before = local_server.SERVER._child
    assert before
    killing = threading.Timer(3, before._process.send_signal, (signal.SIGKILL,))
    killing.start()
    answer = assistant.ask(ASKED["fact"], answerer="llm")
    killing.join()
    assert answer.answerer == "extractive"
    assert any("ended in the middle of its reply (killed by signal 9)" in note.text for note in answer.notes)
    assert assistant.ask(ASKED["fact"], answerer="llm").answerer == "llm"
    assert local_server.SERVER._child is not before
