"""The sentences of the archive that come nearest to a claim, each with the words of the claim that it holds.

Retrieval finds the passages; within them every sentence is weighed by its meaning (the cosine of its vector with the claim's) and its
words (the share of the claim's words that it holds, rare ones counting more; those of the sentences beside it and names of its passage
count for less). Figures and dates are left out here: they are compared by their values (`values.py`).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

import numpy as np

from assistant.draft.claims import Claim, without
from assistant.index.bm25 import Term
from assistant.index.collection import Collection
from assistant.index.embedding import Embedder
from assistant.retrieval import retriever
from assistant.retrieval.confidence import IN_ENGLISH
from assistant.retrieval.term_matches import TermMatches
from assistant.schema import Article, Passage, Query, Span
from assistant.text.date_words import DateWords, days_meant
from assistant.text.mentions import read_mentions

MOST = 30
"""Sentences that are kept of each claim."""
BESIDE = 0.8
"""What a word counts that stands in the sentence before or behind, or a name anywhere in the passage."""
OF_THESE_DAYS = 0.15
"""What a sentence gains whose article was published in the days after those that the claim names."""
BEFORE, AFTER = dt.timedelta(days=1), dt.timedelta(days=4)


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A sentence of an article beside a claim."""

    row: int
    """Of its passage in the collection."""
    article: Article
    outlet: str | None
    passage: Passage
    place: int
    """Of the sentence among those of its passage."""
    own: frozenset[str]
    """The stems of the claim that the sentence itself holds."""
    around: frozenset[str]
    """Those that it, its neighbours or, of names, its passage hold."""
    score: float
    """Its cosine and the share of the claim's words here and around here, with what its article's day adds."""

    @property
    def span(self) -> Span:
        return self.passage.sentences[self.place]

    @property
    def text(self) -> str:
        return self.article.text[slice(*self.span)]

    @property
    def window(self) -> Span:
        """The sentence with the one before it and the one behind it, within its passage."""
        sentences = self.passage.sentences
        return sentences[max(0, self.place - 1)][0], sentences[min(len(sentences) - 1, self.place + 1)][1]


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What the archive has for a claim."""

    held: tuple[Held, ...]
    """The nearest sentences, the best first."""
    weights: dict[str, float]
    """How rare each word of the claim is, by its stem; figures and dates left out."""
    parts: tuple[float, ...]
    """For each part of the claim the score of the sentence that comes nearest to it."""

    def share(self, stems: frozenset[str], left_out: frozenset[str] = frozenset()) -> float:
        """The weighted share of the claim's words that these stems are, some left out of both."""
        total = sum(weight for stem, weight in self.weights.items() if stem not in left_out)
        return sum(self.weights[stem] for stem in stems - left_out if stem in self.weights) / total if total else 0.0


def look_up(collection: Collection, embedder: Embedder, claim: Claim) -> Found | None:
    """The nearest sentences of the archive; None where nothing in it shares a word or a meaning with the claim.

    Only of articles in languages in which sentences are judged.
    """
    terms = collection.lexical.terms(claim.subject)
    if not collection.passages or not terms:
        return None
    whole = f"{claim.context} {claim.text}".strip()
    vector = embedder.query(whole)
    lexical = collection.lexical.term_scores(collection.lexical.terms(whole))
    wanted = Query(whole, languages=tuple(IN_ENGLISH.languages) if len(collection.spoken) > 1 else ())
    rows = retriever.candidates(collection, wanted, vector, lexical)
    if not len(rows):
        return None
    weighed = _weigh(collection, rows, terms, vector)
    scores = weighed.scores + _of_these_days(collection, rows, claim)[weighed.passage]
    order = (-scores).argsort(kind="stable")[:MOST].tolist()
    held = tuple(_held(collection, rows, terms, weighed, place, float(scores[place])) for place in order)
    weights = {term.stem: term.weight for term in terms}
    return Found(held, weights, _parts(collection, embedder, rows, claim, held[0].score))


@dataclasses.dataclass(frozen=True, slots=True)
class _Weighed:
    """The sentences of some passages beside a text."""

    matches: TermMatches
    passage: np.ndarray
    """(sentences,): which of the passages each is of"""
    around: np.ndarray
    """(sentences, terms): 1 where it holds the term, less where what is around it does"""
    scores: np.ndarray
    """(sentences,): the cosine with the text, and the share of its words that the sentence and what is around it hold"""


def _weigh(collection: Collection, rows: np.ndarray, terms: Sequence[Term], vector: np.ndarray) -> _Weighed:
    matches = TermMatches.read(collection, rows, terms)
    passage = np.repeat(np.arange(len(rows)), np.diff(matches.first))
    own, apart = matches.in_sentence, np.zeros((1, len(terms)), dtype=np.float32)
    goes_on = (passage[1:] == passage[:-1])[:, np.newaxis]
    before = np.concatenate([apart, own[:-1] * goes_on])
    behind = np.concatenate([own[1:] * goes_on, apart])
    named = matches.anywhere[passage] * matches.named
    around = np.maximum(own, BESIDE * np.maximum(np.maximum(before, behind), named))
    cosines = collection.sentence_vectors.dots(matches.sentences, vector)
    coverage = around @ matches.weights / max(matches.weights.sum(), 1e-9)
    return _Weighed(matches, passage, around, cosines + coverage)


def _held(
    collection: Collection, rows: np.ndarray, terms: Sequence[Term], weighed: _Weighed, place: int, score: float
) -> Held:
    of = int(weighed.passage[place])
    row = int(rows[of])
    passage = collection.passages[row]
    stems = [term.stem for term in terms]
    own, around = weighed.matches.in_sentence[place], weighed.around[place]
    return Held(
        row=row,
        article=collection.articles[passage.article_id],
        outlet=collection.outlets[int(collection.owners[row])],
        passage=passage,
        place=place - int(weighed.matches.first[of]),
        own=frozenset(stem for stem, held in zip(stems, own, strict=True) if held),
        around=frozenset(stem for stem, held in zip(stems, around, strict=True) if held),
        score=score,
    )


def _parts(
    collection: Collection, embedder: Embedder, rows: np.ndarray, claim: Claim, whole: float
) -> tuple[float, ...]:
    """For each part the score of the nearest sentence, that of the whole where it has one part only."""
    if len(claim.parts) == 1:
        return (whole,)
    found = []
    for part in claim.parts:
        terms = collection.lexical.terms(without(part, read_mentions(part)))
        best = _weigh(collection, rows, terms, embedder.query(part)).scores.max() if terms else whole
        found.append(float(best))
    return tuple(found)


def _of_these_days(collection: Collection, rows: np.ndarray, claim: Claim) -> np.ndarray:
    """For each passage what its article's day adds: something where it was published just after a day that the claim names."""
    mentions = (*claim.mentions, *read_mentions(claim.context))
    dated = [mention.value for mention in mentions if isinstance(mention.value, DateWords)]
    gains = np.zeros(len(rows))
    for at, row in enumerate(rows.tolist() if dated else []):
        published = collection.articles[collection.passages[row].article_id].published
        spans = [days_meant(value, claim.day or published) for value in dated]
        gains[at] = OF_THESE_DAYS * any(
            days and published and days.first - BEFORE <= published <= days.last + AFTER for days in spans
        )
    return gains
