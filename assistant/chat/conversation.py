"""Asking on the page: one question to growing turns, at a pace a browser and a reader can follow."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Iterator

from assistant.chat.conversations import Choices, Conversation, Conversations, Turn
from assistant.chat.protocol import AssistantLike
from assistant.errors import AssistantError
from assistant.schema import Answer

logger = logging.getLogger(__name__)

PAUSE = 0.2
"""Seconds between two updates of a growing answer."""
STOPPED = "Stopped. Ask again to hear the rest."
BROKEN = "Something failed inside Dateline. Ask again; if it fails again, the terminal it runs in says why."


def ask(
    assistant: AssistantLike, conversations: Conversations, conversation_id: str, question: str, choices: Choices
) -> Iterator[tuple[Conversation, Turn]]:
    """The turn as it grows: first the bare question, then at most five states a second, last the final one."""
    conversation = conversations.get(conversation_id)
    history = conversation.history if conversation else []
    conversation, turn = conversations.begin(conversation_id, question, choices)
    yield conversation, turn
    began = shown = time.monotonic()
    try:
        for answer in partial_answers(assistant, question, choices, history):
            if (stopped := conversation.turns[turn.number - 1]).final:
                yield conversation, stopped  # the last word: a late growing state may have crossed it
                return
            turn = dataclasses.replace(turn, answer=answer)
            if time.monotonic() - shown >= PAUSE:
                shown = time.monotonic()
                conversations.update(conversation, turn)
                yield conversation, turn
        error = None
    except AssistantError as failure:
        error = str(failure)
    except Exception:  # the edge of the page: whatever failed, the reader's question must not hang
        logger.exception("a question failed")
        error = BROKEN
    if not conversation.turns[turn.number - 1].final:
        turn = dataclasses.replace(turn, error=error, final=True, seconds=time.monotonic() - began)
        conversations.update(conversation, turn)
        yield conversation, turn


def partial_answers(
    assistant: AssistantLike, question: str, choices: Choices, history: list[tuple[str, str]]
) -> Iterator[Answer]:
    return assistant.stream(
        question,
        answerer=choices.answerer,
        since=choices.since,
        until=choices.until,
        outlets=choices.outlets,
        k=choices.k,
        history=history,
    )


def refuse(
    conversations: Conversations, conversation_id: str, question: str, message: str
) -> tuple[Conversation, Turn]:
    """A turn that says why the question was not asked."""
    conversation, turn = conversations.begin(conversation_id, question, Choices())
    turn = dataclasses.replace(turn, error=message, final=True)
    conversations.update(conversation, turn)
    return conversation, turn


def stop(conversations: Conversations, conversation_id: str) -> tuple[Conversation, Turn] | None:
    """Ends the turn that is still growing; None where there is none."""
    conversation = conversations.get(conversation_id)
    if conversation is None or not conversation.turns or conversation.turns[-1].final:
        return None
    turn = dataclasses.replace(conversation.turns[-1], error=STOPPED, final=True)
    conversations.update(conversation, turn)
    return conversation, turn
