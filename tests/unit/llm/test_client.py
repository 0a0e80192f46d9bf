"""The wire to a language model: what is sent, what comes back, and each way in which an endpoint fails."""

from __future__ import annotations

import datetime as dt
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from assistant.errors import LanguageModelError
from assistant.llm import client, prompts, reply_cache, transport
from assistant.llm.client import Completion
from assistant.llm.prompts import Prompt
from assistant.llm.settings import LanguageModelSettings
from assistant.schema import Evidence
from tests.support.faulty_endpoint import GOOD, FaultyEndpoint
from tests.support.language_model_server import LanguageModelServer

KEY = "sk-canary-0123456789abcdef"
ANSWER = prompts.load("answer")


def piece_of_evidence(label: int, text: str, rank: int | None = None) -> Evidence:
    return Evidence(
        label=label,
        rank=rank or label,
        passage_id=f"p{label}",
        article_id=f"a{label}.txt",
        title="Leaders speak again",
        outlet="The Northern Courier",
        published=dt.date(2022, 3, 29),
        published_inferred=False,
        start=0,
        end=len(text),
        text=text,
        score=0.9,
        spans=(),
    )


EVIDENCE = (
    piece_of_evidence(1, "The call between the leaders lasted about fifty minutes, the palace said."),
    piece_of_evidence(2, "Both leaders agreed to talk again within a week, according to the Kremlin."),
)


def settings(base_url: str, deadline: float = 5.0, **other: float) -> LanguageModelSettings:
    return LanguageModelSettings("scripted", base_url, KEY, total_deadline=deadline, **other)  # type: ignore[arg-type]


def collect(pieces: Iterator[str | Completion]) -> tuple[list[str], Completion]:
    *texts, completion = pieces
    assert isinstance(completion, Completion)
    return [text for text in texts if isinstance(text, str)], completion


def run(url: str, deadline: float = 5.0, **other: float) -> tuple[list[str], Completion]:
    return collect(client.complete("How long was the call?", EVIDENCE, settings(url, deadline, **other), ANSWER))


def fail(url: str, deadline: float = 5.0, **other: float) -> tuple[LanguageModelError, str]:
    """The error of a question that fails, and the text that came before it."""
    text = ""
    with pytest.raises(LanguageModelError) as caught:  # noqa: PT012 - pieces come before the error
        for piece in client.complete("How long was the call?", EVIDENCE, settings(url, deadline, **other), ANSWER):
            text += piece if isinstance(piece, str) else ""
    return caught.value, text


@pytest.fixture(autouse=True, scope="module")
def framework() -> None:
    """Its import takes seconds and belongs to none of the times measured below."""
    import llama_index.llms.openai_like  # noqa: F401


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "FIRST_WAIT", 0.02)


# A reply


def test_a_completion_streams_and_ends_with_what_the_trace_needs() -> None:
    with FaultyEndpoint("good") as server:
        texts, completion = run(server.base_url)
    assert texts == list(GOOD)
    assert completion.text == "".join(GOOD)
    assert (completion.finish_reason, completion.incomplete) == ("stop", False)
    assert completion.usage == {"prompt_tokens": 200, "completion_tokens": 20}
    assert (completion.model, completion.prompt, completion.prompt_sha256) == ("scripted", "answer", ANSWER.sha256)
    assert (completion.labels, completion.dropped) == ((1, 2), ())
    assert completion.seconds > 0
    assert KEY not in repr(completion)


def test_pieces_come_before_the_reply_is_whole() -> None:
    with FaultyEndpoint("hang in stream") as server:
        pieces = client.complete("How long?", EVIDENCE, settings(server.base_url, 60), ANSWER)
        assert [next(pieces), next(pieces)] == list(GOOD[:2])
        pieces.close()  # type: ignore[attr-defined]


def test_what_is_sent() -> None:
    with FaultyEndpoint("good") as server:
        _, completion = run(server.base_url, max_output_tokens=123)
    (body,) = server.requests
    assert [(m["role"], m["content"]) for m in body["messages"]] == [(m.role, m.content) for m in completion.messages]
    assert (body["model"], body["temperature"], body["max_tokens"], body["stream"]) == ("scripted", 0.0, 123, True)
    assert re.search(
        r"^\[1\] The Northern Courier, 2022-03-29: Leaders speak again\n\| The call",
        completion.messages[1].content,
        re.M,
    )


def test_each_request_has_its_own_fence() -> None:
    with FaultyEndpoint("good") as server:
        fences = {
            re.findall(r"===== SOURCES (\w+) =====", run(server.base_url)[1].messages[1].content)[0] for _ in range(5)
        }
    assert len(fences) == 5


def test_cut_off_at_its_length_is_marked_incomplete() -> None:
    with FaultyEndpoint("length") as server:
        _, completion = run(server.base_url)
    assert completion.incomplete
    assert completion.text == "".join(GOOD[:3])


def test_without_evidence_nothing_is_sent() -> None:
    with FaultyEndpoint("good") as server, pytest.raises(ValueError, match="no evidence"):
        client.complete("Who won the World Cup?", (), settings(server.base_url), ANSWER)
    assert server.requests == []


def test_short_prompts_are_answered_at_once() -> None:
    with FaultyEndpoint("good", pieces=["How long was ", "the second call?"]) as server:
        completion = client.ask(
            prompts.load("condense"), settings(server.base_url), history="Q: …", question="And the second?"
        )
    assert completion.text == "How long was the second call?"
    assert "And the second?" in server.requests[0]["messages"][1]["content"]


def test_a_reader_who_goes_away_ends_the_request() -> None:
    with FaultyEndpoint("keep alives") as server:
        pieces = client.complete("How long?", EVIDENCE, settings(server.base_url, 60), ANSWER)
        next(pieces)
        pieces.close()  # type: ignore[attr-defined]
        assert server.gone.wait(10), "the endpoint is still writing"


def test_a_reply_that_has_said_enough_is_cut_and_its_request_ended(tmp_path: Path) -> None:
    def end(text: str, labels: tuple[int, ...], size: int = 8) -> int | None:
        return size if labels == (1, 2) and len(text) > size else None

    with FaultyEndpoint("endless") as server, reply_cache.kept_in(tmp_path):
        asked = settings(server.base_url, 60)
        _, completion = collect(client.complete("How long?", EVIDENCE, asked, ANSWER, end))
        assert server.gone.wait(10), "the endpoint is still writing"
        _, kept = collect(client.complete("How long?", EVIDENCE, asked, ANSWER, partial(end, size=3)))
    assert (completion.text, completion.finish_reason, completion.incomplete) == ("Call 0 l", "stop", False)
    assert (kept.text, kept.kept) == ("Cal", True)


def test_a_reply_without_end_is_given_up_however_slow_its_reader() -> None:
    """What has come of it and is not read yet is not read any more."""
    with FaultyEndpoint("endless") as server:
        pieces = client.complete("How long?", EVIDENCE, settings(server.base_url, 60), ANSWER)
        next(pieces)
        assert server.gone.wait(10)
        with pytest.raises(LanguageModelError, match="went on far beyond"):
            next(pieces)


def test_the_deadline_is_the_endpoints_however_slow_the_reader() -> None:
    with FaultyEndpoint("slow", pieces=GOOD * 20) as server:
        pieces = client.complete("How long?", EVIDENCE, settings(server.base_url, 0.5), ANSWER)
        next(pieces)
        assert server.gone.wait(10)
        with pytest.raises(LanguageModelError, match=r"did not finish within 0\.5 s"):
            list(pieces)


def test_no_thread_stays_behind_a_hung_endpoint() -> None:
    with FaultyEndpoint("hang before headers") as server:
        fail(server.base_url, 0.3)
        until = time.monotonic() + 10
        while time.monotonic() < until and any(t.name == "language model request" for t in threading.enumerate()):
            time.sleep(0.02)
    assert not any(t.name == "language model request" for t in threading.enumerate())


# The context


def test_weakest_evidence_is_left_out_first() -> None:
    text = "The talks went on for hours, officials said. " * 10
    evidence = [piece_of_evidence(label, text, rank) for label, rank in [(1, 2), (2, 4), (3, 1), (4, 3)]]
    whole, _ = client.fit("How long?", evidence, LanguageModelSettings("m", context_tokens=10_000), ANSWER)
    size = sum(client.estimate_tokens(m.content) + 8 for m in whole)
    tight = LanguageModelSettings("m", context_tokens=800 + size - 400)
    messages, labels = client.fit("How long?", evidence, tight, ANSWER)
    assert labels == (1, 3)
    assert "[2]" not in messages[1].content
    with FaultyEndpoint("good") as server:
        url = server.base_url
        _, completion = collect(
            client.complete("How long?", evidence, settings(url, context_tokens=tight.context_tokens), ANSWER)
        )
    assert (completion.labels, completion.dropped) == ((1, 3), (2, 4))


def test_a_context_too_small_for_anything_sends_nothing() -> None:
    with (
        FaultyEndpoint("good") as server,
        pytest.raises(LanguageModelError, match="raise the model's `context_tokens`"),
    ):
        client.complete("How long?", EVIDENCE, settings(server.base_url, context_tokens=900), ANSWER)
    assert server.requests == []


# Faults: mode, what the message says, requests made

BEFORE = [
    ("reset", "closed the connection before answering", 1),
    ("closed", "closed the connection before answering", 1),
    ("e401", "refused the key (401): set OPENAI_API_KEY", 1),
    ("e402", "no quota left", 1),
    ("e403", "use another model or key", 1),
    ("e404", "has no model `scripted`", 1),
    ("e400", 'refused the request (400) ("Unsupported parameter: temperature', 1),
    ("e400 context", "lower `context_tokens`", 1),
    ("e413", "lower `context_tokens`", 1),
    ("e429", "is busy (429)", 3),
    ("e429 retry after", "is busy (429)", 3),
    ("e429 retry much later", "ask again in 3600 s", 1),
    ("e429 retry date", "is busy (429): ask again in 8", 1),
    ("e429 retry date past", "is busy (429)", 3),
    ("e429 retry nonsense", "is busy (429)", 3),
    ("e503 retry much later", "fails (503)", 1),
    ("e429 quota", "no quota left", 1),
    ("e500", "fails (500)", 3),
    ("e503", "fails (503)", 3),
    ("redirect", "refused the request (301)", 1),
]
DRESSED_AS_SUCCESS = [
    ("truncated", "broke off in mid-reply", 1),
    ("truncated chunk", "closed the connection in mid-reply", 1),
    ("reset in stream", "closed the connection in mid-reply", 1),
    ("length without text", "raise `max_output_tokens`", 1),
    ("filtered", "content filter", 1),
    ("empty", "sent an empty reply", 1),
    ("blank", "sent an empty reply", 1),
    ("nothing", "without any choice", 1),
    ("no choices", "without any choice", 1),
    ("null choices", "sent a reply that cannot be read", 1),
    ("html", "sent a web page instead of a stream", 1),
    ("whole json", "sent `application/json` instead of a stream", 1),
    ("broken json", "sent broken JSON", 1),
    ("wrong types", "sent a reply that cannot be read", 1),
    ("error as success", "sent `application/json` instead of a stream", 1),
    ("endless", "went on far beyond the 800 tokens", 1),
    ("error in stream", "reported a failure in mid-reply", 1),
]
HANGING = ["hang before headers", "dripped headers", "hang in stream", "keep alives", "keep alives first"]


@pytest.mark.parametrize(("mode", "message", "requests"), BEFORE + DRESSED_AS_SUCCESS)
def test_each_fault_is_one_line_that_says_what_to_do(
    mode: str, message: str, requests: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    begin = time.monotonic()
    with FaultyEndpoint(mode, echo=f"{KEY} for Bearer {KEY[:6]}****{KEY[-4:]}") as server:
        error, _ = fail(server.base_url)
    assert time.monotonic() - begin < 6
    assert message in str(error)
    assert len(server.requests) == requests
    assert_clean(error)
    assert KEY not in caplog.text


@pytest.mark.parametrize("mode", HANGING)
def test_no_reply_outlives_the_deadline(mode: str) -> None:
    begin = time.monotonic()
    with FaultyEndpoint(mode, echo=KEY) as server:
        error, text = fail(server.base_url, 0.5)
        assert time.monotonic() - begin < 5
        assert server.gone.wait(10), "the endpoint is still writing"
    assert "did not finish within 0.5 s" in str(error)
    assert text == ("".join(GOOD[:2]) if mode in ("hang in stream", "keep alives") else "")
    assert len(server.requests) == 1
    assert_clean(error)


def assert_clean(error: LanguageModelError) -> None:
    """One line, no key or part of one, no foreign exception behind it that a log would print."""
    told = str(error)
    assert "\n" not in told
    assert ": " in told
    assert KEY not in told
    assert KEY[:6] not in told
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__


def test_refused() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error, _ = fail(f"http://127.0.0.1:{port}/v1")
    assert "cannot be reached: start it, or mend OPENAI_BASE_URL" in str(error)
    assert_clean(error)


@pytest.mark.parametrize("url", ["127.0.0.1:1/v1", "ftp://127.0.0.1/v1", "http://", "http://[::1"])
def test_an_address_that_is_none(url: str) -> None:
    error, _ = fail(url)
    assert "OPENAI_BASE_URL" in str(error)
    assert_clean(error)


def test_no_password_of_the_address_is_told() -> None:
    with FaultyEndpoint("e500") as server:
        error, _ = fail(server.base_url.replace("http://", "http://user:secret@") + "?key=secret")
    assert "secret" not in str(error)


def test_retry_after_is_honoured_and_then_it_works() -> None:
    with FaultyEndpoint("busy once") as server:
        begin = time.monotonic()
        texts, _ = run(server.base_url)
    assert time.monotonic() - begin >= 0.3
    assert texts == list(GOOD)
    assert len(server.requests) == 2


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    with FaultyEndpoint("e429 retry soon") as server:
        error, _ = fail(server.base_url, 1.5)
    assert "busy" in str(error)
    assert len(server.requests) == 1


def test_settings_hide_the_key() -> None:
    assert KEY not in repr(settings("http://127.0.0.1/v1"))


# Tokens


@pytest.mark.parametrize("text", ["", "a", "The call lasted 50 minutes.", "会谈持续了五十分钟。", "1,234,567.89"])
def test_the_estimate_counts_every_character_that_may_be_a_token(text: str) -> None:
    assert client.estimate_tokens(text) >= 2 * len(text) / 5


# The real server


@pytest.mark.server
def test_a_real_model_streams_from_evidence(language_model_server: LanguageModelServer) -> None:
    settings = LanguageModelSettings("local", language_model_server.base_url, max_output_tokens=40, context_tokens=2048)
    short = Prompt("short", "# user\n$sources\n\nAnswer from the sources $fence: $question")
    texts, completion = collect(client.complete("How long was the call?", EVIDENCE, settings, short))
    assert len(texts) > 1
    assert completion.text == "".join(texts)
    assert completion.text.strip()
    assert completion.finish_reason in ("stop", "length")
    assert completion.usage is not None
    assert 1 < completion.usage["completion_tokens"] <= 40
    assert completion.usage["prompt_tokens"] <= sum(
        client.estimate_tokens(message.content) + 8 for message in completion.messages
    )


@pytest.mark.server
def test_a_real_server_names_a_context_that_is_too_small(language_model_server: LanguageModelServer) -> None:
    settings = LanguageModelSettings("local", language_model_server.base_url, context_tokens=50_000)
    evidence: Sequence[Evidence] = [piece_of_evidence(1, "The talks went on for hours. " * 1000)]
    with pytest.raises(LanguageModelError, match="lower `context_tokens`"):
        collect(client.complete("How long?", evidence, settings, ANSWER))


@pytest.mark.server
def test_estimates_are_not_below_what_a_real_tokenizer_counts(language_model_server: LanguageModelServer) -> None:
    texts = [
        "On 29 March 2022, President Joe Biden spoke with Emmanuel Macron, Olaf Scholz, Mario Draghi and Boris Johnson.",
        'The budget proposed $6.9 bln. for the European Deterrence Initiative, NATO and "Ukraine" (up 4.5%).',
        "Разговор Путина и Байдена длился пятьдесят минут, сообщил Кремль 30 декабря 2021 года.",
        "Le Kremlin a qualifié l'atmosphère d'« hystérie », a déclaré M. Peskov à 21 h 06.",
    ]
    for text in texts:
        assert language_model_server.count_tokens(text) <= client.estimate_tokens(text), text
