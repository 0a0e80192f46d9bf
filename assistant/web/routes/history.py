"""The conversations on this machine: listed, put into the trash and back, and taken away as files."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse

from assistant.web.routes.conversation import found, found_turn
from assistant.web.storage.conversations import Conversations, conversation_to_json
from assistant.web.views.export import conversation_markdown
from assistant.web.views.history import conversations_html, history_html
from assistant.web.views.word import word_document

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def history_routes(conversations: Conversations) -> APIRouter:
    router = APIRouter(prefix="/dateline", default_response_class=HTMLResponse)

    @router.get("/history")
    def history() -> str:
        return history_html(conversations)

    @router.get("/history/rows")
    def rows(find: str = "") -> str:
        words = find.casefold().split()
        return conversations_html([held for held in conversations.list() if held.holds(words)])

    @router.post("/history/{conversation}/name")
    def call(conversation: str, name: str = "") -> str:
        return done(conversations.call(conversation, name), "No such conversation.")

    @router.delete("/history/{conversation}")
    def delete(conversation: str) -> str:
        conversations.delete(conversation)
        return ""

    @router.post("/history/{conversation}/restore")
    def restore(conversation: str) -> str:
        return done(conversations.restore(conversation), "That conversation is not in the trash.")

    @router.get("/export/{conversation}.md", response_class=PlainTextResponse)
    def export_markdown(conversation: str) -> Response:
        return PlainTextResponse(conversation_markdown(found(conversations, conversation)), headers=attached("md"))

    @router.get("/export/{conversation}.json")
    def export_json(conversation: str) -> Response:
        return JSONResponse(conversation_to_json(found(conversations, conversation)), headers=attached("json"))

    @router.get("/export/{conversation}.docx")
    def export_word(conversation: str, turn: int | None = None) -> Response:
        if turn is None:
            turns = [held for held in found(conversations, conversation).turns if held.final]
        else:
            turns = [found_turn(conversations, conversation, turn)]
        return Response(word_document(turns), media_type=WORD, headers=attached("docx"))

    return router


def done(worked: bool, otherwise: str) -> str:
    if not worked:
        raise HTTPException(404, otherwise)
    return ""


def attached(kind: str, what: str = "conversation") -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="dateline-{what}.{kind}"'}
