"""The index that the settings name: opened, followed as it changes, brought up to date."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant.config import Config
from assistant.errors import IndexMissing
from assistant.index import e5, embedding_choice, manager
from assistant.index.embedding import BuiltIn, Embedder, MultilingualE5, built_in
from assistant.index.external_store import make_store
from assistant.index.progress import Doing
from assistant.index.snapshot import Generation, IndexSettings
from assistant.ingest.parsing import Limits
from assistant.schema import Article, Skipped


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
        return embedding_choice.choose(self.config)

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

    @cached_property
    def index_settings(self) -> IndexSettings:
        """What the index must have been built with besides the model."""
        return IndexSettings(make_store(self.config), self.config.passage_size)

    def generation(self) -> Generation:
        """The generation in force; reopened when the index has moved on."""
        with self._lock:
            held, stamp = self._generation, manager.pointer_stamp(self.config.index_path)
            if held is not None and stamp is not None and stamp == self._stamp:
                return held
            if held is not None and stamp != self._stamp:
                self._follow_model()
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
            return self._with_the_model_wanted(rebuild, told)
        finally:
            self.doing = None

    def _with_the_model_wanted(self, rebuild: bool, progress: manager.Progress) -> manager.IndexReport:
        taken = False
        if self._chooses_model and embedding_choice.built_with(self.config.index_path) is None:
            taken = self._take_model(embedding_choice.languages_in(self.config.corpus_path, self.limits))
        report = self._bring_up_to_date(rebuild, progress)
        if not self._chooses_model:
            return report
        languages = self._facts()["languages"]
        changed = self._take_model(languages)
        if changed:
            report = self._bring_up_to_date(True, progress)
        return dataclasses.replace(report, remark=embedding_choice.remark(languages, taken or changed))

    def _bring_up_to_date(self, rebuild: bool, progress: manager.Progress) -> manager.IndexReport:
        return (manager.rebuild if rebuild else manager.update)(
            self.config.corpus_path,
            self.config.index_path,
            self.embedder,
            limits=self.limits,
            progress=progress,
            settings=self.index_settings,
        )

    @property
    def _chooses_model(self) -> bool:
        """Whether the languages of the articles decide on the embedding model."""
        return self.config.embedding == "auto" and isinstance(self.embedder, BuiltIn)

    def _take_model(self, languages: Mapping[str, int]) -> bool:
        """Takes the multilingual model where the articles want it and it is here; True where that is another than before."""
        model = embedding_choice.wanted(languages)
        if model == "english" or not e5.is_installed() or isinstance(self.embedder, MultilingualE5):
            return False
        self.__dict__["embedder"] = built_in(self.config, multilingual=True)
        return True

    def _follow_model(self) -> None:
        """Another process may have built the index anew with another model."""
        if self._chooses_model and embedding_choice.built_with(self.config.index_path) != self.embedder.name:
            self.__dict__["embedder"] = embedding_choice.choose(self.config)

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

    def count_in(self, path: str) -> int:
        """How many articles of a file the index holds; no article is looked at for that."""
        return len(self.generation().files.get(path, {}).get("articles", ()))

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
