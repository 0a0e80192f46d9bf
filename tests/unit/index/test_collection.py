"""Passages in memory: row i of everything is passage i, and nearness is the cosine."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from assistant.index.collection import collect, exact_nearest
from assistant.index.quantization import ByteVectors
from assistant.schema import Article
from tests.conftest import HashedWords

VECTORS = ByteVectors.of(np.array([[1, 0], [0, 0], [0.6, 0.8], [0, 1], [1, 0]], dtype=np.float32))
"""The second passage has no vector yet; the last is the first's equal."""


@pytest.mark.parametrize(
    ("k", "rows"), [(1, [0]), (2, [0, 4]), (3, [0, 4, 2]), (5, [0, 4, 2, 1, 3]), (9, [0, 4, 2, 1, 3])]
)
def test_the_nearest_come_first_and_equals_in_their_order(k: int, rows: list[int]) -> None:
    found, cosines = exact_nearest(VECTORS)(np.array([1, 0], dtype=np.float32), k)
    assert found.tolist() == rows
    assert cosines == pytest.approx([1, 1, 0.6, 0, 0][:k], abs=0.01)


def test_every_row_is_its_passages(hashed: HashedWords) -> None:
    long = " ".join(f"Ferry number {number} left the harbour for the island at noon." for number in range(60))
    articles = [
        Article("a.txt", long, outlet="Tidewater Post", published=dt.date(2022, 5, 3)),
        Article("b.txt", "The museum opened again.", title="Museum"),
    ]
    held = collect(articles, hashed)
    count = len(held.passages)
    assert count > 2
    assert held.owners.tolist() == [0] * (count - 1) + [1]
    assert held.begins_article(np.arange(count)).tolist() == [True] + [False] * (count - 2) + [True]
    assert held.begins_article(np.array([count - 1, 1])).tolist() == [True, False]
    assert held.published.tolist() == [dt.date(2022, 5, 3).toordinal(), 0]
    assert held.outlets == ["Tidewater Post", None]
    for row, passage in enumerate(held.passages):
        text = articles[int(held.owners[row])].text
        assert text[held.starts[row] : held.ends[row]] == passage.text
        spans = held.sentence_spans[held.first_sentence[row] : held.first_sentence[row + 1]]
        assert [tuple(span) for span in spans.tolist()] == list(passage.sentences)
        assert held.nearest(held.vectors[row], 1)[0].tolist() == [row]
    assert collect(articles[1:], hashed).begins_article(np.array([0])).tolist() == [True]
    assert held.shifts[-1] > 0, "the headline stands before the text that is embedded"


def test_nothing_is_a_collection_of_nothing(hashed: HashedWords) -> None:
    held = collect([], hashed)
    assert len(held.passages) == len(held.owners) == len(held.sentence_spans) == 0
