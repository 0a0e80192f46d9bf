"""The index: a folder of generations, of which `CURRENT` names the one that answers.

    index/
      CURRENT             the name of the generation in force; replaced atomically
      lock                held by the one process that writes
      generation-00000007/
        manifest.json     settings, files with their hashes, skipped files, counts, digests of the parts
        articles.jsonl    the articles, one a line, in the order of their ids
        *.npy             passages, their sentences and vectors (see `generation.py`)
        lexical/          BM25
        chroma/           the passages in Chroma: vector, text, offsets, metadata

A new state is built beside the current one, checked, and swapped in. A crash at any point leaves the last good state.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from assistant import corpus
from assistant.documents import Limits
from assistant.embedding import Embedder
from assistant.errors import IndexBusy, IndexDamaged, IndexMismatch, IndexMissing
from assistant.generation import Counts, Generation, Sources, settings_of, write_generation
from assistant.schema import Article, Skipped, to_json

POINTER = "CURRENT"
REBUILD = "run `assistant index --rebuild`"

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""


@dataclasses.dataclass(frozen=True, slots=True)
class IndexReport:
    """What one run of `update` did. Counts are articles unless said otherwise."""

    added: int
    changed: int
    removed: int
    unchanged: int
    skipped: tuple[Skipped, ...]
    articles: int
    passages: int
    embedded: int
    """Passages that went through the embedding model; the others' vectors were kept."""
    seconds: float

    @property
    def did_something(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def update(
    corpus_path: Path,
    index_path: Path,
    embedder: Embedder,
    *,
    rebuild: bool = False,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> IndexReport:
    """Brings the index up to date with the corpus folder; only what changed is read and embedded.

    Raises IndexBusy when another process writes, IndexMismatch when the index was built with other settings and
    `rebuild` is not asked for. Whatever is raised, the generation in force stays.
    """
    started = time.monotonic()
    with writing(index_path), contextlib.ExitStack() as opened:
        current = None if rebuild else _current_or_none(index_path, embedder, opened)
        found, ignored = corpus.scan(corpus_path, limits)
        sources, skipped = _read_changed(corpus_path, found, current, limits, progress)
        skipped = (*ignored, *skipped)
        hashes = {article.article_id: article_hash(article) for article in sources.articles}
        report = _compare(current.article_hashes if current else {}, hashes, skipped)
        if current is not None and not report.did_something and not _bookkeeping_changed(current, sources, skipped):
            counts = Counts(len(current.passages), 0)
        else:
            vectors_from = current or _reusable(index_path, embedder, opened)
            built = _next_name(index_path)
            try:
                counts = write_generation(
                    index_path / built, sources, skipped, embedder, current, vectors_from, hashes, progress
                )
            except BaseException:
                shutil.rmtree(index_path / built, ignore_errors=True)
                raise
            _swap(index_path, built)
        opened.close()
        _remove_old(index_path)
    seconds = time.monotonic() - started
    return dataclasses.replace(report, passages=counts.passages, embedded=counts.embedded, seconds=seconds)


def _compare(before: dict[str, str], after: dict[str, str], skipped: tuple[Skipped, ...]) -> IndexReport:
    """What differs between two states, each given as the hash of every article."""
    both = before.keys() & after.keys()
    changed = sum(before[name] != after[name] for name in both)
    return IndexReport(
        added=len(after.keys() - before.keys()),
        changed=changed,
        removed=len(before.keys() - after.keys()),
        unchanged=len(both) - changed,
        skipped=skipped,
        articles=len(after),
        passages=0,
        embedded=0,
        seconds=0.0,
    )


def open_current(index_path: Path, embedder_name: str | None = None) -> Generation:
    """The generation in force, open for reading.

    Raises IndexMissing, IndexDamaged, or IndexMismatch when `embedder_name` is not the model it was built with.
    """
    for _ in range(3):
        name = current_name(index_path)
        generation = index_path / name
        try:
            opened = Generation.open(generation)
        except FileNotFoundError as error:
            if current_name(index_path) != name:
                continue  # swapped and removed between the two reads
            raise IndexDamaged(f"the index lacks {Path(str(error.filename)).name}: {REBUILD}") from None
        try:
            _check_settings(opened, embedder_name)
        except IndexMismatch:
            opened.close()
            raise
        return opened
    raise IndexBusy("the index changes faster than it can be opened: try again in a moment")


def current_name(index_path: Path) -> str:
    """The name of the generation in force. Raises IndexMissing, IndexDamaged."""
    try:
        name = (index_path / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing("nothing is indexed yet: put articles into corpus/ and run `assistant index`") from None
    except UnicodeDecodeError:
        name = ""
    if not name.startswith("generation-") or not name.removeprefix("generation-").isdigit():
        raise IndexDamaged(f"the index's pointer {POINTER} is damaged: {REBUILD}")
    return name


@contextlib.contextmanager
def writing(index_path: Path) -> Iterator[None]:
    """Holds the one writer's lock. Raises IndexBusy at once, naming the holder."""
    from filelock import FileLock, Timeout

    index_path.mkdir(parents=True, exist_ok=True)
    holder = index_path / "lock.holder"
    lock = FileLock(str(index_path / "lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        who = holder.read_text(encoding="utf-8").strip() if holder.exists() else "another process"
        raise IndexBusy(f"the index is being written by {who}: wait until it has finished") from None
    try:
        holder.write_text(f"process {os.getpid()}", encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def article_hash(article: Article) -> str:
    """Identifies all that an article's passages are made from."""
    return hashlib.sha256(json.dumps(to_json(article), ensure_ascii=True).encode()).hexdigest()[:32]


def _read_changed(
    corpus_path: Path,
    found: list[corpus.CorpusFile],
    current: Generation | None,
    limits: Limits | None,
    progress: Progress | None,
) -> tuple[Sources, tuple[Skipped, ...]]:
    """All articles of the corpus: those of unchanged files from the current generation, the others read anew."""
    known: dict[str, dict[str, Any]] = current.files if current else {}
    files: dict[str, dict[str, Any]] = {}
    articles: list[Article] = []
    skipped: list[Skipped] = []
    for number, file in enumerate(found):
        entry = known.get(file.path)
        if entry is None or (entry["size"], entry["mtime_ns"]) != (file.size, file.mtime_ns):
            read, problems = corpus.read_file(corpus_path, file.path, limits)
            entry = {
                "size": file.size,
                "mtime_ns": file.mtime_ns,
                "articles": [article.article_id for article in read],
                "skipped": [to_json(problem) for problem in problems],
            }
        else:
            assert current is not None
            read = [current.articles[name] for name in entry["articles"]]
            problems = [Skipped(**problem) for problem in entry["skipped"]]
        files[file.path] = entry
        articles += read
        skipped += problems
        if progress:
            progress("reading", number + 1, len(found))
    articles.sort(key=lambda article: article.article_id)
    return Sources(tuple(articles), files), tuple(skipped)


def _current_or_none(index_path: Path, embedder: Embedder, opened: contextlib.ExitStack) -> Generation | None:
    try:
        current = open_current(index_path, embedder.name)
    except IndexMissing:
        return None
    opened.callback(current.close)
    return current


def _reusable(index_path: Path, embedder: Embedder, opened: contextlib.ExitStack) -> Generation | None:
    """On a rebuild: the old generation, if its vectors are sound and of the same model; they are kept by content."""
    try:
        old = open_current(index_path)
    except (IndexMissing, IndexDamaged, IndexBusy):
        return None
    opened.callback(old.close)
    return old if old.settings.get("embedder") == embedder.name and old.has_sound_vectors() else None


def _check_settings(generation: Generation, embedder_name: str | None) -> None:
    if embedder_name is None:
        return
    wanted = settings_of(embedder_name)
    differing = [name for name in wanted if generation.settings.get(name) != wanted[name]]
    if differing == ["embedder"]:
        was = generation.settings["embedder"]
        raise IndexMismatch(f"the index was built with {was}, the settings say {embedder_name}: {REBUILD}")
    if differing:
        raise IndexMismatch(f"the index was built by another version of the program: {REBUILD}")


def _bookkeeping_changed(current: Generation, sources: Sources, skipped: tuple[Skipped, ...]) -> bool:
    return current.files != sources.files or current.skipped != skipped


def _next_name(index_path: Path) -> str:
    taken = [int(path.name.removeprefix("generation-")) for path in index_path.glob("generation-*[0-9]")]
    return f"generation-{max(taken, default=0) + 1:08d}"


def _swap(index_path: Path, name: str) -> None:
    """Points CURRENT at the new generation, durably: the pointer is replaced only after it is on the disk."""
    part = index_path / f"{POINTER}.part"
    with part.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, index_path / POINTER)
    directory = os.open(index_path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _remove_old(index_path: Path) -> None:
    """Removes generations that are not in force and that no reader holds."""
    keep = current_name(index_path)
    for path in index_path.glob("generation-*"):
        if path.name != keep and Generation.release(path):
            shutil.rmtree(path, ignore_errors=True)


def built_at(generation: Generation) -> dt.datetime:
    """When the generation was built (UTC)."""
    return dt.datetime.fromisoformat(generation.manifest["built"])
