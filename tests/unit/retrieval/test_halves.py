"""Two questions asked at once are answered each from its own evidence, numbered as one."""

from __future__ import annotations

import dataclasses

from assistant.index.collection import collect
from assistant.retrieval.halves import together
from assistant.retrieval.question import understand
from assistant.retrieval.retriever import retrieve
from assistant.schema import Article
from tests.conftest import HashedWords

ARTICLES = [
    Article(
        "bridge.txt", "The bridge cost nine million. The mayor opened the bridge on Monday.", outlet="Kestrel Daily"
    ),
    Article("ferry.txt", "The ferry burnt in the harbour. Sailors set the ferry fire.", outlet="Meridian Wire"),
]


def test_passages_take_turns_and_are_numbered_once() -> None:
    collection = collect(ARTICLES, HashedWords())
    queries = [understand("What did the bridge cost?"), understand("Who set the ferry fire?")]
    found = [retrieve(collection, HashedWords(), query) for query in queries]
    found[1] = dataclasses.replace(found[1], confidence=0.999)
    both = together(queries, found, 8)
    assert [item.article_id for item in both.evidence] == ["bridge.txt", "ferry.txt"]
    assert [item.label for item in both.evidence] == [item.rank for item in both.evidence] == [1, 2]
    assert both.confidence == 0.999
    labels = {item.article_id: item.label for item in both.evidence}
    for half, alone in zip(both.halves, found, strict=True):
        assert half.confidence == alone.confidence
        assert {item.article_id: item.label for item in half.evidence}.items() <= labels.items()
        read = {item.passage_id: item.sentences for item in alone.evidence}
        assert all(item.sentences == read[item.passage_id] for item in half.evidence)


def test_no_more_passages_than_asked_for() -> None:
    collection = collect(ARTICLES, HashedWords())
    queries = [understand("What did the bridge cost?"), understand("Who set the ferry fire?")]
    both = together(queries, [retrieve(collection, HashedWords(), query) for query in queries], 1)
    assert len(both.evidence) == 1
    assert [len(half.evidence) <= 1 for half in both.halves] == [True, True]
