"""Whole dates are found as pages print them, in many languages; what is none is not, and what is two stays two."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.month_names import MONTH_NUMBERS
from assistant.text.written_dates import written_dates

DAY = dt.date(2020, 3, 17)


@pytest.mark.parametrize(
    "line",
    [
        "martes 17 de marzo de 2020",
        "Mardi 17 mars 2020 à 10h30",
        "17 de mar. de 2020",
        "17/mar/2020",
        "17-Mar-2020 10:30",
        "Dienstag, 17. März 2020",
        "PUBLISHED: March 17, 2020 at 5:49 p.m.",
        "17th of March, 2020",
        "2020年03月17日",
        "令和2年3月17日",
        "民國109年3月17日",
        "2020년 3월 17일",
        "2020. 03. 17. 10:22",
        "2020. március 17.",
        "2020 m. kovo 17 d.",
        "17/03/2020 - 04:30",
        "17. 3. 2020",
        "17 марта 2020 г., 10:30",
        "17 березня 2020",
        "الثلاثاء 17 مارس 2020",
        "١٧ آذار ٢٠٢٠",
        "17 במרץ 2020",
        "मंगलवार, 17 मार्च 2020",
        "Thứ ba, 17/3/2020, 10:00 (GMT+7)",
        "Ngày 17 tháng 3 năm 2020",
        "17 มีนาคม 2563",
        "17 มี.ค. 2563 10:30 น.",
        "วันที่ 17 มีนาคม พ.ศ. 2563",
        "17 Mart 2020 Salı",
        "17 maaliskuuta 2020",
        "17 Μαρτίου 2020",
        "17 d’març de 2020",
        "20200317103000",
        "2020-03-17T23:30:00-05:00",
    ],
)
def test_a_date_is_found_as_it_is_printed(line: str) -> None:
    assert [found.days for found in written_dates(line)] == [(DAY,)]


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("03/04/2022", [(dt.date(2022, 4, 3), dt.date(2022, 3, 4))]),  # two days to two readers
        ("Sunday, 04/03/2022", [(dt.date(2022, 4, 3),)]),
        ("le 04/03/2022 (vendredi)", [(dt.date(2022, 3, 4),)]),
        ("segunda-feira, 04/07/2022", [(dt.date(2022, 7, 4),)]),
        ("Monday, 04/03/2022", [(dt.date(2022, 3, 4), dt.date(2022, 4, 3))]),  # a weekday of neither
        ("03.04.2022", [(dt.date(2022, 4, 3),)]),  # with points the day is first everywhere
        ("03/03/2022", [(dt.date(2022, 3, 3),)]),
        ("17 listopada 2020", [(dt.date(2020, 11, 17),)]),  # Polish
        ("17. listopada 2020.", [(dt.date(2020, 10, 17),)]),  # Croatian, which writes the point
        ("12 June 2019, changed 13/06/2019", [(dt.date(2019, 6, 12),), (dt.date(2019, 6, 13),)]),
        ("31 February 2020", []),
        ("room 12 in 2020", []),
        ("tel. 2020-555-1234", []),
        ("ISBN 978-3-16-148410-0", []),
        ("1399/12/27", []),  # a year of another calendar
        ("March 2020", []),
    ],
)
def test_what_is_two_days_or_none_stays_so(line: str, days: list[tuple[dt.date, ...]]) -> None:
    assert [found.days for found in written_dates(line)] == days


def test_no_name_means_two_months() -> None:
    from assistant.text import month_names

    names = [name for names in month_names._NAMES.split("\n\n") for name in set(names.split())]
    assert len(names) == len(MONTH_NUMBERS)


@given(st.text(max_size=500) | st.from_regex(r"(?:\d{1,4}[ .,/-]{0,2}\w{0,9}){1,30}", fullmatch=True))
def test_no_line_raises_and_what_is_found_lies_in_it(line: str) -> None:
    for found in written_dates(line):
        assert 0 <= found.start < found.end <= len(line)
        assert 1 <= len(found.days) <= 2
