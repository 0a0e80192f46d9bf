"""Keeping: an answer, a passage and an article into collections, opened, removed and put back; by keyboard, without findings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask
from tests.browser.fake_assistant import HOSTILE
from tests.browser.harm import Watch
from tests.browser.payloads import PAYLOADS
from tests.browser.test_access import assert_fits_and_has_no_finding, findings
from tests.browser.test_search import search

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = "How long did the presidents' call of December 2021 last?"


def keep(page: Page, button: str, name: str) -> None:
    page.click(button)
    expect(page.locator("#keep-name")).to_be_focused()
    page.fill("#keep-name", name)
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).to_contain_text(f"in “{name}”")


def test_an_answer_a_passage_and_an_article_are_kept_opened_and_removed(visit: Visit) -> None:
    page = visit()
    ask(page, CALL)
    keep(page, "#turn-1 .keep-answer", "Calls")
    search(page, '"colossal mistake"')
    keep(page, ".hit .keep-passage", "Calls")
    keep(page, ".hit .keep-article", "Calls")
    page.click(".hit .keep-article")
    page.keyboard.press("Enter")
    expect(page.locator(".keep-said")).to_contain_text("in “Calls” already")
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.click('.views [data-view="kept"]')
    expect(page.locator('.collection[aria-label="Calls"] .kept-item')).to_have_count(3)
    page.focus(".kept-item summary")
    page.keyboard.press("Enter")
    expect(page.locator(".kept-body .since")).to_have_text("Its articles are as they were.")
    expect(page.locator(".kept-body .sentence").first).to_contain_text("50 minutes")
    assert findings(page) == []
    page.click(".kept-item summary >> nth=1")
    page.click(".kept-item >> nth=1 >> .open-said")  # of the passage: the answer above it stays open
    expect(page.locator("#article .article-text mark.active")).to_contain_text(
        ["colossal mistake", "serious"]
    )  # two paragraphs
    page.keyboard.press("Escape")
    page.dblclick(".take-out >> nth=1")
    expect(page.locator(".kept-item")).to_have_count(2)
    page.click("#announcer .undo")
    expect(page.locator(".kept-item")).to_have_count(3)
    page.reload()
    expect(page.locator(".kept-item")).to_have_count(3)
    for kind in ("md", "docx", "json"):
        with page.expect_download() as taken:
            page.click(f'.collection .exports a[href$=".{kind}"]')
        assert taken.value.suggested_filename == f"dateline-collection.{kind}"
    page.click(".delete-collection")
    expect(page.locator(".collection")).to_have_count(0)
    page.click("#announcer .undo")
    expect(page.locator(".kept-item")).to_have_count(3)
    page.click(".delete-collection")
    expect(page.locator(".collection")).to_have_count(0)


def test_chosen_articles_are_kept_beside_one_that_is_kept_already_and_undone_together(visit: Visit) -> None:
    page = visit()
    search(page, "colossal")
    keep(page, ".hit .keep-article", "Chosen")
    search(page, "call")
    for place in range(3):
        page.check(f".hit .pick >> nth={place}")
    keep(page, ".keep-chosen", "Chosen")
    expect(page.locator("#announcer")).to_contain_text("2 of 3 kept in “Chosen”. The rest: It is in “Chosen” already")
    page.evaluate("location.hash = '#kept'")
    expect(page.locator(".kept-item")).to_have_count(3)
    names = page.locator(".kept-name").all_text_contents()
    page.locator("#announcer .undo").dispatch_event("click")
    expect(page.locator("#announcer")).to_contain_text("Removed.")
    expect(page.locator(".kept-item")).to_have_count(1)
    page.locator("#announcer .undo").dispatch_event("click")
    expect(page.locator("#announcer")).to_contain_text("Put back.")
    expect(page.locator(".kept-name")).to_have_text(names)  # each at its place
    page.click(".delete-collection")
    expect(page.locator(".collection")).to_have_count(0)


def test_the_view_fits_and_has_no_finding(visit: Visit) -> None:
    page = visit()
    search(page, "presidents call")
    keep(page, ".hit .keep-article", "Of the year")
    page.evaluate("location.hash = '#kept'")
    page.click(".kept-item summary")
    page.wait_for_selector(".kept-body .since")
    assert_fits_and_has_no_finding(page, 390, 768, 1920)
    page.click(".delete-collection")
    expect(page.locator(".collection")).to_have_count(0)


BATCH = 38


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), BATCH))
def test_no_payload_that_is_kept_harms(visit: Visit, page_server: str, start: int) -> None:
    payloads = PAYLOADS[start : start + BATCH]
    HOSTILE["batch"] = payloads
    watching = Watch(visit("/"), page_server)
    page = watching.page
    ask(page, "x")
    page.click("#turn-1 .keep-answer")
    page.fill("#keep-name", payloads[0])
    page.keyboard.press("Enter")
    page.wait_for_selector("#keep:not([open])", state="attached")
    page.click('.views [data-view="kept"]')
    page.click(".kept-item summary")
    page.wait_for_selector(".kept-body .since")
    assert watching.harm() == []
    page.click(".delete-collection")
    expect(page.locator(".collection")).to_have_count(0)
