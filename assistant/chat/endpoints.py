"""Ask, search and check as endpoints for programs: over HTTP by Gradio's API, and for MCP clients.

Every parameter arrives from outside and is read as strictly as the command line reads it.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.chat.protocol import AssistantLike
from assistant.errors import AssistantError
from assistant.schema import to_json

MOST_PASSAGES = 50


def add_endpoints(assistant: AssistantLike, at_once: int) -> None:
    """Adds `/ask`, `/search` and `/check`; to be called within the page's Blocks."""

    def ask(
        question: str,
        answerer: str | None = None,
        since: str | None = None,
        until: str | None = None,
        outlets: list[str] | None = None,
        k: int | None = None,
    ) -> dict[str, Any]:
        """Answers a question from the articles: sentences with citations to exact characters, each checked.

        Args:
            question: The question, in words.
            answerer: "extractive" to quote the articles, "llm" for the language model where one is set.
            since: Earliest day of publication, as 2022-03-29.
            until: Latest day of publication, as 2022-03-29.
            outlets: Names of outlets to keep to; all where left out.
            k: Passages to read; as many as the settings say where left out.
        """
        answer: dict[str, Any] = named(
            lambda: assistant.ask(
                question,
                answerer=answerer or None,
                since=day(since),
                until=day(until),
                outlets=tuple(outlets or ()),
                k=passages(k),
            )
        )
        return answer

    def search(
        question: str,
        k: int | None = None,
        since: str | None = None,
        until: str | None = None,
        outlets: list[str] | None = None,
    ) -> list[dict[str, Any]]:
        """The passages of the articles that bear on a question, best first, with the sentences that do.

        Args:
            question: The question, in words.
            k: How many passages; as many as the settings say where left out.
            since: Earliest day of publication, as 2022-03-29.
            until: Latest day of publication, as 2022-03-29.
            outlets: Names of outlets to keep to; all where left out.
        """
        evidence: list[dict[str, Any]] = named(
            lambda: assistant.search(
                question, k=passages(k), since=day(since), until=day(until), outlets=tuple(outlets or ())
            )
        )
        return evidence

    def check(claim: str, references: list[str]) -> dict[str, Any]:
        """Whether a claim is supported by the given texts, and by which of its details.

        Args:
            claim: The sentence to check.
            references: The texts it should rest on.
        """
        from assistant.verify import Reference, check_claim

        support: dict[str, Any] = named(lambda: check_claim(claim, [Reference(text) for text in references]))
        return support

    for function in (ask, search, check):
        gr.api(function, api_name=function.__name__, concurrency_limit=at_once)  # type: ignore[attr-defined]


def named(call: Callable[[], Any]) -> Any:
    """The JSON of what the call gives; its failure as one encoded line, for Gradio shows errors as HTML."""
    from assistant.chat.encode import encode

    try:
        return to_json(call())
    except (AssistantError, ValueError) as error:
        raise gr.Error(encode(error), print_exception=False) from error


def passages(k: int | None) -> int | None:
    if k is None:
        return None
    if not 1 <= int(k) <= MOST_PASSAGES:
        raise ValueError(f"k is from 1 to {MOST_PASSAGES}")
    return int(k)


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
