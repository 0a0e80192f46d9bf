"""A day that a file's name or its folders tell, and the year that a dateline lacks. Both are inferred, and said to be.

2022-03-29-night-bus.txt, 20220329_night_bus.txt, 29 mars 2022.txt, 2022/03/29/night-bus.txt
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from assistant.ingest.metadata import Metadata
from assistant.text.dates import parse_date
from assistant.text.written_dates import day_of, written_dates

FROM_NAME = "from the file's name"
FROM_DATELINE = "from the dateline, its year from the file's name"
FROM_NEIGHBOURS = "from the dateline, its year from the articles beside it"
IN_FOLDERS = re.compile(r"(?:^|/)((?:19|20)\d\d)/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?=/)")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
NEAR_DATELINE = 7
"""Days between a dateline and the file's day beyond which they are of two things."""
NEAR_NEIGHBOURS = 91
"""Days between a dateline's day and the first or last of the neighbours' days: in another year it is three times as far."""


def dated_by_file(path: str, dateline: str | None) -> Metadata:
    """The day of an article that states none, from its file's path and the day without a year in its dateline.

    A file of many articles (`path#key`) is named for the day of an export or for none.
    """
    if "#" in path:
        return Metadata()
    named = day_in_path(path)
    if dateline and (day := completed(dateline, named, path)):
        return Metadata(published=day, published_inferred=True, date_note=FROM_DATELINE)
    if named:
        return Metadata(published=named, published_inferred=True, date_note=FROM_NAME)
    return Metadata()


def day_in_path(path: str) -> dt.date | None:
    """The one day that the file's name tells, or else its folders, the innermost first.

    >>> day_in_path("news/20220329_night_bus.txt"), day_in_path("2022-01-01_2022-12-31_all.txt")
    (datetime.date(2022, 3, 29), None)
    """
    folders, _, name = path.rpartition("/")
    for part in (name, *reversed(folders.split("/"))):
        spaced = re.sub(r"_|(?<=\d)-(?=\D)", " ", re.sub(r"(?<=\d)_(?=\d)", "-", part))
        days = {found.days for found in written_dates(spaced)}
        if days:
            only = days.pop() if len(days) == 1 else ()
            return only[0] if len(only) == 1 else None
    match = IN_FOLDERS.search(path)
    return day_of(*match.groups()) if match else None


def completed(dateline: str, named: dt.date | None, path: str) -> dt.date | None:
    """A dateline's day with the year of the file's own day that brings the two together, else with the one year in its path."""
    if named:
        return among(dateline, [named], NEAR_DATELINE)
    years = set(YEAR.findall(path))
    return parse_date(f"{dateline} {years.pop()}") if len(years) == 1 else None


def among(dateline: str, days: Sequence[dt.date], within: int = NEAR_NEIGHBOURS) -> dt.date | None:
    """A dateline's day in the one year in which it lies among these days or near them; None where it does in two.

    >>> among("Dec. 31", [dt.date(2022, 1, 3), dt.date(2022, 2, 9)])
    datetime.date(2021, 12, 31)
    """
    if not days:
        return None
    first, last = min(days), max(days)
    read = (parse_date(f"{dateline} {year}") for year in range(first.year - 1, last.year + 2))
    near = [day for day in read if day and (first - day).days <= within >= (day - last).days]
    inside = [day for day in near if first <= day <= last and first.year == last.year] or near
    return inside[0] if len(inside) == 1 else None
