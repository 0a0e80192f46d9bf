"""Small things said the same way everywhere on the page: dates, outlets, support, counts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from assistant.answering.wording import written_day, written_page
from assistant.llm.settings import LanguageModelSettings
from assistant.schema import AsOf, Sentence
from assistant.text.languages.detection import RIGHT_TO_LEFT, language_name
from assistant.web.protocol import ArticleRecord, InALanguage

ANSWERER_NAMES = {"extractive": "Quoted from the articles", "llm": "Written by the language model"}
FEW = 10
"""Questions below which an interval would say more than is known: four that all came right are no "1.000–1.000"."""
SIDES = ("A", "B")
"""What two things that are compared are called."""


def support_name(sentence: Sentence) -> str:
    """The sentence's support label, or `unchecked` where it has none."""
    return sentence.support.label if sentence.support else "unchecked"


def reason(sentence: Sentence) -> str:
    """Why the sentence is not plainly supported: the check's reason, else the missing details, else its verdict."""
    support = sentence.support
    if support is None:
        return "It was not checked."
    missing = [atom.text for atom in support.atoms if not atom.found]
    return support.reason or (
        f"Not in the cited text: {', '.join(missing)}." if missing else "The cited text does not support it."
    )


def coded(text: object) -> list[tuple[str, bool]]:
    """A message in pieces, each with whether it is something to type, which our messages put between backticks.

    >>> coded("run `assistant index`")
    [('run ', False), ('assistant index', True)]
    """
    pieces = str(text).split("`")
    if len(pieces) % 2 == 0:  # one alone means nothing
        return [(str(text), False)]
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]


def stressed(sentence: Sentence) -> list[tuple[str, bool]]:
    """The sentence's text in pieces, each with whether it is the short answer, which is shown in bold."""
    start, end = sentence.short_answer or (0, 0)
    pieces = ((sentence.text[:start], False), (sentence.text[start:end], True), (sentence.text[end:], False))
    return [(text, strong) for text, strong in pieces if text]


def labels(sentence: Sentence) -> list[int]:
    """The sources that the sentence cites, each once, in the order cited."""
    return list(dict.fromkeys(citation.label for citation in sentence.citations))


def title(item: ArticleRecord) -> str:
    return item.title or item.article_id


def spoken(item: InALanguage) -> str:
    """The name of the language that an article or passage is in; nothing for English."""
    return "" if (item.language or "en") == "en" else language_name(item.language)


def language_code(item: InALanguage) -> str:
    """The language of an article's characters for the browser, which chooses letters and breaks words by it."""
    code = item.language or "en"
    return code if re.fullmatch("[a-z]{2,3}", code) else "en"


def direction(item: InALanguage) -> str:
    """In which direction an article's characters run."""
    return "rtl" if item.language in RIGHT_TO_LEFT else "ltr"


def outlet(item: ArticleRecord) -> str:
    return item.outlet or "Outlet not stated"


def published(item: ArticleRecord) -> str:
    """The date with a word where it was read from the text: `29 March 2022, date inferred`."""
    inferred = ", date inferred" if item.published and item.published_inferred else ""
    return f"{written_day(item.published)}{inferred}"


def outlet_and_date(item: ArticleRecord) -> str:
    """`Kestrel Daily, 31 December 2021`"""
    return f"{outlet(item)}, {published(item)}"


def cited_place(item: ArticleRecord, page: int | None) -> str:
    """`Kestrel Daily, 31 December 2021, p. 4`"""
    return f"{outlet_and_date(item)}{written_page(page)}"


def period(as_of: AsOf) -> str | None:
    """`29 March 2022`, `7 December 2021 to 30 March 2022`, or None where nothing is dated."""
    days = [written_day(date) for date in dict.fromkeys((as_of.oldest, as_of.newest)) if date]
    return " to ".join(days) or None


def day_in_words(written: object) -> str:
    """`2026-11-29T12:00:00` → `29 November 2026`; what is no day as it stands."""
    try:
        return written_day(dt.date.fromisoformat(str(written)[:10]))
    except ValueError:
        return str(written or "")


def months(oldest: dt.date | None, newest: dt.date | None) -> str | None:
    """`Dec 2021–Mar 2022`, for the corpus summary."""
    if oldest is None or newest is None:
        return None
    first, last = f"{oldest:%b %Y}", f"{newest:%b %Y}"
    return first if first == last else f"{first}–{last}"


def answerer_choices(
    answerers: Sequence[str], writer: LanguageModelSettings | None, usual: float | None = None
) -> list[tuple[str, str]]:
    """Each answerer in words for the reader who chooses: `Quoted, at once`, `Written on this machine, about 14 s`."""
    pace = f", {about(usual)}" if usual else ""
    words = {"extractive": "Quoted, at once", "llm": f"Written {writer_name(writer)}{pace}"}
    return [(words.get(name, name), name) for name in answerers]


def writer_name(writer: LanguageModelSettings | None) -> str:
    """`on this machine`, `by gpt-4o-mini`"""
    if writer is None:
        return "by a language model"
    return "on this machine" if writer.local else f"by {writer.model}"


def about(seconds: float) -> str:
    """`about 14 s`, `about 3 min`"""
    return f"about {max(1, round(seconds))} s" if seconds < 100 else f"about {round(seconds / 60)} min"


def megabytes(size: int) -> str:
    """`340 MB`, `1.12 GB`"""
    return f"{size / 1e9:.2f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 article`, `2 articles`, `1 copy`, `2 copies`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def where_kept(kept: bool, damaged: Iterable[str]) -> str:
    """Where conversations and collections are, and the files of them that could not be read."""
    where = "Kept on this machine, in files that no one else is sent." if kept else "Kept until Dateline is closed."
    names = sorted(damaged)
    return f"{where} {count(len(names), 'file')} could not be read: {', '.join(names)}." if names else where


def shortened(text: str, most: int = 160) -> str:
    """The first words of a text, no word cut."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"


def fixed(value: float, digits: int = 3) -> str:
    """`0.500`"""
    return f"{value:.{digits}f}"
