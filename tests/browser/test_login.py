"""The optional password: without it nothing but the login page answers, and it appears nowhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from gradio_client import Client
from playwright.sync_api import Browser, expect
from pydantic import SecretStr

from assistant.config import Config
from assistant.web.security import login
from tests.browser.fake_assistant import FakeAssistant
from tests.browser.serving import served

NAME, PASSWORD = "newsroom", "pass:wörd-canary"
SETTINGS = Config(auth=SecretStr(f"{NAME}:{PASSWORD}"))
EVERYTHING = (
    "/config",
    "/gradio_api/info",
    "/gradio_api/info?serialize=False",
    "/gradio_api/openapi.json",
    "/gradio_api/call/ask/x",
    "/gradio_api/queue/data?session_hash=x",
    "/gradio_api/queue/status",
    "/gradio_api/mcp/",
    "/gradio_api/mcp/schema",
    "/gradio_api/heartbeat/x",
    "/gradio_api/startup-events",
    "/gradio_api/app_id",
    "/gradio_api/token",
    "/gradio_api/login_check",
    "/theme.css",
    "/robots.txt",
    "/assets/index.js",
    "/static/img/logo.svg",
    "/svelte/x",
    "/dateline/static/page.js",
    "/dateline/static/../login.py",
    "/dateline/static/base.css/../page.js",
    "/dateline/welcome",
    "/dateline/summary",
    "/dateline/corpus",
    "/dateline/history",
    "/dateline/evaluation",
    "/dateline/compare",
    "/dateline/model",
    "/dateline/file?article=a",
    "/dateline/export/x.json",
    "/health/",
    "/Health",
    "/login/",
    "/logout",
)


@pytest.fixture
def pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "PAUSE", 0.0)


@contextmanager
def closed_page(config: Config = SETTINGS) -> Iterator[httpx.Client]:
    with served(FakeAssistant(), config=config) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with closed_page() as client:
        yield client


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS", "DELETE", "PUT"])
def test_nothing_answers_without_the_password(client: httpx.Client, method: str) -> None:
    headers = {"Cookie": f"{login.COOKIE}=guessed", "Authorization": "Bearer x"}
    for path in EVERYTHING:
        answer = client.request(method, path, headers=headers)
        assert answer.status_code == 401, path
        assert method == "HEAD" or answer.json() == {"detail": login.LOG_IN}, path


def test_questions_are_refused_without_it(client: httpx.Client) -> None:
    body = {"data": ["", "How long?", "extractive", None, None, [], 5], "fn_index": 2, "session_hash": "x"}
    assert client.post("/gradio_api/queue/join", json=body).status_code == 401
    assert client.post("/gradio_api/call/ask", json={"data": ["How long?"]}).status_code == 401
    assert client.put("/dateline/upload?name=a.txt", content=b"x").status_code == 401


def test_the_login_page_tells_nothing(client: httpx.Client) -> None:
    page = client.get("/", headers={"Accept": "text/html"})
    assert page.status_code == 401
    assert 'name="password"' in page.text
    assert "gradio" not in page.text.casefold()
    assert "<script" not in page.text
    assert client.get("/dateline/static/login.css").status_code == 200
    health = client.get("/health")
    assert (health.status_code, health.text) == (200, "ok")


def test_a_session_opens_everything_and_ends(pause: None) -> None:
    with closed_page() as client:
        given = client.post("/login", data={"username": NAME, "password": PASSWORD})
        cookie = given.headers["set-cookie"]
        assert given.json() == {"success": True}
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert PASSWORD not in cookie
        assert client.get("/config").status_code == 200
        assert "log-out" in client.get("/config").text
        for other in ("a[]=1", "bad cookie"):
            beside = {"Cookie": f"{other}; {cookie.split(';')[0]}"}
            assert client.get("/config", headers=beside).status_code == 200, other
        assert client.post("/logout").status_code == 200
        assert client.get("/config").status_code == 401
        client.cookies.set(login.COOKIE, cookie.split("=")[1].split(";")[0])
        assert client.get("/config").status_code == 401, "a session that was ended must not come back"


def test_a_session_is_over_after_its_time(pause: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "SESSION", -1.0)
    with closed_page() as client:
        client.post("/login", data={"username": NAME, "password": PASSWORD})
        assert client.get("/config").status_code == 401


@pytest.mark.parametrize(
    ("name", "password"),
    [(NAME, ""), (NAME, PASSWORD + "x"), ("", PASSWORD), (NAME.upper(), PASSWORD), ("newsroom:pass", "wörd-canary x")],
)
def test_a_wrong_password_is_refused(pause: None, name: str, password: str) -> None:
    with closed_page() as client:
        refused = client.post("/login", data={"username": name, "password": password})
        assert refused.status_code == 401
        assert "set-cookie" not in refused.headers
        assert client.get("/config", auth=(name, password)).status_code == 401


def test_guessing_is_stopped_by_form_and_by_header(pause: None) -> None:
    with closed_page() as client:
        codes = [client.post("/login", data={"username": NAME, "password": str(n)}).status_code for n in range(4)]
        codes.append(client.get("/config", auth=(NAME, "5")).status_code)
        assert codes == [401] * login.WRONG
        late = client.post("/login", data={"username": NAME, "password": PASSWORD})
        assert late.status_code == 429, "the right one is not looked at either: guessing must not go on"
        assert late.headers["retry-after"] == "60"
        assert client.get("/config", auth=(NAME, PASSWORD)).status_code == 429
        assert client.get("/health").status_code == 200


def test_guessing_at_once_is_counted_before_it_is_answered() -> None:
    """Twenty at the same moment: all that are not among the first few are refused without a look."""
    import asyncio

    async def guess(address: str) -> list[int]:
        async with httpx.AsyncClient(base_url=address, timeout=20) as client:
            posts = [client.post("/login", data={"username": NAME, "password": str(n)}) for n in range(20)]
            return [answer.status_code for answer in await asyncio.gather(*posts)]

    with closed_page() as client:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as thread:
            codes = thread.submit(asyncio.run, guess(str(client.base_url))).result()
    assert codes.count(401) == login.WRONG
    assert codes.count(429) == 20 - login.WRONG


def test_the_minute_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = login.Attempts()
    for _ in range(login.WRONG):
        attempts.count("a")
    assert attempts.exhausted("a")
    assert not attempts.exhausted("b")
    later = time.monotonic() + login.WITHIN + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert not attempts.exhausted("a")


def test_a_password_alone_needs_no_name(pause: None) -> None:
    with closed_page(Config(auth=SecretStr("only-this"))) as client:
        assert 'name="username"' not in client.get("/").text
        assert client.get("/config", auth=("anybody", "only-this")).status_code == 200
        assert client.post("/login", data={"password": "only-this"}).status_code == 200


def test_a_long_or_broken_form_is_no_login(pause: None) -> None:
    with closed_page() as client:
        assert client.post("/login", content=b"password=" + b"x" * 900_000).status_code == 401
        assert client.post("/login", content=b"\xff\xfe%zz&&&===").status_code == 401
        assert client.get("/config", headers={"Authorization": "Basic %%%"}).status_code == 401


def test_gradio_client_logs_in(client: httpx.Client) -> None:
    program = Client(str(client.base_url), auth=(NAME, PASSWORD), verbose=False)
    answer: Any = program.predict(question="How long?", api_name="/ask")
    assert answer["status"] == "answered"


def test_the_password_is_in_no_answer_and_no_dump(client: httpx.Client) -> None:
    said = [client.get(path, auth=(NAME, PASSWORD)).text for path in ("/", "/config", "/gradio_api/info")]
    assert all("canary" not in text for text in said)
    assert "canary" not in repr(SETTINGS)
    assert "canary" not in SETTINGS.model_dump_json()
    assert "canary" not in repr(vars(login.Credentials(f"{NAME}:{PASSWORD}")))


def test_without_the_setting_there_is_no_login() -> None:
    with closed_page(Config()) as client:
        assert client.get("/config").status_code == 200
        assert "log-out" not in client.get("/config").text


@pytest.mark.browser
def test_a_reader_logs_in_asks_and_logs_out(browser: Browser, client: httpx.Client) -> None:
    page = browser.new_page()
    page.goto(str(client.base_url))
    page.fill("#username", NAME)
    page.fill("#password", "wrong")
    page.press("#password", "Enter")
    expect(page.get_by_role("alert")).to_have_text(login.WRONG_PASSWORD)
    page.fill("#username", NAME)
    page.fill("#password", PASSWORD)
    page.click("text=Log in >> nth=-1")
    page.wait_for_selector("body[data-ready]")
    page.fill("#question textarea", "How long did the call last?")
    page.press("#question textarea", "Enter")
    page.wait_for_selector('#turn-1[data-state="final"]')
    page.click(".log-out")
    expect(page.locator("#password")).to_be_visible()
    assert page.evaluate("fetch('/config').then((answer) => answer.status)") == 401
    page.close()
