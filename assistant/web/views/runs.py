"""The evaluation view: the runs, and the figures of one or two of them with their intervals."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.evaluation.measures import COUNTS, LOWER_IS_BETTER
from assistant.evaluation.metrics import Interval, bootstrap
from assistant.web.storage.runs import Run, is_number
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.phrases import FEW, SIDES, count
from assistant.web.views.questions import questions_html

HEADLINE = ("right", "gold cited", "nugget recall", "abstention F1")
"""The figures of the table of runs, where a run has them."""


def evaluation_html(runs: Sequence[Run], one: Run | None, other: Run | None, begin: str = "") -> Fragment:
    """What begins another run; all runs; then the figures and questions of the chosen one, beside those of the other of two."""
    chosen = [run for run in (one, other) if run is not None and run.problem is None]
    headline = [name for name in HEADLINE if any(name in measures_of(run) for run in runs)]
    return render(
        "evaluation.html",
        begin=begin,
        runs=[(run, how(run), asked(run), dict.fromkeys(headline) | measures_of(run)) for run in runs],
        headline=headline,
        columns=len(headline) + 1,
        picks=[(side, run.name if run else None) for side, run in zip(SIDES, (one, other), strict=True)],
        two=len(chosen) == 2,
        figures=figures_html(chosen) if chosen else "",
        questions=questions_html(chosen) if chosen else "",
    )


def how(run: Run) -> str:
    """`quoted · 5 passages · 24 November 2026, 11:16 UTC`"""
    settings = run.settings
    parts = [str(settings.get("model") or "") or {"extractive": "quoted"}.get(str(settings.get("answerer")), "")]
    if is_number(settings.get("passages")):
        parts.append(count(int(settings["passages"]), "passage"))
    try:
        started = dt.datetime.fromisoformat(str(settings.get("started")))
        parts.append(f"{started.day} {started:%B %Y, %H:%M}")
    except ValueError:
        pass
    return " · ".join(part for part in parts if part)


def asked(run: Run) -> str:
    """`1,234, 2 failed`: how many questions"""
    failed = int(run.summary.get("failed") or 0)
    return f"{int(run.summary.get('questions') or 0):,}" + (f", {failed} failed" if failed else "")


def measures_of(run: Run) -> dict[str, Interval]:
    """The figures that apply and are whole."""
    found = {}
    measures = run.summary.get("measures")
    for name, value in measures.items() if isinstance(measures, dict) else ():
        if isinstance(value, Mapping) and all(is_number(value.get(part)) for part in ("mean", "low", "high", "count")):
            found[str(name)] = Interval(
                float(value["mean"]), float(value["low"]), float(value["high"]), int(value["count"])
            )
    return found


class Difference(NamedTuple):
    """B − A as it is shown: `state` is `better`, `worse`, `same` or `few`."""

    mean: str
    low: str
    high: str
    state: str
    word: str


def figures_html(chosen: Sequence[Run]) -> Fragment:
    """Every figure of the chosen runs; of two, the difference over the questions that both were asked."""
    sides = list(zip(SIDES, chosen, strict=False))
    two = len(chosen) == 2
    names = dict.fromkeys(name for run in chosen for name in measures_of(run))
    rows = [
        (
            name,
            [(side, measures_of(run).get(name)) for side, run in sides],
            in_words(difference(name, *chosen), name) if two else None,
        )
        for name in names
    ]
    others = [(side, said) for side, run in sides if (said := other_figures(run))]
    return render("figures.html", chosen=sides, two=two, rows=rows, others=others)


def difference(name: str, one: Run, other: Run) -> Interval | None:
    """The mean of B − A over the questions for which both have the measure, with its bootstrap interval."""
    before = {question.query_id: question.measures[name] for question in one.questions if name in question.measures}
    pairs = [
        (question.measures[name], before[question.query_id])
        for question in other.questions
        if name in question.measures and question.query_id in before
    ]
    return interval_of(tuple(after - earlier for after, earlier in pairs))


interval_of = functools.lru_cache(maxsize=512)(bootstrap)
"""A view that is opened again does not draw the same samples again."""


def in_words(interval: Interval | None, name: str) -> Difference | None:
    """Better, worse or no clear difference, by whether the interval holds 0; of few pairs none of these."""
    if interval is None:
        return None
    if interval.count < FEW:
        return Difference(signed(interval.mean), "", "", "few", f"of {interval.count}: too few")
    sign = 0 if interval.low <= 0 <= interval.high else 1 if interval.mean > 0 else -1
    sign *= -1 if name in LOWER_IS_BETTER else 1
    state, word = {0: ("same", "no clear difference"), 1: ("better", "B better"), -1: ("worse", "B worse")}[sign]
    return Difference(signed(interval.mean), signed(interval.low), signed(interval.high), state, word)


def signed(value: float) -> str:
    """`+0.120`, `−0.120` with a true minus, `0.000`."""
    text = f"{value:+.3f}"
    return "0.000" if float(text) == 0 else text.replace("-", "−")


def other_figures(run: Run) -> str:
    """Counts, seconds and usage, in a line."""
    said = [f"{name} {run.summary[name]:g}" for name in COUNTS if is_number(run.summary.get(name))]
    seconds = run.summary.get("seconds")
    if isinstance(seconds, Mapping):
        said += [f"{name} {seconds[name]:.2f} s" for name in ("p50", "p95") if is_number(seconds.get(name))]
    usage = run.summary.get("usage")
    if isinstance(usage, Mapping):
        said += [f"{name} {value:g}" for name, value in usage.items() if is_number(value)]
    return " · ".join(said)
