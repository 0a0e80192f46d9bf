"""A question as typed turned into a `Query`: all that is understood of it, read here and nowhere else.

Only what is certain becomes a filter: words about publication ("reports published in March 2022") and a known outlet
that the question asks to speak ("according to the Harbour Courier"). The day of an event is no filter, since a report
of it may come later: `Query.days` gives such days to the ranking.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from assistant.errors import QuestionError
from assistant.retrieval.parts import parts
from assistant.retrieval.sources import sources
from assistant.schema import Days, Query, QueryWord, Turn
from assistant.text import languages
from assistant.text.date_words import DateWords, days_meant
from assistant.text.dates import IN_A_YEAR, named_days
from assistant.text.languages import ENGLISH, Language
from assistant.text.languages.detection import language_of
from assistant.text.mentions import Mention, read_mentions
from assistant.text.normalize import content_stems, is_function_word, listed_stems, stems, words

MOST_CHARACTERS, MOST_WORDS = 2_000, 300
SAME_EVENT_DAYS = 3
"""Reports of one event lie within this many days."""


def understand(text: str, *, outlets: Sequence[str] = (), history: Sequence[Turn] = ()) -> Query:
    """All that a question says: what it is about, how it wants to be answered, and the filters that it states for certain.

    >>> understand("What was reported about the call in articles published on 29 March 2022?").since
    datetime.date(2022, 3, 29)

    `history` are the turns that it was understood from, where it is a follow-up (`followup.standalone`). Raises QuestionError
    for an empty question, one of punctuation only, or one that is too long.
    """
    plain = _checked(text)
    code = language_of(plain)
    language = languages.language(code)
    asks = language.questions
    since, until = _publication(plain, language)
    mentions = read_mentions(plain, language=language)
    days = tuple(named_days(plain))
    several = parts(plain, outlets, language)
    speaking = _speaking_outlets(plain, outlets, language)
    if any(part.outlets for part in several):  # what is said of outlets and days is said of a part
        since, until, speaking = None, None, ()
    return Query(
        text=plain,
        since=since,
        until=until,
        outlets=speaking,
        history=tuple(history),
        language=code,
        undated_text=without_dates(plain, language),
        stems=tuple(stems(plain, language)),
        subject_stems=tuple(dict.fromkeys(content_stems(plain, language))) or tuple(stems(plain, language)),
        words=_key_words(plain, mentions, language),
        form=next((form for form, pattern in asks.forms if pattern.search(plain)), "fact"),
        days=days,
        partial_days=() if days else _partial_days(plain, mentions, language),
        wants_latest=bool(asks.latest.search(plain)) and not days,  # one that names days wants those
        about_collection=bool(asks.about_the_index.search(plain)),
        parts=several,
        sources=sources(plain, mentions, language),
    )


def iso_day(written: object) -> dt.date:
    """A day as programs write it. Raises QuestionError for any other text."""
    try:
        return dt.date.fromisoformat(str(written))
    except ValueError:
        raise QuestionError(f"“{written}” is not a date: write it as 2022-03-29") from None


def days_asked(query: Query, published: dt.date | None) -> list[Days]:
    """The days that a question names; those without a year are of the year next to the article's: `on 9 December`."""
    if query.days:
        return list(query.days)
    found = []
    for written in query.partial_days:
        for mention in read_mentions(written, language=languages.language(query.language)):
            if isinstance(mention.value, DateWords) and (meant := days_meant(mention.value, published)):
                found.append(meant)
    return found


def is_of(date: dt.date | None, days: Sequence[Days]) -> bool:
    """On one of the days, or within the days after in which news of it appears."""
    slack = dt.timedelta(days=SAME_EVENT_DAYS)
    return date is not None and any(span.first <= date <= span.last + slack for span in days)


def _partial_days(text: str, mentions: Sequence[Mention], language: Language) -> tuple[str, ...]:
    """The dates that are of what is asked for: not `before Tuesday`, nor `next year`, which is counted from the reader's day."""
    beside = language.questions.beside_a_day
    written = [m for m in mentions if isinstance(m.value, DateWords) and m.value.steps is None]
    return tuple(m.text for m in written if not beside.search(text[: m.start]))


def without_dates(text: str, language: Language = ENGLISH) -> str:
    """`Who called in February 2022?` → `Who called?`"""
    for mention in reversed(read_mentions(text, language=language)):
        if mention.kind == "date":
            before = language.questions.before_a_date.sub("", text[: mention.start])
            behind = text[mention.end :]
            text = before + behind if before else behind.lstrip(" ,")
    return text


def _key_words(text: str, mentions: Sequence[Mention], language: Language) -> tuple[QueryWord, ...]:
    asking = listed_stems(language.questions.asking, language)
    dates = [(m.start, m.end) for m in mentions if m.kind == "date"]
    names = [(m.start, m.end) for m in mentions if m.kind == "name"]

    def within(start: int, spans: Sequence[tuple[int, int]]) -> bool:
        return any(first <= start < end for first, end in spans)

    return tuple(
        QueryWord(text[word.start : word.end], word.stem, within(word.start, names))
        for word in words(text, language)
        if not (is_function_word(word.stem, language) or word.stem in asking or word.stem.isdigit())
        and not within(word.start, dates)
    )


def _checked(text: str) -> str:
    plain = " ".join(text.split())
    if not plain:
        raise QuestionError("the question is empty: ask something, such as: who met whom, and when?")
    if not any(c.isalnum() for c in plain):
        raise QuestionError("the question has no words: ask something, such as: who met whom, and when?")
    if len(plain) > MOST_CHARACTERS or plain.count(" ") >= MOST_WORDS:
        words = plain.count(" ") + 1
        raise QuestionError(
            f"the question has {words:,} words and {len(plain):,} characters: "
            f"ask one of at most {MOST_WORDS} words and {MOST_CHARACTERS:,} characters"
        )
    return plain


def _publication(text: str, language: Language) -> tuple[dt.date | None, dt.date | None]:
    """Since and until, where the question speaks of when something was published."""
    asks = language.questions
    match = asks.published.search(text)
    if match is None or not asks.publication.search(match[0]):
        return None, None
    words = match["when"].split()
    days = named_days(" ".join([IN_A_YEAR[0], *words[:9]]))  # so that a bare year is one
    if not days:
        return None, None
    bound = asks.bounds.get(match["how"].lower())
    if bound == "after":
        return days[0].last + dt.timedelta(days=1), None
    if bound == "since" or (bound == "from" and len(days) > 1):
        return days[0].first, days[-1].last if len(days) > 1 else None
    if bound == "before":
        return None, days[0].first - dt.timedelta(days=1)
    if bound == "until":
        return None, days[0].last
    return days[0].first, days[-1].last


def _speaking_outlets(text: str, outlets: Sequence[str], language: Language) -> tuple[str, ...]:
    """The known outlets that the question wants to hear, named in full."""
    named, asks = [], language.questions
    for outlet in dict.fromkeys(outlets):
        bare = re.escape(asks.outlet_article.sub("", outlet))
        if re.search(rf"\b{asks.before_an_outlet}{bare}(?!\w)", text, re.IGNORECASE):
            named.append(outlet)
    return tuple(named)
