"""Marked text: which characters of an article are shown highlighted, and as what.

A mark is a stretch of the article's characters with class names. Marks may overlap; `marked` cuts the text where any begins or
ends, so that each piece carries the names of all marks over it and no character is shown twice or moved.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assistant.web.views.fragments import Fragment, render

BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")
LINE_BREAK = re.compile(r"\n+")
LONG_LINE = 120


class Mark(NamedTuple):
    """Half-open [start, end) in the article's characters, and the class names its pieces get."""

    start: int
    end: int
    names: str


def marked(text: str, marks: Iterable[Mark], offset: int = 0) -> Fragment:
    """Safe HTML of `text`, which begins at `offset` in its article, with `<mark>` around the marked pieces.

    >>> marked("abcdef", [Mark(11, 13, "bears"), Mark(12, 14, "cited")], offset=10)
    'a<mark class="bears">b</mark><mark class="bears&#32;cited">c</mark><mark class="cited">d</mark>ef'
    """
    within = [mark for mark in marks if mark.start < offset + len(text) and mark.end > offset and mark.start < mark.end]
    edges = {0, len(text)}
    for mark in within:
        edges.update((max(0, mark.start - offset), min(len(text), mark.end - offset)))
    pieces = [
        (text[start:end], names([mark for mark in within if mark.start < offset + end and mark.end > offset + start]))
        for start, end in itertools.pairwise(sorted(edges))
    ]
    return render("marked.html", pieces=pieces)


def names(marks: Sequence[Mark]) -> str:
    """The class names of all the marks, each once."""
    return " ".join(dict.fromkeys(name for mark in marks for name in mark.names.split()))


def paragraphs(text: str, marks: Sequence[Mark], offset: int = 0) -> Fragment:
    """`text`, which begins at `offset` in its article, as HTML paragraphs, marks kept.

    Paragraphs part at blank lines; in a text without them, whose lines are long, at lines.
    """
    breaks = BLANK_LINES if BLANK_LINES.search(text.strip()) or not has_long_lines(text) else LINE_BREAK
    blocks: list[Fragment] = []
    at = 0
    for gap in [*breaks.finditer(text), None]:
        block = text[at : gap.start()] if gap else text[at:]
        if block.strip():
            blocks.append(marked(block, marks, offset + at))
        at = gap.end() if gap else len(text)
    return render("paragraphs.html", paragraphs=blocks)


def has_long_lines(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return bool(lines) and sum(map(len, lines)) / len(lines) > LONG_LINE
