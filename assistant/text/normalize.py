"""Words as the index and the check count them: folded to ASCII, spelling variants joined, stemmed, with their places."""

from __future__ import annotations

import re
import threading
from functools import cache, lru_cache
from typing import Any, NamedTuple

from assistant.text.languages import ENGLISH, Language
from assistant.text.languages.language import Words
from assistant.text.tokens import WORD
from assistant.text.transliteration import fold


class Word(NamedTuple):
    """One word of a text: `text[start:end]` is how it is written, `stem` what it counts as."""

    stem: str
    start: int
    end: int


def words(text: str, language: Language = ENGLISH) -> list[Word]:
    """Every word and number of a text in order; function words too (see `is_function_word`).

    >>> [word.stem for word in words("Kyïv's mayor paid $1,200 in the U.S.")]
    ['kyiv', 'mayor', 'paid', '1200', 'in', 'the', 'usa']
    """
    return [Word(stem(match[0], language), match.start(), match.end()) for match in WORD.finditer(text)]


@lru_cache(maxsize=200_000)
def stem(word: str, language: Language = ENGLISH) -> str:
    """What a word counts as: folded, without possessive, in one spelling, stemmed (Porter2 in English).

    >>> stem("Zelensky’s"), stem("defence"), stem("organised"), stem("fifty"), stem("6.90")
    ('zelenski', 'defens', 'organiz', '50', '6.9')
    """
    spelling = language.spelling
    if word in spelling.abbreviated:
        return spelling.abbreviated[word]
    folded = fold(word).strip("'.")
    if folded[:1].isdigit():
        return _number(folded)
    folded = _POSSESSIVE.sub("", folded).replace("'", "").replace(".", "")
    if folded in spelling.number_words:
        return spelling.number_words[folded]
    for pattern, variant in spelling.variants:
        folded = pattern.sub(variant, folded)
    with _STEMMING:  # a Snowball stemmer is no thread's friend: it keeps the word it works on
        return str(_stemmer(language.stemmer).stemWord(folded)) or word


def stems(text: str, language: Language = ENGLISH) -> list[str]:
    """Every word of a text as it counts."""
    return list(_stems(text, language))


def content_stems(text: str, language: Language = ENGLISH) -> list[str]:
    """The words of a text that say something about its subject."""
    plain = listed_stems(language.function_words, language)
    return [found for found in _stems(text, language) if found not in plain]


def is_function_word(stemmed: str, language: Language = ENGLISH) -> bool:
    """Whether a stem says nothing about the subject: articles, pronouns, question words, forms of be, have and do."""
    return stemmed in listed_stems(language.function_words, language)


@cache
def listed_stems(listed: Words, language: Language) -> frozenset[str]:
    """What the words of one of a language's lists count as."""
    return frozenset(stem(word, language) for word in listed)


_POSSESSIVE = re.compile(r"'s?$")
_STEMMING = threading.Lock()


def _number(folded: str) -> str:
    """1,200 → 1200; 6.90 → 6.9. A comma before three digits groups thousands, as a hard space does."""
    plain = re.sub(r"[,\s](?=\d{3}\b)", "", folded)
    return plain.rstrip("0").rstrip(".") if re.fullmatch(r"\d+\.\d+", plain) else plain


@cache
def _stemmer(name: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(name)


@lru_cache(maxsize=8192)
def _stems(text: str, language: Language) -> tuple[str, ...]:
    """Remembered: a question is held against the same sentences many times, and so is the next question."""
    return tuple(word.stem for word in words(text, language))
