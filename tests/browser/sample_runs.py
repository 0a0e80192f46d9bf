"""Two small runs of a question set, as `assistant eval` writes them, with hand-made answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.evaluation.summary import summarise
from assistant.schema import Answer, to_json
from tests.browser.fake_assistant import abstained, answered

QUESTIONS = (
    ("q1", "How long did the call last?", True, ("figure", "sources differ")),
    ("q2", "What did Mr. Putin say about new sanctions?", True, ("quotation",)),
    ("q3", "Who asked for the call?", True, ("name",)),
    ("q4", "Is there nothing about the World Cup?", False, ("unanswerable",)),
    ("q5", "What was the weather in Wilmington?", False, ("unanswerable", "near miss")),
)


def write_runs(home: Path) -> None:
    """`first` answers q1 and q2 rightly and abstains on q3 and q4; `second` loses q2 and gains q3 and q5."""
    write_run(home / "eval" / "runs" / "2026-11-20-first", right={"q1", "q2", "q4"}, passages=5)
    write_run(home / "eval" / "runs" / "2026-11-24-second", right={"q1", "q3", "q4", "q5"}, passages=8)
    unfinished = home / "eval" / "runs" / "2026-11-24-under-way"
    unfinished.mkdir(parents=True)
    (unfinished / "settings.json").write_text(json.dumps({"answerer": "extractive", "passages": 5}), encoding="utf-8")


def write_run(folder: Path, right: set[str], passages: int) -> None:
    folder.mkdir(parents=True)
    rows = [row(question, question[0] in right) for question in QUESTIONS]
    settings = {"answerer": "extractive", "passages": passages, "model": None, "started": "2026-11-20T10:00:00+00:00"}
    (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "rows.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    (folder / "summary.json").write_text(json.dumps(summarise(rows)), encoding="utf-8")


def row(question: tuple[str, str, bool, tuple[str, ...]], right: bool) -> dict[str, Any]:
    query_id, text, answerable, tags = question
    gives_answer = right if answerable else not right
    answer: Answer = answered(text) if gives_answer else abstained(text)
    measures = {
        "answerable": float(answerable),
        "abstained": float(answer.abstained),
        "confidence": 0.9 if gives_answer else 0.2,
        "unsupported shown": 0.0,
        "atoms missing": 1.0 if gives_answer else 0.0,
        "right": float(right),
        "recall@5": 1.0 if answerable else None,
        "mark recall": 0.8 if answerable and right else 0.1 if answerable else None,
        "gold cited": float(right) if answerable else None,
        "nugget recall": (1.0 if right else 0.0) if answerable else None,
        "seconds": 0.05,
    }
    return {"query_id": query_id, "text": text, "expected": "50 minutes" if query_id == "q1" else None, "tags": list(tags),
            "measures": measures, "answer": to_json(answer)}  # fmt: skip
