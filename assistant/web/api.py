"""Ask, search, check and check_draft as endpoints for programs: over HTTP by Gradio's API, and for MCP clients.

Every parameter arrives from outside and is read as strictly as the command line reads it.
"""

import datetime as dt
import functools
import secrets
from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.draft.findings import DraftCheck
from assistant.errors import AssistantError, QuestionError
from assistant.retrieval.article_search import SORTS
from assistant.retrieval.question import iso_day
from assistant.schema import Answer, Evidence, Filters, to_json
from assistant.service import Assistant
from assistant.web.asking import broken
from assistant.web.log import Line, logged
from assistant.web.places import Places
from assistant.web.views.escape import encode

MOST_PASSAGES = 50
QUESTIONS = "questions"
"""The name under which Gradio counts what is answered at the same time."""


def add_endpoints(assistant: Assistant, places: Places, at_once: int) -> None:
    """Adds `/ask`, `/search`, `/search_articles`, `/check` and `/check_draft`; to be called within the page's Blocks.

    They share the page's places: `at_once` questions in all are answered at the same time. Gradio and MCP clients read each
    function's annotations and docstring.
    """
    for function in (
        ask_endpoint(assistant),
        search_endpoint(assistant),
        articles_endpoint(assistant),
        check,
        draft_endpoint(assistant),
    ):
        gr.api(  # type: ignore[attr-defined]
            placed(function, places), api_name=function.__name__, concurrency_limit=at_once, concurrency_id=QUESTIONS
        )


def placed(function: Callable[..., Any], places: Places) -> Callable[..., Any]:
    """The function, called when a place is free; to Gradio it looks the same."""

    @functools.wraps(function)
    def called(*given: Any, **named: Any) -> Any:
        with places.place():
            return function(*given, **named)

    return called


def ask_endpoint(assistant: Assistant) -> Callable[..., dict[str, Any]]:
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

        def answer(line: Line, question_id: str) -> Answer:
            within = filters(since, until, outlets)
            given = assistant.ask(question, answerer=answerer or None, k=passages(k), trace_id=question_id, **within)
            line.ended(given)
            return given

        value: dict[str, Any] = named("ask", question, answer)
        return value

    return ask


def search_endpoint(assistant: Assistant) -> Callable[..., list[dict[str, Any]]]:
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

        def evidence(line: Line, _: str) -> list[Evidence]:
            return searched(assistant, question, passages(k), filters(since, until, outlets), line)

        value: list[dict[str, Any]] = named("search", question, evidence)
        return value

    return search


def articles_endpoint(assistant: Assistant) -> Callable[..., dict[str, Any]]:
    def search_articles(text: str, sort: str | None = None, k: int | None = None, offset: int = 0) -> dict[str, Any]:
        """Articles that hold words, with their best passages; how many there are in all.

        Args:
            text: Words, "exact words", -without, and outlet: title: person: lang: kind: after: before: until: date:
            sort: "relevance", "newest" or "oldest".
            k: How many articles; 20 where left out.
            offset: How many to pass over.
        """

        def found(line: Line, _: str) -> dict[str, Any]:
            order = next((known for known in SORTS if known == (sort or "relevance")), None)
            if order is None:
                raise QuestionError(f"“{sort}” is no order: choose {', '.join(SORTS)}")
            articles = assistant.search_articles(text, sort=order, count=passages(k) or 20, offset=max(0, int(offset)))
            line.facts["articles"] = articles.found
            value: dict[str, Any] = to_json(articles)
            return {name: value[name] for name in ("found", "every_word", "articles")}

        value: dict[str, Any] = named("search_articles", text, found)
        return value

    return search_articles


def check(claim: str, references: list[str]) -> dict[str, Any]:
    """Whether a claim is supported by the given texts, and by which of its details.

    Args:
        claim: The sentence to check.
        references: The texts it should rest on.
    """
    from assistant.verification.check import Reference, check_claim

    value: dict[str, Any] = named(
        "check", claim, lambda *_: check_claim(claim, [Reference(text) for text in references])
    )
    return value


def draft_endpoint(assistant: Assistant) -> Callable[..., dict[str, Any]]:
    def check_draft(text: str, day: str | None = None) -> dict[str, Any]:
        """A draft against all articles: for each sentence whether they carry it, contradict it or do not have it, with exact characters.

        Args:
            text: The draft, of at most 20,000 characters.
            day: The draft's day, from which its "Tuesday" counts, as 2022-03-29.
        """

        value: dict[str, Any] = named("draft", "", lambda line, _: draft_checked(assistant, text, read_day(day), line))
        return value

    return check_draft


def searched(assistant: Assistant, question: str, k: int | None, within: Filters, line: Line) -> list[Evidence]:
    """The passages, their count noted in the log's line."""
    found = assistant.search(question, k, **within)
    line.facts["evidence"] = len(found)
    return found


def draft_checked(assistant: Assistant, text: str, day: dt.date | None, line: Line) -> DraftCheck:
    """The findings, their count noted in the log's line."""
    found = assistant.check_draft(text, day=day)
    line.facts["sentences"] = len(found.findings)
    return found


def named(event: str, words: str, call: Callable[[Line, str], Any]) -> Any:
    """The JSON of what the call gives; its failure as one encoded line, for Gradio shows errors as HTML."""
    question_id = secrets.token_hex(8)
    try:
        with logged(event, question_id, "api", words) as line:
            return to_json(call(line, question_id))
    except AssistantError as error:
        said = str(error)
    except Exception:  # noqa: BLE001  the edge, logged above: what Gradio would print could hold anything
        said = broken(question_id)
    raise gr.Error(encode(said), print_exception=False)


def passages(k: int | None) -> int | None:
    if k is None:
        return None
    if not 1 <= int(k) <= MOST_PASSAGES:
        raise QuestionError(f"k is from 1 to {MOST_PASSAGES}")
    return int(k)


def filters(since: str | None, until: str | None, outlets: list[str] | None) -> Filters:
    return Filters(since=read_day(since), until=read_day(until), outlets=tuple(outlets or ()))


def read_day(text: str | None) -> dt.date | None:
    return iso_day(text) if text else None
