"""Which of a question's terms each candidate passage holds, in which sentence, and beside which others.

Read from the word tables of the lexical side, all candidates at once; `features` makes its numbers of words from it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from assistant.index.arrays import stretch_lengths, stretch_places
from assistant.index.bm25 import K1, B, Term
from assistant.index.collection import Collection

SENTENCE_WORDS = 25
"""Words of a usual sentence, for BM25's length normalisation."""
WINDOW = 3
"""Two words of the question are a pair where they stand within this many words."""


@dataclasses.dataclass(frozen=True, slots=True)
class TermMatches:
    """Which of the question's terms each candidate holds, and where. Terms are columns."""

    weights: np.ndarray
    """(terms,): inverse document frequencies"""
    named: np.ndarray
    """(terms,): 1 for names and numbers"""
    sentences: np.ndarray
    """The candidates' sentences among those of the collection."""
    first: np.ndarray
    """(candidates + 1,): candidate i's sentences are first[i] to first[i + 1]"""
    anywhere: np.ndarray
    """(candidates, terms): in the passage or in the headline it is indexed with"""
    in_passage: np.ndarray
    in_sentence: np.ndarray
    """(sentences, terms)"""
    saturated: np.ndarray
    """(sentences, terms): term frequency as BM25 counts it"""
    pairs: np.ndarray
    """(sentences,): share of the question's neighbouring words that stand together here too"""
    headline_share: np.ndarray
    """(candidates,): share of the headline's words that are the question's"""

    @classmethod
    def read(cls, collection: Collection, rows: np.ndarray, terms: Sequence[Term]) -> TermMatches:
        weights = np.array([term.weight for term in terms], dtype=np.float32)
        sentences = stretch_places(collection.first_sentence, rows)
        first = np.concatenate([[0], np.cumsum(stretch_lengths(collection.first_sentence, rows))])
        # All words of all candidates in one array: which candidate each is of, and at which character of its passage.
        words = stretch_places(collection.lexical.first_word, rows)
        owner = np.repeat(np.arange(len(rows)), stretch_lengths(collection.lexical.first_word, rows))
        ids = collection.lexical.word_ids[words]
        starts = collection.lexical.word_starts[words].astype(np.int64) - collection.shifts[rows][owner]
        own = starts >= 0  # the others are of the headline and date that a passage is indexed with
        begins = collection.sentence_spans[sentences, 0] - np.repeat(collection.starts[rows], np.diff(first))
        sentence = _sentence_of(owner, starts, begins, first)
        hits = np.array([_any_of(ids, term.ids) for term in terms], dtype=bool).reshape(len(terms), len(ids))
        column, place = np.nonzero(hits)
        inside = own[place]
        count, many = int(first[-1]), len(rows)
        # One cell a sentence and term, counted at once: a loop over sentences takes as long as all the rest.
        cells = sentence[place[inside]] * len(terms) + column[inside]
        counts = np.bincount(cells, minlength=count * len(terms)).reshape(count, len(terms)).astype(np.float32)
        norm = K1 * (1 - B + B * (np.bincount(sentence[own], minlength=count) + 1) / SENTENCE_WORDS)

        def by_row(columns: np.ndarray, places: np.ndarray) -> np.ndarray:
            found = np.zeros((len(terms), many), dtype=np.float32)
            found[columns, owner[places]] = 1.0
            return found.T

        any_hit = hits.any(axis=0) if len(terms) else np.zeros(len(ids), dtype=bool)
        headline = np.bincount(owner[~own], minlength=many)
        return cls(
            weights=weights,
            named=np.array([term.name_or_number for term in terms], dtype=np.float32),
            sentences=sentences,
            first=first,
            anywhere=by_row(column, place),
            in_passage=by_row(column[inside], place[inside]),
            in_sentence=(counts > 0).astype(np.float32),
            saturated=counts / (counts + norm[:, None]),
            pairs=_pairs(hits, np.where(own, sentence, -1), owner, weights, count),
            headline_share=np.bincount(owner[~own & any_hit], minlength=many) / np.maximum(headline, 1),
        )


def _any_of(ids: np.ndarray, wanted: Sequence[int]) -> np.ndarray:
    """Where one of a few numbers stands: `np.isin` without its preparations, which take longer than this."""
    found = np.zeros(len(ids), dtype=bool)
    for one in wanted:
        found |= ids == one
    return found


def _sentence_of(owner: np.ndarray, starts: np.ndarray, begins: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The sentence that each word stands in, counted over all candidates; words before a passage go to its first."""
    far = int(max(starts.max(initial=0), begins.max(initial=0))) + 2
    sentence_owner = np.repeat(np.arange(len(first) - 1), np.diff(first))
    found = np.searchsorted(sentence_owner * far + begins, owner * far + starts, side="right") - 1
    sentences: np.ndarray = np.maximum(found, first[owner])
    return sentences


def _pairs(hits: np.ndarray, sentence: np.ndarray, owner: np.ndarray, weights: np.ndarray, count: int) -> np.ndarray:
    """For each sentence the weight of the question's neighbouring terms that stand within WINDOW words, as a share.

    `sentence` is each word's, -1 for those of a headline: they may be the second of a pair, not the first.
    """
    found = np.zeros(count, dtype=np.float32)
    offsets = np.array([step for step in range(-WINDOW, WINDOW + 1) if step])
    total = 0.0
    for one, other, weight in zip(hits, hits[1:], weights[:-1] + weights[1:], strict=False):
        total += float(weight)
        at = np.flatnonzero(one & (sentence >= 0))
        beside = at[:, np.newaxis] + offsets
        inside = (beside >= 0) & (beside < len(owner))
        beside[~inside] = 0
        near = (inside & other[beside] & (owner[beside] == owner[at][:, np.newaxis])).any(axis=1)
        found[sentence[at[near]]] += weight  # once for each sentence, however often it is named
    return found / total if total else found
