"""A benchmark's result for a terminal, and as the files of an evaluation run."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant import __version__
from assistant.evaluation import metrics, report, run_files, runner
from assistant.evaluation.benchmarks import Result, draft
from assistant.evaluation.run_files import Row

STYLE = "<style>.line{fill:none;stroke:#2457a6;stroke-width:2}line{stroke:#999}text{font:11px sans-serif}</style>"


def interval(cases: Sequence[Any], statistic: Callable[[Any], float | None] = metrics.mean) -> dict[str, Any] | None:
    """A figure of a summary, the mean or another statistic, with its 95 % bootstrap interval; None over no cases."""
    drawn = metrics.bootstrap_statistic(cases, statistic)
    return dataclasses.asdict(drawn) if drawn else None


def table(result: Result) -> str:
    """The summary for a terminal: means with their intervals, then what is a single number."""
    summary = result["summary"]
    if "benchmark" not in summary:
        return json.dumps(summary, ensure_ascii=False, indent=1)
    if summary["benchmark"] == "draft":
        return draft.table(summary)
    lines = [f"{summary['benchmark']}: {summary['questions']} questions"]
    for name, value in summary.items():
        if isinstance(value, dict) and "mean" in value:
            between = f"95 %: {value['low']:.3f} to {value['high']:.3f}; {value['count']} questions"
            lines.append(f"{name:28} {value['mean']:.3f}  ({between})")
        elif isinstance(value, float):
            lines.append(f"{name:28} {value:.3f}")
    if "threshold" in summary:
        at = summary["threshold"]
        lines.append(
            f"{'abstaining below ' + format(at['at'], '.2f'):28} precision {at['precision']:.3f}, "
            f"recall {at['recall']:.3f}, F1 {at['F1']:.3f}"
        )
        lines.append("threshold  coverage  risk")
        lines += [
            f"{point['threshold']:9.3f} {point['coverage']:9.2f} {point['risk']:5.2f}"
            for point in summary["risk-coverage curve"]
        ]
    return "\n".join(lines)


def write(result: Result, folder: Path, name: str) -> None:
    """The files of an evaluation run (settings, rows, summary, report.html), and the risk-coverage curve where there is one."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "schema": run_files.SCHEMA,
        "benchmark": name,
        "answerer": None,
        "version": __version__,
        "started": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    run_files.write_json(folder / "settings.json", settings)
    runner.finish(folder, [_run_row(row) for row in result["rows"]], benchmark=result["summary"])
    curve = result["summary"].get("risk-coverage curve")
    if curve:
        points = [(point["coverage"], point["risk"]) for point in curve]
        drawn = report.curve(points, "Risk at each coverage", "coverage", "risk")
        # The report's page has a style sheet; a file of its own has to bring one.
        (folder / "risk-coverage.svg").write_text(drawn.replace(">", f">{STYLE}", 1), encoding="utf-8")


def _run_row(row: dict[str, Any]) -> Row:
    """A benchmark's row as a run keeps it: what is a number is a measure, the rest stands beside it."""
    numbers = {key: float(value) for key, value in row.items() if isinstance(value, (bool, int, float))}
    rest = {key: value for key, value in row.items() if key not in numbers}
    return {"query_id": str(row.get("query_id") or row.get("id")), "tags": [], **rest, "measures": numbers}
