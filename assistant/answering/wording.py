"""How an answer is worded: sources by outlet and day, quotations, short answers, and what stands behind a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from assistant.schema import Evidence, Span

SUPPORT_WORDS: Mapping[str, str] = {
    "quoted": "quoted",
    "supported": "supported",
    "partly": "partly supported",
    "unsupported": "not supported",
    "not judged": "not judged",
    "unchecked": "not checked",
}
QUOTED = "These are the article's own words; whether they answer the question is for you to judge"
"""What `quoted` means, for a reader."""
UNDERSTOOD = "Understood as: "
"""Opens the note that says how a follow-up was made a question of its own."""
LIKELY = 0.8
"""From this confidence on a short answer is called likely."""


def written_day(date: dt.date | None) -> str:
    """2022-03-29 → `29 March 2022`"""
    return f"{date.day} {date:%B %Y}" if date else "no date"


def written_page(page: int | None) -> str:
    """`, p. 4`; nothing in a file without pages."""
    return f", p. {page}" if page else ""


def source_name(evidence: Evidence) -> str:
    """Outlet and date as a reader would say them; the title or the file's name where no outlet is known."""
    name = evidence.outlet or (f"“{evidence.title}”" if evidence.title else evidence.article_id)
    return f"{name}, {written_day(evidence.published)}"


def quotation(evidence: Evidence, words: str, says: str | None = None) -> str:
    """`Harbour Courier, 30 December 2021: “…”`; `… 2021: [Ann Hill] “…”` where somebody's words are quoted who is not named in them."""
    return f"{source_name(evidence)}: {f'[{says}] ' if says else ''}“{words}”"


def short_answer(value: str, *, quoted: bool, before: str = "", behind: str = "") -> tuple[str, Span]:
    """A short answer on a line of its own, and where in the line it stands: `Kestrel Daily, 31 December 2021: 50 minutes`.

    The first of an answer opens the line and so begins with a capital; quoted words keep theirs.
    """
    opens = not before and not quoted
    shown = f"“{value}”" if quoted else f"{value[:1].upper()}{value[1:]}" if opens else value
    return f"{before}{shown}{behind}", (len(before), len(before) + len(shown))


def likelihood(confidence: float) -> str:
    """How likely the short answer that opens an answer answers the question, from the answer's confidence."""
    return "likely to answer the question" if confidence >= LIKELY else "may answer the question"


def remark(label: str, confidence: float | None = None) -> str:
    """What plain text says behind a sentence: `(quoted, likely to answer the question)`; nothing of one that is supported.

    `confidence` is given for the short answer that opens an answer: it is the answer's, and no word on what others say beside it.
    """
    said = [SUPPORT_WORDS[label]] if label in ("quoted", "partly", "not judged", "unsupported") else []
    said += [likelihood(confidence)] if confidence is not None else []
    return f"({', '.join(said)})" if said else ""


def told_by(value: str, sources: Sequence[Evidence]) -> str:
    """`about fifty minutes (Meridian Wire, 30 December 2021, Kestrel Daily, 31 December 2021)`"""
    return f"{value} ({', '.join(map(source_name, sources))})"


def conjoined(words: Sequence[str]) -> str:
    """['a', 'b', 'c'] → `a, b and c`"""
    return listed(words, "and")


def listed(words: Sequence[str], last: str = "or") -> str:
    """['a', 'b', 'c'] → `a, b or c`"""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
