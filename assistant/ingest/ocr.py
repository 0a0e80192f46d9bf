"""Scanned pages of a PDF, read from their pictures: by a child process, which alone draws and recognises them.

What draws a page is a library in C that strangers' files may crash; the child's memory is bounded and it is ended when its
time is over. Needs the extra `ocr`; without it a scanned file is named as one.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import itertools
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.errors import ArticleError, Scanned
from assistant.ingest.parsing import Limits
from assistant.ingest.pdf_layout import TextLine
from assistant.ingest.progress import tell

LOG = logging.getLogger(__name__)
NEEDED = ("rapidocr", "pypdfium2")
SCANNED = "is scanned: "
INSTALL = "`pip install 'dateline-assistant[ocr]'` lets them be read by OCR"
SECONDS_A_PAGE = 4.0
"""On two cores; told before the first page is read."""
LEAST_SCORE = 0.5
LONGEST_LINE = 10_000_000
"""Bytes of what the child says of one page."""
SAME_SIZE = 0.3
"""Letters of one size differ by so much in what is recognised: a line with tails is higher than one without."""
GAP = 0.8
"""Blank beside or between boxes, in heights of a line, that divides columns or bands of a page."""
COLUMN_WIDTH = 6.0
"""A column's width in heights of a line, below which it holds cells of a table."""
ROW = 0.6
"""How much lower a box may stand than the one before, in heights, to be of its row."""
LETTER = 0.75
"""The size of letters in the height of their line's box."""


@dataclasses.dataclass(frozen=True, slots=True)
class Box:
    """A recognised piece of text and where it stands, from the left and the top, in points."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        return self.bottom - self.top


def read_scanned(data: bytes, pages: Sequence[int], limits: Limits) -> tuple[dict[int, list[TextLine]], list[str]]:
    """The lines of these pages by their numbers, and what is wrong. Raises ArticleError where nothing can read them."""
    what = f"{len(pages):,} scanned page{'s' if len(pages) > 1 else ''}"
    if not all(map(importlib.util.find_spec, NEEDED)):
        raise ArticleError(f"{SCANNED}{INSTALL}")
    asked = pages[: limits.ocr_pages]
    long = written_time(len(asked) * SECONDS_A_PAGE)
    if not limits.ocr:
        raise Scanned(f"{SCANNED}{what} will be read by OCR, in about {long}")
    LOG.info("reading %s by OCR, in about %s", what, long)
    read: dict[int, list[TextLine]] = {}
    problems = [] if len(asked) == len(pages) else [f"only the first {len(asked):,} of {what} are read by OCR"]
    for page in recognised(data, asked, limits):
        read[page["page"]] = lines_of(page)
        tell(f"reading {what} by OCR (about {long})", len(read), len(asked))
    if missing := [number for number in asked if number not in read]:
        more = f" and {len(missing) - 1:,} more" if missing[1:] else ""
        problems.append(f"page {missing[0]}{more}: not read by OCR, it took too long or too much memory")
    if not any(read.values()):
        raise ArticleError(f"{SCANNED}{problems[-1] if problems else 'OCR finds no text on its pages'}")
    return read, problems


def recognised(data: bytes, pages: Sequence[int], limits: Limits) -> Iterator[dict[str, Any]]:
    """What the child says of each page, until it has ended, or its time is over."""
    command = [sys.executable, "-m", "assistant.ingest.ocr_child", str(limits.ocr_bytes), *map(str, pages)]
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        child = subprocess.Popen(
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()
        )
    end = threading.Timer(limits.ocr_seconds, child.kill)
    end.start()
    try:
        assert child.stdout is not None
        while line := child.stdout.readline(LONGEST_LINE):
            with contextlib.suppress(ValueError):  # cut off as its time was over
                yield json.loads(line)
    finally:
        end.cancel()
        child.kill()
        child.communicate()


def environment() -> dict[str, str]:
    """This process's, without keys: a stranger's file is read there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI", "ASSISTANT"))}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def lines_of(page: dict[str, Any]) -> list[TextLine]:
    """The lines of a page in the order of reading, its letters of one size where they nearly are."""
    boxes = [
        Box(left, top, right, bottom, text)
        for left, top, right, bottom, text, score in page["boxes"]
        if score >= LEAST_SCORE and text.strip()
    ]
    if not boxes:
        return []
    usual = statistics.median(box.height for box in boxes)
    lines = []
    for row in in_reading_order(boxes, usual):
        height = statistics.median(box.height for box in row)
        size = LETTER * (usual if abs(height - usual) <= SAME_SIZE * usual else height)
        cells = tuple(" ".join(box.text.split()) for box in row)
        lines.append(TextLine(cells, row[0].left, page["height"] - row[0].bottom, size, page["page"]))
    return lines


def in_reading_order(boxes: list[Box], usual: float) -> Iterator[list[Box]]:
    """The rows of boxes, column after column. A page is cut where a blank runs through it: first between columns, else below
    its uppermost band (a recursive XY cut, Nagy and Seth 1984)."""
    columns = divided(boxes, "left", "right", GAP * usual)
    if len(columns) > 1 and all(is_column(column, usual) for column in columns):
        for column in columns:
            yield from in_reading_order(column, usual)
        return
    bands = divided(boxes, "top", "bottom", GAP * usual)
    if len(bands) > 1:
        yield from in_reading_order(bands[0], usual)
        yield from in_reading_order([box for band in bands[1:] for box in band], usual)
        return
    yield from rows(boxes)


def is_column(boxes: Sequence[Box], usual: float) -> bool:
    """Whether boxes are lines of a text and not cells of a table."""
    return len(boxes) > 1 and statistics.median(box.right - box.left for box in boxes) >= COLUMN_WIDTH * usual


def divided(boxes: Sequence[Box], start: str, end: str, gap: float) -> list[list[Box]]:
    """The boxes in groups between which so much is blank, from the left or from the top."""
    groups: list[list[Box]] = []
    reach = float("-inf")
    for box in sorted(boxes, key=lambda box: float(getattr(box, start))):
        if getattr(box, start) - reach >= gap:
            groups.append([])
        groups[-1].append(box)
        reach = max(reach, getattr(box, end))
    return groups


def rows(boxes: Sequence[Box]) -> Iterator[list[Box]]:
    """Boxes at one height, from the left: the cells of a row."""
    ordered = sorted(boxes, key=lambda box: box.top + box.bottom)
    row = ordered[:1]
    for before, box in itertools.pairwise(ordered):
        if (box.top + box.bottom - before.top - before.bottom) / 2 > ROW * min(box.height, before.height):
            yield sorted(row, key=lambda box: box.left)
            row = []
        row.append(box)
    yield sorted(row, key=lambda box: box.left)


def written_time(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 100 else f"{round(seconds / 60)} min"
