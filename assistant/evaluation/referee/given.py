"""One system's answer to one question, in the one form that every shape is read into. Nothing in it is believed: `scoring` checks it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from assistant.schema import Span


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """A text that the system was given, or that it cites."""

    label: int
    text: str
    """Empty where the system only names its source and the articles do not have it."""
    name: str | None = None
    """The article's id, address, file or title, as the system calls it."""
    span: Span | None = None
    """Characters of the article, where the system says which."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cited:
    """What a sentence points at: a context, or words within it that the system claims to quote."""

    label: int
    quote: str | None = None
    span: Span | None = None
    """Characters of the article, where the system says which."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the answer, without its markers."""

    text: str
    cited: tuple[Cited, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """One answer of a system."""

    question: str
    text: str
    said: tuple[Said, ...]
    contexts: tuple[Context, ...]
    abstained: bool
    query_id: str | None = None
    reference: str | None = None
    """The expected answer, where the file has one."""
    unknown: tuple[str, ...] = ()
    """Markers that name no source, as written."""
    confidence: float | None = None
    usage: Mapping[str, int] | None = None
    """`prompt_tokens` and `completion_tokens`"""
    seconds: float | None = None
    where: str = ""
    """File and line, for messages."""
    failed: str | None = None
    """Why this is no answer: nothing was said, or not to its end. It is neither right nor wrong."""
    only_cited: bool = False
    """Whether its contexts are what it cites and no more: nothing is known of what it was given."""

    @property
    def cites(self) -> bool:
        return bool(self.unknown) or any(said.cited for said in self.said)
