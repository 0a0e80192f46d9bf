"""What the reader learns its second look from: the sentences that its first look found likeliest, laid beside each other as one text."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from training.reading_pairs import Group, Pair

from assistant.retrieval.confidence import COMPARED
from assistant.retrieval.cross_encoder import TOKENS, Tokens

Place = tuple[Pair, int]
"""A passage, and which of its sentences."""


def compared(group: Group, odds: NDArray[Any], rng: random.Random) -> Pair | None:
    """The COMPARED likeliest sentences of a question's passages in random order, with a gold one if there is any; None where there are
    fewer than two. `odds`: (passages, sentences)."""
    places = [
        (pair, place)
        for pair in group
        if pair
        for place in range(min(len(pair.gold), odds.shape[1]))
        if pair.tokens.inside[place].any()
    ]
    row = {id(pair): number for number, pair in enumerate(group) if pair}
    places.sort(key=lambda one: -float(odds[row[id(one[0])], one[1]]))
    likeliest = places[:COMPARED]
    gold = [(pair, place) for pair, place in places if pair.gold[place]]
    if gold and not any(pair.gold[place] for pair, place in likeliest):
        likeliest[-1] = gold[0]
    return _as_pair(rng.sample(likeliest, len(likeliest))) if len(likeliest) > 1 else None


def _as_pair(places: Sequence[Place]) -> Pair:
    asked = places[0][0].tokens.ids[places[0][0].tokens.kinds == 0]
    mark, ids, bounds = asked[-1], list(asked), []
    first, last = 0, 0
    for pair, place in places:
        inside = np.flatnonzero(pair.tokens.inside[place])
        if not last and pair.gold[place] and pair.answer[0] in inside and pair.answer[1] in inside:
            first, last = (len(ids) + int(np.searchsorted(inside, one)) for one in pair.answer)
        bounds.append((len(ids), len(ids) + len(inside)))
        ids += pair.tokens.ids[inside].tolist()
    ids = [*ids[: TOKENS - 1], mark]
    size = len(ids)
    inside_of = np.zeros((len(places), size), dtype=bool)
    for row, (start, end) in zip(inside_of, bounds, strict=True):
        row[start : min(end, size - 1)] = True
    kinds = np.array([0] * len(asked) + [1] * (size - len(asked)), dtype=np.int64)
    tokens = Tokens(np.array(ids, dtype=np.int64), kinds, inside_of, np.zeros((size, 2), dtype=np.int64))
    gold = np.array([pair.gold[place] for pair, place in places]) & inside_of.any(axis=1)
    return Pair(tokens, gold, (first, last) if last < size - 1 else (0, 0))
