"""Brings the index up to date: a folder of generations, of which `CURRENT` names the one that answers.

    index/
      CURRENT             the name of the generation in force; replaced atomically
      lock                held by the one process that writes
      generation-00000007/
        manifest.json     settings, files with their hashes, skipped files, counts, seals of the parts
        articles.bin      the articles, each as compressed JSON, in the order of their ids
        *.npy             articles, passages, their sentences and vectors (see `snapshot.py`)
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
import shutil
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import IndexBusy, IndexDamaged, IndexMismatch, IndexMissing
from assistant.index.embedding import Embedder
from assistant.index.generations import current_name as current_name
from assistant.index.generations import next_name, put_in_force, read_pointer, remove_old
from assistant.index.generations import pointer_stamp as pointer_stamp
from assistant.index.generations import writing as writing
from assistant.index.integrity import REBUILD
from assistant.index.progress import Progress as Progress
from assistant.index.snapshot import OLDER_VERSION, USUAL_SETTINGS, Generation, IndexSettings
from assistant.index.writer import Counts, Sources, VectorSource, write_generation
from assistant.ingest import folder as corpus
from assistant.ingest.parsing import Limits
from assistant.ingest.progress import telling
from assistant.schema import Article, Skipped, to_json

MANY_ARTICLES = 100
"""From so many new articles on, they can be found by their words before all are embedded."""
AT_FIRST = 32
"""So many of their passages are embedded before that."""
PARTS, LEAST_PART = 8, 2000
"""Vectors are put in force in so many parts, of at least so many passages."""
OF_ITS_TEXT = ("articles", "skipped", "datelines")
"""What is kept of a file beside the stamp that tells whether it has changed."""


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
    remark: str | None = None
    """What is to be said of the embedding model and the articles' languages."""

    @property
    def did_something(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclasses.dataclass(frozen=True, slots=True)
class _Run:
    """What every step of one update works with."""

    index_path: Path
    embedder: Embedder
    progress: Progress | None
    settings: IndexSettings


def update(
    corpus_path: Path,
    index_path: Path,
    embedder: Embedder,
    *,
    limits: Limits | None = None,
    progress: Progress | None = None,
    settings: IndexSettings = USUAL_SETTINGS,
) -> IndexReport:
    """Brings the index up to date with the corpus folder; only what changed is read and embedded.

    Raises IndexBusy when another process writes, IndexMismatch when the index was built with other settings. Whatever
    is raised, the generation in force stays.
    """
    run = _Run(index_path, embedder, progress, settings)
    return _bring_up_to_date(run, corpus_path, limits, afresh=False)


def rebuild(
    corpus_path: Path,
    index_path: Path,
    embedder: Embedder,
    *,
    limits: Limits | None = None,
    progress: Progress | None = None,
    settings: IndexSettings = USUAL_SETTINGS,
) -> IndexReport:
    """The same, with every article read anew, whatever the index was built with; vectors of the same model are kept."""
    run = _Run(index_path, embedder, progress, settings)
    return _bring_up_to_date(run, corpus_path, limits, afresh=True)


def _bring_up_to_date(run: _Run, corpus_path: Path, limits: Limits | None, afresh: bool) -> IndexReport:
    """Reads what changed in the corpus and puts the new state in force, in parts where there is much to embed."""
    started = time.monotonic()
    with writing(run.index_path), contextlib.ExitStack() as opened:
        current = None if afresh else _current_or_none(run, opened)
        sources = _read_changed(corpus_path, limits, current, run.progress)
        report = _compare(current.article_hashes if current else {}, sources)
        same_files = current is not None and (current.files, current.skipped) == (sources.files, sources.skipped)
        if current is not None and same_files and not report.did_something:
            counts = Counts(current.manifest["passages"], 0, current.pending)
        else:
            only_new = not (report.changed or report.removed)
            counts = _build_and_swap(run, sources, current, opened, words_first=only_new)
        opened.close()  # nobody holds the old state now, so that it can be removed
        remove_old(run.index_path)
        if counts.pending:
            counts = _embed_pending(run, counts)
    seconds = time.monotonic() - started
    return dataclasses.replace(report, passages=counts.passages, embedded=counts.embedded, seconds=seconds)


def _build_and_swap(
    run: _Run,
    sources: Sources,
    current: Generation | None,
    opened: contextlib.ExitStack,
    words_first: bool = False,
    at_most: int | None = None,
) -> Counts:
    """Builds the new state and puts it in force; whatever is raised, nothing of it stays.

    With `words_first`, only few of many new passages are embedded: the others can be found by their words in the time
    that reading takes. Not where articles changed: the old version stays until the new one is embedded.
    """
    vectors_from, progress = current or _reusable(run, opened), run.progress
    folder = run.index_path / next_name(run.index_path)
    if words_first and len(sources.fresh) > MANY_ARTICLES and (vectors_from is None or vectors_from is current):
        at_most, progress = AT_FIRST, None
    try:
        source = VectorSource(run.embedder, vectors_from, at_most, progress)
        counts = write_generation(folder, sources, current, source, run.settings)
        put_in_force(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shared = run.settings.shared
    if shared is not None and vectors_from is not None:
        # Only now: until the pointer moved, readers of the old state were asking for these.
        with contextlib.closing(open_current(run.index_path, run.embedder.name, settings=run.settings)) as new:
            shared.remove(sorted(vectors_from.rows_in_shared_store.keys() - new.rows_in_shared_store.keys()))
    return counts


def _embed_pending(run: _Run, counts: Counts) -> Counts:
    """Embeds what an earlier state left to embed, a large part at a time, each put in force as it is done."""
    total, embedded = counts.embedded + counts.pending, counts.embedded

    def overall(what: str, done: int, _: int) -> None:
        if run.progress:
            run.progress(what, embedded + done, total)

    while counts.pending:
        with contextlib.ExitStack() as opened:
            current = _current_or_none(run, opened)
            assert current is not None
            kept = Sources(current.article_hashes, {}, current.files, current.skipped)
            part = max(LEAST_PART, counts.passages // PARTS)
            counts = _build_and_swap(dataclasses.replace(run, progress=overall), kept, current, opened, at_most=part)
        embedded += counts.embedded
        remove_old(run.index_path)
    return dataclasses.replace(counts, embedded=embedded)


def _compare(before: dict[str, str], sources: Sources) -> IndexReport:
    """What differs between two states, each given as the hash of every article."""
    after = sources.hashes
    both = before.keys() & after.keys()
    changed = sum(before[name] != after[name] for name in both)
    return IndexReport(
        added=len(after.keys() - before.keys()),
        changed=changed,
        removed=len(before.keys() - after.keys()),
        unchanged=len(both) - changed,
        skipped=sources.skipped,
        articles=len(after),
        passages=0,
        embedded=0,
        seconds=0.0,
    )


def open_current(
    index_path: Path,
    embedder_name: str | None = None,
    *,
    check: bool = True,
    settings: IndexSettings = USUAL_SETTINGS,
) -> Generation:
    """The generation in force, open for reading.

    Raises IndexMissing, IndexDamaged, or IndexMismatch when the model of that name or other settings are not what it was
    built with; without a name this is not asked. Without `check`, damaged parts are not looked for.
    """
    for _ in range(3):
        name, digest = read_pointer(index_path)
        try:
            opened = Generation.open(index_path / name, digest=digest, check=check, shared=settings.shared)
        except (FileNotFoundError, IndexDamaged) as error:
            if current_name(index_path) != name:
                continue  # swapped and removed between the two reads
            if isinstance(error, IndexDamaged):
                raise
            raise IndexDamaged(f"the index lacks {Path(str(error.filename)).name}: {REBUILD}") from None
        try:
            _check_settings(opened, embedder_name, settings)
        except IndexMismatch:
            opened.close()
            raise
        return opened
    raise IndexBusy("the index changes faster than it can be opened: try again in a moment")


def article_hash(article: Article) -> str:
    """Identifies all that an article's passages are made from."""
    return hashlib.sha256(json.dumps(to_json(article), ensure_ascii=True).encode()).hexdigest()[:32]


def _read_changed(
    corpus_path: Path, limits: Limits | None, current: Generation | None, progress: Progress | None
) -> Sources:
    """The articles of the corpus: those of unchanged files are only named, the others read anew."""
    found, ignored = corpus.scan(corpus_path, limits)
    overrides = corpus.read_overrides(corpus_path)
    known: dict[str, dict[str, Any]] = current.files if current else {}
    hashes_before: dict[str, str] = current.article_hashes if current else {}
    files: dict[str, dict[str, Any]] = {}
    hashes: dict[str, str] = {}
    anew: dict[str, Article] = {}
    for number, file in enumerate(found):
        if progress:
            progress(f"reading {file.path}", number, len(found))
        entry = known.get(file.path)
        stamp = {"size": file.size, "mtime_ns": file.mtime_ns, **overrides.stamp(file.path)}
        if entry is None or {name: entry[name] for name in entry if name not in OF_ITS_TEXT} != stamp:
            with telling(progress):
                read, problems = corpus.read_file(corpus_path, file.path, limits, overrides)
            entry = {
                **stamp,
                "articles": [article.article_id for article in read],
                "skipped": [to_json(problem) for problem in problems],
                "datelines": corpus.yearless_datelines(read),
            }
            anew |= {article.article_id: article for article in read}
        else:
            hashes |= {name: hashes_before[name] for name in entry["articles"]}
        files[file.path] = entry
    if progress and found:
        progress("reading", len(found), len(found))
    _complete_datelines(files, hashes, anew, current)
    hashes |= {name: article_hash(article) for name, article in anew.items()}
    fresh = {name: article for name, article in anew.items() if hashes_before.get(name) != hashes[name]}
    skipped = [Skipped(**problem) for entry in files.values() for problem in entry["skipped"]]
    return Sources(dict(sorted(hashes.items())), fresh, files, (*ignored, *skipped, *overrides.unused(files, hashes)))


def _complete_datelines(
    files: Mapping[str, dict[str, Any]], kept: Collection[str], anew: dict[str, Article], current: Generation | None
) -> None:
    """Puts into `anew` the articles to whose datelines those beside them give another year than before, or none."""
    datelines = {name: day for entry in files.values() for name, day in entry.get("datelines", {}).items()}
    before: Any = current.articles if current else {}
    days = {name: article.published for name, article in anew.items() if article.published}
    if current and datelines:
        ordinals = zip(before, before.table["published"].tolist(), strict=True)
        days |= {name: dt.date.fromordinal(day) for name, day in ordinals if day and name in kept}
    for name, changes in corpus.years_beside(datelines, days):
        anew[name] = dataclasses.replace(anew.get(name) or before[name], **changes)


def _current_or_none(run: _Run, opened: contextlib.ExitStack) -> Generation | None:
    try:
        current = open_current(run.index_path, run.embedder.name, settings=run.settings)
    except IndexMissing:
        return None
    opened.callback(current.close)
    return current


def _reusable(run: _Run, opened: contextlib.ExitStack) -> Generation | None:
    """On a rebuild: the old generation, if its vectors are sound and of the same model; they are kept by content."""
    try:
        old = open_current(run.index_path, check=False)
    except (IndexMissing, IndexDamaged, IndexMismatch, IndexBusy):
        return None
    opened.callback(old.close)
    return old if old.settings.get("embedder") == run.embedder.name and old.has_sound_vectors() else None


def _check_settings(generation: Generation, embedder_name: str | None, settings: IndexSettings) -> None:
    if embedder_name is None:
        return
    wanted = settings.recorded(embedder_name)
    differing = [name for name in wanted if generation.settings.get(name) != wanted[name]]
    if differing and {"embedder", "store", "passages"}.issuperset(differing):
        was, now = (" and ".join(str(said.get(name)) for name in differing) for said in (generation.settings, wanted))
        raise IndexMismatch(f"the index was built with {was}, the settings say {now}: {REBUILD}")
    if differing:
        raise IndexMismatch(OLDER_VERSION)
