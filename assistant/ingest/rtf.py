"""RTF: the text of a document, by what the specification (1.9.1) says of groups, code pages and Unicode.

Written here because the libraries for it give field codes and addresses of links as text, or take memory without bound.
"""

from __future__ import annotations

import codecs
import contextlib
import dataclasses
import re
import time

from assistant.errors import ArticleError
from assistant.ingest.parsing import Limits, Loaded, require_text
from assistant.ingest.tables import table_blocks
from assistant.text.languages.language import word_set

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.DOTALL
)
CELL, ROW, HEADS, NOTE = "\x1f", "\x1e", "\x1d", "\x1c"
"""What ends a cell and a row, marks one of heads, and begins a note of a cell, until its table is put together."""
ROWS = re.compile(rf"(?:^[^\n{ROW}]*{ROW}\n+)+", re.MULTILINE)
DEEPEST = 1_000
CHECKED_EVERY = 10_000
"""Tokens between two looks at the clock."""
WORDS = {
    **{"par": "\n\n", "sect": "\n\n", "page": "\n\n", "row": f"{ROW}\n\n", "nestrow": "\n", "line": "\n", "cell": CELL},
    "trhdr": HEADS,
    **{"nestcell": " | ", "tab": "\t", "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " "},
    **{"bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"},
}
SIGNS = {b"~": "\u00a0", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n\n", b"\r": "\n\n"}
UNSEEN = word_set("""
    fonttbl colortbl stylesheet info pict object fldinst listtable listoverridetable header headerl headerr headerf footer footerl
    footerr footerf annotation themedata datastore latentstyles rsidtbl xmlnstbl revtbl filetbl tc xe bkmkstart bkmkend atnid
    atnauthor deleted generator nonshppict listtext sp template
""")
"""Groups that hold no text of the document."""
CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238:
    "cp1250",
}  # fmt: skip
"""The code page of a font's character set."""


@dataclasses.dataclass(slots=True)
class Group:
    """What holds within a pair of braces."""

    unseen: bool = False
    skip: int = 1
    """Characters that stand for a Unicode one for programs that do not know it."""
    font: int = -1
    in_fonts: bool = False
    note: int = 0
    """Where among the parts of the text that of a note begins, behind its mark."""


def read_rtf(data: bytes, limits: Limits) -> Loaded:
    """The text, a paragraph a block, and so a row of a table."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ArticleError("is no RTF")
    text = ROWS.sub(table_of, Reader(data, limits.file_seconds).read())
    text = require_text(text.translate({ord(CELL): " | ", ord(HEADS): None, ord(NOTE): " "}))
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", text)
    lost = text.count("�")
    problems = (f"{lost:,} characters cannot be read",) if lost else ()
    return Loaded(re.sub(r"\n{3,}", "\n\n", text), problems=problems)


def table_of(match: re.Match[str]) -> str:
    notes = re.findall(f"{NOTE}([^{NOTE}{CELL}]*)", match[0])
    rows = [re.sub(f"{NOTE}[^{CELL}]*", "", row).strip(" \t\r\n") for row in match[0].split(ROW)[:-1]]
    cells = [[" ".join(cell.split()) for cell in row.replace(HEADS, "").split(CELL)] for row in rows]
    blocks = table_blocks(cells, [number for number, row in enumerate(rows) if HEADS in row])
    return "".join(f"{block}\n\n" for block in (*blocks, *notes))


class Reader:
    """Goes through the tokens of a document once."""

    def __init__(self, data: bytes, seconds: float) -> None:
        self.data = data
        self.deadline = time.monotonic() + seconds
        self.parts: list[str] = []
        self.notes: list[str] = []
        self.marks = 0
        self.pending = bytearray()
        """Bytes of one code page that wait for what follows: a character may have two."""
        self.groups = [Group()]
        self.fonts: dict[int, str] = {}
        self.page = "cp1252"
        self.to_skip = 0

    def read(self) -> str:
        place = count = 0
        while match := TOKEN.match(self.data, place):
            place, count = match.end(), count + 1
            if count % CHECKED_EVERY == 0 and time.monotonic() > self.deadline:
                raise ArticleError("takes too long to read")
            word, number, code, sign, brace, run = match.groups()
            if code:
                self.write_bytes(bytes.fromhex(code.decode()))
            elif run:
                self.write_bytes(run)
            elif brace:
                self.enter() if brace == b"{" else self.leave()
            elif sign == b"*":
                self.groups[-1].unseen = True
            elif sign:
                self.write(SIGNS.get(sign, ""))
            elif word:
                value = int(number) if number else None
                place += max(value or 0, 0) if word == b"bin" else 0
                self.obey(word.decode(), value)
        self.write("\n\n")
        return "".join(self.parts)

    def enter(self) -> None:
        self.flush()
        if len(self.groups) > DEEPEST:
            raise ArticleError("is nested too deeply")
        self.groups.append(dataclasses.replace(self.groups[-1], note=0))

    def leave(self) -> None:
        self.flush()
        self.to_skip = 0
        if len(self.groups) > 1 and (start := self.groups.pop().note):
            mark, *note = self.parts[start - 1 :]
            self.notes += [f"{mark} {said}"] if (said := "".join(note).strip()) else []
            self.notes.sort(key=lambda one: int(one[1 : one.index("]")]))  # one within another ends before it
            del self.parts[start:]

    def obey(self, word: str, value: int | None) -> None:
        """A control word: text, a group's kind, an encoding."""
        group = self.groups[-1]
        if word == "u" and value is not None:
            self.write(chr(value % 0x10000))
            self.to_skip = group.skip
        elif word in WORDS:
            self.write(WORDS[word])
        elif word == "footnote" and not self.groups[-2:][0].unseen:  # an endnote, too; a group of `\*` is seen by this
            group.unseen = False
            self.marks += 1
            self.write(f"[{self.marks}]")
            group.note = len(self.parts)
        elif word in UNSEEN:
            group.unseen, group.in_fonts = True, word == "fonttbl"
        elif word == "v":
            group.unseen = value != 0
        elif word == "uc":
            group.skip = max(value or 0, 0)
        elif word == "f" and value is not None:
            self.flush()
            group.font = value
        elif word == "fcharset" and group.in_fonts:
            self.fonts[group.font] = CHARSETS.get(value or 0, "")
        elif word == "ansicpg" and value:
            with contextlib.suppress(LookupError):
                self.page = codecs.lookup(f"cp{value}").name
        elif word in ("mac", "pc", "pca"):
            self.page = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]

    def write_bytes(self, data: bytes) -> None:
        skipped = min(self.to_skip, len(data))
        self.to_skip -= skipped
        if not self.groups[-1].unseen:
            self.pending += data[skipped:]

    def write(self, text: str) -> None:
        self.flush()
        self.to_skip = 0
        if self.notes and text in ("\n\n", CELL) and not any(group.note or group.unseen for group in self.groups):
            self.parts += [f"\n\n{one}" if text != CELL else f"{NOTE}{' '.join(one.split())}" for one in self.notes]
            self.notes.clear()
        if not self.groups[-1].unseen:
            self.parts.append(text)

    def flush(self) -> None:
        if self.pending:
            page = self.fonts.get(self.groups[-1].font) or self.page
            self.parts.append(self.pending.decode(page, "replace"))
            self.pending.clear()
