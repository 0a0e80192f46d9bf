"""One state of the index on disk: written once, then only read.

Row i of `passages.npy`, `vectors.npy`, the lexical index and `first_sentence.npy` is passage i. Articles are read
from `articles.jsonl` on demand, so that a large corpus does not fill the memory.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import fcntl
import functools
import hashlib
import json
import os
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import passages as splitting
from assistant.collection import Collection
from assistant.embedding import Embedder
from assistant.errors import IndexDamaged
from assistant.lexical import LexicalIndex
from assistant.schema import Article, Passage, Skipped, Span, to_json
from assistant.store import ChromaPassages

if TYPE_CHECKING:
    import numpy as np

SCHEMA_VERSION = 1
"""Raise it when what is written changes its meaning: older indexes are then refused with the mending command."""
PASSAGE_DTYPE = [("id", "S32"), ("key", "S32"), ("article", "<i4"), ("start", "<i8"), ("end", "<i8")]
REBUILD = "run `assistant index --rebuild`"


@dataclasses.dataclass(frozen=True, slots=True)
class Sources:
    """What a generation is made from."""

    articles: tuple[Article, ...]
    files: dict[str, dict[str, Any]]
    """Per file: size, mtime_ns, the ids of its articles, what of it was skipped."""


@dataclasses.dataclass(frozen=True, slots=True)
class Counts:
    passages: int
    embedded: int


def write_generation(
    folder: Path,
    sources: Sources,
    skipped: tuple[Skipped, ...],
    embedder: Embedder,
    current: Generation | None,
    vectors_from: Generation | None,
    article_hashes: dict[str, str],
    progress: Any = None,
) -> Counts:
    """Writes a whole generation into a new folder; the manifest, with the digests of all parts, comes last."""
    import numpy as np

    folder.mkdir()
    rows: list[Passage] = []
    texts: list[str] = []
    stretches: list[list[Span]] = []
    owners: list[int] = []
    for number, article in enumerate(sources.articles):
        for passage in splitting.split(article):
            text, shift = splitting.embedded_text(article, passage)
            rows.append(passage)
            texts.append(text)
            stretches.append([(s - passage.start + shift, e - passage.start + shift) for s, e in passage.sentences])
            owners.append(number)
    keys = [_content_key(text, spans) for text, spans in zip(texts, stretches, strict=True)]
    vectors, sentence_vectors, embedded = _vectors(keys, texts, stretches, embedder, vectors_from, progress)

    table = np.zeros(len(rows), dtype=PASSAGE_DTYPE)
    for i, passage in enumerate(rows):
        table[i] = (passage.passage_id.encode(), keys[i], owners[i], passage.start, passage.end)
    sentences = np.array([s for p in rows for s in p.sentences], dtype=np.int64).reshape(-1, 2)
    first = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(p.sentences) for p in rows], out=first[1:])
    arrays = {
        "passages": table,
        "vectors": vectors,
        "sentences": sentences,
        "sentence_vectors": sentence_vectors,
        "first_sentence": first,
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    _write_articles(folder, sources.articles)
    LexicalIndex.build(texts).save(folder / "lexical")
    same = current.article_hashes.items() & article_hashes.items() if current else set()
    kept = {name for name, _ in same}
    previous = current.folder / "chroma" if current else None
    ChromaPassages.write(folder / "chroma", previous, kept, rows, sources.articles, owners, vectors)
    manifest = {
        "settings": settings_of(embedder.name),
        "built": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "articles": article_hashes,
        "files": sources.files,
        "skipped": [to_json(item) for item in skipped],
        "passages": len(rows),
        "digests": {name: _digest(folder / name) for name in _parts(folder)},
    }
    _write_durably(folder / "manifest.json", json.dumps(manifest, ensure_ascii=True, indent=1))
    return Counts(len(rows), embedded)


def settings_of(embedder_name: str) -> dict[str, Any]:
    """What an index depends on besides the articles: it is refused when these differ from those in force."""
    return {"schema": SCHEMA_VERSION, "splitter": splitting.SPLITTER_VERSION, "embedder": embedder_name}


class Generation:
    """An open generation. Hold it while it is used: a held generation is not removed."""

    def __init__(self, folder: Path, manifest: dict[str, Any], hold: int) -> None:
        self.folder = folder
        self.manifest = manifest
        self._hold = hold

    @classmethod
    def open(cls, folder: Path) -> Generation:
        """Raises FileNotFoundError when there is none, IndexDamaged when its manifest cannot be read."""
        hold = os.open(folder / "manifest.json", os.O_RDONLY)
        fcntl.flock(hold, fcntl.LOCK_SH)
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            if not isinstance(manifest["settings"], dict) or not isinstance(manifest["digests"], dict):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            os.close(hold)
            raise IndexDamaged(f"the index's manifest is damaged: {REBUILD}") from None
        return cls(folder, manifest, hold)

    @staticmethod
    def release(folder: Path) -> bool:
        """True when no reader holds the generation, so that it may be removed."""
        try:
            handle = os.open(folder / "manifest.json", os.O_RDONLY)
        except OSError:
            return True  # never finished: nobody can have opened it
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(handle)
        return True

    def close(self) -> None:
        if self._hold >= 0:
            os.close(self._hold)
            self._hold = -1
        if "store" in self.__dict__:
            self.store.close()
        if "articles" in self.__dict__:
            self.articles.close()

    @property
    def settings(self) -> dict[str, Any]:
        value: dict[str, Any] = self.manifest["settings"]
        return value

    @property
    def files(self) -> dict[str, dict[str, Any]]:
        value: dict[str, dict[str, Any]] = self.manifest["files"]
        return value

    @property
    def article_hashes(self) -> dict[str, str]:
        value: dict[str, str] = self.manifest["articles"]
        return value

    @functools.cached_property
    def skipped(self) -> tuple[Skipped, ...]:
        return tuple(Skipped(**item) for item in self.manifest["skipped"])

    @functools.cached_property
    def articles(self) -> ArticleFile:
        return ArticleFile(self.folder)

    @functools.cached_property
    def passages(self) -> PassageTable:
        return PassageTable(
            self.articles, self.array("passages"), self.array("sentences"), self.array("first_sentence")
        )

    @functools.cached_property
    def store(self) -> ChromaPassages:
        return ChromaPassages(self.folder / "chroma", [value.decode() for value in self.array("passages")["id"]])

    @functools.cached_property
    def collection(self) -> Collection:
        return Collection(
            articles=self.articles,
            passages=self.passages,
            vectors=self.array("vectors"),
            sentence_vectors=self.array("sentence_vectors"),
            first_sentence=self.array("first_sentence"),
            lexical=LexicalIndex.load(self.folder / "lexical"),
            nearest=self.store.nearest,
        )

    @functools.cache  # noqa: B019 - a generation lives as long as its arrays
    def array(self, name: str) -> np.ndarray:
        """A part as written, mapped into memory. Raises IndexDamaged when its size is not what was written."""
        import numpy as np

        path = self.folder / f"{name}.npy"
        size, _ = self.manifest["digests"].get(path.name, (-1, ""))
        if not path.exists() or path.stat().st_size != size:
            raise IndexDamaged(f"the index's part {path.name} is missing or cut short: {REBUILD}")
        try:
            array: np.ndarray = np.load(path, mmap_mode="r", allow_pickle=False)
        except ValueError:
            raise IndexDamaged(f"the index's part {path.name} is damaged: {REBUILD}") from None
        return array

    def verify(self) -> list[str]:
        """The names of parts that are missing or are not what was written. Reads everything."""
        damaged = [name for name in self.manifest["digests"] if not self._sound(name)]
        return damaged if damaged or self._chroma_is_sound() else ["chroma"]

    def _chroma_is_sound(self) -> bool:
        try:
            return self.store.holds(self.passages, self.array("vectors"))
        except IndexDamaged:
            return False

    def has_sound_vectors(self) -> bool:
        """True when the parts that vectors are kept from are exactly what was written."""
        return all(map(self._sound, ("passages.npy", "vectors.npy", "sentence_vectors.npy", "first_sentence.npy")))

    def _sound(self, name: str) -> bool:
        try:
            return tuple(self.manifest["digests"][name]) == _digest(self.folder / name)
        except (OSError, KeyError):
            return False


class ArticleFile(Mapping[str, Article]):
    """`articles.jsonl` as a mapping from article_id, each line parsed when it is asked for."""

    def __init__(self, folder: Path) -> None:
        import numpy as np

        self._file = os.open(folder / "articles.jsonl", os.O_RDONLY)
        self.close = weakref.finalize(self, os.close, self._file)
        self._starts = np.load(folder / "article_starts.npy", allow_pickle=False)
        self._ids: list[str] = json.loads((folder / "article_ids.json").read_text(encoding="utf-8"))
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

    def _parse(self, row: int) -> Article:
        start, end = int(self._starts[row]), int(self._starts[row + 1])
        line = os.pread(self._file, end - start, start)
        try:
            values = json.loads(line)
            if values["published"] is not None:
                values["published"] = dt.date.fromisoformat(values["published"])
            return Article(**values)
        except (ValueError, KeyError, TypeError):
            raise IndexDamaged(f"the index's part articles.jsonl is damaged: {REBUILD}") from None


class PassageTable(Sequence[Passage]):
    """The passages, made from the table and the articles' text when they are asked for."""

    def __init__(self, articles: ArticleFile, table: np.ndarray, sentences: np.ndarray, first: np.ndarray) -> None:
        self._articles, self._table, self._sentences, self._first = articles, table, sentences, first

    def __len__(self) -> int:
        return len(self._table)

    def __getitem__(self, row: Any) -> Any:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(len(self)))]
        passage_id, _, owner, start, end = self._table[row].tolist()
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


def _content_key(text: str, spans: Sequence[Span]) -> bytes:
    """Identifies what was embedded, so that its vectors can be kept wherever the passage moves."""
    return hashlib.sha256(json.dumps([text, spans]).encode()).hexdigest()[:32].encode()


def _vectors(
    keys: list[bytes],
    texts: list[str],
    stretches: list[list[Span]],
    embedder: Embedder,
    old: Generation | None,
    progress: Any,
) -> tuple[np.ndarray, np.ndarray, int]:
    """Vectors of passages and of their sentences; those whose content an old generation holds are kept from it."""
    import numpy as np

    rows: dict[bytes, int] = {}
    if old is not None:
        rows = {key: row for row, key in enumerate(old.array("passages")["key"].tolist())}
    missing = [i for i, key in enumerate(keys) if key not in rows]
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        if progress:
            progress("embedding", done, len(missing))

    fresh = embedder.encode([texts[i] for i in missing], [stretches[i] for i in missing], count)
    dimension = fresh.vectors.shape[1] if missing else (old.array("vectors").shape[1] if old is not None else 0)
    vectors = np.zeros((len(keys), dimension), dtype=np.float32)
    per_sentence: list[np.ndarray] = [np.zeros((0, dimension), dtype=np.float16)] * len(keys)
    for place, i in enumerate(missing):
        vectors[i], per_sentence[i] = fresh.vectors[place], fresh.spans[place].astype(np.float16)
    if old is not None:
        old_vectors, old_sentences, first = (old.array(n) for n in ("vectors", "sentence_vectors", "first_sentence"))
        for i, key in enumerate(keys):
            if (row := rows.get(key)) is not None:
                vectors[i], per_sentence[i] = old_vectors[row], old_sentences[first[row] : first[row + 1]]
    joined = np.concatenate([np.zeros((0, dimension), dtype=np.float16), *per_sentence])
    return vectors, joined, len(missing)


def _write_articles(folder: Path, articles: Sequence[Article]) -> None:
    import numpy as np

    starts = [0]
    with (folder / "articles.jsonl").open("wb") as file:
        for article in articles:
            starts.append(starts[-1] + file.write(json.dumps(to_json(article), ensure_ascii=True).encode() + b"\n"))
    np.save(folder / "article_starts.npy", np.array(starts, dtype=np.int64))
    (folder / "article_ids.json").write_text(json.dumps([a.article_id for a in articles]), encoding="utf-8")


def _parts(folder: Path) -> list[str]:
    """The files whose bytes must stay as written: all but Chroma's, which it touches when it opens them."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in files if path.parts[0] != "chroma")


def _digest(path: Path) -> tuple[int, str]:
    """Size in bytes and SHA-256."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _write_durably(path: Path, text: str) -> None:
    """Writes a file that is whole or absent, with everything beside it on the disk."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
