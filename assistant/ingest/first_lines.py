"""What the first lines of a text say: title, outlet, publication date, and where the article proper begins.

Only lines that are nothing but metadata are read, at the very top, and prefixes such as ` date 2022-03-30 `. A date in
running text is the day of some event, never taken as the day of publication. Every date found here is inferred.
"""

from __future__ import annotations

import datetime as dt
import re

from assistant.ingest.field_names import AUTHOR_KEYS, OUTLET_KEYS, TITLE_KEYS
from assistant.ingest.file_dates import among
from assistant.ingest.metadata import LONGEST_FIELD, Metadata, clean_url, from_fields, read_day
from assistant.ingest.printed_dates import CHANGED, with_labels
from assistant.schema import Span
from assistant.text.dates import WRITTEN_DATE, WRITTEN_DAY, WRITTEN_MONTH, parse_date, parse_month
from assistant.text.languages import first_lines as words
from assistant.text.orders import reads_as_order
from assistant.text.outlet_names import DOMAIN
from assistant.text.weekday_names import WEEKDAY_NUMBERS
from assistant.text.written_dates import written_dates

HEAD_LINES = 3
HEAD_CHARACTERS = 300
SCANNED_CHARACTERS = 20_000
"""How far to look for lines at all: a file may begin with millions of blank ones."""
LINE_CHARACTERS = 160
MONTH_CHARACTERS = 60
TITLE_CHARACTERS = 150
TITLE_WORDS = 18
"""Headlines are shorter; a longer first line, full stop or not, is a summary and stays in the text."""

TIME_ZONES = "GMT|UTC|BST|CES?T|EES?T|E[SD]?T|P[SD]T|C[SD]T|MSK|IST"
AGENCIES = "Reuters|AFP|AP|TASS|CNN|BBC|Xinhua|Interfax|Bloomberg"

CAPITAL = "A-ZÀ-ÞА-ЯЁІЇЄΑ-Ω"
TIME = r"(?:\d{1,2}[:.]\d\d(?::\d\d)?(?:\s*[ap]\.?m\b\.?)?|\d{1,2}\s*[ap]\.?m\b\.?)"
ON = rf"(?:\s+(?:{words.ON}))?\s*:?"
LABEL = rf"(?:{words.PUBLISHED}){ON}"
"""What is written before the day of publication."""
LAST_CHANGED = rf"(?:[^\W\d_]+\s+)?(?:{CHANGED.pattern})\w*{ON}"
PAPER = f"(?i:{words.PAPERS})"
ARTICLE = rf"(?:(?:{words.PAPER_ARTICLES})\s+)?"
SENTENCE_START = rf"(?=[“”\"'‘«(]?[{CAPITAL}\d])"
"""What must follow a prefix, lest a sentence be cut."""

TIME_OF_DAY = re.compile(rf"(?<![\w.]){TIME}(?:\s*\(?(?:{TIME_ZONES})\)?(?![A-Za-z]))?", re.IGNORECASE)
_WEEKDAY = rf"(?<!\w)(?:{'|'.join(sorted(WEEKDAY_NUMBERS, key=len, reverse=True))})(?!\w)\.?"
WEEKDAY = re.compile(rf"(?:^|(?<=[|,(])) *{_WEEKDAY}(?=[ ,)]*(?:\||$))|{_WEEKDAY}(?=[ ,]*\|)", re.IGNORECASE)
"""Alone between two signs, or before the day, whose place is `|`."""

LABELLED_PREFIX = re.compile(rf"\s*((?i:{LABEL})\s*(?i:{WRITTEN_DATE}))[ \t.,;:|–—-]+(?!{TIME}){SENTENCE_START}")
"""`Date 2022-03-29 The talks …`"""
TIMED_PREFIX = re.compile(
    rf"\s*([^.!?\r\n]{{0,60}}?(?i:{TIME}),?[ ]+(?i:{WRITTEN_DATE}))[ \t.,;:|–—-]+{SENTENCE_START}"
)
"""`Europe 1 with AFP 9:06 p.m., March 29, 2022 The talks …`"""

LABELLED = re.compile(r"([^\W\d_][^\W_]{2,24}(?: [^\W_]{1,24})?)\s*:\s+(\S.*)")
FIELD = re.compile(rf"({words.FIELDS})\s*:\s*(\S.*)", re.IGNORECASE)
"""`Source: The Lark`"""
BYLINE = re.compile(
    rf"(?i:{words.BY}):?\s+[^\W\d_a-z][\w.'’-]*(?:\s+(?:[^\W\d_a-z][\w.'’-]*|{words.PARTICLES})){{0,8}}"
)
"""`By Ann Lee`: capitalised words only, for "By the end of May" begins a sentence."""
YEAR_LINE = re.compile(
    rf"(?:(?:©|\(c\)|{words.COPYRIGHT}|{WRITTEN_MONTH})\s+)+(\d{{4}})(?!\w)[\s,|]*(.*)", re.IGNORECASE
)
"""`© 2022 Lark Wire`: no date, but the year of one without."""
RULE = re.compile(r"[=*_~-]{3,}")
BETWEEN_PARTS = re.compile(r"\s*[|•·,]\s*|\s+[-–—/]\s+")
STRONG_SEPARATOR = re.compile(r"[|•·]|\s[-–—]\s")
"""Sentences have commas; these stand in lines of metadata only."""
CLUTTER = re.compile(
    rf"(?:{LABEL}|\(?{LAST_CHANGED}|{words.PLACE_WORDS}|\d+\s+(?:{words.READING_TIME})"
    rf"|.*\b(?:{words.WRITERS})|.*\b(?:{words.EDITION})"
    r"|(?:page|p\.|pg\.|seite|s\.|pág(?:ina|\.)|pagina|blz\.|str\.)\s*[A-Z]{0,2}\d{1,3}|[\W_]*)",
    re.IGNORECASE,
)
"""Parts of such a line that name nothing."""
NAME = re.compile(rf"(?:(?:[{CAPITAL}0-9][\w.&'’-]*|{words.NAME_WORDS}|{PAPER})(?:\s+|$)){{1,7}}")
OUTLET_WORD = re.compile(rf"\b(?:{PAPER}|{AGENCIES})\b")
OUTLET_NAME = re.compile(
    rf"(?!(?i:{words.NO_OUTLETS})\b)(?:{ARTICLE}[{CAPITAL}][\w.&'’-]*\s+(?:[{CAPITAL}][\w.&'’-]*\s+)?{PAPER}"
    rf"|{ARTICLE}{PAPER}\s+(?i:{words.PAPER_OF})[{CAPITAL}][\w'’-]*|(?:{AGENCIES}))"
)
"""So plainly an outlet's name that it is one on a line of its own."""
WITH_AGENCY = re.compile(rf"\s+(?:{words.BESIDE})\s+(?:[A-Z]{{2,}}|{words.AGENCIES}|Reuters)\b.*")
"""`Europe 1 with AFP` is Europe 1."""
DAY = rf"(?:(?P<date>(?i:{WRITTEN_DATE}))|(?P<day>(?i:{WRITTEN_MONTH}\s+{WRITTEN_DAY}|{WRITTEN_DAY}\.?\s+{WRITTEN_MONTH})))"
DATELINE = re.compile(
    rf"[A-ZÀ-Þ][\w.'’/ -]{{1,40}}(?:,\s+[A-Z][a-zA-Z. ]{{2,20}})?(?:,\s+{DAY})?"
    r"(?:\s+\((?P<outlet>[A-Z][\w ]{1,20})\))?\s*(?:—|–|--|-)\s"
)
"""`KYIV, March 29 (Reuters) — …`"""
CHANGE = re.compile(
    rf"[*_]*{LAST_CHANGED}[\s,(–—-]*{DAY}(?=\s*(?:$|[:)|*_–—-])|[,.]?\s+(?:[^\W\d_]+\s+)?{TIME})", re.IGNORECASE
)
"""`Update, 30 March: …`, `Last updated 30 March 2022 at 10:15`: what a paragraph begins with that tells when the article was changed."""
SENTENCE_END = re.compile(r"[.…,;:]['\"’”»)]*$")
ABBREVIATION_END = re.compile(r"\b(?:[A-Z]\.){1,4}$")
NOT_A_TITLE = re.compile(rf"(?:{words.CAPTIONS})\b|[\W_]", re.IGNORECASE)
HEADING = re.compile(r"#{1,6}\s+(.*?)[\s#]*")
"""A heading in Markdown."""


def read_head(text: str, known: Metadata | None = None, start: int = 0) -> tuple[Metadata, int]:
    """`known`, its gaps filled from the first lines after `start`, and where the article proper begins.

    Title, outlet and date lines lie before that place; what is not wholly understood lies after it.

    >>> read_head(" date 2022-03-30 The talks went on.")[1]
    17
    """
    prefix, body_start = read_prefix(text, start)
    metadata = (known or Metadata()).or_else(prefix)
    lines = lines_of_head(text, body_start)
    titled = False
    for number, (begin, end) in enumerate(lines):
        found = read_line(text[begin:end])
        if found is None and not titled and is_title(text, lines[number : number + 2], metadata.title):
            found, titled = Metadata(title=plain(text[begin:end])), True
        if found is None:
            metadata = metadata.or_else(read_below(text, lines[number:], number, lines[:number]))
            break
        metadata = metadata.or_else(found)
        body_start = lines[number + 1][0] if number + 1 < len(lines) else len(text)
    if not metadata.published:
        metadata = metadata.or_else(read_month([text[slice(*span)] for span in lines[:HEAD_LINES]]))
    return metadata, body_start if text[body_start:].strip() else start


def read_month(lines: list[str]) -> Metadata:
    """The month that a short line among the first ones names without a day: `Heddle Magazine | October 2019`."""
    parts = (
        part.strip("*_ ")
        for line in lines
        if len(line) <= MONTH_CHARACTERS and not SENTENCE_END.search(line)
        for part in BETWEEN_PARTS.split(line)
    )
    return next((read_day(part) or Metadata() for part in parts if parse_month(part)), Metadata())


def lines_of_head(text: str, start: int) -> list[Span]:
    """The lines that begin within the head, without blank ones and outer blanks, and one line more."""
    spans: list[Span] = []
    for match in re.compile(r"[^\r\n]+").finditer(text, start, start + SCANNED_CHARACTERS):
        line = match[0]
        if not line.strip():
            continue
        begin = match.start() + len(line) - len(line.lstrip())
        spans.append((begin, begin + len(line.strip())))
        if begin - start >= HEAD_CHARACTERS:
            break
    return spans


def read_prefix(text: str, start: int) -> tuple[Metadata, int]:
    """A date, or an outlet with time and date, written before the first sentence on the same line."""
    for pattern in (LABELLED_PREFIX, TIMED_PREFIX):
        match = pattern.match(text, start, start + HEAD_CHARACTERS)
        found = read_line(match[1]) if match else None
        if match and found:
            return found, match.end()
    return Metadata(), start


def read_line(line: str) -> Metadata | None:
    """The metadata that a line consists of, or None for a line of anything else.

    >>> read_line("By Ann Lee | The Daily Lark | 2022-01-03").outlet
    'The Daily Lark'
    """
    line = line.strip("*_ \t")
    if not line or RULE.fullmatch(line):
        return Metadata()
    if len(line) > LINE_CHARACTERS:
        return None
    if (field := FIELD.fullmatch(line)) or ((field := LABELLED.fullmatch(line)) and is_field_name(field[1])):
        return from_fields({field[1]: field[2]})
    if clean_url(line):
        return Metadata(url=clean_url(line))
    if written_dates(line) or BYLINE.fullmatch(BETWEEN_PARTS.split(line)[0]):
        return read_parts(line)
    if any(OUTLET_NAME.fullmatch(part) for part in BETWEEN_PARTS.split(line)):
        return read_parts(line)
    return Metadata() if YEAR_LINE.fullmatch(line) else None


def is_field_name(label: str) -> bool:
    """Whether a label is what scrapers and their like call the outlet, the headline or the writer, in any language."""
    return re.sub(r"\W", "", label).lower() in {*OUTLET_KEYS, *TITLE_KEYS, *AUTHOR_KEYS}


def read_parts(line: str) -> Metadata | None:
    """A line of date, time, byline and names; None when it says anything else, as a sentence does."""
    dates = written_dates(line)
    published = next((date for date, _, changed in with_labels(line, dates) if not changed), None)
    updated = next((date.days[0] for date, _, changed in with_labels(line, dates) if changed), None)
    rest = line
    for date in reversed(dates):
        rest = f"{rest[: date.start]}|{rest[date.end :]}"
    timed = TIME_OF_DAY.search(rest)
    for pattern in (TIME_OF_DAY, WEEKDAY):
        rest = pattern.sub("|", rest)
    parts = [part for part in BETWEEN_PARTS.split(rest) if not CLUTTER.fullmatch(part) and not BYLINE.fullmatch(part)]
    if not all(NAME.fullmatch(part) or DOMAIN.fullmatch(part) for part in parts):
        return None
    stated = bool(STRONG_SEPARATOR.search(line) or timed)
    day = published.days[0] if published and len(published.days) == 1 else None
    readings = published.readings if published and not day else None
    outlet = choose_outlet(parts, stated)
    return Metadata(outlet=outlet, published=day, published_inferred=bool(day), updated=updated, readings=readings)


def choose_outlet(names: list[str], stated: bool) -> str | None:
    """The name that is an outlet's. Before a bare date a name may be a place: then only one that says it is an outlet.

    >>> choose_outlet(["Europe 1 with AFP"], stated=True), choose_outlet(["Paris"], stated=False)
    ('Europe 1', None)
    """
    sure = [name for name in names if OUTLET_WORD.search(WITH_AGENCY.sub("", name)) or DOMAIN.fullmatch(name)]
    likely = sure or (names if stated else [])
    return WITH_AGENCY.sub("", likely[0]) if likely else None


def read_below(text: str, lines: list[Span], passed: int, head: list[Span]) -> Metadata:
    """What stands below the first line of the article proper, or before its first dash; all that stays in the body."""
    metadata = read_dateline(text[slice(*lines[0])], [text[slice(*span)] for span in head])
    for begin, end in lines[1 : max(1, HEAD_LINES - passed)]:
        found = read_line(text[begin:end]) if begin - lines[0][0] < HEAD_CHARACTERS else None
        if found and (found.published or found.readings):
            metadata = metadata.or_else(found)
    return metadata


def read_dateline(line: str, head: list[str]) -> Metadata:
    """`KYIV, March 29 (Reuters) — …`: outlet, and the date where its year is stated here or in the head."""
    match = DATELINE.match(line)
    if match is None:
        return Metadata()
    years = [year[1] for year in map(YEAR_LINE.fullmatch, head) if year]
    stated = match["date"] or (f"{match['day']} {years[0]}" if match["day"] and years else None)
    day = parse_date(stated)
    return Metadata(outlet=match["outlet"], published=day, published_inferred=day is not None)


def day_of_dateline(text: str, start: int) -> str | None:
    """The day without a year in the dateline of the article proper: `KYIV, March 29 (Reuters) — …` → `March 29`."""
    lines = lines_of_head(text, start)
    match = DATELINE.match(text[slice(*lines[0])]) if lines else None
    return match["day"] if match else None


def day_of_change(text: str, published: dt.date | None) -> dt.date | None:
    """The latest day after that of publication that the first or last paragraphs tell of a change; without a year the one near that."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = filter(None, map(CHANGE.match, {*lines[: 2 * HEAD_LINES], *lines[-HEAD_LINES:]}))
    days = (parse_date(one["date"]) or among(one["day"] or "", [published] if published else []) for one in told)
    return max((day for day in days if day and day > (published or dt.date.min)), default=None)


def is_title(text: str, lines: list[Span], known: str | None) -> bool:
    """Whether the first of `lines` is a headline. Where a title is known, only that very title is."""
    line = text[slice(*lines[0])]
    if len(line) > LONGEST_FIELD:
        return False
    if known is not None:
        return " ".join(plain(line).split()) == known
    if len(lines) < 2 or not plain(line).isprintable() or len(plain(line)) > TITLE_CHARACTERS:
        return False
    if all(" | " in text[slice(*one)] for one in lines):
        return False  # rows of a table
    if reads_as_order(plain(line)):
        return False  # it stays in the text, where instructions are passed over
    if HEADING.fullmatch(line):
        return True
    return reads_as_title(line) and stands_apart(text, lines[0], lines[1])


def reads_as_title(line: str) -> bool:
    """A few words that do not end like a sentence, and no caption."""
    if not 2 <= len(line.split()) <= TITLE_WORDS or line[0].islower() or NOT_A_TITLE.match(line.lstrip("“\"'‘«")):
        return False
    return not SENTENCE_END.search(line) or bool(ABBREVIATION_END.search(line))


def stands_apart(text: str, line: Span, following: Span) -> bool:
    """Whether a line ends where it does on purpose: a blank line, metadata or a much longer line comes after it."""
    below = text[slice(*following)]
    if read_line(below) is not None:
        return True
    blank = len(text[line[1] : following[0]].splitlines()) >= 2
    return not below[0].islower() and (blank or len(below) >= 1.5 * (line[1] - line[0]))


def plain(line: str) -> str:
    """The words of a title line: without the marks of a Markdown heading."""
    heading = HEADING.fullmatch(line)
    return heading[1] if heading else line
