"""`Assistant`: what the command line, the page, the evaluation and other programs call.

from assistant import Assistant
answer = Assistant.open("index").ask("How long did the call last?")
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import secrets
import sys
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, Unpack

from assistant.answering import assembly, pipeline, portrait, suggestions, translation
from assistant.answering.courtesy import reply
from assistant.answering.languages import language_notes
from assistant.answering.portrait import Portrait, Said
from assistant.answering.wording import UNDERSTOOD, listed
from assistant.config import Config, load_config
from assistant.draft import check as draft
from assistant.draft.claims import checked_text, stated_day
from assistant.draft.findings import DraftCheck, Finding
from assistant.errors import ConfigError
from assistant.index import e5
from assistant.index.embedding import MiniLM, MultilingualE5
from assistant.index.opened import OpenIndex
from assistant.index.snapshot import Generation
from assistant.llm.settings import (
    LanguageModelSettings,
    has_language_model,
    require_language_model,
    settings_from,
    with_model,
)
from assistant.retrieval import article_search, followup, retriever, search_facets, spelling
from assistant.retrieval.article_search import ArticleSearch, Sort
from assistant.retrieval.catalogue import Catalogue, Names
from assistant.retrieval.confidence import after_reading, reader_of
from assistant.retrieval.courtesy import courtesy
from assistant.retrieval.cross_encoder import MULTILINGUAL, CrossEncoder
from assistant.retrieval.name_kinds import NameKinds
from assistant.retrieval.question import understand
from assistant.retrieval.search_facets import Facets
from assistant.retrieval.search_matching import Archive
from assistant.retrieval.search_query import parse, parse_or_all
from assistant.retrieval.types import Reranker, Retrieved
from assistant.schema import Answer, Answerer, Evidence, Filters, Note, Query, Span, Translation, Turn
from assistant.text.languages.detection import language_of
from assistant.tracing import in_own_context, traced

AT_START, AFTERWARDS = 15.0, 3.0
"""Seconds for trying questions before they are suggested: beside a page that is being opened, and under an answer that is there."""
LIKELIEST = 2
"""Passages of which one must tell of a name before a question about it is tried: all 65 that were kept had it there (eval/figures.md)."""
TRANSLATIONS_KEPT = 256
"""The last ones: asked for again, they cost nothing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A question with its evidence, read beside it: all that an answer is made from."""

    answerer: Answerer
    context: pipeline.Context
    notes: tuple[Note, ...]
    """How the question was understood."""
    began: float
    """On the clock of `time.perf_counter`."""
    searched: float


class Assistant(OpenIndex):
    """An open index and the settings in force. Safe to share between threads; follows the index as it changes.

    `reranker` reads the best passages beside the question; when not given, the network that is shipped.
    """

    def __init__(self, config: Config, reranker: Reranker | None = None) -> None:
        super().__init__(config)
        self.reranker = reranker or CrossEncoder(config.cache)
        several = reranker is None and e5.is_installed()
        self.across: Reranker | None = CrossEncoder(config.cache, base=MULTILINGUAL) if several else None
        """What reads several languages, where it is installed."""
        self._trying = threading.Lock()
        self._names = Names(lambda: self.name_kinds)
        self._translated = functools.lru_cache(maxsize=TRANSLATIONS_KEPT)(translation.translate)
        self._archive: tuple[Generation, Archive] | None = None

    @classmethod
    def open(cls, index_path: str | Path = "index", *, config: Config | None = None) -> Assistant:
        """Opens the index in `index_path`. Raises IndexMissing, IndexMismatch, IndexDamaged, ConfigError."""
        assistant = cls(config or load_config(index=Path(index_path)))
        assistant.generation()
        return assistant

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
        other.__dict__.update(embedder=self.embedder, across=self.across)  # one in memory
        other._generation = self.generation()
        return other

    def prepare(self) -> None:
        self.reranker.prepare()
        if self.across and isinstance(self.embedder, MultilingualE5):
            self.across.prepare()

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
            articles=tuple(filters.get("articles") or ()),
            languages=tuple(filters.get("languages") or ()),
        )

    def retrieve(self, query: Query, k: int | None = None) -> Retrieved:
        with traced("RETRIEVER", "retrieve", texts=self.config.trace_texts) as span:
            span.tell_text(input__value=query.text)
            found = retriever.retrieve(self.generation().collection, self.embedder, query, k or self.config.passages)
            span.tell_documents("retrieval.documents", lambda: found.evidence)
        return found

    def search(
        self, question: str, k: int | None = None, *, history: Sequence[Turn] = (), **filters: Unpack[Filters]
    ) -> list[Evidence]:
        """Ranked evidence for a question; one that follows others is understood from `history`, by no language model."""
        follows = functools.partial(self._follows, filters)
        whole = followup.standalone(question, history, self.config, use_model=False, follows=follows)
        spelt, _ = spelling.corrected(whole, self.generation().collection)
        return list(self.retrieve(self.understand(spelt, history=history, **filters), k).evidence)

    def search_articles(
        self, text: str, *, sort: Sort = "relevance", count: int = 20, offset: int = 0
    ) -> ArticleSearch:
        """Articles with their best passages; `text` may hold the operators of `retrieval/search_query.py`.

        Raises QuestionError for a misspelt operator, a date that is none, an outlet that is not here.
        """
        return article_search.search(self.archive, self.embedder, parse(text), sort, (offset, offset + count))

    def search_facets(self, text: str, *, wait: bool = True) -> Facets:
        """What articles that a search finds (all, where it is empty) are like, counted; no names while they are read, unless it waits."""
        return search_facets.facets(self.archive, self.embedder, parse_or_all(text), wait=wait)

    def search_marks(self, text: str, article_id: str) -> tuple[Span, ...]:
        """The words of a search in one article. Raises KeyError when it is not in the index."""
        return article_search.marks_in(self.archive, parse(text), article_id)

    def portrait(self, name: str, *, wait: bool = True) -> Portrait:
        """Where a person, an organisation or a place is named, when, with whom, and what is quoted of it."""
        return portrait.portrait(self.archive, self.embedder, name, wait)

    @functools.cached_property
    def name_kinds(self) -> NameKinds | None:
        """What tells persons from places, by the English embedding model; None with an embedder of other people's."""
        if isinstance(self.embedder, MultilingualE5):
            return NameKinds(MiniLM(self.config.cache))
        return NameKinds(self.embedder) if isinstance(self.embedder, MiniLM) else None

    def who_said(self, text: str) -> tuple[Said, ...]:
        """What those whom a search names with `person:` say in the articles that it finds."""
        return portrait.who_said(self.archive, parse(text))

    def names_in(self, article_id: str) -> tuple[str, ...]:
        """Who and what is named in an article. Raises KeyError when it is not in the index."""
        return self.archive.names_in(article_id)

    @property
    def archive(self) -> Archive:
        """What a search asks, read once a state of the index."""
        generation = self.generation()
        held = self._archive
        if held is None or held[0] is not generation:
            collection = generation.collection
            self._archive = held = (generation, Archive(collection, Catalogue.read(collection), self._names))
        return held[1]

    def ask(self, question: str, **options: Any) -> Answer:
        """The answer to a question; the options are those of `stream`."""
        for answer in self.stream(question, **options):
            last = answer
        return last

    @in_own_context
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
        began = time.perf_counter()
        trace_id = trace_id or secrets.token_hex(8)
        with traced("CHAIN", "ask", texts=self.config.trace_texts) as span:
            span.tell_text(input__value=question)
            chosen = self.chosen(answerer)
            if kind := courtesy(question):
                polite = reply(question, kind, chosen, filters.get("query_id"))
                polite.trace.update({"id": trace_id, "seconds": {"search": 0.0, "all": time.perf_counter() - began}})
                yield polite
                return
            found = self.find(question, k, answerer=chosen, history=history, **filters)
            for answer in self._answers(found, trace_id):
                yield answer
            span.tell(metadata={"id": trace_id, "status": answer.status, "confidence": answer.confidence})
            span.tell_text(output__value=answer.text)

    def chosen(self, answerer: str | None) -> Answerer:
        """The answerer of that name, or of the settings. Raises ConfigError where there is none."""
        if answerer not in (None, "extractive", "llm"):
            raise ConfigError(f"there is no answerer {answerer!r}: choose extractive or llm")
        chosen: Answerer = "llm" if (answerer or self.config.default_answerer) == "llm" else "extractive"
        if chosen == "llm":
            require_language_model(self.config)
        return chosen

    def find(
        self,
        question: str,
        k: int | None = None,
        *,
        answerer: Answerer = "extractive",
        history: Sequence[Turn] = (),
        **filters: Unpack[Filters],
    ) -> Found:
        """The evidence for a question, read beside it: the first half of `stream`, and a retrieval to those who watch LlamaIndex."""
        find = functools.partial(self._find, question, k, answerer, history, filters)
        if "llama_index.core" not in sys.modules:  # loading it would double the first answer's time, for nobody
            return find()
        from assistant.retrieval.nodes import watched

        return watched(question, find, lambda found: found.context.evidence)

    def _find(
        self, question: str, k: int | None, answerer: Answerer, history: Sequence[Turn], filters: Filters
    ) -> Found:
        began = time.perf_counter()
        follows = functools.partial(self._follows, filters)
        whole = followup.standalone(question, history, self.config, use_model=answerer == "llm", follows=follows)
        spelt, slips = spelling.corrected(whole, self.generation().collection)
        query = self.understand(spelt, history=history, **filters)
        retrieved = self.retrieve(query, k)
        searched = time.perf_counter()
        retrieved = self._read(query, retrieved)
        generation, kinds = self.generation(), self.name_kinds
        context = pipeline.Context(question, query, retrieved, generation.articles, self.config, self.dates(), kinds)
        said = [f"{UNDERSTOOD}{whole}"] if whole != question else []
        said += [f"Read “{written}” as “{meant}”" for written, meant in slips]
        said += [f"Only articles of {listed(query.outlets)}"] if query.outlets and not filters.get("outlets") else []
        notes = (*(Note("understood", one) for one in said), *language_notes(query, retrieved, self.embedder))
        return Found(answerer, context, notes, began, searched)

    def _follows(self, filters: Filters, question: str, last: str, answered: str) -> bool:
        """Whether the article found for the last question and its answer, which sets no filter, answers this too, though not first."""
        told = dataclasses.replace(self.understand(last, **filters), text=f"{last} {answered}", parts=())
        query = self.understand(spelling.corrected(question, self.generation().collection)[0], **filters)
        told_of, first = (tuple(item.article_id for item in self.retrieve(one, 1).evidence) for one in (told, query))
        if told_of in ((), first) or assembly.verdict(answered):
            return False
        within = dataclasses.replace(query, articles=told_of)
        return self._read(within, self.retrieve(within)).confidence >= followup.SURE

    def _read(self, query: Query, retrieved: Retrieved) -> Retrieved:
        reader, scope = reader_of(self.reranker, self.across, query, retrieved)
        retrieved = dataclasses.replace(retrieved, languages=scope.languages)
        if not scope.has(query.language):
            return retrieved
        with traced("RERANKER", "read") as span:
            span.tell_text(reranker__query=query.text)
            span.tell(reranker__model_name=type(reader).__name__, reranker__top_k=len(retrieved.evidence))
            span.tell_documents("reranker.input_documents", lambda: retrieved.evidence)
            read = after_reading(reader, query, retrieved, scope)
            span.tell_documents("reranker.output_documents", lambda: read.evidence)
            span.tell(metadata={"confidence": read.confidence})
        return read

    def _answers(self, found: Found, trace_id: str) -> Iterator[Answer]:
        """The answer to what was found, as it grows; the last one is final."""
        for answer in pipeline.stream(found.context, found.answerer):
            seconds = {"search": found.searched - found.began, "all": time.perf_counter() - found.began}
            answer.trace["id"] = trace_id
            answer.trace["seconds"] = {key: round(value, 4) for key, value in seconds.items()}
            yield dataclasses.replace(answer, notes=(*found.notes, *answer.notes))

    def translate(self, text: str, into: str = "en", *, spoken: str | None = None) -> Translation:
        """A passage in another language, by the language model, which is sent it; asked once for each passage.

        `into` and `spoken` are codes as `uk`; the passage's own language is told where it is not given. Raises ConfigError where there
        is no model, LanguageModelError where it fails or replies no translation.
        """
        require_language_model(self.config)
        settings = settings_from(self.config)
        return self._translated(text, spoken or language_of(text), into, settings, self.config.home / "prompts")

    def check_draft(self, text: str, *, day: dt.date | None = None) -> DraftCheck:
        """A draft against all articles, sentence by sentence: what they carry, contradict or do not have.

        `day` is the draft's, from which its "Tuesday" counts; where it is not given, the day that its head states. Nothing of the
        draft is kept. Raises DraftError for one that is empty or too long.
        """
        counted, findings = self.stream_draft(text, day=day)
        found = tuple(findings)
        return DraftCheck(text, counted, found, draft.notes(found, counted))

    def stream_draft(self, text: str, *, day: dt.date | None = None) -> tuple[dt.date | None, Iterator[Finding]]:
        """The day from which the draft's days count, and the finding on each of its sentences as it is made."""
        whole = checked_text(text)
        day = day or stated_day(whole)
        generation = self.generation()
        return day, draft.findings(whole, day, generation.collection, self.embedder)

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

    def examples(self, count: int = 4) -> list[str]:
        """Questions that the corpus answers, made from its sentences and tried once a generation; none while others wait for that."""
        manifest = self.generation().manifest
        if "examples" not in manifest and self._trying.acquire(blocking=False):
            try:
                wanted = suggestions.example_candidates(self.articles(), self.name_kinds)
                ask = functools.partial(self.ask, answerer="extractive")
                manifest["examples"] = suggestions.answered_ones(wanted, ask, count, AT_START)
            finally:
                self._trying.release()
        return list(manifest.get("examples", ())[:count])

    def follow_ups(self, answer: Answer, count: int = 3, **filters: Unpack[Filters]) -> list[str]:
        """Questions to go on with that the articles cited by an answer answer, each tried within the filters."""
        cited = dict.fromkeys(citation.article_id for sentence in answer.sentences for citation in sentence.citations)
        held = self.generation().articles
        articles = [held.shown(name) for name in cited if name in held]
        wanted = suggestions.follow_up_candidates(answer, articles, self.name_kinds)

        def is_likely(one: suggestions.Candidate) -> bool:
            return any(one.is_told(it.article_id, it.text) for it in self.search(one.question, LIKELIEST, **filters))

        ask = functools.partial(self.ask, answerer="extractive", **filters)
        return suggestions.answered_ones(wanted, ask, count, AFTERWARDS, answer, is_likely)
