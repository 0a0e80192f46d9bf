"""Whether a name is a person's, an organisation's or a place's, by the name alone.

A logistic regression over the embedding of the name: the embedding model knows many names and what others sound like. It was trained by
`eval/training/train_name_kinds.py` on names of news articles; the words beside a name added little (eval/figures.md).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib import resources
from typing import Literal

import numpy as np

from assistant.index.embedding import Embedder

NameKind = Literal["person", "organisation", "place", "other", "none"]
KINDS: tuple[NameKind, ...] = ("person", "organisation", "place", "other", "none")
"""`other`: a product, a work, an event; `none`: no name, or one that is cut wrongly."""
SURE = 0.6
"""The least probability of a kind before a name is shown as one."""
MAY_BE = 0.1
"""The least probability from which a full name may be a person's: it keeps 205 of the 207 in eval/names, and 20 of 157 others."""


class NameKinds:
    """Tells the kinds of names, each asked about once; `embedder` is the English model, for which the weights are trained."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.known: dict[str, NameKind] = {}

    def of(self, names: Sequence[str]) -> list[NameKind]:
        """The kind of each name; `other` where none is likely enough."""
        new = [name for name in dict.fromkeys(names) if name not in self.known]
        if new:
            likely = probabilities(self.embedder.encode(new, [()] * len(new)).vectors)
            kinds = np.where(likely.max(axis=1) >= SURE, likely.argmax(axis=1), KINDS.index("other"))
            self.known |= {name: KINDS[kind] for name, kind in zip(new, kinds.tolist(), strict=True)}
        return [self.known[name] for name in names]

    def may_be_person(self, name: str) -> bool:
        """Not where a name of several words is of something else; one word tells too little."""
        return " " not in name or bool(probabilities(self.embedder.encode([name], [()]).vectors)[0, 0] >= MAY_BE)


def probabilities(vectors: np.ndarray) -> np.ndarray:
    """Of embedded names, shape (names, numbers), the probability of each kind, shape (names, kinds)."""
    weights = _weights()
    odds = vectors @ weights[:-1] + weights[-1]
    likely = np.exp(odds - odds.max(axis=1, keepdims=True))
    share: np.ndarray = likely / likely.sum(axis=1, keepdims=True)
    return share


@functools.cache
def _weights() -> np.ndarray:
    """Shape (numbers + 1, kinds), the constants last."""
    with resources.files("assistant").joinpath("data", "name_kinds.npz").open("rb") as file, np.load(file) as stored:
        weights: np.ndarray = stored["weights"].astype(np.float32)
    return weights
