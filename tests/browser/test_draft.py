"""The draft view: sentences underlined by verdict with a card beside each, as they come; filter, keys, stop, export; bad input."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_assistant import COURIER, HOSTILE
from tests.browser.payloads import HANDLERS
from tests.browser.test_access import assert_fits_and_has_no_finding
from tests.browser.test_views import go

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
VERDICTS = ("supported", "partly", "contradicted", "attribution lost", "overtaken", "not in the archive", "not judged")
DRAFT = (
    "The presidents spoke by telephone. The call was long and went well. It lasted 35 minutes on Friday.\n\n"
    "Sanctions would be a mistake. The report said 35 minutes. A whale was seen in the harbour. Was it?"
)


def check(page: Page, text: str, *, wait: bool = True) -> None:
    go(page, "draft")
    page.fill("#draft-form textarea", text)
    page.click("#draft-form .primary")
    if wait:
        page.wait_for_selector(".draft-sum")


def test_a_checked_draft_has_verdicts_and_sources_can_be_taken_away_and_stays(visit: Visit) -> None:
    page = visit()
    check(page, DRAFT)
    every_sentence_has_its_verdict_and_its_card(page)
    a_source_opens_at_its_exact_characters(page)
    the_findings_can_be_taken_away(page)
    what_was_found_stays_while_another_view_is_read(page)


def every_sentence_has_its_verdict_and_its_card(page: Page) -> None:
    pieces = page.locator("#draft-checked .piece")
    assert [piece.get_attribute("data-verdict") for piece in pieces.all()] == list(VERDICTS)
    expect(pieces.nth(2).locator(".unseen")).to_have_text(" (contradicted) ")
    lines = [
        piece.evaluate("node => getComputedStyle(node).textDecorationStyle")
        for piece in page.locator(".piece-words").all()
    ]
    assert lines[:4] == ["solid", "dashed", "wavy", "double"]
    cards = page.locator("#draft-checked .finding")
    expect(cards).to_have_count(7)
    expect(page.locator("#draft-checked .stretch")).to_have_count(2)
    expect(cards.nth(2).locator(".both")).to_have_text("Draft35 minutesArchive50 minutes")
    expect(cards.nth(2).locator(".independent")).to_have_text("1 independent source")
    expect(page.locator(".draft-sum")).to_contain_text("7 sentences: 1 supported, 1 partly, 1 contradicted")


def test_no_serious_finding_and_nothing_beside_the_screen(visit: Visit) -> None:
    page = visit()
    go(page, "draft")
    assert_fits_and_has_no_finding(page, 390, 1280)
    check(page, DRAFT)
    page.keyboard.press("n")
    assert_fits_and_has_no_finding(page, 390, 1280)


def a_source_opens_at_its_exact_characters(page: Page) -> None:
    page.click("#finding-2 .both .open-place")
    expect(page.locator("#article mark.active")).to_have_text("50 minutes")
    page.keyboard.press("Escape")
    page.click("#finding-1 .quotation .open-place")
    expect(page.locator("#article mark.active")).to_have_text(
        "Joe Biden and Vladimir Putin talked by telephone for 50 minutes on Thursday"
    )
    expect(page.locator("#article .article-title")).to_have_text(str(COURIER.title))
    page.keyboard.press("Escape")


def test_one_verdict_is_shown_alone_and_the_keys_step_through_it(visit: Visit) -> None:
    page = visit()
    check(page, " ".join([DRAFT, DRAFT]).replace("\n\n", " "))
    page.click('.draft-filter[data-verdict="contradicted"]')
    expect(page.locator("#draft-checked .finding:visible")).to_have_count(2)
    page.locator("h1.view-title >> visible=true").click()
    page.keyboard.press("n")
    expect(page.locator("#finding-2")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#finding-9")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator(".piece.active")).to_have_attribute("data-at", "2")
    page.click('.draft-filter[data-verdict=""]')
    page.keyboard.press("n")
    expect(page.locator("#finding-3")).to_be_focused()


def test_it_is_shown_as_it_comes_and_can_be_stopped(visit: Visit) -> None:
    page = visit()
    check(page, "A slow draft is checked here. " * 300, wait=False)
    page.wait_for_selector("#finding-1")
    expect(page.locator(".draft-progress")).to_contain_text("of 300 sentences")
    page.click(".draft-stop")
    done = page.locator("#draft-checked .finding").count()
    assert 2 <= done < 300
    expect(page.locator(".draft-stop")).to_be_hidden()
    page.wait_for_timeout(900)
    assert page.locator("#draft-checked .finding").count() == done
    expect(page.locator("#draft-form .primary")).to_be_enabled()


def the_findings_can_be_taken_away(page: Page) -> None:
    for kind, begins in (("md", b"The presidents"), ("html", b"<!DOCTYPE html>"), ("docx", b"PK")):
        with page.expect_download() as download:
            page.click(f'.draft-export[data-kind="{kind}"]')
        assert download.value.suggested_filename == f"dateline-draft.{kind}"
        assert Path(download.value.path()).read_bytes().startswith(begins)


def test_a_file_is_read_into_the_box_and_what_is_no_draft_is_said_to_be_none(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    go(page, "draft")
    (tmp_path / "draft.md").write_text("---\npublished: 2022-04-01\n---\nThe presidents spoke.\n", encoding="utf-8")
    page.set_input_files("#draft-file", tmp_path / "draft.md")
    expect(page.locator("#draft-form textarea")).to_have_value("The presidents spoke.\n")
    expect(page.locator("#draft-form [name=day]")).to_have_value("2022-04-01")
    (tmp_path / "draft.pdf").write_bytes(b"%PDF-1.4")
    page.set_input_files("#draft-file", tmp_path / "draft.pdf")
    expect(page.locator(".draft-failure")).to_contain_text("is no draft that can be read")
    page.fill("#draft-form textarea", "a" * 20_001)
    page.click("#draft-form .primary")
    expect(page.locator(".draft-count")).to_contain_text("1 characters too many: at most 20,000")
    page.fill("#draft-form textarea", "…!")
    page.click("#draft-form .primary")
    expect(page.locator(".draft-failure")).to_contain_text("The draft is empty")


def test_a_failure_is_said_and_what_was_found_stays(visit: Visit) -> None:
    page = visit()
    check(page, "Sentences break here and there. The second is never reached.", wait=False)
    expect(page.locator(".draft-failure")).to_contain_text("Something failed inside Dateline")
    expect(page.locator("#draft-checked .finding")).to_have_count(1)
    assert "secret-canary" not in page.content()


def test_a_hostile_draft_and_hostile_articles_are_shown_as_text(visit: Visit) -> None:
    page = visit()
    HOSTILE["payload"] = HANDLERS[0]
    check(page, " ".join(f"The ferry sailed {payload} again." for payload in HANDLERS[:6]))
    assert page.evaluate("window.harmed") is None
    assert page.locator("#draft-checked :is(img, svg, input, video)").count() == 0
    expect(page.locator("#draft-checked")).to_contain_text(HANDLERS[0])
    page.click("#finding-1 .quotation .open-place")
    page.wait_for_selector("#article .article-text")
    assert page.evaluate("window.harmed") is None


def what_was_found_stays_while_another_view_is_read(page: Page) -> None:
    go(page, "corpus")
    go(page, "draft")
    expect(page.locator("#draft-checked .finding")).to_have_count(7)
    page.click(".draft-clear")
    expect(page.locator("#draft-checked .finding")).to_have_count(0)
    expect(page.locator("#draft-form textarea")).to_have_value("")
