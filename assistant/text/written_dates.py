"""Whole dates as pages print them, in figures and in the words of many languages: day, month and year.

`written_dates` finds them amid a line. A date that two readers would read as two days (`03/04/2022`) has both, unless the weekday
beside it fits one only: who knows more, from an address or another date, may tell which is meant. Words that mean a day only
beside another one ("Tuesday") are in `date_words.py`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator

from assistant.text.month_names import MONTH_NUMBERS
from assistant.text.weekday_names import WEEKDAY_NUMBERS

YEARS = range(1600, 2200)
"""Of a day that an article or a page states: what lies outside is a mistake."""
BUDDHIST = range(2400, 2600)
"""Years as Thailand counts them: 2563 is 2020."""
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""What is added to a year of these."""
LONGEST_LINE = 400
"""Characters of a line that are looked at."""


Readings = tuple[dt.date | None, dt.date | None]


@dataclasses.dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date amid a text, and the days that it can mean: one, or two where day and month cannot be told apart."""

    start: int
    end: int
    days: tuple[dt.date, ...]
    readings: Readings | None = None
    """Of a date in figures that end with the year: as it reads with the day first, and with the month first."""


def written_dates(text: str) -> list[WrittenDate]:
    """Every whole date in a line, in reading order.

    >>> [str(found.days[0]) for found in written_dates("martes 17 de marzo de 2020; 2020年07月03日")]
    ['2020-03-17', '2020-07-03']
    """
    found: list[WrittenDate] = []
    if not _FOUR_DIGITS.search(text):
        return found
    for match in _FORMS.finditer(text[:LONGEST_LINE]):
        readings = tuple(_readings(match))
        if len(readings) == 2:
            readings = _of_its_weekday(readings, text[: match.start()], text[match.end() : LONGEST_LINE])
        days = tuple(dict.fromkeys(day for day in readings if day is not None))
        if days:
            both = (readings[0], readings[1]) if len(readings) == 2 else None
            found.append(WrittenDate(match.start(), match.end(), days, both))
    return found


def day_of(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    """The day, or None where the calendar has none such."""
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


_BESIDE = 24
"""Characters beside a date in which its weekday stands."""
_WORDS = re.compile(r"[^\s\d.,;:!?|/()\[\]–—]+")
_FOUR_DIGITS = re.compile(r"\d{4}|\d\s?[年년]|元年")
_DAY = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|°|-?го|-?a|-?е)?"
_WORD = r"(?:[ก-๙]{1,2}\.[ก-๙]|[^\s\d.,;:!?|/\\()\[\]{}<>\"“”«»–—+·•_-]{2,20}(?: (?:الأول|الثاني))?)"
_OF = r"(?:\s+(?:de|of|di|del|do|da)\s+|\s+d['’]|[\s./,-]{1,3})"
_YEAR = r"(?P<{}>\d{{4}})(?!\d)"
_CLOCK = r"(?:\d\d:\d\d:\d\d (?:[+-]\d{4} |[A-Z]{3,4} )?)?"
"""Before the year, as programs write it: `Fri Mar 05 10:22:31 +0000 2021`."""
_BEFORE_A_YEAR = r"(?:[\s./,-]|de[l]?\s|do\s|พ\.ศ\.|ค\.ศ\.){1,5}"
_FORMS = re.compile(
    "|".join(
        (
            r"(?<![\d/])(?P<y1>\d{4})(?P<s1>[-./]|\. )(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})(?!\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?",
            r"(?P<era>令和|平成|昭和|民[國国])?\s?(?P<y2>\d{1,4}|元)\s?[年년]\s?(?P<m2>\d{1,2})\s?[月월]\s?(?P<d2>\d{1,2})(?!\d)\s?[日일]?",
            r"(?<!\d)(?P<d3>\d{1,2})\s+tháng\s+(?P<m3>\d{1,2})(?:,|\s+năm)?\s+(?P<y3>\d{4})(?!\d)",
            r"(?<![\d./-])(?P<d4>\d{1,2})(?P<s4>\s?[./-]\s?)(?P<m4>\d{1,2})(?:\s?[./-]\s?)(?P<y4>\d{4})(?!\d)",
            rf"(?<![\d.,])(?P<w5>{_WORD})\.?[\s/-]{{1,3}}{_DAY.format('d5')}(?:,|\s|/|-){{1,3}}{_CLOCK}{_YEAR.format('y5')}",
            rf"(?<![\d.,:]){_DAY.format('d6')}(?P<p6>\.?){_OF}(?P<w6>{_WORD})\.?,?{_BEFORE_A_YEAR}{_YEAR.format('y6')}",
            rf"(?<![\d.,]){_YEAR.format('y7')}(?:\s?(?:m\.|г\.|[.,-])\s?|\s)(?P<w7>{_WORD})\.?\s+{_DAY.format('d7')}(?![\d:])",
            r"(?<!\d)(?P<y8>(?:19|20)\d\d)(?P<m8>0[1-9]|1[0-2])(?P<d8>0[1-9]|[12]\d|3[01])(?=\D|\d{6}(?!\d)|\d{4}(?!\d)|$)",
        )
    ),
    re.IGNORECASE,
)
"""A form a line; its parts have its number behind their names."""


def _readings(match: re.Match[str]) -> Iterator[dt.date | None]:
    parts = {name[0] if name[-1].isdigit() else name: value for name, value in match.groupdict().items() if value}
    year = _year(parts["y"], parts.get("e") or parts.get("era"))
    if "w" in parts:
        month = _month(parts["w"], croatian=match["p6"] == ".")
        yield _in_years(day_of(year, month, parts["d"])) if month else None
    elif match["y4"]:
        yield _in_years(day_of(year, parts["m"], parts["d"]))
        if "." not in match["s4"]:  # points stand in the dates of those only who begin with the day
            yield _in_years(day_of(year, parts["d"], parts["m"]))
    else:
        yield _in_years(day_of(year, parts["m"], parts["d"]))


def _of_its_weekday(readings: tuple[dt.date | None, ...], before: str, behind: str) -> tuple[dt.date | None, ...]:
    """The readings that fall on the weekday beside the date, where one stands there and fits: `Sunday, 03/04/2022`."""
    last, first = _WORDS.findall(before[-_BESIDE:].casefold())[-2:], _WORDS.findall(behind[:_BESIDE].casefold())[:2]
    names = (" ".join(last), *last[-1:], " ".join(first), *first[:1])
    weekdays = next((WEEKDAY_NUMBERS[name] for name in names if name in WEEKDAY_NUMBERS), set[int]())
    fitting = tuple(day if day is not None and day.weekday() in weekdays else None for day in readings)
    return fitting if any(fitting) else readings


def _year(written: str, era: str | None) -> int:
    number = 1 if written == "元" else int(written)
    if era:
        return number + ERAS[era]
    return number - 543 if number in BUDDHIST else number


def _month(word: str, croatian: bool) -> int | None:
    """The month of a name; what stands behind a day with a point and is "listopad…" is Croatian, where it is October."""
    name = word.casefold().replace("i̇", "i")
    if croatian and name == "listopada":
        return 10
    return MONTH_NUMBERS.get(name) or MONTH_NUMBERS.get(name.lstrip("בל"))  # Hebrew "in" and "to" are part of the word


def _in_years(day: dt.date | None) -> dt.date | None:
    return day if day is not None and day.year in YEARS else None
