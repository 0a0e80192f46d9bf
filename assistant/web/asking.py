"""Asking on the page: one question to growing turns, at a pace a browser and a reader can follow."""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
import time
from collections.abc import Generator

from assistant.errors import AssistantError
from assistant.schema import Answer, Note
from assistant.service import Assistant
from assistant.web import writing
from assistant.web.log import logged
from assistant.web.protocol import AskOptions
from assistant.web.storage.conversations import Choices, Conversation, Conversations, Turn
from assistant.web.storage.pace import Pace

PAUSE = 0.2
"""Seconds between two updates of a growing answer."""
STOPPED = "Stopped. Ask again to hear the rest."


def broken(question_id: str) -> str:
    """What a reader is told of a failure that nobody foresaw: the log has the rest."""
    return f"Something failed inside Dateline. Ask again; if it fails again, the log says where, under {question_id}."


def ask(
    assistant: Assistant,
    conversations: Conversations,
    conversation_id: str,
    question: str,
    choices: Choices,
    pace: Pace,
) -> Generator[tuple[Conversation, Turn], None, None]:
    """The turn as it grows: first the bare question, then at most five states a second, last the final one.

    A state in which nothing is new is the same object as the one before. Closed before its end (the reader left), it closes the work
    behind it and keeps the turn as stopped.
    """
    conversation = conversations.get(conversation_id)
    history = conversation.history if conversation and not choices.alone else []
    conversation, turn = conversations.begin(conversation_id, question, choices)
    question_id = secrets.token_hex(8)
    began = shown = time.monotonic()
    options = AskOptions(
        **choices.within, answerer=choices.answerer, k=choices.k, history=history, trace_id=question_id
    )
    states = answers(assistant, question, options, pace)
    try:
        yield conversation, turn
        for answer, being_written in states:
            if (stopped := conversation.turns[turn.number - 1]).final:
                yield conversation, stopped  # the last word: a late growing state may have crossed it
                return
            progressed = being_written not in (None, turn.writing)
            if progressed or answer is not turn.answer:
                turn = dataclasses.replace(turn, answer=answer, writing=being_written)
            if progressed or time.monotonic() - shown >= PAUSE:
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
        states.close()
    if ended := end(conversations, conversation, turn, error, began):
        yield conversation, ended


def end(
    conversations: Conversations, conversation: Conversation, turn: Turn, error: str | None, began: float
) -> Turn | None:
    """The turn made final; None where it is so already."""
    if conversation.turns[turn.number - 1].final:
        return None
    turn = dataclasses.replace(final(turn, error), seconds=time.monotonic() - began)
    conversations.update(conversation, turn)
    return turn


def final(turn: Turn, error: str | None) -> Turn:
    """The turn at its end. Where only the written answer is missing, the quoted one stays, with a note that says why."""
    if error and turn.answer and turn.writing:
        why = "The written answer was stopped" if error == STOPPED else f"There is no written answer: {error}"
        note = Note("language model", why.rstrip(".") + ".")
        quoted = dataclasses.replace(turn.answer, notes=(note, *turn.answer.notes))
        return dataclasses.replace(turn, answer=quoted, writing=None, final=True)
    return dataclasses.replace(turn, error=error, writing=None, final=True)


def answers(
    assistant: Assistant, question: str, options: AskOptions, pace: Pace
) -> Generator[tuple[Answer, str | None], None, None]:
    """The answers of the assistant, each with how far a written one is for which it stands in.

    One line of the log when they end or nobody wants more of them.
    """
    with logged("ask", str(options.get("trace_id")), "page", question) as line:
        if options.get("answerer") == "llm":
            states = writing.behind_quoted(assistant, question, options, pace)
        else:
            states = as_they_are(assistant, question, options)
        with contextlib.closing(states):
            for answer, being_written in states:
                yield answer, being_written
        line.ended(answer)


def as_they_are(assistant: Assistant, question: str, options: AskOptions) -> Generator[tuple[Answer, None], None, None]:
    with contextlib.closing(assistant.stream(question, **options)) as answers:
        for answer in answers:
            yield answer, None


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
    turn = final(conversation.turns[-1], STOPPED)
    conversations.update(conversation, turn)
    return conversation, turn
