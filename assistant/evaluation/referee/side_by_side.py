"""Any number of systems in one table: a column each, a measure a line, means with their 95 % intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from assistant.evaluation.measures import LOWER_IS_BETTER, STATISTICS
from assistant.evaluation.run_files import Run

ORDER = (
    "right", "wrongly answered", "wrongly withheld", "abstention F1", "gold cited", "nugget recall", "vital nugget recall",
    "reference stated", "citation precision", "citation recall", "citation F1", "citations resolved", "quotations exact",
    "atom accuracy", "context support", "characters cited", "recall@5",
)  # fmt: skip
"""What a reader asks first; what else two systems have follows."""
Line = tuple[str, list[str]]


def lines(runs: Sequence[Run]) -> list[Line]:
    """The table: (name, a cell for each system)."""
    present = [name for run in runs for name in run.summary["measures"]]
    names = [name for name in (*ORDER, *dict.fromkeys(present)) if name in present and name not in _LATE]
    table = [("questions (failed)", [f"{run.summary['questions']} ({run.summary['failed']})" for run in runs])]
    for name in dict.fromkeys(names):
        cells = [run.summary["measures"].get(name) for run in runs]
        if any(cells):
            table.append((f"{name} ↓" if name in LOWER_IS_BETTER else name, [_cell(cell, name) for cell in cells]))
    of_all: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
        ("unsupported shown ↓", lambda summary: summary.get("unsupported shown")),
        ("seconds p50 ↓", lambda summary: (summary.get("seconds") or {}).get("p50")),
        ("prompt tokens", lambda summary: summary["usage"].get("prompt tokens")),
        ("completion tokens", lambda summary: summary["usage"].get("completion tokens")),
        ("cost ↓", lambda summary: summary["usage"].get("cost")),
    ]
    for name, read in of_all:
        values = [read(run.summary) for run in runs]
        if any(value is not None for value in values):
            table.append((name, ["–" if value is None else f"{value:.4g}" for value in values]))
    return table


_LATE = frozenset(STATISTICS) - {"abstention F1"} | {
    "nDCG@10",
    "MRR@10",
    "mark recall",
    "span precision",
    "span recall",
    "span IoU",
}
"""Of those that state a confidence and mark sentences: in their own reports."""


def name_of(run: Run) -> str:
    """The system's name; a run of Dateline's own is called by its own."""
    return str(run.settings.get("system") or run.name)


def table(runs: Sequence[Run]) -> str:
    """For a terminal."""
    found = lines(runs)
    width = max(len(name) for name, _ in found)
    names = [name_of(run) for run in runs]
    columns = [max(len(name), *(len(cells[at]) for _, cells in found)) for at, name in enumerate(names)]
    rows = [("", names), *found]
    return "\n".join(
        f"{name:{width}}  {'  '.join(f'{cell:>{space}}' for cell, space in zip(cells, columns, strict=True))}"
        for name, cells in rows
    )


def _cell(value: dict[str, Any] | None, name: str) -> str:
    if value is None:
        return "–"
    places = 0 if name == "characters cited" else 3
    return f"{value['mean']:.{places}f} ({value['low']:.{places}f}–{value['high']:.{places}f})"
