"""What a page of a PDF draws, as pypdf meets it: pieces of text and their places, line by line, and how much pictures cover."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from pypdf import PageObject
from pypdf.generic import ContentStream, FloatObject, NameObject

from assistant.ingest.pdf_layout import CHARACTER, Piece, TextLine, in_columns, line_of

Matrix = Sequence[float]
SAME = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MOVES = (b"Td", b"TD", b"Tm")
SPACE = 0.25
"""The width of a space, in the size of its letters, from which on pypdf takes a move within a line for one."""
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def read_page(page: PageObject, number: int) -> tuple[list[TextLine], float]:
    """The lines of a page in the order of reading, and the share of it that its pictures cover."""
    content = page.get_contents()
    if content is None:
        return [], 0.0
    drawn = Drawn(page.get("/Resources"), number)
    shown = PageObject(page.pdf)
    shown.update({**page, NameObject("/Contents"): in_pieces(content)})
    with drawn.restored:
        shown.extract_text(visitor_operand_before=drawn.begin, visitor_operand_after=drawn.end, visitor_text=drawn.take)
    drawn.finish()
    return in_columns(drawn.lines), drawn.covered / abs(float(page.mediabox.width * page.mediabox.height) or 1.0)


def in_pieces(content: ContentStream) -> ContentStream:
    """What is drawn, so that pypdf tells each piece of text that is put somewhere: before every move a `cm` that changes nothing."""
    content.forced_encoding = "bytes"
    still = [FloatObject(number) for number in SAME]
    pairs = content.operations
    content.operations = [one for pair in pairs for one in ([(still, b"cm"), pair] if pair[1] in MOVES else [pair])]
    return content


class Drawn:
    """Takes what a page draws, in its order: text, pictures, and forms that hold some."""

    def __init__(self, resources: Any, number: int) -> None:
        self.number = number
        self.lines: list[TextLine] = []
        self.covered = 0.0
        self._pieces: list[Piece] = []
        self._fonts: dict[int, Callable[[str], float]] = {}
        self._stretched, self._wider = 0.0, 0.0
        self._within: list[tuple[Matrix, Any]] = [(SAME, resources)]
        self.restored = contextlib.ExitStack()
        """Puts back the forms that the page draws: what their pieces take is not kept for the next page."""

    def begin(self, operator: bytes, operands: Any, outer: Matrix, _inner: Matrix) -> None:
        """A picture is measured, and what stretches a line; a form's text comes in pieces as long as it is drawn."""
        if operator == b"TJ" and operands and isinstance(operands[0], list):
            moves = [-float(one) / 1000 for one in operands[0] if isinstance(one, (int, float))]
            self._stretched += sum(move - SPACE * (move >= SPACE) for move in moves)
        elif operator == b"Tw" and operands and isinstance(operands[0], (int, float)):
            self._wider = float(operands[0])
        elif operator in (b"Do", b"INLINE IMAGE"):
            place, resources = self._within[-1]
            place = times(outer, place)
            with contextlib.suppress(Exception):  # a parser of hostile input: what it cannot follow is no picture
                drawn: Any = resources["/XObject"][operands[0]] if operator == b"Do" else {"/Subtype": "/Image"}
                if drawn["/Subtype"] == "/Image":
                    self.covered += abs(place[0] * place[3] - place[1] * place[2])
                elif not isinstance(drawn, ContentStream):
                    form = ContentStream(drawn, None)
                    form.update(drawn)
                    self.restored.callback(dict.__setitem__, resources["/XObject"], operands[0], drawn)
                    resources["/XObject"][operands[0]] = in_pieces(form)
                place, resources = times(drawn.get("/Matrix", SAME), place), drawn.get("/Resources", resources)
            self._within += [(place, resources)] * (operator == b"Do")

    def end(self, operator: bytes, *_: Any) -> None:
        if operator == b"Do":
            self._within.pop()

    def take(self, text: str, outer: Matrix, inner: Matrix, font: Any, size: float) -> None:
        """A piece and its place; a line break within it ends the line."""
        place = times(times(inner, outer), self._within[-1][0])
        scale = abs(place[0] * place[3] - place[1] * place[2]) ** 0.5
        for number, part in enumerate(sound(text).split("\n")):
            if number:
                self.finish()
            if words := part.strip():
                measure = self._fonts.get(id(font)) or self._fonts.setdefault(id(font), measure_of(font))
                width = size * (measure(words) + self._stretched) + self._wider * words.count(" ")
                self._pieces.append(Piece(part, place[4], place[5], size * scale, width * scale))
                self._stretched = 0.0
            elif part and self._pieces:
                self._pieces[-1] = self._pieces[-1]._replace(text=f"{self._pieces[-1].text} ")

    def finish(self) -> None:
        if self._pieces:
            self.lines.append(line_of(self._pieces, self.number))
        self._pieces = []


def measure_of(font: Any) -> Callable[[str], float]:
    """How wide a text is in the size of its letters: by what the font says, else as letters usually are."""
    try:
        from pypdf.generic._font import Font

        known = Font.from_font_resource(font)
        codes = {shown: code for code, shown in known.character_map.items() if shown != " "}
        widths = {**known.character_widths, " ": known.space_width}
    except Exception:  # noqa: BLE001 - a stranger's font, or a pypdf that has this elsewhere: it is not public
        return lambda text: CHARACTER * len(text)
    return lambda text: sum(widths.get(codes.get(one, one), widths["default"]) for one in text) / 1000


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """Where what is put somewhere within something stands that is itself put somewhere."""
    a, b, c, d, x, y = inner
    e, f, g, h, left, low = outer
    return (a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h, x * e + y * g + left, x * f + y * h + low)


def sound(text: str) -> str:
    """A piece of text without ligatures, NULs and halves of characters, so that every place in it stays what it is."""
    plain = text.translate(LIGATURES).replace("\x00", "")
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
