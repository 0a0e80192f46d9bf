"""A source in another language than the question is translated where the reader asks for it, marked as the model's, and put away again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.config import Config
from tests.browser.conftest import PATIENCE, ask
from tests.browser.fake_assistant import COURIER, TRANSLATED, FakeAssistant
from tests.browser.serving import served
from tests.browser.test_access import assert_fits_and_has_no_finding

pytestmark = pytest.mark.browser
QUESTION = "How long did the call last, in Ukrainian?"


@pytest.fixture
def translating() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def asked(browser: Browser, translating: FakeAssistant) -> Iterator[Callable[[int], Page]]:
    """The page of that width, a question asked, its sources in sight."""
    with served(translating) as address, browser.new_context() as context:

        def opened(width: int) -> Page:
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address)
            page.wait_for_selector("body[data-ready]")
            ask(page, QUESTION)
            page.click('.cite[data-label="1"] >> nth=0')
            return page

        yield opened


@pytest.mark.parametrize("width", [1280, 390])
def test_a_source_in_another_language_is_translated_and_put_away(
    asked: Callable[[int], Page], translating: FakeAssistant, width: int
) -> None:
    page = asked(width)
    button = page.locator("#cards .translate")
    expect(button).to_have_count(1)  # the other sources are in the language of the question
    expect(button).to_have_attribute("title", re.compile("gpt-4o-mini"))
    expect(page.locator("#source-1-1 .passage")).to_be_visible()  # the panel slides in
    passage = page.locator("#source-1-1 .passage").inner_text()
    assert translating.translated == []
    translating.translates.clear()
    button.click()
    expect(page.locator("#source-1-1 .translation .waiting")).to_be_visible()
    translating.translates.set()
    expect(page.locator(".translated")).to_have_text(TRANSLATED)
    expect(page.locator(".translated")).to_have_attribute("lang", "en")
    expect(page.locator(".translator")).to_have_text(
        ["Translated by gpt-4o-mini; not a quotation", "Not in the translation: 50 хвилин"]
    )
    assert translating.translated == [(COURIER.text[COURIER.body_start :][:900], "en", "uk")]
    assert page.locator("#source-1-1 .passage").inner_text() == passage
    expect(page.locator("#source-1-1 .passage mark.cited.active")).not_to_have_count(0)
    assert_fits_and_has_no_finding(page, width)
    expect(button).to_have_attribute("aria-expanded", "true")
    button.press("Enter")
    expect(page.locator(".translation")).to_have_count(0)
    expect(button).to_have_text(re.compile("^Translate"))


def test_a_model_that_is_gone_is_said_and_asked_again(asked: Callable[[int], Page], translating: FakeAssistant) -> None:
    translating.model_gone = True
    page = asked(1280)
    page.click("#cards .translate")
    expect(page.locator(".translation .failure")).to_have_text(
        "The language model on this machine ended in the middle of its reply: ask again."
    )
    translating.model_gone = False
    page.click("#cards .translate")
    expect(page.locator(".translated")).to_have_text(TRANSLATED)


def test_without_a_model_there_is_no_button(browser: Browser, tmp_path: Path) -> None:
    with served(FakeAssistant(config=Config(cache=tmp_path))) as address, browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        page.wait_for_selector("body[data-ready]")
        ask(page, QUESTION)
        expect(page.locator("#cards .language")).to_have_text("Ukrainian")
        expect(page.locator("#cards .translate")).to_have_count(0)
