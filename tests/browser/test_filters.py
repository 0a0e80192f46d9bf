"""What is chosen beside a question: it reaches the assistant, is seen while it is in force, and can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask
from tests.browser.fake_assistant import FakeAssistant
from tests.browser.test_access import assert_fits_and_has_no_finding

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = "How long did the presidents' call of December 2021 last?"


def choose(page: Page, since: str = "2021-12-30", outlet: str = "Kestrel Daily") -> None:
    page.click("#choices > summary")
    page.fill("#since", since)
    page.fill("#outlet", outlet)


def test_choices_reach_the_assistant(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit()
    choose(page)
    page.fill("#passages", "7")
    page.click('#answerer label:has-text("Written")')
    ask(page, CALL)
    asked = assistant.asked[-1]
    assert (asked["since"], asked["until"], asked["k"]) == (dt.date(2021, 12, 30), None, 7)
    assert (asked["outlets"], asked["answerer"]) == (("Kestrel Daily",), "llm")
    ask(page, "And the second?")
    assert assistant.asked[-1]["history"] == [(CALL, assistant.ask(CALL).text)]


def test_filters_in_force_are_seen_and_each_can_be_removed(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit()
    choose(page)
    page.fill("#until", "2022-03-29")
    page.click("#choices > summary")
    chips = page.locator("#filters .filter")
    expect(chips).to_have_text(["From 30 December 2021", "To 29 March 2022", "Kestrel Daily"])
    ask(page, CALL)
    expect(page.locator("#turn-1 .drop-filter")).to_have_text(
        ["From 30 December 2021", "To 29 March 2022", "Kestrel Daily"]
    )
    assert_fits_and_has_no_finding(page, 1280, 390)
    page.reload()
    page.wait_for_selector("body[data-ready]")
    expect(chips).to_have_count(3)
    expect(page.locator("#turn-1 .drop-filter")).to_have_count(3)
    chips.nth(1).click()
    expect(chips).to_have_text(["From 30 December 2021", "Kestrel Daily"])
    ask(page, CALL)
    assert (assistant.asked[-1]["until"], assistant.asked[-1]["outlets"]) == (None, ("Kestrel Daily",))
    page.click('#turn-2 .drop-filter:has-text("Kestrel")')
    page.wait_for_selector('#turn-3[data-state="final"]')
    assert (assistant.asked[-1]["since"], assistant.asked[-1]["outlets"]) == (dt.date(2021, 12, 30), ())
    expect(chips).to_have_text(["From 30 December 2021"])


def test_a_language_is_chosen_by_its_name_and_counted(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit()
    choose(page)
    expect(page.locator("#language-names option")).to_have_text(["2 articles", "2 articles"])
    page.fill("#language", "french")
    page.press("#language", "Enter")
    chips = page.locator("#filters .filter")
    expect(chips).to_have_text(["From 30 December 2021", "Kestrel Daily", "French"])
    page.reload()
    page.wait_for_selector("body[data-ready]")
    ask(page, CALL)
    assert assistant.asked[-1]["languages"] == ("fr",)
    page.click('#turn-1 .drop-filter:has-text("French")')
    page.wait_for_selector('#turn-2[data-state="final"]')
    assert (assistant.asked[-1]["languages"], assistant.asked[-1]["outlets"]) == ((), ("Kestrel Daily",))
    expect(chips).to_have_text(["From 30 December 2021", "Kestrel Daily"])


def test_nothing_with_filters_can_be_asked_without_them(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit()
    choose(page)
    ask(page, "Is there nothing about the World Cup?")
    expect(page.locator("#turn-1 .abstained")).to_contain_text("Nothing with these filters")
    expect(page.locator("#turn-1 .drop-filter")).to_have_count(2)
    page.click("#turn-1 .everywhere")
    page.wait_for_selector('#turn-2[data-state="final"]')
    assert (assistant.asked[-1]["since"], assistant.asked[-1]["outlets"]) == (None, ())
    expect(page.locator("#filters .filter")).to_have_count(0)
    expect(page.locator("#turn-2 .abstained")).not_to_contain_text("filters")


def test_dates_the_wrong_way_round_and_half_a_date_are_said_and_nothing_is_asked(
    visit: Visit, assistant: FakeAssistant
) -> None:
    page = visit()
    choose(page, since="2022-03-30")
    page.fill("#until", "2021-12-01")
    before = len(assistant.asked)
    page.fill("#question textarea", CALL)
    page.press("#question textarea", "Enter")
    expect(page.locator("#announcer")).to_contain_text("“From 30 March 2022” is later than “To 1 December 2021”")
    expect(page.locator("#until")).to_be_focused()
    page.fill("#until", "")
    page.focus("#until")
    page.keyboard.type("12")
    page.click("#ask")
    expect(page.locator("#announcer")).to_contain_text("The date is not whole")
    assert len(assistant.asked) == before
    page.fill("#until", "")
    page.click("#ask")
    page.wait_for_selector('#turn-1[data-state="final"]')


def test_an_outlet_that_is_none_is_said(visit: Visit) -> None:
    page = visit()
    choose(page, outlet="kestrel daily")
    page.press("#outlet", "Enter")
    expect(page.locator("#filters .filter")).to_have_text(["From 30 December 2021", "Kestrel Daily"])
    page.fill("#outlet", "The Nowhere Times")
    page.press("#outlet", "Enter")
    expect(page.locator("#announcer")).to_contain_text("no outlet “The Nowhere Times”")
    page.click("#filters .no-filters")
    expect(page.locator("#filters .filter")).to_have_count(0)
    expect(page.locator("#since")).to_have_value("")
