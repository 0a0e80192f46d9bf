"""The checkable pieces of a sentence — figures, dates, names, quoted words — and where a text holds them.

`locate` is what the check uses; `read_mentions` and `find_mention` are its two halves.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Callable, Hashable, Sequence

from assistant.schema import Atom, AtomKind, Span
from assistant.text.date_words import DATE_WORDS, DateWords, days_meant, read_dates, same_date
from assistant.text.languages import ENGLISH, Language
from assistant.text.name_matching import find_name
from assistant.text.names import Name, read_names
from assistant.text.numbers import CURRENCY_SIGNS, Figure, read_figures, same_figure
from assistant.text.quotes import Quote, find_quote, read_quotes
from assistant.text.tokens import TokenizedText, words_of


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    """A text that a claim is checked against. `start` is where it begins in its article."""

    text: str
    article_id: str | None = None
    start: int = 0
    published: dt.date | None = None
    article: str = ""
    """All that its article says, title and day included: there, what a question gives may stand."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mention:
    """An atom as read in a claim: `claim[start:end] == text`."""

    kind: AtomKind
    text: str
    start: int
    end: int
    value: Figure | DateWords | Name | Quote


@dataclasses.dataclass(frozen=True, slots=True)
class Located:
    """A mention and where it was found: which reference, and which characters of it. Both None when no reference
    has it.
    """

    mention: Mention
    reference: int | None = None
    span: Span | None = None


def locate(
    claim: str, references: Sequence[Reference], claim_date: dt.date | None = None, language: Language = ENGLISH
) -> list[Located]:
    """Every mention of the claim with the first reference that holds it, in that reference's own characters."""
    located = []
    known: dict[Hashable, tuple[int, Span] | tuple[None, None]] = {}
    for mention in read_mentions(claim, language=language):
        same = dataclasses.replace(mention.value, first=0, end=0)
        if same not in known:
            spans = (
                find_mention(mention, reference.text, reference.published, claim_date, language)
                for reference in references
            )
            found = ((i, span) for i, span in enumerate(spans) if span is not None)
            known[same] = next(found, (None, None))
        located.append(Located(mention, *known[same]))
    return located


def as_atom(located: Located, references: Sequence[Reference]) -> Atom:
    """As shown to readers: offsets count the article's characters."""
    mention = located.mention
    if located.reference is None or located.span is None:
        return Atom(mention.text, mention.kind, False)
    reference = references[located.reference]
    start, end = (reference.start + at for at in located.span)
    return Atom(mention.text, mention.kind, True, reference.article_id, start, end)


def read_mentions(claim: str, last: AtomKind = "name", language: Language = ENGLISH) -> list[Mention]:
    """The claim's atoms in reading order. They do not overlap: quoted words come first, then dates, figures, names.

    Kinds after `last` are not read, which saves their time.
    """
    return list(_mentions(claim, last, language))


@functools.lru_cache(maxsize=4096)
def _mentions(claim: str, last: AtomKind, language: Language) -> tuple[Mention, ...]:
    """Kept, because every stage of a question reads the same sentences."""
    words = words_of(claim, language)
    found: list[tuple[AtomKind, Figure | DateWords | Name | Quote]] = []
    taken: set[int] = set(_citation_markers(words))
    for kind, read in READERS:
        for value in read(words):
            tokens = range(value.first, value.end)
            if taken.isdisjoint(tokens):
                taken.update(tokens)
                found.append((kind, value))
        if kind == last:
            break
    return tuple(_mention(words, kind, value) for kind, value in sorted(found, key=lambda pair: pair[1].first))


def _surely_figures(words: TokenizedText) -> list[Figure]:
    return [figure for figure in read_figures(words) if not figure.weak]


READERS: tuple[tuple[AtomKind, Callable[[TokenizedText], Sequence[Figure | DateWords | Name | Quote]]], ...] = (
    ("quote", read_quotes),
    ("date", read_dates),
    ("figure", _surely_figures),
    ("name", read_names),
)


def find_mention(
    mention: Mention,
    text: str,
    published: dt.date | None = None,
    claim_date: dt.date | None = None,
    language: Language = ENGLISH,
) -> Span | None:
    """The characters of the text that say the same, or None: `text[start:end]` is what was matched."""
    words = words_of(text, language)
    value = mention.value
    tokens: tuple[int, int] | None
    if isinstance(value, Name) and (span := _as_written(mention.text, text)):
        return span
    match value:
        case Figure():
            tokens = _find_figure(value, words)
        case DateWords():
            tokens = _find_date(value, claim_date, words, published)
        case Name():
            tokens = find_name(value, words)
        case Quote():
            tokens = find_quote(value, words)
    return _trimmed(words, tokens) if tokens is not None else None


def _as_written(name: str, text: str) -> Span | None:
    """Where a text has the very characters of a name, titles and initials included, as whole words."""
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    return found.span() if found else None


def _citation_markers(words: TokenizedText) -> set[int]:
    """The tokens of "[2]", and of a list's "4." at the start: no figures."""
    if len(words) > 1 and words.tokens[0][0].isdecimal() and words.tokens[1] in ".)" and words.glued(0):
        return {0, 1} | _markers(words)
    return _markers(words)


def _markers(words: TokenizedText) -> set[int]:
    starts = (i for i in range(len(words) - 2) if words.tokens[i] == "[" and words.tokens[i + 2] == "]")
    return {i + k for i in starts if words.tokens[i + 1][0].isdecimal() for k in range(3)}


def _mention(words: TokenizedText, kind: AtomKind, value: Figure | DateWords | Name | Quote) -> Mention:
    start, end = words.span(value.first, value.end)
    if kind == "name":
        end -= 2 if words.text[start:end].endswith(("'s", "’s")) else 0
    return Mention(kind, words.text[start:end], start, end, value)


def _find_figure(figure: Figure, words: TokenizedText) -> tuple[int, int] | None:
    for other in figures_in(words):
        if same_figure(figure, other):
            return other.first, other.end
    return None


def _find_date(
    date: DateWords, claim_date: dt.date | None, words: TokenizedText, published: dt.date | None
) -> tuple[int, int] | None:
    for other in dates_in(words):
        if same_date(date, claim_date, other, published):
            return other.first, other.end
    only_year = date.year is not None and date.month is None and date.unit is None
    return (
        _find_figure(Figure(date.first, date.end, float(date.year or 0)), words) if only_year else None
    )  # "2000 people"


@functools.lru_cache(maxsize=256)
def figures_in(words: TokenizedText) -> list[Figure]:
    """The text's figures, read once: only sentences with a digit or a number word are looked at."""
    return read_figures(words, _sentences_with(words, _figure_words(words.language)))


@functools.lru_cache(maxsize=256)
def dates_in(words: TokenizedText) -> list[DateWords]:
    """The text's dates, read once."""
    return read_dates(words, _sentences_with(words, DATE_WORDS))


@functools.cache
def _figure_words(language: Language) -> frozenset[str]:
    units = {word for word, (unit, _) in language.quantities.units.items() if unit in ("time", "months")}
    return language.quantities.number_words.union(CURRENCY_SIGNS, units)


def _sentences_with(words: TokenizedText, wanted: frozenset[str]) -> list[int]:
    return sorted({words.sentence_of(i) for i, word in enumerate(words.lower) if word[0].isdecimal() or word in wanted})


def _trimmed(words: TokenizedText, tokens: tuple[int, int]) -> Span:
    """The tokens' characters, without a possessive ending."""
    start, end = words.span(*tokens)
    return (start, end - 2) if words.text[start:end].endswith(("'s", "’s")) and end - start > 2 else (start, end)


def days_said(text: str, published: dt.date | None) -> list[tuple[int, str]]:
    """Where words of the text end that mean a day or a month beside the day of publication only, and which one, in order.

    `They spoke on Tuesday.` of 30 March 2022 → `[(21, "29 March 2022")]`
    """
    found = []
    for mention in read_mentions(text, "date") if published else ():
        if isinstance(mention.value, DateWords) and mention.value.month is None and mention.value.year is None:
            meant = days_meant(mention.value, published)
            if meant and (meant.last - meant.first).days <= 31:
                said = f"{meant.first.day} {meant.first:%B %Y}" if meant.only else f"{meant.first:%B %Y}"
                found.append((mention.end, said))
    return sorted(found)


def with_days(text: str, published: dt.date | None) -> str:
    """The text with the days that its words mean in brackets: `They spoke on Tuesday (29 March 2022).`"""
    for place, said in reversed(days_said(text, published)):
        text = f"{text[:place]} ({said}){text[place:]}"
    return text
