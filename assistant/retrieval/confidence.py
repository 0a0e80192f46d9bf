"""What reading the best passages leaves of the confidence and of each sentence's probability."""

from __future__ import annotations

import dataclasses
import functools
import json
import math
from collections.abc import Sequence
from importlib import resources

import numpy as np

from assistant.retrieval.logistic import log_odds, probability
from assistant.retrieval.sources import not_found
from assistant.retrieval.types import Reading, Reranker, Retrieved
from assistant.schema import AnswerSpan, Evidence, EvidenceSentence, Query

READ = 8
"""Passages that are read: all that an answer is made of. Each costs about 20 ms of processor time."""
SUREST = 8.0
"""Log-odds beyond which a reranker is not believed to be surer, of a passage or of a sentence."""
MORE_TO_SEARCH, USUAL = 0.1, 100
"""Among more articles one is sooner found that seems to answer: what a confidence loses (log-odds) with each e-fold of articles searched
beyond the number for which its weights hold. Of 60 questions that 609 articles do not answer the median confidence was .57 among 30 of the
articles, .61 among 120, .63 among 300 and .67 among all."""

FOR_A_SOURCE = 0.5
"""What a confidence loses (log-odds) where the question asks for somebody's report: what is in it is asked, and others tell much of it
(eval/figures.md)."""
NOT_THE_SOURCE = 1.5
"""What it loses besides where none of theirs is among the passages (eval/figures.md)."""

SURE_UNREAD = 0.7
"""Confidence without reading from which on a question in another language is read in English passages. Of 18 such questions that no
report answers the reader's threshold alone would answer three, with this none; of six that English reports answer, two are answered."""
WEIGHTS = ("without reading", "reading", "constant")
CLOSEST = 3
"""Passages whose languages decide on who reads, and which must all be English for that."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scope:
    """What a reader was measured in. Of other languages nobody knows whether a passage answers."""

    languages: frozenset[str]
    weights: str
    """Its part of `data/reading.json`."""

    def has(self, language: str | None) -> bool:
        return (language or "en") in self.languages


IN_ENGLISH = Scope(frozenset(("en",)), "english")
ACROSS = Scope(frozenset(("ar", "de", "en", "es", "fr", "pl", "uk", "zh")), "multilingual")


@dataclasses.dataclass(frozen=True, slots=True)
class Weights:
    """How reading and the signals are put together (`data/reading.json`)."""

    confidence: np.ndarray
    """(3,): of the log-odds without reading that the evidence answers, of the passages read together, and a constant"""
    sentence: np.ndarray
    """(3,): the same for one sentence"""


@functools.cache
def weights(scope: Scope = IN_ENGLISH) -> Weights:
    """The trained weights. Raises KeyError where the file lacks one."""
    text = resources.files("assistant").joinpath("data/reading.json").read_text(encoding="utf-8")
    stored = json.loads(text)[scope.weights]
    return Weights(*(np.array([stored[part][name] for name in WEIGHTS]) for part in ("confidence", "sentence")))


def after_reading(reranker: Reranker, query: Query, retrieved: Retrieved, scope: Scope = IN_ENGLISH) -> Retrieved:
    """What was retrieved, with the confidence and the sentences' probabilities that reading the best passages leaves.

    Passages in languages that it cannot judge are not read, and keep what they have. The parts of a question are each read with
    passages of their own: among those of several searches some seem to answer the whole.
    """
    best = [item for item in retrieved.evidence[:READ] if scope.has(item.language)]
    if not best:
        return retrieved
    readings = reranker.score(query, best)
    learned = weights(scope)
    odds = float(confidence_signals(retrieved.confidence, readings) @ learned.confidence)
    odds -= MORE_TO_SEARCH * math.log(max(retrieved.searched, USUAL) / USUAL)
    parts = tuple((part, after_reading(reranker, part, found, scope)) for part, found in retrieved.parts)
    if parts:
        odds = _together(query, [log_odds(found.confidence) for _, found in parts])
    odds -= FOR_A_SOURCE * bool(query.sources) + NOT_THE_SOURCE * bool(not_found(query.sources, retrieved.evidence))
    by_label = {
        item.label: _read(item, reading, learned.sentence) for item, reading in zip(best, readings, strict=True)
    }
    evidence = tuple(by_label.get(item.label, item) for item in retrieved.evidence)
    return dataclasses.replace(retrieved, evidence=evidence, confidence=round(probability(odds), 4), parts=parts)


def _together(query: Query, parts: Sequence[float]) -> float:
    """Clauses about outlets ask one thing together, so their mean; of questions of their own, one that is answered is worth showing."""
    apart = list(zip(query.parts, parts, strict=False))
    clauses = [odds for part, odds in apart if part.outlets]
    return max([odds for part, odds in apart if not part.outlets] + ([sum(clauses) / len(clauses)] if clauses else []))


def read_across(reranker: Reranker, query: Query, retrieved: Retrieved, threshold: float) -> Retrieved:
    """What was retrieved for a question in another language; read where its closest passages are English and plainly match.

    The English reader knows only the names and words that two languages share, and may take those for an answer. So both must
    be sure: retrieval by itself, which does not read the question's words, and the reader.
    """
    closest = retrieved.evidence[:CLOSEST]
    if retrieved.confidence < SURE_UNREAD or not all(IN_ENGLISH.has(item.language) for item in closest):
        return retrieved
    read = after_reading(reranker, query, retrieved)
    return dataclasses.replace(read, read_across=True) if read.confidence >= threshold else retrieved


def _read(item: Evidence, reading: Reading, learned: np.ndarray) -> Evidence:
    """A passage whose sentences have the probability that reading leaves; one that was not read keeps its own."""
    before, read, constant = (float(weight) for weight in learned)

    def judged(sentence: EvidenceSentence, value: float) -> EvidenceSentence:
        if not math.isfinite(value):
            return sentence
        odds = before * log_odds(sentence.probability) + read * bounded(value) + constant
        return dataclasses.replace(sentence, probability=probability(odds))

    if not reading.sentences:
        return item
    both = zip(item.sentences, reading.sentences, strict=True)
    span = reading.span and AnswerSpan(
        item.start + reading.span[0], item.start + reading.span[1], probability(reading.span_odds)
    )
    return dataclasses.replace(item, sentences=tuple(judged(sentence, value) for sentence, value in both), answer=span)


def confidence_signals(confidence: float, readings: Sequence[Reading]) -> np.ndarray:
    """The values that `Weights.confidence` weighs, shape (3,).

    Passages together: log of the sum of the square roots of their odds. Several that may answer count for more than one, and a sure one
    outweighs many that do not. However sure the reranker is, it counts no more than SUREST.
    """
    answers = np.array([bounded(reading.answers) for reading in readings])
    return np.array([log_odds(confidence), np.logaddexp.reduce(answers / 2), 1.0])


def bounded(log_odds: float) -> float:
    """Within SUREST on either side: where it finds nothing at all, what retrieval found still tells sentences apart."""
    return max(-SUREST, min(SUREST, log_odds))
