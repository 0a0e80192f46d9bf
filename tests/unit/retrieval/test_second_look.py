"""Sentences that may answer, read once more beside each other."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

import numpy as np

from assistant.retrieval.confidence import COMPARED, after_comparison, after_reading, side_by_side, weights
from assistant.retrieval.question import understand
from assistant.retrieval.types import Reading, Retrieved
from assistant.schema import Evidence, Query
from tests.support.evidence import cut

MONDAY = dt.date(2022, 3, 28)
ASKED = understand("Who set the fire?")


def passage(label: int, text: str) -> Evidence:
    named = (f"p{label}", f"{label}.txt", "Ferry fire", "Meridian Wire", MONDAY, False)
    return cut(Evidence(label, label, *named, 100, 100 + len(text), text, 0.0, ()))


PASSAGES = [
    passage(1, "The ferry burnt. It was repaired. Nobody was hurt."),
    passage(2, "Sailors set the fire on Sunday. The pier was closed. It rained."),
]


class Comparing:
    """Finds all sentences alike by themselves, and beside each other those with a word likelier; it remembers what it read."""

    def __init__(self, word: str = "Sailors", *, reads_sentences: bool = True) -> None:
        self.word, self.reads_sentences = word, reads_sentences
        self.seen: list[Evidence] = []
        self.asked: list[Query] = []

    def prepare(self) -> None:
        """Nothing to be made ready."""

    def score(self, query: Query, passages: Sequence[Evidence]) -> list[Reading]:
        self.seen += passages
        self.asked.append(query)
        return [self._read(item) for item in passages]

    def _read(self, item: Evidence) -> Reading:
        likely = [self.word in text and item.title is None for text in said(item)]
        return Reading(1.0, tuple(6.0 if one else 1.0 for one in likely) if self.reads_sentences else ())


def said(item: Evidence) -> list[str]:
    return [item.text[one.start - item.start : one.end - item.start] for one in item.sentences]


def read_by(reranker: Comparing) -> Retrieved:
    return after_reading(reranker, ASKED, Retrieved(tuple(PASSAGES), 0.0))


def test_what_answers_beside_the_others_is_the_likeliest() -> None:
    read = read_by(Comparing())
    likely = {
        text: one.probability for item in read.evidence for one, text in zip(item.sentences, said(item), strict=True)
    }
    assert max(likely, key=lambda text: likely[text]) == "Sailors set the fire on Sunday."
    assert read.confidence > read_by(Comparing("nobody says this")).confidence


def test_what_was_not_compared_is_at_most_as_likely_as_what_was() -> None:
    learned = dataclasses.replace(weights(), comparison=np.array([1.0, -3.0, 0.0]))
    before = [np.array([6.0, 5.0, 4.0]), np.array([3.0, 2.0, 1.0])]
    after = after_comparison(Comparing("nothing"), ASKED, PASSAGES, before, learned)
    assert np.concatenate(after).tolist() == [3.0, 2.0, 1.0, 0.0, -1.0, -1.0]


def test_a_question_with_a_day_keeps_it_though_what_is_compared_has_none() -> None:
    reranker = Comparing()
    dated = understand("Who set the fire of 27 March 2022?")
    assert dated.undated_text != dated.text
    after_reading(reranker, dated, Retrieved(tuple(PASSAGES), 0.0))
    assert reranker.asked[-1].undated_text == dated.text


def test_sentences_stand_side_by_side_without_article_and_with_their_days() -> None:
    whole = side_by_side(PASSAGES, [(1, 0), (0, 1)])
    assert (whole.title, whole.outlet, whole.published) == (None, None, None)
    assert said(whole) == ["Sailors set the fire on Sunday (27 March 2022).", "It was repaired."]


def test_the_likeliest_sentences_are_read_as_one_passage_more() -> None:
    reranker = Comparing()
    read_by(reranker)
    assert [len(item.sentences) for item in reranker.seen] == [3, 3, COMPARED]


def test_a_reranker_that_reads_no_sentences_compares_none() -> None:
    reranker = Comparing(reads_sentences=False)
    read = read_by(reranker)
    assert read.is_judged
    assert len(reranker.seen) == len(PASSAGES)
    assert len({one.probability for item in read.evidence for one in item.sentences}) == 1


class Reaching(Comparing):
    """Reads only so many sentences of those side by side, or none."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def _read(self, item: Evidence) -> Reading:
        if item.title is not None:
            return Reading(1.0, (1.0,) * len(item.sentences))
        return Reading(
            5.0, tuple(5.0 if n < self.most else -np.inf for n in range(len(item.sentences) * bool(self.most)))
        )


def test_where_not_two_were_reached_nothing_was_compared() -> None:
    before = [np.array([6.0, 5.0, 4.0]), np.array([3.0, 2.0, 1.0])]
    for most in (0, 1):
        after = after_comparison(Reaching(most), ASKED, PASSAGES, before, weights())
        assert np.concatenate(after).tolist() == np.concatenate(before).tolist()
    assert np.concatenate(after_comparison(Reaching(2), ASKED, PASSAGES, before, weights())).tolist() != [
        6,
        5,
        4,
        3,
        2,
        1,
    ]


def test_the_question_itself_is_not_compared() -> None:
    """It would draw to what stands beside it, from whichever article that is."""
    asks = passage(3, "Who set the fire, readers asked? Nobody did. It was late.")
    reranker = Comparing()
    after_reading(reranker, ASKED, Retrieved((asks, PASSAGES[1]), 0.0))
    assert "Who set the fire, readers asked?" not in said(reranker.seen[-1])
    assert len(reranker.seen[-1].sentences) == COMPARED
