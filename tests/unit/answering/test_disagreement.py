"""When two values are the same, when they differ, and when they are of different things: the limits, by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from assistant.answering.disagreement import Value, differ, differing, distinct, same_value, sort_of
from assistant.answering.sentence_ranking import Scored
from assistant.retrieval.question import understand
from assistant.schema import Evidence
from tests.support.evidence import mentioned


def value(label: int, text: str, sentence: str, *, outlet: str | None = None, score: float = 1.0) -> Value:
    published = dt.date(2022, 3, 1)
    outlet = outlet or f"Outlet {label}"
    item = Evidence(label, label, f"p{label}", f"{label}.txt", None, outlet, published, False, 0, 9, sentence, 0.5, ())
    return Value(text, (0, 9), item, sentence, score, False, mentioned(text, sentence))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (50, 50, False),
        (100, 102, False),  # 2 of 102: rounded
        (100, 103, True),
        (50, 100, True),  # twice as much may be of one thing
        (50, 101, False),  # more is of another
        (-50, -35, True),
        (0, 1, False),
    ],
)
def test_figures_differ_between_rounding_and_twice_as_much(one: float, other: float, apart: bool) -> None:
    assert differ(one, other) is differ(other, one) is apart


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("50 minutes", "fifty minutes", True),
        ("two hours", "120 minutes", True),
        ("121 minutes", "two hours", False),  # .8 of a hundred
        ("121 minutes", "about two hours", True),  # within 2 of a hundred
        ("62 minutes", "about an hour", False),
        ("a grave error", "grave error", True),
        ("a grave error", "a great mistake", False),
        ("50 dead, 100 wounded", "50 dead, 20 wounded", False),
        ("50 dead, 100 wounded", "50 dead and 100 wounded", True),
        ("50 dead, 100 wounded", "50 dead", True),
        ("3 March to 9 March", "3 March to 5 March", False),
    ],
)
def test_the_same_value_in_another_form(one: str, other: str, same: bool) -> None:
    first, second = (value(label, text, f"It was {text}.") for label, text in enumerate((one, other), 1))
    assert same_value(first, second) is same_value(second, first) is same


def labels(*values: Value) -> list[list[int]]:
    return [[one.evidence.label for one in group] for group in distinct(values)]


@pytest.mark.parametrize(
    ("words", "sentence", "kind"),
    [
        ("27 minutes", "The speech lasted 27 minutes.", ("figure", "time")),
        ("lasted about 27", "The speech lasted about 27 minutes.", ("figure", "time")),
        ("40 people", "It was said that 40 people came.", ("figure", None)),
        ("on Tuesday", "The ferry sank on Tuesday.", ("date", None)),
        ("a gift", "It was “a gift to the town”.", ("quote", None)),
        ("27", "She called it “27 minutes of rain”.", ("quote", None)),
        ("was “a gift", "It was “a gift to the town”.", None),
        ("four people, not three", "It was seen by four people, not three.", ("figure", None)),
        ("Ann Hill, 27", "They gave it to Ann Hill, 27, of Bergen.", ("name", None)),
        ("the ferry", "The band saw the ferry.", None),
    ],
)
def test_what_a_short_answer_is(words: str, sentence: str, kind: tuple[str, str | None] | None) -> None:
    mention = mentioned(words, sentence)
    assert (sort_of(mention) if mention else None) == kind


def test_a_tuesday_is_the_day_that_another_report_writes_out() -> None:
    one, other = value(1, "Monday", "The ferry sank on Monday."), value(2, "28 February", "It sank on 28 February.")
    assert same_value(one, other)
    assert same_value(other, one)
    assert not same_value(one, value(2, "21 February", "It sank on 21 February."))


def test_figures_of_two_units_are_of_two_things() -> None:
    first = value(1, "50 minutes", "The talk lasted 50 minutes.")
    assert not same_value(first, value(2, "50 people", "The talk was heard by 50 people."))
    assert labels(first, value(2, "60 people", "The talk was heard by 60 people.")) == [[1]]


def test_only_kinds_of_which_two_values_are_a_disagreement_have_several() -> None:
    persons = value(1, "Ann Hill", "Ann Hill opened it."), value(2, "Joan Reed", "Joan Reed opened it.")
    assert labels(*persons) == [[1]]
    assert labels(value(1, "50 minutes", "It lasted 50 minutes."), value(2, "35 minutes", "Rain for 35 minutes.")) == [
        [1],
        [2],
    ]


def test_sums_and_counts_are_compared_only_in_like_sentences() -> None:
    first = value(1, "$50 million", "The bridge across the fjord cost $50 million.")
    like = value(2, "$60 million", "The bridge across the fjord cost $60 million.")
    unlike = value(3, "$60 million", "The football club paid its striker $60 million.")
    assert labels(first, like) == [[1], [2]]
    assert labels(first, unlike) == [[1]]


def test_what_more_outlets_say_leads_and_outlets_count_once() -> None:
    first = value(1, "50 minutes", "It lasted 50 minutes.")
    others = [value(label, "35 minutes", "It lasted 35 minutes.", score=0.5) for label in (2, 3)]
    assert labels(first, *others) == [[2, 3], [1]]
    one_hand = [value(label, "35 minutes", "It lasted 35 minutes.", outlet="Wire", score=0.5) for label in (2, 3)]
    assert labels(first, *one_hand) == [[1], [2, 3]]


@pytest.mark.parametrize(("sort", "noted"), [("40 people", True), ("40 minutes", False), ("March", True)])
def test_quotations_are_compared_where_the_lead_is_no_figure_of_a_unit_and_no_day(sort: str, noted: bool) -> None:
    """Plain counts and months are of too many things."""
    told = (
        f"For {sort} the mayor called the new tariffs on steel a “grave error”.",
        "The mayor called the new tariffs on steel a “grave mistake”.",
    )
    ranked = [
        Scored(value(label, "", text).evidence, (0, len(text)), text, 1.0, None, 0.5)
        for label, text in enumerate(told, 1)
    ]
    ranked[0] = dataclasses.replace(ranked[0], short=(4, 4 + len(sort)))
    found = differing(understand("Tell me about the tariffs"), ranked, ranked)
    assert (found is not None) is noted


@pytest.mark.parametrize(("day", "noted"), [("Thursday's", False), ("Monday's", True)])
def test_figures_of_a_day_after_the_other_report_are_of_another_event(day: str, noted: bool) -> None:
    early = value(1, "", "The presidents' conversation lasted two hours and one minute.").evidence
    late = value(2, "", f"{day} conversation of the presidents lasted an hour and a half.").evidence
    late = dataclasses.replace(late, published=early.published + dt.timedelta(days=3) if early.published else None)
    items = [Scored(item, (0, len(item.text)), item.text, 1.0, None, 0.5) for item in (late, early)]
    start = late.text.index("an hour and a half")
    items[0] = dataclasses.replace(items[0], short=(start, start + len("an hour and a half")))
    found = differing(understand("How long was the conversation of the presidents?"), items, items)
    assert (found is not None) is noted


def test_another_figure_in_the_same_words_is_seen_however_little_its_sentence_weighs() -> None:
    told = ("The first crossing of the ferry took 71 minutes.", "The first crossing of the ferry took 50 minutes.")
    items = [value(label, "", text).evidence for label, text in enumerate(told, 1)]
    ranked = [
        Scored(item, (0, len(item.text)), item.text, score, short, 0.5)
        for item, score, short in zip(items, (1.0, 0.0001), ((36, 46), None), strict=True)
    ]
    found = differing(understand("How long did the first crossing of the ferry take?"), ranked, ranked[:1])
    assert found is not None
    assert found.values == ("71 minutes", "50 minutes")
