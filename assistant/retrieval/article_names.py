"""The names of people and organisations in an article, each by its fullest form: "Mr. Biden" is Joe Biden where he is named so.

By the rules of `text/names.py` and without a model; what may be no name is left out, for a list of names is read as true:
single words that open a sentence, headings in capitals, what follows an office ("Secretary of State …").
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.schema import Article
from assistant.text import languages
from assistant.text.languages import Language
from assistant.text.names import DAYS_AND_MONTHS, Name, read_names
from assistant.text.tokens import WORD, TokenizedText
from assistant.text.transliteration import fold_word, same_name, same_word

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
    found: dict[tuple[str, ...], ArticleName] = {}
    for name in _spelled_out(words, read_names(words)):
        for part in _parts(words, name, small):
            found.setdefault(part.keys, part)
    full = [keys for keys in found if len(keys) > 1]
    ends = {keys[place:] for keys in full for place in range(1, len(keys)) if keys[place - 1] != "of"}
    ends |= {keys[:1] for keys in full}
    ordered = sorted(found.values(), key=lambda name: len(name.keys) == 1)
    return tuple(alike(name for name in ordered if name.keys not in ends))


def _spelled_out(words: TokenizedText, names: Sequence[Name]) -> list[Name]:
    """Names with an "and" or "for" between them as one where their initials stand elsewhere: SEC, of the U.S."""
    short = {token for token in words.tokens if len(token) > 2 and token.isupper()}
    whole = list(names[:1])
    for name in names[1:]:
        before, initials = whole[-1], "".join(key[:1] for key in (*whole[-1].keys, *name.keys)).upper()
        parted = before.end + 1 == name.first and words.tokens[before.end] in words.language.function_words
        begins = range(len(before.keys) if words.tokens[before.first].isupper() else 1)
        if parted and any(initials[i:] in short - set(words.tokens[before.first : name.end]) for i in begins):
            whole[-1] = dataclasses.replace(before, end=name.end)
        else:
            whole.append(name)
    return whole


def _parts(words: TokenizedText, name: Name, small: frozenset[str]) -> Iterator[ArticleName]:
    """The names in a run of capitals: what stands behind a title, "Moscow the Kremlin" as two; none where it is doubtful."""
    listed = words.language.names
    first = name.first
    for i in range(name.first, name.end - 1):
        if words.lower[i] in listed.titles:
            first = i + 2 if words.tokens[i + 1] == "." else i + 1
    if first >= name.end or words.tokens[first] in listed.connectors or _is_office(words, first, name.end):
        return  # Secretary of State Antony Blinken: where the office ends is not known
    first += words.lower[first] == "the"
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
    keys = tuple(fold_word(word) for word in WORD.findall(text))
    long = sum(token[0].isupper() for token in words.tokens[first:end]) > MOST_WORDS
    shouted = len(keys) > 1 and text.isupper()
    if not keys or long or keys[0].isdigit() or shouted or "\n" in text:
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


def alike(names: Iterable[ArticleName]) -> dict[ArticleName, list[ArticleName]]:
    """The spellings of each name under the first of them: Zelenskyy and Zelensky."""
    groups: dict[ArticleName, list[ArticleName]] = {}
    for name in names:
        first = next((held for held in groups if same_keys(name.keys, held.keys)), name)
        groups.setdefault(first, []).append(name)
    return groups


def name_keys(text: str) -> tuple[str, ...]:
    """The folded words of a name as it is asked for, from behind its title: `U.S. President Biden` is `biden`, Stephen King both."""
    keys = tuple(fold_word(word) for word in WORD.findall(text))
    return keys[max((place + 1 for place, key in enumerate(keys[:-1]) if key in TITLES), default=0) :]


def same_keys(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names, as folded words, are spellings of one; a single word is so only in another transcription."""
    same = same_word if len(one) == 1 else lambda a, b: same_word(a, b) or same_name(a, b)
    return len(one) == len(other) and all(map(same, one, other))


def is_named(wanted: Sequence[str], name: ArticleName) -> bool:
    """Whether the wanted words are the name, or follow one another in it: `biden` in Joe Biden; no words are none."""
    places = range(len(name.keys) - len(wanted) + 1)
    return bool(wanted) and any(same_keys(wanted, name.keys[place : place + len(wanted)]) for place in places)
