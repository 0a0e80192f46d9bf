"""Made-up articles and a stand-in for the embedding model, for measuring the speed of everything else (`indexing_and_search`)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.index.embedding import Encoded

if TYPE_CHECKING:
    import numpy as np

SYLLABLES = [a + b for a in ("b", "k", "d", "f", "gr", "h", "l", "m", "n", "pr", "s", "t", "v") for b in "aeiou"]


class WordVectors:
    """A stand-in for the embedding model where its own time is not the question: sums of the words' fixed vectors."""

    name = "word vectors of the speed test"

    def query(self, text: str) -> np.ndarray:
        import numpy as np

        total = np.sum([self._word(word) for word in text.lower().split()] or [self._word("")], axis=0)
        vector: np.ndarray = total / np.linalg.norm(total)
        return vector

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], progress: Any = None) -> Encoded:
        import numpy as np

        if progress:
            progress(len(texts))
        vectors = np.array([self.query(text) for text in texts], dtype=np.float32).reshape(-1, 384)
        stretches = [
            np.array([self.query(text[start:end]) for start, end in wanted], dtype=np.float32).reshape(-1, 384)
            for text, wanted in zip(texts, spans, strict=True)
        ]
        return Encoded(vectors, stretches)

    def __init__(self) -> None:
        self._known: dict[str, np.ndarray] = {}

    def _word(self, word: str) -> np.ndarray:
        import numpy as np

        if word not in self._known:
            seed = int.from_bytes(word.encode()[:12].ljust(12, b" "), "big")
            self._known[word] = np.random.default_rng(seed).standard_normal(384, dtype=np.float32)
        return self._known[word]


def write_articles(folder: Path, count: int, seed: int = 1, vocabulary: int = 30_000) -> None:
    """Made-up articles of about 3,500 characters: words drawn by Zipf's law, so that the index meets real proportions."""
    rng = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < vocabulary:
        made["".join(rng.choices(SYLLABLES, k=rng.choice((1, 2, 2, 3, 3, 4))))] = None
        if len(made) > 500 and rng.random() < 0.2:
            made[made.popitem()[0].capitalize()] = None
    words = list(made)
    weights = [1 / (rank + 3) for rank in range(vocabulary)]
    cumulated: list[float] = []
    for weight in weights:
        cumulated.append((cumulated[-1] if cumulated else 0.0) + weight)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        day = f"{2015 + number % 10}-{1 + number % 12:02d}-{1 + number % 28:02d}"
        paragraphs = [
            " ".join(
                " ".join(rng.choices(words, cum_weights=cumulated, k=rng.randrange(8, 26))).capitalize() + "."
                for _ in range(rng.randrange(2, 5))
            )
            for _ in range(9)
        ]
        head = f"---\ntitle: {' '.join(rng.choices(words, k=6))}\noutlet: Outlet {number % 40}\npublished: {day}\n---\n"
        (folder / f"{number:05d}.md").write_text(head + "\n\n".join(paragraphs), encoding="utf-8")
