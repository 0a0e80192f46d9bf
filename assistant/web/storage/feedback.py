"""A reader's word on an answer, kept as a candidate question: everything that is needed to ask it again stands in the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.errors import QuestionError
from assistant.schema import to_json
from assistant.service import Assistant
from assistant.web.storage.conversations import Choices, Conversation, Turn

REASONS = {
    "wrong citation": "A citation is wrong",
    "missing source": "A source is missing",
    "should have abstained": "Should not have been answered",
    "should have answered": "Should have been answered",
    "outdated": "Outdated",
}
"""Why an answer is not good, as kept and as shown."""
LONGEST_NOTE = 2000


def feedback_record(
    assistant: Assistant, conversation: Conversation, turn: Turn, rating: str, reason: str | None, note: str
) -> dict[str, Any]:
    """The line for `eval/feedback.jsonl`. Raises QuestionError for a rating or reason that is none, or an unfinished turn."""
    if rating not in ("good", "bad") or (rating == "bad") != (reason in REASONS):
        raise QuestionError("Say what is wrong with the answer, or that it is good.")
    if not turn.final or turn.answer is None:
        raise QuestionError("There is no finished answer to speak of.")
    earlier = conversation.turns[: turn.number - 1]
    return {
        "query_id": f"{conversation.conversation_id}-{turn.number}",
        "text": turn.question,
        "rating": rating,
        "reason": reason if rating == "bad" else None,
        "note": note[:LONGEST_NOTE],
        "given": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "conversation_id": conversation.conversation_id,
        "turn": turn.number,
        "history": [[held.question, held.answer.text] for held in earlier if held.final and held.answer],
        **asked_with(assistant, turn.choices),
        "answer": to_json(turn.answer),
    }


def asked_with(assistant: Assistant, choices: Choices) -> dict[str, Any]:
    """How the question was asked: filters, answerer, passages, the settings in force and the state of the index."""
    return {
        "filters": to_json(choices.within),
        "answerer": choices.answerer,
        "passages": choices.k,
        "settings": to_json(assistant.settings()),
        "generation": str(assistant.status().get("generation") or ""),
    }


def said_of(records: list[dict[str, Any]], conversation_id: str) -> dict[int, dict[str, Any]]:
    """What was said last of each turn of a conversation."""
    found: dict[int, dict[str, Any]] = {}
    for record in records:
        if record.get("conversation_id") == conversation_id and isinstance(record.get("turn"), int):
            found[record["turn"]] = {name: record.get(name) for name in ("record_id", "rating", "reason")}
    return found
