"""Renews the README's pictures from the sample articles and the runs of `assistant eval` over them: `readme_pictures.py docs eval/runs`."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from assistant.config import Config
from assistant.service import Assistant
from tests.browser.chromium import launch
from tests.browser.screenshots import ask
from tests.browser.serving import served

ROOT = Path(__file__).parents[2]
QUESTION = "How long were Biden and Putin on the phone on 30 December 2021?"
WINDOW = {"width": 1280, "height": 860}


def main(folder: Path, runs: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant(Config(home=Path(home), corpus=ROOT / "corpus"))
        assistant.update()
        assistant.ask(QUESTION)  # what is loaded at the first question is no part of the picture
        shutil.copytree(runs, Path(home, "eval", "runs"))
        with served(assistant) as address, sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page(viewport=WINDOW)  # type: ignore[arg-type]
            page.goto(address)
            page.wait_for_selector("body[data-ready]")
            ask(page, QUESTION)
            page.click("#turn-1 .cite >> nth=0")
            take(page, folder / "page.png")
            for view, prepare in VIEWS.items():
                page.click(f'.views [data-view="{view}"]')
                page.wait_for_selector(f"#view-{view}[data-filled]")
                prepare(page)
                take(page, folder / f"{view}.png")
            page.goto(address + "/?name=Joe+Biden#search")
            page.wait_for_selector("#named .narrow .to-name")
            take(page, folder / "named.png")
            browser.close()


def search(page: Page) -> None:
    page.fill("#search-text", "sanctions Biden OR Putin")
    page.press("#search-text", "Enter")
    page.wait_for_selector(".hit")
    page.wait_for_selector('.facet[data-kind="person"]')
    for place in (0, 1):
        page.check(f".hit .pick >> nth={place}")


def compare(page: Page) -> None:
    page.select_option('[name="answerer-B"]', "extractive")
    page.fill('[name="k-B"]', "2")
    page.click("#compare-form .primary")
    page.wait_for_selector(".judgement")
    page.evaluate("document.querySelector('#compared').scrollIntoView()")


VIEWS: dict[str, Callable[[Page], None]] = {
    "check": lambda page: None,
    "timeline": lambda page: None,
    "search": search,
    "compare": compare,
    "evaluation": lambda page: page.locator(".runs tbody tr").first.wait_for(),
}


def take(page: Page, path: Path) -> None:
    """The picture in 128 colours, which are enough: a third of the size."""
    page.wait_for_timeout(500)
    shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shown.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:] or ("docs", "eval/runs")))
