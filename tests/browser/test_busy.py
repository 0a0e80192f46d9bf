"""More readers than places: the page says that it is busy, keeps the question, and `/health` goes on answering."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.config import Config
from tests.browser.fake_assistant import GATE, FakeAssistant
from tests.browser.serving import served

pytestmark = pytest.mark.usefixtures("shut")


@pytest.fixture(scope="module")
def narrow() -> Iterator[str]:
    """A page with one place and one seat to wait in."""
    with served(FakeAssistant(), config=Config(concurrency=1, queue=1)) as address:
        yield address


def tab(browser: Browser, address: str) -> Page:
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    return page


@pytest.mark.browser
def test_the_page_says_that_it_is_busy_and_keeps_the_question(browser: Browser, narrow: str) -> None:
    tabs = [tab(browser, narrow) for _ in range(3)]
    for page in tabs[:2]:
        page.fill("#question textarea", "A held question")
        with page.expect_response(lambda response: "/queue/join" in response.url):
            page.press("#question textarea", "Enter")
    tabs[2].fill("#question textarea", "A third question")
    tabs[2].press("#question textarea", "Enter")
    expect(tabs[2].get_by_text("busy").first).to_be_visible()
    expect(tabs[2].locator("#question textarea")).to_have_value("A third question")
    assert httpx.get(f"{narrow}/health", timeout=10).text == "ok"
    for page in tabs[:2]:
        page.close()
    GATE.set()
    answer = tabs[2].locator('#turn-1[data-state="final"]')
    for _ in range(40):  # until both have left their places
        tabs[2].press("#question textarea", "Enter")
        tabs[2].wait_for_timeout(500)
        if answer.count():
            break
    expect(answer).to_be_visible()
    tabs[2].close()


def test_programs_are_told_so(narrow: str) -> None:
    with httpx.Client(base_url=narrow, timeout=20) as client:
        body = {"data": ["A held question", None, None, None, None, 5]}
        codes = [client.post("/gradio_api/call/ask", json=body).status_code for _ in range(6)]
        refused = client.post("/gradio_api/call/ask", json=body)
    assert codes[0] == 200
    assert 503 in codes
    assert "full" in refused.json()["detail"]
