"""What kind of answer a question expects, and the shortest exact span of a sentence that is of that kind.

`How long did the call last?` expects a duration; in `They spoke for about fifty minutes on Thursday.` it is
`about fifty minutes`. Highlight nothing rather than something wrong: where a sentence holds no such span, or several
that cannot be told apart, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from assistant.schema import Span
from assistant.words import is_function_word, words

Expected = Literal["duration", "money", "share", "count", "date", "time", "person", "place", "quote"]

_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|"
    r"trillion|dozen|dozens|half|an?)"
)
_DIGITS = r"\d{1,3}(?:[,\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_NUMBER = rf"(?:(?:{_DIGITS})(?:[- ]?(?:million|billion|trillion|thousand|hundred|mn|bn|m|k|tn)\b)?|{_NUMBER_WORD}(?:[- ](?:and[- ])?{_NUMBER_WORD})*)"
_HEDGE = (
    r"(?:(?:about|around|almost|nearly|roughly|approximately|some|over|under|more than|less than|at least|at most|"
    r"just over|just under|up to|close to|exactly|fewer than|well over)\s+)?"
)
_TIME_UNIT = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?)"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŚŻŽČŠ][\w’'\-]*[\w]"
_NAME = rf"{_CAPITAL}(?:\s+(?:(?:de|del|della|von|van|der|den|al|bin|of the|of)\s+)?{_CAPITAL})*"
_MONEY_SIGN = r"(?:US\$|[$€£¥₽₴]|USD|EUR|GBP)"
_MONEY_NAME = r"(?:(?:US\s+)?dollars?|euros?|pounds?|roubles?|rubles?|hryvnias?|yen|yuan|crowns?|francs?|zlotys?)"

_PATTERNS: dict[Expected, re.Pattern[str]] = {
    "duration": re.compile(
        rf"\b{_HEDGE}{_NUMBER}[- ](?:and a half[- ])?{_TIME_UNIT}(?:[- ]long)?(?:\s+and\s+{_NUMBER}\s+{_TIME_UNIT})?\b",
        re.IGNORECASE,
    ),
    "money": re.compile(
        rf"{_HEDGE}(?:{_MONEY_SIGN}\s?{_NUMBER}|\b{_NUMBER}\s+(?:million\s+|billion\s+)?{_MONEY_NAME}\b)", re.IGNORECASE
    ),
    "share": re.compile(
        rf"\b{_HEDGE}{_NUMBER}\s?(?:%|per\s?cent\b|percent\b|percentage points?\b)|\b{_HEDGE}(?:half|a third|a quarter|two thirds|three quarters)\b",
        re.IGNORECASE,
    ),
    "count": re.compile(rf"\b{_HEDGE}{_NUMBER}(?=[\s-])", re.IGNORECASE),
    "date": re.compile(
        rf"\b(?:{_WEEKDAY},?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?|"
        rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?|{_MONTH}\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}|{_WEEKDAY}|"
        rf"yesterday|tomorrow|last (?:week|month|year)|next (?:week|month|year))\b|\bin \d{{4}}\b"
    ),
    "time": re.compile(r"\b\d{1,2}(?:[:.]\d{2})?\s?(?:a\.?m\.?|p\.?m\.?)|\b\d{1,2}[:.]\d{2}\b|\b(?:noon|midnight)\b"),
    "person": re.compile(rf"{_NAME}(?:(?:,\s+|,?\s+and\s+){_NAME})*"),
    "place": re.compile(rf"(?:(?<=\bin )|(?<=\bat )|(?<=\bfrom )|(?<=\bto )|(?<=\bnear )|(?<=\boutside )){_NAME}"),
    "quote": re.compile(r"(?<=“)[^“”]{2,300}(?=”)|(?<=\")[^\"]{2,300}(?=\")|(?<=«)[^«»]{2,300}(?=»)"),
}

_QUESTIONS: tuple[tuple[Expected, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("duration", r"\bhow long\b|\bduration\b|\blength of\b|\bhow many (?:minutes|hours|days|weeks|months|years)\b"),
        (
            "share",
            r"\b(?:what|which) (?:percentage|share|proportion|per ?cent)\b|\bhow many per ?cent\b|\bby what percentage\b",
        ),
        (
            "money",
            r"\bhow much (?:money|did .+ cost|does .+ cost|will .+ cost|funding|aid)\b|\b(?:what|which) (?:sum|amount|price)\b|"
            r"\bwhat (?:is|was|were|are) the (?:sum|cost|price|amount|budget)\b|\bhow many (?:dollars|euros|pounds)\b|\bhow much\b",
        ),
        ("count", r"\bhow many\b|\b(?:what|which) number\b|\bwhat was the (?:score|result)\b|\bhow often\b"),
        ("time", r"\b(?:at )?what time\b|\bat which hour\b"),
        ("date", r"\bwhen\b|\b(?:what|which) (?:date|day|month|year)\b|\bdate of\b|\bsince when\b"),
        (
            "quote",
            r"\bwhat did .+ (?:call|describe|say|tell|name|term|label|warn|threaten)\b|\bhow did .+ (?:describe|call|characteri[sz]e|put|rate|term|sum up)\b|"
            r"\b(?:what|which) (?:words?|terms?|phrase|expression)\b|\bin (?:what|which) words\b|\bwhat (?:was|were|is) .+ called\b|\bquote\b",
        ),
        (
            "person",
            r"\bwho\b|\bwhom\b|\bwhose\b|\bwhich (?:president|leader|leaders|minister|official|politician|spokes\w+)\b",
        ),
        (
            "place",
            r"\bwhere\b|\b(?:in|to|from) (?:what|which) (?:city|country|place|town|capital)\b|\bwhich (?:city|country|town|capital)\b",
        ),
    )
)
_NOT_PERSONS = re.compile(
    rf"^(?:{_WEEKDAY}|{_MONTH}|The|A|An|In|On|At|But|And|He|She|It|They|His|Her|Their|This|That|Both|Mr|Mrs|Ms|I|We|For|As|After|Before|"
    r"Moscow|Washington|Kremlin|White House|Russia|Russian|Ukraine|Ukrainian|American|European|US|U\.S|NATO|EU|UN)$"
)


def expected(question: str) -> Expected | None:
    """The kind of answer a question expects; None where its words do not tell."""
    for kind, pattern in _QUESTIONS:
        if pattern.search(question):
            return kind
    return None


def short_answer(question: str, sentence: str) -> Span | None:
    """The one exact span of `sentence` that is of the kind the question expects, as offsets into the sentence."""
    kind = expected(question)
    if kind is None:
        return None
    found = list(candidates(kind, question, sentence))
    if kind in ("person", "quote", "place", "count") and len(found) > 1:
        return _nearest(question, sentence, found)
    if len(found) > 1 and kind == "date":
        return _nearest(question, sentence, found)
    return found[0] if len(found) == 1 or (found and kind in ("duration", "money", "share", "time")) else None


def stems(text: str) -> list[str]:
    """Every word of a text as it counts."""
    return [word.stem for word in words(text)]


def content_stems(text: str) -> list[str]:
    """The words of a text that say something about its subject."""
    return [stem for stem in stems(text) if not is_function_word(stem)]


def candidates(kind: Expected, question: str, sentence: str) -> Iterable[Span]:
    """All spans of a kind that are not merely the question's own words again."""
    asked = set(stems(question))
    for match in _PATTERNS[kind].finditer(sentence):
        text = match.group()
        start = match.start() + len(text) - len(text.lstrip())
        if kind in ("person", "place"):
            words = [word for word in stems(text) if len(word) > 1]
            if not words or all(word in asked for word in words) or _NOT_PERSONS.match(text.strip()):
                continue
        elif kind == "count":
            if not _counts_what_is_asked(question, sentence, match.end()) or text.lower() in ("a", "an"):
                continue
        elif kind in ("date", "duration", "money") and _given(text, question):
            continue
        yield (start, match.end())


def _given(text: str, question: str) -> bool:
    """True when the question itself already states this value."""
    return set(stems(text)) <= set(stems(question))


def _counts_what_is_asked(question: str, sentence: str, end: int) -> bool:
    """`how many diplomats` asks for a number that stands before `diplomats`."""
    asked = re.search(r"how many ((?:[\w-]+\s*){1,3})", question, re.IGNORECASE)
    if not asked:
        return True
    wanted = set(content_stems(asked.group(1)))
    return bool(wanted & set(stems(sentence[end : end + 60])))


def _nearest(question: str, sentence: str, found: list[Span]) -> Span | None:
    """The candidate with most of the question's words close to it; None when two are equally close."""
    asked = set(content_stems(question))

    def closeness(span: Span) -> float:
        around = sentence[max(0, span[0] - 60) : span[0]] + " " + sentence[span[1] : span[1] + 60]
        return len(asked & set(stems(around)))

    ranked = sorted(found, key=lambda span: (-closeness(span), span[0]))
    return ranked[0] if closeness(ranked[0]) > closeness(ranked[1]) else None
