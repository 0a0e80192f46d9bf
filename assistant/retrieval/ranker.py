"""Weighs signals: which passage, which sentences of it, and whether the evidence holds the answer at all.

Three linear models over the signals of `features.py`, trained by `eval/training/train_ranker.py`, their weights in
`data/ranking.json` by name. Linear, because boosted trees ranked no better on texts that they had not seen.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Callable, Sequence
from importlib import resources

import numpy as np

from assistant.retrieval import features
from assistant.retrieval.features import Signals

CONFIDENCE = (
    "best passage cosine",
    "best sentence cosine",
    "best sentence's log-odds",
    "log of all sentences' probabilities",
    "best passage's share",
    "bm25",
    "coverage of one sentence",
    "coverage of one passage",
    "coverage of all passages",
    "coverage of names",
    "words that no article holds",
    "best sentence holds what is asked for",
    "nothing holds what is asked for",
    "best cosine of what holds what is asked for",
    "weight of the rarest word not in the best passage",
    "weight of the rarest word not in any passage",
    "share of names not in any passage",
    "share of words not in the best sentence's passage",
    "constant",
)
"""The signals of a question's evidence as a whole, in the order of the weights."""
UNKNOWN_NAME = 0.5
"""What is left of the confidence where the question names something that no article holds in any spelling: of 32 such
questions in the two news sets 25 could not be answered. The others spell a name in another language, or say America
where the articles say the United States; good evidence still answers those."""
MARKED = 5
"""Passages of which sentences are marked, and from which the confidence is read."""


@dataclasses.dataclass(frozen=True, slots=True)
class Model:
    """Weights in the order of the signals' names."""

    passage: np.ndarray
    sentence: np.ndarray
    sentence_constant: float
    confidence: np.ndarray
    """For questions that name something: a name written with a capital, or a number."""
    confidence_unnamed: np.ndarray
    """For the others, such as those typed without capitals: no name can be missed in them."""


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
        weights("confidence", CONFIDENCE),
        weights("confidence unnamed", CONFIDENCE),
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

    shares: np.ndarray
    """(candidates,): the probability of each candidate to be the best one, softmax of the scores"""
    table: np.ndarray
    """(sentences of the chosen passages, len(SENTENCE))"""
    first: np.ndarray
    """(chosen + 1,)"""


def weigh_sentences(
    found: Signals, scores: np.ndarray, chosen: Sequence[int], holds: Callable[[int, int], bool]
) -> Weighed:
    """The full sentence signals of the `chosen` candidates; `holds(candidate, sentence)` tells what is asked for."""
    behind, share = scores - scores.max(), shares(scores)
    rows, first = [], [0]
    for candidate in chosen:
        start, end = int(found.first[candidate]), int(found.first[candidate + 1])
        typed = np.array([holds(candidate, place) for place in range(end - start)], dtype=np.float32)
        both = np.tile(np.array([behind[candidate], share[candidate]], dtype=np.float32), (end - start, 1))
        rows.append(np.concatenate([found.sentences[start:end], both, typed[:, None]], axis=1))
        first.append(first[-1] + end - start)
    return Weighed(share, np.concatenate(rows), np.array(first))


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


def confidence_signals(
    found: Signals, chosen: Sequence[int], weighed: Weighed, likely: np.ndarray, asked: Asked
) -> np.ndarray:
    """What tells whether the best passages hold the answer, shape (len(CONFIDENCE),)."""
    best = list(chosen)[:MARKED]
    end = int(weighed.first[len(best)])
    table, likely = weighed.table[:end], likely[:end]
    place = int(likely.argmax())
    owner = int(np.searchsorted(weighed.first, place, side="right")) - 1
    passage = dict(zip(features.PASSAGE, found.passages[best].T, strict=True))
    sentence = dict(zip(features.SENTENCE, table.T, strict=True))
    typed = sentence["holds what is asked for"]
    clipped = np.clip(
        likely, 1e-4, 1 - 1e-4
    )  # so that a sentence that is as good as certain does not outweigh all else
    weights, held = asked.weights, found.holds[best]
    anywhere = held.max(axis=0)
    names = weights * asked.named
    total = max(float(weights.sum()), 1e-9)
    values = {
        "best passage cosine": passage["cosine"].max(),
        "best sentence cosine": sentence["cosine"].max(),
        "best sentence's log-odds": np.log(clipped[place] / (1 - clipped[place])),
        "log of all sentences' probabilities": np.log(likely.sum() + 1e-4),
        "best passage's share": weighed.shares[best[0]],
        "bm25": passage["bm25"].max(),
        "coverage of one sentence": sentence["coverage"].max(),
        "coverage of one passage": passage["coverage with headline"].max(),
        "coverage of all passages": anywhere @ weights / total,
        "coverage of names": passage["coverage of names"].max(),
        "words that no article holds": (weights * ~asked.known).sum() / total,
        "best sentence holds what is asked for": asked.has_type and typed[place],
        "nothing holds what is asked for": asked.has_type and not typed.any(),
        "best cosine of what holds what is asked for": ((typed if asked.has_type else 1.0) * sentence["cosine"]).max(),
        "weight of the rarest word not in the best passage": (weights * (1 - held[0])).max(initial=0.0),
        "weight of the rarest word not in any passage": (weights * (1 - anywhere)).max(initial=0.0),
        "share of names not in any passage": (names * (1 - anywhere)).sum() / max(float(names.sum()), 1e-9),
        "share of words not in the best sentence's passage": (weights * (1 - held[owner])).sum() / total,
        "constant": 1.0,
    }
    return np.array([values[name] for name in CONFIDENCE], dtype=np.float64)


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A question's words, and whether it expects a kind of answer."""

    weights: np.ndarray
    """(terms,): inverse document frequencies"""
    named: np.ndarray
    """(terms,), bool: written with a capital, or with a digit"""
    known: np.ndarray
    """(terms,), bool: some article holds it"""
    unknown_name: bool
    """It names something, in letters, that no article holds in any spelling."""
    has_type: bool


def confidence(values: np.ndarray, asked: Asked, model: Model) -> float:
    """The probability that the evidence holds the answer."""
    weights = model.confidence if asked.named.any() else model.confidence_unnamed
    likely = float(1.0 / (1.0 + np.exp(-(values @ weights))))
    return round(likely * (UNKNOWN_NAME if asked.unknown_name else 1.0), 4)
