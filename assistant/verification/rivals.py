"""The figure or day that a text has in the place of a claim's: what contradicts it, where that is certain enough to be said.

Certain is what is of the same kind and unit and stands alone in its sentence, or beside the same word: `50 minutes` for `20 minutes`.
Whether the sentence is about what the claim says is for the caller to know.
"""

from __future__ import annotations

import datetime as dt
import re

from assistant.text.content_words import content_stem
from assistant.text.date_words import DateWords, days_meant
from assistant.text.languages import ENGLISH
from assistant.text.mentions import Mention, find_mention, read_mentions
from assistant.text.numbers import Figure
from assistant.text.tokens import words_of

BEFORE = 2
"""Tokens before a value among which a "not" takes it back: `not about 35 minutes`."""
NEXT = 3
"""Tokens between a value and the word that shows what it is a value of."""
_DATELINE = re.compile(r"^[A-Z/ .]{3,40},? [A-Z][a-z]{2,8}\.? \d{1,2}$")
"""`BRUSSELS, Jan 13 (Meridian Wire) — …`"""


def rival(
    mention: Mention, claim: str, sentence: str, claim_day: dt.date | None, published: dt.date | None
) -> Mention | None:
    """The one other figure or day in a sentence of a text that stands in the place of the claim's."""
    others = [
        other
        for other in read_mentions(sentence)
        if other.kind == mention.kind
        and _is_another(mention, other, claim_day, published)
        and find_mention(other, claim, claim_day, published) is None
        and not _DATELINE.match(sentence[: other.end])
        and not _is_denied(sentence, other)
    ]
    if mention.kind != "figure":
        return others[0] if len(others) == 1 else None
    beside = [other for other in others if _beside(claim, mention) & _beside(sentence, other)]
    return beside[0] if len(beside) == 1 else others[0] if len(others) == 1 and _is_measured(mention) else None


def _is_another(mention: Mention, other: Mention, claim_day: dt.date | None, published: dt.date | None) -> bool:
    """Whether two values are of one kind, so that one can contradict the other."""
    mine, theirs = mention.value, other.value
    if isinstance(mine, Figure) and isinstance(theirs, Figure):
        return mine.unit == theirs.unit
    if isinstance(mine, DateWords) and isinstance(theirs, DateWords):
        return _is_another_day(mine, claim_day or published, theirs, published)
    return False


def _is_another_day(claimed: DateWords, anchor: dt.date | None, stated: DateWords, published: dt.date | None) -> bool:
    """Whether two dates mean two days, months or years."""
    mine, theirs = days_meant(claimed, anchor), days_meant(stated, published)
    if mine is None or theirs is None:  # no year is known
        same_month = claimed.month is not None and claimed.month == stated.month
        return same_month and None not in (claimed.day, stated.day) and claimed.day != stated.day
    alike = mine.only is None if theirs.only is None else mine.only is not None
    return alike and (mine.last < theirs.first or theirs.last < mine.first)


def _is_denied(text: str, mention: Mention) -> bool:
    words = words_of(text)
    before = words.lower[max(0, mention.value.first - BEFORE) : mention.value.first]
    return any(word in ENGLISH.check.nots or word.endswith(("n't", "n’t")) for word in before)


def _is_measured(mention: Mention) -> bool:
    """Whether a figure says by its unit what it is: `50 minutes`, not `50`."""
    return isinstance(mention.value, Figure) and mention.value.unit not in (None, "ordinal")


def _beside(text: str, mention: Mention) -> frozenset[str]:
    """The content words just behind a value, which say what is counted."""
    words = words_of(text)
    behind = range(mention.value.end, min(len(words), mention.value.end + NEXT))
    return frozenset(found for i in behind if (found := content_stem(words.tokens[i], ENGLISH)))
