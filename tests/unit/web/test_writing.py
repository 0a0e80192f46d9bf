"""A written answer behind a quoted one: what is shown meanwhile, and what stays when it fails or nobody waits."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from assistant.config import Config
from assistant.errors import LocalModelError
from assistant.llm import local_server, model_store, settings
from assistant.llm.settings import LanguageModelSettings, LocalModel
from assistant.schema import Answer
from assistant.web import asking, writing
from assistant.web.protocol import AskOptions
from assistant.web.storage.conversations import Choices, Conversations, Turn
from assistant.web.storage.pace import LAST, Pace
from tests.browser.fake_assistant import WRITTEN, FakeAssistant

QUESTION = "How long did the presidents' call last?"
FIRST = "The two presidents talked by telephone for 50 minutes."
WRITES = AskOptions(answerer="llm")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeAssistant:
    """An assistant with a model of this machine."""
    monkeypatch.setattr(settings, "can_serve", lambda: True)
    config = Config(cache=tmp_path / "cache")
    (tmp_path / "tiny.gguf").write_bytes(b"GGUF" + bytes(100))
    model_store.register(tmp_path / "tiny.gguf", config.models_path)
    return FakeAssistant(home=tmp_path, config=config)


@pytest.fixture
def pace(tmp_path: Path) -> Pace:
    return Pace(tmp_path)


def turns(assistant: FakeAssistant, question: str, pace: Pace, answerer: str = "llm") -> list[Turn]:
    states = asking.ask(assistant, Conversations(), "", question, Choices(answerer=answerer), pace)
    return [turn for _, turn in states]


def test_the_articles_are_quoted_until_the_written_answer_takes_their_place(here: FakeAssistant, pace: Pace) -> None:
    seen = turns(here, "A question of leisure", pace)
    assert seen[0].answer is None
    first, last = seen[1], seen[-1]
    assert first.answer
    assert (first.answer.answerer, first.answer.sentences[0].text, first.final) == ("extractive", FIRST, False)
    assert first.writing == "Being written on this machine"
    meanwhile = [turn for turn in seen[2:-1] if turn.answer is first.answer]
    assert {turn.writing for turn in meanwhile} == {"The language model is being loaded"}
    assert last.answer
    assert (last.answer.answerer, last.answer.sentences[0].text) == ("llm", WRITTEN)
    assert (last.final, last.writing, last.error) == (True, None, None)
    assert [asked["answerer"] for asked in here.asked] == ["extractive", "llm"]
    assert last.seconds
    assert last.seconds > 1


def test_who_wants_quotations_gets_no_model(here: FakeAssistant, pace: Pace) -> None:
    seen = turns(here, QUESTION, pace, "extractive")
    assert [asked["answerer"] for asked in here.asked] == ["extractive"]
    assert all(turn.writing is None for turn in seen)


def test_a_state_in_which_nothing_is_new_is_the_same(here: FakeAssistant, pace: Pace) -> None:
    seen = turns(here, "A question of leisure", pace)
    assert len(seen) > len({id(turn) for turn in seen})
    assert len({id(turn) for turn in seen}) <= 5


def test_where_the_model_fails_the_quoted_answer_stays_and_says_why(here: FakeAssistant, pace: Pace) -> None:
    last = turns(here, "It dies over this", pace)[-1]
    assert last.answer
    assert (last.answer.answerer, last.answer.sentences[0].text) == ("extractive", FIRST)
    assert (last.final, last.error, last.writing) == (True, None, None)
    assert last.answer.notes[0].text == (
        "There is no written answer: the language model on this machine ended in the middle of its reply: ask again."
    )
    assert pace.usual("tiny") is None


def test_too_little_memory_is_said_beneath_the_quoted_answer(here: FakeAssistant, pace: Pace) -> None:
    big = LocalModel("big", here.home / "big.gguf", 10**12)

    def stream(question: str, **options: Any) -> Generator[Answer, None, None]:
        if options.get("answerer") == "llm":
            local_server.check_memory(big)
        yield from FakeAssistant.stream(here, question, **options)

    here.__dict__["stream"] = stream
    if local_server.available_memory() is None:
        pytest.skip("this system does not say how much memory is free")
    last = turns(here, QUESTION, pace)[-1]
    assert last.answer
    assert last.answer.answerer == "extractive"
    assert "There is no written answer: the language model big needs 1700.2 GB of memory" in last.answer.notes[0].text


def test_stopped_while_it_is_written_the_quoted_answer_stays(here: FakeAssistant, pace: Pace) -> None:
    held = Conversations()
    growing = asking.ask(here, held, "", "A question of leisure", Choices(answerer="llm"), pace)
    next(growing)
    conversation, _ = next(growing)
    stopped = asking.stop(held, conversation.conversation_id)
    assert stopped
    assert stopped[1].final
    assert stopped[1].error is None
    assert stopped[1].answer
    assert stopped[1].answer.sentences[0].text == FIRST
    assert stopped[1].answer.notes[0].text == "The written answer was stopped."
    assert list(growing)[-1][1] == stopped[1]


def test_a_reader_who_leaves_ends_the_writing(here: FakeAssistant, pace: Pace) -> None:
    ended = threading.Event()

    def stream(question: str, **options: Any) -> Generator[Answer, None, None]:
        try:
            while True:
                time.sleep(0.02)
                yield from FakeAssistant.stream(here, question, **options)
        finally:
            ended.set()

    here.__dict__["stream"] = stream
    here.__dict__["ask"] = lambda question, **options: next(FakeAssistant.stream(here, question, **options))
    growing = writing.behind_quoted(here, QUESTION, WRITES, pace)
    next(growing)
    next(growing)
    growing.close()
    assert ended.wait(10)


def test_who_waits_in_line_and_leaves_is_taken_out_of_it() -> None:
    line = local_server.Line()

    def stream(question: str, **options: Any) -> Generator[Answer, None, None]:
        with line.turn(60, local_server._told.get()):
            yield from FakeAssistant().stream(question, **options)

    waiting = FakeAssistant()
    waiting.__dict__["stream"] = stream
    with line.turn(60):
        work = writing.Writing(waiting, QUESTION, WRITES)
        assert until(lambda: work.before == 1)
        assert writing.progress(work, None, None) == "1 question stands before yours"
        work.left.set()
    assert work.ended.wait(10)
    assert isinstance(work.error, writing.NobodyWaits)
    assert work.answer is None
    assert len(line) == 0


def test_what_a_later_turn_waits_is_part_of_how_long_it_takes(here: FakeAssistant) -> None:
    line = local_server.Line()
    began: list[float] = []

    def stream(question: str, **options: Any) -> Generator[Answer, None, None]:
        for before in (0, 1):
            if before:
                threading.Thread(target=held).start()
                assert until(lambda: len(line) == 1)
            with line.turn(60, local_server._told.get()):
                began.append(time.monotonic())
        yield from FakeAssistant.stream(here, question, **options)

    def held() -> None:
        with line.turn(60):
            time.sleep(0.2)

    here.__dict__["stream"] = stream
    work = writing.Writing(here, QUESTION, WRITES)
    assert work.ended.wait(10)
    assert work.error is None
    assert work.began <= began[0] < began[1] - 0.1


def until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


@pytest.mark.parametrize(
    ("writer", "usual", "says"),
    [
        (LanguageModelSettings("gpt-4o-mini"), None, "Being written by gpt-4o-mini"),
        (None, None, "Being written by a language model"),
        (LanguageModelSettings("m"), 13.6, "Being written by m, about 14 s"),
        (LanguageModelSettings("m"), 0.2, "Being written by m, about 1 s"),
        (LanguageModelSettings("m"), 170.0, "Being written by m, about 3 min"),
    ],
)
def test_who_writes_is_told(writer: LanguageModelSettings | None, usual: float | None, says: str) -> None:
    assert writing.being_written(writer, usual) == says


def test_how_many_sentences_there_are_is_told(here: FakeAssistant) -> None:
    work = writing.Writing(here, QUESTION, WRITES)
    assert work.ended.wait(10)
    assert writing.progress(work, here.writer, 9.0) == "Being written on this machine: 2 sentences so far"


def test_how_long_it_takes_is_measured_here(here: FakeAssistant, pace: Pace, tmp_path: Path) -> None:
    turns(here, "A question of leisure", pace)
    took = pace.usual("tiny")
    assert took
    assert 2 <= took < 20
    assert Pace(tmp_path).usual("tiny") == took
    assert turns(here, QUESTION, pace)[1].writing == "Being written on this machine, about 2 s"


def test_an_answer_that_no_model_wrote_tells_nothing_of_its_pace(here: FakeAssistant, pace: Pace) -> None:
    def stream(question: str, **options: Any) -> Generator[Answer, None, None]:
        for answer in FakeAssistant.stream(here, question, **options):
            yield dataclasses.replace(answer, trace={})

    here.__dict__["stream"] = stream
    turns(here, QUESTION, pace)
    assert pace.usual("tiny") is None


def test_the_usual_time_is_the_median_of_the_last(tmp_path: Path) -> None:
    pace = Pace(tmp_path)
    for seconds in [500.0, *range(10, 10 + LAST)]:
        pace.keep("tiny", seconds)
    assert pace.usual("tiny") == 10 + LAST // 2
    assert pace.usual("another") is None


@pytest.mark.parametrize("content", ["", "no json", "[1]", '{"tiny": 3}', '{"tiny": ["x"]}'])
def test_a_file_of_times_that_cannot_be_read_is_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "seconds.json").write_text(content)
    pace = Pace(tmp_path)
    assert pace.usual("tiny") is None
    pace.keep("tiny", 4)
    assert Pace(tmp_path).usual("tiny") == 4


def test_times_that_cannot_be_kept_are_known_until_the_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    pace = Pace(tmp_path / "cache")
    pace.keep("tiny", 4)
    assert pace.usual("tiny") == 4
    assert "is not kept" in caplog.text


def test_a_failure_is_raised_where_the_answer_is_waited_for(here: FakeAssistant, pace: Pace) -> None:
    states = writing.behind_quoted(here, "It dies over this", WRITES, pace)
    next(states)
    with pytest.raises(LocalModelError):
        list(states)
