"""One question under two configurations: side by side, what they share and do not, and the judgement."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask
from tests.browser.fake_assistant import HOSTILE, FakeAssistant
from tests.browser.payloads import PAYLOADS
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = "How long did the presidents' call of December 2021 last?"


def kept(assistant: FakeAssistant) -> list[dict[str, Any]]:
    path = assistant.home / "eval" / "judgements.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def compare(page: Page, question: str) -> None:
    page.fill('#compare-form [name="question"]', question)
    page.click("#compare-form .primary")
    page.wait_for_selector(".judgement")


def test_two_configurations_stand_side_by_side(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit()
    ask(page, CALL)
    page.click("#turn-1 .to-compare")
    expect(page.locator('#compare-form [name="question"]')).to_have_value(CALL)
    page.fill('#compare-form [name="model-B"]', "other-model")
    page.fill('#compare-form [name="k-B"]', "1")
    page.fill('#compare-form [name="since-B"]', "2021-12-31")
    page.click("#compare-form .primary")
    page.wait_for_selector(".judgement")
    first, second = assistant.asked[-2:]
    assert (first["answerer"], first["k"], first["since"]) == ("extractive", 5, None)
    assert (second["answerer"], second["k"], second["model"]) == ("llm", 1, "other-model")
    assert second["since"].isoformat() == "2021-12-31"
    expect(page.locator("#compared .side")).to_have_count(2)
    expect(page.locator("#compared .side").nth(0)).to_contain_text("The two presidents talked by telephone")
    expect(page.locator("#compared .side").nth(1)).not_to_contain_text("The two presidents talked by telephone")
    expect(page.locator("#compared .side").nth(1)).to_contain_text("other-model · 1 passage · since 31 December 2021")
    counts = page.locator(".shared h3 span")
    expect(counts).to_have_text(["2", "1", "0"])
    sentences = page.locator('.differences tr:has(th:text-is("Sentences")) td')
    expect(sentences).to_have_text(["2", "1"])
    expect(page.locator(".differences")).to_contain_text("Seconds")
    assert findings(page) == []
    page.locator("#compared .side").nth(0).locator(".cite").nth(1).click()
    expect(page.locator("#article mark.active")).to_have_text(
        ["Both governments have since given its length as 50 minutes."]
    )


def test_a_judgement_is_kept_changed_and_taken_back(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit("/#compare")
    compare(page, CALL)
    before = len(kept(assistant))
    page.click('.judge[data-better="A"]')
    expect(page.locator(".judged")).to_contain_text("Kept in eval/judgements.jsonl.")
    record = kept(assistant)[before]
    assert (record["text"], record["better"]) == (CALL, "A")
    assert record["A"]["answer"]["sentences"]
    assert record["B"]["choices"]["answerer"] == "llm"
    assert record["generation"] == "g1"
    page.click('.judge[data-better="tie"]')
    expect(page.locator('.judge[data-better="tie"]')).to_have_attribute("aria-pressed", "true")
    assert [one["better"] for one in kept(assistant)[before:]] == ["tie"]
    page.click(".unjudge")
    expect(page.locator(".judged")).to_have_text("Taken back.")
    assert len(kept(assistant)) == before


def test_one_side_that_fails_does_not_hide_the_other(visit: Visit) -> None:
    page = visit("/#compare")
    compare(page, "Does this break?")
    expect(page.locator("#compared .failure")).to_have_count(2)
    assert "secret-canary" not in page.content()
    expect(page.locator(".differences tr:has(th:text-is('Sentences')) td")).to_have_text(["failed", "failed"])


def test_hostile_answers_compare_as_text(visit: Visit) -> None:
    page = visit("/#compare")
    for payload in PAYLOADS[:10]:
        HOSTILE["payload"] = payload
        compare(page, payload)
        assert page.evaluate("window.harmed") is None, payload
        assert page.locator("#compared :is(script, img, svg, iframe, style, form, video, object, link)").count() == 0
        page.evaluate("document.querySelector('#compared').replaceChildren()")


def test_a_blind_comparison_tells_which_is_which_only_after_the_judgement(
    visit: Visit, assistant: FakeAssistant
) -> None:
    path = assistant.home / "eval" / "judgements.jsonl"
    path.unlink(missing_ok=True)
    page = visit("/#compare")
    orders = set()
    for chance in ("0.1", "0.9"):
        page.evaluate(f"Math.random = () => {chance}")
        page.fill("#compare-form textarea", CALL)
        page.fill('#compare-form [name="k-B"]', "1")
        page.check("#compare-form [name=blind]")
        tick = "getComputedStyle(document.querySelector('#compare-form [name=blind]'), '::after').content"
        assert "✓" in page.evaluate(tick), "what is ticked is seen to be"
        page.click("#compare-form .primary")
        page.wait_for_selector(".judgement")
        hidden = page.locator("#compared :is(.side > .view-sum, .support, .differences, .citations)")
        assert hidden.count() > 3
        assert not any(one.is_visible() for one in hidden.all())
        assert page.locator("#compared .said:visible").count()
        page.click('.judge[data-better="A"]')
        expect(page.locator("#compared .differences")).to_be_visible()
        orders.add(tuple(page.locator("#compared .side > .view-sum").all_inner_texts()))
    assert len(orders) == 2, "the order is by chance"
    assert [json.loads(line)["blind"] for line in path.read_text().splitlines()] == [True, True]
    page.click('.views [data-view="evaluation"]')
    expect(page.locator(".judgement-sums tbody tr")).to_have_count(1)
    expect(page.locator(".judgement-sums td").nth(5)).to_contain_text("of 2: too few")
    page.click(".given .withdraw[data-kind=judgement] >> nth=0")
    expect(page.locator(".judgement-sums td").nth(5)).to_contain_text("of 1: too few")
    path.unlink()
