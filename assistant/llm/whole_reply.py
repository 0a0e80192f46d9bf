"""A whole reply from an endpoint as it sent it, annotations and all: for asking another system, of which more than the text is wanted.

`transport` gives it the one deadline, the retries and the named errors of every other request; a reply without end is cut off.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from assistant.errors import LanguageModelError
from assistant.llm import transport
from assistant.llm.prompts import Message
from assistant.llm.settings import LanguageModelSettings
from assistant.llm.transport import Chunk

if TYPE_CHECKING:
    import httpx

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
    sending = endpoint.chat.completions.with_streaming_response.create(
        model=settings.model,
        messages=asked,
        temperature=settings.temperature,
        max_tokens=settings.max_output_tokens,
    )
    body = bytearray()
    with sending as response:
        for piece in response.iter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise LanguageModelError(
                    f"the system at {settings.base_url} sent more than {MOST_BYTES // 1_000_000} MB for one answer"
                )
    reply = json.loads(bytes(body).decode("utf-8"))
    if not isinstance(reply, dict):
        raise LanguageModelError(
            f"the system at {settings.base_url} sent {type(reply).__name__} in place of a chat completion"
        )
    if not reply.get("choices"):
        raise LanguageModelError(f"the system at {settings.base_url} sent a reply without any choice: see its log")
    return reply
