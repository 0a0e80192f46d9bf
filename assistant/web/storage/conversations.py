"""Conversations: the turns of each, kept on this machine as one JSON file a conversation, or in memory where no folder is given.

A conversation's id is unguessable: it is the link that reopens it. Nothing is deleted for good: what a reader deletes goes to
`trash/` beside the folder, from where it can be restored.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from assistant.schema import Answer, Filters, to_json
from assistant.web.storage.answer_json import answer_from_json
from assistant.web.storage.shelf import Shelf

LONGEST_NAME = 120
RECENT = 50
"""Conversations held in memory; the others are read from their files when opened."""


@dataclasses.dataclass(frozen=True, slots=True)
class Choices:
    """What the reader chose beside the question."""

    answerer: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    outlets: tuple[str, ...] = ()
    k: int = 5
    alone: bool = False
    """Asked without the turns before it."""
    articles: tuple[str, ...] = ()
    """Ids of the only articles that answer; all where there are none."""
    languages: tuple[str, ...] = ()
    """Codes of the only languages of articles that answer; all where there are none."""

    @property
    def within(self) -> Filters:
        """What the evidence is filtered by."""
        return Filters(
            since=self.since,
            until=self.until,
            outlets=self.outlets,
            articles=self.articles,
            languages=self.languages,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it: a growing answer, a final one, or an error."""

    number: int
    question: str
    asked: dt.datetime
    choices: Choices = Choices()
    answer: Answer | None = None
    error: str | None = None
    final: bool = False
    seconds: float | None = None
    writing: str | None = None
    """While a written answer is still to come and `answer` is quoted: how far it is. Never of a final turn."""


TURN = TypeAdapter(Turn)


@dataclasses.dataclass(slots=True)
class Conversation:
    """Turns in the order asked; turn n is `turns[n - 1]`."""

    conversation_id: str
    turns: list[Turn] = dataclasses.field(default_factory=list)
    name: str | None = None
    """What a reader calls it."""

    @property
    def title(self) -> str:
        return self.name or (self.turns[0].question if self.turns else "New conversation")

    def holds(self, words: Sequence[str]) -> bool:
        """Whether its name, questions and answers have all the words."""
        told = [self.title, *(f"{turn.question} {turn.answer.text if turn.answer else ''}" for turn in self.turns)]
        text = "\n".join(told).casefold()
        return all(word in text for word in words)

    @property
    def history(self) -> list[tuple[str, str]]:
        """Question and answer of each finished turn, for follow-ups; a turn that was asked alone begins anew."""
        begins = max((turn.number for turn in self.turns if turn.choices.alone), default=1)
        turns = (turn for turn in self.turns[begins - 1 :] if turn.final)
        return [(turn.question, turn.answer.text) for turn in turns if turn.answer is not None]


class Conversations(Shelf[Conversation]):
    """All conversations. Every finished turn is on disk before its answer is shown as final."""

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__(folder, read_conversation, conversation_to_json)

    def begin(self, conversation_id: str | None, question: str, choices: Choices) -> tuple[Conversation, Turn]:
        """A new turn at the end of the conversation, which is made where the id is unknown."""
        with self.lock:
            conversation = self.get(conversation_id) or Conversation(secrets.token_urlsafe(12))
            turn = Turn(len(conversation.turns) + 1, question, dt.datetime.now(dt.UTC), choices)
            conversation.turns.append(turn)
            self.held[conversation.conversation_id] = conversation
            self.forget_oldest()
            return conversation, turn

    def update(self, conversation: Conversation, turn: Turn) -> None:
        """Replaces the turn of the same number; a final one is written to disk and stays."""
        with self.lock:
            if conversation.turns[turn.number - 1].final and not turn.final:
                return
            conversation.turns[turn.number - 1] = turn
            if turn.final:
                self.write(conversation.conversation_id, conversation)

    def list(self) -> list[Conversation]:
        """Every conversation with at least one turn, the newest first."""
        return sorted((one for one in self.all() if one.turns), key=lambda one: one.turns[-1].asked, reverse=True)

    def call(self, conversation_id: str, name: str) -> bool:
        """Gives a conversation a name, or takes it back where that is empty; False where there is none of that id."""
        with self.lock:
            conversation = self.get(conversation_id)
            if conversation is None:
                return False
            conversation.name = " ".join(name.split())[:LONGEST_NAME] or None
            self.write(conversation_id, conversation)
            return True

    def forget_oldest(self) -> None:
        """Of those that are wholly on disk: a growing turn is held here alone."""
        whole = [key for key, held in self.held.items() if all(turn.final for turn in held.turns)]
        for key in whole[: max(0, len(self.held) - RECENT)] if self.folder else ():
            del self.held[key]


def conversation_to_json(conversation: Conversation) -> dict[str, Any]:
    """The shape of the file and of the export."""
    turns = [to_json(turn) | {"asked": turn.asked.isoformat()} for turn in conversation.turns if turn.final]
    for turn in turns:
        del turn["writing"]
    named = {"name": conversation.name} if conversation.name else {}
    return {"conversation_id": conversation.conversation_id, **named, "turns": turns}


def read_conversation(path: Path) -> Conversation:
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Conversation(raw["conversation_id"], [turn_from_json(turn) for turn in raw["turns"]], raw.get("name"))


def turn_from_json(raw: dict[str, Any]) -> Turn:
    answer = answer_from_json(raw["answer"]) if raw["answer"] else None
    return dataclasses.replace(TURN.validate_python(raw | {"answer": None}), answer=answer)
