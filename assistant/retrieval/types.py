"""What retrieval gives, and the seat of what reads passages beside the question."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Protocol

from assistant.schema import Evidence, Query, Span


@dataclasses.dataclass(frozen=True, slots=True)
class Retrieved:
    """Evidence for one question, best first."""

    evidence: tuple[Evidence, ...]
    confidence: float
    """The probability that the evidence holds the answer; 0 where it was not read."""
    trace: dict[str, Any] = dataclasses.field(default_factory=dict)
    parts: tuple[tuple[Query, Retrieved], ...] = ()
    """Parts of the question, each with its own evidence and confidence."""
    languages: frozenset[str] = frozenset(("en",))
    """Those of questions and passages of which it was judged whether one answers the other."""

    @property
    def is_judged(self) -> bool:
        """Whether it is known how likely it answers: it was read, or there is nothing to read."""
        return self.confidence > 0 or not self.evidence


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """What a reranker says of one passage."""

    answers: float
    """Log-odds that the passage answers the question."""
    sentences: tuple[float, ...] = ()
    """For each of its sentences the log-odds that it does; empty where it reads none. One that it did not reach has minus infinity, and
    counts as none that answers."""
    span: Span | None = None
    """Where in the passage's text the likeliest short answer stands, in one sentence; None where there is none."""
    span_odds: float = 0.0
    """Log-odds of that span against there being none."""


class Reranker(Protocol):
    """Reads passages beside the question: query, passages → scores. `cross_encoder.CrossEncoder` is the one that is shipped;
    another is given to `Assistant(config, reranker=…)`.
    """

    def prepare(self) -> object:
        """Readies what the first question would wait for."""

    def score(self, query: Query, passages: Sequence[Evidence]) -> list[Reading]:
        """One reading a passage, in their order."""
