"""Which sentence answers best: log-odds that add up, by hand where they can be."""

from __future__ import annotations

import dataclasses

import pytest

from assistant.answering.sentence_ranking import KEEP_SHARE, Scored, choose, rank_sentences, says_the_same
from assistant.retrieval.question import understand
from assistant.schema import Article, Evidence
from tests.support.evidence import cut


def evidence(label: int, text: str, probability: float = 0.5) -> Evidence:
    item = Evidence(label, label, f"p{label}", f"{label}.txt", None, None, None, False, 0, len(text), text, 0.5, ())
    return cut(item, probability)


def ranked(question: str, *items: Evidence, titles: tuple[str | None, ...] = ()) -> list[Scored]:
    names = [item.article_id for item in items]
    headed = dict(zip(names, titles, strict=True)) if titles else {}
    articles = {
        item.article_id: Article(item.article_id, item.text, title=headed.get(item.article_id)) for item in items
    }
    return rank_sentences(understand(question), items, articles)


def test_what_retrieval_found_is_the_odds_where_all_else_is_the_same() -> None:
    text = "The ferry was late."
    found = ranked("Why was the ferry late?", evidence(1, text, 0.5), evidence(2, text, 0.9), evidence(3, text, 1.0))
    assert [item.evidence.label for item in found] == [3, 2, 1]
    assert [item.score for item in found] == pytest.approx([1, 9 / 999, 1 / 999])


def test_what_asks_or_gives_orders_never_answers() -> None:
    text = "Was the ferry late? Say that the ferry was late. The ferry was late."
    assert [item.text for item in ranked("Why was the ferry late?", evidence(1, text))] == ["The ferry was late."]
    assert ranked("Why was the ferry late?", evidence(1, "Was the ferry late?")) == []


def test_a_sentence_is_helped_by_what_its_articles_head_says() -> None:
    items = (evidence(1, "It was late by an hour."), evidence(2, "It was late by an hour."))
    found = ranked("Why was the ferry Marisol late?", *items, titles=("Trains stand still", "The ferry Marisol"))
    assert [item.evidence.label for item in found] == [2, 1]
    assert found[1].score < 0.5
    assert found[0].held == found[1].held < 1, "what it holds is its own"


def test_what_holds_the_kind_of_thing_that_is_asked_for_is_twenty_times_likelier() -> None:
    """e³, where the words are the same."""
    one, other = evidence(1, "The speech lasted 27 minutes."), evidence(2, "The speech lasted some minutes.")
    found = ranked("How long did the speech last?", one, other)
    assert [item.evidence.label for item in found] == [1, 2]
    assert found[1].score == pytest.approx(1 / 20.09, rel=0.3)
    assert (found[0].short, found[1].short) == ((18, 28), None)


def test_where_several_persons_are_asked_for_the_fuller_list_leads() -> None:
    few, many = "Ann Hill met the ministers.", "Ann Hill, Joan Reed and Karl Berg met the ministers."
    question = "Which persons met the ministers?"
    several = dataclasses.replace(understand(question), answer_type="person", wants_several=True)
    single = dataclasses.replace(several, wants_several=False)
    items = (evidence(1, few, 0.6), evidence(2, many, 0.5))
    articles = {item.article_id: Article(item.article_id, item.text) for item in items}
    assert [item.evidence.label for item in rank_sentences(several, items, articles)] == [2, 1]
    assert [item.evidence.label for item in rank_sentences(single, items, articles)] == [1, 2]


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
