"""`/v1` as programs use it: the `openai` client, Gradio's chat over it in a real browser, plain JSON, errors, password and places."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from assistant.config import Config
from assistant.web.routes import programs
from assistant.web.security import login
from tests.browser.fake_assistant import GATE, WRITTEN, FakeAssistant
from tests.browser.serving import served

QUESTION = "How long did the call last?"
FIRST = "The two presidents talked by telephone for 50 minutes."
ASKED: list[Any] = [{"role": "user", "content": QUESTION}]


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def address(assistant: FakeAssistant) -> Iterator[str]:
    with served(assistant) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    with client_of(address) as client:
        yield client


def client_of(address: str, key: str = "anything") -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0, timeout=30)


def plainly(text: str) -> str:
    return text.replace("**", "").replace("\\", "")


def test_the_answerers_are_listed_as_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["dateline", "dateline-quoted", "dateline-written"]
    assert client.models.retrieve("dateline-quoted").owned_by == "dateline"
    with pytest.raises(openai.NotFoundError) as refused:
        client.models.retrieve("gpt-5")
    assert refused.value.code == "model_not_found"


def test_an_answer_comes_with_citations_and_usage(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(model="dateline-quoted", messages=ASKED, temperature=0.3, seed=1)
    message = completion.choices[0].message
    assert message.content
    assert plainly(message.content).startswith(FIRST)
    assert message.annotations
    for annotation in message.annotations:
        cited = annotation.url_citation
        assert re.fullmatch(r"\[\d\]", message.content[cited.start_index : cited.end_index])
        assert cited.url.startswith("http")
        assert cited.model_extra
        assert cited.model_extra["quote"]
    assert completion.usage
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens > 0
    assert (completion.object, completion.choices[0].finish_reason) == ("chat.completion", "stop")


def test_a_stream_is_the_same_in_pieces(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="dateline", messages=ASKED).choices[0].message
    stream = client.chat.completions.create(
        model="dateline", messages=ASKED, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    deltas = [choice.delta for chunk in chunks for choice in chunk.choices]
    pieces = [delta.content for delta in deltas if delta.content]
    assert "".join(pieces) == whole.content
    assert len(pieces) > 2
    found = [
        delta.model_extra["annotations"] for delta in deltas if delta.model_extra and "annotations" in delta.model_extra
    ]
    assert len(found) == 1
    assert len(found[0]) == len(whole.annotations or ())
    assert chunks[-1].usage
    assert [choice.finish_reason for chunk in chunks for choice in chunk.choices][-1] == "stop"


def test_history_filters_and_answerer_reach_the_assistant(client: openai.OpenAI, assistant: FakeAssistant) -> None:
    turns: list[Any] = [*ASKED, {"role": "assistant", "content": "**50** minutes. [1]\n\n- [1] x"}]
    within = {"since": "2021-12-01", "until": "2022-01-31", "outlets": ["Kestrel Daily"], "k": 3}
    completion = client.chat.completions.create(
        model="dateline-written", messages=[*turns, {"role": "user", "content": "And then?"}], extra_body=within
    )
    assert plainly(completion.choices[0].message.content or "").startswith(WRITTEN)
    asked = assistant.asked[-1]
    assert asked["question"] == "And then?"
    assert asked["history"] == [(QUESTION, "50 minutes. [1]")]
    assert (str(asked["since"]), asked["outlets"], asked["k"], asked["answerer"]) == (
        "2021-12-01", ("Kestrel Daily",), 3, "llm",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"messages": []}, "messages"),
        ({"n": 2}, "n"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"since": "yesterday"}, "since"),
        ({"k": 51}, "k"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}, "messages"),
        ({"messages": "How long?"}, "messages"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_openais_shape(address: str, changed: dict[str, Any], param: str) -> None:
    answer = httpx.post(f"{address}/v1/chat/completions", json={"model": "dateline", "messages": ASKED, **changed})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert (error["type"], error["param"]) == ("invalid_request_error", param)


def test_what_a_client_leaves_out_may_be_null(address: str) -> None:
    nulls = dict.fromkeys(("stream", "stream_options", "n", "response_format", "since", "outlets", "k", "tools"))
    answer = httpx.post(f"{address}/v1/chat/completions", json={"model": "dateline", "messages": ASKED, **nulls})
    assert answer.json()["object"] == "chat.completion"


def test_failures_are_errors_of_the_client(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="gpt-5", messages=ASKED)
    with pytest.raises(openai.InternalServerError, match="refused the key"):
        client.chat.completions.create(model="dateline", messages=[{"role": "user", "content": "Does it fail?"}])
    with pytest.raises(openai.InternalServerError) as broken:
        client.chat.completions.create(model="dateline", messages=[{"role": "user", "content": "Does it break?"}])
    assert "the log says where" in str(broken.value)
    assert "canary" not in str(broken.value)
    with pytest.raises(openai.NotFoundError, match="/v1/docs"):
        client.embeddings.create(model="dateline", input="x")


@pytest.mark.parametrize(("word", "said"), [("fail", "refused the key"), ("break", "the log says where")])
def test_a_failure_in_a_stream_is_an_error_of_the_client(client: openai.OpenAI, word: str, said: str) -> None:
    stream = client.chat.completions.create(
        model="dateline", messages=[{"role": "user", "content": f"Does it {word}?"}], stream=True
    )
    with pytest.raises(openai.APIError, match=said):
        list(stream)


def test_the_guard_refuses_in_that_shape_too(address: str) -> None:
    url = f"{address}/v1/chat/completions"
    foreign = httpx.post(url, json={}, headers={"Origin": "https://evil.example"})
    large = httpx.post(url, content=b"x" * 1_000_001)
    broken = httpx.post(url, content=b"{", headers={"Content-Type": "application/json"})
    assert [answer.status_code for answer in (foreign, large, broken)] == [403, 413, 400]
    assert [answer.json()["error"]["type"] for answer in (foreign, large, broken)] == [
        "permission_error", "invalid_request_error", "invalid_request_error",
    ]  # fmt: skip


def test_search_and_check_are_plain_json(address: str) -> None:
    found = httpx.post(f"{address}/v1/search", json={"question": QUESTION, "k": 2}).json()
    assert [item["label"] for item in found["evidence"]] == [1, 2]
    body = {"claim": "The call lasted 50 minutes.", "references": ["They spoke for 50 minutes."]}
    assert httpx.post(f"{address}/v1/check", json=body).json()["label"] == "supported"
    wrong = httpx.post(f"{address}/v1/check", json={"claim": "It lasted."})
    assert (wrong.status_code, wrong.json()["error"]["param"]) == (400, "references")


def test_a_draft_is_checked_as_plain_json(address: str) -> None:
    url, draft = f"{address}/v1/check-draft", "The call lasted 20 minutes. It was long and went well."
    checked = httpx.post(url, json={"text": draft, "day": "2022-01-02"}).json()
    assert checked["day"] == "2022-01-02"
    assert [finding["verdict"] for finding in checked["findings"]] == ["supported", "partly"]
    assert [draft[finding["start"] : finding["end"]] for finding in checked["findings"]] == [
        "The call lasted 20 minutes.", "It was long and went well.",
    ]  # fmt: skip
    for wrong in ({"text": ""}, {"text": "?!"}, {"text": "a " * 10_001}, {"text": draft, "day": "Tuesday"}, {}):
        refused = httpx.post(url, json=wrong)
        assert (refused.status_code, refused.json()["error"]["type"]) == (400, "invalid_request_error"), wrong
    broken = httpx.post(url, json={"text": "It did not break. It was long."})
    assert (broken.status_code, "canary" in broken.text) == (500, False)


def test_the_document_names_every_operation_and_can_be_read(address: str) -> None:
    document = httpx.get(f"{address}/v1/openapi.json").json()
    assert document["openapi"].startswith("3.")
    assert set(document["paths"]) == {
        "/v1/models", "/v1/models/{name}", "/v1/chat/completions", "/v1/search", "/v1/check", "/v1/check-draft",
    }  # fmt: skip
    for path, methods in document["paths"].items():
        assert list(methods) == ["get" if "models" in path else "post"]
        assert all(told["description"] for told in methods.values())
    shown = httpx.get(f"{address}/v1/docs")
    assert (shown.headers["content-type"], shown.json()) == ("application/json", document)
    assert shown.text.startswith('{\n "openapi"'), "indented, for people"


# The password


@pytest.mark.parametrize("key", ["pass:wörd-canary", "newsroom:pass:wörd-canary"])
def test_the_password_is_a_bearer_token(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "PAUSE", 0.0)
    with served(FakeAssistant(), config=Config(auth=SecretStr("newsroom:pass:wörd-canary"))) as address:
        header = [(b"Authorization", b"Bearer " + key.encode())]
        asked = {"model": "dateline", "messages": ASKED}
        url = f"{address}/v1/chat/completions"
        assert httpx.post(url, json=asked, headers=header).status_code == 200
        assert httpx.get(f"{address}/config", headers=header).status_code == 401
        with client_of(address, "guessed") as guesser, pytest.raises(openai.AuthenticationError) as refused:
            guesser.models.list()
        assert refused.value.code == "invalid_api_key"
        assert httpx.post(url, json=asked).json()["error"]["message"] == login.LOG_IN
        for path in ("models", "docs", "openapi.json", "nothing"):
            assert httpx.get(f"{address}/v1/{path}").status_code == 401, path
        assert httpx.post(f"{address}/v1/check-draft", json={"text": "The call lasted."}).status_code == 401
        codes = [httpx.post(url, json=asked, headers={"Authorization": f"Bearer {n}"}).status_code for n in range(5)]
        assert codes[-1] == 429
        assert httpx.post(url, json=asked, headers=header).status_code == 429, "a guesser waits, right or wrong"


# The places


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server with one place and one seat to wait in."""
    monkeypatch.setattr(programs, "PULSE", 0.2)
    with served(FakeAssistant(), config=Config(concurrency=1, queue=1)) as address:
        yield address


def held(address: str) -> threading.Thread:
    """Somebody who asks the page's endpoint a question that is held."""
    body = {"data": ["A held question", None, None, None, None, 5]}
    begun = httpx.post(f"{address}/gradio_api/call/ask", json=body).json()["event_id"]
    thread = threading.Thread(target=lambda: httpx.get(f"{address}/gradio_api/call/ask/{begun}", timeout=60))
    thread.start()
    return thread


def test_programs_and_page_share_places_and_seats(narrow: str, shut: None) -> None:
    asked = {"model": "dateline", "messages": ASKED}
    url, call = f"{narrow}/v1/chat/completions", f"{narrow}/gradio_api/call/ask"
    before = held(narrow)
    time.sleep(0.5)
    waits = threading.Thread(target=lambda: codes.append(httpx.post(url, json=asked, timeout=60).status_code))
    codes: list[int] = []
    waits.start()
    time.sleep(0.5)
    busy = httpx.post(url, json=asked)
    assert (busy.status_code, busy.headers["retry-after"]) == (429, "1")
    assert "busy" in busy.json()["error"]["message"]
    assert httpx.post(f"{narrow}/v1/check-draft", json={"text": "The call lasted 20 minutes."}).status_code == 429
    assert httpx.post(call, json={"data": [QUESTION, None, None, None, None, 5]}).status_code == 503
    GATE.set()
    waits.join(60)
    before.join(60)
    assert codes == [200]
    assert httpx.post(url, json=asked).status_code == 200


def test_a_stream_says_that_it_is_there_and_gives_its_place_back_when_left(narrow: str, shut: None) -> None:
    asked = {"model": "dateline", "messages": [{"role": "user", "content": "A held question"}], "stream": True}
    with httpx.stream("POST", f"{narrow}/v1/chat/completions", json=asked, timeout=30) as stream:
        lines = stream.iter_lines()
        assert json.loads(next(lines).removeprefix("data: "))["choices"][0]["delta"]["role"] == "assistant"
        assert ": still here" in (next(lines), next(lines))
    answer = httpx.post(f"{narrow}/v1/chat/completions", json={"model": "dateline", "messages": ASKED}, timeout=30)
    assert answer.status_code == 200, "the question that nobody waits for must not hold its place"


# In a browser


@pytest.fixture
def chat_page(address: str) -> Iterator[str]:
    """Gradio's own chat page over an OpenAI endpoint, which is Dateline here."""
    import gradio as gr

    interface = gr.load_chat(f"{address}/v1/", model="dateline-quoted", token="anything", file_types=None)
    _, url, _ = interface.launch(prevent_thread_lock=True, quiet=True, inbrowser=False)
    try:
        yield url
    finally:
        interface.close(verbose=False)


@pytest.mark.browser
def test_gradios_chat_asks_and_asks_again(browser: Browser, chat_page: str, assistant: FakeAssistant) -> None:
    page: Page = browser.new_page()
    page.goto(chat_page)
    box = page.get_by_test_id("textbox")
    page.set_default_timeout(60_000)  # for crowded machines
    box.fill(QUESTION)
    box.press("Enter")
    page.get_by_text("for 50 minutes").first.wait_for()
    page.get_by_text("Harbour Courier").first.wait_for()
    expect(box).to_be_enabled(timeout=60_000)
    box.fill("And what was followed?")
    box.press("Enter")
    page.get_by_text("Understood as").first.wait_for()
    question, said = assistant.asked[-1]["history"][0]
    assert question == QUESTION
    assert said.startswith(FIRST)
    page.close()
