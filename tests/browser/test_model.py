"""A language model of this machine on the page: offered, got, chosen, written by; and who may not get one."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from assistant.config import Config
from assistant.llm import model_store, settings
from assistant.llm.model_sources import Address
from assistant.web.views import model as view
from tests.browser import fake_assistant
from tests.browser.conftest import ask
from tests.browser.fake_assistant import WRITTEN, WRITTEN_NOW, FakeAssistant
from tests.browser.serving import served
from tests.browser.test_access import assert_fits_and_has_no_finding, findings
from tests.support.file_server import FileServer

CONTENT = b"GGUF" + bytes(range(256)) * 20_000
FIRST = "The two presidents talked by telephone for 50 minutes."
Opened = Callable[..., Page]


@pytest.fixture(autouse=True)
def serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """What serves a model is installed, whether it is or not."""
    for place in (settings, view):
        monkeypatch.setattr(place, "can_serve", lambda: True)


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """The source of the model that is offered: a small file, which comes within two seconds."""
    with FileServer(CONTENT) as server:
        server.pause = 0.1
        known = dataclasses.replace(
            model_store.DEFAULT,
            name="tiny",
            size=len(CONTENT),
            sha256=hashlib.sha256(CONTENT).hexdigest(),
            sources=(Address(server.url(), pinned=True),),
        )
        monkeypatch.setattr(model_store, "DEFAULT", known)
        yield server


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(cache=tmp_path / "cache")


@pytest.fixture
def open_page(browser: Browser, config: Config, tmp_path: Path) -> Iterator[Opened]:
    """Opens the page of an assistant with these settings; fails the test in which a script did."""
    faults: list[str] = []
    contexts = []
    with served(FakeAssistant(home=tmp_path, config=config), config=config) as address:

        def opened(**options: Any) -> Page:
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
            contexts.append(context)
            page = context.new_page()
            page.set_default_timeout(40_000)
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.goto(address)
            page.wait_for_selector("body[data-ready]")
            return page

        yield opened
        for context in contexts:
            context.close()
    assert not faults, faults


def installed(config: Config) -> None:
    """A model is here, as if it had been got."""
    (config.cache / "models").mkdir(parents=True)
    file = config.cache / "tiny.gguf"
    file.write_bytes(CONTENT)
    model_store.register(file, config.models_path)


# Getting one


@pytest.mark.browser
def test_it_is_offered_confirmed_followed_stopped_gone_on_with_and_chosen(
    open_page: Opened, files: FileServer, config: Config
) -> None:
    files.pause = 0.3
    page = open_page()
    expect(page.locator("#offer")).to_have_text(
        "Answers can also be written by a language model on this machine. Get one…"
    )
    expect(page.locator("#answerer")).not_to_be_visible()
    page.click(".open-model")
    dialog = page.locator("#model")
    for said in ("5 MB of disk", "Apache-2.0", "127.0.0.1, verified by SHA-256", str(config.models_path / "tiny.gguf")):
        expect(dialog).to_contain_text(said)
    assert files.requests == [], "nothing comes before it is wished"
    page.click("#model .get-model")
    expect(dialog.locator("progress")).to_be_visible()
    page.wait_for_function("document.querySelector('#model progress')?.value > 5")
    expect(dialog.locator(".how-far")).to_contain_text("of 5 MB")
    page.click("#model .stop-model")
    expect(dialog.locator(".how-far")).to_contain_text("of it are here.")
    assert model_store.installed(config.models_path) == []
    assert config.models_path.joinpath("tiny.part").stat().st_size < len(CONTENT)
    files.pause = 0
    page.click('#model .get-model:has-text("Go on")')
    expect(dialog.locator(".lead")).to_contain_text("tiny is here. It writes when “Written on this machine” is chosen")
    assert files.requests[-1][1].startswith("bytes="), "it went on"
    assert model_store.installed(config.models_path)[0].path.read_bytes() == CONTENT
    expect(page.locator("#announcer")).to_have_text("The language model is here.")
    expect(page.locator("#offer")).to_have_text("")
    page.keyboard.press("Escape")
    expect(page.locator("#answerer label")).to_have_text(["Quoted, at once", "Written on this machine"])
    expect(page.locator('#answerer input[value="llm"]')).to_be_checked()


@pytest.mark.browser
def test_who_comes_meanwhile_sees_how_far_it_is_and_may_choose_it(open_page: Opened, files: FileServer) -> None:
    files.pause = 0.2
    first, second = open_page(), open_page()
    first.click(".open-model")
    first.click("#model .get-model")
    expect(first.locator("#model progress")).to_be_visible()
    second.reload()
    expect(second.locator("#offer")).to_contain_text("A language model is being downloaded:")
    expect(second.locator("#answerer label")).to_have_text(["Quoted, at once", "Written on this machine"])
    expect(second.locator('#answerer input[value="extractive"]')).to_be_checked()


FAULTS = {
    "gone": "tiny could not be fetched (127.0.0.1 answers 404): check the network and try again, it goes on where",
    "no room": "make room, or set cache to a folder on another disk",
    "two pages": "tiny is being fetched by another process: wait for it.",
    "another": "what came is not the expected file (SHA-256",
    "no model": "is no GGUF file: give a model in llama.cpp's format, usually named .gguf.",
}


@pytest.mark.browser
def test_what_goes_wrong_is_one_sentence_and_nothing_half_is_a_model(
    open_page: Opened, files: FileServer, config: Config
) -> None:
    files.pause = 0
    page = open_page()
    page.click(".open-model")
    config.models_path.mkdir(parents=True, exist_ok=True)
    for fault, says in FAULTS.items():
        with pytest.MonkeyPatch.context() as patched:
            go_wrong(fault, files, patched)
            with FileLock(config.models_path / ("tiny.lock" if fault == "two pages" else "other.lock")):
                page.click("#model .get-model")
                expect(page.locator("#model .failure").filter(has_text=says)).to_be_visible()
                expect(page.locator("#model .failure")).to_have_count(1)
        assert model_store.installed(config.models_path) == [], fault
        expect(page.locator("#model .get-model")).to_be_visible()
    page.keyboard.press("Escape")
    ask(page, "How long?")
    expect(page.locator("#turn-1 .sentence").first).to_contain_text(FIRST)


def go_wrong(fault: str, files: FileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    files.status = 404 if fault == "gone" else 0
    files.content = {"another": CONTENT[::-1], "no model": b"<html>" + CONTENT[6:]}.get(fault, CONTENT)
    if fault == "no model":
        digest = hashlib.sha256(files.content).hexdigest()
        monkeypatch.setattr(model_store, "DEFAULT", dataclasses.replace(model_store.DEFAULT, sha256=digest))
    elif fault == "no room":
        monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 8, 1))


@pytest.mark.browser
def test_without_what_serves_it_the_page_says_what_to_install_and_answers(
    open_page: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (settings, view):
        monkeypatch.setattr(place, "can_serve", lambda: False)
    page = open_page()
    expect(page.locator("#offer")).to_have_text(
        "For answers written on this machine, install what serves a model on this machine:"
        " pip install 'dateline-assistant[local]', and start Dateline again."
    )
    expect(page.locator("#offer button")).to_have_count(0)
    ask(page, "How long?")
    expect(page.locator("#turn-1 .sentence").first).to_contain_text(FIRST)


@pytest.mark.browser
def test_of_two_models_that_are_here_the_page_says_that_one_has_to_be_chosen(open_page: Opened, config: Config) -> None:
    installed(config)
    other = config.cache / "other.gguf"
    other.write_bytes(CONTENT)
    model_store.register(other, config.models_path)
    page = open_page()
    expect(page.locator("#offer")).to_have_text(
        "No answers are written: 2 language models are here: set local_model to one of other, tiny."
    )


# Writing


@pytest.fixture
def leisurely(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A model that takes its time until a test has seen what it wanted to see meanwhile."""
    monkeypatch.setattr(fake_assistant, "LEISURE", 300.0)
    yield
    WRITTEN_NOW.set()
    WRITTEN_NOW.clear()


@pytest.mark.browser
def test_the_quoted_answer_is_there_until_the_written_one_takes_its_place(
    open_page: Opened, config: Config, leisurely: None
) -> None:
    installed(config)
    page = open_page()
    page.click('#answerer label:has-text("Written on this machine")')
    listen(page)
    page.fill("#question textarea", "A question of leisure")
    page.press("#question textarea", "Enter")
    growing = page.locator('#turn-1[data-writing="true"]')
    expect(growing.locator(".sentence").first).to_contain_text(FIRST)
    expect(growing.locator(".byline")).to_contain_text("Until it is checked, quoted from the articles:")
    expect(page.locator("#source-1-1")).to_be_visible()
    expect(page.locator("#stop")).to_be_visible()
    page.click("#turn-1 .cite >> nth=0")
    expect(page.locator("#source-1-1")).to_have_class("source active")
    WRITTEN_NOW.set()
    final = page.locator('#turn-1[data-state="final"]')
    expect(final.locator(".sentence").first).to_contain_text(WRITTEN)
    expect(final.locator(".byline")).to_contain_text("Written by tiny")
    assert page.evaluate("window.said") == [
        "Quoted from the articles; a written answer is on its way.",
        "Answer ready: 2 sentences, 4 sources.",
    ]
    expect(page.locator("#answerer label").last).to_have_text(re.compile(r"Written on this machine, about \d+ s"))
    expect(page.locator('#answerer input[value="llm"]')).to_be_checked()


def listen(page: Page) -> None:
    """Keeps what is said to screen readers from now on, in `window.said`."""
    page.evaluate(
        """() => {
          window.said = [];
          const place = document.querySelector("#announcer");
          new MutationObserver(() => place.textContent && window.said.push(place.textContent))
            .observe(place, { childList: true, subtree: true, characterData: true });
        }"""
    )


@pytest.mark.browser
def test_a_model_that_fails_leaves_the_quoted_answer_with_the_reason(open_page: Opened, config: Config) -> None:
    installed(config)
    page = open_page()
    page.click('#answerer label:has-text("Written on this machine")')
    ask(page, "It dies over this")
    expect(page.locator("#turn-1 .sentence").first).to_contain_text(FIRST)
    expect(page.locator("#turn-1 .notes li").first).to_have_text(
        "There is no written answer: the language model on this machine ended in the middle of its reply: ask again."
    )
    expect(page.locator("#turn-1 .byline")).to_contain_text("Quoted from the articles")
    page.reload()
    expect(page.locator("#turn-1 .notes li").first).to_contain_text("There is no written answer")


@pytest.mark.browser
def test_stop_keeps_the_quoted_answer(open_page: Opened, config: Config, leisurely: None) -> None:
    installed(config)
    page = open_page()
    page.click('#answerer label:has-text("Written on this machine")')
    page.fill("#question textarea", "A question of leisure")
    page.press("#question textarea", "Enter")
    page.wait_for_selector('#turn-1[data-writing="true"] .sentence')
    page.click("#stop")
    expect(page.locator("#turn-1 .notes li").first).to_have_text("The written answer was stopped.")
    expect(page.locator('#turn-1[data-state="final"] .sentence').first).to_contain_text(FIRST)
    WRITTEN_NOW.set()
    ask(page, "How long?")
    expect(page.locator("#turn-1 .sentence").first).to_contain_text(FIRST)


@pytest.mark.browser
def test_an_endpoint_is_named_and_nothing_is_offered(visit: Opened) -> None:
    page = visit()
    expect(page.locator("#answerer label")).to_have_text(["Quoted, at once", "Written by gpt-4o-mini"])
    expect(page.locator("#offer")).to_have_text("")


@pytest.mark.browser
def test_nothing_of_it_is_wider_than_the_page_or_hard_to_reach(open_page: Opened, files: FileServer) -> None:
    files.pause = 0.3
    page = open_page()
    assert findings(page) == []
    page.click(".open-model")
    for width in (1280, 390):
        assert_fits_and_has_no_finding(page, width)
        assert page.evaluate("(m => m.scrollWidth <= m.clientWidth)(document.querySelector('#model'))"), width
    page.click("#model .get-model")
    expect(page.locator("#model progress")).to_be_visible()
    assert findings(page) == []


# Who may


@contextmanager
def client(config: Config) -> Iterator[httpx.Client]:
    with (
        served(FakeAssistant(config=config), config=config) as address,
        httpx.Client(base_url=address, timeout=20) as client,
    ):
        yield client


def test_other_sites_begin_and_stop_nothing(config: Config, files: FileServer) -> None:
    with client(config) as page:
        for origin in ("https://evil.example", "null"):
            for method in ("GET", "POST", "DELETE"):
                assert page.request(method, "/dateline/model", headers={"Origin": origin}).status_code == 403
        assert files.requests == []
        assert page.get("/dateline/model", headers={"Host": "evil.example"}).status_code == 400
        assert 'data-state="offered"' in page.get("/dateline/model").text


@pytest.mark.parametrize("reached", [{"host": "0.0.0.0"}, {"host": "::"}, {"allowed_hosts": ("news.example",)}])
def test_a_page_that_strangers_read_gets_none_without_a_password(
    config: Config, files: FileServer, reached: dict[str, Any]
) -> None:
    with client(config.model_copy(update=reached)) as page:
        assert page.get("/dateline/model").text == ""
        for method in ("POST", "DELETE"):
            refused = page.request(method, "/dateline/model")
            assert refused.status_code == 403
            assert "password" in refused.json()["detail"]
    assert files.requests == []


def test_behind_a_password_who_knows_it_may(config: Config, files: FileServer) -> None:
    closed = config.model_copy(update={"host": "0.0.0.0", "auth": SecretStr("canary-word")})
    with client(closed) as page:
        for method in ("GET", "POST", "DELETE"):
            assert page.request(method, "/dateline/model").status_code == 401
        assert files.requests == []
        page.auth = ("", "canary-word")
        assert 'data-state="running"' in page.post("/dateline/model").text
        assert json.loads(page.post("/dateline/model").text) == {"detail": "the model is being downloaded already"}
        page.delete("/dateline/model")
