"""Words in quotation marks: read from a claim, and found in a text word for word. A work's title may be cited in part."""

from __future__ import annotations

import dataclasses
import functools

from assistant.text.languages import Language
from assistant.text.normalize import stem
from assistant.text.tokens import TokenizedText, run_word


@dataclasses.dataclass(frozen=True, slots=True)
class Quote:
    """Quoted words in tokens [first, end); `runs` are their words, parted where something was left out ("…",
    "[sic]").
    """

    first: int
    end: int
    runs: tuple[str, ...]
    title: bool = False
    """Written like the title of a work ("Mean Old World"), which may be cited in part; what someone said may not."""


def read_quotes(words: TokenizedText) -> list[Quote]:
    """Words between quotation marks: straight, curly, single and double, « », ‹ ›, 「」. An apostrophe is none."""
    quotes = []
    i = 0
    while i < len(words):
        closing = CLOSING_MARKS.get(words.tokens[i])
        end = _quote_end(words, i, closing) if closing and _opens(words, i) else None
        if end is not None:
            runs = _runs(words, i + 1, end)
            if runs:
                quotes.append(Quote(i, end + 1, runs, _like_a_title(words, range(i + 1, end))))
            i = end
        i += 1
    return quotes


CLOSING_MARKS = {'"': '"”“', "“": '”"“', "„": "“”", "‘": "’'", "'": "'’"}
CLOSING_MARKS |= {"«": "»", "»": "«", "‹": "›", "›": "‹", "「": "」", "『": "』"}
QUOTATION_MARKS = '"“”„«»‹›「」『』'
"""All but those that are apostrophes as well."""
MARKS = f" ‘’,.;:'{QUOTATION_MARKS}"
"""What stands around quoted words and is none of them."""


LONGEST_TITLE = 16
LONGEST_QUOTE = 400
"""Tokens: a quotation mark without its partner must not make the search long."""


def _opens(words: TokenizedText, i: int) -> bool:
    if words.tokens[i] not in "'‘":
        return True
    return words.glued(i) and not (i > 0 and words.tokens[i - 1][0].isalnum() and words.glued(i - 1))


def _quote_end(words: TokenizedText, i: int, closing: str) -> int | None:
    for j in range(i + 2, min(i + LONGEST_QUOTE, len(words))):
        if words.tokens[j] in closing:
            if words.tokens[j] in "'’" and (
                not words.glued(j - 1) or (j + 1 < len(words) and words.tokens[j + 1][0].isalnum() and words.glued(j))
            ):
                continue
            return j
    return None


def _runs(words: TokenizedText, first: int, end: int) -> tuple[str, ...]:
    runs: list[list[str]] = [[]]
    for i in range(first, end):
        if words.tokens[i] in "…[]" or words.tokens[i - 1 : i + 1] == [".", "."]:
            runs.append([])
        elif words.tokens[i][0].isalnum():
            runs[-1].append(run_word(words.lower[i]))
    return tuple(" ".join(run) for run in runs if run)


def _like_a_title(words: TokenizedText, tokens: range) -> bool:
    """Two words at least have a capital, and every content word does."""
    letters = [i for i in tokens if words.tokens[i][0].isalpha()]
    large = [words.tokens[i][0].isupper() for i in letters]
    content = [
        big for i, big in zip(letters, large, strict=True) if words.lower[i] not in words.language.function_words
    ]
    return len(letters) <= LONGEST_TITLE and sum(large) > 1 and bool(content) and all(content)


def find_quote(quote: Quote, words: TokenizedText) -> tuple[int, int] | None:
    found: list[tuple[int, int]] = []
    for run in quote.runs:
        place = words.find_run(run, found[-1][1] if found else 0)
        if place is None:
            return _part_of_title(quote.runs[0], words) if quote.title and len(quote.runs) == 1 else None
        found.append(place)
    return max(found, key=lambda place: place[1] - place[0])


def _part_of_title(run: str, words: TokenizedText) -> tuple[int, int] | None:
    """The longest stretch of a title's words that stands in the text as a title of its own, if it is half of the title.

    'I Want to Be Bobby's Girl' where the text has "Bobby's Girl"; plural or singular, "should've" or "should have".
    """
    language = words.language
    title = [part for word in run.split() for part in _plain(word, language)]
    content = [word for word in title if word not in language.function_words]
    text = [(part, i) for i in words.run_tokens for part in _plain(run_word(words.lower[i]), language)]
    wanted = set(content)
    best: tuple[int, int] | None = None
    longest = 1
    for at in (at for at, (word, _) in enumerate(text) if word in wanted):
        for start in (k for k, word in enumerate(title) if word == text[at][0]):
            low, high = 0, 1
            while low < min(start, at) and title[start - low - 1] == text[at - low - 1][0]:
                low += 1
            while start + high < len(title) and at + high < len(text) and title[start + high] == text[at + high][0]:
                high += 1
            held = sum(word in wanted for word in title[start - low : start + high])
            place = text[at - low][1], text[at + high - 1][1] + 1
            if low + high > longest and 2 * held >= len(content) and _stands_alone(words, *place):
                best, longest = place, low + high
    return best


@functools.lru_cache(maxsize=65536)
def _plain(word: str, language: Language) -> list[str]:
    """A title's word for comparing: `should've` → should, have; plural and singular alike."""
    for short, full in language.contractions:
        if word.endswith(short):
            return [word.removesuffix(short), full]
    return [stem(word, language) if word not in language.function_words else word]


def _stands_alone(words: TokenizedText, first: int, end: int) -> bool:
    """No further word with a capital goes on with it: "The Lord of" in "The Lord of the Rings" is no title."""
    after = next(
        (i for i in range(end, min(end + 3, len(words))) if words.lower[i] not in words.language.function_words), end
    )
    before = words.tokens[first - 1] if first else ""
    return not (after < len(words) and words.tokens[after][0].isupper()) and not before[:1].isupper()
