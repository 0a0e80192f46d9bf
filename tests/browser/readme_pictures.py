"""Renews the README's pictures from the sample articles: `python tests/browser/readme_pictures.py docs`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import Page, sync_playwright

from assistant.config import Config
from assistant.service import Assistant
from tests.browser.chromium import launch
from tests.browser.screenshots import ask
from tests.browser.serving import served

ROOT = Path(__file__).parents[2]
QUESTION = "How long were Biden and Putin on the phone on 30 December 2021?"
WINDOW = {"width": 1280, "height": 860}


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant(Config(home=Path(home), corpus=ROOT / "corpus"))
        assistant.update()
        with served(assistant) as address, sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(viewport=WINDOW)  # type: ignore[arg-type]
            page.goto(address)
            page.wait_for_selector("body[data-ready]")
            ask(page, QUESTION)
            page.click("#turn-1 .cite >> nth=0")
            page.wait_for_timeout(500)
            page.screenshot(path=folder / "page.png")
            for view in ("check", "timeline"):
                take_view(page, view, folder)
            page.goto(address + "/?name=Joe+Biden#search")
            page.wait_for_selector("#named .narrow .to-name")
            page.wait_for_timeout(300)
            page.screenshot(path=folder / "named.png")
            browser.close()


def take_view(page: Page, view: str, folder: Path) -> None:
    page.click(f'.views [data-view="{view}"]')
    page.wait_for_selector(f"#view-{view}[data-filled]")
    page.wait_for_timeout(300)
    page.screenshot(path=folder / f"{view}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
