"""One question under two configurations: each side is asked on its own and held until it is judged."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
import threading
import time
from typing import Any

from assistant.errors import AssistantError, QuestionError
from assistant.schema import Answer, Citation, to_json
from assistant.service import Assistant
from assistant.web.asking import broken
from assistant.web.log import logged
from assistant.web.places import BUSY
from assistant.web.storage.conversations import Choices

HELD = 40
"""Sides held in memory; a judgement is about answers that are on the page."""
MOST_WAITING = 8
"""Sides that wait at most: each holds a thread of the web server."""
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
        self.places = threading.BoundedSemaphore(2 + MOST_WAITING)

    def ask(self, assistant: Assistant, question: str, choices: Choices, model: str | None) -> Side:
        """The side, its failure included: one configuration's fault must not hide the other's answer."""
        if not self.places.acquire(blocking=False):
            raise QuestionError(BUSY)
        try:
            with self.turnstile:
                side = asked(assistant, question, choices, model)
        finally:
            self.places.release()
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


def asked(assistant: Assistant, question: str, choices: Choices, model: str | None) -> Side:
    began = time.monotonic()
    question_id = secrets.token_hex(8)
    answer, error = None, None
    try:
        with logged("ask", question_id, "compare", question) as line:
            options = {"answerer": choices.answerer, "k": choices.k, "trace_id": question_id}
            chosen = assistant.with_model(model) if model and choices.answerer == "llm" else assistant
            answer = chosen.ask(question, **options, **choices.within)
            line.ended(answer)
    except AssistantError as failure:
        error = str(failure)
    except Exception:  # noqa: BLE001  the edge of the page, logged above
        error = broken(question_id)
    return Side(secrets.token_urlsafe(12), question, choices, model, answer, error, time.monotonic() - began)


def judgement_record(assistant: Assistant, one: Side, other: Side, better: str) -> dict[str, Any]:
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
