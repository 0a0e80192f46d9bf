"""Small things of reading and asking: what waits, what was left out, where one is, what is shown of which answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assistant.web import page as asking_page
from tests.browser.conftest import ask
from tests.browser.fake_assistant import GATE, FakeAssistant
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = "How long did the presidents' call of December 2021 last?"


def test_a_question_during_an_answer_waits_and_is_asked_after_it(visit: Visit) -> None:
    page = visit()
    GATE.clear()
    page.fill("#question textarea", "A held one")
    page.press("#question textarea", "Enter")
    page.wait_for_selector('#turn-1[data-state="growing"] .said')
    page.fill("#question textarea", CALL)
    page.press("#question textarea", "Enter")
    expect(page.locator("#announcer")).to_contain_text("Your question waits")
    expect(page.locator("#question textarea")).to_have_value(CALL)
    GATE.set()
    page.wait_for_selector('#turn-2[data-state="final"]')
    expect(page.locator("#turn-2 .question")).to_have_text(CALL)


def test_a_question_asked_the_moment_an_answer_is_there_is_not_lost(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_end = asking_page.answerer_update

    def slow(*of: Any) -> Any:
        time.sleep(1.5)  # the answer is shown, and its event has not ended
        return at_the_end(*of)

    page = visit()
    monkeypatch.setattr(asking_page, "answerer_update", slow)
    ask(page, CALL)
    ask(page, "Is there nothing about it?")
    expect(page.locator("#turn-2 .question")).to_have_text("Is there nothing about it?")
    page.wait_for_timeout(1200)
    assert page.locator("#log .turn").count() == 2, "asked once"


def test_a_paste_over_the_limit_says_what_was_left_out(visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('x'.repeat(2300))")
    page.focus("#question textarea")
    page.keyboard.press("Control+v")
    expect(page.locator("#announcer")).to_contain_text("at most 2,000 characters: the last 300 were left out")


def test_check_and_timeline_show_the_answer_whose_citation_was_clicked_and_let_one_pick(visit: Visit) -> None:
    page = visit()
    ask(page, CALL)
    ask(page, "Is there nothing about it?")
    for view, rows in (("check", ".checked"), ("timeline", "blockquote")):
        page.click('.views [data-view="ask"]')
        page.click("#turn-1 .cite >> nth=0")
        page.click(f'.views [data-view="{view}"]')
        expect(page.locator(f"#view-{view} h1")).to_have_text(CALL)
        expect(page.locator(f"#view-{view} h1")).to_be_focused()
        expect(page).to_have_title(f"{view.title()} · Dateline")
        expect(page.locator(f"#view-{view} {rows}").first).to_be_visible()
        assert page.locator("h1:visible").count() == 1
        assert findings(page) == [], view
        page.select_option(f"#view-{view} .pick-turn select", "2")
        expect(page.locator(f"#view-{view} {rows}")).to_have_count(0)
        expect(page.locator(f"#view-{view} .pick-turn select")).to_have_value("2")


def test_counts_follow_the_folder(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit()
    page.click('.views [data-view="corpus"]')
    expect(page.locator("#view-corpus h1")).to_be_focused()
    expect(page.locator("table.corpus tbody tr")).to_have_count(4)
    added: Path = assistant.corpus_folder / "uploaded" / "late.md"
    added.parent.mkdir(parents=True, exist_ok=True)
    added.write_text("A late report of 3 May 2022 from Lisbon.\n", encoding="utf-8")
    try:
        expect(page.locator("#summary")).to_contain_text("5 articles")
        expect(page.locator("table.corpus tbody tr")).to_have_count(5)
        expect(page.locator("#view-corpus .view-sum")).to_contain_text("5 articles")
    finally:
        added.unlink()


def test_an_open_article_keeps_its_name_in_sight(visit: Visit) -> None:
    page = visit()
    ask(page, CALL)
    page.click('#turn-1 .cite[data-label="1"] >> nth=0')
    page.click("#source-1-1 .open")
    expect(page.locator("#article .article-name")).to_contain_text(
        "Harbour Courier · 30 December 2021 · Fresh warnings"
    )
    page.evaluate("document.querySelector('#article .article-body').scrollTo(0, 9999)")
    expect(page.locator("#article .article-name")).to_be_in_viewport()
    page.set_viewport_size({"width": 390, "height": 844})
    one, other = (page.locator(f"#article .{name}").bounding_box() for name in ("previous", "close"))
    assert one
    assert other
    assert one["y"] == other["y"], "what closes it stands in the first row"


def test_an_empty_date_is_marked_as_empty_in_every_view(visit: Visit) -> None:
    """What is muted by the style: its colour, a part of the browser's own field, cannot be asked for."""
    page = visit()
    page.evaluate("document.querySelector('#choices').open = true")
    expect(page.locator("#since:not([data-filled])")).to_be_visible()
    page.evaluate("location.hash = '#compare'")
    page.wait_for_selector("#compare-form")
    expect(page.locator("#compare-form [name=since-A]:not([data-filled])")).to_be_visible()
    page.fill("#compare-form [name=since-A]", "2021-12-30")
    expect(page.locator("#compare-form [name=since-A][data-filled]")).to_be_visible()
    page.fill("#compare-form textarea", CALL)
    page.fill("#compare-form [name=until-A]", "2021-12-01")
    page.click("#compare-form .primary")
    expect(page.locator("#compared .failure")).to_contain_text("is later than “To” (1 December 2021)")


def test_thumbs_are_seen_where_colours_are_forced(visit: Visit) -> None:
    page = visit(forced_colors="active")
    ask(page, CALL)
    box, thumb = page.locator("#turn-1 .thumb.up"), "getComputedStyle(document.querySelector('.thumb.up'), '::before')"
    assert box.is_visible()
    colours = page.evaluate(f"[{thumb}.backgroundColor, getComputedStyle(document.body).backgroundColor]")
    assert colours[0] != colours[1]
    page.click("#turn-1 .thumb.up")
    expect(page.locator("#turn-1 .thumb.up")).to_have_attribute("aria-pressed", "true")
    pressed = page.evaluate(
        f"[{thumb}.backgroundColor, getComputedStyle(document.querySelector('.thumb.up')).backgroundColor]"
    )
    assert pressed[0] != pressed[1]


def test_questions_to_go_on_with_stand_under_the_last_answer(visit: Visit) -> None:
    page = visit()
    ask(page, CALL)
    expect(page.locator("#turn-1 .follow-ups .example")).to_have_count(3)
    assert findings(page) == []
    page.click("#turn-1 .follow-ups .example >> nth=1")
    page.wait_for_selector('#turn-2[data-state="final"]')
    expect(page.locator("#turn-2 .question")).to_have_text("What did Yuri Ushakov say?")
    expect(page.locator("#turn-2 .follow-ups .example")).to_have_count(3)
    expect(page.locator("#turn-1 .follow-ups .example")).to_have_count(0)
    ask(page, "Is there nothing about it?")
    expect(page.locator("#turn-3 .follow-ups .example")).to_have_count(0)
    ask(page, f"{CALL} " * 5)
    short, long = (
        page.evaluate(f"parseFloat(getComputedStyle(document.querySelector('#turn-{number} .question')).fontSize)")
        for number in (1, 4)
    )
    assert long < short, "a long question is a small heading"
