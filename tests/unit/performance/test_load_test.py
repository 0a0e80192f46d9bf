"""The page under load, small: nothing fails, nothing hangs, a closed tab frees its work. Times are `make load`'s business."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from performance import load_test

from tests.conftest import ROOT

QUESTIONS = [
    "How long did the call of 30 December 2021 last?",
    "Who said that the call was productive?",
    "What did the Kremlin call the atmosphere around Ukraine?",
]
T = TypeVar("T")
FEW = {"ASSISTANT_CONCURRENCY": "2", "ASSISTANT_QUEUE": "3"}


@pytest.fixture(scope="module")
def page(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, workspace_with_sample: Callable[[Path], None]
) -> Iterator[tuple[str, int]]:
    """A page with few places: two questions at a time, three that wait."""
    home = tmp_path_factory.mktemp("load")
    workspace_with_sample(home)
    with load_test.served(home, ROOT / "corpus", ASSISTANT_CACHE=str(cache), **FEW) as served:
        yield served


def apart(work: Callable[[], T]) -> T:
    """In a thread of its own, since the browser tests leave a running loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def in_own_loop(coroutine: Coroutine[Any, Any, T]) -> T:
    return apart(lambda: asyncio.run(coroutine))


def test_many_at_once_are_answered_or_told_that_it_is_busy(page: tuple[str, int]) -> None:
    asked = in_own_loop(load_test.burst(page[0], load_test.many(QUESTIONS, 20)))
    outcomes = [one.outcome for one in asked]
    assert set(outcomes) == {"answered", "busy"}
    assert outcomes.count("answered") >= 3
    assert all(one.outcome == "answered" for one in in_own_loop(load_test.burst(page[0], QUESTIONS))), (
        "and then it goes on"
    )


def test_readers_who_ask_on_are_all_answered(page: tuple[str, int]) -> None:
    """A place is free a moment after its answer has come, so each may hold two of the five."""
    asked = in_own_loop(load_test.steady(page[0], QUESTIONS, readers=2, seconds=2))
    assert len(asked) >= 4
    assert {one.outcome for one in asked} == {"answered"}


def test_memory_stays_while_questions_come_and_go(page: tuple[str, int]) -> None:
    grown = in_own_loop(load_test.memory(page[0], page[1], QUESTIONS, 40))
    assert len(grown["megabytes"]) == 11
    assert grown["growth"] < 50


def test_a_closed_tab_frees_its_work(
    tmp_path: Path, cache: Path, workspace_with_sample: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the stand-in for a language model every request ends once its reader has gone, long before its deadline."""
    workspace_with_sample(tmp_path)
    monkeypatch.setenv("ASSISTANT_CACHE", str(cache))
    closed = apart(lambda: load_test.closed_tabs(tmp_path, ROOT / "corpus", QUESTIONS[0], 1))
    assert len(closed["seconds"]) == closed["tabs"] == 1


def test_work_that_is_not_freed_is_noticed() -> None:
    """The test of the test: a reader who stays keeps the endpoint's request open."""

    async def stay() -> float | None:
        async with load_test.endless_endpoint() as (url, open_now):
            host, port = url.removeprefix("http://").removesuffix("/v1").split(":")
            _, writer = await asyncio.open_connection(host, int(port))
            writer.write(b"POST /v1 HTTP/1.1\r\n\r\n")
            while not open_now:
                await asyncio.sleep(0.01)
            seconds = await load_test.until_none(open_now, patience=0.3)
            writer.close()
            await load_test.until_none(open_now, patience=5)
            return seconds

    assert in_own_loop(stay()) is None


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="there is no folder"), load_test.served(tmp_path, tmp_path / "nowhere"):
        pass


def test_the_spread_by_hand() -> None:
    assert load_test.spread([]) is None
    assert load_test.spread([n / 100 for n in range(1, 101)]) == {"p50": 0.5, "p95": 0.95, "longest": 1.0}
    asked = [load_test.Asked("answered", 0.5), load_test.Asked("busy", 0.1), load_test.Asked("failed", 9.0)]
    counted = load_test.summary(asked, seconds=2.0)
    assert (counted["answered"], counted["busy"], counted["failed"], counted["answers_per_second"]) == (1, 1, 1, 0.5)


def test_processor_time_and_memory_are_those_of_the_process() -> None:
    with subprocess.Popen(["sh", "-c", "while :; do :; done"]) as busy:
        began = load_test.processor_seconds(busy.pid)
        while load_test.processor_seconds(busy.pid) == began:
            time.sleep(0.05)
        assert load_test.resident(busy.pid) > 0
        busy.kill()
