"""The lines of an export, and what stands in them whatever the database: labels, dates, rights."""

from __future__ import annotations

import bisect
import dataclasses
import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence

from assistant.errors import ArticleError
from assistant.schema import Span
from assistant.text.dates import parse_date, parse_month

LONGEST_HEAD_LINE = 400
MOST_LINES = 400_000


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A line that holds something, and where it stands."""

    number: int
    start: int
    end: int
    text: str
    """Its words, one blank between them."""
    raw: str
    """As it stands in the text."""
    opens: bool
    """Whether a block of lines begins with it."""
    is_value: bool = False
    """Whether a label of its own was cut off before it."""

    def value(self, start: int) -> Line:
        """What follows its label, from that place in `raw` on."""
        raw = self.raw[start:]
        return Line(self.number, self.end - len(raw), self.end, " ".join(raw.split()), raw, self.opens, is_value=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Parts:
    """What an article of an export is made of."""

    headline: str | None = None
    outlet: str | None = None
    day: str | None = None
    """The words that state the day."""
    head: tuple[str, ...] = ()
    """The lines that stay above the text: headline, outlet, day, byline, section."""
    body: tuple[Line, ...] = ()
    name: str | None = None
    """Its number in the database."""
    url: str | None = None
    problems: tuple[str, ...] = ()


DAY_WITH_MONTH = re.compile(
    r"\d{4}-\d\d-\d\d|\d{4}年\d{1,2}月\d{1,2}日|(?<!\d)\d{1,2}[./]\d{1,2}[./]\d{4}"
    r"|(?<!\d)\d{1,2}(?:er|st|nd|rd|th|\.|º|ª)?,?\s+(?:de\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+|del\s+)?\d{4}(?!\d)"
    r"|[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}(?!\d)"
)
"""A day as databases write it, in any language: `parse_date` decides whether it is one."""
RIGHTS = re.compile(
    r"(?:copyright|\(c\)|©|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos"
    r"|tutti i diritti|alle rechten voorbehouden|todos os direitos)(?!\w)",
    re.IGNORECASE,
)
PAGE = re.compile(
    r"(?:Page|Seite|Página|Pagina) \d+(?: (?:of|von|de|di|sur|van) \d+)?(?:\s*(?:©|\(c\)).*)?", re.IGNORECASE
)
"""A line between two printed pages."""
SOME_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")


def lines_of(text: str) -> list[Line]:
    """The lines with something in them. Where no line is blank, each is a block of its own."""
    found: list[tuple[Span, str, bool]] = []
    after_blank, end = True, 0
    for match in SOME_LINE.finditer(text):
        after_blank = after_blank or len(text[end : match.start()].replace("\r\n", "\n")) > 1
        end = match.end()
        words = " ".join(match[0].split())
        if not words:
            after_blank = True
            continue
        if len(found) == MOST_LINES:
            raise ArticleError(f"is an export of more than {MOST_LINES:,} lines: cut it in two")
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        found.append(((start, match.start() + len(match[0].rstrip())), words, after_blank))
        after_blank = False
    spaced = any(is_after_blank for _, _, is_after_blank in found[1:])
    return [
        Line(number, *span, words, words if words == text[slice(*span)] else text[slice(*span)], opens or not spaced)
        for number, (span, words, opens) in enumerate(found)
    ]


def blocks_of(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines between two blank ones."""
    block: list[Line] = []
    for line in lines:
        if line.opens and block:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def text_of(text: str, lines: Sequence[Line]) -> str:
    """The lines as they stand in the text; where some between them were left out, a blank line."""
    return "\n\n".join(text[slice(*run)] for run in runs_of(lines))


def runs_of(lines: Sequence[Line]) -> list[Span]:
    """From where to where in the text lines stand between which none was left out."""
    runs: list[list[Line]] = []
    for line in lines:
        if runs and line.number == runs[-1][-1].number + 1 and not line.is_value:
            runs[-1].append(line)
        else:
            runs.append([line])
    return [(run[0].start, run[-1].end) for run in runs]


def pages_of(lines: Sequence[Line], begins: int, above: int, pages: Sequence[int]) -> tuple[int, ...]:
    """Where the pages of a text begin in that of `lines` below so many characters `above`, of an article that `begins` there."""
    found = [0] * bisect.bisect_right(pages, begins)
    place = above
    for start, end in runs_of(lines):
        found += [place + max(0, page - start) for page in pages[len(found) :] if page < end]
        place += end - start + len("\n\n")
    return tuple(found)


def joined(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def day_in(text: str) -> dt.date | None:
    """The first day that stands in a short text.

    >>> day_in("Économie, jeudi 12 janvier 2023 654 mots, p. 12")
    datetime.date(2023, 1, 12)
    """
    found = DAY_WITH_MONTH.finditer(text[:LONGEST_HEAD_LINE])
    return next((day for match in itertools.islice(found, 4) if (day := parse_date(match[0]))), None)


def is_day_line(line: str) -> bool:
    """Whether a line is a day with no more than its weekday, edition or hour.

    >>> is_day_line("November 27, 2013 Wednesday FINAL EDITION"), is_day_line("May 2, 2011: a day to remember")
    (True, False)
    """
    if len(line) > 100 or RIGHTS.match(line):
        return False
    match = DAY_WITH_MONTH.search(line)
    if match is None or parse_date(match[0]) is None:
        return parse_month(line) is not None
    before, after = line[: match.start()], line[match.end() :]
    return len(before.split()) <= 1 and len(after.split()) <= 6 and not re.match(r"\s*[:;.?!]", after)


def without_rights(lines: Sequence[Line]) -> list[Line]:
    """The lines without those about rights at their end."""
    kept = list(lines)
    while kept and RIGHTS.match(kept[-1].text):
        kept.pop()
    return kept
