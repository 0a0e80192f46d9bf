"""A whole reply from an endpoint as it sent it, annotations and all: for asking another system, of which more than the text is wanted.

`transport` gives it the one deadline, the retries and the named errors of every other request; a reply without end is cut off. No limit of
tokens is sent: a system that reasons would spend it on its thoughts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from assistant.errors import LanguageModelError
from assistant.llm import transport
from assistant.llm.prompts import Message
from assistant.llm.settings import LanguageModelSettings
from assistant.llm.transport import Chunk

if TYPE_CHECKING:
    import httpx
    from openai import APIResponse

MOST_BYTES = 8_000_000


def ask(messages: Sequence[Message], settings: LanguageModelSettings) -> dict[str, Any]:
    """The chat completion, parsed and otherwise untouched. Raises LanguageModelError."""
    import openai.resources.chat  # noqa: F401 - its import does not count against the deadline

    replies: list[dict[str, Any]] = []

    def request(client: httpx.Client) -> Iterator[Chunk]:
        reply = _request(messages, settings, client)
        replies.append(reply)
        yield Chunk("reply", True, "stop", None)

    for _ in transport.stream(request, settings):
        pass
    return replies[-1]


def _request(messages: Sequence[Message], settings: LanguageModelSettings, client: httpx.Client) -> dict[str, Any]:
    import openai

    endpoint = openai.OpenAI(
        api_key=settings.api_key or "none",
        base_url=settings.base_url or "https://api.openai.com/v1",
        max_retries=0,
        http_client=client,
    )
    asked: Any = [{"role": message.role, "content": message.content} for message in messages]
    parameters: dict[str, Any] = {"temperature": settings.temperature}
    while True:
        create = endpoint.chat.completions.with_streaming_response.create
        try:
            reply = _read(create(model=settings.model, messages=asked, **parameters), settings)
            break
        except openai.BadRequestError as error:
            if "temperature" not in f"{error.param} {error.message}" or not parameters:
                raise
            parameters = {}  # models that reason set their own
    if not isinstance(reply, dict):
        raise LanguageModelError(
            f"the system at {settings.base_url} sent {type(reply).__name__} in place of a chat completion"
        )
    if not reply.get("choices"):
        raise LanguageModelError(f"the system at {settings.base_url} sent a reply without any choice: see its log")
    return reply


def _read(sending: AbstractContextManager[APIResponse[Any]], settings: LanguageModelSettings) -> Any:
    body = bytearray()
    with sending as response:
        for piece in response.iter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise LanguageModelError(
                    f"the system at {settings.base_url} sent more than {MOST_BYTES // 1_000_000} MB for one answer"
                )
    return json.loads(bytes(body).decode("utf-8"))
