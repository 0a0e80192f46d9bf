"""What the page fetches beside Gradio's own requests: its style and script, the welcome, earlier turns, whole articles."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from assistant.chat.conversations import Conversation, Conversations, Turn
from assistant.chat.encode import encode
from assistant.chat.marks import Mark
from assistant.chat.page import feed_html
from assistant.chat.protocol import AssistantLike
from assistant.chat.render_shell import summary, welcome_html
from assistant.chat.render_sources import article_html, citation_marks
from assistant.errors import AssistantError
from assistant.schema import Answer, Article, Evidence

STATIC = Path(__file__).parent / "static"


def routes(assistant: AssistantLike, conversations: Conversations) -> APIRouter:
    """All fragments, under `/dateline`."""
    router = APIRouter(prefix="/dateline", default_response_class=HTMLResponse)

    @router.get("/welcome")
    def welcome() -> str:
        status = assistant.status()
        return f'<p class="summary">{summary(status)}</p>{welcome_html(status, assistant.examples())}'

    @router.get("/turns")
    def turns(conversation: str) -> str:
        held = found(conversations, conversation)
        return "".join(feed_html(held, turn) for turn in held.turns)

    @router.get("/article")
    def article(conversation: str, turn: int, label: int) -> str:
        answer = found_answer(conversations, conversation, turn)
        evidence = next((item for item in answer.evidence if item.label == label), None)
        if evidence is None:
            raise HTTPException(404, "No such source.")
        try:
            whole = assistant.article(evidence.article_id)
        except KeyError:
            return '<div class="failure" role="alert"><p>This article is no longer in the index.</p></div>'
        except AssistantError as error:
            return f'<div class="failure" role="alert"><p>{encode(error)}</p></div>'
        return article_html(whole, article_marks(whole, evidence, answer), evidence.duplicates)

    return router


def article_marks(article: Article, evidence: Evidence, answer: Answer) -> list[Mark]:
    """The marks of one source in its article, none where the article has changed since the answer was made."""
    if article.text[evidence.start : evidence.end] != evidence.text:
        return []
    bears = [Mark(start, end, "bears") for start, end in evidence.spans]
    return [Mark(evidence.start, evidence.end, "passage-place"), *bears] + [
        mark for mark, _ in citation_marks(answer, article.article_id)
    ]


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


def found_answer(conversations: Conversations, conversation_id: str, number: int) -> Answer:
    answer = found_turn(conversations, conversation_id, number).answer
    if answer is None:
        raise HTTPException(404, "No answer yet.")
    return answer
