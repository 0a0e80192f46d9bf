"""The page's server: where it listens, and how it says what went wrong."""

from __future__ import annotations

import json

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient

from assistant.errors import (
    ArticleError,
    AssistantError,
    IndexMissing,
    ModelSpaceError,
    QuestionError,
    QuestionSetError,
    Scanned,
)
from assistant.schema import Article
from assistant.web.leaving import Leaving
from assistant.web.routes.collections import collection_routes
from assistant.web.routes.conversation import conversation_routes
from assistant.web.server import free_socket, said_in_a_line
from assistant.web.storage.collections import Collections
from assistant.web.storage.conversations import Conversations
from tests.browser.fake_assistant import COURIER, FakeAssistant


def test_two_pages_that_start_at_once_have_two_ports() -> None:
    """Before either serves: a port that is only bound could be bound again."""
    with free_socket("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with free_socket("127.0.0.1", port) as second:
            assert second.getsockname()[1] > port


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (ArticleError("is empty"), 422, "It is empty."),
        (Scanned("is a picture"), 422, "It is a picture."),
        (QuestionError("Ask something."), 422, "Ask something."),
        (QuestionSetError("No question."), 422, "No question."),
        (ModelSpaceError("The disk is full."), 409, "The disk is full."),
        (IndexMissing("Nothing is indexed."), 503, "Nothing is indexed."),
    ],
)
def test_a_named_failure_has_its_status_and_its_line(error: AssistantError, status: int, line: str) -> None:
    answer = said_in_a_line(Request({"type": "http"}), error)
    assert (answer.status_code, json.loads(bytes(answer.body))) == (status, {"detail": line})


class Unread(FakeAssistant):
    """Its index is gone."""

    def article(self, article_id: str) -> Article:
        raise IndexMissing("Nothing is indexed.")


def asked_of(assistant: FakeAssistant) -> TestClient:
    app = FastAPI()
    app.add_exception_handler(AssistantError, said_in_a_line)
    app.include_router(collection_routes(assistant, Conversations(), Collections(None)))
    app.include_router(conversation_routes(assistant, Conversations(), Leaving()))
    return TestClient(app)


def test_nothing_is_kept_without_an_index_and_a_place_that_is_none_is_refused() -> None:
    wanted = {"collection": "Calls", "article": COURIER.article_id}
    assert asked_of(Unread()).post("/dateline/kept", json=wanted).status_code == 503
    refused = asked_of(FakeAssistant()).post("/dateline/kept", json=wanted | {"start": 0, "end": 10**6})
    assert refused.status_code == 422


def test_an_article_is_shown_at_both_bounds_or_at_none() -> None:
    client, place = asked_of(FakeAssistant()), {"article": COURIER.article_id}
    assert "<mark" not in client.get("/dateline/file", params=place).text
    assert "<mark" in client.get("/dateline/file", params=place | {"start": "60", "end": "70"}).text
    for bound in ("start", "end"):
        assert client.get("/dateline/file", params=place | {bound: "60"}).status_code == 422
