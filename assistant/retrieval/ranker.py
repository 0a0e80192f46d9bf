"""Weighs signals: which passage, and which sentences of it.

Linear models over the signals of `features.py`, trained by `eval/training/train_ranker.py`, their weights in
`data/ranking.json` by name. Linear, because boosted trees ranked no better on texts that they had not seen.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Sequence
from importlib import resources

import numpy as np

from assistant.retrieval import features
from assistant.retrieval.features import Signals

MARKED = 5
"""Passages of which sentences are marked."""


@dataclasses.dataclass(frozen=True, slots=True)
class Model:
    """Weights in the order of the signals' names."""

    passage: np.ndarray
    sentence: np.ndarray
    sentence_constant: float


@functools.cache
def model() -> Model:
    """The trained weights. Raises KeyError where the file lacks a signal."""
    stored = json.loads(resources.files("assistant").joinpath("data/ranking.json").read_text(encoding="utf-8"))

    def weights(part: str, names: Sequence[str]) -> np.ndarray:
        return np.array([stored[part][name] for name in names], dtype=np.float64)

    return Model(
        weights("passage", features.PASSAGE),
        weights("sentence", features.SENTENCE),
        float(stored["sentence"]["constant"]),
    )


def passage_scores(found: Signals, model: Model) -> np.ndarray:
    """One log-odds score a candidate; only differences between candidates of one question mean something."""
    scores: np.ndarray = found.passages @ model.passage
    return scores


def shares(scores: np.ndarray) -> np.ndarray:
    """The probability of each candidate to be the best one: softmax of the scores."""
    likely = np.exp(scores - scores.max())
    share: np.ndarray = likely / likely.sum()
    return share


@dataclasses.dataclass(frozen=True, slots=True)
class Weighed:
    """The sentences of the best passages. `sentences[i]` are the probabilities of the i-th of these passages'."""

    table: np.ndarray
    """(sentences of the chosen passages, len(SENTENCE))"""
    first: np.ndarray
    """(chosen + 1,)"""


def weigh_sentences(found: Signals, scores: np.ndarray, chosen: Sequence[int]) -> Weighed:
    """The full sentence signals of the `chosen` candidates."""
    behind, share = scores - scores.max(), shares(scores)
    rows, first = [], [0]
    for candidate in chosen:
        start, end = int(found.first[candidate]), int(found.first[candidate + 1])
        both = np.tile(np.array([behind[candidate], share[candidate]], dtype=np.float32), (end - start, 1))
        rows.append(np.concatenate([found.sentences[start:end], both], axis=1))
        first.append(first[-1] + end - start)
    return Weighed(np.concatenate(rows), np.array(first))


def probabilities(weighed: Weighed, model: Model) -> np.ndarray:
    """For each sentence of the chosen passages the probability that it answers."""
    odds = weighed.table @ model.sentence + model.sentence_constant
    likely: np.ndarray = 1.0 / (1.0 + np.exp(-odds))
    return likely


def most_likely_set(likely: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Which sentences to mark: those that make the expected F1 over characters greatest (Nan et al. 2012).

    With probabilities p and lengths l, the best set of each size takes the most likely first; of these, the one with
    the greatest 2·Σ_marked p·l / (Σ_marked l + Σ_all p·l). Shape (sentences,), bool; at least one is marked.
    """
    order = np.argsort(-likely, kind="stable")
    expected = (likely * lengths)[order]
    values = 2 * np.cumsum(expected) / (np.cumsum(lengths[order]) + expected.sum())
    marked = np.zeros(len(likely), dtype=bool)
    marked[order[: int(values.argmax()) + 1]] = True
    return marked
