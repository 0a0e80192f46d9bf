"""Writes one state of the index: what did not change is taken over from the state before, the rest is made anew."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import parts, ragged
from assistant import passages as splitting
from assistant.embedding import Embedder
from assistant.generation import ARTICLES, Generation, settings_of
from assistant.lexical import LexicalIndex
from assistant.schema import Article, Passage, Skipped, Span, to_json
from assistant.store import ChromaPassages
from assistant.vectors import ByteVectors, HalfByteVectors
from assistant.wordrows import take

if TYPE_CHECKING:
    import numpy as np

    from assistant.shared_store import SharedStore

PASSAGE_DTYPE = [("id", "S32"), ("key", "S32"), ("article", "<i4"), ("start", "<i8"), ("end", "<i8"), ("shift", "<i4")]
ARTICLE_DTYPE = [("start", "<i8"), ("end", "<i8"), ("published", "<i4"), ("outlet", "<i4"), ("inferred", "?")]

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""


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

    taken: np.ndarray
    """Per passage its row in the state before; -1 where it is cut anew."""
    owners: np.ndarray
    """Per passage the row of its article."""
    fresh: list[_Fresh]
    """The passages that are cut anew."""
    unembedded: list[_Fresh]
    """The passages that are taken over from the state before but have no vector there."""


def write_generation(
    folder: Path,
    sources: Sources,
    embedder: Embedder,
    before: Generation | None,
    vectors_from: Generation | None,
    progress: Progress | None = None,
    at_most: int | None = None,
    shared: SharedStore | None = None,
) -> Counts:
    """Writes a whole generation into a new folder; the manifest, with the seals of all parts, comes last.

    `before` is the generation that articles which are not fresh are taken from; `vectors_from` the one that vectors
    are kept from by content. Embeds `at_most` so many passages; the others get the zero vector and are found by their
    words until a later generation embeds them. Raises StorageError when the disk refuses.
    """
    import numpy as np

    layout = _layout(sources, before)
    table, sentences, first = _tables(layout, before)
    vectors, sentence_vectors, embedded = _vectors(
        layout, table["key"], first, embedder, vectors_from, progress, at_most
    )
    pending = len(vectors) - int(np.count_nonzero(vectors.present))
    arrays = {"passages": table, "sentences": sentences, "first_sentence": first}
    arrays |= {"vectors": vectors.codes, "vector_scales": vectors.scales}
    arrays |= {"sentence_vectors": sentence_vectors.codes, "sentence_scales": sentence_vectors.scales}
    with parts.storage_errors(folder.parent):
        folder.mkdir()
        _save(folder, arrays)
        _write_articles(folder, sources, before)
        _write_words(folder, layout, before)
        if shared is None:
            _write_chroma(folder, layout, before, vectors)
        else:
            _add_to_shared(shared, layout, table["key"], vectors)
        manifest = {
            "settings": settings_of(embedder.name, shared),
            "built": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "articles": sources.hashes,
            "files": sources.files,
            "skipped": [to_json(item) for item in sources.skipped],
            "passages": len(table),
            "pending": pending,
            "seals": parts.seal_all(folder),
        }
        parts.write_durably(folder / "manifest.json", json.dumps(manifest, ensure_ascii=True, indent=1))
    return Counts(len(table), embedded, pending)


def _layout(sources: Sources, before: Generation | None) -> _Layout:
    """Cuts the fresh articles and finds the others' passages in the state before."""
    import numpy as np

    fresh: list[_Fresh] = []
    taken: list[np.ndarray] = [np.zeros(0, dtype=np.int64)]
    counts = []
    bounds = np.zeros(1, dtype=np.int64)
    if before is not None:
        bounds = np.searchsorted(before.array("passages")["article"], np.arange(len(before.articles) + 1))
    row = 0
    for article_id in sources.hashes:
        article = sources.fresh.get(article_id)
        if article is None:
            assert before is not None
            old = before.articles.row_of(article_id)
            taken.append(np.arange(bounds[old], bounds[old + 1]))
        else:
            cut = [_fresh(row + place, article, passage) for place, passage in enumerate(splitting.split(article))]
            fresh += cut
            taken.append(np.full(len(cut), -1))
        row += len(taken[-1])
        counts.append(len(taken[-1]))
    owners = np.repeat(np.arange(len(counts)), counts)
    rows = np.concatenate(taken)
    return _Layout(rows, owners, fresh, _unembedded(rows, before))


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
    import numpy as np

    table = np.zeros(len(layout.taken), dtype=PASSAGE_DTYPE)
    counts = np.zeros(len(layout.taken), dtype=np.int64)
    kept = layout.taken >= 0
    if before is not None:
        table[kept] = before.array("passages")[layout.taken[kept]]
        counts[kept] = np.diff(before.array("first_sentence"))[layout.taken[kept]]
    for item in layout.fresh:
        passage, key = item.passage, _content_key(item.text, item.stretches)
        table[item.row] = (passage.passage_id.encode(), key, 0, passage.start, passage.end, item.shift)
        counts[item.row] = len(passage.sentences)
    table["article"] = layout.owners
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    sentences = np.zeros((int(first[-1]), 2), dtype=np.int32)
    if before is not None:
        _take(sentences, first, before.array("sentences"), before.array("first_sentence"), layout.taken)
    for item in layout.fresh:
        sentences[first[item.row] : first[item.row + 1]] = item.passage.sentences
    return table, sentences, first


def _vectors(
    layout: _Layout,
    keys: np.ndarray,
    first: np.ndarray,
    embedder: Embedder,
    old: Generation | None,
    progress: Progress | None,
    at_most: int | None,
) -> tuple[ByteVectors, HalfByteVectors, int]:
    """Vectors of passages and of their sentences; those whose content an old generation holds are kept from it."""
    import numpy as np

    rows: dict[bytes, int] = {}
    if old is not None:
        embedded = np.flatnonzero(old.vectors.present)
        rows = dict(zip(old.array("passages")["key"][embedded].tolist(), embedded.tolist(), strict=True))
    source = np.array([rows.get(key, -1) for key in keys.tolist()], dtype=np.int64)
    missing = [item for item in (*layout.fresh, *layout.unembedded) if source[item.row] < 0][:at_most]
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        if progress:
            progress("embedding", done, len(missing))

    encoded = embedder.encode([item.text for item in missing], [item.stretches for item in missing], count)
    dimension = encoded.vectors.shape[1] if missing or old is None else old.array("vectors").shape[1]
    vectors = ByteVectors.zeros(len(keys), dimension)
    of_sentences = HalfByteVectors.zeros(int(first[-1]), dimension)
    if old is not None and rows:
        vectors.put(source >= 0, old.vectors, source[source >= 0])
        old_first = old.array("first_sentence")
        _take(of_sentences.codes, first, old.sentence_vectors.codes, old_first, source)
        _take(of_sentences.scales, first, old.sentence_vectors.scales, old_first, source)
    if missing:
        places = np.array([item.row for item in missing])
        vectors.put(places, ByteVectors.of(encoded.vectors), slice(None))
        stretches = HalfByteVectors.of(np.concatenate(encoded.spans))
        of_sentences.put(ragged.places(first, places), stretches, slice(None))
    return vectors, of_sentences, len(missing)


def _take(
    target: np.ndarray, first: np.ndarray, source: np.ndarray, source_first: np.ndarray, rows: np.ndarray
) -> None:
    """Copies the stretch of each source row to the stretch of its new row, where `rows` names a source row (not -1)."""
    import numpy as np

    new = np.flatnonzero(rows >= 0)
    target[ragged.places(first, new)] = source[ragged.places(source_first, rows[new])]


def _content_key(text: str, spans: Sequence[Span]) -> bytes:
    """Identifies what was embedded, so that its vectors can be kept wherever the passage moves."""
    return hashlib.sha256(json.dumps([text, spans]).encode()).hexdigest()[:32].encode()


def _save(folder: Path, arrays: dict[str, np.ndarray]) -> None:
    import numpy as np

    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)


def _write_articles(folder: Path, sources: Sources, before: Generation | None) -> None:
    """The articles, each compressed on its own; those that did not change are copied as they are."""
    import zlib

    import numpy as np

    table = np.zeros(len(sources.hashes), dtype=ARTICLE_DTYPE)
    outlets: dict[str, int] = {}
    with (folder / ARTICLES).open("wb") as file:
        for row, article_id in enumerate(sources.hashes):
            article = sources.fresh.get(article_id)
            if article is not None:
                content = zlib.compress(json.dumps(to_json(article), ensure_ascii=True).encode())
                outlet, inferred = article.outlet, article.published_inferred
                published = article.published.toordinal() if article.published else 0
            else:
                assert before is not None
                old = before.articles.row_of(article_id)
                content = before.articles.compressed(old)
                _, _, published, place, inferred = before.articles.table[old].tolist()
                outlet = before.articles.outlets[place] if place >= 0 else None
            number = outlets.setdefault(outlet, len(outlets)) if outlet is not None else -1
            start = file.tell()
            file.write(content)
            table[row] = (start, start + len(content), published, number, inferred)
    np.save(folder / "articles.npy", table)
    names = {"ids": list(sources.hashes), "outlets": list(outlets)}
    (folder / "article_names.json").write_text(json.dumps(names), encoding="utf-8")


def _write_words(folder: Path, layout: _Layout, before: Generation | None) -> None:
    """The lexical side; only fresh passages are cut into words."""
    old = LexicalIndex.load(before.folder / "lexical") if before is not None else None
    rows = take(old.word_rows if old else None, layout.taken, {item.row: item.text for item in layout.fresh})
    LexicalIndex.of(rows, old.sounds if old else None).save(folder / "lexical")


def _write_chroma(folder: Path, layout: _Layout, before: Generation | None, vectors: ByteVectors) -> None:
    """Chroma holds the passages that have a vector."""
    gone: list[str] = []
    if before is not None:
        held = set(before.rows_with_vector.values())
        ids = before.array("passages")["id"]
        gone = [ids[row].decode() for row in sorted(held.difference(layout.taken.tolist()))]
    added = _with_new_vector(layout, vectors)
    ChromaPassages.write(
        folder / "chroma",
        before.folder / "chroma" if before is not None else None,
        gone,
        [(item.passage, item.article) for item in added],
        vectors[[item.row for item in added]],
        int(vectors.present.sum()),
    )


def _add_to_shared(shared: SharedStore, layout: _Layout, keys: np.ndarray, vectors: ByteVectors) -> None:
    added = _with_new_vector(layout, vectors)
    ids = [f"{item.passage.passage_id}{keys[item.row][:8].decode()}" for item in added]
    shared.add(ids, [(item.passage, item.article) for item in added], vectors[[item.row for item in added]])


def _with_new_vector(layout: _Layout, vectors: ByteVectors) -> list[_Fresh]:
    embedded = vectors.present
    return [item for item in (*layout.fresh, *layout.unembedded) if embedded[item.row]]
