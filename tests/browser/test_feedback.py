"""A reader's word on an answer: kept with all that is needed to ask again, shown again when reopened, and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask
from tests.browser.fake_assistant import FakeAssistant
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = "How long did the presidents' call of December 2021 last?"


def kept(assistant: FakeAssistant) -> list[dict[str, Any]]:
    path = assistant.home / "eval" / "feedback.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def test_a_reason_is_kept_with_everything_to_ask_again(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit()
    ask(page, CALL)
    page.click("#choices > summary")
    page.fill("#since", "2021-12-30")
    ask(page, "And <b>the second</b>?")
    before = len(kept(assistant))
    page.click("#turn-2 .thumb.down")
    page.wait_for_timeout(700)  # late events of the finished turn must not close what is open
    assert findings(page) == []
    page.fill("#turn-2 .note-text", "It cites the <img src=x onerror=window.harmed=1> correction.")
    page.click('#turn-2 .reason-pick:has-text("A citation is wrong")')
    expect(page.locator("#turn-2 .rated")).to_contain_text("Rated: wrong citation.")
    expect(page.locator("#turn-2 .thumb.down")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#turn-2 .take-back")).to_be_focused()
    record = kept(assistant)[before]
    assert {"query_id", "text"} <= record.keys(), "`assistant ask --batch eval/feedback.jsonl` needs both"
    assert record["text"] == "And <b>the second</b>?"
    assert (record["rating"], record["reason"]) == ("bad", "wrong citation")
    assert record["note"].startswith("It cites the <img")
    assert record["history"] == [[CALL, assistant.ask(CALL).text]]
    assert record["filters"] == {"since": "2021-12-30", "until": None, "outlets": [], "articles": [], "languages": []}
    assert (record["answerer"], record["passages"], record["generation"]) == ("extractive", 5, "g1")
    assert record["settings"]["model"] == "gpt-4o-mini"
    assert record["answer"]["sentences"][0]["citations"][0]["label"] == 1
    again = visit("/" + page.evaluate("location.search"))
    expect(again.locator("#turn-2 .rated")).to_contain_text("Rated: wrong citation.")
    again.click('.views [data-view="evaluation"]')
    listed = again.locator(".given li").first
    expect(listed).to_contain_text("And <b>the second</b>?")
    expect(listed).to_contain_text("<img src=x onerror=window.harmed=1>")
    assert again.evaluate("window.harmed") is None
    assert findings(again) == []


def test_feedback_changes_and_is_taken_back(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit()
    ask(page, "Is there nothing about it?")
    before = len(kept(assistant))
    page.click("#turn-1 .thumb.down")
    page.click('#turn-1 .reason-pick:has-text("Should have been answered")')
    expect(page.locator("#turn-1 .rated")).to_contain_text("should have answered")
    page.click("#turn-1 .thumb.up")
    expect(page.locator("#turn-1 .rated")).to_contain_text("Rated good.")
    assert [record["rating"] for record in kept(assistant)[before:]] == ["good"]
    page.click("#turn-1 .take-back")
    expect(page.locator("#turn-1 .rated")).not_to_be_visible()
    expect(page.locator("#turn-1 .thumb.up")).to_have_attribute("aria-pressed", "false")
    assert len(kept(assistant)) == before
