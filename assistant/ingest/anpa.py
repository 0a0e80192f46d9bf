"""Wire reports as agencies sent them by ANPA 1312: a header, the report and the time of its sending, divided by control characters.

SYN SYN SOH a0123 US r i BC-Ferry 03-29 0412 STX  ^Ferry stops after 41 years<  …  ETX LW-NY-03-29-22 1507GMT
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator

from assistant.errors import ArticleError
from assistant.ingest.metadata import Metadata, clean_line
from assistant.ingest.parsing import Limits, Loaded
from assistant.ingest.several import Entry, usable_name
from assistant.text.written_dates import day_of

STORY = re.compile(
    rb"\x01(?P<head>[^\x01\x02\x03]{1,2000})\x02(?P<body>[^\x01\x02\x03]*)(?P<end>\x03(?P<foot>[^\x01\x16]{0,500}))?"
)
NUMBER = re.compile(r"\s*([a-zA-Z]{1,2}\d{3,4})\b")
DAY = re.compile(r"(?<!\d)(\d{1,2})-(\d{1,2})\s+\d{1,4}\s*$")
"""Month and day at the header's end, before the count of words."""
SENT = re.compile(r"\b([A-Z]{1,5})-[A-Z]{2,3}-(\d\d)-(\d\d)-(\d\d)\s+\d{4}[A-Z]{3}\b.*", re.DOTALL)
"""Agency, place, month, day and year of sending."""
TAGGED = re.compile(r"\^([^<\n]*)<?")
BYLINE = re.compile(r"(?:By|Von|Par|Por)\s", re.IGNORECASE)
OFFICE = re.compile(
    r"(?:[A-Z]{2}[-‑][\w]|Eds?[:.]|[A-Z]{1,5} (?:Photo|Graphic|Video)|URGENT|HFR|\(?Repeat)", re.IGNORECASE
)
"""A tagged line that is the newsroom's: a slug, a note to editors, the number of a photograph."""
WORK = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
AS_TYPESET = (("``", "“"), ("''", "”"), (" _ ", " — "), (" -- ", " — "))


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """What stands in the body of a story."""

    headline: str | None
    byline: str | None
    paragraphs: tuple[str, ...]


def is_anpa(data: bytes) -> bool:
    """Whether a file begins as a wire report does."""
    return bool(re.match(rb"[\x16\s\x00]{0,20}\x01[^\x01\x02\x03]{1,2000}\x02", data[:4096]))


def read_anpa(data: bytes, _limits: Limits) -> Iterator[Entry]:
    """Each report of a file; one that ends in the middle is said to. Raises ArticleError where there is none."""
    found = False
    for number, story in enumerate(STORY.finditer(data), 1):
        found = True
        yield read_story(number, story)
    if not found:
        raise ArticleError("is no ANPA wire file: no report stands between SOH, STX and ETX")


def read_story(number: int, story: re.Match[bytes]) -> Entry:
    head, body, foot = (decoded(story[name] or b"") for name in ("head", "body", "foot"))
    sent = SENT.search(foot) or SENT.search(body, max(0, len(body) - 200))
    report = read_body(body[: sent.start()] if sent and not SENT.search(foot) else body)
    if not report.paragraphs:
        return Entry(number, problem="has no text", kind="report")
    above = "".join(f"{line}\n" for line in (report.headline, report.byline) if line)
    above = f"{above}\n" if above else ""
    published = day_sent(" ".join(head.split()), sent)
    name = NUMBER.match(head)
    problems = () if story["end"] else ("breaks off: the mark of its end is missing",)
    guess = Metadata(outlet=sent[1] if sent else None)
    text = above + "\n\n".join(report.paragraphs)
    known = Metadata(clean_line(report.headline), published=published)
    loaded = Loaded(text, known, len(above), problems, guess)
    day = f"-{published}" if published else ""
    return Entry(number, loaded, usable_name(f"{name[1]}{day}") if name else None, kind="report")


def day_sent(head: str, sent: re.Match[str] | None) -> dt.date | None:
    """The header's month and day in the year of sending; the day of sending, which may be the next one in GMT, where it has none."""
    if sent is None:
        return None
    stamp = day_of(f"20{sent[4]}" if int(sent[4]) < 70 else f"19{sent[4]}", sent[2], sent[3])
    own = DAY.search(head)
    if own is None or stamp is None:
        return stamp
    days = (day_of(str(year), own[1], own[2]) for year in (stamp.year, stamp.year - 1))
    return next((day for day in days if day and abs((stamp - day).days) <= 2), stamp)


def read_body(body: str) -> Report:
    """The tagged lines apart: of those that are no newsroom's, the first is the headline and one may be the byline."""
    headline = byline = None
    for line in TAGGED.findall(body):
        said = " ".join(line.split())
        if BYLINE.match(said):
            byline = byline or said
        elif said and not OFFICE.match(said):
            headline = headline or said
    return Report(headline, byline, tuple(paragraphs(TAGGED.sub("", body))))


def paragraphs(text: str) -> Iterator[str]:
    """A paragraph begins with an indented line, or after a blank one; its lines were broken for the teleprinter."""
    for block in re.split(r"\n(?=[ \t]{2,}|\t)|\n\s*\n", f"\n{text}"):
        joined = " ".join(block.replace("<", " ").split())
        if re.search(r"\w", joined):
            yield joined


def decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    text = WORK.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    for typed, meant in AS_TYPESET:
        text = text.replace(typed, meant)
    return text
