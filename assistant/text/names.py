"""Names of people, places and organisations, read from a claim by their capitals (`name_matching` finds them in texts).

No model: rules that can be read. What they miss: names written small, and a one-word name that opens a sentence and
looks like a common word.
"""

from __future__ import annotations

import dataclasses

from assistant.text.date_words import NEAR_DAYS
from assistant.text.dates import MONTHS, WEEKDAYS
from assistant.text.tokens import HYPHENS, TokenizedText
from assistant.text.transliteration import fold_word

DAYS_AND_MONTHS = frozenset(MONTHS | WEEKDAYS | NEAR_DAYS)


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """A name in tokens [first, end)."""

    first: int
    end: int
    keys: tuple[str, ...]
    """Its folded words, titles and connectors left off."""
    opens: bool = False
    """It opens the sentence, where every word has a capital: its first word may be no name."""
    joined: bool = False
    """Its words are joined by "of" or the like: its last word is no surname."""
    parts: tuple[tuple[str, ...], ...] = ()
    """For a joined name its keys before and after each "of"."""


def read_names(words: TokenizedText) -> list[Name]:
    """Capitalised runs: "the Bank of England", "J. K. Rowling", "al-Assad", "U.S."."""
    letters = [token for token in words.tokens if token.isalpha()]
    if len(letters) > 3 and sum(token.isupper() for token in letters) * 2 > len(letters):
        return []  # a headline in capitals
    names = []
    i = 0
    while i < len(words):
        if not capital(words, i):
            i += 1
            continue
        end = run_end(words, i)
        name = _name(words, i, end)
        if name is not None:
            names.append(name)
        i = end
    return names


def capital(words: TokenizedText, i: int) -> bool:
    token = words.tokens[i]
    return token[0].isupper() and token.lower() not in DAYS_AND_MONTHS and token not in ("I", "I'm", "I've", "I'll")


def run_end(words: TokenizedText, i: int) -> int:
    """The end of the capitalised run that starts at token i."""
    connectors = words.language.names.connectors
    sentence_end = words.tokens_of(words.sentence_of(i)).stop
    end = i + 1
    while end < sentence_end:
        if words.tokens[end - 1].endswith(("'s", "’s")):
            break
        if capital(words, end) or (
            words.tokens[end] == "." and words.glued(end - 1) and _dotted(words, end - 1, sentence_end)
        ):
            end += 1
        elif words.tokens[end] in HYPHENS and end + 1 < sentence_end and words.glued(end - 1) and words.glued(end):
            if not (words.tokens[end + 1][0].isupper() or words.tokens[end + 1][0].isdecimal()):
                break
            end += 2
        elif words.lower[end] in connectors and words.tokens[end - 1] != ".":
            two = end + 1 < sentence_end and words.lower[end + 1] in connectors  # of the, von der, de la
            after = end + 1 + two
            if after >= sentence_end or not capital(words, after):
                break
            end = after + 1
        else:
            break
    return end


def _dotted(words: TokenizedText, i: int, sentence_end: int) -> bool:
    """An initial ("J.") or a shortened title ("Mr."): the full stop belongs to the name."""
    return (len(words.tokens[i]) == 1 and i + 2 < sentence_end) or words.lower[i] in words.language.names.titles


def _name(words: TokenizedText, first: int, end: int) -> Name | None:
    listed, function_words = words.language.names, words.language.function_words
    opens = words.starts_sentence(first) or _heads_an_item(words, first, end)
    if opens and _is_common(words, first):
        first += 1
        opens = False
        while first < end and not capital(words, first):
            first += 1
    start = first
    while first < end - 1 and (words.lower[first] in listed.titles or not words.tokens[first][0].isalnum()):
        first += 1
    while start < first < end - 1 and words.tokens[first] in listed.connectors:  # CEO of OpenAI: the name is OpenAI's
        first += 1
    keys = _keys(words, first, end)
    if not keys or all(key in function_words and not words.tokens[first].isupper() for key in keys):
        return None
    single = len(keys) == 1
    if single and (keys[0] in listed.titles or _is_currency(words, keys[0]) or len(keys[0]) < 2):
        return None
    if single and (
        keys[0] in listed.eras or (keys[0] in listed.already_named and words.lower[first - 1 : first] == ["the"])
    ):
        return None
    if single and listed.determiners and _is_noun(words, first):
        return None
    if single and opens and not _like_a_subject(words, first, keys[0]):
        return None
    joints = [i for i in range(first, end) if words.lower[i] == "of"]
    bounds = zip([first, *joints], [*joints, end], strict=True)
    parts = tuple(found for start, stop in bounds if (found := _keys(words, start, stop)))
    return Name(first, end, keys, opens, any(words.lower[i] in listed.connectors for i in range(first, end)), parts)


def _is_noun(words: TokenizedText, i: int) -> bool:
    """A word that has its capital because it is a noun: `der Minister`, `der neue Minister`."""
    before = words.lower[max(words.tokens_of(words.sentence_of(i)).start, i - 2) : i]
    determiners = words.language.names.determiners
    adjective = len(before) == 2 and before[1].endswith(("e", "en", "er", "es", "em")) and before[0] in determiners
    return adjective or (before[-1:] != [] and before[-1] in determiners)


def _is_common(words: TokenizedText, i: int) -> bool:
    """A word that opens a sentence and is no name: "However", "After"; the US is one."""
    word, language = words.lower[i], words.language
    listed = word in language.function_words or word in language.names.openers
    return listed and words.tokens[i] not in language.spelling.abbreviated


def _is_currency(words: TokenizedText, key: str) -> bool:
    """USD and EUR name no one; the US is a country before it is a dollar."""
    return key in words.language.quantities.currency_codes and key != "us"


def _heads_an_item(words: TokenizedText, first: int, end: int) -> bool:
    """True for the first word of an item: "Simulation: Run the tests"; not for "The winner: Macron"."""
    after = words.tokens[end] if end < len(words) else ""
    return first > 0 and words.tokens[first - 1] == ":" and after[:1].islower()


def _keys(words: TokenizedText, first: int, end: int) -> tuple[str, ...]:
    """The folded words of a name; titles are left off where more is left. `MCQs` counts as `mcq`."""
    listed = words.language.names
    keys = tuple(
        fold_word(words.lower[i])[: -1 if len(words.tokens[i]) > 2 and words.tokens[i][:-1].isupper() else None]
        if words.tokens[i].endswith("s")
        else fold_word(words.lower[i])
        for i in range(first, end)
        if words.tokens[i][0].isalnum() and words.lower[i] not in listed.connectors
    )
    return tuple(key for key in keys if key not in listed.titles) or keys if len(keys) > 1 else keys


def _like_a_subject(words: TokenizedText, first: int, key: str) -> bool:
    """True where a sentence opens with one word that looks like a name: "Macron said", "Putin's aide", "Kyiv, …"."""
    token = words.tokens[first]
    if token.lower().endswith(("'s", "’s")) or token[1:2].isupper() or "." in token:
        return True
    after = words.lower[first + 1] if first + 1 < len(words) else ""
    listed = words.language.names
    plural = key.endswith("s") and key[-2:-1] not in "aeiousy"  # officials, troops
    common = plural or key.endswith(listed.common_endings)
    return not common and (after in listed.verbs or after.endswith("ed"))
