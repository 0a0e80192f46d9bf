"""The names of people and organisations in an article, each by its fullest form: "Mr. Biden" is Joe Biden where he is named so.

By the rules of `text/names.py` and without a model; what may be no name is left out, for a list of names is read as true:
single words that open a sentence, headings in capitals, what follows an office ("Secretary of State …").
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from assistant.schema import Article
from assistant.text import languages
from assistant.text.languages import Language
from assistant.text.names import DAYS_AND_MONTHS, Name, read_names
from assistant.text.tokens import WORD, TokenizedText
from assistant.text.transliteration import fold_word, same_name

SHORTEST = 3
"""Letters of a single word that is a name, unless it is written as ABBREVIATED."""
ABBREVIATED = re.compile(r"[A-Z][A-Z0-9]|(?:[A-Z]\.)+[A-Z]?")
TITLES = frozenset(title for spoken in languages.LANGUAGES.values() for title in spoken.names.titles)
MOST_WORDS = 5
"""Longer runs of capitals are headings."""


@dataclasses.dataclass(frozen=True, slots=True)
class ArticleName:
    """A name as the article writes it, and its words folded."""

    text: str
    keys: tuple[str, ...]


def names_of(article: Article) -> tuple[ArticleName, ...]:
    """Every name of the article once, the full ones first, each in the order of their first mention."""
    words = TokenizedText(article.text[article.body_start :], languages.language(article.language))
    small = frozenset(token for token in words.tokens if token[0].islower())
    full: dict[tuple[str, ...], ArticleName] = {}
    single: dict[tuple[str, ...], ArticleName] = {}
    for name in read_names(words):
        for found in _parts(words, name, small):
            (full if len(found.keys) > 1 else single).setdefault(found.keys, found)
    ends = {keys[place:] for keys in full for place in range(1, len(keys))} | {keys[:1] for keys in full}
    return tuple(_spelled_once([found for keys, found in (full | single).items() if keys not in ends]))


def _parts(words: TokenizedText, name: Name, small: frozenset[str]) -> Iterator[ArticleName]:
    """The names in a run of capitals: what stands behind a title, "Moscow the Kremlin" as two; none where it is doubtful."""
    listed = words.language.names
    first = name.first
    for i in range(name.first, name.end - 1):
        if words.lower[i] in listed.titles:
            first = i + 2 if words.tokens[i + 1] == "." else i + 1
    if first >= name.end or words.lower[first] in listed.connectors or _is_office(words, first, name.end):
        return  # Secretary of State Antony Blinken: where the office ends is not known
    bounds = [i for i in range(first, name.end) if words.lower[i] == "the" and words.lower[i - 1] != "of"]
    for begin, end in zip([first, *(i + 1 for i in bounds)], [*bounds, name.end], strict=True):
        found = _part(words, begin, end)
        opens = words.starts_sentence(begin)
        if (
            found
            and not (words.lower[begin] in small and (opens or len(found.keys) == 1))
            and not (len(found.keys) == 1 and (opens or not _stands_alone(found, words.language)))
        ):
            yield found


def _part(words: TokenizedText, first: int, end: int) -> ArticleName | None:
    """The words as a name: without the possessive; None for a heading, a number, or what goes over a line's end."""
    if first >= end:
        return None
    start, stop = words.span(first, end)
    text = words.text[start:stop].removesuffix("'s").removesuffix("’s").strip("'’")
    connectors = words.language.names.connectors
    spoken = (i for i in range(first, end) if words.tokens[i][0].isalnum() and words.lower[i] not in connectors)
    keys = tuple(fold_word(words.lower[i]) for i in spoken)
    shouted = len(keys) > 1 and text.isupper()
    if not keys or len(keys) > MOST_WORDS or keys[0].isdigit() or shouted or "\n" in text:
        return None
    return ArticleName(text, keys)


def _is_office(words: TokenizedText, first: int, end: int) -> bool:
    """Whether several capitals stand behind a title and its "of"; CEO of OpenAI is of one."""
    listed = words.language.names
    before = first
    while before and words.lower[before - 1] in listed.connectors:
        before -= 1
    titled = words.tokens[before - 1].istitle() and words.lower[before - 1] in listed.titles
    return 0 < before < first < end - 1 and titled


def _stands_alone(name: ArticleName, language: Language) -> bool:
    """Whether a single word with a capital within a sentence may be a name."""
    (key,), listed = name.keys, language.names
    if ABBREVIATED.fullmatch(name.text):
        return key not in language.function_words or name.text in language.spelling.abbreviated
    common = key in language.function_words or key in listed.titles or key in listed.openers or key in DAYS_AND_MONTHS
    return key.isalpha() and len(key) >= SHORTEST and not common


def _spelled_once(names: Sequence[ArticleName]) -> list[ArticleName]:
    """Of several spellings of a name the first: Zelenskyy and Zelensky."""
    kept: list[ArticleName] = []
    for name in names:
        if not any(same_keys(name.keys, other.keys) for other in kept):
            kept.append(name)
    return kept


def name_keys(text: str) -> tuple[str, ...]:
    """The folded words of a name as it is asked for, from behind its title: `U.S. President Biden` is `biden`, Stephen King both."""
    keys = tuple(fold_word(word) for word in WORD.findall(text))
    return keys[max((place + 1 for place, key in enumerate(keys[:-1]) if key in TITLES), default=0) :]


def same_keys(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names, as folded words, are spellings of one."""
    return len(one) == len(other) and all(a == b or same_name(a, b) for a, b in zip(one, other, strict=True))


def is_named(wanted: Sequence[str], name: ArticleName) -> bool:
    """Whether the wanted words are the name, or follow one another in it: `biden` in Joe Biden; no words are none."""
    places = range(len(name.keys) - len(wanted) + 1)
    return bool(wanted) and any(same_keys(wanted, name.keys[place : place + len(wanted)]) for place in places)
