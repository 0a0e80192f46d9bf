"""What retrieval works on: the passages of an index with their vectors and their lexical side, held open for reading."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from assistant.index.bm25 import LexicalIndex
from assistant.index.embedding import Advance, Embedder
from assistant.index.quantization import ByteVectors, HalfByteVectors, VectorRows
from assistant.index.versions import VERSION_DTYPE, identity, newest_versions
from assistant.ingest.chunking import embedded_text, split
from assistant.schema import Article, Passage
from assistant.text.languages import Language, language
from assistant.text.outlet_names import as_shown


class NearestPassages(Protocol):
    """The vector store's seat: rows of the passages nearest to a vector, best first, with their cosines."""

    def __call__(self, vector: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Collection:
    """Row i of everything is passage i."""

    articles: Mapping[str, Article]
    passages: Sequence[Passage]
    vectors: VectorRows
    """(passages, dimension), float32, length 1"""
    sentence_vectors: HalfByteVectors
    """(sentences of all passages, dimension), length 1, pooled in their passage's forward pass"""
    first_sentence: np.ndarray
    """(passages + 1,), int64: passage i's sentences are rows first_sentence[i] to first_sentence[i + 1]"""
    sentence_spans: np.ndarray
    """(sentences of all passages, 2): characters of the article"""
    owners: np.ndarray
    """(passages,): the place of each passage's article in `articles`"""
    starts: np.ndarray
    """(passages,): the article's character at which each passage starts"""
    ends: np.ndarray
    shifts: np.ndarray
    """(passages,): where a passage's own text starts in the text that it is embedded and indexed with"""
    published: np.ndarray
    """(articles,): `date.toordinal()` of the publication, 0 where there is none"""
    outlets: Sequence[str | None]
    """The outlet of each article, by the spelling that most of its articles have."""
    languages: Sequence[str]
    """The language of each article, by its code."""
    spoken: tuple[Language, ...]
    """The languages that its articles are in, each once."""
    newest: np.ndarray
    """(articles,): the place of the newest version of each article, -1 where it is that itself"""
    lexical: LexicalIndex
    nearest: NearestPassages

    def begins_article(self, rows: np.ndarray) -> np.ndarray:
        """Whether each of some passages is the first of its article: shape and order as `rows`, bool."""
        begins: np.ndarray = (rows == 0) | (self.owners[rows] != self.owners[rows - 1])
        return begins


def spoken_in(codes: Sequence[str]) -> tuple[Language, ...]:
    """The languages of some articles, each once."""
    return tuple(language(code) for code in sorted(set(codes)))


def exact_nearest(vectors: VectorRows) -> NearestPassages:
    """Search over all vectors, without a store; what has no vector is near to nothing."""

    def nearest(vector: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        cosines = vectors @ vector
        near = np.argpartition(-cosines, k - 1)[:k] if k < len(cosines) else np.arange(len(cosines))
        rows = near[np.lexsort((near, -cosines[near]))]
        return rows, cosines[rows]

    return nearest


def collect(articles: Sequence[Article], embedder: Embedder, progress: Advance | None = None) -> Collection:
    """Articles split, embedded and indexed in memory: for benchmarks, tests and small experiments."""
    passages = [passage for article in articles for passage in split(article)]
    by_id = {article.article_id: article for article in articles}
    texts = [embedded_text(by_id[passage.article_id], passage) for passage in passages]
    spans = [
        [(start - passage.start + offset, end - passage.start + offset) for start, end in passage.sentences]
        for passage, (_, offset) in zip(passages, texts, strict=True)
    ]
    encoded = embedder.encode([text for text, _ in texts], spans, progress)
    vectors = ByteVectors.of(encoded.vectors)
    sentences = np.concatenate(encoded.spans) if passages else np.zeros((0, 0))
    places = {article_id: place for place, article_id in enumerate(by_id)}
    days = [article.published.toordinal() if article.published else 0 for article in by_id.values()]
    versions = np.zeros(len(by_id), dtype=[("published", "<i4"), *VERSION_DTYPE])
    for row, (day, article) in enumerate(zip(days, by_id.values(), strict=True)):
        versions[row] = (day, *identity(article))
    return Collection(
        articles=by_id,
        passages=passages,
        vectors=vectors,
        sentence_vectors=HalfByteVectors.of(sentences),
        first_sentence=np.cumsum([0, *(len(passage.sentences) for passage in passages)]),
        sentence_spans=np.array([s for p in passages for s in p.sentences], dtype=np.int64).reshape(-1, 2),
        owners=np.array([places[passage.article_id] for passage in passages], dtype=np.int64),
        starts=np.array([passage.start for passage in passages], dtype=np.int64),
        ends=np.array([passage.end for passage in passages], dtype=np.int64),
        shifts=np.array([shift for _, shift in texts], dtype=np.int64),
        published=np.array(days, dtype=np.int64),
        outlets=as_shown([article.outlet for article in by_id.values()]),
        languages=(codes := [article.language or "en" for article in by_id.values()]),
        spoken=spoken_in(codes),
        newest=newest_versions(versions, [0] * len(by_id)),
        lexical=LexicalIndex.build(
            [text for text, _ in texts], [language(by_id[passage.article_id].language) for passage in passages]
        ),
        nearest=exact_nearest(vectors),
    )
