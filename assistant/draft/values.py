"""The figures, dates, names and quoted words of a claim: where the archive has them, and where it has another figure or day in the place.

A difference is told only where it is certain: a sentence that carries nearly all else of the claim has one other value of the same kind
there, and no sentence that carries the claim has the claim's.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

from assistant.answering.referents import without_speech
from assistant.answering.sayings import Saying, saying
from assistant.draft.claims import Claim
from assistant.draft.evidence import Found, Held
from assistant.draft.findings import Difference
from assistant.schema import Article, Atom, AtomKind, Span
from assistant.text.date_words import DateWords, days_meant
from assistant.text.mentions import Mention, find_mention, read_mentions
from assistant.text.normalize import content_stems
from assistant.text.tokens import WORD
from assistant.text.transliteration import same_name
from assistant.verification.rivals import rival

REST = 0.5
"""The share of the rest of the claim that a sentence and what is around it hold, for another value in it to tell against the claim."""
OWN = 0.45
"""The share that the sentence itself holds."""


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


def placed(mention: Mention, claim: Claim, carrying: Sequence[Held]) -> Placed:
    """A mention of the claim with where the sentences that carry it have it: themselves first, then what is around them."""
    for size in ("sentence", "around") if mention.kind == "figure" else ("sentence", "around", "passage"):
        for held in carrying:
            start, end = _stretch(held, size)
            text = held.article.text[start:end]
            found = find_mention(mention, text, held.article.published, claim.day)
            if found:
                return Placed(mention, held, (start + found[0], start + found[1]))
    for held in carrying:
        if (mention.kind == "name" and _named_of(mention, held)) or (
            mention.kind == "date" and _of_that_day(mention, claim, held)
        ):
            return Placed(mention, held, held.span)
    return Placed(mention)


def _stretch(held: Held, size: str) -> Span:
    """The characters in which a detail is looked for: those of the sentence, of what is around it, of its passage."""
    if size == "passage":
        return held.passage.start, held.passage.end
    return held.span if size == "sentence" else held.window


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
    for mention in (
        value.mention for value in values if value.held is None and value.mention.kind in ("figure", "date")
    ):
        rivals = ((rival, held) for held in carrying if (rival := _rival(mention, claim, found, held)))
        if first := next(rivals, None):
            other, held = first
            start = held.span[0] + other.start
            told.append(difference(claim, mention.kind, mention.text, held.article, other.text, start))
    return told


def other_speakers(claim: Claim, values: Sequence[Placed]) -> Iterator[Difference]:
    """Whom the archive has as the speaker of the claim's quoted words, where the claim gives them to somebody else.

    Not told where a word of the claim's name stands beside the words: `said Ann Hill of the Aldry Line` may be said by the line.
    """
    for value in values:
        if value.mention.kind == "quote" and value.held is not None and value.span is not None:
            article = value.held.article
            mine = saying(Article("draft", claim.text), (value.mention.start, value.mention.end))
            theirs = saying(article, value.span)
            if mine and theirs and not _may_be(mine.speaker, theirs, article):
                before = article.text.rfind(theirs.speaker, 0, theirs.sentence[1])
                start = max(before, article.text.find(theirs.speaker))
                yield difference(claim, "name", mine.speaker, article, theirs.speaker, start)


def _may_be(name: str, said: Saying, article: Article) -> bool:
    named = WORD.findall(f"{said.speaker} {without_speech(article.text[slice(*said.sentence)])}")
    return any(same_name(one, other) for one in WORD.findall(name) for other in named if other[0].isupper())


def difference(claim: Claim, kind: AtomKind, claimed: str, article: Article, stated: str, start: int) -> Difference:
    """What a claim has and what an article has instead, from that character on."""
    at = claim.sentence.find(claimed)
    where = (claim.start + at, claim.start + at + len(claimed)) if at >= 0 else (claim.start, claim.start)
    return Difference(kind, claimed, where, stated, article.article_id, start, start + len(stated))


def _rival(mention: Mention, claim: Claim, found: Found, held: Held) -> Mention | None:
    """What a sentence that is about the rest of the claim has in the place of its value."""
    left_out = frozenset(content_stems(mention.text))
    if found.share(held.around, left_out) < REST or found.share(held.own, left_out) < OWN:
        return None
    return rival(mention, claim.text, held.text, claim.day, held.article.published)
