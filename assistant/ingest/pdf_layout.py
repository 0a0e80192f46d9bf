"""The typeset lines of a PDF put together again: what is one paragraph is joined, what belongs to different blocks is not.

What tells is how the lines stand: a paragraph's have one size, one left edge and one distance. A label keeps its value, the cells of
a row are kept apart, running heads, footers and page numbers go, and where each page begins in the text is kept.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from assistant.ingest.hyphens import Words, ended
from assistant.ingest.tables import is_figure, table_lines
from assistant.text.written_dates import written_dates

CHARACTER, CELL_GAP, GUTTER, LARGEST_GAP, INDENT, EDGE = 0.5, 1.5, 0.9, 1.9, 4.0, 0.7
"""In the size of letters: the usual width of one; the blank between two cells of a row, and where those of several rows begin below each
other; the distance of a paragraph's lines; by how much the first may be indented, and the left edges of the others lie apart."""
TIGHT = 0.75
"""How much closer than by its font a line may be set."""
LEAST_ROWS, MOST_COLUMNS = 3, 12
SAME_SIZE = 0.1
LOOSER = 1.3
"""How much larger a distance may be than that of the lines before, in one paragraph."""
SHORT_LINE, FULL_LINE, HEAD_LINE = 0.55, 0.85, 0.7
"""A line shorter than so much of its block ends a paragraph; so does one that ends a sentence; was not broken for its length."""
LABEL_WORDS, LABEL_CHARACTERS, VALUE_CHARACTERS = 6, 50, 80
MARGIN, REPEATED = 0.08, 0.3
"""Share of the pages' height at either end in which running heads stand; of the pages that must have one, at least two."""

LABELLED = re.compile(r"(?:[A-Z]{2,3}|[A-Z][\w-]*(?: [\w-]+){0,3}\s?:|Document (?=[A-Z]{3,}\w*\d{8}))\s")
"""How a line of an export begins that a label names."""
ENDS = re.compile(r"[.!?…:;][\"”’')\]»]*$")
PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|seite|p\.|pág(?:ina|\.)?|pagina|strona|sida|side|стр\.?|第)\s*)?(?:\d{1,4}|(?-i:(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})))"
    r"(?:\s*(?:/|of|von|de|di|sur|z|av|из|-)\s*\d{1,4})?(?:\s*页)?[\W_]*",
    re.IGNORECASE,
)
ORDINAL = re.compile(r"(?:Document|Dokument|Documento) \d+ (?:of|von|de|di|sur) \d+", re.IGNORECASE)
"""Above an article of an export: no page's number."""
PRINTED_BY_BROWSER = re.compile(
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4},? \d{1,2}:\d\d(?: ?[AP]M)?(?: \| .*)?|(?:https?|file)://\S+(?: \|)? \d+/\d+",
    re.IGNORECASE,
)
"""What a browser puts above and below each page that it prints."""
BULLET = re.compile(r"[•‣▪●○■–—*]\s|\(?\d{1,2}[.)]\s|[a-z]\)\s")


class Piece(NamedTuple):
    """Of a line: words, where they begin, the size of their letters, how wide these are by their font."""

    text: str
    x: float
    y: float
    size: float
    width: float

    @property
    def end(self) -> float:
        """Where it ends at least."""
        return self.x + self.width * (TIGHT if " " in self.text.strip() else 1)


@dataclasses.dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a page: its cells, where it stands (from the left and from the bottom, in points), the size of its letters."""

    cells: tuple[str, ...]
    x: float
    y: float
    size: float
    page: int
    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        return " | ".join(self.cells)


def line_of(pieces: Sequence[Piece], page: int, edges: Collection[int] = ()) -> TextLine:
    """Pieces of one line with the cells that they make: one begins behind a gap, and where the `edges` of columns are."""
    cells = [pieces[0].text]
    first, size = pieces[0], pieces[0].size
    for before, piece in itertools.pairwise(pieces):
        end = before.x + max(before.width, CHARACTER * before.size * len(before.text.strip()))
        apart = piece.x - end > CELL_GAP * max(piece.size, 1) or (
            round(piece.x) in edges and piece.x - before.end > GUTTER * piece.size
        )
        spaced = piece.text[0].isspace() or before.text[-1].isspace()
        if apart and spaced and abs(piece.y - first.y) < max(piece.size, 1):
            cells.append(piece.text)
        else:
            cells[-1] += piece.text
            size = max(piece.size, size)
    return TextLine(tuple(" ".join(cell.split()) for cell in cells), first.x, first.y, size, page, tuple(pieces))


def in_columns(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines of a page: of columns that were drawn row by row the left one before the right one; a table's rows stay."""
    pairs = [pair for line in lines for pair in itertools.pairwise(line.pieces)]
    starts = Counter(round(piece.x) for before, piece in pairs if piece.x - before.end > GUTTER * piece.size)
    least = max(LEAST_ROWS, sum(len(line.pieces) > 1 for line in lines) / 4)
    edges = sorted(x for x, count in starts.items() if count >= least)[:MOST_COLUMNS]
    bands = [[line_of(line.pieces, line.page, edges) for line in lines]]
    for edge in edges:
        bands = [part for band in bands for part in divided(band, edge)]
    return [line for band in bands for line in band]


def divided(lines: Sequence[TextLine], edge: float) -> list[list[TextLine]]:
    """Lines in order, where several beside each other do not cross the left edge of a column: those before it, those behind it."""
    bands: list[list[TextLine]] = [[]]
    for over, group in itertools.groupby(lines, key=lambda line: crosses(line, edge)):
        rows = list(group)
        pairs = [parts(row, edge) for row in rows]
        left, right = ([line_of(part, rows[0].page) for part in side if part] for side in zip(*pairs, strict=True))
        if not over and sum(all(pair) for pair in pairs) >= LEAST_ROWS and reads_on(left) and reads_on(right):
            bands += [left, right, []]
        else:
            bands[-1] += rows
    return bands


def parts(line: TextLine, edge: float) -> tuple[list[Piece], list[Piece]]:
    """What of a line begins before the left edge of a column, and behind it."""
    return [one for one in line.pieces if one.x < edge - 1], [one for one in line.pieces if one.x >= edge - 1]


def crosses(line: TextLine, edge: float) -> bool:
    """Whether a line is none of two columns: it reaches over the left edge of the second, or is a row of a table."""
    before, behind = parts(line, edge)
    if behind and behind[0].x - edge < INDENT * behind[0].size:
        return bool(before) and len(line_of(before, line.page).cells) > 1
    return len(line.cells) > 1 or any(piece.end > edge for piece in before)


def reads_on(lines: Sequence[TextLine]) -> bool:
    """Whether lines are of running text: a third begin with a small letter, which cells of a table do not, and have some words."""
    within = sum(line.text[0].islower() for line in lines)
    return 3 * within >= len(lines) > 0 and sum(len(line.text.split()) for line in lines) >= 3 * len(lines)


def put_together(pages: Sequence[Sequence[TextLine]]) -> tuple[str, tuple[int, ...]]:
    """The text of the pages, a paragraph a block between blank lines, and where in it each page begins."""
    lines = [line for page in without_running_heads(pages) for line in page]
    words = Words(line.text for line in lines)
    parts = [
        (line.page, ended(line.text, following.text, words) if following else f"{line.text}\n\n")
        for block in blocks(lines)
        for line, following in zip(block, [*block[1:], None], strict=True)
    ]
    return written(parts, len(pages))


def as_lines(pages: Sequence[Sequence[TextLine]]) -> tuple[str, tuple[int, ...]]:
    """The same as a news database's text form has it: a line a line, blank ones where they are; only a paragraph's are joined."""
    lines = [unlabelled(line) for page in without_running_heads(pages) for line in page]
    words = Words(line.text for line in lines)
    widths = sorted(len(line.text) for line in lines)
    wide = widths[int(0.8 * (len(widths) - 1))] if widths else 0
    parts: list[tuple[int, str]] = []
    group: list[TextLine] = []
    for line, following in itertools.pairwise([*lines, *lines[-1:]]):
        group.append(line)
        wrapped = len(line.text) >= HEAD_LINE * wide and not LABELLED.match(following.text)
        if wrapped and goes_on(group, following):
            parts.append((line.page, ended(line.text, following.text, words)))
            continue
        size = max(line.size, following.size)
        under = line.page == following.page and 0 < line.y - following.y <= LARGEST_GAP * size
        under = under and abs(following.size - line.size) <= SAME_SIZE * line.size
        parts.append((line.page, line.text + ("\n" if under else "\n\n")))
        group = []
    return written(parts, len(pages))


def written(parts: Sequence[tuple[int, str]], pages: int) -> tuple[str, tuple[int, ...]]:
    """Parts of a text, each with its page, as one, and where in it each page begins; those without text where the next one does."""
    starts: list[int] = []
    length = 0
    for page, part in parts:
        starts += [length] * (page - len(starts))
        length += len(part)
    text = "".join(part for _, part in parts).rstrip("\n")
    return text, (*starts, *[len(text)] * (pages - len(starts)))


def unlabelled(line: TextLine) -> TextLine:
    """A line whose first cell is a label, as one cell: `HD`, `Bees return` → `HD  Bees return`."""
    labelled = len(line.cells) > 1 and LABELLED.fullmatch(f"{line.cells[0]} ")
    return dataclasses.replace(line, cells=("  ".join(line.cells),)) if labelled else line


def blocks(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """The lines by paragraph, heading, row of a table, or label with its value."""
    for group in grouped(lines):
        if len(group[0].cells) > 1:
            texts = list(table_lines([line.cells for line in group]))
            texts = texts if len(texts) == len(group) else [line.text for line in group]
            for line, text in zip(group, texts, strict=True):
                yield [dataclasses.replace(line, cells=(text.replace(": | ", ": "),))]
        else:
            yield group


def grouped(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """Lines that belong together; a label and its value are one."""
    group: list[TextLine] = []
    pairs = zip(lines, [*lines[1:], None], strict=True)
    for line, following in pairs:
        if group and not goes_on(group, line):
            yield group
            group = []
        if not group and following and is_label(line, following):
            next(pairs)
            yield [dataclasses.replace(line, cells=(f"{line.text.rstrip(' :')}: {following.text}",))]
        else:
            group.append(line)
    if group:
        yield group


def goes_on(group: Sequence[TextLine], line: TextLine) -> bool:
    """Whether a line belongs to the block of those before it."""
    group, last = group[-30:], group[-1]  # of a hostile page's thousands
    if len(last.cells) > 1 or len(line.cells) > 1:
        return len(last.cells) == len(line.cells) and last.page == line.page and 0 < last.y - line.y < 3 * line.size
    if abs(line.size - last.size) > SAME_SIZE * last.size or BULLET.match(line.text):
        return False
    if last.page != line.page or line.y >= last.y:  # the next column or page
        return not ENDS.search(last.text) and line.text[0].islower() and is_full(group)
    return is_below(group, line) and is_full(group)


def is_below(group: Sequence[TextLine], line: TextLine) -> bool:
    """Whether a line stands under those of a block as another of its lines: at their distance, and from their left edge on."""
    last, gap = group[-1], group[-1].y - line.y
    before = (upper.y - lower.y for upper, lower in itertools.pairwise(group) if upper.page == lower.page)
    usual = min((one for one in before if one > 0), default=gap)
    aside = line.x - last.x
    first_indented = len(group) == 1 and -INDENT * line.size <= aside < 0
    if last.text.isupper() != line.text.isupper() and len(last.text) < LABEL_CHARACTERS:
        return False
    return gap <= min(LARGEST_GAP * line.size, LOOSER * usual) and (abs(aside) <= EDGE * line.size or first_indented)


def is_full(group: Sequence[TextLine]) -> bool:
    """Whether the last line of a block is long enough for it that the next one goes on with it."""
    last = group[-1].text
    return len(last) >= (FULL_LINE if ENDS.search(last) else SHORT_LINE) * max(len(line.text) for line in group)


def is_label(line: TextLine, following: TextLine) -> bool:
    """Whether a line names what the next one, right under it, gives: `BY NET PROFIT`, `678 million crowns`."""
    label, value = line.text, following.text
    size, apart = max(line.size, following.size), abs(line.size - following.size) > SAME_SIZE * line.size
    under = line.page == following.page and 0 < line.y - following.y <= LARGEST_GAP * size
    under = under and abs(line.x - following.x) <= EDGE * size and len(line.cells) == len(following.cells) == 1
    short = len(label.split()) <= LABEL_WORDS and len(label) <= LABEL_CHARACTERS and len(value) <= VALUE_CHARACTERS
    if not under or not short or label[-1] in ".!?,;":
        return False
    named = label.endswith(":") or (label.isupper() and not value.isupper())
    if is_value(value):
        return named or (apart and line.size < following.size)
    return named and apart and not ENDS.search(value)


def is_value(text: str) -> bool:
    """A figure with its unit, or a date: what stands under a label."""
    dates = written_dates(text)
    dated = bool(dates) and len(text) - sum(date.end - date.start for date in dates) <= 12
    figure = is_figure(" ".join(text.split()[:2])) and len(text.split()) <= 5
    return figure or dated or NUMBER_FIRST.fullmatch(text) is not None


NUMBER_FIRST = re.compile(r"\W{0,3}\d[\d.,’' /-]*\W?(?:\s?\S{1,15}){0,3}")


def without_running_heads(pages: Sequence[Sequence[TextLine]]) -> Iterator[list[TextLine]]:
    """The pages' lines without those that stand at the top or bottom of many pages in the same place, and page numbers."""
    heights = [line.y for page in pages for line in page] or [0.0]
    zone = MARGIN * (max(heights) - min(heights))
    inner = (min(heights) + zone, max(heights) - zone)
    margins = [[line for line in page if not inner[0] < line.y < inner[1]] for page in pages]
    counted = Counter(place for margin in margins for place in {place_of(line) for line in margin})
    least = max(2, round(REPEATED * len(pages)))
    for page, margin in zip(pages, margins, strict=True):
        ends = {choose(line.y for line in margin) for choose in (min, max) if margin and len(pages) > 1}
        gone = {
            line
            for line in margin
            if (counted[place_of(line)] >= least and not ORDINAL.fullmatch(line.text))
            or PRINTED_BY_BROWSER.fullmatch(line.text)
            or (line.y in ends and PAGE_NUMBER.fullmatch(line.text))
        }
        yield [line for line in page if line not in gone]


def place_of(line: TextLine) -> tuple[str, int]:
    """What a running head shares from page to page: its words, figures aside, and its height."""
    return re.sub(r"\d+", "0", line.text), round(line.y / 4)
