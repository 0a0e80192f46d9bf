"""One question under two configurations: each side is asked on its own and held until it is judged."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import secrets
import threading
import time
from typing import Any

from assistant.chat.conversation import BROKEN
from assistant.chat.conversations import Choices
from assistant.chat.protocol import AssistantLike
from assistant.errors import AssistantError, QuestionError
from assistant.schema import Answer, Citation, to_json

logger = logging.getLogger(__name__)

HELD = 40
"""Sides held in memory; a judgement is about answers that are on the page."""
BETTER = ("A", "B", "tie")


@dataclasses.dataclass(frozen=True, slots=True)
class Side:
    """A question as one configuration answered it, or why that failed."""

    side_id: str
    question: str
    choices: Choices
    model: str | None
    answer: Answer | None
    error: str | None
    seconds: float


class Comparisons:
    """The sides asked last. `ask` is for the web server's threads: two questions at a time are under way, others wait."""

    def __init__(self) -> None:
        self.sides: dict[str, Side] = {}
        self.lock = threading.Lock()
        self.turnstile = threading.BoundedSemaphore(2)

    def ask(self, assistant: AssistantLike, question: str, choices: Choices, model: str | None) -> Side:
        """The side, its failure included: one configuration's fault must not hide the other's answer."""
        with self.turnstile:
            began = time.monotonic()
            answer, error = None, None
            try:
                answer = chosen(assistant, choices, model).ask(
                    question,
                    answerer=choices.answerer,
                    since=choices.since,
                    until=choices.until,
                    outlets=choices.outlets,
                    k=choices.k,
                )
            except AssistantError as failure:
                error = str(failure)
            except Exception:
                logger.exception("a question of a comparison failed")
                error = BROKEN
            side = Side(secrets.token_urlsafe(12), question, choices, model, answer, error, time.monotonic() - began)
        with self.lock:
            self.sides[side.side_id] = side
            while len(self.sides) > HELD:
                del self.sides[next(iter(self.sides))]
        return side

    def get(self, side_id: str) -> Side:
        """Raises QuestionError for a side that is no longer held."""
        side = self.sides.get(side_id)
        if side is None:
            raise QuestionError("These answers are no longer held: compare again.")
        return side


def chosen(assistant: AssistantLike, choices: Choices, model: str | None) -> AssistantLike:
    return assistant.with_model(model) if model and choices.answerer == "llm" else assistant


def judgement_record(assistant: AssistantLike, one: Side, other: Side, better: str) -> dict[str, Any]:
    """The line for `eval/judgements.jsonl`. Raises QuestionError for a judgement that is none, or of two questions."""
    if better not in BETTER:
        raise QuestionError("Say that A is better, that B is better, or that it is a tie.")
    if one.question != other.question:
        raise QuestionError("These are answers to two questions: compare again.")
    return {
        "text": one.question,
        "better": better,
        "judged": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "A": side_record(one),
        "B": side_record(other),
        "settings": to_json(assistant.settings()),
        "generation": str(assistant.status().get("generation") or ""),
    }


def side_record(side: Side) -> dict[str, Any]:
    raw: dict[str, Any] = to_json(side)
    return {name: raw[name] for name in ("choices", "model", "answer", "error", "seconds")}


@dataclasses.dataclass(frozen=True, slots=True)
class Shared:
    """The citations of two answers: places that both rest on, and those of one alone, each place once."""

    both: tuple[Citation, ...]
    one: tuple[Citation, ...]
    other: tuple[Citation, ...]


def shared(one: Answer | None, other: Answer | None) -> Shared:
    """Places are the same where they overlap in the same article."""
    first, second = places(one), places(other)
    both = tuple(place for place in first if any(overlap(place, twin) for twin in second))
    return Shared(
        both,
        tuple(place for place in first if place not in both),
        tuple(place for place in second if not any(overlap(place, twin) for twin in first)),
    )


def places(answer: Answer | None) -> list[Citation]:
    """The answer's citations, those of one place once."""
    found: list[Citation] = []
    for sentence in answer.sentences if answer else ():
        for citation in sentence.citations:
            if not any(overlap(citation, held) for held in found):
                found.append(citation)
    return found


def overlap(one: Citation, other: Citation) -> bool:
    return one.article_id == other.article_id and one.start < other.end and other.start < one.end
