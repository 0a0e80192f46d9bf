"""A real Chromium and the page it reads, served with hand-made answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, expect, sync_playwright

from assistant.web.storage.conversations import Conversations
from tests.browser.chromium import launch
from tests.browser.fake_assistant import GATE, HOSTILE, FakeAssistant
from tests.browser.serving import served

PATIENCE = 90_000
"""Milliseconds, for crowded machines: what is waited for is there long before on others."""
expect.set_options(timeout=PATIENCE)
WINDOW: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            chromium = launch(playwright)
        except Error as error:
            pytest.skip(f"no Chromium could be started: {str(error).splitlines()[0]}")
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> FakeAssistant:
    return FakeAssistant(home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the served page's conversations."""
    return tmp_path_factory.mktemp("page") / "history"


@pytest.fixture(scope="session")
def page_server(assistant: FakeAssistant, history: Path) -> Iterator[str]:
    """The page's address."""
    with served(assistant, history=history) as address:
        yield address


@pytest.fixture
def page_conversations(history: Path) -> Conversations:
    """Conversations written into the folder that the page reads."""
    return Conversations(history)


@pytest.fixture(scope="session")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """The browser that one test hands to the next: it has fetched and compiled what the page is made of."""
    with browser.new_context(**WINDOW) as context:
        yield context


@pytest.fixture
def visit(browser: Browser, reader: BrowserContext, page_server: str) -> Iterator[Callable[..., Page]]:
    """Opens the page and hands it over ready. Fails the test that made it ask another origin or break its own policy.

    A second page of a test, and a window of another kind, are of a browser of their own that knows nothing yet.
    """
    opened: list[Page] = []
    faults: list[str] = []
    origin = urlsplit(page_server).netloc

    def listen_request(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != origin:
            faults.append(f"request to {request.url}")

    def listen_console(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            faults.append(message.text)

    def open_page(path: str = "/", **options: Any) -> Page:
        context = browser.new_context(**{**WINDOW, **options}) if opened or options else reader
        page = context.new_page()
        opened.append(page)
        forget(context, page, page_server)
        page.set_default_timeout(PATIENCE)
        page.on("request", listen_request)
        page.on("console", listen_console)
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.goto(page_server + path)
        page.wait_for_selector("body[data-ready]")
        return page

    yield open_page
    for page in opened:
        if page.context is reader:
            page.close()
        else:
            page.context.close()
    HOSTILE.clear()
    assert not faults, faults


@pytest.fixture
def shut() -> Iterator[None]:
    """Held answers are held until a test lets them go."""
    GATE.clear()
    yield
    GATE.set()


def forget(context: BrowserContext, page: Page, origin: str) -> None:
    """Takes from a browser what the page has kept in it, but not the files that it has fetched."""
    context.clear_cookies()
    kept = {"origin": origin, "storageTypes": "local_storage,indexeddb,cache_storage"}
    context.new_cdp_session(page).send("Storage.clearDataForOrigin", kept)


def ask(page: Page, question: str) -> None:
    """Asks by keyboard and waits for the final state of the turn."""
    turns = page.locator("#log .turn").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(f'#turn-{turns + 1}:not([data-state="growing"])')
