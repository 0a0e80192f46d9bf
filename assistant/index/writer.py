"""Writes one state of the index: what did not change is taken over from the state before, the rest is made anew."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from assistant.config import PassageSize
from assistant.files import write_durably
from assistant.index import integrity
from assistant.index.arrays import copy_stretches, runs, stretch_lengths, stretch_places
from assistant.index.bm25 import LexicalIndex
from assistant.index.chroma import ChromaWriting
from assistant.index.embedding import Embedder
from assistant.index.progress import Progress
from assistant.index.quantization import ByteVectors, HalfByteVectors
from assistant.index.snapshot import ARTICLES, Generation, IndexSettings, id_in_shared_store
from assistant.index.versions import VERSION_DTYPE, identity
from assistant.index.word_table import take
from assistant.ingest import chunking as splitting
from assistant.schema import Article, Passage, Skipped, Span, to_json
from assistant.text.languages import language

PASSAGE_DTYPE = [("id", "S32"), ("key", "S32"), ("article", "<i4"), ("start", "<i8"), ("end", "<i8"), ("shift", "<i4")]
ARTICLE_DTYPE = [
    ("start", "<i8"),
    ("end", "<i8"),
    ("published", "<i4"),
    ("outlet", "<i4"),
    ("inferred", "?"),
    ("language", "S3"),
    *VERSION_DTYPE,
]
AT_ONCE = 64
"""Articles that are copied at once: their sum stays below what one read gives."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sources:
    """What a generation is made from."""

    hashes: dict[str, str]
    """Every article's hash by its id, in the order of the ids."""
    fresh: dict[str, Article]
    """The articles that the generation before does not hold as they are now."""
    files: dict[str, dict[str, Any]]
    """Per file: size, mtime_ns, the ids of its articles, what of it was skipped."""
    skipped: tuple[Skipped, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Counts:
    passages: int
    embedded: int
    pending: int = 0
    """Passages that have no vector yet and are found by their words only."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Fresh:
    """A passage that is cut anew, at its place in the new state."""

    row: int
    article: Article
    passage: Passage
    text: str
    """What it is embedded and indexed with."""
    shift: int
    """Where in that text the passage's own starts."""
    stretches: list[Span]
    """Its sentences in that text."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Layout:
    """Where every passage of the new state comes from."""

    articles: np.ndarray
    """Per article its row in the state before; -1 where it is fresh."""
    taken: np.ndarray
    """Per passage its row in the state before; -1 where it is cut anew."""
    owners: np.ndarray
    """Per passage the row of its article."""
    fresh: list[_Fresh]
    """The passages that are cut anew."""
    unembedded: list[_Fresh]
    """The passages that are taken over from the state before but have no vector there."""


@dataclasses.dataclass(frozen=True, slots=True)
class VectorSource:
    """Where the vectors of a new state come from."""

    embedder: Embedder
    kept_from: Generation | None
    """The generation that vectors are kept from by content, wherever the passage moves."""
    at_most: int | None = None
    """Passages that are embedded; the others get the zero vector and are found by their words until a later state
    embeds them."""
    progress: Progress | None = None


def write_generation(
    folder: Path, sources: Sources, before: Generation | None, source: VectorSource, settings: IndexSettings
) -> Counts:
    """Writes a whole generation into a new folder; the manifest, with the seals of all parts, comes last.

    `before` is the generation that articles which are not fresh are taken from. Raises StorageError when the disk
    refuses.
    """
    shared = settings.shared
    layout = _layout(sources, before, settings.passage_size)
    table, sentences, first = _tables(layout, before)
    with integrity.storage_errors(folder.parent):
        folder.mkdir()
    with integrity.Sealing(folder) as sealing, ThreadPoolExecutor(2) as beside:
        # To copy Chroma and to write the texts takes the disk: both are done while the model is at work.
        chroma = None if shared else beside.submit(_begin_chroma, folder, layout, before)
        texts = beside.submit(_write_texts, folder, sources, layout, before, sealing)
        vectors, sentence_vectors, embedded = _vectors(layout, table["key"], first, source)
        present = vectors.present
        pending = len(vectors) - int(present.sum())
        arrays = {"passages": table, "sentences": sentences, "first_sentence": first}
        arrays |= {"vectors": vectors.codes, "vector_scales": vectors.scales}
        arrays |= {"sentence_vectors": sentence_vectors.codes, "sentence_scales": sentence_vectors.scales}
        with integrity.storage_errors(folder.parent):
            for name, array in arrays.items():
                np.save(folder / f"{name}.npy", array)
                sealing.begin(folder / f"{name}.npy")
            added = [item for item in (*layout.fresh, *layout.unembedded) if present[item.row]]
            records, numbers = [(item.passage, item.article) for item in added], vectors[[item.row for item in added]]
            if chroma is not None:
                chroma.result().finish(records, numbers, len(table) - pending)
            elif shared is not None:
                ids = [id_in_shared_store(table["id"][item.row], table["key"][item.row]) for item in added]
                shared.add(ids, records, numbers)
            texts.result()
            counts = Counts(len(table), embedded, pending)
            _write_manifest(folder, sources, counts, settings.recorded(source.embedder.name), sealing.finish())
    return counts


def _write_manifest(
    folder: Path, sources: Sources, counts: Counts, settings: dict[str, Any], seals: integrity.Seals
) -> None:
    manifest = {
        "settings": settings,
        "built": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "articles": sources.hashes,
        "files": sources.files,
        "skipped": [to_json(item) for item in sources.skipped],
        "passages": counts.passages,
        "pending": counts.pending,
        "seals": seals,
    }
    text = json.dumps(manifest, ensure_ascii=True, separators=(",\n", ": "))  # an indent takes ten times as long
    write_durably(folder / "manifest.json", text)


def _layout(sources: Sources, before: Generation | None, size: PassageSize) -> _Layout:
    """Cuts the fresh articles and finds the others' passages in the state before."""
    articles = _article_rows(sources, before)
    bounds = np.zeros(1, dtype=np.int64)
    if before is not None:
        bounds = np.searchsorted(before.array("passages")["article"], np.arange(len(before.articles) + 1))
    kept = articles >= 0
    cut = {
        row: (article, splitting.split(article, size))
        for row, article_id in enumerate(sources.hashes)
        if (article := sources.fresh.get(article_id)) is not None
    }
    counts = np.zeros(len(articles), dtype=np.int64)
    counts[kept] = stretch_lengths(bounds, articles[kept])
    for row, (_, passages) in cut.items():
        counts[row] = len(passages)
    first = np.concatenate([[0], np.cumsum(counts)])
    taken = np.full(int(first[-1]), -1)
    copy_stretches(taken, first, np.arange(bounds[-1]), bounds, articles)
    fresh = [
        _fresh(int(first[row]) + place, article, passage)
        for row, (article, passages) in cut.items()
        for place, passage in enumerate(passages)
    ]
    return _Layout(articles, taken, np.repeat(np.arange(len(counts)), counts), fresh, _unembedded(taken, before))


def _article_rows(sources: Sources, before: Generation | None) -> np.ndarray:
    """Per article its row in the state before; -1 where it is fresh."""
    if before is None:
        return np.full(len(sources.hashes), -1)
    row_of, fresh = before.articles.row_of, sources.fresh
    return np.array([-1 if name in fresh else row_of(name) for name in sources.hashes], dtype=np.int64)


def _unembedded(taken: np.ndarray, before: Generation | None) -> list[_Fresh]:
    if before is None or not before.pending:
        return []
    lacking = ~before.vectors.present
    passages = [(row, before.passages[old]) for row, old in enumerate(taken.tolist()) if old >= 0 and lacking[old]]
    return [_fresh(row, before.articles[passage.article_id], passage) for row, passage in passages]


def _fresh(row: int, article: Article, passage: Passage) -> _Fresh:
    text, shift = splitting.embedded_text(article, passage)
    stretches = [(start - passage.start + shift, end - passage.start + shift) for start, end in passage.sentences]
    return _Fresh(row, article, passage, text, shift, stretches)


def _tables(layout: _Layout, before: Generation | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The passages, their sentences, and where each passage's sentences begin."""
    table = np.zeros(len(layout.taken), dtype=PASSAGE_DTYPE)
    counts = np.zeros(len(layout.taken), dtype=np.int64)
    if before is not None:
        each = np.arange(len(before.array("passages")) + 1)
        copy_stretches(table, np.arange(len(table)), before.array("passages"), each, layout.taken)
        copy_stretches(counts, np.arange(len(counts)), np.diff(before.array("first_sentence")), each, layout.taken)
    for item in layout.fresh:
        passage, key = item.passage, _content_key(item.text, item.stretches)
        table[item.row] = (passage.passage_id.encode(), key, 0, passage.start, passage.end, item.shift)
        counts[item.row] = len(passage.sentences)
    table["article"] = layout.owners
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    sentences = np.zeros((int(first[-1]), 2), dtype=np.int32)
    if before is not None:
        copy_stretches(sentences, first, before.array("sentences"), before.array("first_sentence"), layout.taken)
    for item in layout.fresh:
        sentences[first[item.row] : first[item.row + 1]] = item.passage.sentences
    return table, sentences, first


def _vectors(
    layout: _Layout, keys: np.ndarray, first: np.ndarray, source: VectorSource
) -> tuple[ByteVectors, HalfByteVectors, int]:
    """Vectors of passages and of their sentences, and how many passages went through the model."""
    old = source.kept_from
    rows = _rows_by_content(old) if old is not None else {}
    kept = np.array([rows.get(key, -1) for key in keys.tolist()], dtype=np.int64)
    missing = [item for item in (*layout.fresh, *layout.unembedded) if kept[item.row] < 0][: source.at_most]
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        if source.progress:
            source.progress("embedding", done, len(missing))

    encoded = source.embedder.encode([item.text for item in missing], [item.stretches for item in missing], count)
    dimension = encoded.vectors.shape[1] if missing or old is None else old.array("vectors").shape[1]
    vectors = ByteVectors.zeros(len(keys), dimension)
    of_sentences = HalfByteVectors.zeros(int(first[-1]), dimension)
    if old is not None and rows:
        for start, begin, length in runs(kept):
            vectors.put(slice(start, start + length), old.vectors, slice(begin, begin + length))
        old_first = old.array("first_sentence")
        copy_stretches(of_sentences.codes, first, old.sentence_vectors.codes, old_first, kept)
        copy_stretches(of_sentences.scales, first, old.sentence_vectors.scales, old_first, kept)
    if missing:
        places = np.array([item.row for item in missing])
        vectors.put(places, ByteVectors.of(encoded.vectors), slice(None))
        stretches = HalfByteVectors.of(np.concatenate(encoded.spans))
        of_sentences.put(stretch_places(first, places), stretches, slice(None))
    return vectors, of_sentences, len(missing)


def _rows_by_content(old: Generation) -> dict[bytes, int]:
    """The rows that hold a vector, by the key of what was embedded."""
    embedded = np.flatnonzero(old.vectors.present)
    return dict(zip(old.array("passages")["key"][embedded].tolist(), embedded.tolist(), strict=True))


def _content_key(text: str, spans: Sequence[Span]) -> bytes:
    """Identifies what was embedded, so that its vectors can be kept wherever the passage moves."""
    return hashlib.sha256(json.dumps([text, spans]).encode()).hexdigest()[:32].encode()


def _write_articles(folder: Path, sources: Sources, rows: np.ndarray, before: Generation | None) -> None:
    """The articles, each compressed on its own; those that did not change are copied as they are."""
    table = np.zeros(len(rows), dtype=ARTICLE_DTYPE)
    outlets: dict[str, int] = {}
    if before is not None:
        outlets = {outlet: place for place, outlet in enumerate(before.articles.outlets)}
        for new, old, count in runs(rows):
            table[new : new + count] = before.articles.table[old : old + count]
    lengths = table["end"] - table["start"]
    contents: dict[int, bytes] = {}
    for row, article_id in enumerate(sources.hashes):
        if rows[row] < 0:
            article = sources.fresh[article_id]
            contents[row] = zlib.compress(json.dumps(to_json(article), ensure_ascii=True).encode())
            day = article.published.toordinal() if article.published else 0
            outlet = outlets.setdefault(article.outlet, len(outlets)) if article.outlet is not None else -1
            spoken = (article.language or "en").encode()
            table[row] = (0, 0, day, outlet, article.published_inferred, spoken, *identity(article))
            lengths[row] = len(contents[row])
    table["end"] = np.cumsum(lengths)
    table["start"] = table["end"] - lengths
    table["outlet"], named = _numbered_as_they_come(table["outlet"], list(outlets))
    with (folder / ARTICLES).open("wb") as file:
        for new, old, count in sorted([*runs(rows), *((row, -1, 1) for row in contents)]):
            if before is None or old < 0:
                file.write(contents[new])
                continue
            for some in range(old, old + count, AT_ONCE):
                file.write(before.articles.compressed(some, min(AT_ONCE, old + count - some)))
    np.save(folder / "articles.npy", table)
    names = {"ids": list(sources.hashes), "outlets": named}
    (folder / "article_names.json").write_text(json.dumps(names), encoding="utf-8")


def _numbered_as_they_come(places: np.ndarray, values: list[str]) -> tuple[np.ndarray, list[str]]:
    """The values that occur, in the order in which they first do, and the places among them; -1 stays."""
    occurring, first = np.unique(places, return_index=True)
    order = [place for place in occurring[np.argsort(first)].tolist() if place >= 0]
    new = np.full(len(values) + 1, -1)
    new[order] = np.arange(len(order))
    return new[places], [values[place] for place in order]


def _write_texts(
    folder: Path, sources: Sources, layout: _Layout, before: Generation | None, sealing: integrity.Sealing
) -> None:
    """The articles and the lexical side; only fresh passages are cut into words."""
    _write_articles(folder, sources, layout.articles, before)
    sealing.begin(folder / ARTICLES)
    old = LexicalIndex.load(before.folder / "lexical") if before is not None else None
    texts = {item.row: item.text for item in layout.fresh}
    spoken = {item.row: language(item.article.language) for item in layout.fresh}
    rows = take(old.word_rows if old else None, layout.taken, texts, spoken)
    LexicalIndex.of(rows, old.sounds if old else None).save(folder / "lexical")
    sealing.begin(folder / "lexical")


def _begin_chroma(folder: Path, layout: _Layout, before: Generation | None) -> ChromaWriting:
    """Chroma with the passages that are taken over; it holds those that have a vector."""
    if before is None:
        return ChromaWriting(folder / "chroma", None, [])
    held = before.vectors.present
    taken = np.zeros(len(held), dtype=bool)
    taken[layout.taken[layout.taken >= 0]] = True
    if not (held & taken).any():
        return ChromaWriting(folder / "chroma", None, [])
    gone = before.array("passages")["id"][held & ~taken].tolist()
    return ChromaWriting(folder / "chroma", before.folder / "chroma", [name.decode() for name in gone])
