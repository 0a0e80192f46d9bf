"""Automated accessibility checks, light and dark, wide and narrow."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.browser.conftest import ask

pytestmark = pytest.mark.browser
GRAVE = ("serious", "critical")
COUNTED = ("heading-order",)
"""Findings that axe calls moderate, and that count too: by headings a reader who hears the page finds the way."""
AXE = Axe()
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def findings(page: Page) -> list[str]:
    """Serious findings of axe: rule, and the first element that broke it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)")
    return [
        f"{rule['id']}: {rule['nodes'][0]['html'][:200]} {rule['nodes'][0]['any'][:1]}"
        for rule in found
        if rule["impact"] in GRAVE or rule["id"] in COUNTED
    ]


def assert_fits_and_has_no_finding(page: Page, *widths: int) -> None:
    """At each width, light and dark by turns: what the page is wide and what has which colour do not hang on each other."""
    for width, scheme in zip(widths, itertools.cycle(SCHEMES)):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert findings(page) == [], (width, scheme)


def test_no_serious_finding(visit: Callable[..., Page]) -> None:
    page = visit()
    assert_fits_and_has_no_finding(page, 1280, 1280)
    page.click("#choices > summary")
    ask(page, "How long did the call last, and what was wrong?")
    page.click("#turn-1 .removed summary")
    page.click("#turn-1 .cite >> nth=0")
    assert_fits_and_has_no_finding(page, 1280, 1280)
    page.click(".source.active .open")
    page.wait_for_selector("#article .article-text")
    assert_fits_and_has_no_finding(page, 1280, 1280)
