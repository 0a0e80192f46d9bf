"""A text as sentences and words that remember their exact characters: the one way in which words are cut.

`normalize` makes of a word what it counts as; `transliteration` compares names.
"""

from __future__ import annotations

import bisect
import collections
import functools
import re

from assistant.schema import Span
from assistant.text.languages import ENGLISH, Language
from assistant.text.sentences import sentences
from assistant.text.transliteration import fold_word

_NUMBER = r"\d+(?:[.,]\d+|[\u00a0\u202f]\d{3}(?!\d))*"  # 1,200 · 1.2 · 29.03.2022 · 1 200 with a hard space
_INITIALS = r"(?:[^\W\d_]\.)+[^\W\d_]\b\.?"  # U.S. · p.m.
_LETTERS = r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*(?:['’][^\W\d_]+|\.(?=[a-z])[^\W\d_]+)*"  # don't · bbc.com
WORD = re.compile(rf"{_NUMBER}|{_INITIALS}|{_LETTERS}")
"""Numbers with their separators, initials, words with inner apostrophes or points (not those of pages pasted without the
space between sentences: "was late.Then").
"""
SINGLE = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters that are tokens of their own, since figures and quoted words stand among them unparted: Chinese, Japanese, Korean."""
_OTHERS = rf"{_INITIALS}|{_LETTERS}|{SINGLE.pattern}|[^\w\s]".replace(r"[^\W_]", rf"[^\W_{SINGLE.pattern[1:]}")
TOKEN = re.compile(rf"{_NUMBER}|{_OTHERS}")
"""A word, a sign, or one of those letters."""
_SPACE = "[ \u00a0\u2009\u202f]"
_THOUSANDS = (  # no phone numbers (+48 …, 600 123 456), nothing behind another number (2022 300, 18:30 200) or before one
    rf"(?<![\w.,:+/])(?<!\d{_SPACE})(?:(?<!\w-)|(?<={_SPACE}\d{{3}}-))(?!\d{{3}}{_SPACE}\d{{3}}{_SPACE}(?!000)\d{{3}}\b)"
    rf"[1-9]\d{{0,2}}(?:{_SPACE}\d{{3}})+(?:,\d+)?(?![.,]?{_SPACE}?\d)"
)
SPACED_TOKEN = re.compile(rf"{_THOUSANDS}|\d+(?:[.,]\d+)*|{_OTHERS}")
"""The same where a comma stands before decimals, so that a space may part thousands: 1 250 000."""
HYPHENS = frozenset("-‐‑–—")


def words_of(text: str, language: Language = ENGLISH) -> TokenizedText:
    """The text's sentences and words. Kept for texts seen lately: the sentences of an answer share their passages."""
    return _words_of(text, language)


@functools.lru_cache(maxsize=256)
def _words_of(text: str, language: Language) -> TokenizedText:
    return TokenizedText(text, language)


class TokenizedText:
    """Sentences and tokens (words, numbers, signs) of one text, and the language to read them in. Characters are worked
    out only for tokens that are asked for.

    >>> words = words_of("About 50 minutes. Then he left.")
    >>> words.tokens[1], words.span(1, 3)
    ('50', (6, 16))
    """

    def __init__(self, text: str, language: Language = ENGLISH) -> None:
        self.text = text
        self.language = language
        self.token = TOKEN if language.quantities.decimal == "." else SPACED_TOKEN
        self.sentences: list[Span] = sentences(text, language)
        self.tokens: list[str] = []
        self.first: list[int] = []
        """For each sentence, its first token."""
        for start, end in self.sentences:
            self.first.append(len(self.tokens))
            self.tokens.extend(self.token.findall(text, start, end))
        self.lower: list[str] = [token.lower() for token in self.tokens]
        self._spans: dict[int, list[Span]] = {}

    def __len__(self) -> int:
        return len(self.tokens)

    def span(self, first: int, end: int) -> Span:
        """The characters of tokens [first, end): `text[start:end]`."""
        return self._token_span(first)[0], self._token_span(end - 1)[1]

    def sentence_of(self, token: int) -> int:
        return bisect.bisect_right(self.first, token) - 1

    def tokens_of(self, sentence: int) -> range:
        end = self.first[sentence + 1] if sentence + 1 < len(self.first) else len(self.tokens)
        return range(self.first[sentence], end)

    def starts_sentence(self, token: int) -> bool:
        """True where only signs (quotation marks, dashes) stand between the sentence's start and the token."""
        first = self.first[self.sentence_of(token)]
        return not any(self.tokens[i][0].isalnum() for i in range(first, token))

    def glued(self, token: int) -> bool:
        """True where no space parts the token from the next one: `COVID` and `-`."""
        return token + 1 < len(self.tokens) and self._token_span(token)[1] == self._token_span(token + 1)[0]

    @functools.cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each folded word stands. The possessive ending is left off."""
        places: collections.defaultdict[str, list[int]] = collections.defaultdict(list)
        for i, word in enumerate(self.lower):
            places[word if word.isalnum() and word.isascii() else fold_word(word)].append(i)
        return dict(places)

    @functools.cached_property
    def run(self) -> str:
        """The words and numbers alone, each between spaces: where a run of quoted words is looked up."""
        return f" {' '.join(run_word(self.lower[i]) for i in self.run_tokens)} "

    @functools.cached_property
    def run_tokens(self) -> list[int]:
        """The token of each word of `run`."""
        return [i for i, token in enumerate(self.tokens) if token[0].isalnum()]

    def find_run(self, run: str, after: int = 0) -> tuple[int, int] | None:
        """Tokens [first, end) of the first place, from token `after` on, where these words follow one another."""
        skipped = bisect.bisect_left(self.run_tokens, after)
        begin = 0
        for _ in range(skipped):
            begin = self.run.index(" ", begin + 1)
        place = self.run.find(f" {run} ", begin)
        if place < 0:
            return None
        first = self.run.count(" ", 0, place)
        return self.run_tokens[first], self.run_tokens[first + run.count(" ")] + 1

    def _token_span(self, token: int) -> Span:
        sentence = self.sentence_of(token)
        spans = self._spans.get(sentence)
        if spans is None:
            spans = self._spans[sentence] = [
                match.span() for match in self.token.finditer(self.text, *self.sentences[sentence])
            ]
        return spans[token - self.first[sentence]]


def run_word(lower: str) -> str:
    """A word as it stands in a run: either apostrophe is one, a sentence's end is no part of initials, nor a space of a number."""
    return ("".join(lower.split()) if lower[0].isdecimal() else lower.replace("’", "'")).rstrip(".")
