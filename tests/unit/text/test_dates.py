"""Dates as values: what states a day is read, and what states none, or two, is not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.metadata import parse_date

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
        ("March 2022", None),
        ("March 29", None),
        ("yesterday", None),
        ("2022-13-45", None),
        ("May 32, 2022", None),
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


@settings(deadline=None)  # dateparser loads its languages once
@given(st.text(max_size=70) | st.integers() | st.floats())
def test_parse_date_never_raises(value: object) -> None:
    parse_date(value)


@settings(deadline=None)
@given(st.from_regex(r"\d{1,2}[ .]\w{3,9}[ ,]{1,2}\d{4}.{0,20}", fullmatch=True))
def test_what_looks_like_a_date_never_raises(value: str) -> None:
    parse_date(value)
