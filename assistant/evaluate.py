"""Runs a question set through the assistant as readers use it, and says how good its answers are.

A run is a folder `eval/runs/NAME/`: `settings.json` (what ran), `rows.jsonl` (one question a line, with its answer),
`summary.json` (figures with intervals, and how many questions each rests on).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import importlib.metadata
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import metrics
from assistant.errors import AssistantError, QuestionSetError
from assistant.expected import content_stems, stems
from assistant.schema import Answer, Answerer, Sentence, to_json

if TYPE_CHECKING:
    from assistant.service import Assistant

PACKAGES = ("chromadb", "gradio", "llama-index-core", "numpy", "onnxruntime", "openai")


@dataclasses.dataclass(frozen=True, slots=True)
class Gold:
    """Characters of an article that answer a question on their own."""

    article_id: str
    start: int
    end: int

    @property
    def piece(self) -> metrics.Piece:
        return (self.article_id, (self.start, self.end))


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """One line of a question set."""

    query_id: str
    text: str
    answerable: bool
    answer: str | None
    nuggets: tuple[str, ...]
    gold: tuple[Gold, ...]
    tags: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    folder: Path
    summary: dict[str, Any]


def run(assistant: Assistant, questions: Path, runs: Path, name: str | None, answerer: Answerer) -> Run:
    """Asks every question and writes the run. Raises QuestionSetError, and whatever keeps the assistant from asking."""
    from tqdm import tqdm

    asked = load_questions(questions)
    _check_articles(asked, assistant, questions)
    folder = runs / (name or dt.datetime.now().strftime("%Y-%m-%d-%H%M%S"))
    folder.mkdir(parents=True, exist_ok=True)
    settings = _settings(assistant, questions, answerer)
    (folder / "settings.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    rows = []
    with (folder / "rows.jsonl").open("w", encoding="utf-8") as file:
        for question in tqdm(asked, desc="asking", disable=None, leave=False):
            row = ask(assistant, question, answerer)
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            rows.append(row)
    summary = summarise(rows)
    (folder / "summary.json").write_text(json.dumps(summary, indent=1), encoding="utf-8")
    return Run(folder, summary)


def load_questions(path: Path) -> list[Question]:
    """Reads a question set. Raises QuestionSetError naming file and line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise QuestionSetError(f"{path}: cannot be read: {error.strerror}") from None
    found: dict[str, Question] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        question = _read_question(line, f"{path}:{number}")
        if question.query_id in found:
            raise QuestionSetError(f"{path}:{number}: {question.query_id} is there already")
        found[question.query_id] = question
    if not found:
        raise QuestionSetError(f"{path}: holds no question")
    return list(found.values())


def ask(assistant: Assistant, question: Question, answerer: Answerer) -> dict[str, Any]:
    """One question's row: its measures, and the answer they were taken on. None is not applicable."""
    started = time.perf_counter()
    try:
        answer = assistant.ask(question.text, answerer=answerer)
    except AssistantError as error:
        return {"query_id": question.query_id, "tags": question.tags, "failed": str(error), "measures": {}}
    seconds = time.perf_counter() - started
    return {
        "query_id": question.query_id,
        "tags": question.tags,
        "measures": {**measure(question, answer), "seconds": seconds},
        "answer": to_json(answer),
    }


def measure(question: Question, answer: Answer) -> dict[str, float | None]:
    """What one answer is worth. Measures of evidence and of the text are for answerable questions only."""
    values: dict[str, float | None] = {
        "answerable": float(question.answerable),
        "abstained": float(answer.abstained),
        "confidence": answer.confidence,
        "unsupported shown": float(sum(_is_unsupported(sentence) for sentence in answer.sentences)),
        "atoms missing": float(sum(_lacks_atoms(sentence) for sentence in answer.sentences)),
        "recall@5": None,
        "mark recall": None,
        "gold cited": None,
        "nugget recall": None,
    }
    if not question.answerable:
        return values
    passages: list[metrics.Piece] = [(item.article_id, (item.start, item.end)) for item in answer.evidence[:5]]
    marks: list[metrics.Piece] = [(item.article_id, span) for item in answer.evidence[:5] for span in item.spans]
    cited: list[metrics.Piece] = [(c.article_id, (c.start, c.end)) for s in answer.sentences for c in s.citations]
    values["recall@5"] = _most_of_one(passages, question.gold)
    values["mark recall"] = _most_of_one(marks, question.gold)
    values["gold cited"] = float(any(_overlaps(piece, gold) for piece in cited for gold in question.gold))
    if question.nuggets:
        values["nugget recall"] = sum(holds_nugget(answer.text, nugget) for nugget in question.nuggets) / len(
            question.nuggets
        )
    return values


def holds_nugget(text: str, nugget: str) -> bool:
    """True when the text holds all figures of a vital fact and at least 70 % of its informative words."""
    held, wanted = set(stems(text)), content_stems(nugget)
    figures = [stem for stem in wanted if stem[:1].isdigit()]
    return bool(wanted) and set(figures) <= held and sum(stem in held for stem in wanted) >= 0.7 * len(wanted)


def summarise(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Means with bootstrap intervals, abstention as detection of the unanswerable, and the counts they rest on."""
    done = [row["measures"] for row in rows if row["measures"]]
    summary: dict[str, Any] = {"questions": len(rows), "failed": len(rows) - len(done), "measures": {}}
    for name in ("recall@5", "mark recall", "gold cited", "nugget recall"):
        values = [measures[name] for measures in done if measures[name] is not None]
        summary["measures"][name] = _interval(metrics.bootstrap(values), len(rows) - len(values))
    statistics: dict[str, Callable[[Sequence[dict[str, float]]], float | None]] = {
        "abstention precision": lambda cases: _share(cases, "abstained", lambda case: not case["answerable"]),
        "abstention recall": lambda cases: _share(cases, "answerable", lambda case: bool(case["abstained"]), False),
        "abstention F1": _abstention_f1,
        "confidence AUC": lambda cases: metrics.auc(
            [case["confidence"] for case in cases if case["answerable"]],
            [case["confidence"] for case in cases if not case["answerable"]],
        ),
    }
    for name, statistic in statistics.items():
        summary["measures"][name] = _interval(metrics.bootstrap_statistic(done, statistic), 0)
    for name in ("unsupported shown", "atoms missing"):
        summary[name] = int(sum(measures[name] for measures in done))
    seconds = sorted(measures["seconds"] for measures in done)
    if seconds:
        summary["seconds"] = {"p50": seconds[len(seconds) // 2], "p95": seconds[int(0.95 * (len(seconds) - 1))]}
    summary["tags"] = _by_tag(rows)
    return summary


def table(run: Run) -> str:
    """The summary for a terminal."""
    lines = [f"{run.summary['questions']} questions, {run.summary['failed']} failed"]
    for name, value in run.summary["measures"].items():
        if value is None:
            lines.append(f"{name:22} not applicable")
        else:
            interval = f"{value['low']:.3f} to {value['high']:.3f}"
            lines.append(f"{name:22} {value['mean']:.3f}  (95 %: {interval}; {value['count']} questions)")
    lines += [f"{name:22} {run.summary[name]}" for name in ("unsupported shown", "atoms missing")]
    if "seconds" in run.summary:
        lines.append(f"{'seconds':22} p50 {run.summary['seconds']['p50']:.3f}, p95 {run.summary['seconds']['p95']:.3f}")
    lines.append(f"rows and settings: {run.folder}")
    return "\n".join(lines)


def _read_question(line: str, where: str) -> Question:
    try:
        values = json.loads(line)
        gold = tuple(Gold(str(g["article_id"]), int(g["start"]), int(g["end"])) for g in values["gold"])
        question = Question(
            query_id=str(values["query_id"]),
            text=str(values["text"]),
            answerable=bool(values["answerable"]),
            answer=values.get("answer"),
            nuggets=tuple(values.get("nuggets", ())),
            gold=gold,
            tags=tuple(values.get("tags", ())),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise QuestionSetError(f"{where}: not a question: {type(error).__name__} {error}") from None
    if question.answerable != bool(gold):
        raise QuestionSetError(f"{where}: {question.query_id} is answerable exactly if it has gold spans")
    return question


def _check_articles(questions: Sequence[Question], assistant: Assistant, path: Path) -> None:
    articles = assistant.generation().articles
    for question in questions:
        for gold in question.gold:
            if gold.article_id not in articles:
                raise QuestionSetError(f"{path}: {question.query_id}: {gold.article_id} is not in the index")


def _settings(assistant: Assistant, questions: Path, answerer: Answerer) -> dict[str, Any]:
    """Everything a run depends on."""
    generation = assistant.generation()
    corpus = hashlib.sha256(json.dumps(generation.article_hashes, sort_keys=True).encode()).hexdigest()
    return {
        "answerer": answerer,
        "passages": assistant.config.passages,
        "model": assistant.config.model if answerer == "llm" else None,
        "questions": questions.name,
        "questions_sha256": hashlib.sha256(questions.read_bytes()).hexdigest(),
        "corpus_sha256": corpus,
        "index": generation.settings,
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "started": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }


def _is_unsupported(sentence: Sentence) -> bool:
    return sentence.support is None or sentence.support.label == "unsupported"


def _lacks_atoms(sentence: Sentence) -> bool:
    return sentence.support is not None and any(not atom.found for atom in sentence.support.atoms)


def _most_of_one(pieces: Sequence[metrics.Piece], gold: Sequence[Gold]) -> float:
    """The largest share of any one gold span that the pieces cover: each gold span answers on its own."""
    return max(metrics.strict_coverage(pieces, [one.piece]).recall for one in gold)


def _overlaps(piece: metrics.Piece, gold: Gold) -> bool:
    article_id, (start, end) = piece
    return article_id == gold.article_id and start < gold.end and gold.start < end


def _share(
    cases: Sequence[dict[str, float]], among: str, hit: Callable[[dict[str, float]], bool], value: bool = True
) -> float | None:
    """The share of hits among the cases whose measure `among` is `value`."""
    chosen = [case for case in cases if bool(case[among]) is value]
    return sum(map(hit, chosen)) / len(chosen) if chosen else None


def _abstention_f1(cases: Sequence[dict[str, float]]) -> float | None:
    """2·tp / (2·tp + fp + fn), where a true positive is an unanswerable question abstained on."""
    right = sum(bool(case["abstained"]) and not case["answerable"] for case in cases)
    wrong = sum(bool(case["abstained"]) == bool(case["answerable"]) for case in cases)
    return 2 * right / (2 * right + wrong) if right or wrong else None


def _interval(interval: metrics.Interval | None, not_applicable: int) -> dict[str, Any] | None:
    return None if interval is None else {**dataclasses.asdict(interval), "not_applicable": not_applicable}


def _by_tag(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Per tag: how many questions, how many cite gold, how many were rightly abstained on or answered."""
    tags: dict[str, dict[str, Any]] = {}
    for row in rows:
        measures = row["measures"]
        for tag in row["tags"] if measures else ():
            entry = tags.setdefault(tag, {"questions": 0, "gold cited": 0, "rightly answered or abstained": 0})
            entry["questions"] += 1
            entry["gold cited"] += int(measures["gold cited"] or 0)
            entry["rightly answered or abstained"] += int(measures["abstained"] != measures["answerable"])
    return dict(sorted(tags.items()))
