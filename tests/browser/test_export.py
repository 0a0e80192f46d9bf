"""What leaves the page: copied text, Markdown, Word and paper."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import ask

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = "How long did the presidents' call of December 2021 last?"
NOTE = "Kestrel Daily first reported 35 minutes and corrected itself on 31 December 2021."


def test_an_answer_is_copied_with_paragraphs_citations_notes_and_sources(visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page, CALL)
    for kind in ("text", "markdown"):
        page.evaluate(
            "navigator.clipboard.writeText('').then(() => document.querySelector('#announcer').textContent = '')"
        )
        page.click(f'#turn-1 .copy[data-format="{kind}"]')
        expect(page.locator("#announcer")).to_have_text("Copied, with its sources.")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "telephone for 50 minutes. [1][2]\n\nMr. Putin said" in copied
        assert NOTE in copied
        assert "[2] Kestrel Daily, 31 December 2021: Correction: length of the presidents' call" in copied
        assert "\\" not in copied


def test_without_a_clipboard_of_the_browsers_own_it_is_copied_all_the_same(visit: Visit) -> None:
    """As over plain HTTP from another machine."""
    page = visit()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.evaluate("document.addEventListener('copy', () => (window.copied = getSelection().toString()))")
    ask(page, CALL)
    page.click('#turn-1 .copy[data-format="text"]')
    expect(page.locator("#announcer")).to_have_text("Copied, with its sources.")
    assert "telephone for 50 minutes. [1][2]" in page.evaluate("window.copied")


def downloaded(page: Page, selector: str) -> bytes:
    with page.expect_download() as download:
        page.click(selector)
    assert download.value.suggested_filename == "dateline-conversation.docx"
    return Path(download.value.path()).read_bytes()


def test_word_has_footnotes_with_the_exact_words_and_the_list_of_sources(visit: Visit) -> None:
    page = visit()
    ask(page, CALL)
    ask(page, "Is there nothing about the World Cup?")
    data = downloaded(page, "#turn-1 .export-word")
    paragraphs = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    assert paragraphs[0] == CALL
    assert re.fullmatch(r"Asked on \d+ \w+ \d{4}", paragraphs[1])
    assert {NOTE, "Sources", "[2] Kestrel Daily, 31 December 2021: Correction: length of the presidents' call"} <= {
        paragraph.split(" (2021")[0] for paragraph in paragraphs
    }
    parts = zipfile.ZipFile(io.BytesIO(data))
    footnotes = parts.read("word/footnotes.xml").decode()
    assert "“Both governments have since given its length as 50 minutes.” [2]" in footnotes
    assert parts.read("word/document.xml").count(b"<w:footnoteReference") == footnotes.count("<w:footnoteRef/>") == 3
    page.click('.views [data-view="history"]')
    whole = docx.Document(io.BytesIO(downloaded(page, '.conversations li:first-child a:has-text("Word")')))
    headings = [
        paragraph.text for paragraph in whole.paragraphs if paragraph.style and paragraph.style.name == "Heading 1"
    ]
    assert headings == [CALL, "Is there nothing about the World Cup?"]


def test_paper_has_answer_day_and_sources_and_no_navigation(visit: Visit) -> None:
    page = visit(viewport={"width": 390, "height": 600}, color_scheme="dark")
    page.click("#choices > summary")
    page.fill("#outlet", "Kestrel Daily")
    for _ in range(3):
        ask(page, CALL)
    page.emulate_media(media="print")
    expect(page.locator(".printed-sources")).to_have_count(3)
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)
    assert text.count("Asked on") == 3
    assert text.count("The two presidents talked by telephone for 50 minutes.") == 3
    assert text.count("Correction: length of the presidents' call") == 3
    assert text.count("Asked within: Kestrel Daily") == 3
    assert not re.search(r"Evaluation|New conversation|Ask again|Ask about the articles|Keep|Translate", text)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.emulate_media(media="screen")
    expect(page.locator(".printed-sources")).to_have_count(0)


def test_one_answer_is_printed_alone(visit: Visit) -> None:
    page = visit()
    page.evaluate("window.print = () => {}")
    ask(page, CALL)
    ask(page, "And who called?")
    page.click("#turn-2 .print")
    page.emulate_media(media="print")
    expect(page.locator("#turn-1")).not_to_be_visible()
    expect(page.locator("#turn-2 .printed-sources")).to_be_visible()
    page.emulate_media(media="screen")
    expect(page.locator("#turn-1")).to_be_visible()
