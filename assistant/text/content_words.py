"""A text's sentences as content stems: what the check compares."""

from __future__ import annotations

import dataclasses
import functools

from assistant.text.tokens import STOP, TokenizedText, stem
from assistant.text.units import SMALL, TENS


@dataclasses.dataclass(frozen=True, slots=True)
class StemmedSentence:
    """One reference sentence as stems: in order, and as a set."""

    order: tuple[str, ...]
    stems: frozenset[str]
    capitals: tuple[bool, ...] = ()
    """For each stem in order, whether its word is written like a name: with a capital, and not as the first word."""


@functools.lru_cache(maxsize=65536)
def content_stem(word: str) -> str | None:
    """The stem of a content word; None for a sign or a function word. Small numbers become digits."""
    if not word[0].isalnum() or word in STOP:
        return None
    if word in SMALL:
        return str(SMALL[word])
    if word in TENS:
        return str(TENS[word])
    return stem(word)


@functools.lru_cache(maxsize=256)
def sentences_of(words: TokenizedText) -> list[StemmedSentence]:
    """The sentences of a text as stems."""
    stems = [content_stem(word) for word in words.lower]
    read = []
    for sentence in range(len(words.sentences)):
        tokens = words.tokens_of(sentence)
        kept = [(i, found) for i in tokens if (found := stems[i]) is not None]
        order = tuple(found for _, found in kept)
        capitals = tuple(words.tokens[i][0].isupper() and i > tokens.start for i, _ in kept)
        read.append(StemmedSentence(order, frozenset(order), capitals))
    return read
