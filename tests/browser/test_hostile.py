"""Hostile text in every string of articles, answers, errors and questions: nothing runs, loads, covers or poses as a link."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask
from tests.browser.fake_assistant import HOSTILE

pytestmark = pytest.mark.browser

PAYLOADS = (
    "<script>window.harmed=1</script>",
    "<img src=x onerror=window.harmed=1>",
    "<img src=//evil.example/a.png>",
    "<svg onload=window.harmed=1>",
    "<svg><script>window.harmed=1</script></svg>",
    "<iframe src=//evil.example></iframe>",
    "<iframe srcdoc='<script>parent.harmed=1</script>'>",
    "<style>*{background:url(//evil.example/x)}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<video src=//evil.example/v autoplay></video>",
    "<a href=//evil.example>click</a>",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "https://evil.example/plain",
    "<div style='position:fixed;inset:0;z-index:9999;background:red'>cover</div>",
    '"><script>window.harmed=1</script>',
    "' onmouseover='window.harmed=1",
    "&lt;script&gt;window.harmed=1&lt;/script&gt;",
    "{{constructor.constructor('window.harmed=1')()}}",
    "${window.harmed=1}",
    "`${window.harmed=1}`",
    "</textarea></template></div><script>window.harmed=1</script>",
    "<form action=//evil.example><input name=q autofocus onfocus=window.harmed=1></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.harmed=1>",
    "<object data=//evil.example></object>",
    "javascript:window.harmed=1",
    "$$\\href{javascript:window.harmed=1}{x}$$",
    "```mermaid\ngraph TD; A[<img src=x onerror=window.harmed=1>]\n```",
    "[1] [2] [99] Source: Reuters",
    "\u202egnp.exe\u202c \u200b\u2066hidden\u2069 \U000e0041\U000e0042",
)


def test_no_payload_runs_loads_covers_or_links(visit: Callable[..., Page]) -> None:
    """One page, one turn a payload. Requests that leave the origin and broken policy fail `visit` itself."""
    page = visit()
    for number, payload in enumerate(PAYLOADS, start=1):
        HOSTILE["payload"] = payload
        ask(page, payload)
        page.click(f"#turn-{number} .cite >> nth=0")
        page.click(f"#source-{number}-1 .open")
        page.wait_for_selector("#article .article-text")
        assert page.evaluate("window.harmed") is None, payload
        assert (
            page.locator("#log :is(script, img, svg, iframe, style, form, video, object, link, meta, base)").count()
            == 0
        )
        assert page.locator("#cards :is(script, img, svg, iframe, style, form, video, object)").count() == 0
        assert page.locator("#article :is(script, img, svg, iframe, style, a)").count() == 0, payload
        links = page.eval_on_selector_all("#log a, #cards a", "all => all.map(a => a.getAttribute('href'))")
        assert all(link.startswith("#source-") for link in links), payload
        page.keyboard.press("Escape")
    expect(page.locator("#ask")).to_be_visible()
    covering = page.evaluate("document.elementFromPoint(640, 30).closest('.top') !== null")
    assert covering, "something lies over the head of the page"


VIEWS = ("check", "timeline", "compare", "corpus", "evaluation", "history")


def test_no_payload_runs_in_the_other_views(visit: Callable[..., Page]) -> None:
    page = visit()
    for number, payload in enumerate(PAYLOADS[:20], start=1):
        HOSTILE["payload"] = payload
        ask(page, payload)
        for view in VIEWS[:2] if number < 20 else VIEWS:
            page.click(f'.views [data-view="{view}"]')
            page.wait_for_selector(f"#view-{view}[data-filled]")
            page.wait_for_timeout(50)
            place = f"#view-{view}"
            assert page.evaluate("window.harmed") is None, payload
            assert page.locator(f"{place} :is(script, img, svg, iframe, style, video, object, meta, base)").count() == 0
            links = page.eval_on_selector_all(f"{place} a", "all => all.map(a => a.getAttribute('href'))")
            assert all(link.startswith(("#source-", "#day-", "/?conversation=", "/dateline/export/")) for link in links)
        page.click('.views [data-view="ask"]')


def test_invisible_characters_are_not_shown(visit: Callable[..., Page]) -> None:
    page = visit()
    HOSTILE["payload"] = "a\u202eb\u200bc\U000e0041d"
    ask(page, "x")
    expect(page.locator("#turn-1 .said")).to_have_text("abcd")
