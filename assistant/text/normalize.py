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
    found = [(match.start(), match.end()) for match in WORD.finditer(text)]
    if WITHOUT_SPACES.search(text):
        found = [part for start, end in found for part in _pairs(text, start, end)]
    return [Word(stem(text[start:end], language), start, end) for start, end in found]


WITHOUT_SPACES = re.compile("[\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that put no space between words: Thai, Lao, Khmer, Japanese, Chinese."""


def _pairs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A run of such letters as overlapping pairs, as Lucene's CJKAnalyzer has them; other letters within it stay words.

    >>> [word for word in (text[a:b] for text in ["拜登要求2次"] for a, b in _pairs(text, 0, 6))]
    ['拜登', '登要', '要求', '2', '次']
    """
    parts = []
    for run in _RUN.finditer(text, start, end):
        first, last = run.span()
        if last - first < 3 or not WITHOUT_SPACES.match(text, first):
            parts.append((first, last))
        else:
            parts.extend((at, at + 2) for at in range(first, last - 1))
    return parts


_RUN = re.compile(f"{WITHOUT_SPACES.pattern}+|[^{WITHOUT_SPACES.pattern[1:-1]}]+")


@lru_cache(maxsize=200_000)
def stem(word: str, language: Language = ENGLISH) -> str:
    """What a word counts as: folded, without possessive, in one spelling, stemmed (Porter2 in English).

    >>> stem("Zelensky’s"), stem("defence"), stem("organised"), stem("fifty"), stem("6.90")
    ('zelenski', 'defens', 'organiz', '50', '6.9')
    """
    spelling = language.spelling
    if word in spelling.abbreviated:
        return spelling.abbreviated[word]
    if language is not ENGLISH and not word[:1].isdigit():
        return _stem_before_folding(word, language)
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


def _stem_before_folding(word: str, language: Language) -> str:
    """A word of another language: its stemmer knows the letters with accents, and those of other scripts."""
    lower = word.lower().replace("’", "'").strip("'.")
    number = language.spelling.number_words.get(fold(lower))
    if number is not None:
        return number
    if language.stemmer:
        with _STEMMING:
            lower = str(_stemmer(language.stemmer).stemWord(lower))
    else:
        cut = next((end for end in language.endings if lower.endswith(end) and len(lower) - len(end) >= LEAST_LEFT), "")
        lower = lower[: len(lower) - len(cut)]
    return fold(lower).replace("'", "") or word


LEAST_LEFT = 3
"""Letters that stay of a word whose ending is cut by a list."""


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
