"""Chroma's seat: the passages with vector, text, offsets and metadata, so that any Chroma tool can read the index.

Written through LlamaIndex's `ChromaVectorStore`; read through Chroma's own client, which keeps llama_index.core (2 s to
import) off the way of a question.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import IndexDamaged
from assistant.schema import Article, Passage

if TYPE_CHECKING:
    import numpy as np

NAME = "passages"
BATCH = 5000
HNSW: dict[str, Any] = {"space": "cosine", "ef_construction": 200, "ef_search": 400}
"""The default search width misses neighbours; `ef_search` holds from the creation of the collection on."""


class ChromaPassages:
    """An open collection, for reading."""

    def __init__(self, folder: Path, passage_ids: Sequence[str]) -> None:
        self._client, self._collection = _open(folder, create=False)
        self._rows = {passage_id: row for row, passage_id in enumerate(passage_ids)}
        if self._collection.count() != len(passage_ids):
            raise IndexDamaged("Chroma does not hold the passages that were written: run `assistant index --rebuild`")

    def nearest(self, vector: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the k nearest passages, best first, and their cosines."""
        import numpy as np

        k = min(k, len(self._rows))
        if k == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        found = self._collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        rows = np.array([self._rows[passage_id] for passage_id in found["ids"][0]], dtype=np.int64)
        return rows, 1.0 - np.array(found["distances"][0], dtype=np.float32)

    def holds(self, passages: Sequence[Passage], vectors: np.ndarray) -> bool:
        """True when every passage is there with its text and vector. Chroma touches its files when it opens them, so
        that their bytes say nothing."""
        import numpy as np
        from chromadb.errors import ChromaError

        for first in range(0, len(passages), BATCH):
            part = passages[first : first + BATCH]
            try:
                found = self._collection.get(ids=[p.passage_id for p in part], include=["documents", "embeddings"])
            except (ChromaError, OSError):
                return False
            places = {passage_id: place for place, passage_id in enumerate(found["ids"])}
            if len(places) != len(part):
                return False
            order = [places[passage.passage_id] for passage in part]
            if [found["documents"][place] for place in order] != [_storable(passage.text) for passage in part]:
                return False
            if not np.allclose(found["embeddings"][order], vectors[first : first + len(part)], atol=1e-5):
                return False
        return True

    def close(self) -> None:
        self._client.close()

    @staticmethod
    def write(
        folder: Path,
        previous: Path | None,
        kept: set[str],
        passages: Sequence[Passage],
        articles: Sequence[Article],
        owners: Sequence[int],
        vectors: np.ndarray,
    ) -> None:
        """Makes `folder` hold exactly these passages: a copy of the previous state with what differs applied.

        `kept` are the ids of the articles whose passages the previous state holds as they are.
        """
        if previous is not None:
            shutil.copytree(previous, folder)
        client, collection = _open(folder, create=previous is None)
        try:
            held = set(collection.get(include=[])["ids"]) if previous is not None else set()
            held_well = {passage.passage_id for passage in passages if passage.article_id in kept} & held
            gone = sorted(held - held_well)
            for first in range(0, len(gone), BATCH):
                collection.delete(ids=gone[first : first + BATCH])
            fresh = [i for i, passage in enumerate(passages) if passage.passage_id not in held_well]
            _add(collection, fresh, passages, articles, owners, vectors)
            if collection.count() != len(passages):
                raise IndexDamaged("Chroma did not take all passages: run `assistant index` again")
        finally:
            client.close()


def _add(
    collection: Any,
    rows: Sequence[int],
    passages: Sequence[Passage],
    articles: Sequence[Article],
    owners: Sequence[int],
    vectors: np.ndarray,
) -> None:
    if not rows:
        return
    from llama_index.core.schema import BaseNode, NodeRelationship, RelatedNodeInfo, TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

    store = ChromaVectorStore(chroma_collection=collection)
    for first in range(0, len(rows), BATCH):
        nodes: list[BaseNode] = []
        for row in rows[first : first + BATCH]:
            passage, article = passages[row], articles[owners[row]]
            metadata = {
                "article_id": article.article_id,
                "title": _storable(article.title),
                "outlet": _storable(article.outlet),
                "published": article.published.isoformat() if article.published else "",
                "start": passage.start,
                "end": passage.end,
            }
            nodes.append(
                TextNode(
                    id_=passage.passage_id,
                    text=_storable(passage.text),
                    embedding=vectors[row].tolist(),
                    metadata=metadata,
                    relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=article.article_id)},
                )
            )
        store.add(nodes)


def _storable(text: str | None) -> str:
    """SQLite holds no lone surrogates; the articles beside it keep them."""
    return (text or "").encode("utf-8", "replace").decode("utf-8")


def _open(folder: Path, *, create: bool) -> tuple[Any, Any]:
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    damaged = IndexDamaged("the index's part chroma cannot be opened: run `assistant index --rebuild`")
    if not create and not (folder / "chroma.sqlite3").exists():
        raise damaged
    try:
        client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
        if create:
            collection = client.create_collection(NAME, embedding_function=None, configuration={"hnsw": HNSW})  # type: ignore[arg-type]
        else:
            collection = client.get_collection(NAME, embedding_function=None)
    except (ChromaError, ValueError) as error:
        raise damaged from error
    return client, collection
