"""What the page fetches beside Gradio's own requests: its style and script, the welcome, earlier turns, whole articles."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse

from assistant.errors import AssistantError, IndexMissing
from assistant.schema import Answer, Article, Evidence
from assistant.service import Assistant
from assistant.web.leaving import Leaving
from assistant.web.page import feed_html
from assistant.web.storage.conversations import Conversation, Conversations, Turn
from assistant.web.views.check import check_html
from assistant.web.views.export import answer_markdown, answer_text
from assistant.web.views.fragments import render
from assistant.web.views.frame import choices_html, starting_html, starting_summary_html, summary_html, welcome_html
from assistant.web.views.highlights import Mark
from assistant.web.views.sources import PLACE, article_html, bearing_marks, citation_marks
from assistant.web.views.timeline import timeline_html
from assistant.web.views.turn import asked_within

STATIC = Path(__file__).parents[1] / "static"


def conversation_routes(assistant: Assistant, conversations: Conversations, leaving: Leaving) -> APIRouter:
    """All fragments, under `/dateline`."""
    router = APIRouter(prefix="/dateline", default_response_class=HTMLResponse)
    trying = threading.Lock()

    add_state(router, assistant)

    @router.get("/turns")
    def turns(conversation: str, first: int = 1) -> str:
        """Those from `first` on."""
        held = found(conversations, conversation)
        leaving.look(conversation)
        return "".join(feed_html(assistant, held, turn) for turn in held.turns[max(0, first - 1) :])

    @router.get("/article")
    def article(conversation: str, turn: int, label: int) -> str:
        answer, evidence = found_source(conversations, conversation, turn, label)
        return whole_article(assistant, evidence.article_id, evidence, answer)

    @router.get("/file")
    def file(article: str, start: int | None = None, end: int | None = None) -> str:
        """An article, at some of its characters where they are named."""
        if (start is None) != (end is None):
            raise HTTPException(422, "Name both the first character and the end, or neither.")
        marks = [Mark(start, end, "cited cite-0")] if start is not None and end is not None else []
        return whole_article(assistant, article, marks=marks)

    @router.get("/check")
    def check(conversation: str, turn: int) -> str:
        return check_html(found_turn(conversations, conversation, turn))

    @router.get("/timeline")
    def timeline(conversation: str, turn: int) -> str:
        return timeline_html(found_turn(conversations, conversation, turn))

    @router.get("/next")
    def follow_ups(conversation: str, turn: int) -> str:
        """Questions to go on with, each tried, so one reader's at a time; none for what was not answered."""
        found = found_turn(conversations, conversation, turn)
        if not found.final or not found.answer or not found.answer.sentences or not trying.acquire(blocking=False):
            return ""
        try:
            return render("follow_ups.html", questions=assistant.follow_ups(found.answer, **found.choices.within))
        except AssistantError:  # the answer stands without them
            return ""
        finally:
            trying.release()

    @router.get("/copy", response_class=PlainTextResponse)
    def copy(conversation: str, turn: int, markdown: bool = False) -> str:
        answer = found_answer(conversations, conversation, turn)
        within = asked_within(found_turn(conversations, conversation, turn).choices)
        return answer_markdown(answer, within) if markdown else answer_text(answer, within)

    return router


def add_state(router: APIRouter, assistant: Assistant) -> None:
    """What the page shows before anything is asked, and that the server is there."""

    @router.get("/welcome")
    def welcome() -> str:
        try:
            return welcome_html(assistant.status())
        except IndexMissing as error:
            return starting_html(assistant.doing, str(error))

    @router.get("/examples")
    def examples() -> str:
        """Questions to begin with: each is tried, so at first they come later than the rest of the page."""
        try:
            return render("examples.html", questions=assistant.examples())
        except IndexMissing:
            return ""

    @router.get("/alive", response_class=JSONResponse)
    def alive() -> dict[str, bool]:
        return {"alive": True}

    @router.get("/summary")
    def corpus_summary() -> str:
        try:
            return summary_html(assistant.status())
        except IndexMissing:
            return starting_summary_html(assistant.doing)

    @router.get("/choices")
    def choices() -> str:
        try:
            return choices_html(assistant.status())
        except IndexMissing:
            return choices_html({})


def whole_article(
    assistant: Assistant,
    article_id: str,
    evidence: Evidence | None = None,
    answer: Answer | None = None,
    marks: Sequence[Mark] = (),
) -> str:
    """The article, marked where an answer cites it; one line for the reader where it cannot be had."""
    try:
        whole, versions = assistant.article(article_id), assistant.versions(article_id)
        names = assistant.names_in(article_id)
    except KeyError:
        return render("failure.html", message="This article is no longer in the index.")
    except AssistantError as error:
        return render("failure.html", message=error)
    if evidence is None or answer is None:
        return article_html(whole, marks, (), versions, names)
    return article_html(whole, article_marks(whole, evidence, answer), evidence.duplicates, versions, names)


def article_marks(article: Article, evidence: Evidence, answer: Answer) -> list[Mark]:
    """The marks of one source in its article, none where the article has changed since the answer was made."""
    if article.text[evidence.start : evidence.end] != evidence.text:
        return []
    place = Mark(evidence.start, evidence.end, PLACE)
    cited = (mark for mark, _ in citation_marks(answer, article.article_id))
    return [place, *bearing_marks(evidence), *cited]


def found(conversations: Conversations, conversation_id: str) -> Conversation:
    held = conversations.get(conversation_id)
    if held is None:
        raise HTTPException(404, "No such conversation.")
    return held


def found_turn(conversations: Conversations, conversation_id: str, number: int) -> Turn:
    held = found(conversations, conversation_id)
    if not 1 <= number <= len(held.turns):
        raise HTTPException(404, "No such turn.")
    return held.turns[number - 1]


def found_source(
    conversations: Conversations, conversation_id: str, number: int, label: int
) -> tuple[Answer, Evidence]:
    answer = found_answer(conversations, conversation_id, number)
    return answer, source_in(answer, label)


def source_in(answer: Answer | None, label: int) -> Evidence:
    for item in answer.evidence if answer else ():
        if item.label == label:
            return item
    raise HTTPException(404, "No such source.")


def found_answer(conversations: Conversations, conversation_id: str, number: int) -> Answer:
    answer = found_turn(conversations, conversation_id, number).answer
    if answer is None:
        raise HTTPException(404, "No answer yet.")
    return answer
