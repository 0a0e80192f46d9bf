"""The page's server over HTTP: endpoints for programs, and what it refuses. No browser is needed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from assistant.web.security.guard import LASTING
from tests.browser.fake_assistant import FakeAssistant
from tests.browser.serving import served


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with served(FakeAssistant()) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def call(client: httpx.Client, name: str, *data: Any) -> tuple[str, Any]:
    """What the endpoint gives: the last event's name and its data."""
    begun = client.post(f"/gradio_api/call/{name}", json={"data": list(data)})
    begun.raise_for_status()
    text = client.get(f"/gradio_api/call/{name}/{begun.json()['event_id']}").text
    event, data_line = text.strip().split("\n")[-2:]
    return event.removeprefix("event: "), json.loads(data_line.removeprefix("data: "))


def test_ask_gives_a_checked_answer(client: httpx.Client) -> None:
    event, (answer,) = call(client, "ask", "How long?", None, "2021-12-01", None, None, 5)
    assert event == "complete"
    assert answer["sentences"][0]["support"]["label"] == "supported"
    assert answer["sentences"][0]["citations"][0]["quote"].startswith("Joe Biden and Vladimir Putin")


def test_search_gives_evidence(client: httpx.Client) -> None:
    _, (evidence,) = call(client, "search", "How long?", 2, None, None, None)
    assert [item["label"] for item in evidence] == [1, 2]
    _, (evidence,) = call(client, "search", "How long?", 2, "2022-01-01", None, None)
    assert [item["label"] for item in evidence] == [3]


def test_search_articles_gives_articles_with_their_best_passages(client: httpx.Client) -> None:
    _, (found,) = call(client, "search_articles", '"colossal mistake" after:2021', "newest", 5, 0)
    assert (found["found"], found["every_word"]) == (1, True)
    passage = found["articles"][0]["passages"][0]
    (start, end), offset = passage["marks"][0], passage["start"]
    assert passage["text"][start - offset : end - offset] == "colossal mistake"
    for wrong in (("oultet:x", None), ("call", "sideways")):
        event, _ = call(client, "search_articles", *wrong, None, 0)
        assert event == "error"


def test_check_judges_a_claim(client: httpx.Client) -> None:
    _, (support,) = call(client, "check", "The call lasted 50 minutes.", ["The call lasted 50 minutes."])
    assert support["label"] == "supported"


def test_check_draft_judges_each_sentence(client: httpx.Client) -> None:
    _, (checked,) = call(client, "check_draft", "The call lasted 20 minutes. It was long and went well.", "2022-01-02")
    assert checked["day"] == "2022-01-02"
    assert [finding["verdict"] for finding in checked["findings"]] == ["supported", "partly"]
    assert checked["findings"][0]["sources"][0]["quote"].startswith("Joe Biden and Vladimir Putin")
    for wrong in (["", None], ["a" * 20_001, None], ["The call lasted 20 minutes.", "Tuesday"]):
        assert call(client, "check_draft", *wrong)[0] == "error"


def test_a_failure_is_an_error_event(client: httpx.Client) -> None:
    event, _ = call(client, "ask", "Does this break?", None, None, None, None, 5)
    assert event == "error"


def test_security_headers(client: httpx.Client) -> None:
    page = client.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self' 'unsafe-eval' 'nonce-" in policy
    assert "connect-src 'self'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.text.count("<script") == page.text.count("<script nonce=")


def test_what_is_named_by_its_content_is_kept_by_the_browser_and_nothing_else(client: httpx.Client) -> None:
    asset = re.search(r"/assets/index-[\w-]+\.js", client.get("/").text)
    assert asset
    kept = {path: client.get(path).headers["cache-control"] for path in ("/", asset[0], "/assets/gone.js")}
    assert kept == {"/": "no-cache", asset[0]: LASTING, "/assets/gone.js": "no-cache"}
    assert client.get("/dateline/static/page.js").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=.env",
        "/gradio_api/file=http://169.254.169.254/latest/meta-data",
        "/file=/etc/passwd",
        "/dateline/static/../server.py",
        "/dateline/static/%2e%2e/server.py",
        "/dateline/export/..%2f..%2fetc%2fpasswd.md",
        "/openapi.json",
        "/monitoring",
    ],
)
def test_files_and_unused_routes_are_refused(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code in (403, 404, 405)


def test_paths_are_not_article_ids(client: httpx.Client) -> None:
    answer = client.get("/dateline/file", params={"article": "../../etc/passwd"})
    assert "no longer in the index" in html.unescape(answer.text)


def test_uploads_foreign_hosts_and_foreign_origins_are_refused(client: httpx.Client) -> None:
    assert client.post("/gradio_api/upload", files={"files": b"<script>"}).status_code == 404
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.post("/gradio_api/call/ask", json={}, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/gradio_api/call/ask", content=b"x" * 2_000_000).status_code == 413
    assert client.post("/gradio_api/call/ask", content=iter([b"x" * 2_000_000])).status_code == 411
    assert client.put("/dateline/upload?name=a.txt", content=b"x" * 200_001).status_code == 413
    assert (
        client.put("/dateline/upload?name=a.txt", content=b"x", headers={"Origin": "https://evil.example"}).status_code
        == 403
    )
