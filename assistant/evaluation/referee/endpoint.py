"""Asks a system behind an OpenAI-compatible endpoint every question, and keeps its replies as they came in `answers.jsonl`.

What it replied is scored as any file is. A run that was stopped goes on: what is in the file is not asked again, what failed is.
"""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import LanguageModelError, QuestionSetError
from assistant.evaluation.question_sets import Question, json_lines
from assistant.evaluation.referee import shapes
from assistant.evaluation.referee.given import Given
from assistant.evaluation.referee.runs import System
from assistant.evaluation.runner import as_they_come
from assistant.llm import client, whole_reply
from assistant.llm.prompts import Message, Prompt
from assistant.llm.settings import LanguageModelSettings
from assistant.schema import Evidence

ANSWERS = "answers.jsonl"
FAILED_IN_A_ROW = 10
"""So many failures one after the other end the run: the endpoint is gone, or refuses."""
Contexts = Callable[[Question], Sequence[Evidence]]
"""The passages that the system is given with a question."""
Reply = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Asked:
    """A system, and how it is asked."""

    name: str
    settings: LanguageModelSettings
    jobs: int = 4
    contexts: Contexts | None = None
    """None: the system finds its own."""
    prompt: Prompt | None = None
    """How it is asked to answer from contexts."""


def ask_all(asked: Asked, questions: Sequence[Question], folder: Path, settings: Mapping[str, Any]) -> System:
    """The system's answers, those of a stopped run included. Raises LanguageModelError when the first question already fails.

    Raises QuestionSetError where the folder's answers are those of another system, or cannot be read.
    """
    path = folder / ANSWERS
    kept = read_kept(path, settings)
    missing = [question for question in questions if question.query_id not in kept]
    failed: dict[str, str] = {}
    in_a_row = 0
    with path.open("a", encoding="utf-8") as file:
        for question, reply in _replies(asked, missing):
            if isinstance(reply, LanguageModelError):
                if not kept and not failed:
                    raise reply
                failed[question.query_id] = str(reply)
                in_a_row += 1
                if in_a_row >= FAILED_IN_A_ROW:
                    raise LanguageModelError(
                        f"{reply} ({in_a_row} in a row; {len(kept)} answered: run it again with --name {folder.name} to go on)"
                    )
                continue
            in_a_row = 0
            if not kept:
                file.write(json.dumps({"asked": dict(settings)}, ensure_ascii=False) + "\n")
            kept[question.query_id] = reply
            file.write(json.dumps(reply, ensure_ascii=False) + "\n")
            file.flush()
    given, unread = _read(kept, path)
    return System(asked.name, given, settings, failed | unread)


def read_kept(path: Path, settings: Mapping[str, Any]) -> dict[str, Reply]:
    """The replies that a stopped run left, by query_id; a last line that was cut off is left out of the file."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        return {}
    text = path.read_text(encoding="utf-8", errors="replace")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole, encoding="utf-8")
    lines = [values for _, values in json_lines(whole, path)]
    if lines and lines[0].get("asked") != json.loads(json.dumps(dict(settings))):
        raise QuestionSetError(
            f"{path}: holds another system's answers, or other settings: give another --name, or delete it"
        )
    return {str(values["query_id"]): values for values in lines[1:] if "query_id" in values}


def ask(asked: Asked, question: Question) -> Reply:
    """One question's reply with what was sent along. Raises LanguageModelError."""
    evidence = list(asked.contexts(question)) if asked.contexts else []
    turns = [
        message
        for said, answer in question.history
        for message in (Message("user", said), Message("assistant", answer))
    ]
    messages: tuple[Message, ...] = (Message("user", question.text),)
    sent: tuple[int, ...] = ()
    if evidence and asked.prompt:
        messages, sent = client.fit(question.text, evidence, asked.settings, asked.prompt)
    started = time.perf_counter()
    reply = whole_reply.ask((*messages[:-1], *turns, messages[-1]), asked.settings)
    contexts = [
        {"label": item.label, "text": item.text, "article_id": item.article_id, "start": item.start, "end": item.end}
        for item in evidence
        if item.label in sent
    ]
    return {
        "query_id": question.query_id,
        "question": question.text,
        "response": reply,
        "contexts": contexts or reply.get("contexts") or [],
        "seconds": round(time.perf_counter() - started, 3),
    }


def _replies(asked: Asked, questions: Sequence[Question]) -> Iterator[tuple[Question, Reply | LanguageModelError]]:
    def one(question: Question) -> tuple[Question, Reply | LanguageModelError]:
        try:
            return question, ask(asked, question)
        except LanguageModelError as error:
            return question, error

    return as_they_come(one, questions, asked.jobs)


def _read(kept: Mapping[str, Reply], path: Path) -> tuple[tuple[Given, ...], dict[str, str]]:
    """The replies that can be read, and why the others cannot: they failed, and are neither wrong nor right."""
    given, unread = [], {}
    for query_id, reply in kept.items():
        try:
            given.append(shapes.read(reply, f"{path}: {query_id}", "openai"))
        except QuestionSetError as error:
            unread[query_id] = str(error)
    return tuple(given), unread
