"""The plot of `make bench`: time, memory and disk over the number of passages, as an SVG without a library."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

WIDTH, HEIGHT, LEFT, TOP = 260, 190, 56, 34
PANELS: list[tuple[str, Callable[[dict[str, Any]], float]]] = [
    ("question to evidence, ms", lambda at: 1000 * at["question_p50"]),
    ("memory while asking, MB", lambda at: at["megabytes"]),
    ("index on disk, MB", lambda at: at["index_bytes"] / 1e6),
]


def draw(sizes: Sequence[dict[str, Any]]) -> str:
    """Three panels side by side, both axes logarithmic; every point is labelled with its value."""
    panels = [
        _panel(place, title, [(float(at["passages"]), value(at)) for at in sizes])
        for place, (title, value) in enumerate(PANELS)
    ]
    width = len(PANELS) * (WIDTH + LEFT) + 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT + TOP + 46}" '
        'font-family="sans-serif" font-size="12">'
        f"<title>Scaling of the index</title>{''.join(panels)}</svg>\n"
    )


def _panel(place: int, title: str, points: list[tuple[float, float]]) -> str:
    left = LEFT + place * (WIDTH + LEFT)
    low_x, high_x = _decades([x for x, _ in points])
    low_y, high_y = _decades([y for _, y in points])

    def at(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - low_x) / (high_x - low_x)
        up = (math.log10(y) - low_y) / (high_y - low_y)
        return left + across * (WIDTH - 40), TOP + (1 - up) * HEIGHT

    parts = [f'<text x="{left}" y="18" font-weight="bold">{title}</text>']
    parts.append(f'<path d="M{left} {TOP}V{TOP + HEIGHT}H{left + WIDTH - 40}" fill="none" stroke="#888"/>')
    for power in range(low_y, high_y + 1):
        _, y = at(10**low_x, 10**power)
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{10**power:,}</text>')
    for power in range(low_x, high_x + 1):
        x, _ = at(10**power, 10**low_y)
        parts.append(f'<text x="{x:.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{10**power:,}</text>')
    places = [at(x, y) for x, y in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    parts.append(f'<polyline points="{line}" fill="none" stroke="#1a5fb4" stroke-width="2"/>')
    for (x, y), (_, value) in zip(places, points, strict=True):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#1a5fb4"/>')
        parts.append(f'<text x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle">{value:.3g}</text>')
    parts.append(f'<text x="{left}" y="{TOP + HEIGHT + 38}">passages</text>')
    return "".join(parts)


def _decades(values: list[float]) -> tuple[int, int]:
    """The powers of ten that enclose the values: [90, 450] → (1, 3)."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)
