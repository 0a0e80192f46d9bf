"""A vector store outside the index folder: a Chroma server, or any LlamaIndex store named by its import path.

It serves every state of the index at once. Passages are added before a new state is put in force and removed after the
old one is not; a record's id says all that it was made from, so that adding again what a killed run had added changes
nothing. What the state in force does not know is passed over.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.config import Config
from assistant.errors import ConfigError, VectorStoreError
from assistant.index.chroma import HNSW, as_node
from assistant.index.collection import NearestPassages
from assistant.schema import Article, Passage

if TYPE_CHECKING:
    from llama_index.core.vector_stores.types import BasePydanticVectorStore


BATCH = 500
SPARE = 20
"""So many more than asked for are fetched, for those that another state of the index has left there."""


class SharedStore:
    """A LlamaIndex vector store in our seat."""

    def __init__(self, name: str, store: BasePydanticVectorStore, save: Callable[[], object] = lambda: None) -> None:
        """`save` is called after every change."""
        self.name = name
        self._store = store
        self._save = save

    def add(self, ids: Sequence[str], fresh: Sequence[tuple[Passage, Article]], vectors: np.ndarray) -> None:
        """Adds passages. Raises VectorStoreError."""
        for first in range(0, len(fresh), BATCH):
            part = slice(first, first + BATCH)
            nodes = [
                as_node(record, passage, article, vector)
                for record, (passage, article), vector in zip(ids[part], fresh[part], vectors[part], strict=True)
            ]
            self._call(lambda nodes=nodes: self._store.add(nodes))  # type: ignore[misc]
        self._save()

    def remove(self, ids: Sequence[str]) -> None:
        """Removes passages. Raises VectorStoreError."""
        for first in range(0, len(ids), BATCH):
            self._call(lambda first=first: self._store.delete_nodes(list(ids[first : first + BATCH])))  # type: ignore[misc]
        self._save()

    def nearest(self, rows: dict[str, int]) -> NearestPassages:
        """The search over the passages with these ids, as `collection.NearestPassages`."""
        from llama_index.core.vector_stores.types import VectorStoreQuery

        def search(vector: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
            query = VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=min(k, len(rows)) + SPARE)
            found = self._call(lambda: self._store.query(query)) if rows else None
            ids = [name for name in (found.ids or [] if found else []) if name in rows][:k]
            scores = dict(zip(found.ids or [], found.similarities or [], strict=True)) if found else {}
            return np.array([rows[name] for name in ids], dtype=np.int64), np.array(
                [scores[name] for name in ids], dtype=np.float32
            )

        return search

    def _call(self, action: Callable[[], Any]) -> Any:
        """Stores raise what their clients raise, which has no common parent below Exception."""
        try:
            return action()
        except Exception as error:
            raise VectorStoreError(
                f"the vector store {self.name} failed ({type(error).__name__}): check that it is up and try again"
            ) from error


def make_store(config: Config) -> SharedStore | None:
    """The vector store of the settings; None for the one inside the index folder. Raises ConfigError, VectorStoreError."""
    if config.chroma_url and config.vector_store:
        raise ConfigError("chroma_url and vector_store are both set: unset one")
    if config.chroma_url:
        return _chroma_server(config)
    if config.vector_store:
        return _by_import_path(config)
    return None


def _chroma_server(config: Config) -> SharedStore:
    import chromadb
    from chromadb.config import Settings
    from llama_index.vector_stores.chroma import ChromaVectorStore

    assert config.chroma_url is not None
    token = config.chroma_token.get_secret_value() if config.chroma_token else None
    address = config.chroma_url.rstrip("/")
    secure, host = address.startswith("https://"), address.split("://")[-1]
    name, _, port = host.partition(":")
    try:
        client: Any = chromadb.HttpClient(
            host=name,
            port=int(port or (443 if secure else 8000)),
            ssl=secure,
            headers={"Authorization": f"Bearer {token}"} if token else None,
            settings=Settings(anonymized_telemetry=False),
        )
        collection = client.get_or_create_collection(
            config.chroma_collection,
            embedding_function=None,
            configuration={"hnsw": {key: HNSW[key] for key in ("space", "ef_construction", "ef_search")}},
        )
    except Exception as error:
        raise VectorStoreError(f"no Chroma server answers at {address}: start it, or unset chroma_url") from error
    store = ChromaVectorStore(chroma_collection=collection)
    return SharedStore(f"chroma server {config.chroma_collection}", store)


def _by_import_path(config: Config) -> SharedStore:
    assert config.vector_store is not None
    module, _, name = config.vector_store.rpartition(".")
    try:
        kind = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        raise ConfigError(
            f"vector_store: there is no {config.vector_store}: install its package, or correct it"
        ) from None
    file = config.index_path / "vector_store.json"
    if not hasattr(kind, "from_persist_path"):
        return SharedStore(config.vector_store, kind(**config.vector_store_options))
    store = kind.from_persist_path(str(file)) if file.exists() else kind(**config.vector_store_options)
    return SharedStore(config.vector_store, store, lambda: _persist(store, file))


def _persist(store: Any, file: Path) -> None:
    """For stores that live in memory: a file that is whole or absent."""
    part = file.with_name(f"{file.name}.part")
    store.persist(str(part))
    os.replace(part, file)
