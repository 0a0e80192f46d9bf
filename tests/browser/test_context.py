"""How a question was understood stands above its answer; it can be asked without context; a greeting is no question."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask
from tests.browser.fake_assistant import FakeAssistant
from tests.browser.test_access import assert_fits_and_has_no_finding, findings

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = "How long did the presidents' call of December 2021 last?"


def test_what_was_understood_stands_above_and_can_be_taken_back(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit()
    ask(page, CALL)
    expect(page.locator("#turn-1 .understood")).to_have_count(0)
    ask(page, "And who followed?")
    expect(page.locator("#turn-2 .understood")).to_contain_text("Understood as: And who followed? (call)")
    above, below = page.evaluate(  # at one moment: the page may still scroll
        "() => ['.understood', '.answer'].map((name) => document.querySelector('#turn-2 ' + name).getBoundingClientRect())"
    )
    assert above["bottom"] <= below["top"]
    expect(page.locator("#turn-2 .notes")).not_to_contain_text("Understood")
    assert_fits_and_has_no_finding(page, 1280, 1280)
    page.get_by_role("button", name="Ask without context").click()
    page.wait_for_selector('#turn-3[data-state="final"]')
    expect(page.locator("#turn-3 .question")).to_have_text("And who followed?")
    assert assistant.asked[-1]["history"] == []
    expect(page.locator("#turn-3 .understood")).to_have_count(0)
    ask(page, "And when?")
    assert [asked for asked, _ in assistant.asked[-1]["history"]] == ["And who followed?"], "it begins anew there"


def test_a_courtesy_is_answered_and_claims_nothing(visit: Visit) -> None:
    page = visit()
    said = (("Hello", "Hello."), ("Thanks!", "You are welcome."), ("?", "Ask a question"))
    for number, (word, reply) in enumerate(said, start=1):
        ask(page, word)
        expect(page.locator(f"#turn-{number} .courtesy")).to_contain_text(reply)
        expect(page.locator(f"#turn-{number} :is(.abstained, .failure, .actions)")).to_have_count(0)
    assert findings(page) == []
