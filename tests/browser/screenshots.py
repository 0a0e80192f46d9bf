"""Writes a PNG of every view at 1280 and 390 pixels, light and dark: `python tests/browser/screenshots.py FOLDER`.

Shown with the hand-made answers of the tests, so that two runs can be compared.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from tests.browser.chromium import launch
from tests.browser.fake_assistant import FakeAssistant
from tests.browser.sample_runs import write_runs
from tests.browser.serving import served

SIZES = {"1280": (1280, 800), "390": (390, 844)}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    only = sys.argv[2:]
    assistant = FakeAssistant()
    write_runs(assistant.home)
    with served(assistant) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        for scheme in ("light", "dark"):
            for size in SIZES:
                take_all(browser, address, folder, scheme, size, only)
        browser.close()


def take_all(browser: Browser, address: str, folder: Path, scheme: str, size: str, only: list[str]) -> None:
    for name, prepare in SHOTS.items():
        if only and name not in only:
            continue
        width, height = SIZES[size]
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(address)
        page.wait_for_selector("body[data-ready]")
        prepare(page)
        page.wait_for_timeout(450)
        page.screenshot(path=folder / f"{name}-{size}-{scheme}.png")
        page.close()


def ask(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector('.turn:last-child:not([data-state="growing"])')


def answer(page: Page) -> None:
    ask(page, "How long did the presidents' call of December 2021 last?")


def cited(page: Page) -> None:
    answer(page)
    page.click('.sentence:nth-child(2) .cite[data-label="1"]')


def translated(page: Page) -> None:
    ask(page, "How long did the call last, in Ukrainian?")
    page.click('.sentence:nth-child(2) .cite[data-label="1"]')
    page.click("#cards .translate")
    page.wait_for_selector(".translated")


def article(page: Page) -> None:
    answer(page)
    page.click('.sentence:nth-child(1) .cite[data-label="1"]')
    page.click(".source.active .open")
    page.wait_for_selector("#article .article-text")


def growing(page: Page) -> None:
    page.fill("#question textarea", "Tell me slowly how long the slow call lasted")
    page.press("#question textarea", "Enter")
    page.wait_for_selector('#log .turn[data-state="growing"] .sentence')
    page.wait_for_timeout(600)


def filters(page: Page) -> None:
    page.click("#choices > summary")
    page.fill("#since", "2021-12-01")
    page.fill("#outlet", "Kestrel Daily")


def within(page: Page) -> None:
    filters(page)
    page.click("#choices > summary")
    ask(page, "Is there nothing about the World Cup?")


def understood(page: Page) -> None:
    answer(page)
    ask(page, "And who followed?")


def view(name: str) -> Callable[[Page], None]:
    """Answers, then goes to the view of that name."""

    def prepare(page: Page) -> None:
        ask(page, "Was anything wrong in the reports of the call?")
        page.click(f'.views [data-view="{name}"]')
        page.wait_for_selector(f"#view-{name}[data-filled]")

    return prepare


def compared(page: Page) -> None:
    view("compare")(page)
    page.fill('#compare-form [name="k-B"]', "1")
    page.click("#compare-form .primary")
    page.wait_for_selector(".judgement")
    page.evaluate("document.querySelector('#compared').scrollIntoView()")


def two_runs(page: Page) -> None:
    view("evaluation")(page)
    page.check('.run-pick[data-side="A"][value$="first"]')
    page.wait_for_selector('.run-pick[data-side="A"][value$="first"]:checked')
    page.check('.run-pick[data-side="B"][value$="second"]')
    page.wait_for_selector(".read-alone")


def record(page: Page) -> None:
    two_runs(page)
    page.click("table.questions tr.is-changed .open-record >> nth=1")
    page.wait_for_selector("#record .side")


def search(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.fill("#search-text", "call presidents")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit")
    page.wait_for_selector(".facet")
    page.check(".hit .pick >> nth=0")


def named(page: Page) -> None:
    page.goto(page.url.split("?")[0].split("#")[0] + "?name=Vladimir+Putin#search")
    page.wait_for_selector("#named blockquote")


def keys(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")


def differ(page: Page) -> None:
    ask(page, "How do the sources differ on the call?")
    page.click('.views [data-view="timeline"]')
    page.wait_for_selector("#view-timeline[data-filled]")


def reasons(page: Page) -> None:
    answer(page)
    page.click(".thumb.down")


def uploaded(page: Page) -> None:
    view("corpus")(page)
    files: list[FilePayload] = [
        {"name": "new report.md", "mimeType": "text/plain", "buffer": b"Reporters met in Lisbon on 3 May 2022.\n"},
        {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
    ]
    page.set_input_files("#files", files)
    page.wait_for_selector('.uploads li[data-state="failed"]')


SHOTS: dict[str, Callable[[Page], None]] = {
    "welcome": lambda page: None,
    "answer": answer,
    "cited": cited,
    "translated": translated,
    "article": article,
    "growing": growing,
    "filters": filters,
    "within": within,
    "understood": understood,
    "abstained": lambda page: ask(page, "Is there nothing about the World Cup?"),
    "failed": lambda page: ask(page, "Does this fail?"),
    "wrong": lambda page: ask(page, "Was anything wrong in the reports of the call?"),
    "search": search,
    "named": named,
    "check": view("check"),
    "timeline": view("timeline"),
    "compare": view("compare"),
    "compared": compared,
    "corpus": view("corpus"),
    "uploaded": uploaded,
    "evaluation": view("evaluation"),
    "two-runs": two_runs,
    "record": record,
    "reasons": reasons,
    "keys": keys,
    "differ": differ,
    "history": view("history"),
}

if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
