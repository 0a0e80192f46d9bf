"""Chroma's seat: the passages with vector, text, offsets and metadata, so that any Chroma tool can read the index.

Written and read through Chroma's own client, which keeps llama_index.core (2 s to import) off the way of a question and
of a small change; the records are those of LlamaIndex's `ChromaVectorStore`, so that its programs can open the index.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.errors import IndexDamaged
from assistant.index import integrity
from assistant.index.integrity import REBUILD
from assistant.index.quantization import VectorRows
from assistant.schema import Article, Passage

if TYPE_CHECKING:
    from llama_index.core.schema import BaseNode

NAME = "passages"
BATCH = 5000
HNSW: dict[str, Any] = {
    "space": "cosine",
    "ef_construction": 200,
    "ef_search": 400,
    "batch_size": 1,
    "sync_threshold": 1,
}
"""The default search width misses neighbours; `ef_search` holds from the creation of the collection on.

Chroma keeps additions in its log until `batch_size`, brings the graph to the disk every `sync_threshold` of them, and
whoever opens the collection next catches up: a reader would write. With 1 the files are complete after every change and
can be sealed."""


class ChromaPassages:
    """An open collection, for reading."""

    def __init__(self, folder: Path, rows: dict[str, int], hold: object = None) -> None:
        """`rows` are the rows of the passages that it holds, by their ids. `hold` is kept as long as the collection
        is: it keeps the folder from being removed."""
        from chromadb.errors import ChromaError

        client, self._collection = _open(folder, create=False)
        self.close = weakref.finalize(self, client.close)
        self._hold = hold
        self._rows = rows
        try:
            complete = self._collection.count() == len(rows)
        except ChromaError:
            complete = False
        if not complete:
            raise IndexDamaged(f"Chroma does not hold the passages that were written: {REBUILD}")

    def nearest(self, vector: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Rows of the k nearest passages, best first, and their cosines. Raises IndexDamaged."""
        from chromadb.errors import ChromaError

        k = min(k, len(self._rows))
        if k == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        try:
            found = self._collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
            rows = np.array([self._rows[passage_id] for passage_id in found["ids"][0]], dtype=np.int64)
        except (ChromaError, KeyError) as error:
            raise IndexDamaged(f"the index's part chroma is damaged: {REBUILD}") from error
        return rows, 1.0 - np.array(found["distances"][0], dtype=np.float32)

    def holds(self, passages: Sequence[Passage], vectors: VectorRows) -> bool:
        """True when every passage that has a vector is there with its text and vector. Chroma touches its files when it opens them, so
        that their bytes say nothing."""
        from chromadb.errors import ChromaError

        rows = list(self._rows.values())
        for first in range(0, len(rows), BATCH):
            some = rows[first : first + BATCH]
            part = [passages[row] for row in some]
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
            if not np.allclose(found["embeddings"][order], vectors[some], atol=1e-5):
                return False
        return True


class ChromaWriting:
    """A collection that is being written: a copy of the previous state without the passages that are gone."""

    def __init__(self, folder: Path, previous: Path | None, gone: Sequence[str]) -> None:
        if previous is not None:
            # Its files, not its records: to add them again would build the graph anew. The old state goes on answering.
            shutil.copytree(previous, folder)
        self._folder = folder
        client, self._collection = _open(folder, create=previous is None)
        self._close = weakref.finalize(self, client.close)
        with self._changing():
            for first in range(0, len(gone), BATCH):
                self._collection.delete(ids=list(gone[first : first + BATCH]))

    def finish(self, fresh: Sequence[tuple[Passage, Article]], vectors: np.ndarray, total: int) -> None:
        """Adds the fresh passages with their vectors; in the end there are `total` passages."""
        try:
            with self._changing():
                for first in range(0, len(fresh), BATCH):
                    _add(self._collection, fresh[first : first + BATCH], vectors[first : first + BATCH])
                held = self._collection.count()
        finally:
            self._close()
        _compact(self._folder / "chroma.sqlite3")
        if held != total:
            raise IndexDamaged(f"Chroma holds {held} passages instead of {total}: {REBUILD}")

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except ChromaError as error:
            self._close()
            raise_for_disk(error, self._folder)
            raise IndexDamaged(f"the index's part chroma cannot be changed: {REBUILD}") from error


def _slim(database: Path) -> None:
    """Leaves out what Chroma's database holds of every text besides the text: 4 kB a passage of 600 characters.

    A copy and the trigrams for `where_document`, which reads the texts themselves through a view instead, and indexes
    over metadata. Every query of other Chroma tools answers the same, those by text or metadata by looking at each row.
    """
    import sqlite3

    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.executescript(SLIM)


SLIM = """
DROP TABLE embedding_fulltext_search;
CREATE VIEW embedding_fulltext_search AS
    SELECT id AS rowid, string_value FROM embedding_metadata WHERE key = 'chroma:document';
CREATE TRIGGER fulltext_insert INSTEAD OF INSERT ON embedding_fulltext_search BEGIN SELECT 1; END;
CREATE TRIGGER fulltext_update INSTEAD OF UPDATE ON embedding_fulltext_search BEGIN SELECT 1; END;
CREATE TRIGGER fulltext_delete INSTEAD OF DELETE ON embedding_fulltext_search BEGIN SELECT 1; END;
DROP INDEX embedding_metadata_string_value;
DROP INDEX embedding_metadata_int_value;
"""


def _compact(database: Path) -> None:
    """Gives back what Chroma's log of additions has left empty, which is up to half of the file."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(database)) as connection:
        pages, empty = (connection.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "freelist_count"))
        if empty > pages / 5:
            connection.execute("VACUUM")


def _add(collection: Any, fresh: Sequence[tuple[Passage, Article]], vectors: np.ndarray) -> None:
    """Records as LlamaIndex's `ChromaVectorStore` reads them, without importing it, which takes longer than many a run.

    In its older, flat form: the newer one holds all metadata a second time.
    """
    collection.add(
        ids=[passage.passage_id for passage, _ in fresh],
        embeddings=vectors,
        metadatas=[
            metadata_of(passage, article) | {"relationships": json.dumps({"1": article.article_id})}
            for passage, article in fresh
        ],
        documents=[_storable(passage.text) for passage, _ in fresh],
    )


def as_node(node_id: str, passage: Passage, article: Article, vector: np.ndarray) -> BaseNode:
    """A passage as LlamaIndex's other vector stores take it."""
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

    return TextNode(
        id_=node_id,
        text=_storable(passage.text),
        embedding=vector.tolist(),
        metadata=metadata_of(passage, article),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=article.article_id)},
    )


def metadata_of(passage: Passage, article: Article) -> dict[str, str | int]:
    """What is stored of a passage besides its text: flat, and never None, which Chroma does not take."""
    return {
        "article_id": article.article_id,
        "title": _storable(article.title),
        "outlet": _storable(article.outlet),
        "published": article.published.isoformat() if article.published else "",
        "start": passage.start,
        "end": passage.end,
    }


def _storable(text: str | None) -> str:
    """SQLite holds no lone surrogates; the articles beside it keep them."""
    return (text or "").encode("utf-8", "replace").decode("utf-8")


def _open(folder: Path, *, create: bool) -> tuple[Any, Any]:
    """Raises IndexDamaged; OSError where the disk is full or may not be written, which Chroma does even to read."""
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    damaged = IndexDamaged(f"the index's part chroma cannot be opened: {REBUILD}")
    if not create and not (folder / "chroma.sqlite3").exists():
        raise damaged
    try:
        client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
        if create:
            collection = client.create_collection(NAME, embedding_function=None, configuration={"hnsw": HNSW})  # type: ignore[arg-type]
            _slim(folder / "chroma.sqlite3")
        else:
            collection = client.get_collection(NAME, embedding_function=None)
    except (ChromaError, ValueError, AttributeError) as error:  # the last two: what its own cleaning up runs into
        raise_for_disk(error, folder)
        raise damaged from error
    return client, collection


def raise_for_disk(error: BaseException | None, folder: Path) -> None:
    """Raises OSError where Chroma failed because the disk is full or read-only, which it does not always say."""
    if integrity.is_full(folder):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
    while error is not None:
        for says, code in (("disk is full", errno.ENOSPC), ("readonly database", errno.EROFS)):
            if says in str(error):
                raise OSError(code, os.strerror(code)) from error
        error = error.__cause__ or error.__context__
