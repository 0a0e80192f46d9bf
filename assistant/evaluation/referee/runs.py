"""A system's answers into a run like any other: `settings.json`, `rows.jsonl`, `summary.json`, `report.html`.

Questions are matched by their id, else by their words. One that the system was not asked counts as failed, and is in no mean: how many
is said first. Without a question set the answers are measured by what needs none.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import QuestionSetError
from assistant.evaluation import comparison, report, run_files, runner
from assistant.evaluation.comparison import Comparison, Gates
from assistant.evaluation.pricing import Price
from assistant.evaluation.question_sets import Question, QuestionSet
from assistant.evaluation.referee import shapes, side_by_side
from assistant.evaluation.referee.given import Given
from assistant.evaluation.referee.placing import Placer
from assistant.evaluation.referee.scoring import Bench, row_of
from assistant.evaluation.run_files import Row, Run, Settings
from assistant.evaluation.summary import summarise

NOT_ASKED = "the file holds no answer to it"


@dataclasses.dataclass(frozen=True)
class System:
    """Who answered, and what is known of how."""

    name: str
    given: tuple[Given, ...]
    settings: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    failed: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Why a question has no answer, by its query_id."""


@dataclasses.dataclass(frozen=True)
class Court:
    """What all systems are held against."""

    runs: Path
    questions: QuestionSet | None
    """None: the answers are measured by themselves."""
    placer: Placer
    corpus_sha256: str | None = None
    prices: Mapping[str, Price] = dataclasses.field(default_factory=dict)


def judge(system: System, court: Court, folder: Path) -> Run:
    """Scores a system's answers and writes them as a run. Raises QuestionSetError where the folder is another run's."""
    if (folder / "settings.json").exists() and run_files.read_settings(folder).get("system") != system.name:
        raise QuestionSetError(f"{folder} is another run: give another --name, or delete it")
    folder.mkdir(parents=True, exist_ok=True)
    run_files.write_json(folder / "settings.json", _settings(system, court))
    return runner.finish(folder, rows_of(system, court))


def rows_of(system: System, court: Court) -> list[Row]:
    """A row a question of the set, in its order; a row an answer where there is no set."""
    price = court.prices.get(str(system.settings.get("model")))
    bench = Bench(court.placer, cites=any(given.cites for given in system.given), price=price)
    if court.questions is None:
        return [_alone(given, bench) for given in system.given]
    matched = match(system.given, court.questions.questions)
    return [
        _row(question, matched[question.query_id], bench)
        if question.query_id in matched
        else _failed(question, system.failed.get(question.query_id, NOT_ASKED))
        for question in court.questions.questions
    ]


def match(given: Sequence[Given], questions: Sequence[Question]) -> dict[str, Given]:
    """The answer to each question that has one, by query_id. Raises QuestionSetError where an id and the words say different questions."""
    by_id = {question.query_id: question for question in questions}
    by_words: dict[str, list[str]] = {}
    for question in questions:
        by_words.setdefault(shapes.plain(question.text), []).append(question.query_id)
    found: dict[str, Given] = {}
    for one in given:
        named, worded = by_id.get(one.query_id or ""), by_words.get(shapes.plain(one.question), [])
        if named is not None and worded and named.query_id not in worded:
            raise QuestionSetError(
                f"{one.where}: its id says {named.query_id}, its words are those of {worded[0]}: mend either"
            )
        name = named.query_id if named is not None else worded[0] if len(worded) == 1 else None
        if name is not None and name in found:
            raise QuestionSetError(f"{one.where}: {name} is answered at {found[name].where} already: keep one")
        if name is not None:
            found[name] = one
    return found


def rescored(run: Run, court: Court) -> Run:
    """One of Dateline's own runs under the referee's measures: its answers are held to what any system's are.

    A baseline, which keeps no answers, is left as it is: it is compared by the measures that both have.
    """
    if run.settings.get("system") or not any(row.get("answer") for row in run.rows):
        return run
    given = tuple(
        shapes.read(row, f"{run.name}: {row['query_id']}", "dateline") for row in run.rows if row.get("answer")
    )
    failed = {row["query_id"]: str(row["failed"]) for row in run.rows if row.get("failed")}
    rows = rows_of(System(run.name, given, run.settings, failed), court)
    return dataclasses.replace(run, rows=rows, summary=summarise(rows))


def beside(systems: Sequence[Run], against: Run | None) -> list[Comparison]:
    """Every system against a run, or the later ones against the first; each one's report shows all side by side."""
    first, others = (against, systems) if against else (systems[0], systems[1:])
    everyone = [first, *others]
    compared = {run.name: _compared(run, first) for run in others}
    columns = [side_by_side.name_of(run) for run in everyone], side_by_side.lines(everyone)
    for run in systems:
        report.write(run, compared.get(run.name), columns)
    return list(compared.values())


def _compared(run: Run, first: Run) -> Comparison:
    """Two systems differ in all their settings: only other articles are worth a note."""
    found = comparison.compare(run, first, Gates())
    notes = [note for note in found.notes if not note.startswith("they differ in")]
    if run.settings.get("corpus_sha256") != first.settings.get("corpus_sha256"):
        notes.append("they were asked, or are scored, over other articles")
    return dataclasses.replace(found, against=side_by_side.name_of(first), notes=tuple(notes))


def _settings(system: System, court: Court) -> Settings:
    questions = court.questions
    words = sorted(shapes.plain(given.question) for given in system.given)
    return {
        "schema": run_files.SCHEMA,
        "system": system.name,
        "answerer": system.name,
        "model": system.settings.get("model"),
        **system.settings,
        "questions_sha256": questions.sha256 if questions else hashlib.sha256("\n".join(words).encode()).hexdigest(),
        "corpus_sha256": court.corpus_sha256,
        "program_sha256": run_files.program_sha256(),
        "started": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }


def _alone(given: Given, bench: Bench) -> Row:
    """The row of an answer to a question of which only the words are known: named by them, so that two systems' rows pair."""
    name = hashlib.sha256(shapes.plain(given.question).encode()).hexdigest()[:16]
    question = Question(name, given.question, False, given.reference, (), (), (), judged=False)
    return _row(question, given, bench) | {"question_sha256": name}


def _row(question: Question, given: Given, bench: Bench) -> Row:
    return _failed(question, given.failed) if given.failed else row_of(question, given, bench)


def _failed(question: Question, reason: str) -> Row:
    return runner.asked_row(question) | {"gold": [], "failed": reason}
