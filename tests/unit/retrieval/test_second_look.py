"""An article that shares nothing with the question is found through the one that names it."""

from __future__ import annotations

import pytest

from assistant.index.collection import Collection, collect
from assistant.retrieval import retriever, second_look
from assistant.schema import Article, Query
from tests.conftest import HashedWords

QUESTION = "Where was the director of Blue Harbour born?"


@pytest.fixture(scope="module")
def collection() -> Collection:
    others = [
        Article(f"other-{number}.txt", f"A director born in district {number} opened a school there.")
        for number in range(12)
    ]
    film = Article("film.txt", "The film Blue Harbour was directed by Anna Torvald.", title="Blue Harbour")
    person = Article(
        "person.txt", "Anna Torvald first saw Bergen, her native town, in 1961.", title="Anna Torvald (artist)"
    )
    return collect([film, person, *others], HashedWords())


def test_an_article_is_found_by_its_title_alone(collection: Collection) -> None:
    assert [collection.passages[row].article_id for row in second_look.titled(collection, "Anna Torvald")] == [
        "person.txt"
    ]
    assert second_look.titled(collection, "Torvald") == []
    assert second_look.titled(collection, "Nobody Known") == []


def test_both_hops_are_among_the_first_three(collection: Collection) -> None:
    evidence = retriever.retrieve(collection, HashedWords(), Query(QUESTION)).evidence
    assert {"film.txt", "person.txt"} <= {item.article_id for item in evidence[:3]}
    assert [item.score for item in evidence] == sorted((item.score for item in evidence), reverse=True)


def test_filters_hold_in_the_second_look(collection: Collection) -> None:
    narrow = Query(QUESTION, outlets=("No Such Outlet",))
    assert retriever.retrieve(collection, HashedWords(), narrow).evidence == ()
