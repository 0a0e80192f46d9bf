"""Dates in running text: what the words say, and which days they mean beside the day of publication."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.schema import Days
from assistant.text.date_words import days_meant, read_dates, same_date
from assistant.text.languages import language
from assistant.text.mentions import read_mentions
from assistant.text.tokens import words_of

WEDNESDAY = dt.date(2022, 3, 30)


def meant(text: str, anchor: dt.date | None = WEDNESDAY) -> list[Days | None]:
    return [days_meant(date, anchor) for date in read_dates(words_of(text))]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on 2022-03-29", "2022-03-29", "2022-03-29"),
        ("on 29.03.2022", "2022-03-29", "2022-03-29"),
        ("on 29/03/2022", "2022-03-29", "2022-03-29"),
        ("on 3/29/2022", "2022-03-29", "2022-03-29"),
        ("on 03/04/2022", "2022-04-03", "2022-04-03"),  # the day first where both could be: in claim and source alike
        ("on 29.03.22", "2022-03-29", "2022-03-29"),
        ("on 3 March 2022", "2022-03-03", "2022-03-03"),
        ("on the 3rd of March, 2022", "2022-03-03", "2022-03-03"),
        ("on March 3rd, 2022", "2022-03-03", "2022-03-03"),
        ("on Sept. 5, 2021", "2021-09-05", "2021-09-05"),
        ("on Tuesday, 29 March 2022", "2022-03-29", "2022-03-29"),
        ("le 29 mars 2022", "2022-03-29", "2022-03-29"),
        ("29 березня 2022", "2022-03-29", "2022-03-29"),
        ("in March 2022", "2022-03-01", "2022-03-31"),
        ("in 2022", "2022-01-01", "2022-12-31"),
        ("in the 1990s", "1990-01-01", "1999-12-31"),
        ("in the season 2018–19", "2018-01-01", "2018-12-31"),
    ],
)
def test_a_date_with_its_year_means_the_same_beside_any_day(text: str, first: str, last: str) -> None:
    expected = [Days(dt.date.fromisoformat(first), dt.date.fromisoformat(last))]
    assert meant(text) == meant(text, None) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("He called on Tuesday.", "2022-03-29", "2022-03-29"),
        ("He called on Wednesday.", "2022-03-30", "2022-03-30"),
        ("He called on Thursday.", "2022-03-24", "2022-03-24"),  # newspapers look back
        ("He will call on Thursday.", "2022-03-31", "2022-03-31"),
        ("He will call on Wednesday.", "2022-03-30", "2022-03-30"),
        ("They meet next Wednesday.", "2022-04-06", "2022-04-06"),
        ("They met last Tuesday.", "2022-03-29", "2022-03-29"),
        ("He called today.", "2022-03-30", "2022-03-30"),
        ("He called yesterday.", "2022-03-29", "2022-03-29"),
        ("He calls tomorrow.", "2022-03-31", "2022-03-31"),
        ("He called last week.", "2022-03-21", "2022-03-27"),
        ("He called this weekend.", "2022-03-28", "2022-04-03"),
        ("He called last month.", "2022-02-01", "2022-02-28"),
        ("He calls next year.", "2023-01-01", "2023-12-31"),
        ("He called three days ago.", "2022-03-27", "2022-03-27"),
        ("He called a week earlier.", "2022-03-21", "2022-03-27"),
        ("He called 2 years ago.", "2020-01-01", "2020-12-31"),
        ("He called on 9 December.", "2021-12-09", "2021-12-09"),  # the nearest
        ("He called on April 9.", "2022-04-09", "2022-04-09"),
        ("He called in December.", "2021-12-01", "2021-12-31"),
        ("He called last March.", "2021-03-01", "2021-03-31"),
        ("He called last December.", "2021-12-01", "2021-12-31"),
        ("He calls next March.", "2023-03-01", "2023-03-31"),
        ("He calls next May.", "2022-05-01", "2022-05-31"),
    ],
)
def test_words_mean_a_day_beside_the_day_of_publication_only(text: str, first: str, last: str) -> None:
    assert meant(text) == [Days(dt.date.fromisoformat(first), dt.date.fromisoformat(last))]
    assert meant(text, None) == [None]


@pytest.mark.parametrize(
    "text",
    [
        *("They may march.", "He will sit on the bench.", "the sun and the wed couple", "1,200 homes", "a dog ago"),
        *("at 9.30", "version 1.2.3.4", "May said so", "an august body", "3,000 m in 1 second"),
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert meant(text) == []


@pytest.mark.parametrize("text", ["on 31 February 2022", "on 31 June", "on 29 February 2022"])
def test_a_day_that_no_calendar_has_means_none(text: str) -> None:
    assert meant(text) == [None]


@pytest.mark.parametrize(
    ("claim", "source", "same"),
    [
        ("on Tuesday", "on 29 March 2022", True),
        ("on 29 March", "on 29 March 2022", True),
        ("in March 2022", "on 29 March 2022", True),
        ("on 29 March 2022", "in March 2022", False),  # the source says less
        ("on 28 March 2022", "on Tuesday", False),
        ("yesterday", "on Tuesday", True),
        ("on Monday", "on Tuesday", False),
    ],
)
def test_a_stated_date_lies_within_the_claimed_one(claim: str, source: str, same: bool) -> None:
    (claimed,), (stated,) = read_dates(words_of(claim)), read_dates(words_of(source))
    assert same_date(claimed, None, stated, WEDNESDAY) is same


def test_without_a_day_of_publication_what_both_say_must_agree() -> None:
    (claimed,), (stated,) = read_dates(words_of("on 29 March 2022")), read_dates(words_of("on 29 March"))
    (other,) = read_dates(words_of("on 28 March"))
    assert same_date(claimed, None, stated, None)
    assert not same_date(claimed, None, other, None)


DATE_PARTS = [
    "29",
    "31",
    "March",
    "may",
    "last",
    "next",
    "the",
    "of",
    "2022",
    ",",
    "/",
    "-",
    ".",
    "rd",
    "week",
    "ago",
    "three",
    "s",
]


@given(st.lists(st.sampled_from(DATE_PARTS), max_size=9).map(" ".join) | st.text(max_size=60), st.dates())
def test_reading_never_raises_and_days_are_in_order(text: str, anchor: dt.date) -> None:
    words = words_of(text)
    dates = read_dates(words)
    assert all(one.end <= other.first for one, other in itertools.pairwise(dates))
    for days in meant(text, anchor):
        assert days is None or days.first <= days.last


@pytest.mark.parametrize(
    ("code", "text", "date"),
    [
        ("uk", "Це було 29 березня 2022 року.", (2022, 3, 29)),
        ("pl", "To było 29 marca 2022 roku.", (2022, 3, 29)),
        ("fr", "Le 1er avril 2022, il a neigé.", (2022, 4, 1)),
        ("fr", "Il a neigé le 1er avril.", (None, 4, 1)),
    ],
)
def test_a_day_in_another_language_keeps_its_year(code: str, text: str, date: tuple[int | None, int, int]) -> None:
    words = words_of(text, language(code))
    assert [(found.year, found.month, found.day) for found in read_dates(words)] == [date]
    assert [mention.kind for mention in read_mentions(text, language=words.language)] == ["date"]
