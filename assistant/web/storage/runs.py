"""Runs of question sets as `assistant eval` left them under `eval/runs/`, read for display.

A run may be of an older version or damaged: what cannot be read is named, never guessed.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import threading
from pathlib import Path
from typing import Any

from assistant.schema import Answer
from assistant.web.storage.answer_json import answer_from_json

MOST_QUESTIONS = 5000
"""Questions of one run that are read: the page is for reading, not for mining."""

LONGEST_LINE = 1_000_000
"""Characters of a file's first line, by which it is known to hold questions."""


@dataclasses.dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question of a run: its measures, and its answer or why it failed."""

    query_id: str
    text: str
    expected: str | None
    tags: tuple[str, ...]
    measures: dict[str, float]
    """Those that apply."""
    failed: str | None
    answer: dict[str, Any] | None

    @property
    def right(self) -> bool:
        """Answered citing gold where the articles hold the answer, abstained where they do not."""
        if self.failed is not None or "answerable" not in self.measures:
            return False
        if "right" in self.measures:
            return self.measures["right"] > 0
        if not self.measures["answerable"]:
            return self.measures.get("abstained", 0) > 0
        return not self.measures.get("abstained") and self.measures.get("gold cited", 0) > 0

    @property
    def verdict(self) -> str:
        """`right`, or what went wrong in two or three words."""
        if self.failed is not None:
            return "failed"
        if "answerable" not in self.measures:
            return "not measured"
        if self.right:
            return "right"
        if not self.measures["answerable"]:
            return "should have abstained"
        return "should have answered" if self.measures.get("abstained") else "cites other passages"


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """One folder of `eval/runs/`. `problem` says why there are no figures."""

    name: str
    settings: dict[str, Any]
    summary: dict[str, Any]
    questions: tuple[AskedQuestion, ...] = ()
    problem: str | None = None

    def question(self, query_id: str) -> AskedQuestion | None:
        return next((question for question in self.questions if question.query_id == query_id), None)


class Runs:
    """The runs under one folder. Each is read once for as long as its files stay the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = threading.Lock()
        self.held: dict[str, tuple[tuple[int, ...], Run]] = {}

    def names(self) -> list[str]:
        """The newest first."""
        if not self.folder.is_dir():
            return []
        folders = [path for path in self.folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
        return [path.name for path in sorted(folders, key=lambda path: (modified(path), path.name), reverse=True)]

    def question_files(self) -> tuple[str, ...]:
        """The files beside the runs whose first line is a question."""
        found = sorted(self.folder.parent.glob("*.jsonl"))
        return tuple(path.name for path in found if path.is_file() and holds_questions(path))

    def list(self) -> list[Run]:
        return [run for name in self.names() if (run := self.get(name)) is not None]

    def get(self, name: str | None) -> Run | None:
        """The run of that name; None where there is none. Only names of folders that are there are looked at."""
        if name is None or name not in self.names():
            return None
        folder = self.folder / name
        stamp = tuple(modified(folder / part) for part in ("settings.json", "summary.json", "rows.jsonl"))
        with self.lock:
            if name not in self.held or self.held[name][0] != stamp:
                self.held[name] = (stamp, read_run(folder))
            return self.held[name][1]


def holds_questions(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            first = json.loads(file.readline(LONGEST_LINE))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(first, dict) and {"query_id", "text", "answerable"} <= first.keys()


def modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def read_run(folder: Path) -> Run:
    """The run of a folder, with a `problem` where its summary or rows cannot be read."""
    settings = read_object(folder / "settings.json") or {}
    summary = read_object(folder / "summary.json")
    if summary is None:
        return Run(folder.name, settings, {}, problem="It has no summary: it was stopped, or is still under way.")
    try:
        with (folder / "rows.jsonl").open(encoding="utf-8") as file:
            questions = tuple(question_from_json(json.loads(line)) for line in itertools.islice(file, MOST_QUESTIONS))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return Run(folder.name, settings, summary, problem=f"Its rows cannot be read: {type(error).__name__}.")
    return Run(folder.name, settings, summary, questions)


def read_object(path: Path) -> dict[str, Any] | None:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def question_from_json(raw: dict[str, Any]) -> AskedQuestion:
    answer = raw.get("answer")
    query_id = str(raw["query_id"])
    measures = {str(name): float(value) for name, value in raw.get("measures", {}).items() if is_number(value)}
    return AskedQuestion(
        query_id=query_id,
        text=str(raw.get("text") or (answer or {}).get("question") or query_id),
        expected=None if raw.get("expected") is None else str(raw["expected"]),
        tags=tuple(map(str, raw.get("tags") or ())),
        measures=measures,
        failed=None if raw.get("failed") is None else str(raw["failed"]),
        answer=answer if isinstance(answer, dict) else None,
    )


def is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and value == value and abs(value) < 1e12  # not NaN, not infinite


def answer_of(question: AskedQuestion) -> Answer | None:
    """The answer that was given; None where there is none, or one of another shape."""
    try:
        return answer_from_json(question.answer) if question.answer else None
    except ValueError:
        return None
