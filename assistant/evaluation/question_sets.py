"""Question sets: one question a line, with the characters that answer it. The only module that reads them, or any file of JSON lines."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from assistant.errors import QuestionSetError
from assistant.evaluation.metrics import ArticleSpan
from assistant.schema import Article, Citation, Evidence


@dataclasses.dataclass(frozen=True, slots=True)
class Gold:
    """Characters of an article that answer a question, or the part of it that they are of."""

    article_id: str
    start: int
    end: int
    part: int = 1
    """Spans of one part say the same; an answer needs one of every part."""

    @property
    def article_span(self) -> ArticleSpan:
        return (self.article_id, (self.start, self.end))

    def meets(self, other: Gold | Citation | Evidence) -> bool:
        """Whether both have a character in common."""
        return self.article_id == other.article_id and self.start < other.end and other.start < self.end


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """One line of a question set."""

    query_id: str
    text: str
    answerable: bool
    answer: str | None
    nuggets: tuple[str, ...]
    """The facts that a good answer states."""
    gold: tuple[Gold, ...]
    tags: tuple[str, ...]
    history: tuple[tuple[str, str], ...] = ()
    """The turns before it, (question, answer), oldest first."""
    okay: frozenset[str] = frozenset()
    """Those of the nuggets that are welcome but not vital."""
    judged: bool = dataclasses.field(default=True, repr=False)
    """Whether it is known what answers it, or that nothing does. No part of `sha256`."""

    @property
    def parts(self) -> list[list[Gold]]:
        """The gold spans of each part."""
        return [[gold for gold in self.gold if gold.part == part] for part in sorted({gold.part for gold in self.gold})]

    @property
    def vital(self) -> tuple[str, ...]:
        return tuple(nugget for nugget in self.nuggets if nugget not in self.okay)

    @property
    def sha256(self) -> str:
        """Names the question as it stands: rows of a question that was edited since are not compared."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


@dataclasses.dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions to ask, and how many proposals wait in the file for somebody to accept them."""

    questions: tuple[Question, ...]
    proposed: int
    sha256: str


def load_questions(path: Path) -> list[Question]:
    """The questions of a file, proposals left out. Raises QuestionSetError naming file and line."""
    return list(load_set(path).questions)


def load_set(path: Path, *, judged: bool = True) -> QuestionSet:
    """Reads a question set, all of it `judged` or not. Raises QuestionSetError naming file and line."""
    data, text = _read(path)
    found: dict[str, Question] = {}
    proposed = 0
    for number, values in json_lines(text, path):
        question = _read_question(values, f"{path}:{number}", judged)
        if question.query_id in found:
            raise QuestionSetError(f"{path}:{number}: {question.query_id} is there already: give it another query_id")
        if values.get("proposed"):
            proposed += 1
        else:
            found[question.query_id] = question
    if not found:
        hint = f": its {proposed} proposals wait to be accepted (take `proposed` out of the line)" if proposed else ""
        raise QuestionSetError(f"{path}: holds no question{hint}")
    return QuestionSet(tuple(found.values()), proposed, hashlib.sha256(data).hexdigest())


def json_lines(text: str, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSONL text with their line numbers. Raises QuestionSetError naming file and line."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise QuestionSetError(f"{path}:{number}: not JSON: {error}") from None
        if not isinstance(values, dict):
            raise QuestionSetError(f"{path}:{number}: not an object but {type(values).__name__}")
        yield number, values


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSONL file with their line numbers. Raises QuestionSetError naming file and line."""
    return json_lines(_read(path)[1], path)


def read_file(path: Path) -> str:
    """The text of a UTF-8 file. Raises QuestionSetError naming file and line."""
    return _read(path)[1]


def write_file(path: Path, text: str, mode: Literal["w", "a", "x"] = "w") -> None:
    """Writes a text, adds it to the file (`a`), or writes it where no file is (`x`). Raises QuestionSetError."""
    if mode == "x" and path.exists():
        raise QuestionSetError(f"{path}: is there already: give another --out")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open(mode, encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise QuestionSetError(f"{path}: cannot be written: {error.strerror}") from None


def check_articles(questions: Sequence[Question], articles: Mapping[str, Article], path: Path) -> None:
    """Raises QuestionSetError for gold in an article that is not indexed, or outside its text."""
    for question in questions:
        for gold in question.gold:
            where = f"{path}: {question.query_id}: {gold.article_id}"
            if gold.article_id not in articles:
                raise QuestionSetError(f"{where} is not in the index: put it into the corpus, or mend the question")
            length = len(articles[gold.article_id].text)
            if gold.end > length:
                raise QuestionSetError(
                    f"{where} has {length} characters, the gold span ends at {gold.end}: mark it anew"
                )


def _read(path: Path) -> tuple[bytes, str]:
    try:
        data = path.read_bytes()
        return data, data.decode("utf-8-sig")
    except OSError as error:
        raise QuestionSetError(
            f"{path}: cannot be read: {error.strerror}: give a file or folder that holds it"
        ) from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise QuestionSetError(f"{path}:{line}: not UTF-8: save the file as UTF-8") from None


def _read_question(values: dict[str, Any], where: str, judged: bool) -> Question:
    known = judged or bool(values.get("gold")) or values.get("answerable") is False
    try:
        nuggets = [_read_nugget(item) for item in values.get("nuggets") or ()]
        question = Question(
            query_id=str(values["query_id"]),
            text=str(values["text"]),
            answerable=bool(values["answerable"]) if known else False,
            answer=values.get("answer"),
            nuggets=tuple(text for text, _ in nuggets),
            gold=tuple(
                Gold(str(g["article_id"]), int(g["start"]), int(g["end"]), int(g.get("part", 1)))
                for g in values.get("gold") or ()
            ),
            tags=tuple(map(str, values.get("tags") or ())),
            history=tuple((str(asked), str(answered)) for asked, answered in values.get("history") or ()),
            okay=frozenset(text for text, vital in nuggets if not vital),
            judged=known,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise QuestionSetError(f"{where}: not a question: {type(error).__name__} {error}") from None
    if question.answerable != bool(question.gold):
        raise QuestionSetError(f"{where}: {question.query_id} is answerable exactly if it has gold spans")
    if not all(0 <= gold.start < gold.end for gold in question.gold):
        raise QuestionSetError(f"{where}: {question.query_id} has an empty or negative gold span")
    return question


def _read_nugget(item: Any) -> tuple[str, bool]:
    """A nugget and whether it is vital: a string is, `{"text": …, "vital": false}` is not."""
    return (item, True) if isinstance(item, str) else (str(item["text"]), bool(item.get("vital", True)))
