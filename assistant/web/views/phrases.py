"""Small things said the same way everywhere on the page: dates, outlets, support, counts."""

from __future__ import annotations

import datetime as dt

from assistant.errors import QuestionError
from assistant.schema import AsOf, Evidence, Sentence

SUPPORT_WORDS = {
    "supported": "supported",
    "partly": "partly supported",
    "unsupported": "not supported",
    "unchecked": "not checked",
}

ANSWERER_CHOICES = {"extractive": "Quote the articles", "llm": "Language model"}
SIDES = ("A", "B")
"""What two things that are compared are called."""


def support_name(sentence: Sentence) -> str:
    """The sentence's support label, or `unchecked` where it has none."""
    return sentence.support.label if sentence.support else "unchecked"


def day(date: dt.date | None) -> str:
    """A date as readers write it: `29 March 2022`."""
    return f"{date.day} {date:%B %Y}" if date else "no date"


def read_day(text: str | None) -> dt.date | None:
    """A date from the field, None where it is empty; the time of day that Gradio may append is dropped.

    Raises QuestionError for what is no date: a filter that was meant must not be left out in silence.
    """
    written = (text or "").strip()
    try:
        return dt.date.fromisoformat(written[:10]) if written else None
    except ValueError:
        raise QuestionError(f"“{written}” is not a date: write it as 2022-03-29.") from None


def published(date: dt.date | None, inferred: bool) -> str:
    """The date with a word where it was read from the text: `29 March 2022, date inferred`."""
    return f"{day(date)}, date inferred" if date and inferred else day(date)


def period(as_of: AsOf) -> str | None:
    """`29 March 2022`, `7 December 2021 to 30 March 2022`, or None where nothing is dated."""
    if as_of.oldest is None or as_of.newest is None:
        return day(as_of.oldest or as_of.newest) if as_of.oldest or as_of.newest else None
    return day(as_of.oldest) if as_of.oldest == as_of.newest else f"{day(as_of.oldest)} to {day(as_of.newest)}"


def months(oldest: dt.date | None, newest: dt.date | None) -> str | None:
    """`Dec 2021–Mar 2022`, for the corpus summary."""
    if oldest is None or newest is None:
        return None
    first, last = f"{oldest:%b %Y}", f"{newest:%b %Y}"
    return first if first == last else f"{first}–{last}"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 article`, `2 articles`, `1 copy`, `2 copies`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def title(evidence: Evidence) -> str:
    return evidence.title or evidence.article_id


def outlet(evidence: Evidence) -> str:
    return evidence.outlet or "Outlet not stated"
