"""The lexical index scores words whatever their spelling, and reads back as it was written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.index.bm25 import LexicalIndex

TEXTS = [
    "President Zelensky spoke in Kyïv about the programme of defence.",
    "The budget proposed $6.9 billion for the Alliance and 1,200 trucks for Chernihiv.",
    "The call of the leaders lasted fifty minutes.",
    "Fish swim in the sea.",
]


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("what did zelenskyy say", 0),
        ("who was in Kyiv", 0),
        ("defense program", 0),
        ("which budget had 6.9", 1),
        ("who has 1200 trucks", 1),
        ("what of Cherniguiv", 1),
        ("a call of 50 minutes", 2),
        ("the leader's calls", 2),
    ],
)
def test_scores_find_the_text_whatever_the_spelling(index: LexicalIndex, question: str, row: int) -> None:
    scores = index.scores(question)
    assert scores.shape == (4,)
    assert scores.dtype == np.float32
    assert int(scores.argmax()) == row
    assert scores[row] > 0


def test_function_words_and_unknown_words_score_nothing(index: LexicalIndex) -> None:
    assert not index.scores("what is the of and xylophone").any()


def test_bm25_is_the_formula(index: LexicalIndex) -> None:
    """Lucene's: idf · tf / (tf + k1 (1 - b + b · length / mean length)), lengths in content words."""
    texts = ["alpha beta", "alpha alpha gamma delta"]
    scores = LexicalIndex.build(texts).scores("alpha")
    idf = np.log(1 + (2 - 2 + 0.5) / (2 + 0.5))
    expected = [idf * tf / (tf + 1.2 * (0.25 + 0.75 * length / 3)) for tf, length in [(1, 2), (2, 4)]]
    assert scores == pytest.approx(expected, rel=1e-3)  # kept in 16 bits


def test_terms_know_names_numbers_and_weights(index: LexicalIndex) -> None:
    terms = {term.stem: term for term in index.terms("Who told Zelenskiy that 50 fish swim?")}
    assert terms["zelenskiy"].name_or_number
    assert terms["zelenskiy"].ids == (index.vocabulary["zelenski"],)
    assert terms["50"].name_or_number
    assert not terms["fish"].name_or_number
    assert terms["told"].ids == ()
    assert terms["told"].weight > terms["fish"].weight


def test_saved_index_reads_back_the_same(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical")
    question = "what did Zelenskyy say about the call of fifty minutes"
    assert loaded.scores(question) == pytest.approx(index.scores(question))
    assert loaded.terms(question) == index.terms(question)
    for row in range(len(TEXTS)):
        ids, starts = loaded.row_words(row)
        assert ids.tolist() == index.row_words(row)[0].tolist()
        assert starts.tolist() == index.row_words(row)[1].tolist()


@pytest.mark.parametrize("texts", [[], [""], ["the of and"]])
def test_nothing_to_index_is_no_failure(texts: list[str], tmp_path: Path) -> None:
    index = LexicalIndex.build(texts)
    assert index.scores("anything").tolist() == [0.0] * len(texts)
    index.save(tmp_path)
    assert LexicalIndex.load(tmp_path).scores("anything").tolist() == [0.0] * len(texts)
