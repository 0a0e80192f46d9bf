"""A run as one HTML file that needs nothing else: figures with intervals, charts, and every question that went wrong.

No script, nothing fetched (a policy in the page forbids it). `templates/report.html` is its HTML, in which Jinja escapes every text of
articles, questions and models.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from assistant.evaluation import error_analysis, metrics
from assistant.evaluation.comparison import Comparison
from assistant.evaluation.measures import COUNTS, MEASURES, OF_ANY_SYSTEM, outcomes
from assistant.evaluation.run_files import Row, Run
from assistant.evaluation.summary import inapplicable, of_the_set

Point = tuple[float, float]
Systems = tuple[list[str], Sequence[tuple[str, Sequence[str]]]]
"""Several systems side by side: their names, and lines of a name with a cell for each of them."""
BINS = 20
SAYS = {measure.name: measure.says for measure in (*MEASURES, *OF_ANY_SYSTEM)} | {
    "abstention precision": "of the questions abstained on, the share that no article answers",
    "abstention recall": "of the questions that no article answers, the share abstained on",
    "abstention F1": "harmonic mean of the two",
    "confidence AUC": "chance that an answerable question has more confidence than an unanswerable one",
    "risk-coverage area": "mean share of wrong answers as less and less confident ones are added; 0 is best",
    "calibration error": "mean distance of the confidence from the share whose evidence holds the answer; 0 is best",
}


@functools.cache
def template(name: str) -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("assistant.evaluation")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).get_template(name)


def write(run: Run, comparison: Comparison | None = None, systems: Systems | None = None) -> None:
    """Writes `report.html` beside the rows."""
    (run.folder / "report.html").write_text(page(run, comparison, systems), encoding="utf-8")


def page(run: Run, comparison: Comparison | None = None, systems: Systems | None = None) -> str:
    texts = {row["query_id"]: row.get("text", "") for row in run.rows}
    causes = sorted(error_analysis.causes(run.rows), key=lambda one: error_analysis.CAUSES.index(one.cause))
    html: str = template("report.html").render(
        run=run,
        comparison=comparison,
        systems=systems,
        says=SAYS,
        facts=_facts(run),
        figures=[(name, value, inapplicable(name, run.summary)) for name, value in run.summary["measures"].items()],
        curves=_curves(run),
        causes=[(one, texts[one.query_id]) for one in causes],
        wrong=[(row, _why(row)) for row in run.rows if went_wrong(row)],
    )
    return html


def curve(points: Sequence[Point], title: str, x: str, y: str) -> str:
    """Points in the unit square joined by a line, as SVG."""
    return str(template("charts.html").module.curve(points, title, x, y))


def went_wrong(row: Row) -> bool:
    """A question that failed, that was not answered right, or whose answer shows an unsupported sentence."""
    measures = row["measures"]
    return not measures or measures.get("right", 1.0) == 0.0 or bool(measures.get("unsupported shown"))


def calibration_points(done: Sequence[dict[str, Any]]) -> list[Point]:
    """(mean confidence, share whose evidence holds the answer) of each bin of equal width that has questions."""
    return [(confidence, share) for _, confidence, share in metrics.calibration_bins(*outcomes(done, "evidence holds"))]


def histogram(values: Sequence[float], bins: int = BINS) -> tuple[list[int], float]:
    """How many values fall into each of the bins of equal width from 0 to the largest value, and that value."""
    most = max(values, default=0.0) or 1.0
    counts = [0] * bins
    for value in values:
        counts[min(int(value / most * bins), bins - 1)] += 1
    return counts, most


def _facts(run: Run) -> list[str]:
    summary, settings = run.summary, run.settings
    facts = [f"{summary['questions']} questions", f"{summary['failed']} failed", f"answerer {settings.get('answerer')}"]
    facts += [f"model {settings['model']}"] if settings.get("model") else []
    facts += [f"{summary[name]} {name}" for name in COUNTS if name in summary]
    if summary.get("seconds"):
        facts.append(f"seconds p50 {summary['seconds']['p50']:.3f}, p95 {summary['seconds']['p95']:.3f}")
    facts += [f"{name} {value:g}" for name, value in summary.get("usage", {}).items() if value is not None]
    if "judgements" in summary:
        facts.append(f"judge: {summary['judgements']['replies']} replies, {summary['judgements']['unparsed']} unparsed")
    return [*facts, str(settings.get("started"))]


def _curves(run: Run) -> dict[str, Any] | None:
    """What the charts show; nothing of runs without a confidence."""
    done = [row["measures"] for row in run.rows if row["measures"]]
    if "calibration error" not in of_the_set(done):
        return None
    risk = metrics.risk_coverage(*outcomes([case for case in done if not case["abstained"]], "right"))
    return {
        "tags": [(name, entry["right"], entry["questions"]) for name, entry in run.summary["tags"].items()],
        "risk": [(coverage, risk) for _, coverage, risk in risk],
        "calibration": calibration_points(done),
        "seconds": histogram([case["seconds"] for case in done if case.get("seconds") is not None]),
    }


def _why(row: Row) -> str:
    measures = row["measures"]
    if not measures:
        return "failed"
    if measures.get("abstained"):
        return "abstained, though an article answers it"
    if not measures.get("answerable", 1.0):
        return "answered, though no article answers it"
    return "cites another place" if measures.get("right") == 0.0 else "shows an unsupported sentence"
