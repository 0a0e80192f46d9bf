"""Dates in words, and the days they mean: "29 March", "Tuesday", "last month" → first and last day.

Words such as "Tuesday" mean a day only beside an anchor, the day the article was published: newspapers look back, so
it is the last Tuesday up to that day unless "next" or "will" says otherwise. Plain date arithmetic does English; a
date in another language ("29 mars 2022") is read by `written_dates.py`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from assistant.schema import Days
from assistant.text.dates import (
    MONTHS,
    WEEKDAYS,
    counted_days,
    month_days,
    parse_words,
    year_days,
)
from assistant.text.languages import ENGLISH, word_set
from assistant.text.month_names import MONTH_NUMBERS
from assistant.text.numbers import GLUED_ORDINALS, number
from assistant.text.tokens import SINGLE, TokenizedText
from assistant.text.written_dates import day_of

NEAR_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
TURNS = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}
PERIODS = ("week", "month", "year", "weekend")
BEFORE_A_MONTH = word_set(
    "in of since by until till from last next this early late mid during through to and before after every each"
)
"""Words that make a month of `may`, `march` and short forms such as `jan`."""
WORDS_OF_OTHER_USE = frozenset(("march", "april", "august"))
"""Months that may be something else, as a march, a name or an august assembly is."""
LOOKS_AHEAD = "will"
DATE_WORDS = frozenset(MONTHS) | frozenset(WEEKDAYS) | frozenset(NEAR_DAYS) | frozenset(TURNS) | {"ago", "s"}
"""A sentence without one of these words and without a digit holds no date."""
FIRST_WORDS = DATE_WORDS.union(ENGLISH.quantities.ordinals, ENGLISH.quantities.number_words, ("the", "a", "an"))
"""A date begins with one of these words, or with a digit."""
DECADE = re.compile(r"^(1[0-9]|20)?\d0$")
YEARS_IN_TEXT = range(1100, 2100)
"""A number of four digits in running text is a year within these only."""

SIGNED = re.compile(r"(?:(\d{4}) [年년] )?(?:(\d\d?) [月월] (?:(\d\d?) [日号號일] )?)?")
"""Tokens of a date with its signs behind year, month and day; a day alone is a number of days as well."""


@dataclasses.dataclass(frozen=True, slots=True)
class DateWords:
    """What tokens [first, end) say about a date. What is not said is None."""

    first: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    """0 is Monday."""
    unit: str | None = None
    """day, week, month, year or decade, for what is counted from the anchor ("last month") or has no other field."""
    steps: int | None = None
    """How many units after the anchor: yesterday is -1 day."""
    ahead: bool = False
    """The sentence looks forward: "on Tuesday will …"."""


def read_dates(words: TokenizedText, sentences: list[int] | None = None) -> list[DateWords]:
    """Every date in the text, or in the given sentences, in reading order."""
    dates: list[DateWords] = []
    for sentence in range(len(words.sentences)) if sentences is None else sentences:
        tokens = words.tokens_of(sentence)
        ahead = LOOKS_AHEAD in words.lower[tokens.start : tokens.stop]
        i = tokens.start
        while i < tokens.stop:
            word = words.lower[i]
            found = _date_at(words, i, tokens) if word in FIRST_WORDS or word[0].isdecimal() else None
            if found is not None:
                dates.append(dataclasses.replace(found, ahead=ahead))
            i = found.end if found is not None else i + 1
    return dates


def days_meant(date: DateWords, anchor: dt.date | None) -> Days | None:
    """The days that are meant, or None when that cannot be known without an anchor.

    "Tuesday" in an article of Wednesday 30 March 2022 → 29 March 2022 as first and last.
    """
    try:
        return _days_meant(date, anchor)
    except (ValueError, OverflowError):  # the 31st of June; a thousand years ago
        return None


def same_date(claimed: DateWords, claim_day: dt.date | None, stated: DateWords, published: dt.date | None) -> bool:
    """The stated days lie within the claimed ones. Where one side lacks a year or an anchor, what both say must agree.

    A claim without a day of its own is read as of the article's: it was drawn from it.
    """
    claimed_days = days_meant(claimed, claim_day or published)
    stated_days = days_meant(stated, published)
    if claimed_days is not None and stated_days is not None:
        return claimed_days.first <= stated_days.first and stated_days.last <= claimed_days.last
    known = [
        (mine, theirs)
        for mine, theirs in (
            (claimed.year, stated.year),
            (claimed.month, stated.month),
            (claimed.day, stated.day),
            (claimed.weekday, stated.weekday),
            (claimed.unit, stated.unit),
            (claimed.steps, stated.steps),
        )
        if mine is not None
    ]
    missing = sum(theirs is None for _, theirs in known)
    year_only_missing = claimed.year is not None and stated.year is None and stated.month is not None
    return all(theirs in (None, mine) for mine, theirs in known) and missing <= year_only_missing


def _date_at(words: TokenizedText, i: int, tokens: range) -> DateWords | None:
    word = words.lower[i]
    if word[0].isdecimal():
        forms = (_signed, _numeric, _day_first, _counted)
        return next((found for form in forms if (found := form(words, i, tokens))), None) or _year(words, i)
    if word == "the" or word in words.language.quantities.ordinals:
        return _day_first(words, i, tokens)
    if word in MONTHS:
        return _month_first(words, i, tokens)
    if word in WEEKDAYS and words.tokens[i][0].isupper():
        return _weekday(words, i, tokens)
    if word in NEAR_DAYS:
        return DateWords(i, i + 1, unit="day", steps=NEAR_DAYS[word])
    if word in TURNS and i + 1 < tokens.stop:
        return _turn(words, i)
    if word in words.language.quantities.number_words or word in ("a", "an"):
        return _counted(words, i, tokens)
    return None


def _signed(words: TokenizedText, i: int, tokens: range) -> DateWords | None:
    """2022年3月29日, 3月29日, 2022년 3월."""
    found = SIGNED.match(" ".join([*words.lower[i : min(i + 6, tokens.stop)], ""]))
    if found is None or not found[0]:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if (month or 1) not in range(1, 13) or (day or 1) not in range(1, 32) or (year or 2000) not in YEARS_IN_TEXT:
        return None
    return DateWords(i, i + found[0].count(" "), year, month, day)


def _numeric(words: TokenizedText, i: int, tokens: range) -> DateWords | None:
    """2022-03-29, 29.03.2022, 29/03/2022; 3/29/2022 where the second part can be no month."""
    parts, end = words.lower[i].split("."), i + 1
    if len(parts) == 1 and words.lower[i + 1 : i + 2] in (["-"], ["/"]) and i + 5 <= tokens.stop:
        if words.lower[i + 3] != words.lower[i + 1] or not all(words.glued(j) for j in range(i, i + 4)):
            return None
        parts, end = [words.lower[j] for j in (i, i + 2, i + 4)], i + 5
    if len(parts) != 3 or not all(part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    first, second, third = (int(part) for part in parts)
    year, month, day = (first, second, third) if len(parts[0]) == 4 else (third, second, first)
    if month > 12 >= day:
        month, day = day, month
    year += 2000 if year < 50 and len(parts[2]) == 2 else 1900 if year < 100 else 0
    return DateWords(i, end, year, month, day) if day_of(year, month, day) else None


def _day_first(words: TokenizedText, i: int, tokens: range) -> DateWords | None:
    """29 March 2022, the 29th of March, 29 mars 2022."""
    lower, stop = words.lower, tokens.stop
    j = i + (lower[i] == "the")
    if j >= stop:
        return None
    in_digits = lower[j].isdecimal() and len(lower[j]) <= 2
    day = int(lower[j]) if in_digits else words.language.quantities.ordinals.get(lower[j], 0)
    if not 1 <= day <= 31:
        return None
    j += 1
    if j < stop and lower[j] in GLUED_ORDINALS and words.glued(j - 1):
        j += 1
    if j + 1 < stop and lower[j] == "of":
        j += 1
    if j >= stop:
        return None
    if lower[j] not in MONTHS or not words.tokens[j][0].isupper():
        return _other_language(words, i, j, tokens) if j == i + 1 else None
    month, j = MONTHS[lower[j]], j + 1
    year, j = _year_after(words, j, tokens)
    return DateWords(i, j, year, month, day)


def _month_first(words: TokenizedText, i: int, tokens: range) -> DateWords | None:
    """March 29, 2022; March 2022; March alone where it is surely the month."""
    lower, stop = words.lower, tokens.stop
    if not words.tokens[i][0].isupper():
        return None
    month, j = MONTHS[lower[i]], i + 1
    if j < stop and lower[j] == "." and len(lower[i]) <= 4:
        j += 1
    if j < stop and lower[j].isdecimal() and len(lower[j]) <= 2 and 1 <= int(lower[j]) <= 31:
        day, j = int(lower[j]), j + 1
        if j < stop and lower[j] in GLUED_ORDINALS and words.glued(j - 1):
            j += 1
        year, j = _year_after(words, j, tokens)
        return DateWords(i, j, year, month, day)
    year, end = _year_after(words, j, tokens)
    if year is not None:
        return DateWords(i, end, year, month)
    doubtful = len(lower[i]) <= 4 or lower[i] in WORDS_OF_OTHER_USE
    if doubtful and lower[i] not in ("june", "july"):
        before = lower[i - 1] if i > tokens.start else ""
        return DateWords(i, i + 1, month=month) if before in BEFORE_A_MONTH and len(lower[i]) > 2 else None
    return DateWords(i, i + 1, month=month)


def _year_after(words: TokenizedText, i: int, tokens: range) -> tuple[int | None, int]:
    j = i + (words.lower[i : i + 1] in ([","], ["of"]))
    found = _year(words, j) if j < tokens.stop else None
    return (found.year, j + 1) if found is not None and found.unit is None else (None, i)


def _year(words: TokenizedText, i: int) -> DateWords | None:
    """2022; the 1990s."""
    token = words.lower[i]
    if not token.isdecimal() or len(token) not in (2, 4):
        return None
    if words.lower[i + 1 : i + 2] == ["s"] and words.glued(i) and DECADE.match(token):
        return DateWords(i, i + 2, int(token) if len(token) == 4 else 1900 + int(token), unit="decade")
    if len(token) == 4 and int(token) in YEARS_IN_TEXT and words.lower[i + 1 : i + 2] not in (["%"], ["°"]):
        if _season(words, i):
            return DateWords(i, i + 3, int(token))
        after = words.lower[i + 2 : i + 3] if words.lower[i + 1 : i + 2] == ["-"] else words.lower[i + 1 : i + 2]
        is_glued = words.glued(i) and SINGLE.match(words.tokens[i + 1])  # 2000元
        counts = is_glued or (after and after[0] in words.language.quantities.units)
        return None if counts else DateWords(i, i + 1, int(token))
    return None


def _season(words: TokenizedText, i: int) -> bool:
    """2018–19: a school year or a season, which is the year it begins in."""
    second = words.lower[i + 2 : i + 3]
    return (
        words.lower[i + 1 : i + 2] in (["-"], ["–"])
        and words.glued(i)
        and words.glued(i + 1)
        and len(second[0]) == 2
        and second[0].isdecimal()
        and int(second[0]) == (int(words.lower[i]) + 1) % 100
    )


def _weekday(words: TokenizedText, i: int, tokens: range) -> DateWords:
    """Tuesday; "Tuesday, 29 March 2022" keeps the weekday and the date."""
    weekday = WEEKDAYS[words.lower[i]]
    j = i + 1 + (words.lower[i + 1 : i + 2] == [","])
    if j < tokens.stop:
        read = _day_first if words.lower[j][0].isdecimal() else _month_first if words.lower[j] in MONTHS else None
        full = read(words, j, tokens) if read else None
        if full is not None and full.day is not None:
            return dataclasses.replace(full, first=i, weekday=weekday)
    return DateWords(i, i + 1, weekday=weekday)


def _turn(words: TokenizedText, i: int) -> DateWords | None:
    """Last month, this week, next Tuesday, last March."""
    turn, after = TURNS[words.lower[i]], words.lower[i + 1]
    if after in PERIODS:
        return DateWords(i, i + 2, unit="week" if after == "weekend" else after, steps=turn)
    if after in WEEKDAYS:
        return DateWords(i, i + 2, weekday=WEEKDAYS[after], steps=turn if turn > 0 else None)
    if after in MONTHS and words.tokens[i + 1][0].isupper():
        return DateWords(i, i + 2, month=MONTHS[after], steps=turn or None)
    return None


def _counted(words: TokenizedText, i: int, tokens: range) -> DateWords | None:
    """Three days ago, a week earlier."""
    if i + 2 >= tokens.stop or words.lower[i + 2] not in ("ago", "earlier"):
        return None
    listed, word, unit = words.language.quantities, words.lower[i], words.lower[i + 1].removesuffix("s")
    value = 1 if word in ("a", "an") else listed.small.get(word) or (number(word) if word[0].isdecimal() else None)
    if value is None or value % 1 or unit not in ("day", "week", "month", "year"):
        return None
    return DateWords(i, i + 3, unit=unit, steps=-int(value))


def _other_language(words: TokenizedText, i: int, j: int, tokens: range) -> DateWords | None:
    """Day, a word and a year: "29 mars 2022", "29 березня 2022"; elsewhere also "1. April", "1er avril", "1 de abril"."""
    foreign = words.language is not ENGLISH
    joints = (".", "de", "del", "er") if foreign else ()
    j += words.lower[j] in joints
    if j >= tokens.stop:
        return None
    word = words.lower[j]
    known = words.language.quantities
    if len(word) < 3 or not word.isalpha() or word in known.units or word in known.number_words:
        return None
    k = j + 1
    k += k < tokens.stop and words.lower[k] in joints
    year = words.lower[k] if k < tokens.stop else ""
    if not (len(year) == 4 and year.isdecimal() and int(year) in YEARS_IN_TEXT):
        month = MONTH_NUMBERS.get(word) if foreign else None
        return DateWords(i, j + 1, None, month, int(words.lower[i])) if month and words.lower[i].isdecimal() else None
    found = parse_words(f"{words.lower[i]} {word} {year}")
    return DateWords(i, k + 1, found.year, found.month, found.day) if found is not None else None


def _days_meant(date: DateWords, anchor: dt.date | None) -> Days | None:
    if date.year is not None:
        return _calendar_days(date.year, date)
    if anchor is None:
        return None
    if date.month is not None:
        return _calendar_days(_year_of_month(date.month, date, anchor), date)
    if date.weekday is not None:
        back = (anchor.weekday() - date.weekday) % 7
        later = date.steps or (date.ahead and back)  # "next Tuesday"; "will … on Tuesday", which may be today
        day = anchor + dt.timedelta(days=7 - back if later else -back)
        return Days(day, day)
    return counted_days(date.unit or "day", date.steps or 0, anchor)


def _calendar_days(year: int, date: DateWords) -> Days:
    if date.unit == "decade":
        return year_days(year, 10)
    if date.month is None:
        return year_days(year)
    if date.day is None:
        return month_days(year, date.month)
    day = dt.date(year, date.month, date.day)
    return Days(day, day)


def _year_of_month(month: int, date: DateWords, anchor: dt.date) -> int:
    """The year of "9 March" beside an anchor: "last March" is before its month, "next March" after, else the nearest."""
    if date.steps is not None:
        return anchor.year - (month >= anchor.month) if date.steps < 0 else anchor.year + (month <= anchor.month)
    years = (anchor.year + step for step in (-1, 0, 1))
    about = min(date.day or 15, 28)  # which every month has
    return min(years, key=lambda year: abs(dt.date(year, month, about) - anchor))
