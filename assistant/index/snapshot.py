"""One state of the index on disk, open for reading; `writer.py` writes it.

Row i of `passages.npy`, `vectors.npy`, the lexical index and `first_sentence.npy` is passage i; row i of
`articles.npy` is article i, in the order of their ids. Articles are read from `articles.bin` on demand, so that a
large corpus does not fill the memory.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import fcntl
import functools
import hashlib
import json
import os
import weakref
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.config import USUAL_SIZE, PassageSize
from assistant.errors import IndexDamaged, IndexMismatch
from assistant.index import integrity
from assistant.index.arrays import open_array
from assistant.index.bm25 import LexicalIndex
from assistant.index.chroma import ChromaPassages
from assistant.index.collection import Collection, NearestPassages, exact_nearest, spoken_in
from assistant.index.external_store import SharedStore
from assistant.index.integrity import REBUILD
from assistant.index.quantization import ByteVectors, HalfByteVectors
from assistant.index.versions import newest_versions
from assistant.ingest import chunking as splitting
from assistant.schema import Article, Passage, Skipped
from assistant.text.outlet_names import as_shown

SCHEMA_VERSION = 8
"""Raise it when what is written changes its meaning: older indexes are then refused with the mending command."""
OLDER_VERSION = f"the index was built by an older version of the program: {REBUILD}"
NEWER_VERSION = (
    f"the index was built by a newer version of the program: install that one, or build the index anew: {REBUILD}"
)
ARTICLES = "articles.bin"
"""The articles, each as compressed JSON, in the order of their ids."""
FEW_PASSAGES = 10_000
"""Up to so many, looking at every vector takes less time than asking Chroma for the nearest."""
VECTOR_PARTS = ("passages", "vectors", "vector_scales", "sentence_vectors", "sentence_scales", "first_sentence")
"""The parts that a later state's vectors are taken from."""


def of_another_version(schema: object) -> IndexMismatch:
    """What is said of an index of another schema; the first versions named none."""
    return IndexMismatch(NEWER_VERSION if isinstance(schema, int) and schema > SCHEMA_VERSION else OLDER_VERSION)


@dataclasses.dataclass(frozen=True, slots=True)
class IndexSettings:
    """What an index is built with besides the articles and the model."""

    shared: SharedStore | None = None
    """A vector store outside the index folder."""
    passage_size: PassageSize = USUAL_SIZE

    def recorded(self, embedder_name: str) -> dict[str, Any]:
        """As its manifest has them: an index is refused when these differ from those in force."""
        return {
            "schema": SCHEMA_VERSION,
            "splitter": splitting.SPLITTER_VERSION,
            "store": self.shared.name if self.shared else "chroma",
            "embedder": embedder_name,
            "passages": str(self.passage_size),
        }


USUAL_SETTINGS = IndexSettings()


def id_in_shared_store(passage_id: bytes, key: bytes) -> str:
    """A passage's id where several states of the index lie in one store: it says what was embedded as well."""
    return f"{passage_id.decode()}{key[:8].decode()}"


class Hold:
    """Keeps a generation from being removed while anything read from it is in use: a shared lock on its manifest."""

    def __init__(self, manifest: Path) -> None:
        handle = os.open(manifest, os.O_RDONLY)
        self.release = weakref.finalize(self, os.close, handle)
        fcntl.flock(handle, fcntl.LOCK_SH)
        # Whoever removes a generation unlinks the manifest under an exclusive lock: it may have done so between our
        # opening the file and our lock, and then the lock protects nothing.
        if os.fstat(handle).st_nlink == 0:
            self.release()
            raise FileNotFoundError(2, "removed while it was opened", str(manifest))


class Generation:
    """An open generation. It is not removed before it, and all that was read from it, is let go or closed."""

    def __init__(self, folder: Path, manifest: dict[str, Any], hold: Hold, shared: SharedStore | None = None) -> None:
        self.folder = folder
        self.shared = shared
        self.manifest = manifest
        self.settings: dict[str, Any] = manifest["settings"]
        self.files: dict[str, dict[str, Any]] = manifest["files"]
        self.article_hashes: dict[str, str] = manifest["articles"]
        self._hold = hold

    @classmethod
    def open(
        cls, folder: Path, *, digest: str | None = None, check: bool = True, shared: SharedStore | None = None
    ) -> Generation:
        """`digest` is the manifest's SHA-256 where it is known; `check` looks at every part's size and time.

        Raises FileNotFoundError when there is none, IndexMismatch when another version wrote it, IndexDamaged when a
        part is not what was written.
        """
        hold = Hold(folder / "manifest.json")
        try:
            content = (folder / "manifest.json").read_bytes()
            manifest = json.loads(content)
            if digest not in (None, hashlib.sha256(content).hexdigest()):
                raise TypeError
            if (
                check and manifest["settings"].get("schema") != SCHEMA_VERSION
            ):  # before what other versions may not have
                hold.release()
                raise of_another_version(manifest["settings"].get("schema"))
            manifest["seals"] = {name: tuple(seal) for name, seal in manifest["seals"].items()}
            opened = cls(folder, manifest, hold, shared)
        except (ValueError, KeyError, TypeError, AttributeError):
            hold.release()
            raise IndexDamaged(f"the index's manifest is damaged: {REBUILD}") from None
        if check and (names := integrity.changed(folder, manifest["seals"])):
            hold.release()
            raise IndexDamaged(f"parts of the index are missing or damaged ({', '.join(names)}): {REBUILD}")
        return opened

    def close(self) -> None:
        self._hold.release()
        if "store" in self.__dict__:
            self.store.close()
        if "articles" in self.__dict__:
            self.articles.close()

    @property
    def pending(self) -> int:
        """Passages that have no vector yet (theirs is zero) and are found by their words only."""
        return int(self.manifest["pending"])

    @functools.cached_property
    def skipped(self) -> tuple[Skipped, ...]:
        return tuple(Skipped(**item) for item in self.manifest["skipped"])

    @functools.cached_property
    def articles(self) -> ArticleFile:
        return ArticleFile(self.folder)

    def facts(self) -> dict[str, Any]:
        """Figures over all articles: their outlets and languages, the oldest and the newest date, how many have none."""
        days = self.articles.table["published"]
        dated = days[days > 0]
        return {
            "outlets": sorted({outlet for outlet in self.articles.outlets_as_shown if outlet}),
            "oldest": dt.date.fromordinal(int(dated.min())) if len(dated) else None,
            "newest": dt.date.fromordinal(int(dated.max())) if len(dated) else None,
            "languages": dict(collections.Counter(self.articles.languages).most_common()),
            "undated": len(days) - len(dated),
            "inferred": int(self.articles.table["inferred"].sum()),
        }

    @functools.cached_property
    def passages(self) -> PassageTable:
        return PassageTable(
            self.articles, self.array("passages"), self.array("sentences"), self.array("first_sentence")
        )

    @functools.cached_property
    def vectors(self) -> ByteVectors:
        return ByteVectors(self.array("vectors"), self.array("vector_scales"))

    @functools.cached_property
    def sentence_vectors(self) -> HalfByteVectors:
        return HalfByteVectors(self.array("sentence_vectors"), self.array("sentence_scales"))

    @functools.cached_property
    def rows_with_vector(self) -> dict[str, int]:
        """The ids of the passages that Chroma holds, with their rows."""
        ids = self.array("passages")["id"].tolist()
        rows = range(len(ids)) if not self.pending else self.vectors.present.nonzero()[0].tolist()
        return {ids[row].decode(): row for row in rows}

    @functools.cached_property
    def rows_in_shared_store(self) -> dict[str, int]:
        """The same for a store outside."""
        keys = self.array("passages")["key"]
        return {id_in_shared_store(name.encode(), keys[row]): row for name, row in self.rows_with_vector.items()}

    @functools.cached_property
    def store(self) -> ChromaPassages:
        return ChromaPassages(self.folder / "chroma", self.rows_with_vector, self._hold)

    @functools.cached_property
    def newest(self) -> np.ndarray:
        """Per article the row of its newest version; -1 where it is that itself."""
        saved = {name: file["mtime_ns"] for file in self.files.values() for name in file["articles"]}
        return newest_versions(self.articles.table, [saved.get(name, 0) for name in self.articles])

    def versions(self, article_id: str) -> list[str]:
        """The ids of all versions of an article, the newest first; none where there is only one."""
        row = self.articles.row_of(article_id)
        newest = row if self.newest[row] < 0 else int(self.newest[row])
        older = (self.newest == newest).nonzero()[0].tolist()
        days = self.articles.table["changed"]
        names = list(self.articles)
        return [names[place] for place in (newest, *sorted(older, key=lambda one: -int(days[one])))] if older else []

    @functools.cached_property
    def collection(self) -> Collection:
        table = self.array("passages")
        articles = self.articles
        return Collection(
            articles=articles,
            passages=self.passages,
            vectors=self.vectors,
            sentence_vectors=self.sentence_vectors,
            first_sentence=self.array("first_sentence"),
            sentence_spans=self.array("sentences"),
            # Columns of the table lie 88 bytes apart: a question reads many rows of each, so they are copied once.
            owners=np.ascontiguousarray(table["article"]),
            starts=np.ascontiguousarray(table["start"]),
            ends=np.ascontiguousarray(table["end"]),
            shifts=np.ascontiguousarray(table["shift"]),
            published=articles.table["published"],
            outlets=articles.outlets_as_shown,
            languages=articles.languages,
            spoken=spoken_in(articles.languages),
            newest=self.newest,
            lexical=LexicalIndex.load(self.folder / "lexical"),
            nearest=self._nearest(),
        )

    def _nearest(self) -> NearestPassages:
        """Chroma's search; over all vectors where these are few, or where the disk is full or read-only, because Chroma
        writes even to read."""
        if self.shared is not None:
            return self.shared.nearest(self.rows_in_shared_store)
        if self.manifest["passages"] <= FEW_PASSAGES:
            return exact_nearest(self.vectors)
        try:
            return self.store.nearest
        except OSError:
            return exact_nearest(self.vectors)

    def array(self, name: str) -> np.ndarray:
        """A part as written, mapped into memory. Raises IndexDamaged when it cannot be."""
        try:
            return open_array(self.folder / f"{name}.npy")
        except (OSError, ValueError):
            raise IndexDamaged(f"the index's part {name}.npy is damaged: {REBUILD}") from None

    def verify(self) -> list[str]:
        """The names of parts that are missing or are not what was written. Reads everything.

        Raises StorageError where Chroma cannot be opened because the disk is full or read-only.
        """
        damaged = [name for name in self.manifest["seals"] if not self._sound(name)]
        if damaged or self.shared is not None:
            return damaged
        with integrity.storage_errors(self.folder.parent):
            return [] if self._chroma_is_sound() else [integrity.CHROMA_LOG]

    def _chroma_is_sound(self) -> bool:
        try:
            return self.store.holds(self.passages, self.vectors)
        except IndexDamaged:
            return False

    def has_sound_vectors(self) -> bool:
        """True when the parts that vectors are kept from are exactly what was written."""
        return all(self._sound(f"{name}.npy") for name in VECTOR_PARTS)

    def _sound(self, name: str) -> bool:
        seal = self.manifest["seals"].get(name)
        return seal is not None and integrity.is_sound(self.folder / name, seal)


class ArticleFile(Mapping[str, Article]):
    """The articles as a mapping from article_id, each read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / ARTICLES, os.O_RDONLY)
        self.close = weakref.finalize(self, os.close, self._file)
        names = json.loads((folder / "article_names.json").read_text(encoding="utf-8"))
        self.table: np.ndarray = open_array(folder / "articles.npy", mapped=False)
        """Where each article starts and ends in the file, its date (`published`, as date.toordinal() counts; 0 without
        one), whether that is inferred, and its outlet (place in `outlets`; -1 without one)."""
        self.outlets: list[str] = names["outlets"]
        self._ids: list[str] = names["ids"]
        self._rows = {name: row for row, name in enumerate(self._ids)}
        self._read = functools.lru_cache(maxsize=512)(self._parse)

    def __getitem__(self, article_id: str) -> Article:
        return self._read(self._rows[article_id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def at(self, row: int) -> Article:
        return self._read(row)

    def shown(self, article_id: str) -> Article:
        """An article as a reader sees it: its outlet by the spelling that is shown."""
        article = self[article_id]
        outlet = self.outlets_as_shown[self._rows[article_id]]
        return article if outlet == article.outlet else dataclasses.replace(article, outlet=outlet)

    def row_of(self, article_id: str) -> int:
        return self._rows[article_id]

    @functools.cached_property
    def outlets_as_shown(self) -> list[str | None]:
        """Each article's outlet by the spelling that most of its articles have."""
        return as_shown([self.outlets[place] if place >= 0 else None for place in self.table["outlet"].tolist()])

    @functools.cached_property
    def languages(self) -> list[str]:
        """Each article's language, by its code."""
        return [code.decode() for code in self.table["language"].tolist()]

    def compressed(self, row: int, count: int = 1) -> bytes:
        """An article, or some that follow one another, as they stand in the file."""
        start, end = int(self.table["start"][row]), int(self.table["end"][row + count - 1])
        return os.pread(self._file, end - start, start)

    def _parse(self, row: int) -> Article:
        try:
            values = json.loads(zlib.decompress(self.compressed(row)))
            for day in ("published", "updated"):
                if values[day] is not None:
                    values[day] = dt.date.fromisoformat(values[day])
            for name in ("pages", "by_hand"):
                values[name] = tuple(values.get(name, ()))
            return Article(**values)
        except (ValueError, KeyError, TypeError, zlib.error):
            raise IndexDamaged(f"the index's part {ARTICLES} is damaged: {REBUILD}") from None


class PassageTable(Sequence[Passage]):
    """The passages, made from the table and the articles' text when they are asked for."""

    def __init__(self, articles: ArticleFile, table: np.ndarray, sentences: np.ndarray, first: np.ndarray) -> None:
        self._articles, self._table, self._sentences, self._first = articles, table, sentences, first
        self._read = functools.lru_cache(maxsize=1024)(self._make)
        """A question looks at its passages several times, and many questions at the same ones."""

    def __len__(self) -> int:
        return len(self._table)

    def __getitem__(self, row: Any) -> Any:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(len(self)))]
        return self._read(int(row))

    def _make(self, row: int) -> Passage:
        passage_id, _, owner, start, end, _ = self._table[row].tolist()
        article = self._articles.at(owner)
        sentences = self._sentences[self._first[row] : self._first[row + 1]].tolist()
        return Passage(
            passage_id=passage_id.decode(),
            article_id=article.article_id,
            start=start,
            end=end,
            text=article.text[start:end],
            sentences=tuple((s, e) for s, e in sentences),
        )
