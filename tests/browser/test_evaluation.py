"""The evaluation view: runs, figures, two runs against each other, and the answer behind a question."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_assistant import FakeAssistant
from tests.browser.payloads import PAYLOADS
from tests.browser.sample_runs import write_runs
from tests.browser.test_access import findings

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def runs(assistant: FakeAssistant) -> Path:
    write_runs(assistant.home)
    return assistant.home / "eval" / "runs"


def opened(visit: Visit) -> Page:
    page = visit("/#evaluation")
    page.wait_for_selector("#view-evaluation[data-filled]")
    return page


def test_runs_show_their_figures_at_every_width_and_are_compared(visit: Visit, runs: Path) -> None:
    page = opened(visit)
    runs_show_their_figures_with_intervals(page)
    runs_can_be_read_at_every_width(page)
    two_runs_are_compared_question_by_question(page)


def runs_show_their_figures_with_intervals(page: Page) -> None:
    rows = page.locator("table.runs tbody tr")
    expect(rows).to_have_count(3)
    first = page.locator('table.runs tr:has-text("2026-11-20-first")')
    expect(first).to_contain_text("quoted · 5 passages · 20 November 2026")
    expect(first.locator('[data-head="gold cited"] b')).to_have_text("0.667")
    expect(first.locator('[data-head="gold cited"] .range')).to_have_text(re.compile(r"of \d: too few"))
    expect(page.locator('table.runs tr:has-text("under-way")')).to_contain_text("stopped, or is still under way")
    assert findings(page) == []


def test_a_failed_question_is_one_click_from_its_answer(visit: Visit, runs: Path) -> None:
    page = opened(visit)
    page.check('.run-pick[data-side="A"][value="2026-11-20-first"]')
    wrong = page.locator("table.questions tbody tr:visible")
    expect(wrong).to_have_count(2)
    expect(wrong.nth(0)).to_contain_text("should have answered")
    expect(wrong.nth(1)).to_contain_text("should have abstained")
    wrong.nth(1).locator(".open-record").click()
    record = page.locator("#record")
    expect(record.locator(".view-title")).to_have_text("What was the weather in Wilmington?")
    expect(record.locator(".checked").first).to_contain_text("talked by telephone for 50 minutes")
    record.locator('a.cite[data-label="2"]').first.click()
    expect(record.locator(".source.active")).to_have_attribute("data-label", "2")
    expect(record.locator(".source.active mark.cited")).to_be_in_viewport()
    record.locator('.open-quote[data-label="1"]').first.click()
    expect(record.locator(".source.active")).to_have_attribute("data-label", "1")
    expect(page.locator("#article")).to_be_hidden()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(record).not_to_be_visible()


def two_runs_are_compared_question_by_question(page: Page) -> None:
    page.check('.run-pick[data-side="A"][value="2026-11-20-first"]')
    page.wait_for_selector('.run-pick[data-side="A"][value="2026-11-20-first"]:checked')
    page.check('.run-pick[data-side="B"][value="2026-11-24-second"]')
    changed = page.locator("table.questions tbody tr:visible")
    expect(changed).to_have_count(3)
    expect(changed.locator(".change")).to_have_text(["worse in B", "better in B", "better in B"])
    expect(page.locator('table.figures tr:has-text("recall@5")')).to_contain_text("0.000 of 3: too few")
    page.click('.filter-rows[data-show="all"]')
    expect(changed).to_have_count(5)
    page.click('.open-record:has-text("Who asked for the call?")')
    expect(page.locator("#record .side")).to_have_count(2)
    expect(page.locator("#record .side").nth(0)).to_contain_text("The articles do not answer this.")
    expect(page.locator("#record .side").nth(1)).to_contain_text("talked by telephone")
    page.keyboard.press("Escape")
    assert findings(page) == []
    page.click(".read-alone")
    expect(page.locator("table.questions thead th")).to_have_count(2)


def test_hostile_runs_show_as_text_and_damaged_ones_are_named(visit: Visit, runs: Path) -> None:
    hostile = runs / "zz<img src=x onerror=window.harmed=1>"
    hostile.mkdir()
    row = {
        "query_id": PAYLOADS[0],
        "text": PAYLOADS[1],
        "tags": [PAYLOADS[2]],
        "measures": {"right": 1, PAYLOADS[4]: 1},
        "failed": PAYLOADS[3],
    }
    measures = {PAYLOADS[1]: {"mean": 0.5, "low": 0.4, "high": 0.6, "count": 3}, "right": {"mean": PAYLOADS[0]}}
    summary = {"questions": 1, "failed": 1, "measures": measures}
    (hostile / "settings.json").write_text(json.dumps({"answerer": "llm", "model": PAYLOADS[1]}), encoding="utf-8")
    (hostile / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    (hostile / "rows.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    damaged = runs / "damaged"
    damaged.mkdir()
    (damaged / "summary.json").write_text("{}", encoding="utf-8")
    (damaged / "rows.jsonl").write_text("{broken", encoding="utf-8")
    page = opened(visit)
    expect(page.locator('table.runs tr:has-text("damaged")')).to_contain_text("Its rows cannot be read")
    page.click('.run-pick[data-side="A"][value^="zz"]')
    page.click(".open-record")
    expect(page.locator("#record .failure")).to_have_text(PAYLOADS[3])
    assert page.evaluate("window.harmed") is None
    assert (
        page.locator(
            "#view-evaluation :is(script, img, svg, iframe, style), #record :is(script, img, svg, iframe)"
        ).count()
        == 0
    )


def runs_can_be_read_at_every_width(page: Page) -> None:
    """No name of a run is set a letter a line, and no figure lies outside the page."""
    for width in (1024, 768, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        box = page.locator(".run-name").first.bounding_box()
        assert box
        assert box["width"] >= 120, width
        for frame in ("Runs", "Figures"):
            frame_of = f".table-frame[aria-label={frame}]"
            assert page.evaluate(f"(f => f.scrollWidth - f.clientWidth)(document.querySelector('{frame_of}'))") <= 1
