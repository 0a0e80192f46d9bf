"""Copies of one wire story, folded into the best ranked of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.index.arrays import stretch_lengths, stretch_places
from assistant.index.collection import Collection

COPY = 0.8
"""Share of common word triples (Jaccard) from which two articles' passages are one wire story."""


def fold_copies(collection: Collection, rows: np.ndarray, order: Sequence[int], k: int) -> list[tuple[int, list[str]]]:
    """The first k candidates, each with the articles whose near-duplicate passage came later in the ranking."""
    looked_at = order[: 4 * k]
    alike = _alike(collection, rows[looked_at]).tolist()
    chosen: list[tuple[int, list[str]]] = []
    numbers: list[int] = []
    for number, place in enumerate(looked_at):
        first = next((at for at, other in enumerate(numbers) if alike[number][other]), None)
        if first is not None:
            mine = collection.passages[int(rows[place])].article_id
            if mine not in chosen[first][1]:
                chosen[first][1].append(mine)
        elif len(chosen) < k:
            chosen.append((place, []))
            numbers.append(number)
    return chosen


def _alike(collection: Collection, rows: np.ndarray) -> np.ndarray:
    """(rows, rows), bool: whether two passages of different articles share so many word triples that they are one story."""
    first_word = collection.lexical.first_word
    words = stretch_places(first_word, rows)
    owner = np.repeat(np.arange(len(rows)), stretch_lengths(first_word, rows))
    own = collection.lexical.word_starts[words] >= collection.shifts[rows][owner]  # not the headline and date before it
    ids, owner = collection.lexical.word_ids[words[own]].astype(np.int64), owner[own]
    size = len(collection.lexical.vocabulary)
    triples = (ids[:-2] * size + ids[1:-1]) * size + ids[2:]
    inside = owner[2:] == owner[:-2]
    numbered = np.unique(triples[inside], return_inverse=True)[1]
    holds = np.zeros((len(rows), int(numbered.max(initial=-1)) + 1), dtype=np.float32)
    holds[owner[2:][inside], numbered] = 1.0
    shared, counts = holds @ holds.T, holds.sum(axis=1)
    union = counts[:, None] + counts - shared
    owners = collection.owners[rows]
    alike: np.ndarray = (shared >= COPY * np.maximum(union, 1)) & (owners[:, None] != owners)
    return alike
