"""The views beside the conversation: check, timeline, corpus, history; copying and exporting; length of a conversation."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assistant.web.storage.conversations import Choices, Conversations, Turn
from tests.browser.conftest import ask
from tests.browser.fake_assistant import PENDING, answered
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = "How long did the presidents' call of December 2021 last?"


def go(page: Page, view: str) -> None:
    page.click(f'.views [data-view="{view}"]')
    page.wait_for_selector(f"#view-{view}[data-filled]")


def test_an_answer_is_checked_laid_out_by_day_and_exported(visit: Visit) -> None:
    page = visit()
    ask(page, CALL)
    check_shows_each_sentence_beside_its_source(page)
    go(page, "timeline")
    expect(page.locator(".timeline h2")).to_have_text(["30 December 2021", "31 December 2021"])
    assert findings(page) == []
    history_reopens_and_exports(page)


def check_shows_each_sentence_beside_its_source(page: Page) -> None:
    page.click("#turn-1 .to-view")
    rows = page.locator("table.check tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0).locator(".support")).to_have_text("supported")
    expect(rows.nth(0).locator(".atom.found")).to_contain_text("50 minutes")
    expect(rows.nth(0).locator("mark.detail")).to_have_text("50 minutes")
    expect(rows.nth(1).locator(".atom.missing")).to_contain_text("Friday")
    expect(rows.nth(2).locator("del")).to_have_text("It lasted 90 minutes.")
    expect(rows.nth(2)).to_contain_text("Not in the cited text: 90 minutes.")
    assert findings(page) == []
    page.click('.filter-rows[data-show="doubtful"]')
    expect(page.locator("table.check tbody tr:visible")).to_have_count(2)
    page.click('.filter-rows[data-show="all"]')
    rows.nth(0).locator(".atom.found").hover()
    expect(rows.nth(0).locator("mark.detail.active")).to_have_text("50 minutes")
    rows.nth(0).locator(".open-quote").nth(1).click()
    expect(page.locator("#article mark.active")).to_have_text(
        ["Both governments have since given its length as 50 minutes."]
    )
    page.keyboard.press("Escape")
    rows.nth(1).locator(".cite").click()
    expect(page.locator("#source-1-1 mark.active")).to_be_in_viewport()


def test_quotations_and_the_short_answer_say_what_they_are(visit: Visit) -> None:
    page = visit()
    ask(page, f"{CALL} As quoted.")
    first = page.locator("#turn-1 .sentence").first
    expect(first.locator("strong")).to_have_text("50 minutes")
    expect(first.locator(".support")).to_have_text("quoted")
    expect(first.locator(".support")).to_have_attribute("title", re.compile("the article's own words"))
    expect(page.locator("#turn-1 .likely")).to_have_text(["likely to answer the question"])
    assert findings(page) == []
    page.click("#turn-1 .to-view")
    expect(page.locator(".view-sum").first).to_contain_text("3 quoted, 1 partly supported")
    page.click('.filter-rows[data-show="doubtful"]')
    expect(page.locator("table.check tbody tr:visible")).to_have_count(2)
    assert findings(page) == []


def test_timeline_says_where_sources_differ_and_leads_to_them(visit: Visit) -> None:
    page = visit()
    ask(page, "How do the sources differ on the call?")
    go(page, "timeline")
    note = page.locator("#view-timeline .view-sum").nth(1)
    expect(note).to_contain_text("Sources differ: 50 minutes (Harbour Courier)")
    expect(note.locator(".cite")).to_have_text(["[1]", "[2]"])
    card = page.locator('.timeline blockquote:has-text("An earlier report in this newspaper said that")')
    expect(card.locator("mark.detail").first).to_contain_text("35 minutes")
    page.click('.axis .dot[aria-label^="31 December"]')
    expect(page.locator("#day-2021-12-31")).to_be_focused()
    assert findings(page) == []


def test_corpus_lists_articles_and_skipped_files_and_opens_them(visit: Visit) -> None:
    page = visit("/#corpus")
    expect(page.locator("table.corpus tbody tr")).to_have_count(4)
    expect(page.locator(".skipped")).to_contain_text("pictures of pages only")
    page.click('.open-article:has-text("Correction")')
    expect(page.locator("#article .article-text")).to_contain_text("Both governments have since given")
    page.keyboard.press("Escape")
    assert findings(page) == []


def history_reopens_and_exports(page: Page) -> None:
    address = page.evaluate("location.search")
    go(page, "history")
    first = page.locator(".conversations li").first
    expect(first.locator("a.conversation")).to_have_attribute("href", "/" + address)
    with page.expect_download() as markdown:
        first.locator('a:has-text("Markdown")').click()
    written = markdown.value.path().read_text(encoding="utf-8")
    assert "## How long did the presidents' call of December 2021 last?" in written
    assert "The two presidents talked by telephone for 50 minutes. [1][2]" in written
    with page.expect_download() as exported:
        first.locator('a:has-text("JSON")').click()
    turns = json.loads(exported.value.path().read_text(encoding="utf-8"))["turns"]
    assert turns[0]["answer"]["sentences"][0]["citations"][0]["label"] == 1
    assert findings(page) == []


def touched(page: Page, question: str) -> int:
    """How many changes of the document a question makes, from asking to its final answer."""
    page.evaluate(
        "window.touched = 0; new MutationObserver(all => (window.touched += all.length))"
        ".observe(document.querySelector('#reading'), { childList: true, subtree: true, attributes: true })"
    )
    ask(page, question)
    count: int = page.evaluate("window.touched")
    return count


def test_sixty_turns_make_the_next_no_more_work(visit: Visit, page_conversations: Conversations) -> None:
    """What is sent and what is changed for a turn does not grow with the conversation."""
    identity = ""
    for number in range(60):
        conversation, turn = page_conversations.begin(identity, f"Question {number}", Choices())
        identity = conversation.conversation_id
        final = Turn(turn.number, turn.question, dt.datetime.now(dt.UTC), Choices(), answered("x"), None, True, 0.1)
        conversation.turns[turn.number - 1] = final
    page_conversations.write(identity, conversation)
    fresh = visit()
    ask(fresh, "First")
    second = touched(fresh, "And now?")
    page = visit(f"/?conversation={identity}")
    expect(page.locator("#log .turn")).to_have_count(60)
    assert touched(page, "And now?") < 1.5 * second
    expect(page.locator("#turn-61 .sentence")).to_have_count(2)
    carried = page.evaluate("document.querySelector('#feed').textContent")
    assert carried.count("And now?") == 1
    assert "Question 59" not in carried


def test_the_page_says_how_many_passages_wait_and_stops_by_itself(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PENDING, "passages", 1204)
    page = visit()
    expect(page.locator("#summary")).to_contain_text("1,204 passages wait for their vectors")
    go(page, "corpus")
    expect(page.locator("#view-corpus .view-sum")).to_contain_text("1,204 passages wait for their vectors")
    assert findings(page) == []
    monkeypatch.setitem(PENDING, "passages", 1)
    expect(page.locator("#summary")).to_contain_text("1 passage waits for its vector")
    monkeypatch.setitem(PENDING, "passages", 0)
    expect(page.locator("#summary .pending")).to_have_count(0)
    expect(page.locator("#summary")).to_contain_text("4 articles")
