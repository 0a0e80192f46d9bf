"""Charts of a report as inline SVG: no script, nothing fetched, all text escaped. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

Point = tuple[float, float]
WIDTH, HEIGHT = 420, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 36


def bars(rows: Sequence[tuple[str, int, int]]) -> str:
    """One horizontal bar a row (name, hits, total): the share of hits, with both numbers beside it."""
    height = 22 * len(rows) + 8
    drawn = []
    for place, (name, hits, total) in enumerate(rows):
        y = 22 * place + 4
        width = 200 * hits / total if total else 0
        drawn.append(
            f'<text x="178" y="{y + 12}" text-anchor="end">{escape(name)}</text>'
            f'<rect class="rest" x="186" y="{y}" width="200" height="16"/>'
            f'<rect class="bar" x="186" y="{y}" width="{width:.1f}" height="16"/>'
            f'<text x="394" y="{y + 12}">{hits} of {total}</text>'
        )
    return _svg(f'viewBox="0 0 460 {height}" width="460"', "Questions answered right, by tag", "".join(drawn))


def curve(points: Sequence[Point], *, title: str, x: str, y: str, diagonal: bool = False, dots: bool = False) -> str:
    """Points in the unit square joined by a line; with the diagonal where a perfect curve would lie on it."""
    places = [(_x(a), _y(b)) for a, b in points]
    line = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
    perfect = f'<line class="perfect" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>' if diagonal else ""
    marks = "".join(f'<circle class="dot" cx="{a:.1f}" cy="{b:.1f}" r="3.5"/>' for a, b in places) if dots else ""
    return _frame(title, x, y, f'{perfect}<polyline class="line" points="{line}"/>{marks}', ["0", "½", "1"])


def histogram(values: Sequence[float], *, title: str, x: str, bins: int = 20) -> str:
    """How many values fall into each of the bins of equal width from 0 to the largest value."""
    most = max(values, default=0.0) or 1.0
    counts = [0] * bins
    for value in values:
        counts[min(int(value / most * bins), bins - 1)] += 1
    tallest = max(counts) or 1
    step = (WIDTH - LEFT - RIGHT) / bins
    drawn = "".join(
        f'<rect class="bar" x="{LEFT + at * step:.1f}" y="{_y(count / tallest):.1f}" width="{step - 1:.1f}" '
        f'height="{_y(0) - _y(count / tallest):.1f}"/>'
        for at, count in enumerate(counts)
    )
    ticks = ["0", f"{most / 2:.2g}", f"{most:.2g}"]
    return _frame(title, x, f"questions (highest bar: {tallest})", drawn, ticks, ["", "", ""])


def _frame(title: str, x: str, y: str, inside: str, ticks: Sequence[str], sides: Sequence[str] | None = None) -> str:
    """The axes with three ticks each, and what is drawn in them."""
    marks = "".join(
        f'<text x="{_x(at)}" y="{HEIGHT - BOTTOM + 14}" text-anchor="middle">{escape(tick)}</text>'
        for at, tick in zip((0, 0.5, 1), ticks, strict=True)
    )
    marks += "".join(
        f'<text x="{LEFT - 6}" y="{_y(at) + 4}" text-anchor="end">{escape(tick)}</text>'
        for at, tick in zip((0, 0.5, 1), sides or ("0", "½", "1"), strict=True)
    )
    axes = (
        f'<path class="axis" d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>'
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 4}" text-anchor="middle">{escape(x)}</text>'
        f'<text transform="translate(12 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">{escape(y)}</text>'
    )
    return _svg(f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"', title, axes + marks + inside)


def _svg(size: str, title: str, inside: str) -> str:
    return f'<svg {size} role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>{inside}</svg>'


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
