"""What reading the best passages tells: how likely each sentence answers, and how sure the whole answer is."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Sequence
from importlib import resources

import numpy as np

from assistant.retrieval.echoes import asks_again
from assistant.retrieval.logistic import log_odds, probability
from assistant.retrieval.sources import not_found
from assistant.retrieval.types import Reading, Reranker, Retrieved
from assistant.schema import AnswerSpan, Evidence, EvidenceSentence, Query
from assistant.text.mentions import with_days

READ = 8
"""Passages that are read: all that an answer is made of. Each costs about 20 ms of processor time."""
COMPARED = 5
"""Sentences that are read once more, beside each other: what answers best is told by what else might."""
SUREST = 8.0
"""Log-odds beyond which a reranker is not believed to be surer of a sentence: where it finds nothing at all, retrieval still tells them
apart."""
NOT_THE_SOURCE = 1.5
"""What a confidence loses (log-odds) where the question asks for somebody's report and none of theirs is among the passages
(eval/figures.md)."""

SENTENCE, CONFIDENCE = ("without reading", "reading", "constant"), ("likeliest sentence", "constant")
COMPARISON = ("by itself", "beside others", "constant")
CLOSEST = 3
"""Passages whose languages decide on who reads."""


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

    sentence: np.ndarray
    """In the order of SENTENCE: of a sentence's log-odds without reading, of the reader's, and a constant."""
    comparison: np.ndarray
    """In the order of COMPARISON: of the log-odds that a compared sentence had before and those of the second reading, and a constant."""
    confidence: np.ndarray
    """In the order of CONFIDENCE: of the likeliest sentence's log-odds, and a constant."""


@functools.cache
def weights(scope: Scope = IN_ENGLISH) -> Weights:
    """The trained weights. Raises KeyError where the file lacks one."""
    text = resources.files("assistant").joinpath("data/reading.json").read_text(encoding="utf-8")
    stored = json.loads(text)[scope.weights]
    parts = (("sentence", SENTENCE), ("comparison", COMPARISON), ("confidence", CONFIDENCE))
    return Weights(*(np.array([stored[part][name] for name in names]) for part, names in parts))


def reader_of(english: Reranker, across: Reranker | None, query: Query, retrieved: Retrieved) -> tuple[Reranker, Scope]:
    """The network that reads: the English one where question and closest passages are English, or where there is no other."""
    spoken = {query.language, *(item.language for item in retrieved.evidence[:CLOSEST])}
    return (english, IN_ENGLISH) if across is None or all(map(IN_ENGLISH.has, spoken)) else (across, ACROSS)


def after_reading(reranker: Reranker, query: Query, retrieved: Retrieved, scope: Scope = IN_ENGLISH) -> Retrieved:
    """What was retrieved, with the confidence and the sentences' probabilities that reading the best passages leaves: an answer is as
    sure as its likeliest sentence, to which others that may answer add nothing, nor does a copy.

    Passages in languages that it cannot judge are not read, and keep what they have. The parts of a question are each read with
    passages of their own: among those of several searches some seem to answer the whole.
    """
    best = [item for item in retrieved.evidence[:READ] if scope.has(item.language)]
    if not best:
        return retrieved
    readings = reranker.score(query, best)
    learned = weights(scope)
    by_sentence = [
        sentence_signals(item, reading) @ learned.sentence for item, reading in zip(best, readings, strict=True)
    ]
    if any(reading.sentences for reading in readings):
        by_sentence = after_comparison(reranker, query, best, by_sentence, learned)
    likeliest = max(sentences.max(initial=log_odds(0.0)) for sentences in by_sentence)
    odds = float(np.array([likeliest, 1.0]) @ learned.confidence)
    parts = tuple((part, after_reading(reranker, part, found, scope)) for part, found in retrieved.parts)
    if any(found.is_judged for _, found in parts):
        odds = _together(query, [found for _, found in parts])
    odds -= NOT_THE_SOURCE * bool(not_found(query.sources, retrieved.evidence))
    by_label = {
        item.label: _read(item, reading, sentences)
        for item, reading, sentences in zip(best, readings, by_sentence, strict=True)
    }
    evidence = tuple(by_label.get(item.label, item) for item in retrieved.evidence)
    return dataclasses.replace(retrieved, evidence=evidence, confidence=round(probability(odds), 4), parts=parts)


def _together(query: Query, parts: Sequence[Retrieved]) -> float:
    """Clauses about outlets ask one thing together, so their mean; of questions of their own, one that is answered is worth showing.
    Parts that were not judged tell nothing."""
    both = zip(query.parts, parts, strict=False)
    apart = [(part, log_odds(found.confidence)) for part, found in both if found.is_judged]
    clauses = [odds for part, odds in apart if part.outlets]
    return max([odds for part, odds in apart if not part.outlets] + ([sum(clauses) / len(clauses)] if clauses else []))


def _read(item: Evidence, reading: Reading, odds: np.ndarray) -> Evidence:
    """A passage whose sentences have the probability that reading leaves; where none is read they keep their own."""
    if not reading.sentences:
        return item
    sentences = tuple(
        dataclasses.replace(sentence, probability=probability(one))
        for sentence, one in zip(item.sentences, odds.tolist(), strict=True)
    )
    span = reading.span and AnswerSpan(
        item.start + reading.span[0], item.start + reading.span[1], probability(reading.span_odds)
    )
    return dataclasses.replace(item, sentences=sentences, answer=span)


Place = tuple[int, int]
"""Which passage, and which of its sentences."""


def after_comparison(
    reranker: Reranker,
    query: Query,
    passages: Sequence[Evidence],
    by_sentence: Sequence[np.ndarray],
    learned: Weights,
) -> list[np.ndarray]:
    """The log-odds of each passage's sentences after the likeliest of all were compared; the others are at most as likely as these."""
    places, read = compared(reranker, query, passages, by_sentence)
    if not places:
        return list(by_sentence)
    before = np.array([by_sentence[passage][sentence] for passage, sentence in places])
    after = np.column_stack([before, read, np.ones(len(places))]) @ learned.comparison
    found = [np.minimum(odds, after.min()) for odds in by_sentence]
    for (passage, sentence), odds in zip(places, after, strict=True):
        found[passage][sentence] = odds
    return found


def compared(
    reranker: Reranker, query: Query, passages: Sequence[Evidence], by_sentence: Sequence[np.ndarray]
) -> tuple[list[Place], np.ndarray]:
    """The COMPARED likeliest sentences, the best first, and what a reader says of each that sees them beside each other, as if they were
    one passage, asked with its date; none where there are not two. What asks the question again draws to its neighbours, so it is not
    among them."""
    every = [
        (passage, sentence)
        for passage, (item, odds) in enumerate(zip(passages, by_sentence, strict=True))
        for sentence in range(len(odds))
        if not asks_again(query, said(item, item.sentences[sentence]))
    ]
    likeliest = sorted(every, key=lambda place: -float(by_sentence[place[0]][place[1]]))[:COMPARED]
    if len(likeliest) < 2:
        return [], np.zeros(0)
    asked = dataclasses.replace(query, undated_text=query.text)
    (reading,) = reranker.score(asked, [side_by_side(passages, likeliest)])
    reached = [(place, odds) for place, odds in zip(likeliest, reading.sentences, strict=False) if np.isfinite(odds)]
    if len(reached) < 2:
        return [], np.zeros(0)
    return [place for place, _ in reached], np.clip([odds for _, odds in reached], -SUREST, SUREST)


def said(item: Evidence, sentence: EvidenceSentence) -> str:
    """The words of a passage's sentence."""
    return item.text[sentence.start - item.start : sentence.end - item.start]


def side_by_side(passages: Sequence[Evidence], places: Sequence[Place]) -> Evidence:
    """Sentences of several passages as one, of no article and no day; the days that their words mean are written out."""
    text, spans = "", []
    for passage, sentence in places:
        item = passages[passage]
        of_text = item.sentences[sentence]
        words = with_days(said(item, of_text), item.published).strip()
        spans.append(EvidenceSentence(len(text), len(text) + len(words), of_text.probability))
        text += f"{words}\n"
    whole = dataclasses.replace(passages[places[0][0]], text=text, start=0, end=len(text), sentences=tuple(spans))
    return dataclasses.replace(whole, title=None, outlet=None, published=None, spans=(), answer=None)


def sentence_signals(item: Evidence, reading: Reading) -> np.ndarray:
    """The values that `Weights.sentence` weighs, shape (sentences, 3). What reads no sentences says the same of each."""
    retrieved = [log_odds(sentence.probability) for sentence in item.sentences]
    read = reading.sentences or (reading.answers,) * len(retrieved)
    return np.column_stack([retrieved, np.clip(read, -SUREST, SUREST), np.ones(len(retrieved))])
