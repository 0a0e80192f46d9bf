"""The values that travel between the stages. All are frozen; intervals are half-open; ranks and labels start at 1.

`to_json` gives each the shape that the command line and the page's endpoints print (see DESIGN: interfaces that stay).
"""

from __future__ import annotations

import bisect
import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal, TypedDict

Span = tuple[int, int]
"""Half-open interval [start, end) of characters in an article's text."""

Verdict = Literal["supported", "partly", "unsupported"]
"""How far the words that a sentence rests on carry it: by the check, by a judge, by a person."""
SupportLabel = Literal[Verdict, "quoted", "not judged"]
"""A verdict; `not judged` in languages in which the check was not measured; `quoted` where the check finds the article's own words,
which are true to it by construction: no proof that they answer."""
Answerer = Literal["extractive", "llm"]
Status = Literal["answered", "abstained"]
AtomKind = Literal["figure", "date", "name", "quote"]
QuestionForm = Literal["fact", "yes or no", "why or how", "list", "comparison", "summary"]
"""How a question wants to be answered; a language model is told so."""
NoteKind = Literal[
    "understood",
    "language",
    "sources differ",
    "corrected",
    "newest",
    "updated",
    "events",
    "copies",
    "one outlet",
    "another outlet",
    "missing part",
    "no date",
    "instructions",
    "language model",
    "other",
]
"""What a note is about; `updated`, `events` and `other` in answers that an earlier version kept."""
Turn = tuple[str, str]
"""A question and the text of its answer."""


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
    """True where the date was read from the first lines, an address or a file's name and not stated as metadata, or where what is
    stated differs."""
    url: str | None = None
    language: str | None = "en"
    """ISO 639 code of what it is written in; None in articles of which nobody asked."""
    updated: dt.date | None = None
    """The day of a later change, where one is told."""
    date_note: str | None = None
    """Where `published` was taken from and what other places say, where they differ: `printed on the page; 9 November 2023 in its
    metadata`."""
    pages: tuple[int, ...] = ()
    """Where in `text` each page begins, in a file that has pages."""
    by_hand: tuple[str, ...] = ()
    """Which of `title`, `outlet` and `published` a person set (`ingest/overrides.py`)."""
    by_ocr: bool = False
    """Its text, or some of it, was read from pictures of pages: letters may be wrong."""

    def page_of(self, place: int) -> int | None:
        """The number of the page, from 1, on which a character stands; None in a file without pages."""
        return bisect.bisect_right(self.pages, place) or None


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


class Filters(TypedDict, total=False):
    """What a question may be asked within; `query_id` comes back with the answer."""

    since: dt.date | None
    until: dt.date | None
    outlets: Sequence[str]
    articles: Sequence[str]
    """Ids: only these answer; none means all."""
    languages: Sequence[str]
    """Codes of the languages of articles that may answer."""
    query_id: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class QueryWord:
    """A word of a question: as written, as it counts, and whether it is part of a name."""

    text: str
    stem: str
    named: bool


@dataclasses.dataclass(frozen=True, slots=True)
class QueryPart:
    """One of several things that a question asks: its words, and the outlets that it is sought in; all where there are none."""

    text: str
    outlets: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class QuerySource:
    """One whose report a question asks for."""

    name: str
    wrote: bool
    """It is asked for an article, which only an outlet writes; who only reported something may be named in another's."""


@dataclasses.dataclass(frozen=True, slots=True)
class Query:
    """A question, and all that is understood of it: made once, by `retrieval.question.understand`."""

    text: str
    """As it is searched for: a follow-up with what it leaves out."""
    query_id: str | None = None
    since: dt.date | None = None
    """Together with `until`, `outlets`, `articles` and `languages` what the evidence is filtered by."""
    until: dt.date | None = None
    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    """Ids of the only articles that answer; empty where all may."""
    languages: tuple[str, ...] = ()
    """Codes of the languages of articles that may answer; empty where all may."""
    history: tuple[Turn, ...] = ()
    """The turns before it, the last one last."""
    language: str | None = "en"
    """The code of the language that it is asked in."""
    undated_text: str = ""
    """`text` without its dates, as it is put to a passage of which nobody knows the day, where no report of the day lies beside it."""
    stems: tuple[str, ...] = ()
    """Every word of `text` as it counts."""
    subject_stems: tuple[str, ...] = ()
    """The words of `text` that say something, each once."""
    words: tuple[QueryWord, ...] = ()
    """Those that an article should hold: no dates, no figures, none that only asks."""
    form: QuestionForm = "fact"
    days: tuple[Days, ...] = ()
    """Those that it names with their year."""
    partial_days: tuple[str, ...] = ()
    """Dates without a year, as written: they mean a day only beside the day of an article."""
    wants_latest: bool = False
    about_collection: bool = False
    """It asks about the articles at hand and not about what they report."""
    parts: tuple[QueryPart, ...] = ()
    """Where it asks several things, each of them; none where it asks one."""
    sources: tuple[QuerySource, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A sentence of a passage, in the article's characters, and the probability that it answers the question."""

    start: int
    end: int
    probability: float


@dataclasses.dataclass(frozen=True, slots=True)
class AnswerSpan:
    """Where in an article the reader sees the shortest answer to the question, and how sure it is that there is one."""

    start: int
    end: int
    probability: float


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
    earlier: tuple[str, ...] = ()
    """Earlier versions of its article, which do not answer."""
    language: str | None = "en"
    """Its article's."""
    sentences: tuple[EvidenceSentence, ...] = ()
    """Every sentence of the passage, in order: cut once, when the article was indexed."""
    answer: AnswerSpan | None = None
    """The likeliest short answer in the passage; None where nothing read it for one."""
    page: int | None = None
    """The page on which it begins, in a file that has pages."""
    page_breaks: tuple[int, ...] = ()
    """The article's characters within it at which a new page begins."""
    by_ocr: bool = False
    """Its article's: its letters may be wrong."""

    def page_of(self, place: int) -> int | None:
        """The page on which a character of the passage stands."""
        return None if self.page is None else self.page + bisect.bisect_right(self.page_breaks, place)


@dataclasses.dataclass(frozen=True, slots=True)
class Translation:
    """A passage in another language, as a language model wrote it: no quotation, and judged by nobody. `…` ends one that broke off."""

    text: str
    language: str
    model: str
    missing: tuple[str, ...] = ()
    """Numbers and names that it does not have, as the passage writes them."""


@dataclasses.dataclass(frozen=True, slots=True)
class Citation:
    """The exact characters of an article that a sentence rests on."""

    label: int
    passage_id: str
    article_id: str
    start: int
    end: int
    quote: str
    found: bool = False
    """The model that wrote the sentence did not cite it: it was found among what the model was given."""
    page: int | None = None
    """The page on which it begins, in a file that has pages."""


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
    """How far the cited characters carry a sentence, or that it quotes them."""

    label: SupportLabel
    score: float
    atoms: tuple[Atom, ...] = ()
    reason: str | None = None
    """Why it is neither quoted nor plainly supported, in words for a reader."""
    contradicts: tuple[Atom, ...] = ()
    """The figures and days that the cited text has in the place of the sentence's."""
    capped: bool = False
    """A rule that is certain leaves no better label than partly, whatever anybody else says of it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer with its citations and, once checked, its support."""

    text: str
    citations: tuple[Citation, ...] = ()
    support: Support | None = None
    short_answer: Span | None = None
    """Where in `text` the short answer stands, which the page shows in bold; None where the sentence holds none."""


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """A word to the reader beside an answer."""

    kind: NoteKind
    text: str
    labels: tuple[int, ...] = ()
    """The evidence that it is about."""

    def __str__(self) -> str:
        return self.text


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
    notes: tuple[Note, ...] = ()
    trace: dict[str, Any] = dataclasses.field(default_factory=dict)
    query_id: str | None = None

    @property
    def abstained(self) -> bool:
        return self.status == "abstained"


def to_json(value: Any) -> Any:
    """Plain JSON values: dataclasses become objects, dates ISO strings, tuples lists. Of an answer's notes `notes` has the texts.

    >>> to_json(AsOf(dt.date(2022, 3, 29), None))
    {'oldest': '2022-03-29', 'newest': None}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
        if isinstance(value, Answer):  # notes were texts before they had kinds, and programs read them
            fields |= {"noted": fields["notes"], "notes": [note.text for note in value.notes]}
        return fields
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
