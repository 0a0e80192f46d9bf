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

from assistant.ingest.hyphens import Words, join
from assistant.ingest.tables import is_figure, table_lines
from assistant.text.written_dates import written_dates

CHARACTER, NARROW, WIDE = 0.5, 0.38, 0.6
"""The width of a character, in the size of its letters: the usual one, that of narrow letters, that in a wide word."""
CELL_GAP = 1.5
"""Blank between two pieces of a row, in the size of their letters, from which they are two cells."""
SAME_SIZE = 0.1
LARGEST_GAP = 1.9
"""Distance of a paragraph's lines, in the size of their letters."""
LOOSER = 1.3
"""How much larger a distance may be than that of the lines before, in one paragraph."""
INDENT = 4.0
EDGE = 0.7
"""How far the left edges of a paragraph's lines may lie apart, in the size of their letters; the first may be indented."""
SHORT_LINE = 0.55
"""A line that is so much shorter than its block ends a paragraph."""
FULL_LINE = 0.85
"""A line that ends a sentence ends the paragraph too, unless it is so long."""
HEAD_LINE = 0.7
"""A line that is shorter than so much of a full one was not broken for its length."""
LABEL_WORDS, LABEL_CHARACTERS = 6, 50
VALUE_CHARACTERS = 80
MARGIN = 0.08
"""Share of the pages' height at the top and at the bottom in which running heads and footers stand."""
REPEATED = 0.3
"""Share of the pages on which such a line must stand, at least on two."""

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
Piece = tuple[str, float, float, float]
"""Of a line: words, where they begin, the size of their letters."""


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

    @property
    def placed(self) -> bool:
        """It is known where it stands."""
        return self.size > 0


@dataclasses.dataclass(slots=True)
class LineMaker:
    """Takes the pieces of text that a parser meets, in its order, and makes lines of them."""

    page: int
    lines: list[TextLine] = dataclasses.field(default_factory=list)
    _pieces: list[Piece] = dataclasses.field(default_factory=list)

    def add(self, text: str, x: float, y: float, size: float) -> None:
        """A piece and its place; a line break within it ends the line."""
        for number, piece in enumerate(text.split("\n")):
            if number:
                self.finish()
            if piece.strip():
                self._pieces.append((piece, x, y, size))

    def finish(self) -> None:
        if self._pieces:
            self.lines.append(line_of(self._pieces, self.page))
        self._pieces.clear()


def line_of(pieces: Sequence[Piece], page: int, edges: Collection[float] = ()) -> TextLine:
    """Pieces of one line with the cells that they make: one begins behind a gap, and where the `edges` of columns are."""
    cells: list[str] = []
    _, end, line_y, largest = pieces[0]
    for text, x, y, size in pieces:
        apart = x - end > CELL_GAP * max(size, 1) or (x + 0.5) // 1 in edges
        if not cells or (apart and abs(y - line_y) < max(size, 1)):
            cells.append(text)
        else:
            cells[-1] += text
            largest = max(size, largest)
        end = x + CHARACTER * size * len(text.strip())
    return TextLine(tuple(" ".join(cell.split()) for cell in cells), pieces[0][1], line_y, largest, page, tuple(pieces))


def in_columns(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """The lines of a page: of columns that were drawn row by row the left one before the right one; a table's rows stay."""
    pairs = [pair for line in lines for pair in itertools.pairwise(line.pieces)]
    starts = Counter((x + 0.5) // 1 for before, (_, x, _, size) in pairs if x - end_of(before) > CELL_GAP * size)
    least = max(3, sum(len(line.pieces) > 1 for line in lines) / 2)
    edges = {x for x, count in starts.items() if count >= least}
    few, edge = 0 < len(edges) <= 12, min(edges, default=0)  # a hostile page has thousands
    for beside, rows in itertools.groupby(lines, key=lambda line: few and not crosses(line, edge)):
        group = [line_of(line.pieces, line.page, edges) for line in rows]
        halves = zip(*(divided(line, edge) for line in group), strict=True)
        left, right = ([line_of(part, lines[0].page) for part in half if part] for half in halves)
        if beside and reads_on(left) and reads_on(right):
            yield from (*left, *in_columns(right))
        else:
            yield from in_columns(group) if len(group) < len(lines) else group


def end_of(piece: Piece) -> float:
    """Where words end, of which nobody knows how wide they are: as far to the left as it may be."""
    words = piece[0].strip()
    return piece[1] + (NARROW if " " in words else WIDE) * piece[3] * len(words)


def divided(line: TextLine, edge: float) -> tuple[list[Piece], list[Piece]]:
    """What of a line begins before the left edge of a column, and behind it."""
    return [one for one in line.pieces if one[1] < edge - 1], [one for one in line.pieces if one[1] >= edge - 1]


def crosses(line: TextLine, edge: float) -> bool:
    """Whether a line is none of two columns: it reaches over the left edge of the second, or is a row of a table."""
    before, behind = divided(line, edge)
    if behind and behind[0][1] - edge < INDENT * behind[0][3]:
        return bool(before) and len(line_of(before, line.page).cells) > 1
    return len(line.cells) > 1 or any(end_of(piece) > edge for piece in before)


def reads_on(lines: Sequence[TextLine]) -> bool:
    """Whether lines are of running text: a third begin with a small letter, which cells of a table do not, and have some words."""
    within = sum(line.text[0].islower() for line in lines)
    return 3 * within >= len(lines) > 0 and sum(len(line.text.split()) for line in lines) >= 3 * len(lines)


def put_together(pages: Sequence[Sequence[TextLine]]) -> tuple[str, tuple[int, ...]]:
    """The text of the pages, a paragraph a block between blank lines, and where in it each page begins."""
    lines = [line for page in without_running_heads(pages) for line in page]
    words = Words(line.text for line in lines)
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for block in blocks(lines):
        text = ""
        for number, line in enumerate(block):
            text = join(text, line.text, words) if number else line.text
            while len(starts) < line.page:  # pages without text begin where the next one does
                starts.append(length + len(text) - len(line.text))
        parts.append(text)
        length += len(text) + 2
    starts += [max(0, length - 2)] * (len(pages) - len(starts))
    return "\n\n".join(parts), tuple(starts)


def as_lines(pages: Sequence[Sequence[TextLine]]) -> tuple[str, tuple[int, ...]]:
    """The text as a news database's text form has it: a line a line, blank ones where they are; only a paragraph's are joined.

    And where in it each page begins.
    """
    lines = [unlabelled(line) for page in without_running_heads(pages) for line in page]
    words = Words(line.text for line in lines)
    wide = usual_width(lines)
    text, group = "", list[TextLine]()
    starts: list[int] = []
    for line in lines:
        last = group[-1] if group else line
        wrapped = len(last.text) >= HEAD_LINE * wide and not LABELLED.match(line.text)
        if group and wrapped and goes_on(group, line, wide):
            text = join(text, line.text, words)
            group.append(line)
        else:
            under = last.page == line.page and 0 < last.y - line.y <= LARGEST_GAP * max(last.size, line.size)
            under = under and abs(line.size - last.size) <= SAME_SIZE * last.size
            text += f"{chr(10) if under else chr(10) * 2}{line.text}" if group else line.text
            group = [line]
        starts += [len(text) - len(line.text)] * (line.page - len(starts))
    return text, tuple(starts)


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
            yield from ([dataclasses.replace(line, cells=(text,))] for line, text in zip(group, texts, strict=True))
        else:
            yield group


def grouped(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    wide = usual_width(lines)
    group: list[TextLine] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        following = lines[at + 1] if at + 1 < len(lines) else None
        if following and is_label(line, following) and not (group and goes_on(group, line, wide)):
            if group:
                yield group
            label = f"{line.text.rstrip(' :')}: {following.text}"
            yield [dataclasses.replace(line, cells=(label,))]
            group, at = [], at + 2
            continue
        if group and not goes_on(group, line, wide):
            yield group
            group = []
        group.append(line)
        at += 1
    if group:
        yield group


def usual_width(lines: Sequence[TextLine]) -> float:
    """How many characters a full line has, for pages of which the places of lines are not known."""
    widths = sorted(len(line.text) for line in lines)
    return widths[int(0.8 * (len(widths) - 1))] if widths else 0


def goes_on(group: Sequence[TextLine], line: TextLine, wide: float) -> bool:
    """Whether a line belongs to the block of those before it."""
    group, last = group[-30:], group[-1]  # of a hostile page's thousands
    if len(last.cells) > 1 or len(line.cells) > 1:
        return len(last.cells) == len(line.cells) and last.page == line.page and 0 < last.y - line.y < 3 * line.size
    if not last.placed or not line.placed or (last.x, last.y) == (line.x, line.y):
        return len(last.text) >= 0.75 * wide and not ENDS.search(last.text)
    if abs(line.size - last.size) > SAME_SIZE * last.size or BULLET.match(line.text):
        return False
    if last.page != line.page or line.y >= last.y:  # the next column or page
        return not ENDS.search(last.text) and line.text[0].islower() and is_full(group)
    return is_below(group, line) and is_full(group)


def is_below(group: Sequence[TextLine], line: TextLine) -> bool:
    """Whether a line stands under those of a block as another of its lines: at their distance, and from their left edge on."""
    last = group[-1]
    gap = last.y - line.y
    before = [upper.y - lower.y for upper, lower in itertools.pairwise(group) if upper.page == lower.page]
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
    if (
        not (line.placed and following.placed)
        or len(line.cells) > 1
        or len(following.cells) > 1
        or line.page != following.page
    ):
        return False
    gap = line.y - following.y
    size = max(line.size, following.size)
    if (
        not 0 < gap <= LARGEST_GAP * size
        or abs(line.x - following.x) > EDGE * size
        or len(following.text) > VALUE_CHARACTERS
    ):
        return False
    if len(line.text.split()) > LABEL_WORDS or len(line.text) > LABEL_CHARACTERS or re.search(r"[.!?,;]$", line.text):
        return False
    if ENDS.search(following.text) and not is_value(following.text):
        return False
    named = line.text.endswith(":") or (line.text.isupper() and not following.text.isupper())
    set_apart = abs(line.size - following.size) > SAME_SIZE * size
    return (named and (set_apart or is_value(following.text))) or (
        set_apart and is_value(following.text) and line.size < following.size
    )


def is_value(text: str) -> bool:
    """A figure with its unit, or a date: what stands under a label."""
    if is_figure(" ".join(text.split()[:2])) and len(text.split()) <= 5:
        return True
    dates = written_dates(text)
    return (bool(dates) and len(text) - sum(date.end - date.start for date in dates) <= 12) or bool(
        NUMBER_FIRST.fullmatch(text)
    )


NUMBER_FIRST = re.compile(r"\W{0,3}\d[\d.,’' /-]*\W?(?:\s?\S{1,15}){0,3}")


def without_running_heads(pages: Sequence[Sequence[TextLine]]) -> Iterator[list[TextLine]]:
    """The pages' lines without those that stand at the top or bottom of many pages in the same place, and page numbers."""
    heights = [line.y for page in pages for line in page if line.placed]
    inner = (min(heights, default=0), max(heights, default=0))
    zone = MARGIN * (inner[1] - inner[0])
    inner = (inner[0] + zone, inner[1] - zone)
    counted: Counter[tuple[str, int]] = Counter()
    for page in pages:
        counted.update({place_of(line) for line in margins(page, inner)})
    least = max(2, round(REPEATED * len(pages)))
    for page in pages:
        outer = margins(page, inner)
        gone = {
            line
            for line in outer
            if (counted[place_of(line)] >= least and not ORDINAL.fullmatch(line.text))
            or PRINTED_BY_BROWSER.fullmatch(line.text)
            or (len(pages) > 1 and line in (outer[0], outer[-1]) and PAGE_NUMBER.fullmatch(line.text))
        }
        yield [line for line in page if line not in gone]


def margins(page: Sequence[TextLine], inner: tuple[float, float]) -> list[TextLine]:
    """The lines of a page above and below the `inner` heights, from the uppermost to the lowest."""
    outer = (line for line in page if line.placed and not inner[0] < line.y < inner[1])
    return sorted(outer, key=lambda line: -line.y)


def place_of(line: TextLine) -> tuple[str, int]:
    """What a running head shares from page to page: its words, figures aside, and its height."""
    return re.sub(r"\d+", "0", line.text), round(line.y / 4)
