"""How soon the page is usable and a view is there: `PYTHONPATH=eval python -m performance.page_times [--home FOLDER]`.

A real browser on the articles of a workspace, the sample's by default: from the address to a page that takes a question, and from
each click on a view to its heading, filled. The page is to be usable within two seconds and a view there within two tenths.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from assistant.config import Config
from assistant.service import Assistant
from assistant.web.views.frame import VIEWS
from tests.browser.chromium import launch
from tests.browser.serving import served

ROOT = Path(__file__).parents[2]
TIMES = 5
QUESTION = "How long did the call last?"
SWITCH = """async (view) => {
  const shown = () => {
    const place = view === "ask" ? document.querySelector("#log") : document.querySelector(`#view-${view}`);
    return place && place.checkVisibility() && (view === "ask" || place.querySelector("h1"));
  };
  const began = performance.now();
  document.querySelector(`.views [data-view="${view}"]`).click();
  while (!shown()) await new Promise((resolve) => setTimeout(resolve, 2));
  return (performance.now() - began) / 1000;
}"""
"""A view that was left is emptied first: what is timed is fetching it, too."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a workspace with an index; the sample's articles where left out")
    home = parser.parse_args().home
    with tempfile.TemporaryDirectory() as made:
        assistant = Assistant(Config(home=home) if home else Config(home=Path(made), corpus=ROOT / "corpus"))
        assistant.update()
        with served(assistant) as address, sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page()
            print(said("usable", [usable(page, address) for _ in range(TIMES)]))
            page.fill("#question textarea", QUESTION)
            page.press("#question textarea", "Enter")
            page.wait_for_selector('#turn-1:not([data-state="growing"])')
            for view, word in [*VIEWS[1:], VIEWS[0]]:
                print(said(word, [switched(page, view) for _ in range(TIMES)]))
            browser.close()


def usable(page: Page, address: str) -> float:
    """Seconds until a question can be asked."""
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    return float(page.evaluate("performance.now()")) / 1000


def switched(page: Page, view: str) -> float:
    """Seconds from the click to the view, from another."""
    page.click('.views [data-view="corpus"]' if view != "corpus" else '.views [data-view="ask"]')
    page.wait_for_timeout(300)
    page.evaluate("(view) => document.querySelector(`#view-${view}`)?.replaceChildren()", view)
    return float(page.evaluate(SWITCH, view))


def said(name: str, seconds: list[float]) -> str:
    return f"{name:11} {statistics.median(seconds):.3f} s, at worst {max(seconds):.3f} s"


if __name__ == "__main__":
    main()
