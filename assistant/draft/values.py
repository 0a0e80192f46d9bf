"""The figures, dates, names and quoted words of a claim: where the archive has them, and where it has another figure or day in the place.

A difference is told only where it is certain: a sentence that carries nearly all else of the claim has one other value of the same kind
there, and no sentence that carries the claim has the claim's.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

from assistant.draft.claims import Claim
from assistant.draft.evidence import Found, Held
from assistant.draft.findings import Difference
from assistant.schema import Atom, Span
from assistant.text.content_words import content_stem
from assistant.text.date_words import DateWords, days_meant
from assistant.text.languages import ENGLISH
from assistant.text.mentions import Mention, figures_in, find_mention, read_mentions
from assistant.text.normalize import content_stems
from assistant.text.numbers import Figure
from assistant.text.tokens import words_of

REST = 0.5
"""The share of the rest of the claim that a sentence and what is around it hold, for another value in it to tell against the claim."""
OWN = 0.45
"""The share that the sentence itself holds."""
LEAST_BARE = 4
"""A smaller number without its unit is found anywhere."""
NEXT = 3
"""Tokens between a value and the word that shows what it is a value of."""
FEW_DAYS = 21
"""Two days further apart are of two events."""
_OPENS = re.compile(r"^[A-Z/ .]{3,40},? [A-Z][a-z]{2,8}\.? \d{1,2}$")


@dataclasses.dataclass(frozen=True, slots=True)
class Placed:
    """A mention of a claim, and the sentence and characters of its article that have it; both None where nothing does."""

    mention: Mention
    held: Held | None = None
    span: Span | None = None

    @property
    def atom(self) -> Atom:
        if self.held is None or self.span is None:
            return Atom(self.mention.text, self.mention.kind, False)
        return Atom(self.mention.text, self.mention.kind, True, self.held.article.article_id, *self.span)


def placed(claim: Claim, carrying: Sequence[Held]) -> list[Placed]:
    """Every mention of the claim with where the sentences that carry it have it: itself first, then what is around it."""
    return [_placed(mention, claim, carrying) for mention in claim.mentions]


def _placed(mention: Mention, claim: Claim, carrying: Sequence[Held]) -> Placed:
    for size in ("sentence", "around", "passage") if mention.kind in ("date", "name") else ("sentence", "around"):
        for held in carrying:
            start, end = _stretch(held, size)
            text = held.article.text[start:end]
            found = find_mention(mention, text, held.article.published, claim.day) or _bare_figure(mention, text)
            if found:
                return Placed(mention, held, (start + found[0], start + found[1]))
    if mention.kind == "figure" and (beside := _beside_in_passage(mention, claim, carrying)):
        return beside
    for held in carrying:
        if (mention.kind == "name" and _named_of(mention, held)) or (
            mention.kind == "date" and _of_that_day(mention, claim, held)
        ):
            return Placed(mention, held, held.span)
    return Placed(mention)


def _beside_in_passage(mention: Mention, claim: Claim, carrying: Sequence[Held]) -> Placed | None:
    """A figure in another sentence of a passage that carries the claim, one that goes on about it: `The speech lasted 27 minutes.`"""
    subject = frozenset(content_stems(claim.subject))
    for held in carrying[:1]:
        for start, end in held.passage.sentences:
            text = held.article.text[start:end]
            found = find_mention(mention, text) if subject.intersection(content_stems(text)) else None
            if found:
                return Placed(mention, held, (start + found[0], start + found[1]))
    return None


def _stretch(held: Held, size: str) -> Span:
    """The characters in which a detail is looked for: those of the sentence, of what is around it, of its passage."""
    if size == "passage":
        return held.passage.start, held.passage.end
    return held.span if size == "sentence" else held.window


def _bare_figure(mention: Mention, text: str) -> Span | None:
    """The same number where one side leaves its unit out: `from 6.80 to 7.50 euros`, `7.50 euros, up from 6.80`."""
    if not isinstance(mention.value, Figure) or mention.value.value < LEAST_BARE:
        return None
    for figure in figures_in(words_of(text)):
        if figure.value == mention.value.value and None in (figure.unit, mention.value.unit):
            return words_of(text).span(figure.first, figure.end)
    return None


def _named_of(mention: Mention, held: Held) -> bool:
    """Whether the article names it elsewhere, or in its headline."""
    whole = f"{held.article.title or ''}\n{held.article.text[held.article.body_start :]}"
    return find_mention(mention, whole) is not None


def _of_that_day(mention: Mention, claim: Claim, held: Held) -> bool:
    """Whether a report without a day of its own was published on the days that are meant or the day after."""
    published = held.article.published
    if published is None or not isinstance(mention.value, DateWords) or read_mentions(held.text, "date") != []:
        return False
    days = days_meant(mention.value, claim.day or published)
    return days is not None and days.first <= published <= days.last + dt.timedelta(days=1)


def differences(claim: Claim, found: Found, values: Sequence[Placed], carrying: Sequence[Held]) -> list[Difference]:
    """The figures and days of the claim that no sentence has and in whose place one has another."""
    told = []
    for value in values:
        if value.held is None and value.mention.kind in ("figure", "date"):
            rivals = ((_rival(value.mention, claim, found, held), held) for held in carrying)
            first = next(((rival, held) for rival, held in rivals if rival), None)
            if first:
                told.append(_difference(value.mention, claim, *first))
    return told


def _difference(mention: Mention, claim: Claim, rival: Mention, held: Held) -> Difference:
    at = claim.sentence.find(mention.text)
    start = held.span[0] + rival.start
    where = (claim.start + at, claim.start + at + len(mention.text)) if at >= 0 else (claim.start, claim.start)
    return Difference(
        mention.kind, mention.text, where, rival.text, held.article.article_id, start, start + len(rival.text)
    )


def _rival(mention: Mention, claim: Claim, found: Found, held: Held) -> Mention | None:
    """The one other value in a sentence that stands in the place of the claim's."""
    left_out = frozenset(content_stems(mention.text))
    if found.share(held.around, left_out) < REST or found.share(held.own, left_out) < OWN:
        return None
    others = [
        other
        for other in read_mentions(held.text)
        if other.kind == mention.kind and _another(mention, other, claim, held)
    ]
    if mention.kind == "figure":
        beside = [other for other in others if _beside(claim.text, mention) & _beside(held.text, other)]
        return beside[0] if len(beside) == 1 else others[0] if len(others) == 1 and _measured(mention) else None
    return others[0] if len(others) == 1 else None


def _another(mention: Mention, other: Mention, claim: Claim, held: Held) -> bool:
    """Whether a value of a sentence is of the claim's kind and none that the claim has."""
    published = held.article.published
    if isinstance(mention.value, Figure) and isinstance(other.value, Figure):
        same_unit = mention.value.unit == other.value.unit
        return same_unit and find_mention(other, claim.text, claim.day, published) is None
    if isinstance(mention.value, DateWords) and isinstance(other.value, DateWords):
        return not _dateline(other, held) and _other_day(mention.value, claim.day or published, other.value, published)
    return False


def _other_day(claimed: DateWords, anchor: dt.date | None, stated: DateWords, published: dt.date | None) -> bool:
    """Whether two dates mean two days of the same weeks."""
    mine, theirs = days_meant(claimed, anchor), days_meant(stated, published)
    if mine is None or theirs is None:  # no year is known
        same_month = claimed.month is not None and claimed.month == stated.month
        return same_month and None not in (claimed.day, stated.day) and claimed.day != stated.day
    if mine.only is None or theirs.only is None:
        return False
    return 0 < abs((mine.only - theirs.only).days) <= FEW_DAYS


def _dateline(mention: Mention, held: Held) -> bool:
    """Whether a date opens its article: `BRUSSELS, Jan 13 (Meridian Wire) — …`"""
    return held.place == 0 and bool(_OPENS.match(held.text[: mention.end]))


def _measured(mention: Mention) -> bool:
    """Whether a figure says by its unit what it is: `50 minutes`, not `50`."""
    return isinstance(mention.value, Figure) and mention.value.unit not in (None, "ordinal")


def _beside(text: str, mention: Mention) -> frozenset[str]:
    """The content words just behind a value, which say what is counted."""
    words = words_of(text)
    behind = range(mention.value.end, min(len(words), mention.value.end + NEXT))
    return frozenset(found for i in behind if (found := content_stem(words.tokens[i], ENGLISH)))
