"""Automated accessibility checks, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.browser.conftest import ask

pytestmark = pytest.mark.browser
GRAVE = ("serious", "critical")


def findings(page: Page) -> list[str]:
    """Serious findings of axe: rule, and the first element that broke it."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['nodes'][0]['html'][:200]} {rule['nodes'][0]['any'][:1]}"
        for rule in found
        if rule["impact"] in GRAVE
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_finding(visit: Callable[..., Page], scheme: str) -> None:
    page = visit(color_scheme=scheme)
    assert findings(page) == []
    page.click("#choices > summary")
    ask(page, "How long did the call last, and what was wrong?")
    page.click("#turn-1 .removed summary")
    page.click("#turn-1 .cite >> nth=0")
    assert findings(page) == []
    page.click(".source.active .open")
    page.wait_for_selector("#article .article-text")
    assert findings(page) == []


def test_no_serious_finding_when_narrow(visit: Callable[..., Page]) -> None:
    page = visit(viewport={"width": 390, "height": 844})
    ask(page, "Is there nothing about it?")
    page.click("#turn-1 .cite >> nth=0")
    assert findings(page) == []
