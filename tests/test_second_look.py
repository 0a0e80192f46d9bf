"""An article that shares nothing with the question is found through the names of one that does."""

from __future__ import annotations

import pytest

from assistant import ranking, retrieve, second_look
from assistant.collection import Collection, collect
from assistant.schema import Article, Query
from tests.hashed_words import HashedWords

QUESTION = "Where was the director of Blue Harbour born?"


@pytest.fixture(scope="module")
def collection() -> Collection:
    others = [
        Article(f"other-{number}.txt", f"A director born in district {number} opened a school there.")
        for number in range(12)
    ]
    film = Article("film.txt", "The film Blue Harbour was directed by Anna Torvald.", title="Blue Harbour")
    person = Article("person.txt", "In 1961 the painter Anna Torvald first saw Bergen, her native town.")
    return collect([film, person, *others], HashedWords())


def test_the_bridge_is_the_passage_that_brings_a_new_name(collection: Collection) -> None:
    query = Query(QUESTION)
    found = retrieve.look_up(collection, HashedWords().query(QUESTION), query)
    assert found is not None
    made = second_look.bridges(collection, query, found, ranking.model())
    assert "Torvald" in made[0].text
    assert collection.passages[made[0].row].article_id == "film.txt"


def test_both_hops_are_among_the_first_three(collection: Collection) -> None:
    evidence = retrieve.retrieve(collection, HashedWords(), Query(QUESTION)).evidence
    assert {"film.txt", "person.txt"} <= {item.article_id for item in evidence[:3]}
    assert [item.score for item in evidence] == sorted((item.score for item in evidence), reverse=True)


def test_filters_hold_in_the_second_look(collection: Collection) -> None:
    narrow = Query(QUESTION, outlets=("No Such Outlet",))
    assert retrieve.retrieve(collection, HashedWords(), narrow).evidence == ()
