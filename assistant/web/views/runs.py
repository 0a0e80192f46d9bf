"""The evaluation view: the runs, and the figures of one or two of them with their intervals."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence

from assistant.evaluation.measures import LOWER_IS_BETTER
from assistant.evaluation.metrics import Interval, bootstrap
from assistant.web.storage.runs import Run, is_number
from assistant.web.views.escape import encode
from assistant.web.views.phrases import SIDES, count
from assistant.web.views.questions import questions_html

HEADLINE = ("right", "gold cited", "nugget recall", "abstention F1")
"""The figures of the table of runs, where a run has them."""

NO_RUNS = (
    '<h2 class="view-title">Evaluation</h2><div class="blank"><p>No question set has been run yet.</p><p class="view-sum">'
    "<code>assistant eval</code> asks the questions of <code>eval/questions.jsonl</code> and leaves its figures and answers "
    "under <code>eval/runs/</code>. They appear here.</p></div>"
)


def evaluation_html(runs: Sequence[Run], one: Run | None, other: Run | None) -> str:
    """All runs; then the figures and questions of the chosen one, beside those of the other where two are chosen."""
    if not runs:
        return NO_RUNS
    chosen = [run for run in (one, other) if run is not None and run.problem is None]
    detail = f"{figures_html(chosen)}{questions_html(chosen)}" if chosen else ""
    alone = ' <button type="button" class="quiet read-alone">Read A alone</button>' if len(chosen) == 2 else ""
    return (
        f'<h2 class="view-title">Evaluation</h2><p class="view-sum">{count(len(runs), "run")} under eval/runs. '
        f"Choose one to read it as A, and another as B to compare.{alone}</p>{runs_html(runs, one, other)}{detail}"
    )


def runs_html(runs: Sequence[Run], one: Run | None, other: Run | None) -> str:
    names = [name for name in HEADLINE if any(name in measures_of(run) for run in runs)]
    heads = "".join(f'<th scope="col">{encode(name)}</th>' for name in names)
    rows = "".join(run_row(run, names, one, other) for run in runs)
    return (
        '<div class="table-frame" tabindex="0" role="region" aria-label="Runs"><table class="runs"><thead><tr>'
        '<th scope="col"><abbr title="Read this run">A</abbr></th><th scope="col"><abbr title="Compare with this run">B</abbr></th>'
        f'<th scope="col">Run</th><th scope="col">Questions</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def run_row(run: Run, names: Sequence[str], one: Run | None, other: Run | None) -> str:
    picks = "".join(pick(run, side, chosen) for side, chosen in zip(SIDES, (one, other), strict=True))
    said = f'<td data-head="Run"><span class="run-name">{encode(run.name)}</span><span class="how">{encode(how(run))}</span></td>'
    if run.problem:
        return f'<tr>{picks}{said}<td colspan="{len(names) + 1}" class="problem">{encode(run.problem)}</td></tr>'
    failed = int(run.summary.get("failed") or 0)
    asked = f"{int(run.summary.get('questions') or 0):,}" + (f", {failed} failed" if failed else "")
    cells = "".join(
        f'<td data-head="{encode(name)}">{interval_html(measures_of(run).get(name))}</td>' for name in names
    )
    return f'<tr>{picks}{said}<td data-head="Questions">{asked}</td>{cells}</tr>'


def pick(run: Run, side: str, chosen: Run | None) -> str:
    """The choice of a run as A or B."""
    if run.problem:
        return "<td></td>"
    checked = " checked" if chosen is not None and chosen.name == run.name else ""
    return (
        f'<td class="pick"><label><input type="radio" name="run-{side}" class="run-pick" data-side="{side}" '
        f'value="{encode(run.name)}" aria-label="{encode(run.name)} as {side}"{checked}><span aria-hidden="true">{side}</span>'
        "</label></td>"
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


def interval_html(interval: Interval | None) -> str:
    """The mean with its interval, drawn on the line from 0 to 1 where it lies there; a dash where it does not apply."""
    if interval is None:
        return '<span class="none">n/a</span>'
    inside = interval.low >= 0 and interval.high <= 1
    drawn = (
        f'<span class="interval" aria-hidden="true" style="--low:{interval.low:.4f};--mean:{interval.mean:.4f};'
        f'--high:{interval.high:.4f}"></span>'
        if inside
        else ""
    )
    return (
        f'<span class="figure"><b>{interval.mean:.3f}</b> <span class="range">{interval.low:.3f}–{interval.high:.3f}</span>'
        f"{drawn}</span>"
    )


def figures_html(chosen: Sequence[Run]) -> str:
    """Every figure of the chosen runs; of two, the difference over the questions that both were asked."""
    names = list(dict.fromkeys(name for run in chosen for name in measures_of(run)))
    two = len(chosen) == 2
    heads = "".join(
        f'<th scope="col">{side}: {encode(run.name)}</th>' for side, run in zip(SIDES, chosen, strict=False)
    )
    heads += '<th scope="col">B − A, same questions</th>' if two else ""
    rows = "".join(figure_row(name, chosen) for name in names)
    return (
        '<h3 class="part">Figures, with 95 % intervals</h3><div class="table-frame" tabindex="0" role="region" '
        f'aria-label="Figures"><table class="figures"><thead><tr><th scope="col">Measure</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{other_figures(chosen)}"
    )


def figure_row(name: str, chosen: Sequence[Run]) -> str:
    cells = ""
    for side, run in zip(SIDES, chosen, strict=False):
        interval = measures_of(run).get(name)
        asked = f' <span class="of">{count(interval.count, "question")}</span>' if interval else ""
        cells += f'<td data-head="{side}">{interval_html(interval)}{asked}</td>'
    if len(chosen) == 2:
        cells += f'<td data-head="B − A">{difference_html(difference(name, *chosen), name)}</td>'
    return f'<tr><th scope="row">{encode(name)}</th>{cells}</tr>'


def difference(name: str, one: Run, other: Run) -> Interval | None:
    """The mean of B − A over the questions for which both have the measure, with its bootstrap interval."""
    before = {row.query_id: row.measures[name] for row in one.rows if name in row.measures}
    pairs = [
        (row.measures[name], before[row.query_id])
        for row in other.rows
        if name in row.measures and row.query_id in before
    ]
    return interval_of(tuple(after - earlier for after, earlier in pairs))


@functools.lru_cache(maxsize=512)
def interval_of(values: tuple[float, ...]) -> Interval | None:
    """A view that is opened again does not draw the same samples again."""
    return bootstrap(values)


def difference_html(interval: Interval | None, name: str) -> str:
    """In words too: better, worse or no clear difference, by whether the interval holds 0."""
    if interval is None:
        return '<span class="none">only over all questions at once</span>'
    sign = 0 if interval.low <= 0 <= interval.high else 1 if interval.mean > 0 else -1
    sign *= -1 if name in LOWER_IS_BETTER else 1
    word = {0: "no clear difference", 1: "B better", -1: "B worse"}[sign]
    state = {0: "same", 1: "better", -1: "worse"}[sign]
    return (
        f'<span class="figure"><b>{signed(interval.mean)}</b> <span class="range">{signed(interval.low)} to {signed(interval.high)}'
        f'</span></span> <span class="change {state}">{word}</span>'
    )


def signed(value: float) -> str:
    """`+0.120`, `−0.120` with a true minus, `0.000`."""
    text = f"{value:+.3f}"
    return "0.000" if float(text) == 0 else text.replace("-", "−")


def other_figures(chosen: Sequence[Run]) -> str:
    """Counts and seconds, in a line a run."""
    lines = ""
    for side, run in zip(SIDES, chosen, strict=False):
        said = [
            f"{name} {run.summary[name]:g}"
            for name in ("unsupported shown", "atoms missing")
            if is_number(run.summary.get(name))
        ]
        seconds = run.summary.get("seconds")
        if isinstance(seconds, Mapping):
            said += [f"{name} {seconds[name]:.2f} s" for name in ("p50", "p95") if is_number(seconds.get(name))]
        usage = run.summary.get("usage")
        if isinstance(usage, Mapping):
            said += [f"{name} {value:g}" for name, value in usage.items() if is_number(value)]
        lines += f"<li><b>{side}</b> {encode(' · '.join(said))}</li>" if said else ""
    return f'<ul class="other-figures">{lines}</ul>' if lines else ""
