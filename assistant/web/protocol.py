"""What the page asks of the assistant it shows: the seam between the page and everything behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypedDict, Unpack

from assistant.ingest.parsing import Limits
from assistant.llm.settings import LanguageModelSettings
from assistant.schema import Answer, Article, Evidence, Filters, Skipped


class ArticleRecord(Protocol):
    """An article without its text, as listed in the corpus view."""

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
    @property
    def language(self) -> str | None: ...


class ChosenOptions(TypedDict, total=False):
    """What a reader may choose beside a question."""

    answerer: str | None
    since: dt.date | None
    until: dt.date | None
    outlets: Sequence[str]
    languages: Sequence[str]
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
    def writer(self) -> LanguageModelSettings | None:
        """The language model that writes when it is asked; None where there is none."""

    def stream(self, question: str, **options: Unpack[AskOptions]) -> Generator[Answer, None, None]: ...
    def ask(self, question: str, **options: Unpack[AskOptions]) -> Answer: ...
    def with_model(self, model: str) -> AssistantLike: ...
    def settings(self) -> dict[str, Any]: ...
    def search(self, question: str, k: int | None = None, **filters: Unpack[Filters]) -> list[Evidence]: ...
    def article(self, article_id: str) -> Article: ...
    def versions(self, article_id: str) -> Sequence[str]: ...
    def articles(self) -> Sequence[ArticleRecord]: ...
    def skipped(self) -> Sequence[Skipped]: ...
    def status(self) -> dict[str, Any]: ...
    def examples(self) -> list[str]: ...
