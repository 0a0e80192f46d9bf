"""Is nothing answered where nothing can be? `assistant bench abstaining --data DIR`, in a workspace with the questions' articles.

All unanswerable questions of DIR/questions.jsonl and at most ANSWERABLE of the others, asked as `ask` does. Beside the confidence stand the
two plain scores that need no training, BM25's best and the best cosine. Their threshold loses LOST of the answerable questions of even
number; the confidence has the shipped one. Questions of odd number are reported apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation.benchmarks import Result, Setup
from assistant.evaluation.benchmarks.results import interval
from assistant.evaluation.metrics import auc
from assistant.evaluation.question_sets import read_lines
from assistant.service import Assistant

ANSWERABLE = 150
LOST = 0.05
SCORES = ("confidence", "BM25", "cosine")
HALVES = ("even", "odd")


def run(data: Path, setup: Setup) -> Result:
    """One row a question. Raises QuestionSetError where a line is none."""
    assistant = Assistant(setup.config)
    rows = [_row(assistant, place, question) for place, question in chosen(data / "questions.jsonl")]
    figures = summarise(rows, setup.config.answer_threshold)
    return {"summary": {"benchmark": "abstaining", "questions": len(rows), **figures}, "rows": rows}


def chosen(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """The questions that are asked, with their numbers: of the answerable ones every n-th of either half."""
    asked = [(place, question) for place, (_, question) in enumerate(read_lines(path)) if not question.get("history")]
    answerable = [(place, question) for place, question in asked if question["answerable"]]
    step = max(1, -(-len(answerable) // ANSWERABLE))
    kept = [one for half in (0, 1) for one in [each for each in answerable if each[0] % 2 == half][::step]]
    return [one for one in asked if not one[1]["answerable"]] + kept


def _row(assistant: Assistant, place: int, question: dict[str, Any]) -> dict[str, Any]:
    collection = assistant.generation().collection
    vector = assistant.embedder.query(question["text"])
    return {
        "query_id": question["query_id"],
        "answerable": question["answerable"],
        "half": HALVES[place % 2],
        "confidence": assistant.find(question["text"]).context.retrieved.confidence,
        "BM25": float(collection.lexical.scores(question["text"]).max(initial=0.0)),
        "cosine": float((collection.vectors @ vector).max(initial=0.0)),
    }


def summarise(rows: Sequence[dict[str, Any]], threshold: float) -> dict[str, Any]:
    """For each score the AUC and, at its threshold, the shares of unanswerable questions abstained on and of answerable ones lost."""
    summary: dict[str, Any] = {}
    for score in SCORES:
        even = sorted(row[score] for row in rows if row["answerable"] and row["half"] == "even")
        at = threshold if score == "confidence" or not even else even[int(LOST * len(even))]
        for half in HALVES:
            of_half = [row for row in rows if row["half"] == half]
            summary[f"{half}: {score}: AUC"] = auc(
                [row[score] for row in of_half], [row["answerable"] for row in of_half]
            )
            for name, answerable in (("unanswerable abstained on", False), ("answerable lost", True)):
                below = [float(row[score] < at) for row in of_half if row["answerable"] is answerable]
                summary[f"{half}: {score}: {name}"] = interval(below)
    return summary
