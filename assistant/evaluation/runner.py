"""Runs a question set through the assistant as readers use it, and says how good its answers are.

`run_files` keeps what a run leaves on disk, `measures` says what an answer is worth, `summary` and `report` show it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from assistant.background import Background, State
from assistant.errors import AssistantError, QuestionSetError
from assistant.evaluation import report, run_files
from assistant.evaluation.judges import Judge
from assistant.evaluation.measures import DEPTH, measure
from assistant.evaluation.pricing import Price, load_prices, spent
from assistant.evaluation.question_sets import Question, check_articles, load_set
from assistant.evaluation.run_files import Row, Run
from assistant.evaluation.summary import summarise
from assistant.llm import reply_cache
from assistant.schema import Answer, Answerer, Passage, to_json
from assistant.service import Assistant

Made = TypeVar("Made")
MODEL_JOBS = 4
"""Questions under way at once when a language model answers: they mostly wait for it."""


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """How a question set is run."""

    questions: Path
    runs: Path
    """The folder of runs."""
    name: str | None = None
    """The run's name: one that was stopped goes on. None: date and time."""
    answerer: Answerer = "extractive"
    judge: Judge | None = None
    jobs: int | None = None
    """Questions under way at once. None: one, so that seconds mean something, and four where a model answers or judges."""

    progress: Callable[[int, int], None] | None = None
    """Told after each question how many are asked, of how many; what it raises ends the run, whose rows stay."""

    @property
    def parallel(self) -> int:
        waits = self.answerer == "llm" or self.judge is not None
        return self.jobs or (MODEL_JOBS if waits else 1)


@dataclasses.dataclass(frozen=True)
class Workbench:
    """What asking a question needs."""

    assistant: Assistant
    evaluation: Evaluation
    passages: Mapping[str, Sequence[Passage]]
    """The passages of every article that holds gold."""
    price: Price | None


def run(assistant: Assistant, evaluation: Evaluation) -> Run:
    """Asks every question that the run has no row for yet, and writes the run.

    Raises QuestionSetError, and whatever keeps the assistant from asking.
    """
    asked = load_set(evaluation.questions)
    check_articles(asked.questions, assistant.generation().articles, evaluation.questions)
    folder = evaluation.runs / (evaluation.name or dt.datetime.now().strftime("%Y-%m-%d-%H%M%S"))
    judge = evaluation.judge
    # What the run depends on is written before the first question, so that a run that goes on is held to it.
    settings = run_files.settings_of(
        assistant,
        evaluation.questions,
        asked,
        answerer=evaluation.answerer,
        judge=judge.settings if judge else None,
        jobs=evaluation.parallel,
    )
    kept = run_files.begin(folder, settings, asked)
    bench = _workbench(assistant, evaluation, asked.questions)
    known = {row["query_id"] for row in kept}
    missing = [question for question in asked.questions if question.query_id not in known]
    with (folder / "rows.jsonl").open("a", encoding="utf-8") as file:
        for row in as_they_come(functools.partial(ask, bench), missing, evaluation.parallel, len(kept)):
            file.write(run_files.row_line(row))
            file.flush()
            kept.append(row)
            if evaluation.progress:
                evaluation.progress(len(kept), len(asked.questions))
    place = {question.query_id: at for at, question in enumerate(asked.questions)}
    return finish(folder, sorted(kept, key=lambda row: place[row["query_id"]]), proposed=asked.proposed)


def begin(background: Background, assistant: Assistant, evaluation: Evaluation) -> None:
    """`run` beside other work: stopped, it ends after the question that is being asked, and goes on under its name.

    Raises QuestionSetError where another runs, or the questions cannot be read.
    """
    name = evaluation.questions.name

    def prepare() -> tuple[State, Callable[[], object]]:
        asked = load_set(evaluation.questions).questions
        told = dataclasses.replace(evaluation, progress=lambda done, total: background.progress(name, done, total))
        return State(doing=name, total=len(asked)), lambda: run(assistant, told)

    background.begin(prepare, QuestionSetError("a run is under way already: wait for it, or stop it"))


def finish(folder: Path, rows: Sequence[Row], **further: Any) -> Run:
    """Writes rows, summary and report of a run whose settings are there; rows of a benchmark will do as well."""
    run_files.write_rows(folder / "rows.jsonl", rows)
    summary = summarise(rows) | further
    run_files.write_json(folder / "summary.json", summary)
    finished = Run(folder, run_files.read_settings(folder), rows, summary)
    report.write(finished)
    return finished


def ask(bench: Workbench, question: Question) -> Row:
    """One question's row: its measures, and the answer they were taken on. None is not applicable."""
    row, evaluation = asked_row(question), bench.evaluation
    started = time.perf_counter()
    try:
        with reply_cache.kept_in(evaluation.runs / ".replies"):
            answer = bench.assistant.ask(
                question.text, answerer=evaluation.answerer, history=question.history, query_id=question.query_id
            )
            seconds = time.perf_counter() - started
            row["measures"] = _measures(bench, question, answer) | _usage(answer, seconds, bench.price)
            if evaluation.judge:
                judged = evaluation.judge.judge(question, answer)
                row["measures"] |= judged.measures
                row["judgements"] = list(judged.replies)
    except AssistantError as error:
        return {**row, "measures": {}, "failed": str(error)}
    rounded = {name: None if value is None else round(value, 6) for name, value in row["measures"].items()}
    return {**row, "measures": rounded, "answer": to_json(answer)}


def asked_row(question: Question) -> Row:
    """What a row says of its question, before anything is measured."""
    return {
        "query_id": question.query_id,
        "question_sha256": question.sha256,
        "text": question.text,
        "expected": question.answer,
        "gold": to_json(question.gold),
        "tags": list(question.tags),
        "measures": {},
    }


def _measures(bench: Workbench, question: Question, answer: Answer) -> dict[str, float | None]:
    if not question.answerable:
        return measure(question, answer)
    ranking = bench.assistant.search(answer.trace["query"], DEPTH)
    passages = [p for name in {gold.article_id for gold in question.gold} for p in bench.passages[name]]
    return measure(question, answer, ranking, passages)


def _usage(answer: Answer, seconds: float, price: Price | None) -> dict[str, float | None]:
    """What the answer took, the seconds of a kept reply included."""
    model = answer.trace.get("model") or {}
    seconds += model["seconds"] if model.get("kept") else 0.0
    return {"seconds": seconds, **spent(model.get("usage"), price)}


def as_they_come(
    one: Callable[[Question], Made], questions: Sequence[Question], jobs: int, done: int = 0
) -> Iterator[Made]:
    """What is made of each question, beside a bar. The first is asked alone: it loads what all others use, and may be refused."""
    from tqdm import tqdm

    alone = questions[: len(questions) if jobs == 1 else 1]
    pool = ThreadPoolExecutor(jobs)
    with closing(tqdm(desc="asking", initial=done, total=done + len(questions), disable=None, leave=False)) as bar:
        try:
            for made in map(one, alone):
                bar.update()
                yield made
            for future in as_completed([pool.submit(one, question) for question in questions[len(alone) :]]):
                bar.update()
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _workbench(assistant: Assistant, evaluation: Evaluation, questions: Sequence[Question]) -> Workbench:
    wanted = {gold.article_id for question in questions for gold in question.gold}
    passages: dict[str, list[Passage]] = {name: [] for name in wanted}
    for passage in assistant.generation().collection.passages:
        if passage.article_id in wanted:
            passages[passage.article_id].append(passage)
    prices = load_prices(assistant.config.home / "eval" / "prices.toml")
    return Workbench(assistant, evaluation, passages, prices.get(assistant.config.model))
