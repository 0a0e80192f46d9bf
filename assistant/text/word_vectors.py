"""How alike words are in meaning: "bought" and "purchased". Small vectors of English stems, from one small file.

The vectors are the input embeddings of all-MiniLM-L6-v2 (Apache-2.0), averaged over the words of a stem and brought
to 32 dimensions by `eval/training/make_word_vectors.py`. No model runs: a look-up and a product of two small matrices.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np


class Vectors(NamedTuple):
    """One row of `rows` for each stem in `places`, and a last row of zeros for the others."""

    places: Mapping[str, int]
    rows: np.ndarray


@functools.cache
def load_vectors() -> Vectors:
    """The vectors that were shipped, read once: rows have length 1."""
    import numpy as np

    file = resources.files("assistant").joinpath("data", "word_vectors.npz")
    with file.open("rb") as opened, np.load(opened) as arrays:
        stems = bytes(arrays["stems"]).decode("ascii").split()
        rows = arrays["vectors"].astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return Vectors(
        {stem: i for i, stem in enumerate(stems)}, np.vstack([rows, np.zeros((1, rows.shape[1]), np.float32)])
    )


def vectors_of(stems: Sequence[str]) -> np.ndarray:
    """One row for each stem; zeros for a stem that is not listed."""
    vectors = load_vectors()
    missing = len(vectors.places)
    found: np.ndarray = vectors.rows[[vectors.places.get(stem, missing) for stem in stems]]
    return found


def likeness(claimed: Sequence[str], sentences: Sequence[Sequence[str]]) -> np.ndarray:
    """How near each claimed stem comes to any stem of each sentence: shape (claimed, sentences), 1 for the stem itself.

    No sentence may be empty.
    """
    import numpy as np

    stated = [stem for sentence in sentences for stem in sentence]
    known = {stem: i for i, stem in enumerate(dict.fromkeys(stated))}
    near = vectors_of(claimed) @ vectors_of(list(known)).T
    for i, stem in enumerate(claimed):
        if stem in known:
            near[i, known[stem]] = 1.0
    starts = np.cumsum([0, *(len(sentence) for sentence in sentences[:-1])])
    nearest: np.ndarray = np.maximum.reduceat(near[:, [known[stem] for stem in stated]], starts, axis=1)
    return nearest
