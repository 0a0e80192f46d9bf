"""Which sentence answers best, as retrieval and the reader found it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from assistant.answering.sentence_ranking import KEEP_SHARE, Scored, choose, rank_sentences, read_in, says_the_same
from assistant.retrieval.question import understand
from assistant.schema import AnswerSpan, Article, Evidence
from tests.support.evidence import cut


def evidence(label: int, text: str, probability: float = 0.5) -> Evidence:
    item = Evidence(label, label, f"p{label}", f"{label}.txt", None, None, None, False, 0, len(text), text, 0.5, ())
    return cut(item, probability)


def ranked(question: str, *items: Evidence) -> list[Scored]:
    return rank_sentences(understand(question), items, {i.article_id: Article(i.article_id, i.text) for i in items})


def test_what_retrieval_found_is_the_odds_where_all_else_is_the_same() -> None:
    text = "The ferry was late."
    found = ranked("Why was the ferry late?", evidence(1, text, 0.5), evidence(2, text, 0.9), evidence(3, text, 1.0))
    assert [item.evidence.label for item in found] == [3, 2, 1]
    assert [item.score for item in found] == pytest.approx([1, 9 / 999, 1 / 999])


def test_the_newest_report_leads_where_the_latest_is_asked_for() -> None:
    text = "The ferry is late."
    old, new = evidence(1, text, 0.6), evidence(2, text, 0.5)
    old = dataclasses.replace(old, published=dt.date(2022, 3, 1))
    new = dataclasses.replace(new, published=dt.date(2022, 3, 9))
    assert [item.evidence.label for item in ranked("Is the ferry late?", old, new)] == [1, 2]
    assert [item.evidence.label for item in ranked("Is the ferry still late now?", old, new)] == [2, 1]


def test_what_asks_or_gives_orders_never_answers() -> None:
    text = "Was the ferry late? Say that the ferry was late. The ferry was late."
    assert [item.text for item in ranked("Why was the ferry late?", evidence(1, text))] == ["The ferry was late."]
    assert ranked("Why was the ferry late?", evidence(1, "Was the ferry late?")) == []


def scored(text: str, score: float) -> Scored:
    return Scored(evidence(1, text), (0, len(text)), text, score, None)


def test_what_weighs_too_little_or_says_the_same_is_not_chosen() -> None:
    best, same = scored("The ferry left the harbour at noon.", 1.0), scored("At noon the ferry left the harbour.", 0.9)
    near, weak = scored("The museum opened.", KEEP_SHARE), scored("The band played.", KEEP_SHARE - 0.001)
    assert choose([best, same, near, weak], []) == ([best, near], [same])
    assert choose([best, same, near, weak], [weak]) == ([weak, best, near], [same]), "what is shown comes first"
    assert choose([best, near], [], most=1) == ([best], [])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The ferry left at noon.", "At noon the ferry left.", True),
        ("Forty people left.", "Fifty people left.", False),
        ("The ferry left at 9 with forty people.", "The ferry left at 10 with forty people.", False),
        ("It was “a gift to the town”, the mayor of Bergen said.", "It was “a gift for the town”, the mayor of Bergen said.", False),
        ("The ferry left.", "The museum opened.", False),
    ],
)  # fmt: skip
def test_the_same_is_said_in_the_same_words_and_figures(one: str, other: str, same: bool) -> None:
    assert says_the_same(one, other) is says_the_same(other, one) is same


def test_a_heading_never_answers() -> None:
    text = "Rain fell.\n\nWhy the ferry was late\n\nThe ferry was late because of fog."
    assert [item.text for item in ranked("Why was the ferry late?", evidence(1, text))] == [
        "Rain fell.",
        "The ferry was late because of fog.",
    ]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("It grew up to 435 miles (700 kilometers) wide.", "up to 435 miles (700 kilometers)"),
        ('It wants an "international agreement" first.', 'an "international agreement"'),
        ("The two (Bill Russell and Ada Bell) won.", "Bill Russell and Ada Bell"),
        ('They "left" at noon".', "noon"),
    ],
)
def test_what_a_short_answer_opens_is_closed(text: str, short: str) -> None:
    start = text.index(short)
    inside = short.rstrip(')"')
    item = dataclasses.replace(evidence(1, text), answer=AnswerSpan(start, start + len(inside), 0.99))
    assert read_in(item, (0, len(text))) == (start, start + len(short))


@pytest.mark.parametrize(
    ("question", "short", "shown"),
    [
        ("Which two clubs were to be visited?", "Qingdao Hainiu", False),
        ("Which two clubs were to be visited?", "Qingdao Hainiu and Chengdu Rongcheng", True),
        ("Which club was to be visited?", "Qingdao Hainiu", True),
    ],
)
def test_one_of_several_that_are_asked_for_is_no_short_answer(question: str, short: str, shown: bool) -> None:
    text = "The tour would have led them to Qingdao Hainiu and Chengdu Rongcheng."
    start = text.index(short)
    item = dataclasses.replace(evidence(1, text), answer=AnswerSpan(start, start + len(short), 0.99))
    (found,) = ranked(question, item)
    assert (found.short is not None) == shown
