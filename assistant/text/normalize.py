"""Words as the lexical side sees them: folded to ASCII, spelling variants joined, stemmed, with their places."""

from __future__ import annotations

import re
import threading
from functools import cache, lru_cache
from typing import Any, NamedTuple


class Word(NamedTuple):
    """One word of a text: `text[start:end]` is how it is written, `stem` what it counts as."""

    stem: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Every word and number of a text in order; function words too (see `is_function_word`).

    >>> [word.stem for word in words("Kyïv's mayor paid $1,200 in the U.S.")]
    ['kyiv', 'mayor', 'paid', '1200', 'in', 'the', 'usa']
    """
    return [Word(stem(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """What a word counts as: folded, without possessive, in one spelling, stemmed (Porter2).

    >>> stem("Zelensky’s"), stem("defence"), stem("organised"), stem("fifty"), stem("6.90")
    ('zelenski', 'defens', 'organ', '50', '6.9')
    """
    if word in _STATES:
        return "usa"
    folded = fold(word).strip("'.")
    if folded[:1].isdigit():
        return _number(folded)
    folded = _POSSESSIVE.sub("", folded).replace("'", "").replace(".", "")
    if folded in _NUMBER_WORDS:
        return _NUMBER_WORDS[folded]
    for pattern, spelling in _SPELLINGS:
        folded = pattern.sub(spelling, folded)
    with _STEMMING:
        return str(_stemmer().stemWord(folded)) or word


def fold(text: str) -> str:
    """Lower-case ASCII: accents off, other scripts transliterated. Kyïv → kyiv, Київ → kiiv"""
    if text.isascii():
        return text.lower()
    from anyascii import anyascii

    return anyascii(text).lower()


def is_function_word(word: str) -> bool:
    """Whether a stem says nothing about the subject: articles, pronouns, question words, forms of be, have and do."""
    return word in _function_stems()


def skeleton(word: str) -> str:
    """The consonants of a name as a rough sound, so that transliterations of it meet.

    >>> skeleton("Zelensky") == skeleton("Zelenskyy"), skeleton("Chernihiv") == skeleton("Cherniguiv")
    (True, True)
    """
    folded = fold(word)
    for letters, sound in _SOUNDS:
        folded = folded.replace(letters, sound)
    return re.sub(r"(.)\1+", r"\1", folded[:1] + re.sub("[aeiou]", "", folded[1:]))


_WORD = re.compile(r"\d+(?:[.,]\d+)*|(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’.][^\W\d_]+)*")
"""Numbers with their separators, initials (U.S.), words with inner apostrophes or points."""
_STATES = {"US", "U.S.", "U.S", "USA", "U.S.A.", "U.S.A"}
_POSSESSIVE = re.compile(r"'s?$")
_SPELLINGS = [
    (re.compile(pattern), spelling)
    for pattern, spelling in [
        (r"(?<=...)our(s?|ed|ing|able|ful|ite|hood)$", r"or\1"),  # labour, favourite
        (r"(?<=...)is(e|es|ed|ing|ation|ations)$", r"iz\1"),  # organise
        (r"(?<=..)ys(e|es|ed|ing)$", r"yz\1"),  # analyse
        (r"(?<=[dfl]en)ce(s?)$", r"se\1"),  # defence, licence
        (r"(?<=[cnt]t)re(s?)$", r"er\1"),  # centre, theatre
        (r"(?<=[aeiou]l)l(ed|ing|er|ers)$", r"\1"),  # travelled
        (r"(?<=ogram)me(s?)$", r"\1"),  # programme
    ]
]
_SOUNDS = [("ou", "u"), ("kh", "h"), ("gu", "g"), ("ph", "f"), ("w", "v"), ("g", "h"), ("y", "i"), ("j", "i")]
_SMALL_NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty"
)
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_NUMBER_WORDS = {word: str(number) for number, word in enumerate(_SMALL_NUMBERS.split(), start=2)}
_NUMBER_WORDS |= {word: str(number) for number, word in zip(range(30, 100, 10), _TENS.split(), strict=True)}
_FUNCTION_WORDS = (
    "a an the and or but nor of in on at to for from by with without into onto upon as than then that this these those "
    "it its he him his she her hers they them their theirs we us our ours you your yours i me my mine who whom whose "
    "which what when where why how be am is are was were been being do does did done doing have has had having will "
    "would shall should can could may might must not no there here so such if whether about also any some all both "
    "each other own same very just s t ll ve re d m"
)
_STEMMING = threading.Lock()


def _number(folded: str) -> str:
    """1,200 → 1200; 6.90 → 6.9; 3rd stays. A comma before three digits groups thousands."""
    plain = re.sub(r",(?=\d{3}\b)", "", folded)
    return plain.rstrip("0").rstrip(".") if re.fullmatch(r"\d+\.\d+", plain) else plain


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


@cache
def _function_stems() -> frozenset[str]:
    return frozenset(map(stem, _FUNCTION_WORDS.split()))
