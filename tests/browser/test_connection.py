"""Nothing is lost: a page loaded anew while an answer is made, a server that stops and comes back."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from assistant.index.progress import Doing
from assistant.web.leaving import Leaving
from assistant.web.server import build_app, free_socket, quieten_gradio
from tests.browser import serving
from tests.browser.fake_assistant import GATE, FakeAssistant
from tests.browser.test_access import findings

Visit = Callable[..., Page]
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["gradio", "tests.browser.fake_assistant"])  # imported once for both servers
CALL = "How long did the presidents' call of December 2021 last?"


pytestmark = pytest.mark.usefixtures("shut")


@pytest.mark.browser
def test_a_page_loaded_anew_during_an_answer_goes_on_with_it(visit: Visit) -> None:
    page = visit()
    page.fill("#question textarea", "A held one")
    page.press("#question textarea", "Enter")
    page.wait_for_selector('#turn-1[data-state="growing"] .said')
    page.reload()
    page.wait_for_selector("body[data-ready]")
    page.wait_for_selector('#turn-1[data-state="growing"]')
    expect(page.locator("#stop")).to_be_visible()
    GATE.set()
    page.wait_for_selector('#turn-1[data-state="final"]')
    expect(page.locator("#turn-1 .sentence")).to_have_count(2)
    expect(page.locator("#sources-1 .source").first).to_be_visible()
    expect(page.locator("#announcer")).to_contain_text("Answer ready: 2 sentences, 4 sources")
    expect(page.locator("#ask")).to_be_visible()


@pytest.mark.browser
def test_an_answer_that_goes_on_can_be_stopped(visit: Visit) -> None:
    page = visit()
    page.fill("#question textarea", "A held one")
    page.press("#question textarea", "Enter")
    page.wait_for_selector('#turn-1[data-state="growing"] .said')
    page.reload()
    page.wait_for_selector('#turn-1[data-state="growing"]')
    page.click("#stop")
    page.wait_for_selector('#turn-1[data-state="stopped"]')
    expect(page.locator("#ask")).to_be_visible()


@pytest.mark.browser
def test_a_stopped_server_is_one_quiet_line_and_nothing_is_lost(browser: Browser, tmp_path: Path) -> None:
    port = free_socket("127.0.0.1", serving.FIRST_PORT + 100)
    number = port.getsockname()[1]
    port.close()
    page = browser.new_page()
    page.set_default_timeout(40_000)
    with served(number, tmp_path):
        page.goto(f"http://127.0.0.1:{number}")
        page.wait_for_selector("body[data-ready]")
        page.check('#answerer input[value="llm"]')
        page.fill("#question textarea", "A held one")
        page.press("#question textarea", "Enter")
        page.wait_for_selector('#turn-1[data-state="growing"]')
        page.fill("#question textarea", CALL)
    expect(page.locator("#gone")).to_contain_text("What you typed is kept")
    assert page.locator(".toast-wrap:visible").count() == 0
    page.press("#question textarea", "Enter")
    expect(page.locator("#announcer")).to_contain_text("stays in its box")
    with served(number, tmp_path):
        expect(page.locator("#gone")).to_be_empty()
        expect(page.locator("#question textarea")).to_have_value(CALL)
        expect(page.locator('#answerer input[value="llm"]')).to_be_checked()
        expect(page.locator('[data-state="growing"]')).to_have_count(0)
        expect(page.locator("#ask")).to_be_visible()
        page.press("#question textarea", "Enter")
        page.wait_for_selector('.turn[data-state="final"]')
        page.fill("#question textarea", "")
        page.close()


@pytest.mark.browser
def test_the_first_reading_of_the_articles_is_watched_on_the_page(browser: Browser, tmp_path: Path) -> None:
    assistant = FakeAssistant(home=tmp_path)
    assistant.doing = Doing("reading <b>harbour.md", 12, 90)
    with serving.served(assistant) as address:
        page = browser.new_page()
        page.set_default_timeout(40_000)
        page.goto(address)
        page.wait_for_selector("body[data-ready]")
        expect(page.locator(".starting")).to_contain_text("Reading files: 12 of 90, <b>harbour.md")
        expect(page.locator("#summary")).to_have_text("Reading files: 12 of 90, <b>harbour.md")
        assert findings(page) == []
        page.click('.views [data-view="corpus"]')
        expect(page.locator("#view-corpus .failure")).to_contain_text("the articles are still being read")
        page.click('.views [data-view="ask"]')
        assistant.doing = Doing("embedding", 300, 1204)
        expect(page.locator(".starting")).to_contain_text("Embedding passages: 300 of 1,204")
        assistant.doing = None
        expect(page.locator(".example")).to_have_count(4)
        expect(page.locator("#summary")).to_contain_text("4 articles")
        page.close()


@contextmanager
def served(number: int, home: Path) -> Iterator[None]:
    """The page in a process of its own at one port, which ends at once as one that is killed does."""
    quieten_gradio()
    ready = PROCESSES.Event()
    process = PROCESSES.Process(target=serve, args=(number, home, ready), daemon=True)
    process.start()
    try:
        assert ready.wait(300)
        yield
    finally:
        process.kill()
        process.join(10)


def serve(number: int, home: Path, ready: threading.Event) -> None:
    bound = free_socket("127.0.0.1", number)
    server = uvicorn.Server(uvicorn.Config(build_app(FakeAssistant(home=home), history=home / "history")))
    threading.Thread(target=lambda: tell(server, ready), daemon=True).start()
    server.run(sockets=[bound])


def tell(server: uvicorn.Server, ready: threading.Event) -> None:
    while not server.started:
        time.sleep(0.02)
    ready.set()


def states(many: int, ended: threading.Event) -> Generator[int, None, None]:
    try:
        for number in range(many):
            time.sleep(0.02)
            yield number
    finally:
        ended.set()


def test_who_does_not_come_back_is_not_worked_for() -> None:
    leaving, ended = Leaving(patience=0.2), threading.Event()
    leaving.go_on(states(10_000, ended), "a")
    assert ended.wait(100), "all of it would take two hundred seconds"
    assert leaving.looked == {}


def test_who_looks_is_worked_for_to_the_end() -> None:
    leaving, ended = Leaving(patience=0.5), threading.Event()
    leaving.go_on(states(60, ended), "a")
    while not ended.is_set():
        leaving.look("a")
        time.sleep(0.05)
    leaving.look("nobody")
    assert "nobody" not in leaving.looked


def test_many_who_leave_end_their_work_at_once() -> None:
    leaving = Leaving(patience=30, most=1)
    first, second = threading.Event(), threading.Event()
    leaving.go_on(states(200, first), "a")
    waiting = states(200, second)
    next(waiting)
    leaving.go_on(waiting, "b")
    assert second.is_set()
    assert not first.is_set()
    assert first.wait(20)
