"""Which of a question's words a passage holds, and in which sentence, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.index.collection import Collection, collect
from assistant.retrieval.term_matches import TermMatches
from assistant.schema import Article
from tests.conftest import HashedWords

FERRY = "The ferry sank. Forty people left the ferry at noon. Nobody saw the old harbour master again."
"""3, 7 and 7 words."""


@pytest.fixture(scope="module")
def collection() -> Collection:
    articles = [Article("a.txt", FERRY, title="Marisol sinks"), Article("b.txt", "The museum opened.")]
    return collect(articles, HashedWords())


def read(collection: Collection, question: str, rows: list[int] | None = None) -> TermMatches:
    return TermMatches.read(collection, np.array(rows or [0, 1]), collection.lexical.terms(question))


def test_each_word_is_found_in_its_passage_and_sentence(collection: Collection) -> None:
    held = read(collection, "ferry museum people")
    assert held.in_passage.tolist() == [[1, 0, 1], [0, 1, 0]]
    assert held.first.tolist() == [0, 3, 4]
    assert held.in_sentence.tolist() == [[1, 0, 0], [1, 0, 1], [0, 0, 0], [0, 1, 0]]


def test_the_rows_come_in_the_order_in_which_they_are_asked_for(collection: Collection) -> None:
    held = read(collection, "ferry museum", [1, 0])
    assert held.in_passage.tolist() == [[0, 1], [1, 0]]
    assert held.first.tolist() == [0, 1, 4]
    assert held.in_sentence[:, 0].tolist() == [0, 1, 1, 0]


def test_the_headline_counts_as_held_and_not_as_said(collection: Collection) -> None:
    held = read(collection, "Marisol ferry")
    assert held.anywhere.tolist() == [[1, 1], [0, 0]]
    assert held.in_passage.tolist() == [[0, 1], [0, 0]]
    assert held.headline_share.tolist() == [0.5, 0], "one of the two words of “Marisol sinks”"


def test_a_frequency_is_saturated_as_bm25_does(collection: Collection) -> None:
    """tf / (tf + 1.2 (1/4 + 3/4 (words + 1) / 25)), with the words that are indexed."""
    held = read(collection, "ferry")
    for sentence, words in ((0, 3), (1, 7)):
        norm = 1.2 * (0.25 + 0.75 * (words + 1) / 25)
        assert held.saturated[sentence, 0] == pytest.approx(1 / (1 + norm))
    assert held.saturated[2, 0] == 0


@pytest.mark.parametrize(
    ("question", "shares"),
    [
        ("harbour master", [0, 0, 1, 0]),
        ("master harbour", [0, 0, 1, 0]),
        ("people ferry", [0, 1, 0, 0]),
        ("nobody again", [0, 0, 0, 0]),  # too far from each other
        ("sank museum", [0, 0, 0, 0]),  # neighbours in the table, and of two articles
        ("harbour master museum", [0, 0, 0.5, 0]),
    ],
)
def test_neighbours_in_the_question_are_a_pair_where_they_stand_together(
    collection: Collection, question: str, shares: list[float]
) -> None:
    assert read(collection, question).pairs.tolist() == pytest.approx(shares, abs=0.13)
    assert [share > 0 for share in read(collection, question).pairs] == [share > 0 for share in shares]


def test_without_terms_nothing_is_held(collection: Collection) -> None:
    held = read(collection, "of the and")
    assert held.in_passage.shape == (2, 0)
    assert held.pairs.tolist() == [0, 0, 0, 0]
    assert held.headline_share.tolist() == [0, 0]
