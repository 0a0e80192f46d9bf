"""What can be said of a candidate passage and of its sentences beside a question: the numbers that ranking weighs.

What each group adds, on which set, stands in the ablation table of `eval/figures.md`. They come
in groups: meaning (cosines of the passage, of its sentences, of its neighbours), words (BM25), coverage (the share of the
question's words held, word pairs), neighbours (the passages beside) and context (words of the question that stood a
few passages before: an entity is named once and then called "she").
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.index.bm25 import Term
from assistant.index.collection import Collection
from assistant.retrieval.term_matches import TermMatches

PASSAGE = (
    "cosine",
    "best sentence cosine",
    "cosine of the passage before",
    "cosine of the passage after",
    "nearness by vector",
    "log rank by vector",
    "bm25",
    "bm25 of the passage before",
    "bm25 of the passage after",
    "nearness by words",
    "log rank by words",
    "coverage",
    "coverage with headline",
    "coverage of names",
    "coverage of the headline",
    "best sentence coverage",
    "best three sentences coverage",
    "best sentence bm25",
    "word pairs",
    "rarest word",
    "coverage with context before",
    "coverage with context around",
    "names with context before",
)
"""The signals of a passage, in the order of `Signals.passages`' columns."""

SENTENCE_UNRANKED = (
    "cosine",
    "cosine behind the best",
    "cosine behind its passage's best",
    "cosine of the sentence before",
    "cosine of the sentence after",
    "coverage",
    "coverage behind the best",
    "coverage with neighbours",
    "coverage of names",
    "coverage with context",
    "bm25",
    "bm25 behind the best",
    "word pairs",
    "passage's cosine",
)
"""The signals of a sentence that are known before the passages are ranked."""

SENTENCE = (*SENTENCE_UNRANKED, "passage's score behind the best", "passage's share")
"""All signals of a sentence; the last two are added when the passages are ranked (see `ranker.py`)."""

GROUPS = {
    "meaning": ("cosine", "best sentence cosine", "passage's cosine", "nearness by vector", "log rank by vector"),
    "words": ("bm25", "best sentence bm25", "nearness by words", "log rank by words"),
    "coverage": ("coverage", "best sentence coverage", "best three", "word pairs", "rarest word"),
    "neighbours": ("cosine of the", "bm25 of the passage", "coverage with neighbours"),
    "context": ("coverage with context", "names with context"),
}
"""How the signals' names start, by kind: what is left out together to see what it adds."""

BACK, AROUND = 8, 4
"""Passages over which a word named before (or after) fades out."""
MOST_BM25 = 2.2
"""What a question's whole weight is multiplied with to bring BM25 to at most about 1."""


@dataclasses.dataclass(frozen=True, slots=True)
class Signals:
    """The candidates of one question. Row i of `passages` is about passage `rows[i]` of the collection."""

    rows: np.ndarray
    """(candidates,), int64"""
    passages: np.ndarray
    """(candidates, len(PASSAGE)), float32"""
    sentences: np.ndarray
    """(sentences of all candidates, len(SENTENCE_UNRANKED)), float32"""
    first: np.ndarray
    """(candidates + 1,): candidate i's sentences are rows first[i] to first[i + 1]"""


@dataclasses.dataclass(frozen=True, slots=True)
class _Compared:
    """The candidates held against the question: what the signals of passages and of sentences are both made from."""

    matches: TermMatches
    cosines: np.ndarray
    """(candidates,)"""
    sentence_cosines: np.ndarray
    """(sentences,)"""
    context_before: np.ndarray
    """(candidates, terms): see `_context`"""
    context_around: np.ndarray

    @property
    def names(self) -> np.ndarray:
        """(terms,): the weights of names and numbers, 0 for other words"""
        weights: np.ndarray = self.matches.weights * self.matches.named
        return weights

    def coverage(self, held: np.ndarray) -> np.ndarray:
        """The weighted share of the question's terms that each row of (rows, terms) holds."""
        return _share(held, self.matches.weights)

    def best(self, values: np.ndarray) -> np.ndarray:
        """Of a value of each sentence the highest in each candidate."""
        highest: np.ndarray = np.maximum.reduceat(values, self.matches.first[:-1])
        return highest


def signals(
    collection: Collection, rows: np.ndarray, vector: np.ndarray, terms: Sequence[Term], lexical: np.ndarray
) -> Signals:
    """All signals of the candidate `rows` for a question: its vector, its terms, and BM25 of every passage."""
    matches = TermMatches.read(collection, rows, terms)
    total = max(float(matches.weights.sum()), 1e-9)
    compared = _Compared(
        matches,
        collection.vectors[rows] @ vector,
        collection.sentence_vectors.dots(matches.sentences, vector),
        *_context(collection, rows, terms),
    )
    bm25 = np.minimum(lexical / (MOST_BM25 * total), 1.0)
    of_sentences = _sentence_signals(compared)
    of_passages = _passage_signals(compared, of_sentences, bm25[rows])
    of_passages |= _neighbour_signals(collection, rows, vector, bm25)
    return Signals(
        rows,
        _table(PASSAGE, of_passages),
        _table(SENTENCE_UNRANKED, of_sentences),
        matches.first,
    )


def _passage_signals(
    compared: _Compared, of_sentences: Mapping[str, np.ndarray], bm25: np.ndarray
) -> dict[str, np.ndarray]:
    """What a candidate's own vector, words and sentences say; `bm25` is the candidates'."""
    matches, coverage, best = compared.matches, compared.coverage, compared.best
    by_vector, by_words = _ranks(compared.cosines), _ranks(bm25)
    rarest = max(float(matches.weights.max(initial=0.0)), 1e-9)
    around = np.maximum(compared.context_before, compared.context_around)
    return {
        "cosine": compared.cosines,
        "best sentence cosine": best(of_sentences["cosine"]),
        "nearness by vector": 1.0 / by_vector,
        "log rank by vector": np.log(by_vector),
        "bm25": bm25,
        "nearness by words": 1.0 / by_words,
        "log rank by words": np.log(by_words),
        "coverage": coverage(matches.in_passage),
        "coverage with headline": coverage(matches.anywhere),
        "coverage of names": _share(matches.anywhere, compared.names),
        "coverage of the headline": matches.headline_share,
        "best sentence coverage": best(of_sentences["coverage"]),
        "best three sentences coverage": best(of_sentences["coverage with neighbours"]),
        "best sentence bm25": best(of_sentences["bm25"]),
        "word pairs": best(of_sentences["word pairs"]),
        "rarest word": (matches.in_passage * matches.weights).max(axis=1, initial=0.0) / rarest,
        "coverage with context before": coverage(compared.context_before),
        "coverage with context around": coverage(around),
        "names with context before": _share(compared.context_before, compared.names),
    }


def _neighbour_signals(
    collection: Collection, rows: np.ndarray, vector: np.ndarray, bm25: np.ndarray
) -> dict[str, np.ndarray]:
    """What the passages beside a candidate say, 0 where its article begins or ends; `bm25` is every passage's."""
    before, after = _neighbours(collection, rows)
    return {
        "cosine of the passage before": np.where(before >= 0, collection.vectors[before] @ vector, 0.0),
        "cosine of the passage after": np.where(after >= 0, collection.vectors[after] @ vector, 0.0),
        "bm25 of the passage before": np.where(before >= 0, bm25[before], 0.0),
        "bm25 of the passage after": np.where(after >= 0, bm25[after], 0.0),
    }


def _sentence_signals(compared: _Compared) -> dict[str, np.ndarray]:
    matches, cosine = compared.matches, compared.sentence_cosines
    counts = np.diff(matches.first)
    owner = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(len(owner)) - matches.first[owner]
    coverage, bm25 = compared.coverage(matches.in_sentence), compared.coverage(matches.saturated)
    # A word that the article named shortly before counts as held: the sentence says "she" for it.
    with_context = np.maximum(matches.in_sentence, compared.context_before[owner] > 0)
    return {
        "cosine": cosine,
        "cosine behind the best": cosine - cosine.max(),
        "cosine behind its passage's best": cosine - compared.best(cosine)[owner],
        "cosine of the sentence before": np.where(place > 0, np.roll(cosine, 1), 0.0),
        "cosine of the sentence after": np.where(place < counts[owner] - 1, np.roll(cosine, -1), 0.0),
        "coverage": coverage,
        "coverage behind the best": coverage - coverage.max(),
        "coverage with neighbours": compared.coverage(_either(matches.in_sentence, matches.first)),
        "coverage of names": _share(matches.in_sentence, compared.names),
        "coverage with context": compared.coverage(with_context),
        "bm25": bm25,
        "bm25 behind the best": bm25 - bm25.max(),
        "word pairs": matches.pairs,
        "passage's cosine": compared.cosines[owner],
    }


def _neighbours(collection: Collection, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows before and after, -1 where the article begins or ends."""
    before = np.where(collection.begins_article(rows), -1, rows - 1)
    following = np.minimum(rows + 1, len(collection.passages) - 1)
    ends = (rows + 1 >= len(collection.passages)) | collection.begins_article(following)
    return before, np.where(ends, -1, rows + 1)


def _context(collection: Collection, rows: np.ndarray, terms: Sequence[Term]) -> tuple[np.ndarray, np.ndarray]:
    """How near before (and after) each candidate its article last holds each term: 1 in the passage, 0 from afar."""
    before = np.zeros((len(rows), len(terms)), dtype=np.float32)
    after = np.zeros_like(before)
    owners = collection.owners
    for column, term in enumerate(terms):
        last, coming = _nearest_holders(collection, rows, term)
        same = (last >= 0) & (owners[last] == owners[rows])
        before[:, column] = np.where(same, np.maximum(0.0, 1.0 - (rows - last) / BACK), 0.0)
        same = (coming < len(owners)) & (owners[np.minimum(coming, len(owners) - 1)] == owners[rows])
        after[:, column] = np.where(same, np.maximum(0.0, 1.0 - (coming - rows) / AROUND), 0.0)
    return before, after


def _nearest_holders(collection: Collection, rows: np.ndarray, term: Term) -> tuple[np.ndarray, np.ndarray]:
    """The last row up to each candidate and the first from it on that hold a term; -1, or the number of rows, if none.

    Looked up in every spelling's rows as they lie on the disk: to join them would read all of a frequent word's.
    """
    last, coming = np.full(len(rows), -1), np.full(len(rows), len(collection.owners))
    wanted = rows.astype(collection.lexical.posting_texts.dtype)  # of one type with these, or they would be copied
    for word_id in term.ids:
        holders = collection.lexical.postings(word_id)
        if not len(holders):
            continue
        at = np.searchsorted(holders, wanted, side="right") - 1
        last = np.maximum(last, np.where(at >= 0, holders[np.maximum(at, 0)].astype(np.int64), -1))
        at = np.searchsorted(holders, wanted, side="left")
        found = at < len(holders)
        coming = np.where(found, np.minimum(coming, holders[np.minimum(at, len(holders) - 1)]), coming)
    return last, coming


def _either(held: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Terms held by a sentence or by one beside it in the same passage."""
    owner = np.repeat(np.arange(len(first) - 1), np.diff(first))
    same = (owner[1:] == owner[:-1])[:, None]
    either = held.copy()
    either[1:] = np.maximum(either[1:], held[:-1] * same)
    either[:-1] = np.maximum(either[:-1], held[1:] * same)
    return either


def _share(held: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weighted share of the terms that are held; 0 where none has a weight."""
    share: np.ndarray = held @ weights / max(float(weights.sum()), 1e-9)
    return share


def _ranks(scores: np.ndarray) -> np.ndarray:
    """1 for the highest score, 2 for the next; ties in the order of the rows."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return ranks


def _table(names: Sequence[str], columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """(rows, names), float32: the columns in the order of their names."""
    return np.stack([np.asarray(columns[name], dtype=np.float32) for name in names], axis=1)
