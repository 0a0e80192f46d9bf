"""Days as values, and dates as they are stated: in figures, or with the month in words and the year.

    parse_date     a field that holds nothing but a date → the day, None where it is unclear
    WRITTEN_DATE   a whole date amid a line, as the first lines of an article have it
    named_days     the days, months and years that a question names

Dates in running text, and words such as "Tuesday" that mean a day only beside another one, are in `date_words.py`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from typing import Any

from assistant.schema import Days

MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RELATIVE = {"today": ("day", 0), "yesterday": ("day", -1), "this week": ("week", 0), "last week": ("week", -1)}
"""What a question may count from today, as unit and steps."""
IN_A_YEAR = ("in", "during", "of", "throughout")
"""Before a bare year in a question; "the 2022 World Cup" names no days."""
LANGUAGES = (
    *("ar", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hu", "id", "it"),
    *("ja", "ko", "nl", "nb", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "zh"),
)
"""Tried after English. All of dateparser's two hundred take four seconds to load."""

MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
WEEKDAYS = {name: number for number, name in enumerate(WEEKDAY_NAMES)}
YEARS = range(1600, 2200)
"""Of a day that an article or a page states: what lies outside is a mistake."""

ORDINAL = "(?:st|nd|rd|th)?"
WRITTEN_DAY = rf"\d{{1,2}}{ORDINAL}"
WRITTEN_MONTH = rf"(?:{'|'.join(name[:3] for name in MONTH_NAMES)})[a-z]{{0,6}}\.?"
"""A month's name by its first letters, since other languages share them (janvier, settembre): `parse_date` decides."""
WRITTEN_WEEKDAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
WRITTEN_DATE = (
    r"(?:\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?"
    rf"|{WRITTEN_MONTH}\s+{WRITTEN_DAY},?\s+\d{{4}}|{WRITTEN_DAY}\.?\s+{WRITTEN_MONTH},?\s+\d{{4}}"
    r"|\d{1,2}[./]\d{1,2}[./]\d{4})(?!\d)"
)
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d|$)")
NUMERIC_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)")


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
    if match := ISO_DATE.match(text) or COMPACT_DATE.match(text):
        return _in_years(day_of(*match.groups()))
    if match := NUMERIC_DATE.match(text):
        return parse_numeric(*match.groups())
    return parse_words(text)


def parse_numeric(one: str, two: str, year: str) -> dt.date | None:
    """`30/12/2021` and `12/30/2021` are clear, `03/04/2022` is two days to two readers."""
    readings = {_in_years(day_of(year, two, one)), _in_years(day_of(year, one, two))} - {None}
    return readings.pop() if len(readings) == 1 else None


def parse_timestamp(seconds: float) -> dt.date | None:
    """Seconds or milliseconds since 1970, UTC."""
    try:
        moment = dt.datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.date() if seconds > 1e8 else None  # a smaller number counts something else


@functools.lru_cache(maxsize=4096)
def parse_words(text: str) -> dt.date | None:
    """A date with its month in words, English first and then in the other languages of news."""
    if not (re.search(r"(?<!\d)\d{4}(?!\d)", text) and re.search(r"(?<!\d)\d{1,2}(?!\d)", text)):
        return None
    import dateparser  # imported late: 0.2 s

    settings = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    for languages in (["en"], list(LANGUAGES)):
        try:
            moment = dateparser.parse(text, languages=languages, settings=settings)
        except (ValueError, OverflowError, TypeError, LookupError, AttributeError, RecursionError):
            return None  # dateparser's hundreds of patterns trip over odd digits now and then
        if moment is not None:
            return _in_years(moment.date())
    return None


def named_days(text: str, today: dt.date | None = None) -> list[Days]:
    """Every day, month or year that a question names with its year (and "yesterday", "last week", given today).

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
    if today:
        said = [words for words in RELATIVE if re.search(rf"\b{words}\b", rest, re.IGNORECASE)]
        found += [counted_days(*RELATIVE[words], today) for words in said]
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


def day_of(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    """The day, or None where the calendar has none such."""
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


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


def _in_years(day: dt.date | None) -> dt.date | None:
    return day if day is not None and day.year in YEARS else None
