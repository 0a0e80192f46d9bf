"""Hostile text in every string of articles, answers, errors, files and questions: nothing runs, loads, covers or poses as a link."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import ask
from tests.browser.fake_assistant import HOSTILE, METADATA_URL
from tests.browser.harm import Watch
from tests.browser.payloads import COVERS, HANDLERS, LINKS, LOADS, PAYLOADS, SCRIPTS

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
BATCH = 38
BATCHES = [PAYLOADS[start : start + BATCH] for start in range(0, len(PAYLOADS), BATCH)]
LONGEST_QUESTION = 2000


def test_there_are_at_least_a_hundred() -> None:
    assert len(set(PAYLOADS)) >= 100


@pytest.fixture
def watch(visit: Visit, page_server: str) -> Callable[[str], Watch]:
    return lambda path: Watch(visit(path), page_server)


@pytest.mark.parametrize("payloads", BATCHES, ids=range(len(BATCHES)))
def test_no_payload_of_an_answer_or_an_article_harms(watch: Callable[[str], Watch], payloads: tuple[str, ...]) -> None:
    """Sentence, reason, removed sentence, note, source, outlet, title, detail, copy, translation; the article with its front matter."""
    HOSTILE["batch"] = payloads
    watching = watch("/")
    page = watching.page
    ask(page, "\n".join(payloads)[:LONGEST_QUESTION])
    expect(page.locator("#turn-1 .sentence")).to_have_count(len(payloads))
    expect(page.locator("#cards .source")).to_have_count(len(payloads))
    assert watching.harm() == []
    page.click("#turn-1 .removed summary")
    page.click("#turn-1 .cite >> nth=0")
    page.click("#source-1-1 .translate")
    expect(page.locator("#source-1-1 .translator")).to_have_count(2)
    assert watching.harm() == []
    page.click("#source-1-1 .open")
    page.wait_for_selector("#article .article-text")
    page.click("#article .front summary")
    assert watching.harm(metadata=(METADATA_URL,)) == []
    page.keyboard.press("Escape")
    for view in ("check", "timeline", "history"):
        page.click(f'.views [data-view="{view}"]')
        page.wait_for_selector(f"#view-{view}[data-filled]")
        assert watching.harm(metadata=(METADATA_URL,)) == [], view


@pytest.mark.parametrize("payloads", BATCHES, ids=range(len(BATCHES)))
def test_no_payload_of_a_failure_a_file_or_a_choice_harms(
    watch: Callable[[str], Watch], payloads: tuple[str, ...]
) -> None:
    """The corpus's rows and skipped files, outlets to choose, examples, uploads and their refusals, failures."""
    HOSTILE["batch"] = payloads
    watching = watch("/#corpus")
    page = watching.page
    page.wait_for_selector("#view-corpus[data-filled]")
    expect(page.locator("table.corpus tbody tr")).to_have_count(len(payloads))
    names = [payload.replace("/", "∕")[:120] for payload in payloads[:8]]
    files: list[FilePayload] = [{"name": f"{name}.exe", "mimeType": "text/html", "buffer": b"<b>x"} for name in names]
    page.set_input_files("#files", files)
    expect(page.locator('.uploads li[data-state="failed"]')).to_have_count(len(names))
    assert watching.harm(metadata=(METADATA_URL,)) == []
    page.click('.views [data-view="ask"]')
    page.click("#choices > summary")
    for name in page.evaluate("[...document.querySelectorAll('#outlet-names option')].map(option => option.value)"):
        page.fill("#outlet", name)
    expect(page.locator("#filters .filter").first).to_be_visible()
    assert watching.harm() == []
    ask(page, "Does this fail?")
    expect(page.locator("#turn-1 .failure")).to_contain_text(payloads[0].strip("\x00")[:5])
    expect(page.locator("#turn-1 .drop-filter").first).to_be_visible()
    assert watching.harm() == []


def test_what_would_harm_is_noticed_on_the_page(browser: Browser, page_server: str) -> None:
    """The test of the test: each payload unencoded, put where answers stand, and taken away again."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(page_server)
        page.wait_for_selector("body[data-ready]")
        for payload in (SCRIPTS[0], HANDLERS[0], LINKS[0], LOADS[0], LOADS[10], COVERS[0], COVERS[3]):
            watching = Watch(page, page_server)
            assert watching.harm() == [], payload
            page.evaluate(
                "html => (window.kept = document.querySelector('#log')).insertAdjacentHTML('beforeend', html)", payload
            )
            page.wait_for_timeout(100)
            assert watching.harm() != [], payload
            page.evaluate("window.kept.replaceChildren()")
            page.wait_for_timeout(100)


@pytest.mark.parametrize(
    ("payload", "sign"),
    [(SCRIPTS[0], "script ran"), (HANDLERS[0], "script ran"), (LOADS[0], "request"), (COVERS[0], "overlay")],
)
def test_what_would_harm_is_noticed_where_nothing_stops_it(
    browser: Browser, page_server: str, payload: str, sign: str
) -> None:
    """The same on a page without our policy: scripts run there and requests leave, and both are seen."""
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/evil.example/**", lambda route: route.abort())
        html = f'<div id="log">{payload}</div>'
        page.route("**/unguarded", lambda route: route.fulfill(body=html, content_type="text/html"))
        watching = Watch(page, page_server)
        page.goto(f"{page_server}/unguarded")
        page.wait_for_timeout(100)
        assert any(item.startswith(sign) for item in watching.harm()), watching.harm()


def test_invisible_characters_are_not_shown(visit: Visit) -> None:
    page = visit()
    HOSTILE["payload"] = "a\u202eb\u200bc\U000e0041d"
    ask(page, "x")
    expect(page.locator("#turn-1 .said")).to_have_text("abcd")
