"""Conversations: the turns of each, kept on this machine as one JSON file a conversation, or in memory where no folder is given.

A conversation's id is unguessable: it is the link that reopens it. Nothing is deleted for good: what a reader deletes goes to
`trash/` beside the folder, from where it can be restored.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import secrets
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from assistant.files import write_durably
from assistant.schema import Answer, Filters, to_json
from assistant.web.protocol import ChosenOptions
from assistant.web.storage.answer_json import answer_from_json
from assistant.web.storage.damaged import read_or_name

CONVERSATION_ID = re.compile(r"[A-Za-z0-9_-]{16}")
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

    @property
    def options(self) -> ChosenOptions:
        """As the assistant is asked with them."""
        return ChosenOptions(answerer=self.answerer, k=self.k, **self.within)


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


class Conversations:
    """All conversations. Every finished turn is on disk before its answer is shown as final."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.held: dict[str, Conversation] = {}
        self.removed: dict[str, Conversation] = {}
        """Deleted since the start: one in which an answer was still growing ends in the trash."""
        self.damaged: set[str] = set()
        """Names of files that could not be read when they were last looked at."""
        self.lock = threading.RLock()

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
            if turn.final and self.folder:
                self.write(conversation)

    def get(self, conversation_id: str | None) -> Conversation | None:
        """The conversation of that id, from memory or its file; None where there is none, or none that can be read."""
        if not conversation_id or not CONVERSATION_ID.fullmatch(conversation_id):
            return None
        with self.lock:
            if conversation_id not in self.held and self.folder:
                path = self.folder / f"{conversation_id}.json"
                if path.is_file() and (read := read_or_name(path, read_conversation, self.damaged)):
                    self.held[conversation_id] = read
            return self.held.get(conversation_id)

    def list(self) -> list[Conversation]:
        """Every conversation with at least one turn, the newest first."""
        with self.lock:
            if self.folder and self.folder.is_dir():
                paths = list(self.folder.glob("*.json"))
                self.damaged &= {path.name for path in paths}
                for path in paths:
                    self.get(path.stem)
            return sorted((c for c in self.held.values() if c.turns), key=lambda c: c.turns[-1].asked, reverse=True)

    def call(self, conversation_id: str, name: str) -> bool:
        """Gives a conversation a name, or takes it back where that is empty; False where there is none of that id."""
        with self.lock:
            conversation = self.get(conversation_id)
            if conversation is None:
                return False
            conversation.name = " ".join(name.split())[:LONGEST_NAME] or None
            if self.folder:
                self.write(conversation)
            return True

    def delete(self, conversation_id: str) -> None:
        """Moves the conversation to the trash."""
        with self.lock:
            conversation = self.get(conversation_id)
            if conversation is None:
                return
            self.removed[conversation_id] = self.held.pop(conversation_id)
            if self.folder:
                (self.folder / f"{conversation_id}.json").unlink(missing_ok=True)
                self.write(conversation)

    def restore(self, conversation_id: str) -> bool:
        """Puts a deleted conversation back; False where there is none of that id."""
        with self.lock:
            if not CONVERSATION_ID.fullmatch(conversation_id):
                return False
            kept = self.trash / f"{conversation_id}.json" if self.trash else None
            conversation = self.removed.pop(conversation_id, None)
            if conversation is None and kept and kept.is_file():
                conversation = read_or_name(kept, read_conversation, set())
            if conversation is None:
                return False
            self.held[conversation_id] = conversation
            if kept:
                self.write(conversation)
                kept.unlink(missing_ok=True)
            return True

    @property
    def trash(self) -> Path | None:
        return self.folder.with_name("trash") if self.folder else None

    def write(self, conversation: Conversation) -> None:
        folder = self.trash if conversation.conversation_id in self.removed else self.folder
        assert folder is not None
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(conversation_to_json(conversation), ensure_ascii=False)
        write_durably(folder / f"{conversation.conversation_id}.json", text)

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
