"""The page without a mouse, at 200 % zoom, narrow, and empty."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ask
from tests.browser.fake_assistant import FakeAssistant
from tests.browser.serving import served
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = "How long did the presidents' call of December 2021 last?"
VIEWS = ("ask", "search", "check", "draft", "timeline", "compare", "corpus", "evaluation", "kept", "history")


def focused(page: Page) -> str:
    """What a screen reader calls the focused element, roughly: its label, else its text."""
    name: str = page.evaluate(
        "(e => e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '')(document.activeElement)"
    )
    return name.strip()


def test_a_question_is_asked_and_its_source_read_by_keyboard_alone(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("a")
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type(CALL)
    page.keyboard.press("Enter")
    page.wait_for_selector('#turn-1[data-state="final"]')
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    expect(page.locator("#source-1-1")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#source-1-2")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("#source-1-1")).to_be_focused()
    page.keyboard.press("o")
    expect(page.locator("#article .place")).to_have_text("1 of 2")
    page.keyboard.press("n")
    expect(page.locator("#article .place")).to_have_text("2 of 2")
    page.keyboard.press("Escape")
    expect(page.locator("#source-1-1")).to_be_focused()
    page.keyboard.press("3")
    expect(page.locator("table.check")).to_be_visible()


def test_single_keys_are_listed_and_can_be_switched_off(visit: Visit) -> None:
    page = visit()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("#keys dd")).to_have_count(7)
    assert findings(page) == []
    page.uncheck("#single-keys")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("7")
    expect(page.locator("body")).to_have_attribute("data-view", "ask")
    page.click(".show-keys")
    page.check("#single-keys")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("7")
    expect(page.locator("body")).to_have_attribute("data-view", "corpus")


def test_the_focus_is_seen_and_everything_it_reaches_has_a_name(visit: Visit) -> None:
    page = visit()
    ask(page, CALL)
    page.focus(".skip")
    names = [focused(page)]
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        names.append(focused(page))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        ring = page.evaluate("getComputedStyle(document.activeElement.closest('#ask-row') || document.body).boxShadow")
        assert outline != "none" or ring != "none", names[-1]
    assert all(names), names
    assert names[0] == "Skip to the question"
    assert {
        "Source 1",
        "Correction: length of the presidents' call",
        "Good answer",
        "Not a good answer: say why",
    } <= set(names)


def test_no_view_is_wider_than_the_window(visit: Visit) -> None:
    page = visit(viewport={"width": 640, "height": 400}, device_scale_factor=2)  # 1280 by 800 at 200 %
    ask(page, CALL)
    for view in VIEWS:
        page.evaluate("view => { location.hash = '#' + view }", view)
        if view != "ask":
            page.wait_for_selector(f"#view-{view}[data-filled]")
        for width, height in ((640, 400), (390, 844), (320, 640)):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, view
            inner = page.evaluate(
                "[...document.querySelectorAll('#views-frame, #log-frame')].map(e => e.scrollWidth - e.clientWidth)"
            )
            assert max(inner) <= 0, (view, width)
    page.evaluate("location.hash = '#ask'")
    page.locator("#ask").scroll_into_view_if_needed()
    expect(page.locator("#ask")).to_be_in_viewport()


class Empty(FakeAssistant):
    """An assistant over no articles at all."""

    def articles(self) -> list[object]:  # type: ignore[override]
        return []

    def skipped(self) -> list[object]:  # type: ignore[override]
        return []

    def status(self) -> dict[str, object]:
        return {"articles": 0, "passages": 0, "oldest": None, "newest": None, "outlets": []}

    def examples(self, count: int = 4) -> list[str]:
        return []


def test_an_empty_workspace_says_what_to_do_in_every_view_and_a_server_that_is_gone_is_named(browser: Browser) -> None:
    with served(Empty()) as address:
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector("body[data-ready]")
        expect(page.locator("#welcome")).to_contain_text("There is nothing to read yet.")
        page.click(".to-corpus")
        expect(page.locator("#view-corpus")).to_contain_text("Nothing is indexed yet.")
        expect(page.locator("#view-corpus")).to_contain_text("Add articles")
        said = {
            "check": "Ask a question first",
            "timeline": "Ask a question first",
            "evaluation": "No question set has been run yet.",
            "history": "None yet.",
        }
        for view, text in said.items():
            page.click(f'.views [data-view="{view}"]')
            expect(page.locator(f"#view-{view}")).to_contain_text(text)
    page.click('.views [data-view="corpus"]')
    expect(page.locator("#view-corpus .failure")).to_have_text("Dateline does not answer. Is it still running?")
    page.close()
