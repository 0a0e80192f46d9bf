"""`Assistant`: what the command line, the page, the evaluation and other programs call.

from assistant import Assistant
answer = Assistant.open("index").ask("How long did the call last?")
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from assistant.answering import pipeline
from assistant.answering.courtesy import reply
from assistant.answering.languages import language_notes
from assistant.answering.suggestions import example_questions
from assistant.answering.wording import UNDERSTOOD
from assistant.config import Config, load_config
from assistant.errors import ConfigError
from assistant.index import e5, embedding_choice, manager
from assistant.index.embedding import BuiltIn, Embedder, MultilingualE5, built_in
from assistant.index.snapshot import Generation, IndexSettings
from assistant.ingest.parsing import Limits
from assistant.llm.settings import (
    LanguageModelSettings,
    has_language_model,
    require_language_model,
    settings_from,
    with_model,
)
from assistant.retrieval import followup, retriever, spelling
from assistant.retrieval.confidence import after_reading, is_judged
from assistant.retrieval.courtesy import courtesy
from assistant.retrieval.cross_encoder import CrossEncoder
from assistant.retrieval.question import understand
from assistant.retrieval.types import Reranker, Retrieved
from assistant.schema import Answer, Answerer, Article, Evidence, Filters, Note, Query, Skipped, Turn

if TYPE_CHECKING:
    from assistant.index.external_store import SharedStore


class Assistant:
    """An open index and the settings in force. Safe to share between threads; follows the index as it changes.

    `reranker` reads the best passages beside the question; when not given, the network that is shipped.
    """

    def __init__(self, config: Config, reranker: Reranker | None = None) -> None:
        self.config = config
        self.reranker = reranker or CrossEncoder(config.cache)
        self._lock = threading.Lock()
        self._generation: Generation | None = None
        self._stamp: tuple[int, int] | None = None
        """Of the index's pointer when the generation was last known to be the one in force."""

    @classmethod
    def open(cls, index_path: str | Path = "index", *, config: Config | None = None) -> Assistant:
        """Opens the index in `index_path`. Raises IndexMissing, IndexMismatch, IndexDamaged, ConfigError."""
        assistant = cls(config or load_config(index=Path(index_path)))
        assistant.generation()
        return assistant

    @cached_property
    def embedder(self) -> Embedder:
        return embedding_choice.choose(self.config)

    @cached_property
    def shared_store(self) -> SharedStore | None:
        """The vector store outside the index folder, where the settings name one."""
        if not (self.config.chroma_url or self.config.vector_store):
            return None
        from assistant.index.external_store import make_store

        return make_store(self.config)

    @property
    def answerers(self) -> tuple[Answerer, ...]:
        """The answerers that can be chosen, the default one first."""
        if not has_language_model(self.config):
            return ("extractive",)
        return ("llm", "extractive") if self.config.default_answerer == "llm" else ("extractive", "llm")

    @property
    def writer(self) -> LanguageModelSettings | None:
        """The language model that writes when it is asked; None where there is none."""
        return settings_from(self.config) if has_language_model(self.config) else None

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

    def settings(self) -> dict[str, Any]:
        """The settings that an answer depends on, without the key: to be kept beside answers."""
        names = (
            "passages",
            "answer_threshold",
            "model",
            "temperature",
            "max_output_tokens",
            "context_tokens",
            "deadline",
            "embedding",
            "embedding_model",
        )
        values = self.config.model_dump(mode="json", include=set(names))
        if (asked := self.writer) and asked.local:
            values |= {"model": asked.model, "context_tokens": asked.context_tokens, "deadline": asked.total_deadline}
        return values

    def with_model(self, model: str) -> Assistant:
        """The same index, asked with another language model."""
        other = Assistant(with_model(self.config, model), self.reranker)
        other.__dict__.update(embedder=self.embedder)  # one in memory
        other._generation = self.generation()
        return other

    def generation(self) -> Generation:
        """The generation in force; reopened when the index has moved on."""
        with self._lock:
            held, stamp = self._generation, manager.pointer_stamp(self.config.index_path)
            if held is not None and stamp is not None and stamp == self._stamp:
                return held
            if held is not None and stamp != self._stamp:
                self._follow_model()
            if held is None or held.folder.name != manager.current_name(self.config.index_path):
                self._generation = manager.open_current(
                    self.config.index_path, self.embedder.name, settings=self.index_settings
                )
            assert self._generation is not None
            self._stamp = stamp
            return self._generation

    def update(self, *, rebuild: bool = False, progress: manager.Progress | None = None) -> manager.IndexReport:
        """Brings the index up to date with the corpus folder, and readies what the first question needs."""
        self.reranker.prepare()
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

    def _bring_up_to_date(self, rebuild: bool, progress: manager.Progress | None) -> manager.IndexReport:
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

    def understand(self, question: str, *, history: Sequence[Turn] = (), **filters: Unpack[Filters]) -> Query:
        """The question as it will be searched for; filters given here replace those read from its words.

        Raises QuestionError when it cannot be asked.
        """
        read = understand(question, outlets=self.outlets, history=history)
        return dataclasses.replace(
            read,
            query_id=filters.get("query_id"),
            since=filters.get("since") or read.since,
            until=filters.get("until") or read.until,
            outlets=tuple(filters.get("outlets") or read.outlets),
            languages=tuple(filters.get("languages") or ()),
        )

    def retrieve(self, query: Query, k: int | None = None) -> Retrieved:
        return retriever.retrieve(self.generation().collection, self.embedder, query, k or self.config.passages)

    def search(
        self, question: str, k: int | None = None, *, history: Sequence[Turn] = (), **filters: Unpack[Filters]
    ) -> list[Evidence]:
        """Ranked evidence for a question; one that follows others is understood from `history`, by rules."""
        whole = followup.standalone(question, history, self.config, use_model=False)
        spelt, _ = spelling.corrected(whole, self.generation().collection)
        return list(self.retrieve(self.understand(spelt, history=history, **filters), k).evidence)

    def ask(self, question: str, **options: Any) -> Answer:
        """The answer to a question; the options are those of `stream`."""
        for answer in self.stream(question, **options):
            last = answer
        return last

    def stream(
        self,
        question: str,
        *,
        answerer: str | None = None,
        k: int | None = None,
        history: Sequence[Turn] = (),
        trace_id: str | None = None,
        **filters: Unpack[Filters],
    ) -> Generator[Answer, None, None]:
        """The answer as it grows: at least one Answer; the last one is final. Its trace holds `trace_id`, or one of its own."""
        if answerer not in (None, "extractive", "llm"):
            raise ConfigError(f"there is no answerer {answerer!r}: choose extractive or llm")
        chosen: Answerer = "llm" if (answerer or self.config.default_answerer) == "llm" else "extractive"
        if chosen == "llm":
            require_language_model(self.config)
        started = time.perf_counter()
        trace_id = trace_id or secrets.token_hex(8)
        if kind := courtesy(question):
            polite = reply(question, kind, chosen, filters.get("query_id"))
            polite.trace.update({"id": trace_id, "seconds": {"search": 0.0, "all": time.perf_counter() - started}})
            yield polite
            return
        whole = followup.standalone(question, history, self.config, use_model=chosen == "llm")
        spelt, slips = spelling.corrected(whole, self.generation().collection)
        query = self.understand(spelt, history=history, **filters)
        retrieved = self.retrieve(query, k)
        searched = time.perf_counter()
        if is_judged(query.language):
            retrieved = after_reading(self.reranker, query, retrieved)
        context = pipeline.Context(
            question, query, retrieved, self.generation().articles, self.config, coverage=self.dates()
        )
        rewritten = Note("understood", f"{UNDERSTOOD}{whole}") if whole != question else None
        read_as = [Note("understood", f"Read “{written}” as “{meant}”") for written, meant in slips]
        further = tuple(note for note in (rewritten, *read_as, *language_notes(query, retrieved.evidence)) if note)
        for answer in pipeline.stream(context, chosen):
            seconds = {"search": searched - started, "all": time.perf_counter() - started}
            answer.trace["id"] = trace_id
            answer.trace["seconds"] = {key: round(value, 4) for key, value in seconds.items()}
            yield dataclasses.replace(answer, notes=(*further, *answer.notes))

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

    def status(self) -> dict[str, Any]:
        """What is indexed, with what model and settings, and how fresh it is."""
        generation = self.generation()
        return {
            "index": str(self.config.index_path),
            "generation": generation.folder.name,
            "built": generation.manifest["built"],
            "articles": len(generation.articles),
            "passages": generation.manifest["passages"],
            "pending": generation.pending,
            **self._facts(),
            "skipped": list(generation.skipped),
            "settings": generation.settings,
            "answerers": list(self.answerers),
        }

    def verify(self) -> list[str]:
        """The names of the parts of the index that are not what was written."""
        return self.generation().verify()

    def examples(self, count: int = 4) -> list[str]:
        """Questions that the corpus should answer, made from its headlines."""
        return example_questions(self.articles(), count)
