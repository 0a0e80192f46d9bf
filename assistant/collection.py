"""What retrieval works on: the passages of an index with their vectors and their lexical side, held open for reading."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from assistant.schema import Article, Passage

if TYPE_CHECKING:
    import numpy as np

    from assistant.embedding import Embedder, Progress
    from assistant.lexical import LexicalIndex


class NearestPassages(Protocol):
    """The vector store's seat: rows of the passages nearest to a vector, best first, with their cosines."""

    def __call__(self, vector: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Collection:
    """Row i of everything is passage i."""

    articles: Mapping[str, Article]
    passages: Sequence[Passage]
    vectors: np.ndarray
    """(passages, dimension), float32, length 1"""
    sentence_vectors: np.ndarray
    """(sentences of all passages, dimension), float16, length 1, pooled in their passage's forward pass"""
    first_sentence: np.ndarray
    """(passages + 1,), int64: passage i's sentences are rows first_sentence[i] to first_sentence[i + 1]"""
    lexical: LexicalIndex
    nearest: NearestPassages


def exact_nearest(vectors: np.ndarray) -> NearestPassages:
    """Search over all vectors, without a store: for tests and small experiments."""
    import numpy as np

    def nearest(vector: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        cosines = vectors @ vector
        rows = np.argsort(-cosines, kind="stable")[:k]
        return rows, cosines[rows]

    return nearest


def collect(articles: Sequence[Article], embedder: Embedder, progress: Progress | None = None) -> Collection:
    """Articles split, embedded and indexed in memory: for benchmarks, tests and small experiments."""
    import numpy as np

    from assistant.lexical import LexicalIndex
    from assistant.passages import embedded_text, split

    passages = [passage for article in articles for passage in split(article)]
    by_id = {article.article_id: article for article in articles}
    texts = [embedded_text(by_id[passage.article_id], passage) for passage in passages]
    spans = [
        [(start - passage.start + offset, end - passage.start + offset) for start, end in passage.sentences]
        for passage, (_, offset) in zip(passages, texts, strict=True)
    ]
    encoded = embedder.encode([text for text, _ in texts], spans, progress)
    sentences = np.concatenate(encoded.spans) if passages else np.zeros((0, 0))
    return Collection(
        articles=by_id,
        passages=passages,
        vectors=encoded.vectors,
        sentence_vectors=sentences.astype(np.float16),
        first_sentence=np.cumsum([0, *(len(passage.sentences) for passage in passages)]),
        lexical=LexicalIndex.build([text for text, _ in texts]),
        nearest=exact_nearest(encoded.vectors),
    )
