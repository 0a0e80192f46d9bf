"""The thumbs' requests: a reader's word on a turn, what was said of a conversation's turns, and taking it back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from assistant.service import Assistant
from assistant.web.storage.conversations import Conversations
from assistant.web.storage.feedback import feedback_record, said_of
from assistant.web.storage.records import Records


class Said(BaseModel):
    """A reader's word on a turn."""

    conversation: str = Field(max_length=40)
    turn: int
    rating: str = Field(max_length=10)
    reason: str | None = Field(None, max_length=40)
    note: str = Field("", max_length=2000)


def feedback_routes(assistant: Assistant, conversations: Conversations) -> APIRouter:
    router = APIRouter(prefix="/dateline")
    feedback = Records(assistant.home / "eval" / "feedback.jsonl")

    @router.get("/feedback")
    def given(conversation: str) -> dict[int, dict[str, Any]]:
        return said_of(feedback.all(), conversation)

    @router.post("/feedback")
    def give(said: Said) -> dict[str, str]:
        held = conversations.get(said.conversation)
        if held is None or not 1 <= said.turn <= len(held.turns):
            raise HTTPException(404, "No such answer.")
        record = feedback_record(assistant, held, held.turns[said.turn - 1], said.rating, said.reason, said.note)
        return {"record": feedback.append(record)}

    @router.delete("/feedback/{record}")
    def take_back(record: str) -> dict[str, bool]:
        return {"taken": feedback.take_back(record)}

    return router
