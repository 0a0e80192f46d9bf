"""What a page of a PDF draws, as pypdf meets it: pieces of text and their places, line by line, and how much pictures cover."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from pypdf import PageObject
from pypdf.errors import LimitReachedError
from pypdf.generic import ContentStream, FloatObject, NameObject

from assistant.ingest.pdf_layout import CHARACTER, Piece, TextLine, in_columns, line_of

Matrix = Sequence[float]
SAME = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MOVES = (b"Td", b"TD", b"Tm")
SPACE = 0.25
"""The width of a space, in the size of its letters, from which on pypdf takes a move within a line for one."""
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def read_page(page: PageObject, drawn: Drawn) -> tuple[list[TextLine], float]:
    """The lines of a page in the order of reading, as far as its steps reach, and the share of it that its pictures cover."""
    shown = PageObject(page.pdf)
    try:
        drawn.enter(page.get("/Resources"))
        if (content := page.get_contents()) is not None:
            shown.update({**page, NameObject("/Contents"): drawn.in_pieces(content)})
        shown.extract_text(visitor_operand_before=drawn.begin, visitor_operand_after=drawn.end, visitor_text=drawn.take)
    except LimitReachedError:
        drawn.whole = False
    finally:
        drawn.restored.close()
    drawn.finish()
    return in_columns(drawn.lines), drawn.covered / abs(float(page.mediabox.width * page.mediabox.height) or 1.0)


class Drawn:
    """Takes what a page draws, in its order, in at most so many steps of some microseconds: text, pictures, and forms of them."""

    def __init__(self, number: int, steps: int, fonts: dict[int, tuple[Callable[[str], float], int]]) -> None:
        self.number, self.left, self.whole, self._fonts = number, steps, True, fonts
        self.lines: list[TextLine] = []
        self.covered = 0.0
        self._pieces: list[Piece] = []
        self._stretched, self._wider = 0.0, 0.0
        self._within: list[tuple[Matrix, Any]] = []
        self.restored = contextlib.ExitStack()
        """Puts back the forms that the page draws: what their pieces take is not kept for the next page."""

    def spend(self, steps: int) -> None:
        """Of the steps; raises LimitReachedError where there are not so many left, and from then on."""
        self.left -= steps
        if self.left < 0:
            self.whole = False  # said here: pypdf goes on behind a form in which this is raised
            raise LimitReachedError("too much is drawn")

    def enter(self, resources: Any, place: Matrix = SAME) -> None:
        """A page or form begins, for which pypdf makes the fonts anew each time."""
        self._within.append((place, resources))
        self.spend(20)
        with contextlib.suppress(AttributeError, KeyError, TypeError):  # it has none
            for name in (fonts := resources["/Font"]):
                self.spend(self.font(fonts[name])[1])

    def font(self, font: Any) -> tuple[Callable[[str], float], int]:
        return self._fonts.get(id(font)) or self._fonts.setdefault(id(font), measure_of(font))

    def in_pieces(self, content: ContentStream) -> ContentStream:
        """What is drawn, so that pypdf tells each piece of text that is put somewhere: before every move a `cm` that changes nothing."""
        self.spend(len(content.get_data()) // 4)
        content.forced_encoding = "bytes"
        still = [FloatObject(number) for number in SAME]
        pairs = content.operations
        content.operations = [one for pair in pairs for one in ([(still, b"cm"), pair] if pair[1] in MOVES else [pair])]
        return content

    def begin(self, operator: bytes, operands: Any, outer: Matrix, _inner: Matrix) -> None:
        """A picture is measured, and what stretches a line; a form's text comes in pieces as long as it is drawn."""
        self.spend(1 + sum(len(one) if isinstance(one, list) else 1 for one in operands))
        if operator == b"TJ" and operands and isinstance(operands[0], list):
            moves = [-float(one) / 1000 for one in operands[0] if isinstance(one, (int, float))]
            self._stretched += sum(move - SPACE * (move >= SPACE) for move in moves)
        elif operator == b"Tw" and operands and isinstance(operands[0], (int, float)):
            self._wider = float(operands[0])
        elif operator in (b"Do", b"INLINE IMAGE"):
            place, resources = times(outer, self._within[-1][0]), self._within[-1][1]
            try:
                drawn: Any = resources["/XObject"][operands[0]] if operator == b"Do" else {"/Subtype": "/Image"}
                if drawn["/Subtype"] == "/Image":
                    self.covered += abs(place[0] * place[3] - place[1] * place[2])
                elif not isinstance(drawn, ContentStream):
                    form = ContentStream(drawn, None)
                    form.update(drawn)
                    self.restored.callback(dict.__setitem__, resources["/XObject"], operands[0], drawn)
                    resources["/XObject"][operands[0]] = self.in_pieces(form)
                place = times(drawn.get("/Matrix", SAME), place)
                resources = drawn.get("/Resources", resources if drawn["/Subtype"] == "/Form" else None)
            except Exception as error:  # noqa: BLE001 - a parser of hostile input: what it cannot follow is no picture
                self.whole &= not isinstance(error, LimitReachedError)
            if operator == b"Do":
                self.enter(resources, place)

    def end(self, operator: bytes, *_: Any) -> None:
        if operator == b"Do":
            self._within.pop()

    def take(self, text: str, outer: Matrix, inner: Matrix, font: Any, size: float) -> None:
        """A piece and its place; a line break within it ends the line."""
        place = times(times(inner, outer), self._within[-1][0])
        scale = abs(place[0] * place[3] - place[1] * place[2]) ** 0.5
        self.spend(len(text))
        for number, part in enumerate(sound(text).split("\n")):
            if number:
                self.finish()
            if words := part.strip():
                width = size * (self.font(font)[0](words) + self._stretched) + self._wider * words.count(" ")
                self._pieces.append(Piece(part, place[4], place[5], size * scale, width * scale))
                self._stretched = 0.0
            elif part and self._pieces:
                self._pieces[-1] = self._pieces[-1]._replace(text=f"{self._pieces[-1].text} ")

    def finish(self) -> None:
        if self._pieces:
            self.lines.append(line_of(self._pieces, self.number))
        self._pieces = []


def measure_of(font: Any) -> tuple[Callable[[str], float], int]:
    """How wide a text is in the size of its letters, by what the font says or as letters usually are, and what making it costs."""
    cost = 0
    try:
        from pypdf.generic._font import Font

        cost = len(font["/ToUnicode"].get_data()) // 4 if "/ToUnicode" in font else 0
        known = Font.from_font_resource(font)
        codes = {shown: code for code, shown in known.character_map.items() if shown != " "}
        widths = {**known.character_widths, " ": known.space_width}
    except Exception:  # noqa: BLE001 - a stranger's font, or a pypdf that has this elsewhere: it is not public
        return lambda text: CHARACTER * len(text), cost
    return lambda text: sum(widths.get(codes.get(a, a), widths["default"]) for a in text) / 1000, cost + len(codes)


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """Where what is put somewhere within something stands that is itself put somewhere."""
    a, b, c, d, x, y = inner
    e, f, g, h, left, low = outer
    return (a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h, x * e + y * g + left, x * f + y * h + low)


def sound(text: str) -> str:
    """A piece of text without ligatures, NULs and halves of characters, so that every place in it stays what it is."""
    plain = text.translate(LIGATURES).replace("\x00", "")
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
