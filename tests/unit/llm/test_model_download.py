"""A download in the background: followed, stopped, gone on with; why it ended is one sentence."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.background import Background, State
from assistant.errors import ModelFileError, ModelSpaceError
from assistant.llm import model_store
from assistant.llm.model_sources import Address
from assistant.llm.model_store import Plan
from tests.support.file_server import FileServer

CONTENT = b"GGUF" + bytes(range(256)) * 4000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer(CONTENT) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def plan(server: FileServer, folder: Path) -> Plan:
    source = Address(server.url(), pinned=True)
    return Plan("tiny", folder, len(CONTENT), DIGEST, "Apache-2.0", (source,))


@pytest.fixture
def download() -> Background:
    return Background("model download")


def until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def ended(download: Background) -> State:
    assert until(lambda: not download.state.running)
    return download.state


def test_it_comes_while_others_go_on(download: Background, plan: Plan, server: FileServer, folder: Path) -> None:
    assert download.state == State()
    server.pause = 0.02
    model_store.begin(download, plan)
    assert until(lambda: 0 < download.state.done < len(CONTENT))
    assert (download.state.running, download.state.total) == (True, len(CONTENT))
    assert download.state.doing == "from 127.0.0.1"
    assert ended(download) == State()
    assert [(one.name, one.sha256) for one in model_store.installed(folder)] == [("tiny", DIGEST)]


def test_stopped_it_keeps_what_came_and_goes_on(
    download: Background, plan: Plan, server: FileServer, folder: Path
) -> None:
    server.pause = 0.1
    model_store.begin(download, plan)
    assert until(lambda: download.state.done > 0)
    download.stop()
    assert download.state.stopping
    assert ended(download) == State(), "it did not fail"
    assert model_store.installed(folder) == []
    come = plan.part.stat().st_size
    assert 0 < come < len(CONTENT)
    server.pause = 0
    model_store.begin(download, plan)
    assert ended(download) == State()
    assert server.requests[-1] == ("GET", f"bytes={come}-")
    assert model_store.installed(folder)[0].path.read_bytes() == CONTENT


def test_stopping_what_does_not_run_is_nothing(download: Background, plan: Plan, folder: Path) -> None:
    download.stop()
    assert download.state == State()
    model_store.begin(download, plan)
    assert ended(download) == State()
    assert len(model_store.installed(folder)) == 1


def test_one_at_a_time(download: Background, plan: Plan, server: FileServer) -> None:
    server.pause = 0.1
    model_store.begin(download, plan)
    with pytest.raises(ModelFileError, match="is being downloaded already"):
        model_store.begin(download, plan)
    download.stop()
    ended(download)


def test_no_room_is_said_before_it_begins(download: Background, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 8, 1))
    with pytest.raises(ModelSpaceError, match="make room"):
        model_store.begin(download, plan)
    assert download.state == State()


def test_why_it_ended_is_said_until_the_next_try(download: Background, plan: Plan, server: FileServer) -> None:
    server.status = 503
    model_store.begin(download, plan)
    assert ended(download).failed == (
        "tiny could not be fetched (127.0.0.1 answers 503): check the network and try again, it goes on where it stopped"
    )
    server.status = 0
    model_store.begin(download, plan)
    assert ended(download) == State()


def test_another_process_that_fetches_the_same_is_named(download: Background, plan: Plan, folder: Path) -> None:
    folder.mkdir()
    with FileLock(folder / "tiny.lock"):
        model_store.begin(download, plan)
        assert ended(download).failed == "tiny is being fetched by another process: wait for it"


def test_what_nobody_foresaw_is_logged_and_not_shown(
    download: Background, plan: Plan, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret-canary")

    monkeypatch.setattr(model_store, "get", broken)
    model_store.begin(download, plan)
    assert ended(download).failed == "something failed inside Dateline: the log says where"
    assert "the model download failed" in caplog.text
