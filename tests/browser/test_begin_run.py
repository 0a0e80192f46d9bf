"""A run of a question set begun from the Evaluation view: its progress, its stop, and its figures in the list."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.service import Assistant
from tests.browser.serving import served
from tests.browser.test_access import findings
from tests.unit.evaluation.test_runner import LINES

pytestmark = pytest.mark.browser


class Unhurried(Assistant):
    """Takes its time over each question, so that a run of a hundred is still under way when it is stopped."""

    def find(self, *args: Any, **options: Any) -> Any:
        time.sleep(0.5)
        return super().find(*args, **options)


@pytest.fixture
def page(browser: Browser, sample: Assistant, tmp_path: Path) -> Iterator[Page]:
    (tmp_path / "eval").mkdir()
    many = [{**LINES[number % 3], "query_id": f"q{number}"} for number in range(100)]
    for name, lines in (("questions", LINES), ("many", many), ("feedback", [{"text": "no question set"}])):
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (tmp_path / "eval" / f"{name}.jsonl").write_text(text, encoding="utf-8")
    settings = {"home": tmp_path, "index": sample.config.index_path}
    assistant = Unhurried(sample.config.model_copy(update=settings), sample.reranker)
    with served(assistant, history=tmp_path / "history") as address:
        context = browser.new_context()
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(address + "/#evaluation")
        page.wait_for_selector("#run-form")
        yield page
        context.close()


def test_a_run_is_begun_followed_stopped_and_listed(page: Page, tmp_path: Path) -> None:
    assert page.locator("#run-form [name=questions] option").all_inner_texts() == [
        "eval/many.jsonl",
        "eval/questions.jsonl",
    ]
    assert findings(page) == []
    page.select_option("#run-form [name=questions]", "many.jsonl")
    page.focus("#run-form .primary")
    page.keyboard.press("Enter")
    expect(page.locator(".run-way")).to_contain_text("many.jsonl")
    page.reload()
    page.wait_for_selector(".run-way")
    expect(page.locator(".run-way")).to_contain_text("of 100 asked")
    assert findings(page) == []
    page.click(".stop-run")
    expect(page.locator("#run-form")).to_be_visible(timeout=60_000)
    page.wait_for_selector(".runs .problem")
    expect(page.locator(".runs .problem")).to_contain_text("it was stopped")
    expect(page.locator("#run-form [name=questions]")).to_have_value("questions.jsonl")
    page.click("#run-form .primary")
    expect(page.locator(".runs tbody tr")).to_have_count(2, timeout=120_000)
    expect(page.locator(".runs tbody tr").first).to_contain_text("3")
    assert len(list((tmp_path / "eval" / "runs").glob("*/summary.json"))) == 1
