"""Days as values, and dates as they are stated: in figures, or with the month in words and the year.

    parse_date     a field that holds nothing but a date → the day, None where it is unclear
    WRITTEN_DATE   a whole date amid a line, as the first lines of an article have it
    named_days     the days, months and years that a question names

How dates are written in many languages is in `written_dates.py`.
Dates in running text, and words such as "Tuesday" that mean a day only beside another one, are in `date_words.py`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from typing import Any

from assistant.schema import Days
from assistant.text.month_names import MONTH_NUMBERS
from assistant.text.written_dates import Readings, day_of, written_dates

MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
IN_A_YEAR = ("in", "during", "of", "throughout")
"""Before a bare year in a question; "the 2022 World Cup" names no days."""
MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
WEEKDAYS = {name: number for number, name in enumerate(WEEKDAY_NAMES)}
ORDINAL = "(?:st|nd|rd|th)?"
WRITTEN_DAY = rf"\d{{1,2}}{ORDINAL}"
WRITTEN_MONTH = rf"(?:{'|'.join(name[:3] for name in MONTH_NAMES)})[a-z]{{0,6}}\.?"
"""A month's name by its first letters, since other languages share them (janvier, settembre): `parse_date` decides."""
WRITTEN_DATE = (
    r"(?:\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?"
    rf"|{WRITTEN_MONTH}\s+{WRITTEN_DAY},?\s+\d{{4}}|{WRITTEN_DAY}\.?\s+{WRITTEN_MONTH},?\s+\d{{4}}"
    r"|\d{1,2}\.?\s+(?:de\s+|d['’])?[^\W\d_]{3,12}\.?,?\s+(?:del?\s+)?\d{4}"
    r"|\d{4}[年년]\s?\d{1,2}[月월]\s?\d{1,2}[日일]|\d{1,2}[./]\d{1,2}[./]\d{4})(?!\d)"
)
"""What may be a whole date amid a line: `parse_date` decides."""
SHORT_YEAR = re.compile(r"(\d{1,2}[./-](?:\d{1,2}|[^\W\d_]{3,12})[./-])(\d\d)(?=\s|$)")
"""`5/1/17`, `31-Dec-17`"""
MONTH_ALONE = re.compile(r"(?:[^\W\d_]{3,12}\.?\s*[-/–]\s*)?([^\W\d_]{3,12})\.?,?\s+(?:de[l]?\s+)?((?:19|20)\d\d)")
MONTH_IN_FIGURES = re.compile(
    r"(?P<y>(?:19|20)\d\d)[-/](?P<m>0[1-9]|1[0-2])(?:-00)?|(?P<month>0[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)"
)
TIMESTAMP = re.compile(r"\d{9,10}(?:\d{3})?(?:\.\d+)?")


def parse_date(value: Any) -> dt.date | None:
    """The day that `value` states, as written there, or None when any of day, month and year is missing or unclear.

    >>> parse_date("2022-03-29T23:30:00-05:00"), parse_date("March 2022"), parse_date("03/04/2022")
    (datetime.date(2022, 3, 29), None, None)
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return parse_timestamp(value)
    if not isinstance(value, str) or not 6 <= len(value.strip()) <= 60:
        return None
    text = value.strip()
    return parse_timestamp(float(text)) if TIMESTAMP.fullmatch(text) else parse_words(with_century(text))


def with_century(text: str) -> str:
    """A date at the beginning of a field with its year in four figures: `5/1/17` → `5/1/2017`."""
    short = SHORT_YEAR.match(text)
    return f"{short[1]}{'19' if short[2] > '69' else '20'}{short[2]}{text[short.end() :]}" if short else text


def parse_readings(value: Any) -> Readings | None:
    """The days that figures with the year last can mean, with the day first and with the month first.

    >>> parse_readings("27/04/2017")
    (datetime.date(2017, 4, 27), None)
    """
    text = with_century(value.strip()) if isinstance(value, str) and 6 <= len(value.strip()) <= 60 else ""
    return next((found.readings for found in written_dates(text)), None)


def parse_month(value: Any) -> dt.date | None:
    """The first day of a month that a field names without a day: `October 2019`, `Mai/Juni 2019`, `2019-10`."""
    text = value.strip() if isinstance(value, str) else ""
    if figures := MONTH_IN_FIGURES.fullmatch(text):
        return day_of(figures["y"] or figures["year"], figures["m"] or figures["month"], 1)
    named = MONTH_ALONE.fullmatch(text)
    month = MONTH_NUMBERS.get(named[1].casefold()) if named else None
    return day_of(named[2], month, 1) if named and month else None


def parse_timestamp(seconds: float) -> dt.date | None:
    """Seconds or milliseconds since 1970, UTC."""
    try:
        moment = dt.datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.date() if seconds > 1e8 else None  # a smaller number counts something else


@functools.lru_cache(maxsize=4096)
def parse_words(text: str) -> dt.date | None:
    """The first whole date in `text`, in figures or in the words of any language that is known; None where it can be two days."""
    days = next((found.days for found in written_dates(text)), ())
    return days[0] if len(days) == 1 else None


def named_days(text: str) -> list[Days]:
    """Every day, month or year that a question names with its year.

    >>> named_days("Who called on 29 March 2022, and who in February 2022?")[1]
    Days(first=datetime.date(2022, 3, 29), last=datetime.date(2022, 3, 29))
    """
    found: list[Days] = []
    rest = text
    for form in _FORMS:
        for match in form.finditer(rest):
            days = _stated_days(**match.groupdict())
            found += [days] if days else []
            rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
    return sorted(found, key=lambda days: (days.first, days.last))


_NAMED_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_NAMED_DAY = rf"(?P<day>\d{{1,2}}){ORDINAL}"
_NAMED_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_NAMED_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)\b",
        rf"\b{_NAMED_DAY}(?: of)? {_NAMED_MONTH},? {_NAMED_YEAR}\b",
        rf"\b{_NAMED_MONTH} {_NAMED_DAY},? {_NAMED_YEAR}\b",
        rf"\b{_NAMED_MONTH},?(?: of)? {_NAMED_YEAR}\b",
        rf"\b(?:{'|'.join(IN_A_YEAR)}) (?:the year )?{_NAMED_YEAR}\b",
    )
]
"""Most exact first: what one form has read is hidden from the next, or "29 March 2022" were all of March as well."""


def _stated_days(year: str, month: str | None = None, day: str | None = None) -> Days | None:
    """The days of a form's parts; None for the 31st of February."""
    if month is None:
        return year_days(int(year))
    number = int(month) if month.isdigit() else MONTHS[month.lower()]
    if day is None:
        return month_days(int(year), number)
    one = day_of(year, number, day)
    return Days(one, one) if one else None


def month_days(year: int, month: int) -> Days:
    return Days(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))


def year_days(year: int, count: int = 1) -> Days:
    """A year, or `count` of them."""
    return Days(dt.date(year, 1, 1), dt.date(year + count - 1, 12, 31))


def counted_days(unit: str, steps: int, anchor: dt.date) -> Days:
    """The day, week (from Monday), month or year so many steps after the anchor's: -1 day is yesterday."""
    if unit == "day":
        day = anchor + dt.timedelta(days=steps)
        return Days(day, day)
    if unit == "week":
        monday = anchor - dt.timedelta(days=anchor.weekday()) + dt.timedelta(weeks=steps)
        return Days(monday, monday + dt.timedelta(days=6))
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + steps
        return month_days(months // 12, months % 12 + 1)
    return year_days(anchor.year + steps)
