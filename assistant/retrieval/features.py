"""What can be said of a candidate passage and of its sentences beside a question: the numbers that ranking weighs.

What each group adds, on which set, stands in the ablation table of `eval/README.md`. They come
in groups: meaning (cosines of the passage, of its sentences, of its neighbours, and of what the best candidates have in
common), words (BM25, the share of the question's words held, word pairs), context (words of the question that stood a
few passages before: an entity is named once and then called "she"), and form (length, place in the article).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.retrieval.term_matches import Held

if TYPE_CHECKING:
    import numpy as np

    from assistant.index.bm25 import Term
    from assistant.index.collection import Collection

PASSAGE = (
    "cosine",
    "best sentence cosine",
    "cosine of the passage before",
    "cosine of the passage after",
    "cosine to the best candidates",
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
    "log length",
    "first of its article",
)
"""The signals of a passage, in the order of `Signals.passages`' columns."""

SENTENCE = (
    "cosine",
    "cosine behind the best",
    "cosine behind its passage's best",
    "cosine of the sentence before",
    "cosine of the sentence after",
    "cosine to the best candidates",
    "coverage",
    "coverage behind the best",
    "coverage with neighbours",
    "coverage of names",
    "coverage with context",
    "bm25",
    "bm25 behind the best",
    "word pairs",
    "log length",
    "first of its passage",
    "first of its article",
    "last of its passage",
    "holds hardly a word",
    "passage's cosine",
    "passage's score behind the best",
    "passage's share",
    "holds what is asked for",
)
"""The signals of a sentence; the last three are added when the passages are ranked (see `ranking.py`)."""

GROUPS = {
    "meaning": ("cosine", "best sentence cosine", "passage's cosine", "nearness by vector", "log rank by vector"),
    "words": ("bm25", "best sentence bm25", "nearness by words", "log rank by words"),
    "coverage": ("coverage", "best sentence coverage", "best three", "word pairs", "rarest word"),
    "neighbours": ("cosine of the", "bm25 of the passage", "coverage with neighbours"),
    "context": ("coverage with context", "names with context"),
    "feedback": ("cosine to the best",),
    "form": ("log length", "first of", "last of", "holds hardly"),
}
"""How the signals' names start, by kind: what is left out together to see what it adds."""

BACK, AROUND = 8, 4
"""Passages over which a word named before (or after) fades out."""
FEEDBACK = 4
"""Best candidates whose mean vector stands for what they have in common (pseudo-relevance feedback, Rocchio 1971)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Signals:
    """The candidates of one question. Row i of `passages` is about passage `rows[i]` of the collection."""

    rows: np.ndarray
    """(candidates,), int64"""
    passages: np.ndarray
    """(candidates, len(PASSAGE)), float32"""
    sentences: np.ndarray
    """(sentences of all candidates, len(SENTENCE) - 3), float32"""
    first: np.ndarray
    """(candidates + 1,): candidate i's sentences are rows first[i] to first[i + 1]"""
    holds: np.ndarray
    """(candidates, terms): 1 where a candidate, or the headline it is indexed with, holds a term of the question"""


def signals(
    collection: Collection, rows: np.ndarray, vector: np.ndarray, terms: Sequence[Term], lexical: np.ndarray
) -> Signals:
    """All signals of the candidate `rows` for a question: its vector, its terms, and BM25 of every passage."""
    import numpy as np

    held = Held.read(collection, rows, terms)
    total = max(float(held.weights.sum()), 1e-9)
    bm25 = np.minimum(lexical / (2.2 * total), 1.0)
    before, after = _neighbours(collection, rows)
    vectors = collection.vectors[rows]
    cosines = vectors @ vector
    common = _common(collection, rows, 0.5 * cosines + 0.5 * bm25[rows])
    sentence_cosines = collection.sentence_vectors.dots(held.sentences, np.stack([vector, common], axis=1))
    context_before, context_around = _context(collection, rows, terms)
    names = held.weights * held.named
    by_vector, by_words = _ranks(cosines), _ranks(bm25[rows])
    in_sentence = held.in_sentence @ held.weights / total
    with_neighbours = _either(held.in_sentence, held.first) @ held.weights / total
    sentence_bm25 = held.saturated @ held.weights / total
    first_of_article = collection.begins_article(rows)

    def best(values: np.ndarray) -> np.ndarray:
        return np.maximum.reduceat(values, held.first[:-1])

    columns = [
        cosines,
        best(sentence_cosines[:, 0]),
        np.where(before >= 0, collection.vectors[before] @ vector, 0.0),
        np.where(after >= 0, collection.vectors[after] @ vector, 0.0),
        vectors @ common,
        1.0 / by_vector,
        np.log(by_vector),
        bm25[rows],
        np.where(before >= 0, bm25[before], 0.0),
        np.where(after >= 0, bm25[after], 0.0),
        1.0 / by_words,
        np.log(by_words),
        held.in_passage @ held.weights / total,
        held.anywhere @ held.weights / total,
        _share(held.anywhere, names),
        held.headline_share,
        best(in_sentence),
        best(with_neighbours),
        best(sentence_bm25),
        best(held.pairs),
        (held.in_passage * held.weights).max(axis=1, initial=0.0) / max(held.weights.max(initial=0.0), 1e-9),
        context_before @ held.weights / total,
        np.maximum(context_before, context_around) @ held.weights / total,
        _share(context_before, names),
        np.log(np.maximum(held.length, 1)),
        first_of_article,
    ]
    owner = np.repeat(np.arange(len(rows)), np.diff(held.first))
    place = np.arange(len(owner)) - held.first[owner]
    last = np.diff(held.first)[owner] - 1
    cosine = sentence_cosines[:, 0]
    with_context = np.maximum(held.in_sentence, context_before[owner] > 0)
    sentence_columns = [
        cosine,
        cosine - cosine.max(),
        cosine - best(cosine)[owner],
        np.where(place > 0, np.roll(cosine, 1), 0.0),
        np.where(place < last, np.roll(cosine, -1), 0.0),
        sentence_cosines[:, 1],
        in_sentence,
        in_sentence - in_sentence.max(),
        with_neighbours,
        _share(held.in_sentence, names),
        with_context @ held.weights / total,
        sentence_bm25,
        sentence_bm25 - sentence_bm25.max(),
        held.pairs,
        np.log(np.maximum(held.sentence_length, 1)),
        place == 0,
        (place == 0) * first_of_article[owner],
        place == last,
        held.sentence_words < 4,
        cosines[owner],
    ]
    return Signals(rows, _table(columns), _table(sentence_columns), held.first, held.anywhere)


def _neighbours(collection: Collection, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows before and after, -1 where the article begins or ends."""
    import numpy as np

    before = np.where(collection.begins_article(rows), -1, rows - 1)
    following = np.minimum(rows + 1, len(collection.passages) - 1)
    ends = (rows + 1 >= len(collection.passages)) | collection.begins_article(following)
    return before, np.where(ends, -1, rows + 1)


def _context(collection: Collection, rows: np.ndarray, terms: Sequence[Term]) -> tuple[np.ndarray, np.ndarray]:
    """How near before (and after) each candidate its article last holds each term: 1 in the passage, 0 from afar."""
    import numpy as np

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
    import numpy as np

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


def _common(collection: Collection, rows: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """The mean vector of the best candidates, scaled to length 1."""
    import numpy as np

    mean = collection.vectors[rows[np.argsort(-scores, kind="stable")[:FEEDBACK]]].mean(axis=0)
    common: np.ndarray = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return common


def _either(held: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Terms held by a sentence or by one beside it in the same passage."""
    import numpy as np

    owner = np.repeat(np.arange(len(first) - 1), np.diff(first))
    same = (owner[1:] == owner[:-1])[:, None]
    either = held.copy()
    either[1:] = np.maximum(either[1:], held[:-1] * same)
    either[:-1] = np.maximum(either[:-1], held[1:] * same)
    return either


def _share(held: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weighted share of the terms that are held; 0 where none has a weight."""
    total = float(weights.sum())
    share: np.ndarray = held @ weights / max(total, 1e-9)
    return share


def _ranks(scores: np.ndarray) -> np.ndarray:
    """1 for the highest score, 2 for the next; ties in the order of the rows."""
    import numpy as np

    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return ranks


def _table(columns: Sequence[np.ndarray]) -> np.ndarray:
    import numpy as np

    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)
