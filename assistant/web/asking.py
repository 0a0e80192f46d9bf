"""Asking on the page: one question to growing turns, at a pace a browser and a reader can follow."""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
import time
from collections.abc import Generator

from assistant.errors import AssistantError
from assistant.schema import Answer
from assistant.web.log import logged
from assistant.web.protocol import AssistantLike
from assistant.web.storage.conversations import Choices, Conversation, Conversations, Turn

PAUSE = 0.2
"""Seconds between two updates of a growing answer."""
STOPPED = "Stopped. Ask again to hear the rest."


def broken(question_id: str) -> str:
    """What a reader is told of a failure that nobody foresaw: the log has the rest."""
    return f"Something failed inside Dateline. Ask again; if it fails again, the log says where, under {question_id}."


def ask(
    assistant: AssistantLike, conversations: Conversations, conversation_id: str, question: str, choices: Choices
) -> Generator[tuple[Conversation, Turn], None, None]:
    """The turn as it grows: first the bare question, then at most five states a second, last the final one.

    Closed before its end (the reader left), it closes the work behind it and keeps the turn as stopped.
    """
    conversation = conversations.get(conversation_id)
    history = conversation.history if conversation else []
    conversation, turn = conversations.begin(conversation_id, question, choices)
    question_id = secrets.token_hex(8)
    began = shown = time.monotonic()
    answers = partial_answers(assistant, question, choices, history, question_id)
    try:
        yield conversation, turn
        for answer in answers:
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
    except GeneratorExit:
        end(conversations, conversation, turn, STOPPED, began)
        raise
    except Exception:  # noqa: BLE001  the edge of the page, logged below: the reader's question must not hang
        error = broken(question_id)
    finally:
        answers.close()
    if ended := end(conversations, conversation, turn, error, began):
        yield conversation, ended


def end(
    conversations: Conversations, conversation: Conversation, turn: Turn, error: str | None, began: float
) -> Turn | None:
    """The turn made final; None where it is so already."""
    if conversation.turns[turn.number - 1].final:
        return None
    turn = dataclasses.replace(turn, error=error, final=True, seconds=time.monotonic() - began)
    conversations.update(conversation, turn)
    return turn


def partial_answers(
    assistant: AssistantLike, question: str, choices: Choices, history: list[tuple[str, str]], question_id: str
) -> Generator[Answer, None, None]:
    """The answers of the assistant; one line of the log when they end or nobody wants more of them."""
    with logged("ask", question_id, "page", question) as line:
        answers = assistant.stream(question, **choices.options, history=history, trace_id=question_id)
        with contextlib.closing(answers):
            for answer in answers:
                yield answer
        line.ended(answer)


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
