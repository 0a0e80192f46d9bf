"""The index that the settings name: opened, followed as it changes, brought up to date."""

from __future__ import annotations

import datetime as dt
import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.config import Config
from assistant.errors import IndexMissing
from assistant.index import manager
from assistant.index.embedding import Embedder, make_embedder
from assistant.index.progress import Doing
from assistant.index.snapshot import Generation, IndexSettings
from assistant.ingest.parsing import Limits
from assistant.schema import Article, Skipped

if TYPE_CHECKING:
    from assistant.index.external_store import SharedStore


class OpenIndex:
    """The index and its articles. Safe to share between threads; follows the index as it changes."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._lock = threading.Lock()
        self._generation: Generation | None = None
        self._stamp: tuple[int, int] | None = None
        """Of the index's pointer when the generation was last known to be the one in force."""
        self.doing: Doing | None = None
        """The step of the update that is under way in this process."""

    @cached_property
    def embedder(self) -> Embedder:
        return make_embedder(self.config)

    @cached_property
    def shared_store(self) -> SharedStore | None:
        """The vector store outside the index folder, where the settings name one."""
        if not (self.config.chroma_url or self.config.vector_store):
            return None
        from assistant.index.external_store import make_store

        return make_store(self.config)

    @property
    def home(self) -> Path:
        """The workspace."""
        return self.config.home

    @property
    def corpus_folder(self) -> Path:
        return self.config.corpus_path

    @property
    def limits(self) -> Limits:
        """What one article file may cost."""
        return Limits(file_bytes=int(self.config.max_file_megabytes * 1e6))

    @property
    def index_settings(self) -> IndexSettings:
        """What the index must have been built with besides the model."""
        return IndexSettings(self.shared_store, self.config.passage_size)

    def generation(self) -> Generation:
        """The generation in force; reopened when the index has moved on."""
        with self._lock:
            held, stamp = self._generation, manager.pointer_stamp(self.config.index_path)
            if held is not None and stamp is not None and stamp == self._stamp:
                return held
            if held is None or held.folder.name != manager.current_name(self.config.index_path):
                self._generation = self._open()
            assert self._generation is not None
            self._stamp = stamp
            return self._generation

    def _open(self) -> Generation:
        try:
            return manager.open_current(self.config.index_path, self.embedder.name, settings=self.index_settings)
        except IndexMissing:
            if (doing := self.doing) is None:
                raise
            raise IndexMissing(f"the articles are still being read ({doing}): ask in a moment") from None

    def update(self, *, rebuild: bool = False, progress: manager.Progress | None = None) -> manager.IndexReport:
        """Brings the index up to date with the corpus folder, and readies what the first question needs."""

        def told(what: str, done: int, total: int) -> None:
            self.doing = Doing(what, done, total)
            if progress:
                progress(what, done, total)

        try:
            told("preparing", 0, 0)
            self.prepare()
            return (manager.rebuild if rebuild else manager.update)(
                self.config.corpus_path,
                self.config.index_path,
                self.embedder,
                limits=self.limits,
                progress=told,
                settings=self.index_settings,
            )
        finally:
            self.doing = None

    def prepare(self) -> None:
        """Makes what is wanted besides the index before the first question."""

    def article(self, article_id: str) -> Article:
        """One whole article. Raises KeyError when it is not in the index."""
        return self.generation().articles.shown(article_id)

    def versions(self, article_id: str) -> list[str]:
        """The ids of all versions of an article, the newest first; none where there is only one."""
        return self.generation().versions(article_id)

    def articles(self) -> list[Article]:
        """Every article, in the order of their ids."""
        generation = self.generation()
        return [generation.articles.shown(name) for name in generation.articles]

    def skipped(self) -> list[Skipped]:
        return list(self.generation().skipped)

    @property
    def outlets(self) -> tuple[str, ...]:
        return tuple(self._facts()["outlets"])

    def dates(self) -> tuple[dt.date | None, dt.date | None]:
        """The oldest and the newest publication date in the corpus."""
        facts = self._facts()
        return facts["oldest"], facts["newest"]

    def _facts(self) -> dict[str, Any]:
        """Figures over all articles, counted once a generation."""
        generation = self.generation()
        if "facts" not in generation.manifest:
            generation.manifest["facts"] = generation.facts()
        facts: dict[str, Any] = generation.manifest["facts"]
        return facts

    def verify(self) -> list[str]:
        """The names of the parts of the index that are not what was written."""
        return self.generation().verify()
