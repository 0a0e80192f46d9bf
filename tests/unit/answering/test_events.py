"""Which reports are of one event, by their days, and what is said of corrections, age and copies."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from assistant.answering import events
from assistant.answering.disagreement import Value
from assistant.answering.sentence_ranking import Scored
from assistant.schema import Article, Evidence
from tests.support.evidence import mentioned


def source(
    label: int, outlet: str | None, day: int | None, text: str = "", duplicates: tuple[str, ...] = ()
) -> Evidence:
    """A report of March 2022."""
    published = dt.date(2022, 3, day) if day else None
    name = f"{label}.txt"
    return Evidence(label, label, f"p{label}", name, None, outlet, published, False, 0, 9, text, 0.5, (), duplicates)


def value(
    label: int, text: str, day: int | None = 1, *, sentence: str = "", outlet: str | None = None, passage: str = "",
    corrects: bool = False, score: float = 1.0,
) -> Value:  # fmt: skip
    sentence = sentence or f"The call lasted {text}."
    item = source(label, outlet or f"Outlet {label}", day, passage or sentence)
    return Value(text, (0, len(text)), item, sentence, score, corrects, mentioned(text, sentence))


def told(*values: Value) -> list[list[list[int]]]:
    """Events, values of each, labels of each."""
    return [[[one.evidence.label for one in group] for group in event.values] for event in events.reported(values)]


@pytest.mark.parametrize(("day", "one_event"), [(1, True), (4, True), (5, False), (30, False)])
def test_reports_of_one_event_lie_within_three_days(day: int, one_event: bool) -> None:
    found = told(value(1, "50 minutes", 1), value(2, "35 minutes", day, score=0.9))
    assert found == ([[[1], [2]]] if one_event else [[[1]], [[2]]])


def test_the_day_that_a_sentence_names_counts_before_the_day_of_publication() -> None:
    later = value(2, "35 minutes", 20, sentence="The call of 2 March 2022 lasted 35 minutes.", score=0.9)
    assert told(value(1, "50 minutes", 3), later) == [[[1], [2]]]
    assert told(value(1, "50 minutes", 20), later) == [[[1]], [[2]]]


def test_what_was_told_before_an_event_came_is_of_another() -> None:
    before = value(1, "50 minutes", 1)
    coming = value(2, "35 minutes", 3, sentence="The call of 2 March 2022 lasted 35 minutes.", score=0.9)
    assert told(before, coming) == [[[1]], [[2]]]


UNLIKE = "The band played for 35 minutes before an empty harbour."


@pytest.mark.parametrize(
    ("undated", "one_event"),
    [
        (value(2, "50 minutes", None, passage=UNLIKE), True),  # the same value
        (value(2, "35 minutes", None), True),  # in like words
        (value(2, "35 minutes", None, passage=UNLIKE, sentence="The leaders spoke by telephone for 35 minutes."), True),
        (value(2, "35 minutes", None, passage=UNLIKE), False),
        (value(2, "35 minutes", None, passage=f"BERGEN, March 1 (Wire) — {UNLIKE}"), True),  # it names the day
        (value(2, "35 minutes", None, passage=f"BERGEN, March 2 (Wire) — {UNLIKE}"), False),
        (value(2, "35 minutes", None, passage=UNLIKE, outlet="Outlet 1", corrects=True), True),
        (value(2, "35 minutes", None, passage=UNLIKE, outlet="Outlet 3", corrects=True), False),
    ],
)
def test_an_undated_report_is_of_an_event_that_it_shares_something_with(undated: Value, one_event: bool) -> None:
    dated = value(1, "50 minutes", 1, sentence="The leaders spoke by telephone for 50 minutes.")
    if undated.evidence.text == undated.sentence:  # in like words
        dated = value(1, "50 minutes", 1)
    for score in (0.5, 1.5):  # whichever is compared with the other
        found = events.reported([dated, dataclasses.replace(undated, score=score)])
        assert (len(found) == 1) is one_event


def test_an_undated_report_does_not_join_two_events() -> None:
    found = events.reported(
        [value(1, "50 minutes", 1), value(2, "35 minutes", None, score=0.9), value(3, "20 minutes", 20, score=0.8)],
    )
    assert [event.day for event in found] == [dt.date(2022, 3, 1), dt.date(2022, 3, 20)]


def test_one_article_gives_one_value_its_best() -> None:
    beside = Value("9 minutes", (0, 9), value(1, "50 minutes").evidence, "It rained for 9 minutes.", 0.5, False)
    assert told(beside, value(1, "50 minutes")) == [[[1]]]
    (event,) = events.reported([beside, value(1, "50 minutes")])
    assert event.values[0][0].text == "50 minutes"


def test_a_correction_leads_and_then_what_most_outlets_say() -> None:
    one, two, three = value(1, "50 minutes"), value(2, "35 minutes", score=0.9), value(3, "35 minutes", score=0.8)
    assert told(one, two, three) == [[[2, 3], [1]]]
    assert told(one, two, value(4, "40 minutes", corrects=True, score=0.1)) == [[[4], [1], [2]]]
    assert told(one, two, value(3, "35 minutes", outlet="Outlet 2", score=0.8)) == [[[1], [2, 3]]], "one outlet twice"


def test_a_correction_does_not_lead_alone_against_several() -> None:
    """Its own outlet's earlier report is withdrawn, the reports of others are not."""
    theirs = [value(1, "50 minutes"), value(2, "50 minutes", score=0.9)]
    assert told(*theirs, value(3, "71 minutes", corrects=True)) == [[[1, 2], [3]]]
    assert told(*theirs, value(3, "71 minutes", corrects=True, outlet="Outlet 2")) == [[[3], [1, 2]]]


@pytest.mark.parametrize(
    ("title", "text", "corrects"),
    [
        ("Correction: the call", "It lasted 50 minutes.", True),
        (None, "An earlier version of this report gave a wrong length.", True),
        ("The call", "It lasted 50 minutes.", False),
        ("The call", "It lasted 50 minutes. " * 40 + "The report was corrected.", False),  # beyond the head
    ],
)
def test_a_correction_says_so_in_its_head(title: str | None, text: str, corrects: bool) -> None:
    assert events.is_correction(Article("a.txt", text, title=title)) is corrects


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("de", "Berichtigung: Das Telefonat"),
        ("fr", "Rectificatif : l’appel"),
        ("es", "Fe de erratas: la llamada"),
        ("pl", "Sprostowanie: rozmowa"),
        ("uk", "Виправлення: розмова"),
    ],
)
def test_a_correction_says_so_in_its_own_language(code: str, title: str) -> None:
    assert events.is_correction(Article("a.txt", "50", title=title, language=code))
    item = dataclasses.replace(source(1, "Kestrel Daily", 31), language=code)
    said = Scored(item, (0, len(title)), title, 1.0, None, 0.5)
    assert events.correction_notes([said], {"1.txt": Article("1.txt", title, language=code)})


def test_a_correction_is_noted_where_the_sentence_that_says_so_is_quoted() -> None:
    item = source(1, "Kestrel Daily", 31)
    articles = {
        "1.txt": Article("1.txt", "An earlier version of this report gave a wrong length. It lasted 50 minutes.")
    }

    def quoted(text: str, held: float) -> Scored:
        return Scored(item, (0, len(text)), text, 1.0, None, held)

    said = "An earlier version of this report gave a wrong length."
    noted = events.correction_notes([quoted(said, 0.5)], articles)
    assert [(note.text, note.labels) for note in noted] == [
        ("Corrected: Kestrel Daily, 31 March 2022 puts an earlier report right", (1,))
    ]
    assert events.correction_notes([quoted("It lasted 50 minutes.", 0.5)], articles) == []
    assert events.correction_notes([quoted(said, 0.1)], articles) == [], (
        "it corrects something else than is asked about"
    )


def test_the_newest_report_is_named_with_what_is_older_or_of_unknown_age() -> None:
    new, old, undated = source(1, "Wire", 30), source(2, "Daily", 29), source(3, "Gazette", None)
    note = events.newest_note([old, undated, new])
    assert note
    assert (
        note.text == "Newest report: Wire, 30 March 2022; older: Daily, 29 March 2022; of unknown age: Gazette, no date"
    )
    assert note.labels == (1,)
    assert events.newest_note([new, source(4, "Post", 30)]) is None, "nothing is older"
    assert events.newest_note([undated]) is None


def test_copies_of_one_story_count_once() -> None:
    articles = {f"{n}.txt": Article(f"{n}.txt", "") for n in range(1, 5)}
    note = events.copies_note([source(1, "Wire", 1, duplicates=("3.txt", "gone.txt")), source(2, "Daily", 1)], articles)
    assert note
    assert note.text == "3 articles, 2 independent: copies of one story count once"
    assert note.labels == (1,)
    assert events.copies_note([source(1, "Wire", 1, duplicates=("2.txt",)), source(2, "Daily", 1)], articles) is None
