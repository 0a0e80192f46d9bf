"""Conversations deleted and put back, and what becomes of the open one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask
from tests.browser.fake_assistant import GATE, FakeAssistant
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = "How long did the presidents' call of December 2021 last?"


def history_of(page: Page) -> str:
    """Shows the history and gives the id of the open conversation."""
    identity = str(page.evaluate("new URLSearchParams(location.search).get('conversation')"))
    page.click('.views [data-view="history"]')
    page.wait_for_selector(f'.delete[data-conversation="{identity}"]')
    return identity


def test_after_deleting_the_open_conversation_the_next_question_begins_a_new_one(
    visit: Visit, assistant: FakeAssistant, history: Path
) -> None:
    page = visit()
    ask(page, CALL)
    ask(page, "And who called?")
    old = history_of(page)
    page.click(f'.delete[data-conversation="{old}"]')
    expect(page.locator(f'.delete[data-conversation="{old}"]')).to_have_count(0)
    page.click('.views [data-view="ask"]')
    expect(page.locator("#log .turn")).to_have_count(0)
    expect(page.locator("#welcome .lede")).to_be_visible()
    ask(page, "A question of a new conversation")
    assert assistant.asked[-1]["history"] == []
    expect(page.locator("#log .turn")).to_have_count(1)
    new = str(page.evaluate("new URLSearchParams(location.search).get('conversation')"))
    assert new != old
    page.reload()
    page.wait_for_selector("body[data-ready]")
    expect(page.locator("#log .question")).to_have_text(["A question of a new conversation"])
    assert (history / f"{new}.json").is_file()
    assert "And who called?" in (history.with_name("trash") / f"{old}.json").read_text(encoding="utf-8")


def test_a_double_click_deletes_one_and_undo_brings_it_back_open(visit: Visit, history: Path) -> None:
    page = visit()
    ask(page, CALL)
    identity = history_of(page)
    before = page.locator(".conversations li").count()
    page.dblclick(f'.delete[data-conversation="{identity}"]')
    expect(page.locator("#announcer")).to_contain_text("Moved to trash/")
    expect(page.locator(".conversations li")).to_have_count(before - 1)
    assert not (history / f"{identity}.json").exists()
    assert findings(page) == []
    page.locator("#announcer .undo").dispatch_event("click")  # on a crowded machine the toast may be gone by now
    expect(page.locator(".conversations li")).to_have_count(before)
    assert (history / f"{identity}.json").is_file()
    page.click('.views [data-view="ask"]')
    expect(page.locator("#turn-1 .question")).to_have_text(CALL)
    ask(page, "And then?")
    expect(page.locator("#log .turn")).to_have_count(2)


def test_a_conversation_deleted_in_another_tab_is_not_written_over(visit: Visit, history: Path) -> None:
    page = visit()
    ask(page, CALL)
    ask(page, "And who called?")
    address = page.evaluate("location.search")
    other = visit("/" + address)
    old = history_of(other)
    other.click(f'.delete[data-conversation="{old}"]')
    expect(other.locator(f'.delete[data-conversation="{old}"]')).to_have_count(0)
    page.fill("#question textarea", "Asked in the first tab")
    page.press("#question textarea", "Enter")
    expect(page.locator("#log .question")).to_have_text(["Asked in the first tab"])
    assert page.evaluate("location.search") != address
    assert not (history / f"{old}.json").exists()


def test_an_answer_that_was_growing_ends_in_the_trash(visit: Visit, history: Path) -> None:
    page = visit()
    ask(page, CALL)
    GATE.clear()
    page.fill("#question textarea", "A held one")
    page.press("#question textarea", "Enter")
    page.wait_for_selector('#turn-2[data-state="growing"] .said')
    identity = history_of(page)
    page.click(f'.delete[data-conversation="{identity}"]')
    expect(page.locator(f'.delete[data-conversation="{identity}"]')).to_have_count(0)
    GATE.set()
    trashed = history.with_name("trash") / f"{identity}.json"
    for _ in range(900):  # a turn is written when it has ended
        if "A held one" in trashed.read_text(encoding="utf-8"):
            break
        page.wait_for_timeout(100)
    assert "A held one" in trashed.read_text(encoding="utf-8")
    assert not (history / f"{identity}.json").exists()


def test_conversations_are_found_by_their_words_and_can_be_named(visit: Visit, history: Path) -> None:
    page = visit()
    ask(page, "Which zeppelin did nothing of note?")
    held = history_of(page)
    row = page.locator(f'.conversations li[data-conversation="{held}"]')
    expect(row.locator("time")).to_have_text(re.compile(r"\d{1,2} \w+ \d{4}, \d\d:\d\d"))
    row.locator(".rename").click()
    page.fill(".name-conversation", "Airships <b>&amp;</b> more")
    page.press(".name-conversation", "Enter")
    expect(row.locator(".conversation")).to_have_text("Airships <b>&amp;</b> more")
    page.fill("#find-conversation", "AIRSHIPS zeppelin")
    expect(page.locator(".conversations .delete")).to_have_count(1)
    assert findings(page) == []
    page.fill("#find-conversation", "quetzalcoatl")
    expect(page.locator(".conversations")).to_contain_text("No conversation has these words")
    assert '"name": "Airships <b>&amp;</b> more"' in (history / f"{held}.json").read_text(encoding="utf-8")
    page.fill("#find-conversation", "airships")
    row.locator(".rename").click()
    page.fill(".name-conversation", "Never")
    page.press(".name-conversation", "Escape")
    expect(row.locator(".conversation")).to_have_text("Airships <b>&amp;</b> more")


def test_an_answer_and_an_article_have_addresses(visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, CALL)
    ask(page, "And who called?")
    page.click("#turn-1 .copy-link")
    expect(page.locator("#announcer")).to_contain_text("address of this answer")
    address = str(page.evaluate("navigator.clipboard.readText()"))
    again = visit(f"/{address.split('/', 3)[3]}")
    expect(again.locator("#log .turn")).to_have_count(2)
    expect(again.locator("#turn-1 .question")).to_be_in_viewport()
    expect(again.locator("#sources-1")).to_be_visible()
    again.click('#turn-1 .cite[data-label="2"]')
    expect(again.locator("#source-1-2")).to_have_class("source active")
    ask(again, "One more")
    expect(again.locator("#log .turn")).to_have_count(3)
    assert "turn=" not in again.url
    page.click('#turn-1 .cite[data-label="1"] >> nth=0')
    page.click("#source-1-1 .open")
    page.wait_for_selector("#article .article-text")
    page.click("#article .copy-link")
    address = str(page.evaluate("navigator.clipboard.readText()"))
    again = visit(f"/{address.split('/', 3)[3]}")
    expect(again.locator("#article .article-title")).to_contain_text("Fresh warnings")
