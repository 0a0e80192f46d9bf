"""What the cited passages say by day, and where their values differ."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from assistant.answering.disagreement import differences
from assistant.schema import Answer, AsOf, Citation, Evidence, Sentence
from assistant.web.storage.conversations import Turn
from assistant.web.timeline import reports
from assistant.web.views.timeline import timeline_html, whole_sentence


def told(outlet: str, published: dt.date | None, quote: str, label: int) -> tuple[Sentence, Evidence]:
    """A sentence that cites the whole text of one article, and the evidence of it."""
    name = f"{outlet}.txt"
    found = Evidence(
        label, label, name, name, None, outlet, published, False, 0, len(quote), quote, 0.9, ((0, len(quote)),)
    )
    return Sentence(quote, (Citation(label, name, name, 0, len(quote), quote),)), found


def of_sources(*pairs: tuple[Sentence, Evidence]) -> Answer:
    sentences, evidence = zip(*pairs, strict=True)
    return Answer("x", "answered", "extractive", "x", sentences, (), evidence, 0.9, AsOf(None, None))


MAY = dt.date(2022, 5, 3)


@pytest.mark.parametrize(
    ("one", "other", "later", "values"),
    [
        ("It cost 40 million dollars.", "It cost 45 million dollars.", 1, ["40 million dollars", "45 million dollars"]),
        ("It cost 40 million dollars.", "The price was $40 million.", 1, []),
        ("It cost 40 million dollars.", "It cost 45 million dollars.", 30, []),  # another event
        ("It took 2 hours.", "It cost 45 million dollars.", 1, []),  # two kinds
        ("There were 30 ships.", "There were 12 ports.", 1, []),  # counts of different things
        ("It began at 9 a.m.", "It was over at 10 a.m.", 1, []),
        ("It took 2 hours and then 3 hours.", "It took 4 hours.", 1, []),  # not clear which is meant
    ],
)
def test_sources_differ_only_where_both_state_one_value_of_one_kind(
    one: str, other: str, later: int, values: list[str]
) -> None:
    answer = of_sources(told("A", MAY, one, 1), told("B", MAY + dt.timedelta(days=later), other, 2))
    assert [said.text for groups in differences(answer) for said in groups] == values


def test_undated_sources_are_not_set_against_others() -> None:
    assert differences(of_sources(told("A", MAY, "It took 2 hours.", 1), told("B", None, "It took 3 hours.", 2))) == []


def test_timeline_puts_each_place_once_on_the_day_it_speaks_of() -> None:
    quote = "The vote was held on Monday in the harbour."  # 2 May 2022 was a Monday
    sentence, found = told("A", MAY, quote, 1)
    part = Citation(1, "A.txt", "A.txt", 4, 8, "vote")
    answer = of_sources((dataclasses.replace(sentence, citations=(part, *sentence.citations)), found))
    (report,) = reports(answer)
    assert report.citation.quote == quote
    assert report.day == dt.date(2022, 5, 2)


def test_a_card_shows_the_sentence_and_not_the_bare_figure() -> None:
    text = "The council met on Monday. The ferry <cost> 40 million dollars. Nobody objected."
    _, found = told("A", MAY, text, 1)
    at = text.index("40 million dollars")
    figure = Citation(1, "A.txt", "A.txt", at, at + 18, "40 million dollars")
    assert whole_sentence(figure, found) == (27, "The ferry <cost> 40 million dollars.")
    answer = dataclasses.replace(of_sources(told("A", MAY, text, 1)), sentences=(Sentence("40", (figure,)),))
    shown = timeline_html(Turn(1, "?", dt.datetime(2022, 5, 4, tzinfo=dt.UTC), answer=answer))
    assert "&#60;cost&#62; " not in shown  # a space is encoded too
    assert '<mark class="detail">40&#32;million&#32;dollars</mark>' in shown
    assert "The&#32;ferry" in shown
    beyond = dataclasses.replace(figure, end=500, quote="x" * 40)
    assert whole_sentence(beyond, found) == (beyond.start, beyond.quote)
