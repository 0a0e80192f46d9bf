"""Does the red pencil tell an editor what is wrong with a sentence? `assistant bench draft --data eval/draft.jsonl`.

Verdict by verdict as a confusion table, beside plain baselines: a sentence is supported where the share of its words in the best
passage, or its cosine with the nearest sentence, reaches one threshold. That threshold, as all of the red pencil's, is of the half
that it was tuned on; what counts is the half kept back, whose sentences are about other reports.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.draft.findings import VERDICTS
from assistant.errors import QuestionSetError
from assistant.evaluation.benchmarks import Result, Setup
from assistant.evaluation.metrics import share
from assistant.evaluation.question_sets import read_lines
from assistant.evaluation.run_files import Row
from assistant.index.collection import Collection
from assistant.service import Assistant
from assistant.text.normalize import content_stems

TUNED, KEPT = "tuned", "kept back"
HALVES = (TUNED, KEPT)
FAULTY = ("partly", "contradicted", "attribution lost", "overtaken")
"""What an editor must hear of: a sentence with such a fault that is called supported is missed."""
FIELDS = ("id", "sentence", "verdict", "kind", "half")
BASELINES = ("coverage", "cosine")


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """A sentence with the verdict that an editor would give."""

    case_id: str
    sentence: str
    expected: str
    kind: str
    half: str
    before: str = ""
    """What stands before it in its draft."""
    day: dt.date | None = None


def run(data: Path, setup: Setup) -> Result:
    """Checks every sentence of the file, or of every `*.jsonl` in the folder, against the indexed articles.

    A line is `{"id", "sentence", "verdict", "kind", "half": "tuned"|"kept back", "before"?, "day"?}`. Raises QuestionSetError where
    one is not.
    """
    cases = read_cases(data)
    assistant = Assistant(setup.config)
    assistant.__dict__.update(embedder=setup.embedder)
    assistant.check_draft("Reads the model's files outside the first sentence's time.")
    words = [frozenset(content_stems(passage.text)) for passage in assistant.generation().collection.passages]
    rows = [_checked(assistant, case, words) for case in cases]
    least = {name: _best_threshold([row for row in rows if row["half"] == TUNED], name) for name in BASELINES}
    halves = {half: [row for row in rows if row["half"] == half] for half in HALVES}
    summary = {
        "benchmark": "draft",
        "questions": len(rows),
        "thresholds": least,
        "halves": {half: summarise(part, least) for half, part in halves.items() if part},
    }
    return {"summary": summary, "rows": rows}


def read_cases(data: Path) -> list[Case]:
    found = list(_cases(data))
    if not found:
        raise QuestionSetError(f"No sentences in {data}: give a .jsonl file of sentences with their verdicts")
    return found


def _cases(data: Path) -> Iterator[Case]:
    for path in [data] if data.is_file() else sorted(data.glob("*.jsonl")):
        for number, line in read_lines(path):
            try:
                day = dt.date.fromisoformat(line["day"]) if line.get("day") else None
                case_id, sentence, verdict, kind, half = (str(line[name]) for name in FIELDS)
                case = Case(case_id, sentence, verdict, kind, half, str(line.get("before", "")), day)
            except (KeyError, ValueError) as error:
                raise QuestionSetError(
                    f"{path}:{number}: not a sentence with its verdict ({error}): correct it"
                ) from None
            if case.expected not in VERDICTS or case.half not in HALVES:
                raise QuestionSetError(f"{path}:{number}: there is no verdict {case.expected!r} or half {case.half!r}")
            yield case


def _checked(assistant: Assistant, case: Case, passages: Sequence[frozenset[str]]) -> Row:
    began = time.perf_counter()
    findings = assistant.check_draft(f"{case.before} {case.sentence}".strip(), day=case.day).findings
    milliseconds = 1000 * (time.perf_counter() - began)
    return {
        "id": case.case_id,
        "sentence": case.sentence,
        "kind": case.kind,
        "half": case.half,
        "expected": case.expected,
        "predicted": findings[-1].verdict,
        "reason": findings[-1].reason,
        "coverage": round(coverage(case.sentence, passages), 4),
        "cosine": round(cosine(case.sentence, assistant.generation().collection, assistant.embedder.query), 4),
        "milliseconds": round(milliseconds, 1),
    }


def coverage(sentence: str, passages: Sequence[frozenset[str]]) -> float:
    """The largest share of a sentence's words that one passage holds."""
    words = frozenset(content_stems(sentence))
    return max((len(words & passage) for passage in passages), default=0) / max(1, len(words))


def cosine(sentence: str, collection: Collection, embed: Callable[[str], np.ndarray]) -> float:
    """The cosine of a sentence with the nearest one of the archive."""
    every = np.arange(len(collection.sentence_spans))
    return float(collection.sentence_vectors.dots(every, embed(sentence)).max(initial=-1.0))


def _best_threshold(rows: Sequence[Row], name: str) -> float:
    """The value from which on to call a sentence supported: the highest mean of the shares of true and of faulty ones judged right."""
    values = sorted({row[name] for row in rows})
    return max(values, key=lambda least: _balance(rows, name, least), default=1.0)


def _balance(rows: Sequence[Row], name: str, least: float) -> float:
    accepted = [row for row in rows if row[name] >= least]
    right = sum(row["expected"] == "supported" for row in accepted)
    true = sum(row["expected"] == "supported" for row in rows)
    wrong = len(accepted) - right
    return float(right / max(1, true) - wrong / max(1, len(rows) - true))


def summarise(rows: Sequence[Row], least: dict[str, float]) -> dict[str, Any]:
    """The confusion table of a half, what is to be reached, and the baselines' figures for the same."""
    table = {
        expected: dict(collections.Counter(row["predicted"] for row in rows if row["expected"] == expected))
        for expected in VERDICTS
        if any(row["expected"] == expected for row in rows)
    }
    plain = {
        name: measures(
            [{**row, "predicted": "supported" if row[name] >= least[name] else "not in the archive"} for row in rows]
        )
        for name in BASELINES
    }
    times = [row["milliseconds"] for row in rows]
    return {
        "sentences": len(rows),
        "confusion": table,
        "measures": {"red pencil": measures(rows), **plain},
        "kinds": {
            kind: share([row["predicted"] == row["expected"] for row in rows if row["kind"] == kind])
            for kind in dict.fromkeys(row["kind"] for row in rows)
        },
        "milliseconds": {"p50": float(np.percentile(times, 50)), "p95": float(np.percentile(times, 95))},
    }


def measures(rows: Sequence[Row]) -> dict[str, float | None]:
    """Shares: of the faulty ones those that are not called supported, of the true ones those that are, and are called contradicted,
    of those that the archive does not have the ones told so, and of all the right ones.
    """
    faulty = [row for row in rows if row["expected"] in FAULTY]
    true = [row for row in rows if row["expected"] == "supported"]
    absent = [row for row in rows if row["expected"] == "not in the archive"]
    return {
        "faulty not called supported": share([row["predicted"] != "supported" for row in faulty]),
        "true called supported": share([row["predicted"] == "supported" for row in true]),
        "true called contradicted": share([row["predicted"] == "contradicted" for row in true]),
        "absent called absent": share([row["predicted"] == "not in the archive" for row in absent]),
        "right verdict": share([row["predicted"] == row["expected"] for row in rows]),
    }


def table(summary: dict[str, Any]) -> str:
    """For a terminal: of each half the confusion table, then the figures of the red pencil beside those of the baselines."""
    lines = []
    for half, part in summary["halves"].items():
        lines += [f"{half}: {part['sentences']} sentences; expected in rows, given in columns"]
        columns = [verdict for verdict in VERDICTS if any(verdict in given for given in part["confusion"].values())]
        lines.append(" " * 20 + "".join(f"{verdict:>20}" for verdict in columns))
        for expected, given in part["confusion"].items():
            lines.append(f"{expected:20}" + "".join(f"{given.get(verdict, 0):>20}" for verdict in columns))
        names = list(part["measures"])
        lines.append(" " * 30 + "".join(f"{name:>12}" for name in names))
        for measure in part["measures"]["red pencil"]:
            values = (part["measures"][name][measure] for name in names)
            lines.append(
                f"{measure:30}" + "".join(f"{'n/a' if value is None else f'{value:.3f}':>12}" for value in values)
            )
        times = part["milliseconds"]
        lines += [f"milliseconds a sentence: p50 {times['p50']:.0f}, p95 {times['p95']:.0f}", ""]
    return "\n".join(lines).rstrip()
