"""A draft cut into sentences, each understood: is it a claim that can be checked, whom does it mean, from which day does it count?"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Sequence

from assistant.answering.referents import needs_referent
from assistant.answering.sayings import person_meant
from assistant.errors import DraftError
from assistant.llm import injection
from assistant.schema import Article, Span
from assistant.text.dates import WRITTEN_DATE, parse_date
from assistant.text.furniture import furniture
from assistant.text.languages import ENGLISH
from assistant.text.languages.detection import language_of
from assistant.text.mentions import Mention, read_mentions
from assistant.text.normalize import content_stems
from assistant.text.persons import persons_named
from assistant.text.sentences import LONGEST_SENTENCE, lines, sentences, with_quotations_whole

MOST_CHARACTERS = 20_000
LEAST_WORDS = 3
"""Content words of the shortest claim; one that names something may have one fewer."""
HEAD = 400
"""Characters in which a draft states its day."""
LEAST_PART = 2
"""Content words of the shortest part of a sentence that is looked up by itself."""
_PRONOUN = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_JOINT = re.compile(
    r"[;:]|,? (?:and|but|while|whereas|although) |, (?:with|which|who|whose|where|most of) ", re.IGNORECASE
)
"""Where a sentence may say a second thing."""
_LAST_NAME = re.compile(r"\b[A-Z][\w’'-]*$")
"""Before a joint: with a name behind it, too, a list of names goes on."""
_LATER = re.compile(r"(?:later|earlier|before|after|ago)\b")
_WIDE = frozenset(
    ["European", "Europeans", "Western", "African", "Africans", "Asian", "Asians", "Arab", "American-led"]
)
"""Adjectives too wide to be missed where the archive names who is meant."""


@dataclasses.dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a draft with all that is needed to look it up."""

    sentence: str
    start: int
    """Of the sentence in the draft."""
    text: str
    """As understood: with whom its pronoun means in the place of the pronoun."""
    context: str
    """The sentence before it, where it leans on that; else empty."""
    day: dt.date | None
    """From which its "Tuesday" counts."""
    mentions: tuple[Mention, ...]
    """The figures, dates, names and quoted words of `text`."""
    parts: tuple[str, ...]
    """What it says one by one; one where it says one thing."""

    @property
    def subject(self) -> str:
        """`text` with blanks for its figures and dates, which are compared by their values."""
        return without(self.text, self.mentions)


@dataclasses.dataclass(frozen=True, slots=True)
class Unjudged:
    """A sentence that is not looked up, and why."""

    sentence: str
    start: int
    reason: str


def checked_text(text: str) -> str:
    """The draft, if it can be checked. Raises DraftError."""
    if not any(char.isalnum() for char in text):
        raise DraftError("the draft is empty: give a text of at least one sentence")
    if len(text) > MOST_CHARACTERS:
        raise DraftError(f"the draft has {len(text):,} characters: check at most {MOST_CHARACTERS:,} at a time")
    return text


def stated_day(text: str) -> dt.date | None:
    """The first whole date in the head of a draft; None where its head states none."""
    for found in re.finditer(WRITTEN_DATE, text[:HEAD], re.IGNORECASE):
        if day := parse_date(found[0]):
            return day
    return None


def claims(text: str, day: dt.date | None) -> Iterator[Claim | Unjudged]:
    """Every sentence of a draft in its order."""
    spans = list(_sentences(text))
    headings = furniture(text, tuple(spans))
    draft = Article("draft", text)
    foreign = language_of(text) != ENGLISH.code
    before = ""
    for start, end in spans:
        sentence = text[start:end]
        reason = "It is not in English, the only language that is judged." if foreign else _no_claim(sentence)
        if (start, end) in headings and len(spans) > 1:
            reason = "It is a heading or a line beside the text."
        if reason:
            yield Unjudged(sentence, start, reason)
            before = "" if foreign or "table" in reason else before
            continue
        claim = understood(draft, start, sentence, before, day)
        yield claim
        before = claim.text


def _sentences(text: str) -> Iterator[Span]:
    """Sentences, a quotation of several with its speaker as one where it is no longer than a sentence may be."""
    for first, last in lines(text):
        for start, end in with_quotations_whole(text[first:last]):
            cut = sentences(text[first + start : first + end])
            whole = [(cut[0][0], cut[-1][1])] if cut and end - start <= LONGEST_SENTENCE else cut
            yield from ((first + start + a, first + start + b) for a, b in whole)


def understood(draft: Article, start: int, sentence: str, before: str, day: dt.date | None) -> Claim:
    """A sentence with whom it means; what it leans on is looked up with it."""
    text, context = sentence, ""
    if needs_referent(sentence):
        context = before
        person = person_meant(draft, start) or _only_person(before)
        if person and _PRONOUN.search(sentence):
            text = _PRONOUN.sub(person, sentence, count=1)
    mentions = tuple(mention for mention in read_mentions(text) if not _says_nothing(mention, text))
    return Claim(sentence, start, text, context, day, mentions, parts(text, mentions))


def _says_nothing(mention: Mention, text: str) -> bool:
    """Figures and names that only point: `the two presidents`, `two days later`, `European leaders`."""
    before, behind = text[: mention.start].rstrip().casefold(), text[mention.end :].lstrip().casefold()
    if mention.kind == "figure":
        return (mention.text.casefold() in ("two", "both") and before.endswith("the")) or bool(_LATER.match(behind))
    return mention.kind == "name" and mention.text in _WIDE


def parts(text: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The parts of a sentence that say something by themselves: cut where a second statement may begin.

    >>> parts("The ferry sails again, and dogs travel free of charge.", ())
    ('The ferry sails again', 'dogs travel free of charge.')
    """
    taken = [(mention.start, mention.end) for mention in mentions]
    cuts = [found for found in _JOINT.finditer(text) if not any(a < found.start() < b for a, b in taken)]
    pieces, start = [], 0
    for cut in cuts:
        listed = _LAST_NAME.search(text[start : cut.start()]) and text[cut.end() : cut.end() + 1].isupper()
        if not listed and _says_something(text[start : cut.start()]) and _says_something(text[cut.end() :]):
            pieces.append(text[start : cut.start()])
            start = cut.end()
    return (*pieces, text[start:])


def without(text: str, mentions: Sequence[Mention]) -> str:
    """`text` with blanks in the place of figures and dates."""
    for mention in mentions:
        if mention.kind in ("figure", "date"):
            text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


def _says_something(part: str) -> bool:
    words = content_stems(part)
    return len(words) >= LEAST_PART and bool(re.search(r"\b[a-z]", part))


def _no_claim(sentence: str) -> str:
    """Why a sentence is nothing to be checked; empty where it is."""
    if "\t" in sentence or sentence.count("|") > 1:
        return "It is a row of a table."
    if language_of(sentence) != ENGLISH.code:
        return "It is not in English, the only language that is judged."
    if sentence.rstrip(" \"”'’)").endswith("?"):
        return "It is a question."
    if injection.asks_or_orders(sentence):
        return "It gives an order and states nothing."
    if len(content_stems(sentence)) + bool(read_mentions(sentence)) < LEAST_WORDS:
        return "It is too short to be looked up."
    return ""


def _only_person(sentence: str) -> str | None:
    """The one person that a sentence names; None where it names several."""
    found = [sentence[a:b] for a, b in persons_named(sentence)]
    return found[0] if len(found) == 1 and " and " not in found[0] else None
