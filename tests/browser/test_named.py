"""The page of a name: reached from facets and from an article, by keyboard and address; its words lead into the article."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_assistant import HOSTILE
from tests.browser.harm import Watch
from tests.browser.payloads import PAYLOADS
from tests.browser.test_access import assert_fits_and_has_no_finding
from tests.browser.test_search import search

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def test_a_name_leads_from_the_facets_to_its_page_through_an_article_to_another_and_back(visit: Visit) -> None:
    page = visit()
    search(page, 'person:"Joe Biden"')
    page.focus('.to-name[data-name="Joe Biden"]')
    page.keyboard.press("Enter")
    expect(page.locator("#named h1")).to_be_focused()
    expect(page.locator("#named h1")).to_have_text("Joe Biden")
    expect(page).to_have_title("Joe Biden · Dateline")
    expect(page.locator("#named .view-sum")).to_have_text("In 2 articles, 30 December 2021 to 29 March 2022.")
    expect(page.locator("h1:visible")).to_have_count(1)
    page.reload()
    page.click("#named .open-hit >> nth=1")
    page.click("#article summary:has-text('Who and what is named')")
    page.click('#article .to-name[data-name="Vladimir Putin"]')
    expect(page.locator("#article")).to_be_hidden()
    expect(page.locator("#named h1")).to_have_text("Vladimir Putin")
    page.go_back()
    expect(page.locator("#named h1")).to_have_text("Joe Biden")
    page.click(".leave-name")
    expect(page.locator("#search-text")).to_be_focused()
    expect(page.locator("#search-text")).to_have_value('person:"Joe Biden"')
    page.go_back()
    page.click("#named .search-name.facet >> nth=0")
    expect(page.locator("#search-text")).to_have_value('person:"Joe Biden" date:2022-03-29')
    expect(page.locator(".hit:visible")).to_have_count(1)


def test_what_is_said_stands_in_the_article_and_can_be_kept(visit: Visit) -> None:
    page = visit("/?name=Vladimir+Putin#search")
    expect(page.locator("#named blockquote mark")).to_have_text(["“colossal mistake”"])
    page.click(".open-said")
    expect(page.locator("#article .article-text mark.active")).to_have_text("“colossal mistake”")
    page.keyboard.press("Escape")
    page.click("#named .keep-passage")
    page.click("#keep .primary")
    expect(page.locator("#announcer")).to_contain_text("Kept in")
    page.evaluate("location.hash = '#kept'")
    page.click(".delete-collection")
    expect(page.locator(".collection")).to_have_count(0)


def test_the_page_fits_and_has_no_finding(visit: Visit) -> None:
    page = visit("/?name=Vladimir+Putin#search")
    page.wait_for_selector("#named blockquote")
    for widths in ((390, 768), (1280, 1920)):
        assert_fits_and_has_no_finding(page, *widths)
        assert page.evaluate("document.querySelector('#views-frame').scrollWidth <= innerWidth")


BATCH = 38
GO = """(name) => {
  history.pushState(null, "", "/?" + new URLSearchParams({ name }) + "#search");
  dispatchEvent(new PopStateEvent("popstate"));
}"""


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), BATCH))
def test_no_payload_of_an_article_or_an_address_harms(visit: Visit, page_server: str, start: int) -> None:
    payloads = PAYLOADS[start : start + BATCH]
    HOSTILE["batch"] = [f"{payload}\n\n“We sail at {payload},” said Ann Hill. {payload}" for payload in payloads]
    watching = Watch(visit("/?name=Ann+Hill#search"), page_server)
    page = watching.page
    page.wait_for_selector("#named blockquote")
    assert watching.harm() == []
    for payload in payloads[:6]:
        page.evaluate(GO, payload)
        page.wait_for_selector("#named h1, #named .failure")
        assert watching.harm() == [], payload
    page.goto(page_server + "/?name=Ann+Hill#search")
    page.click(".open-said >> nth=0")
    page.wait_for_selector("#article .to-name", state="attached")
    assert watching.harm(metadata=("https://outlet.example/stated?<script>=1",)) == []
