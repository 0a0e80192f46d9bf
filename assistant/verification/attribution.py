"""Who says it: whether a claim keeps the speaker that its source names.

A report that "the Kremlin said the talks failed" does not say that they failed. The check needs to see both the
speaker that was dropped and the one that was exchanged.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import Literal

from assistant.text.names import Name, read_names
from assistant.text.tokens import TokenizedText, listed, same_name

SAYING = frozenset(
    listed(
        """
    said says saying told tells claimed claims alleged alleges insisted insists asserted asserts argued argues
    warned warns stated maintained maintains contended believes reportedly allegedly accused accuses denied denies
    quoted suggested suggests
    """
    )
)
ALSO_IN_A_CLAIM = SAYING | frozenset(
    listed(
        """
    say tell claim allege insist argue warn announced announces announce reported reports report added adds view
    account statement called calls call described describes describe wrote writes asked asks words opinion alleging
    claiming accusing according thinks thought expects expected acknowledged admitted confirmed noted notes declared
    replied quotes attributed
    """
    )
)
Fault = Literal["dropped", "exchanged"]


def attribution_fault(claim: TokenizedText, carriers: Sequence[tuple[TokenizedText, int]]) -> Fault | None:
    """What the claim did to its speaker, given the reference sentences that carry it: (text, sentence number).

    "The talks failed" beside "The talks failed, the Kremlin said" → dropped; "Kyiv said …" → exchanged.
    """
    if not carriers:
        return None
    if not any(word in ALSO_IN_A_CLAIM for word in claim.lower):
        return "dropped" if all(_is_said(text, sentence) for text, sentence in carriers) else None
    claimed = _speakers(claim, range(len(claim.tokens)))
    if not claimed:
        return None
    stated = [_speakers(text, text.tokens_of(sentence)) for text, sentence in carriers]
    if not all(stated):  # an unnamed "he said": who that is cannot be seen here
        return None
    same = any(_same(one, other) for one in claimed for speakers in stated for other in speakers)
    return None if same else "exchanged"


def speaker_words(claim: TokenizedText) -> frozenset[str]:
    """The folded words of the speakers whom the claim names."""
    return frozenset(key for name in _speakers(claim, range(len(claim))) for key in name.keys)


def _is_said(text: TokenizedText, sentence: int) -> bool:
    tokens = text.tokens_of(sentence)
    words = text.lower[tokens.start : tokens.stop]
    return any(word in SAYING for word in words) or any(
        pair == ("according", "to") for pair in itertools.pairwise(words)
    )


def _speakers(words: TokenizedText, tokens: range) -> list[Name]:
    """The names beside a word of saying: just before it, just after it, or after "according to"."""
    near: set[int] = set()
    for i in tokens:
        if words.lower[i] in SAYING or words.lower[i] in ("announced", "added", "reported", "confirmed", "wrote"):
            near.update(range(i - 4, i + 3))
        elif words.lower[i] == "according":
            near.update(range(i + 2, i + 6))
    return (
        [name for name in _names(words) if name.first in tokens and (name.end - 1 in near or name.first in near)]
        if near
        else []
    )


@functools.lru_cache(maxsize=256)
def _names(words: TokenizedText) -> list[Name]:
    return read_names(words)


def _same(one: Name, other: Name) -> bool:
    return any(same_name(mine, theirs) for mine in one.keys for theirs in other.keys)
