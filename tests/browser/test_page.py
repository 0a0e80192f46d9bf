"""Asking, citations, sources and articles, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask
from tests.browser.fake_assistant import FakeAssistant
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = "How long did the presidents' call of December 2021 last?"
MISTAKE = "would be a “colossal mistake” that could lead to a complete rupture between the two countries"


def test_an_answer_leads_to_its_sources_and_into_an_article(visit: Visit) -> None:
    page = visit()
    ask(page, CALL)
    each_sentence_has_citations_and_support(page)
    sources_show_outlet_date_title_and_copies(page)
    a_citation_marks_the_exact_characters_of_its_source(page)
    the_article_opens_at_the_citation_and_gives_the_focus_back(page)


def each_sentence_has_citations_and_support(page: Page) -> None:
    sentences = page.locator("#turn-1 .sentence")
    expect(sentences).to_have_count(2)
    expect(sentences.nth(0)).to_contain_text("The two presidents talked by telephone for 50 minutes.")
    expect(sentences.nth(0).locator(".cite")).to_have_text(["[1]", "[2]"])
    expect(sentences.nth(0).locator(".support")).to_have_text("supported")
    expect(sentences.nth(1).locator(".support")).to_have_text("partly supported")
    expect(sentences.nth(1).locator(".reason")).to_have_text("“Friday” is not in the cited text.")
    expect(page.locator("#turn-1 .notes")).to_contain_text("corrected itself")
    expect(page.locator("#turn-1 .removed summary")).to_have_text("1 sentence removed by the check")
    expect(page.locator("#turn-1 .removed del")).to_have_text("It lasted 90 minutes.")


def sources_show_outlet_date_title_and_copies(page: Page) -> None:
    expect(page.locator("#turn-1 .to-sources")).to_have_text("4 passages of 4 articles")
    first = page.locator("#source-1-1")
    expect(first).to_contain_text("Harbour Courier")
    expect(first).to_contain_text("30 December 2021")
    expect(first).to_contain_text("Also in 2 copies")
    expect(page.locator("#source-1-3")).to_contain_text("29 March 2022, date inferred")
    expect(page.locator("#source-1-4")).to_contain_text("Outlet not stated")
    expect(page.locator("#source-1-4")).to_contain_text("no date")


def a_citation_marks_the_exact_characters_of_its_source(page: Page) -> None:
    page.click('#turn-1 .sentence:nth-child(2) .cite[data-label="1"]')
    card = page.locator("#source-1-1")
    expect(card).to_have_class("source active")
    expect(card).to_be_in_viewport()
    expect(card.locator("mark.active")).to_have_text([MISTAKE])
    expect(card.locator("mark.active")).to_be_in_viewport()
    page.click('#turn-1 .sentence:nth-child(1) .cite[data-label="2"]')
    expect(page.locator(".source.active")).to_have_attribute("data-label", "2")
    expect(page.locator("#cards mark.active")).to_have_text(
        ["Both governments have since given its length as 50 minutes."]
    )


def the_article_opens_at_the_citation_and_gives_the_focus_back(page: Page) -> None:
    page.click('#turn-1 .sentence:nth-child(2) .cite[data-label="1"]')
    opener = page.locator("#source-1-1 .open")
    opener.focus()
    page.keyboard.press("Enter")
    article = page.locator("#article")
    expect(article.locator(".article-title")).to_have_text(
        "Fresh warnings, and a promise to keep talking, in year-end call"
    )
    expect(article.locator("mark.active")).to_have_text([MISTAKE])
    expect(article.locator("mark.active")).to_be_in_viewport()
    expect(article.locator(".place")).to_have_text("2 of 2")
    page.keyboard.press("n")
    expect(article.locator(".place")).to_have_text("1 of 2")
    expect(article.locator("mark.active")).to_have_text(
        ["Joe Biden and Vladimir Putin talked by telephone for 50 minutes on Thursday"]
    )
    address = article.locator("a.original")
    expect(address).to_have_text("harbour-courier.example")
    expect(address).to_have_attribute("rel", "noopener noreferrer")
    page.keyboard.press("Escape")
    expect(article).not_to_be_visible()
    expect(opener).to_be_focused()


def test_what_is_not_answered_shows_what_comes_nearest_and_what_failed(visit: Visit) -> None:
    page = visit()
    ask(page, "Is there nothing about the World Cup?")
    expect(page.locator("#turn-1 .verdict")).to_have_text("The articles do not answer this.")
    expect(page.locator("#turn-1 .nearest li").first).to_contain_text("over in 55 minutes")
    expect(page.locator("#turn-1 .sentence")).to_have_count(0)
    ask(page, "Does this fail?")
    expect(page.locator("#turn-2 .failure")).to_contain_text("check OPENAI_API_KEY")
    ask(page, "Does this break?")
    expect(page.locator("#turn-3 .failure")).to_contain_text("Something failed inside Dateline")
    assert "secret-canary" not in page.content()


def test_example_asks_and_the_answer_grows_and_can_be_stopped(visit: Visit) -> None:
    page = visit()
    page.click(".example >> nth=1")
    expect(page.locator("#turn-1 .question")).to_have_text("What did Mr. Putin say about new sanctions?")
    page.wait_for_selector('#turn-1[data-state="final"]')
    page.fill("#question textarea", "A slow one")
    page.press("#question textarea", "Enter")
    expect(page.locator('#turn-2[data-state="growing"] .said')).to_contain_text("The two")
    page.click("#stop")
    expect(page.locator("#turn-2 .stopped")).to_contain_text("Stopped")
    expect(page.locator("#turn-2 .failure")).to_have_count(0)
    expect(page.locator("#ask")).to_be_visible()


def test_examples_that_are_still_being_tried_come_later(
    visit: Visit, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = assistant.examples()
    monkeypatch.setattr(assistant, "examples", list)
    page = visit()
    expect(page.locator("#welcome .lede")).to_be_visible()
    expect(page.locator(".example")).to_have_count(0)
    monkeypatch.setattr(assistant, "examples", lambda: tried)
    expect(page.locator(".example")).to_have_text(tried)


def test_narrow_screen_has_its_sources_in_a_sheet(visit: Visit) -> None:
    page = visit(viewport={"width": 390, "height": 844})
    ask(page, CALL)
    expect(page.locator("#sources")).not_to_be_visible()
    page.click('#turn-1 .sentence:nth-child(2) .cite[data-label="1"]')
    expect(page.locator("#cards mark.active")).to_be_in_viewport()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#sources")).not_to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    ask(page, "Is there nothing about it?")
    page.click("#turn-2 .cite >> nth=0")
    expect(page.locator("#sources")).to_be_visible()
    assert findings(page) == []
