"""Hyphens at the ends of typeset lines: those that a word has stay ("worst-case", "2023-24"), those of a broken word go ("Gene-va").

What tells is the document first: whether it has the word in one piece or with its hyphen elsewhere. Then whether the program knows
the whole word, or both halves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from assistant.text.languages import word_set
from assistant.text.normalize import stems
from assistant.text.word_vectors import load_vectors

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
BROKEN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-‐]$")
BEFORE_A_HYPHEN = word_set(
    "self non anti pro ex co re pre post mid semi well ill vice half all cross high low long short full part multi inter ultra then"
    " first second third in on to so up off out two three four five six seven eight nine ten north south east west much ever best worst"
)
"""What words with a hyphen begin with."""


class Words:
    """The words of a document, whole and with hyphens, as its lines have them."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.counted: Counter[str] = Counter()
        for line in lines:
            self.counted.update(word.casefold() for word in WORD.findall(BROKEN.sub("", line)))

    def keeps_hyphen(self, first: str, second: str) -> bool:
        """Whether the two halves are a word with a hyphen and not a broken one.

        >>> Words(["a worst-case scenario"]).keeps_hyphen("worst", "case"), Words([]).keeps_hyphen("Gene", "va")
        (True, False)
        """
        first, second = first.casefold(), second.casefold()
        hyphened, whole = self.counted[f"{first}-{second}"], self.counted[first + second]
        if hyphened != whole:
            return hyphened > whole
        if len(first) == 1:
            return True  # nobody breaks a word after one letter
        if is_known(first + second):
            return False
        return is_known(second) and (first in BEFORE_A_HYPHEN or (len(first) > 2 and is_known(first)))


def is_known(word: str) -> bool:
    """Whether a word is among those of English that the program was given."""
    return any(stem in load_vectors().places for stem in stems(word))


def join(line: str, following: str, words: Words) -> str:
    """Two lines of one paragraph as one.

    >>> join("on Tues-", "day", Words([])), join("COVID-", "19", Words([])), join("the Anglo-", "Saxon", Words([]))
    ('on Tuesday', 'COVID-19', 'the Anglo-Saxon')
    """
    return f"{ended(line, following, words)}{following}"


def ended(line: str, following: str, words: Words) -> str:
    """A line as it is written before the next one of its paragraph: with a space, or none within a word."""
    line = line.removesuffix("\u00ad") + "-" if line.endswith("\u00ad") else line
    broken = BROKEN.search(line)
    if broken is None:
        return line if re.search(r"\d[-–‐]$", line) and following[:1].isdigit() else f"{line} "
    second = re.match(r"[^\W\d_]+", following)
    if second is None or not following[0].islower() or any(map(str.isupper, broken[1][1:])):
        return line
    return line if words.keeps_hyphen(broken[1], second[0]) else line[:-1]
