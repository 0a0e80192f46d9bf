"""The values that travel between the stages. All are frozen; intervals are half-open; ranks and labels start at 1.

`to_json` gives each the shape that the command line and the page's endpoints print (see DESIGN: interfaces that stay).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, Literal

Span = tuple[int, int]
"""Half-open interval [start, end) of characters in an article's text."""

SupportLabel = Literal["supported", "partly", "unsupported"]
Answerer = Literal["extractive", "llm"]
Status = Literal["answered", "abstained"]
AtomKind = Literal["figure", "date", "name", "quote"]


@dataclasses.dataclass(frozen=True, slots=True)
class Article:
    """One article as read. `text` is what every offset counts in."""

    article_id: str
    """The file's path below the corpus folder; `path#key` where a file holds several articles."""
    text: str
    body_start: int = 0
    """Where the article proper begins: front matter and the like lie before it."""
    title: str | None = None
    outlet: str | None = None
    published: dt.date | None = None
    published_inferred: bool = False
    """True where the date was read from the first lines and not stated as metadata."""
    url: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not in the index, and why."""

    path: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences: `article.text[start:end] == text`."""

    passage_id: str
    article_id: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    """The sentences it is made of, in the article's characters."""


@dataclasses.dataclass(frozen=True, slots=True)
class Days:
    """An interval of days, both ends in it."""

    first: dt.date
    last: dt.date

    @property
    def only(self) -> dt.date | None:
        """The day itself where it is one."""
        return self.first if self.first == self.last else None


@dataclasses.dataclass(frozen=True, slots=True)
class Query:
    """A question as understood: what to search for, and within which dates and outlets."""

    text: str
    query_id: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    outlets: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """One retrieved passage with the sentences in it that bear on the question."""

    label: int
    rank: int
    passage_id: str
    article_id: str
    title: str | None
    outlet: str | None
    published: dt.date | None
    published_inferred: bool
    start: int
    end: int
    text: str
    score: float
    """Calibrated: about the share of passages with this score that answer their question."""
    spans: tuple[Span, ...]
    duplicates: tuple[str, ...] = ()
    """Articles that carry the same passage (wire copies), folded under this one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Citation:
    """The exact characters of an article that a sentence rests on."""

    label: int
    passage_id: str
    article_id: str
    start: int
    end: int
    quote: str


@dataclasses.dataclass(frozen=True, slots=True)
class Atom:
    """A checkable piece of a sentence. Where it was found: `article_id`, `start`, `end`; all None when it was not."""

    text: str
    kind: AtomKind
    found: bool
    article_id: str | None = None
    start: int | None = None
    end: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Support:
    """How far the cited characters carry a sentence."""

    label: SupportLabel
    score: float
    atoms: tuple[Atom, ...] = ()
    reason: str | None = None
    """Why it is not plainly supported, in words for a reader."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer with its citations and, once checked, its support."""

    text: str
    citations: tuple[Citation, ...] = ()
    support: Support | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class AsOf:
    """The dates between which the evidence of an answer was published."""

    oldest: dt.date | None
    newest: dt.date | None


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What chat, command line, library and evaluation all consume."""

    question: str
    status: Status
    answerer: Answerer
    text: str
    sentences: tuple[Sentence, ...]
    removed: tuple[Sentence, ...]
    evidence: tuple[Evidence, ...]
    confidence: float
    as_of: AsOf
    notes: tuple[str, ...] = ()
    trace: dict[str, Any] = dataclasses.field(default_factory=dict)
    query_id: str | None = None

    @property
    def abstained(self) -> bool:
        return self.status == "abstained"


def to_json(value: Any) -> Any:
    """Plain JSON values: dataclasses become objects, dates ISO strings, tuples lists.

    >>> to_json(AsOf(dt.date(2022, 3, 29), None))
    {'oldest': '2022-03-29', 'newest': None}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
