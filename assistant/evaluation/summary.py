"""A run's rows summed up: means with 95 % bootstrap intervals and the counts that they rest on."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from assistant.evaluation import error_analysis, metrics
from assistant.evaluation.measures import COUNTS, MEASURES, NEEDS, OF_ANY_SYSTEM, OF_WRITTEN, STATISTICS, Values
from assistant.evaluation.run_files import Row

USAGE = ("prompt tokens", "completion tokens", "cost")
INSIDE = frozenset({"answerable", "abstained", "confidence", "evidence holds", "right"})
"""What statistics over all questions are made of."""
BY_CONSTRUCTION = "not applicable: quotations are true to their article by construction"
NOT_AVERAGED = (INSIDE - {"right"}) | {"seconds", *USAGE, *COUNTS}


def summarise(rows: Sequence[Row]) -> dict[str, Any]:
    """Everything that is said about a run. Questions that failed are counted and left out of every mean."""
    done = [row["measures"] for row in rows if row["measures"]]
    summary: dict[str, Any] = {"questions": len(rows), "failed": len(rows) - len(done), "measures": {}}
    for name in averaged(done):
        values = [measures[name] for measures in done if measures.get(name) is not None]
        summary["measures"][name] = _interval(metrics.bootstrap(values), len(done) - len(values))
    for name in of_the_set(done):
        summary["measures"][name] = _interval(metrics.bootstrap_statistic(done, STATISTICS[name]), 0)
    for name in COUNTS:
        if not done or any(measures.get(name) is not None for measures in done):
            summary[name] = int(sum(measures.get(name) or 0 for measures in done))
    seconds = [measures["seconds"] for measures in done if measures.get("seconds") is not None]
    if seconds:
        summary["seconds"] = {"p50": metrics.percentile(seconds, 0.5), "p95": metrics.percentile(seconds, 0.95)}
    summary["usage"] = _usage(done)
    summary["tags"] = _by_tag(rows)
    if any(row.get("gold") for row in rows):
        summary["not right"] = error_analysis.counts(rows)
    if any("judgements" in row for row in rows):
        summary["judgements"] = _judgements([reply for row in rows for reply in row.get("judgements", ())])
    return summary


def averaged(done: Sequence[Values]) -> list[str]:
    """The measures of these rows that are averaged: those of a question set, then those of a judge or a benchmark."""
    present = {name for measures in done for name in measures}
    known = [measure.name for measure in (*MEASURES, *OF_ANY_SYSTEM) if measure.name in present]
    return [*known, *sorted(present - set(known) - NOT_AVERAGED)]


def of_the_set(done: Sequence[Values]) -> list[str]:
    """The statistics that can be taken over these rows: a benchmark without abstaining has none."""
    known = [{name for name, value in measures.items() if value is not None} for measures in done]
    return [name for name in STATISTICS if known and all(NEEDS[name] <= names for names in known)]


def table(summary: dict[str, Any], folder: object) -> str:
    """The summary for a terminal."""
    lines = [f"{summary['questions']} questions, {summary['failed']} failed"]
    width = max([22, *map(len, summary["measures"])])
    for name, value in summary["measures"].items():
        if value is None:
            lines.append(f"{name:{width}} {inapplicable(name, summary)}")
        else:
            interval = f"{value['low']:.3f} to {value['high']:.3f}"
            lines.append(f"{name:{width}} {value['mean']:.3f}  (95 %: {interval}; {value['count']} questions)")
    lines += [f"{name:{width}} {summary[name]}" for name in COUNTS if name in summary]
    if "seconds" in summary:
        lines.append(f"{'seconds':{width}} p50 {summary['seconds']['p50']:.3f}, p95 {summary['seconds']['p95']:.3f}")
    lines += [f"{name:{width}} {value:g}" for name, value in summary["usage"].items() if value is not None]
    if "judgements" in summary:
        lines.append(
            f"{'judge':{width}} {summary['judgements']['replies']} replies, {summary['judgements']['unparsed']} unparsed"
        )
    lines += _not_right(summary.get("not right", {}))
    lines.append(f"rows, settings, report: {folder}")
    return "\n".join(lines)


def inapplicable(name: str, summary: dict[str, Any]) -> str:
    """What stands in the place of a mean that no question has; only Dateline's own runs have quotations to doubt."""
    return BY_CONSTRUCTION if name in OF_WRITTEN and "quotations doubted" in summary else "not applicable"


def _not_right(counts: dict[str, int]) -> list[str]:
    """How many answerable questions were not answered right, and of which cause; the report lists them."""
    total = sum(counts.values())
    return [f"answerable, not right  {total}", *(f"  {n:4} {name}" for name, n in counts.items() if n)] if total else []


def _interval(interval: metrics.Interval | None, not_applicable: int) -> dict[str, Any] | None:
    return None if interval is None else {**dataclasses.asdict(interval), "not_applicable": not_applicable}


def _judgements(replies: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How many replies judges gave, and how many of them were no verdict: `unparsed`, or `failed` before any came."""
    unparsed = [reply for reply in replies if reply["verdict"] is None]
    names = sorted({reply["judge"] for reply in replies})
    return {
        "replies": len(replies),
        "unparsed": len(unparsed),
        "failed": sum("error" in reply for reply in unparsed),
        "unparsed_by_judge": {name: sum(reply["judge"] == name for reply in unparsed) for name in names},
    }


def _usage(done: Sequence[dict[str, Any]]) -> dict[str, float | None]:
    """Tokens and cost in all; None where no question has them. What no price is known for is left out of the cost."""
    values = {name: [m[name] for m in done if m.get(name) is not None] for name in USAGE}
    return {name: sum(found) if found else None for name, found in values.items()}


def _by_tag(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """Per tag: how many questions, how many cite gold, how many were rightly abstained on or answered."""
    tags: dict[str, dict[str, Any]] = {}
    for row in rows:
        measures = row["measures"]
        for tag in row["tags"] if measures else ():
            entry = tags.setdefault(
                tag, {"questions": 0, "right": 0, "gold cited": 0, "rightly answered or abstained": 0}
            )
            entry["questions"] += 1
            entry["right"] += int(measures.get("right") or 0)
            entry["gold cited"] += int(measures.get("gold cited") or 0)
            entry["rightly answered or abstained"] += int(measures.get("abstained") != measures.get("answerable"))
    return dict(sorted(tags.items()))
