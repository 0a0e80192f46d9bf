"""Signals are weighed by name, marks are the likeliest set, and every signal says what its name says."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.index.collection import Collection, collect
from assistant.retrieval import features, ranker, retriever
from assistant.retrieval.question import understand
from assistant.schema import Article
from tests.conftest import HashedWords

FILLER = "Nothing else of note was reported from the town that day, and its streets were quiet until the evening came. "


def test_every_signal_has_a_weight() -> None:
    model = ranker.model()
    assert len(model.passage) == len(features.PASSAGE)
    assert len(model.sentence) == len(features.SENTENCE)
    assert np.isfinite(np.concatenate([model.passage, model.sentence])).all()


def test_the_marked_set_has_the_greatest_expected_f1() -> None:
    # .9 alone: 1.8 / (1 + 1.5) = .72; with .5: 2.8 / (2 + 1.5) = .80; with .1 too: 3.0 / (3 + 1.5) = .67
    marked = ranker.most_likely_set(np.array([0.9, 0.1, 0.5]), np.ones(3))
    assert marked.tolist() == [True, False, True]


def test_a_long_sentence_must_be_likelier_to_be_marked() -> None:
    # .5 of length 10 beside .9 of length 1: 2·.9/(1 + 5.9) = .26 against 2·5.9/(11 + 5.9) = .70
    assert ranker.most_likely_set(np.array([0.9, 0.5]), np.array([1.0, 10.0])).tolist() == [True, True]
    # .05 of length 10: 2·.9/(1 + 1.4) = .75 against 2·1.4/(11 + 1.4) = .23
    assert ranker.most_likely_set(np.array([0.9, 0.05]), np.array([1.0, 10.0])).tolist() == [True, False]


def test_shares_are_a_softmax() -> None:
    assert ranker.shares(np.array([0.0, np.log(3.0)])) == pytest.approx([0.25, 0.75])


@pytest.fixture(scope="module")
def collection() -> Collection:
    first = "Marguerite Okonedo opened the museum in Bergen. " + FILLER * 5
    second = "She painted harbours for twenty years before that. " + FILLER * 5
    return collect(
        [Article("museum.txt", f"{first}\n\n{second}"), Article("fish.txt", "The fleet stayed in port.")], HashedWords()
    )


def found(collection: Collection, question: str) -> tuple[features.Signals, dict[str, np.ndarray]]:
    looked = retriever.look_up(collection, HashedWords().query(question), understand(question))
    assert looked is not None
    return looked.signals, dict(zip(features.PASSAGE, looked.signals.passages.T, strict=True))


def test_a_name_of_the_passage_before_counts_as_context(collection: Collection) -> None:
    table, columns = found(collection, "What did Marguerite Okonedo paint?")
    row = table.rows.tolist()
    first, second = row.index(0), row.index(1)
    assert columns["coverage of names"][first] == pytest.approx(1.0)
    assert columns["coverage of names"][second] == 0.0
    assert columns["names with context before"][second] == pytest.approx(1 - 1 / features.BACK)


def test_coverage_is_the_weighted_share_of_the_words_held(collection: Collection) -> None:
    table, columns = found(collection, "museum fleet")
    terms = {term.stem: term.weight for term in collection.lexical.terms("museum fleet")}
    total = sum(terms.values())
    place = table.rows.tolist().index(0)
    assert columns["coverage"][place] == pytest.approx(terms["museum"] / total, rel=1e-5)


def test_words_of_the_question_that_stand_together_are_a_pair(collection: Collection) -> None:
    _, columns = found(collection, "Marguerite Okonedo")
    assert columns["word pairs"].max() == pytest.approx(1.0)
    _, columns = found(collection, "Okonedo harbours")
    assert columns["word pairs"].max() == 0.0


def test_each_sentence_is_given_its_own_words(collection: Collection) -> None:
    table, _ = found(collection, "Who painted harbours?")
    column = table.sentences[:, features.SENTENCE.index("coverage")]
    place = table.rows.tolist().index(1)
    sentences = column[table.first[place] : table.first[place + 1]]
    assert sentences[0] == pytest.approx(1.0)
    assert sentences[1:].max() == 0.0
