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
from assistant.text.tokens import TokenizedText
from assistant.text.transliteration import same_name

Fault = Literal["dropped", "exchanged"]


def attribution_fault(claim: TokenizedText, carriers: Sequence[tuple[TokenizedText, int]]) -> Fault | None:
    """What the claim did to its speaker, given the reference sentences that carry it: (text, sentence number).

    "The talks failed" beside "The talks failed, the Kremlin said" → dropped; "Kyiv said …" → exchanged.
    """
    if not carriers:
        return None
    if not any(word in claim.language.check.saying_in_a_claim for word in claim.lower):
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
    return any(word in text.language.check.saying for word in words) or any(
        pair == ("according", "to") for pair in itertools.pairwise(words)
    )


def _speakers(words: TokenizedText, tokens: range) -> list[Name]:
    """The names beside a word of saying: just before it, just after it, or after "according to"."""
    saying = words.language.check.saying_beside_a_name
    near: set[int] = set()
    for i in tokens:
        if words.lower[i] in saying:
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
