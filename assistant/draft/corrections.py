"""What a later report corrects: the value that it takes back, and the one that it puts in its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from assistant.draft.claims import Claim
from assistant.draft.evidence import Found, Held
from assistant.draft.findings import Difference
from assistant.draft.values import Placed, difference
from assistant.text.languages import ENGLISH
from assistant.text.mentions import Mention, find_mention, read_mentions

LEAST = 0.2
"""The share of a claim's words that a correction holds, with what is around it, to be of the same thing."""
WITHIN = dt.timedelta(days=14)
"""An outlet corrects itself soon."""
_TAKES_BACK = re.compile(
    r"\b(?:not|rather than|instead of|wrongly|mistakenly|incorrectly|erroneously"
    r"|(?:had|first) (?:said|reported|printed|given|written)|(?:report|version)\b.{0,60}\b(?:said|gave|put|wrote))\b",
    re.IGNORECASE,
)


def correction(claim: Claim, found: Found, values: Sequence[Placed]) -> tuple[Held, Difference] | None:
    """The sentence of a later report that takes back a value of the claim, and the value that it gives in its place."""
    for held in found.held:
        if not _corrects(held):
            continue
        start, end = held.window
        window = held.article.text[start:end]
        for value in values:
            mention = value.mention
            if found.share(held.around) < LEAST and not _its_own_report(value, held):
                continue
            if mention.kind in ("figure", "date") and (other := _put_right(mention, claim, held, window)):
                at = start + other.start
                return held, difference(claim, mention.kind, mention.text, held.article, other.text, at)
    return None


def _its_own_report(value: Placed, held: Held) -> bool:
    """Whether the value is from an earlier report of the outlet that corrects."""
    if value.held is None or held.outlet is None or value.held.outlet != held.outlet:
        return False
    first, later = value.held.article.published, held.article.published
    return first is not None and later is not None and first <= later <= first + WITHIN


def _corrects(held: Held) -> bool:
    """Whether the sentence or one beside it says that it corrects, or its article's headline or first words do."""
    start, end = held.window
    says = ENGLISH.answers.says_it_corrects
    pieces = [held.article.text[a:b] for a, b in held.passage.sentences if start <= a and b <= end]
    head = held.article.title or ""
    return any(says.search(piece) for piece in pieces) or bool(ENGLISH.answers.corrects.search(head))


def _put_right(mention: Mention, claim: Claim, held: Held, window: str) -> Mention | None:
    """The value that a correction gives where it takes back the claim's: `50 minutes, and not about 35 minutes as first printed`."""
    published = held.article.published
    taken = find_mention(mention, window, published, claim.day)
    others = [
        other
        for other in read_mentions(window)
        if other.kind == mention.kind and find_mention(other, mention.text, claim.day, published) is None
    ]
    if taken is not None and _TAKES_BACK.search(window[max(0, taken[0] - 90) : taken[0]]):
        unit = getattr(mention.value, "unit", None)
        same = [other for other in others if getattr(other.value, "unit", None) == unit]
        return same[-1] if same and same[-1].start > taken[1] else same[0] if same else None
    return None
