"""A text's sentences as content stems: what the check compares."""

from __future__ import annotations

import dataclasses
import functools

from assistant.text.languages import Language
from assistant.text.normalize import stem
from assistant.text.tokens import TokenizedText


@dataclasses.dataclass(frozen=True, slots=True)
class StemmedSentence:
    """One reference sentence as stems: in order, and as a set."""

    order: tuple[str, ...]
    stems: frozenset[str]
    capitals: tuple[bool, ...] = ()
    """For each stem in order, whether its word is written like a name: with a capital, and not as the first word."""


@functools.lru_cache(maxsize=65536)
def content_stem(token: str, language: Language) -> str | None:
    """The stem of a content word; None for a sign or a function word. "US" and "U.S." are no pronoun."""
    if token in language.spelling.abbreviated:
        return stem(token, language)
    lower = token.lower()
    return stem(lower, language) if lower[0].isalnum() and lower not in language.function_words else None


@functools.lru_cache(maxsize=256)
def token_stems(words: TokenizedText) -> list[str | None]:
    """For each token its stem, or None where it says nothing about the subject."""
    return [content_stem(token, words.language) for token in words.tokens]


def stems_in(words: TokenizedText, start: int, end: int) -> frozenset[str]:
    """The content stems of a stretch of characters."""
    found = (content_stem(token, words.language) for token in words.token.findall(words.text, start, end))
    return frozenset(stem for stem in found if stem is not None)


@functools.lru_cache(maxsize=256)
def sentences_of(words: TokenizedText) -> list[StemmedSentence]:
    """The sentences of a text as stems."""
    stems = token_stems(words)
    read = []
    for sentence in range(len(words.sentences)):
        tokens = words.tokens_of(sentence)
        kept = [(i, found) for i in tokens if (found := stems[i]) is not None]
        order = tuple(found for _, found in kept)
        capitals = tuple(words.tokens[i][0].isupper() and i > tokens.start for i, _ in kept)
        read.append(StemmedSentence(order, frozenset(order), capitals))
    return read
