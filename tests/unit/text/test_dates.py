"""Dates as values: what states a day is read, and what states none, or two, is not."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.schema import Days
from assistant.text.dates import WRITTEN_DATE, counted_days, month_days, named_days, parse_date, year_days

DAY = dt.date(2022, 3, 29)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2022-03-29", DAY),
        ("2022-03-29T23:30:00-05:00", DAY),  # the day as written there, not in another zone
        ("2022-03-29 23:30", DAY),
        ("20220329", DAY),
        ("29/03/2022", DAY),
        ("3/29/2022", DAY),
        ("29.03.2022", DAY),
        ("03/03/2022", dt.date(2022, 3, 3)),
        ("03/04/2022", None),  # the third of April or the fourth of March
        ("March 29, 2022", DAY),
        ("29 March 2022", DAY),
        ("29th March 2022", DAY),
        ("Tue, 29 Mar 2022 21:06:00 +0200", DAY),
        ("Sept. 5, 2021", dt.date(2021, 9, 5)),
        ("29 mars 2022", DAY),
        ("29. März 2022", DAY),
        ("29 марта 2022", DAY),
        ("Tue Mar 29 21:06:00 +0000 2022", DAY),
        ("29/3/22", DAY),
        ("29-Mar-22", DAY),
        ("March 2022", None),
        ("Version 2.10.12", None),
        ("March 29", None),
        ("yesterday", None),
        ("2022-13-45", None),
        ("May 32, 2022", None),
        ("31 February 2022", None),
        ("2022-02-31", None),
        ("31.02.2022", None),
        ("2022", None),
        ("0001-01-01", None),
        ("", None),
        ("x" * 100_000, None),
        (DAY, DAY),
        (dt.datetime(2022, 3, 29, 23, 30), DAY),
        (1_648_512_000, DAY),
        (1_648_512_000_000, DAY),
        (float("nan"), None),
        (10**400, None),
        (True, None),
        (None, None),
        (["2022-03-29"], None),
    ],
)
def test_parse_date(value: object, day: dt.date | None) -> None:
    assert parse_date(value) == day


@given(st.text(max_size=70) | st.integers() | st.floats())
def test_parse_date_never_raises(value: object) -> None:
    parse_date(value)


@given(st.from_regex(r"\d{1,2}[ .]\w{3,9}[ ,]{1,2}\d{4}.{0,20}", fullmatch=True))
def test_what_looks_like_a_date_never_raises(value: str) -> None:
    parse_date(value)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Who called on 29 March 2022?", dt.date(2022, 3, 29), dt.date(2022, 3, 29)),
        ("Who called on March 29th, 2022?", dt.date(2022, 3, 29), dt.date(2022, 3, 29)),
        ("Who called on 2022-03-29?", dt.date(2022, 3, 29), dt.date(2022, 3, 29)),
        ("What was said in February 2022?", dt.date(2022, 2, 1), dt.date(2022, 2, 28)),
        ("What was said on the 3rd of March 2022?", dt.date(2022, 3, 3), dt.date(2022, 3, 3)),
        ("What was said in March of 2022?", dt.date(2022, 3, 1), dt.date(2022, 3, 31)),
        ("What was said in Sept. 2021?", dt.date(2021, 9, 1), dt.date(2021, 9, 30)),
        ("Who won in 2021?", dt.date(2021, 1, 1), dt.date(2021, 12, 31)),
        ("Who won throughout the year 2021?", dt.date(2021, 1, 1), dt.date(2021, 12, 31)),
    ],
)
def test_named_days(text: str, first: dt.date, last: dt.date) -> None:
    assert named_days(text) == [Days(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "Who won the 2022 World Cup?",
        "on 31 February 2022",
        "on 2022-02-31",
        "on 03/04/2022",  # two days to two readers
        "in 1,200 homes",
        "Who may march?",
        "What was said last week?",
    ],
)
def test_no_days_where_none_are_certain(text: str) -> None:
    assert named_days(text) == []


def test_a_question_names_several_days_and_each_once() -> None:
    text = "Who called on 29 March 2022, who in February 2022, and who on 29 March 2022?"
    assert named_days(text) == [month_days(2022, 2), Days(DAY, DAY), Days(DAY, DAY)]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2022-03-29",
            "2022-03-29T10:15:00Z",
            "29 March 2022",
            "29th March, 2022",
            "March 29th, 2022",
            "29 Mar. 2022",
        ),
        *("29.03.2022", "3/29/2022", "29. mars 2022", "29 août 2022"),
    ],
)
def test_a_whole_date_is_found_amid_a_line(text: str) -> None:
    found = re.search(WRITTEN_DATE, f"Published {text}, 10:15", re.IGNORECASE)
    assert (found[0] if found else None) == text


@pytest.mark.parametrize(
    ("unit", "steps", "first", "last"),
    [
        ("day", -1, dt.date(2021, 12, 31), dt.date(2021, 12, 31)),
        ("week", 0, dt.date(2021, 12, 27), dt.date(2022, 1, 2)),
        ("week", -1, dt.date(2021, 12, 20), dt.date(2021, 12, 26)),
        ("month", -1, dt.date(2021, 12, 1), dt.date(2021, 12, 31)),
        ("month", 1, dt.date(2022, 2, 1), dt.date(2022, 2, 28)),
        ("year", -2, dt.date(2020, 1, 1), dt.date(2020, 12, 31)),
    ],
)
def test_counted_days_from_new_year(unit: str, steps: int, first: dt.date, last: dt.date) -> None:
    assert counted_days(unit, steps, dt.date(2022, 1, 1)) == Days(first, last)  # a Saturday


def test_intervals_and_the_day_that_one_is() -> None:
    assert (month_days(2024, 2).last, year_days(1990, 10)) == (
        dt.date(2024, 2, 29),
        Days(dt.date(1990, 1, 1), dt.date(1999, 12, 31)),
    )
    assert (Days(DAY, DAY).only, month_days(2022, 3).only) == (DAY, None)
