"""A deterministic embedder for tests in which the real one does not matter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.embedding import Encoded, Progress
from assistant.words import words


class HashedWords:
    """A deterministic embedder: each word's stem adds one to a place of the vector that its letters choose."""

    name = "hashed words"

    def query(self, text: str) -> np.ndarray:
        vector = np.full(64, 0.01, dtype=np.float32)
        for word in words(text):
            vector[sum(map(ord, word.stem)) % 64] += 1
        return vector / np.float32(np.linalg.norm(vector))

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], progress: Progress | None = None
    ) -> Encoded:
        vectors = np.array([self.query(text) for text in texts], dtype=np.float32).reshape(len(texts), 64)
        pieces = [
            np.array([self.query(text[start:end]) for start, end in wanted], dtype=np.float32).reshape(len(wanted), 64)
            for text, wanted in zip(texts, spans, strict=True)
        ]
        return Encoded(vectors, pieces)
