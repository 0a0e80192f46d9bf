"""What the page asks of the assistant it shows: the seam between the page and everything behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, Unpack

from assistant.answering.portrait import Portrait
from assistant.draft.findings import DraftCheck, Finding
from assistant.index.progress import Doing
from assistant.ingest.parsing import Limits
from assistant.llm.settings import LanguageModelSettings
from assistant.retrieval.article_search import ArticleSearch, Sort
from assistant.retrieval.search_facets import Facets
from assistant.schema import Answer, Article, Evidence, Filters, Skipped, Span, Translation


class ArticleRecord(Protocol):
    """An article, or a passage of one, as it is named to a reader."""

    @property
    def article_id(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def outlet(self) -> str | None: ...
    @property
    def published(self) -> dt.date | None: ...
    @property
    def published_inferred(self) -> bool: ...


class InALanguage(Protocol):
    """What is written in a language: an article, a passage."""

    @property
    def language(self) -> str | None: ...


class ListedArticle(ArticleRecord, InALanguage, Protocol):
    """What the corpus view says of an article besides."""

    @property
    def date_note(self) -> str | None: ...
    @property
    def by_hand(self) -> tuple[str, ...]: ...


class ChosenOptions(Filters, total=False):
    """What a reader may choose beside a question."""

    answerer: str | None
    k: int | None


class AskOptions(ChosenOptions, total=False):
    """What the page adds: the turns before, and the id under which the log tells of the question."""

    history: Sequence[tuple[str, str]]
    trace_id: str | None


class AssistantLike(Protocol):
    """The assistant as the page sees it. Failures are `AssistantError`s whose message is one line for the reader."""

    @property
    def home(self) -> Path:
        """The workspace: `eval/`, `trash/` and the like lie in it."""

    @property
    def corpus_folder(self) -> Path: ...
    @property
    def limits(self) -> Limits: ...
    @property
    def answerers(self) -> tuple[str, ...]: ...
    @property
    def doing(self) -> Doing | None:
        """How far the update of the index is that is under way."""

    @property
    def writer(self) -> LanguageModelSettings | None:
        """The language model that writes when it is asked; None where there is none."""

    def stream(self, question: str, **options: Unpack[AskOptions]) -> Generator[Answer, None, None]: ...
    def ask(self, question: str, **options: Unpack[AskOptions]) -> Answer: ...
    def with_model(self, model: str) -> AssistantLike: ...
    def settings(self) -> dict[str, Any]: ...
    def search(self, question: str, k: int | None = None, **filters: Unpack[Filters]) -> list[Evidence]: ...
    def translate(self, text: str, into: str = "en", *, spoken: str | None = None) -> Translation: ...
    def check_draft(self, text: str, *, day: dt.date | None = None) -> DraftCheck: ...
    def stream_draft(self, text: str, *, day: dt.date | None = None) -> tuple[dt.date | None, Iterator[Finding]]: ...
    def search_articles(self, text: str, *, sort: Sort = ..., count: int = ..., offset: int = ...) -> ArticleSearch: ...
    def search_facets(self, text: str, *, wait: bool = ...) -> Facets: ...
    def search_marks(self, text: str, article_id: str) -> Sequence[Span]: ...
    def portrait(self, name: str, *, wait: bool = ...) -> Portrait: ...
    def names_in(self, article_id: str) -> Sequence[str]: ...
    def article(self, article_id: str) -> Article: ...
    def versions(self, article_id: str) -> Sequence[str]: ...
    def articles(self) -> Sequence[ListedArticle]: ...
    def skipped(self) -> Sequence[Skipped]: ...
    def status(self) -> dict[str, Any]: ...
    def examples(self) -> list[str]: ...
    def follow_ups(self, answer: Answer, count: int = 3, **filters: Unpack[Filters]) -> list[str]: ...
