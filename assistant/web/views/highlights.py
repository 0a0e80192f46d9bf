"""Marked text: which characters of an article are shown highlighted, and as what.

A mark is a stretch of the article's characters with class names. Marks may overlap; `marked` cuts the text where any begins or
ends, so that each piece carries the names of all marks over it and no character is shown twice or moved.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assistant.web.views.escape import encode

BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")
LINE_BREAK = re.compile(r"\n+")
LONG_LINE = 120


class Mark(NamedTuple):
    """Half-open [start, end) in the article's characters, and the class names its pieces get."""

    start: int
    end: int
    names: str


def marked(text: str, marks: Iterable[Mark], offset: int = 0) -> str:
    """Safe HTML of `text`, which begins at `offset` in its article, with `<mark>` around the marked pieces.

    >>> marked("abcdef", [Mark(11, 13, "bears"), Mark(12, 14, "cited")], offset=10)
    'a<mark class="bears">b</mark><mark class="bears cited">c</mark><mark class="cited">d</mark>ef'
    """
    within = [mark for mark in marks if mark.start < offset + len(text) and mark.end > offset and mark.start < mark.end]
    edges = {0, len(text)}
    for mark in within:
        edges.update((max(0, mark.start - offset), min(len(text), mark.end - offset)))
    cuts = sorted(edges)
    return "".join(
        piece(text[start:end], [m.names for m in within if m.start < offset + end and m.end > offset + start])
        for start, end in itertools.pairwise(cuts)
    )


def piece(text: str, names: Sequence[str]) -> str:
    unique = dict.fromkeys(name for group in names for name in group.split())
    return f'<mark class="{" ".join(unique)}">{encode(text)}</mark>' if unique else encode(text)


def paragraphs(text: str, marks: Sequence[Mark], offset: int = 0) -> str:
    """`text`, which begins at `offset` in its article, as HTML paragraphs, marks kept.

    Paragraphs part at blank lines; in a text without them, whose lines are long, at lines.
    """
    breaks = BLANK_LINES if BLANK_LINES.search(text.strip()) or not has_long_lines(text) else LINE_BREAK
    blocks: list[str] = []
    at = 0
    for gap in [*breaks.finditer(text), None]:
        block = text[at : gap.start()] if gap else text[at:]
        if block.strip():
            blocks.append(f"<p>{marked(block, marks, offset + at)}</p>")
        at = gap.end() if gap else len(text)
    return "".join(blocks)


def has_long_lines(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return bool(lines) and sum(map(len, lines)) / len(lines) > LONG_LINE
