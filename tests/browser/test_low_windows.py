"""Windows that are low: 200 % zoom on a small laptop, a phone held sideways. Every view is read to its end there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ask
from tests.browser.test_access import findings
from tests.browser.test_search import search

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = "How long did the presidents' call of December 2021 last?"
WINDOWS = {
    "640x400": {"viewport": {"width": 640, "height": 400}},
    "844x390": {"viewport": {"width": 844, "height": 390}, "has_touch": True},
    "200 %": {"viewport": {"width": 640, "height": 360}, "device_scale_factor": 2, "color_scheme": "dark"},
}
ENDS = {
    "search": ".search-help",
    "check": "table.check tbody tr:last-child td:first-child",
    "draft": "#draft-day-why",
    "timeline": ".timeline li:last-child blockquote",
    "compare": "#compare-form .primary",
    "corpus": "table.corpus tbody tr:last-child .open-article",
    "evaluation": "#view-evaluation > :last-child",
    "kept": "#view-kept .view-empty",
    "history": ".conversations li:first-child .delete",
}
"""What stands far down in each view."""


@pytest.mark.parametrize("window", WINDOWS.values(), ids=list(WINDOWS))
def test_everything_can_be_reached_and_read_to_its_end(visit: Visit, window: dict[str, Any]) -> None:
    page = visit(**window)
    the_question_box_covers_no_heading(page)
    the_choices_can_be_opened_and_reached(page)
    ask(page, CALL)
    an_answer_is_read_to_its_end(page)
    a_citation_opens_its_source_and_the_article(page)
    for view in ENDS:
        a_view_can_be_read_to_its_end(page, view)
    what_is_found_can_be_read_chosen_and_left_for_a_name(page)


def the_question_box_covers_no_heading(page: Page) -> None:
    box, heading = page.locator("#ask-row").bounding_box(), page.locator(".lede").bounding_box()
    assert box
    assert heading
    assert heading["y"] + heading["height"] <= box["y"]


def the_choices_can_be_opened_and_reached(page: Page) -> None:
    page.click("#choices > summary")
    expect(page.locator("#since")).to_be_in_viewport()
    wheel_to(page, page.locator("#passages"))
    assert_no_finding(page)
    page.evaluate("document.querySelector('#choices').open = false")


def an_answer_is_read_to_its_end(page: Page) -> None:
    question = page.locator("#turn-1 .question")
    expect(question).to_be_in_viewport(ratio=1)
    wheel_to(page, page.locator("#turn-1 .actions"))
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(200)
    page.click("#turn-1 .again")  # what the box covers cannot be clicked
    page.wait_for_selector('#turn-2[data-state="final"]')
    assert_no_finding(page)


def a_citation_opens_its_source_and_the_article(page: Page) -> None:
    page.click('#turn-2 .sentence:nth-child(2) .cite[data-label="1"]')
    expect(page.locator("#cards mark.active")).to_be_in_viewport()
    page.click("#source-2-1 .open")
    expect(page.locator("#article mark.active")).to_be_in_viewport()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")


def a_view_can_be_read_to_its_end(page: Page, view: str) -> None:
    page.mouse.move(300, 100)
    page.evaluate(f'location.hash = "{view}"')
    page.wait_for_selector(f"#view-{view}[data-filled]")
    expect(page.locator(f"#view-{view}").locator(":is(h1, h2)").first).to_be_in_viewport()
    wheel_to(page, page.locator(ENDS[view]))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_no_finding(page)


def what_is_found_can_be_read_chosen_and_left_for_a_name(page: Page) -> None:
    search(page, "presidents call")
    page.check(".hit .pick >> nth=0")
    wheel_to(page, page.locator(".hit .keep-passage").last)
    page.locator(".hit .keep-passage").last.click(trial=True)  # the bar of what is chosen covers it not for good
    assert_no_finding(page)
    page.evaluate("document.querySelector('#views-frame').scrollIntoView()")
    page.locator('#search-facets .to-name[data-name="Joe Biden"]').dispatch_event("click")
    expect(page.locator("#named h1")).to_be_in_viewport()
    wheel_to(page, page.locator("#named .hit").last)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_no_finding(page)


def assert_no_finding(page: Page) -> None:
    """In the dark window: the others show the same, and light ones are looked at in the views' own tests."""
    if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"):
        assert findings(page) == []


def wheel_to(page: Page, place: Locator) -> None:
    """Scrolls as a reader does, by the wheel over the middle of the window, until the place is seen."""
    size = page.viewport_size
    assert size
    page.mouse.move(size["width"] / 2, size["height"] / 2)
    for _ in range(40):
        box = place.bounding_box()
        assert box
        assert box["height"] > 0
        if box["y"] >= 0 and box["y"] + min(box["height"], 40) <= size["height"]:
            return
        page.mouse.wheel(0, 180 if box["y"] > 0 else -180)
        page.wait_for_timeout(60)
    raise AssertionError(f"{place} cannot be scrolled to")
