"""What the page's parts say to each other: of what a reader is shown, and of what may be asked beside a question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from assistant.schema import Filters


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


class AskOptions(Filters, total=False):
    """What may be asked beside a question; `trace_id` is the id under which the log tells of it."""

    answerer: str | None
    k: int | None
    history: Sequence[tuple[str, str]]
    trace_id: str | None
