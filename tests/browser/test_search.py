"""The search view: typed, narrowed by facets and days, by keyboard and at every width; chosen articles are asked alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask
from tests.browser.fake_assistant import HOSTILE, FakeAssistant
from tests.browser.harm import Watch
from tests.browser.payloads import PAYLOADS
from tests.browser.test_access import assert_fits_and_has_no_finding

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = "How long did the presidents' call of December 2021 last?"


def search(page: Page, text: str) -> None:
    """By keyboard, from wherever the focus is."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator("#search-text")).to_be_focused()
    page.keyboard.type(text)
    with page.expect_response(lambda response: "/search/facets" in response.url):
        page.keyboard.press("Enter")
    page.wait_for_selector("#search-results:not([aria-busy]) > li")


def test_articles_are_found_with_their_words_marked_and_opened_at_them(visit: Visit) -> None:
    page = visit("/#search")
    expect(page.locator("#search-facets .days-said")).to_have_text("30 December 2021 to 29 March 2022")
    search(page, '"colossal mistake"')
    expect(page.locator("#search-said")).to_have_text("1 article")
    expect(page.locator(".hit .passage mark")).to_have_text(["colossal mistake"])
    page.click(".open-hit")
    expect(page.locator("#article .article-text mark.active")).to_have_text("colossal mistake")
    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_selector(".hit")
    expect(page.locator("#search-text")).to_have_value('"colossal mistake"')
    search(page, "zebra")
    expect(page.locator("#search-said")).to_contain_text("No article has all these words")
    search(page, '"zebra"')
    expect(page.locator("#search-results")).to_contain_text("Nothing found")
    search(page, "oultet:Kestrel")
    expect(page.locator("#search-results .failure")).to_contain_text("did you mean “outlet:”?")
    expect(page.locator("#search-facets")).to_be_empty()


def test_the_view_fits_and_has_no_finding(visit: Visit) -> None:
    page = visit()
    search(page, "presidents call")
    page.check(".hit .pick >> nth=0")
    page.click(".search-help summary")
    for widths in ((390, 768), (1280, 1920)):
        assert_fits_and_has_no_finding(page, *widths)
        assert page.evaluate("document.querySelector('#views-frame').scrollWidth <= innerWidth")


def test_facets_write_into_the_search_and_take_back(visit: Visit) -> None:
    page = visit()
    search(page, "presidents")
    page.click('.facet:has-text("Kestrel Daily")')
    expect(page.locator("#search-text")).to_have_value('presidents outlet:"Kestrel Daily"')
    expect(page.locator(".hit")).to_have_count(1)
    expect(page.locator('.facet[aria-pressed="true"]')).to_contain_text("Kestrel Daily")
    expect(page.locator('.facet:has-text("Harbour Courier")')).to_be_visible()
    page.click('.facet[aria-pressed="true"]')
    expect(page.locator("#search-text")).to_have_value("presidents")
    page.click('.facet:has-text("December 2021")')
    expect(page.locator("#search-text")).to_have_value("presidents date:2021-12")
    expect(page.locator('.facet[aria-pressed="true"]')).to_contain_text("December 2021")
    page.click(".any-day")
    expect(page.locator("#search-text")).to_have_value("presidents")


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("call source:Kestrel", "call"),
        ("outlet:kestrel call Outlet:“Harbour Courier”", 'call outlet:"Harbour Courier"'),
        ("call outlet:harbour OR outlet:kestrel -outlet:wire", 'call -outlet:wire outlet:"Harbour Courier"'),
    ],
)
def test_a_pressed_facet_is_released_however_it_was_typed_and_its_neighbour_stays(
    visit: Visit, typed: str, left: str
) -> None:
    page = visit()
    search(page, typed)
    page.click('.facet[aria-pressed="true"]:has-text("Kestrel Daily")')
    expect(page.locator("#search-text")).to_have_value(left)
    expect(page.locator('.facet:has-text("Kestrel Daily")')).to_have_attribute("aria-pressed", "false")


def test_days_are_chosen_by_drag_and_by_keyboard(visit: Visit) -> None:
    page = visit()
    search(page, "call")
    expect(page.locator(".days-said")).to_contain_text("30 December 2021")
    box = page.locator(".bars").bounding_box()
    assert box
    page.mouse.move(box["x"] + 2, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 30, steps=4)
    expect(page.locator(".days-said")).to_contain_text("30 December 2021 to")
    page.mouse.up()
    expect(page.locator("#search-text")).to_have_value("call after:2021-12-30 until:2022-01-26")
    expect(page.locator(".any-day")).to_be_visible()
    page.click(".any-day")
    expect(page.locator("#search-text")).to_have_value("call")
    page.wait_for_selector(".search-days:not(:has(.any-day))")
    page.focus(".days-from")
    page.keyboard.press("End")
    expect(page.locator("#search-text")).to_have_value("call after:2022-03-24 until:2022-03-29")
    expect(page.locator(".days-from")).to_be_focused()


def test_only_chosen_articles_are_asked_until_the_chip_is_removed(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit()
    search(page, "presidents")
    page.check(".hit .pick >> nth=0")
    search(page, "allies")
    page.check(".hit .pick >> nth=0")
    expect(page.locator(".chosen-count")).to_have_text("2 articles chosen")
    page.click(".ask-only")
    expect(page.locator("#question textarea")).to_be_focused()
    chip = page.locator("#filters .filter")
    expect(chip).to_have_text(["Only 2 articles"])
    ask(page, CALL)
    assert len(assistant.asked[-1]["articles"]) == 2
    page.reload()
    page.wait_for_selector("body[data-ready]")
    expect(chip).to_have_text(["Only 2 articles"])
    expect(page.locator("#turn-1 .drop-filter")).to_have_text(["Only 2 articles"])
    page.click("#turn-1 .again")
    page.wait_for_selector('#turn-2[data-state="final"]')
    assert len(assistant.asked[-1]["articles"]) == 2
    page.click("#turn-2 .drop-filter")
    page.wait_for_selector('#turn-3[data-state="final"]')
    assert assistant.asked[-1]["articles"] == ()
    expect(chip).to_have_count(0)


BATCH = 38


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), BATCH))
def test_no_payload_of_an_article_or_a_search_harms(visit: Visit, page_server: str, start: int) -> None:
    """Title, outlet, passages and the search itself, then the article with its marks; facets are in `unit/web/test_search_views.py`."""
    payloads = PAYLOADS[start : start + BATCH]
    HOSTILE["batch"] = payloads
    watching = Watch(visit("/#search"), page_server)
    page = watching.page
    page.wait_for_selector("#search-text")
    for text in ("window", "evil OR example OR click OR outlet", *payloads[:8]):
        page.fill("#search-text", text)
        page.keyboard.press("Enter")
        page.wait_for_selector("#search-results:not([aria-busy]) > li")
        assert watching.harm() == [], text
    page.fill("#search-text", "after:2021")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit")
    assert watching.harm() == []
    page.check(".hit .pick >> nth=0")
    page.click(".open-hit >> nth=0")
    page.wait_for_selector("#article .article-text")
    assert watching.harm(metadata=("https://outlet.example/stated?<script>=1",)) == []
