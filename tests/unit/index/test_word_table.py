"""Rows taken over from an earlier state equal rows that are cut anew."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index.bm25 import K1, B, LexicalIndex
from assistant.index.word_table import WordRows, cut, take, term_counts

TEXTS = st.lists(st.text("abK é'1.", max_size=30), max_size=6)


def assert_equal(a: WordRows, b: WordRows) -> None:
    for field in dataclasses.fields(WordRows):
        assert np.array_equal(getattr(a, field.name), getattr(b, field.name)), field.name


@given(TEXTS, st.lists(st.one_of(st.integers(0, 5), st.text("abK é", max_size=20)), max_size=6))
def test_taking_over_equals_cutting_anew(before: list[str], wanted: list[int | str]) -> None:
    """`wanted` names rows of the earlier state, or new texts."""
    wanted = [item for item in wanted if isinstance(item, str) or item < len(before)]
    rows = np.array([item if isinstance(item, int) else -1 for item in wanted], dtype=np.int64)
    fresh = {place: item for place, item in enumerate(wanted) if isinstance(item, str)}
    anew = cut([before[item] if isinstance(item, int) else item for item in wanted])
    assert_equal(take(cut(before), rows, fresh), anew)
    built, again = LexicalIndex.of(anew), LexicalIndex.build([before[i] if isinstance(i, int) else i for i in wanted])
    assert_equal(built.word_rows, again.word_rows)


def test_only_words_that_occur_are_numbered_in_alphabetical_order() -> None:
    rows = take(cut(["Zebra crossing", "apple tree"]), np.array([1, -1]), {1: "Bear"})
    assert rows.stems == ["appl", "bear", "tree"]
    assert rows.names == ["Bear"]
    assert rows.word_ids.tolist() == [0, 2, 1]
    assert rows.first_word.tolist() == [0, 2, 3]


def test_scores_are_lucenes_bm25() -> None:
    """Worked out by hand: "ferry" stands twice in a text of three content words, once in one of one."""
    texts = ["The ferry met the other ferry boat.", "A ferry.", "The museum."]
    rows = cut(texts)
    term, text, count = term_counts(rows)
    ferry = rows.stems.index("ferri")
    assert [(int(a), int(c)) for t, a, c in zip(term, text, count, strict=True) if t == ferry] == [(0, 2), (1, 1)]
    lengths = [4, 1, 1]  # ferry met ferry boat; ferry; museum
    inverse = np.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expected = [
        inverse * count / (count + K1 * (1 - B + B * length / 2))
        for count, length in zip([2, 1, 0], lengths, strict=True)
    ]
    assert LexicalIndex.build(texts).scores("ferry").tolist() == pytest.approx(expected, abs=1e-3)
