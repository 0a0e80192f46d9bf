"""The words of many texts as arrays, so that a text that did not change is never cut into words again.

All is a function of the texts alone: words are numbered in alphabetical order and only those that occur have a number,
so that rows taken over from an earlier state equal rows cut anew.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from assistant.index.arrays import copy_stretches, stretch_lengths
from assistant.text.languages import ENGLISH, Language
from assistant.text.normalize import is_function_word, stem, words

SHORTEST_NAME = 4
"""Shorter ones are too often alike by chance to be other spellings of one name."""
SAYS_NOTHING = "·"
"""Before the function words of other languages than English: "die" says nothing in German and something in English."""


@dataclasses.dataclass(frozen=True)
class TextWords:
    """The words and names of texts by their numbers."""

    word_ids: np.ndarray
    """All texts' words one after the other: int32, or as small integers as hold them."""
    word_starts: np.ndarray
    """The character of its text at which each of them starts."""
    first_word: np.ndarray
    """(texts + 1,): text i's words are first_word[i] to first_word[i + 1]."""
    name_ids: np.ndarray
    """All texts' names one after the other, as places among the sorted names."""
    first_name: np.ndarray
    """(texts + 1,): text i's names are first_name[i] to first_name[i + 1]."""

    def __len__(self) -> int:
        return len(self.first_word) - 1

    @property
    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        return self.word_ids, self.word_starts, self.first_word, self.name_ids, self.first_name


@dataclasses.dataclass(frozen=True)
class WordRows(TextWords):
    """Row i of everything is text i."""

    stems: list[str]
    """Every stem that occurs, sorted; a word's number is its place here."""
    names: list[str]
    """Every word written with a capital, as it is written, sorted."""


def cut(texts: Sequence[str], spoken: Sequence[Language] = ()) -> WordRows:
    """The words of texts; `spoken` are their languages, English where none are given."""
    return take(None, np.full(len(texts), -1), dict(enumerate(texts)), dict(enumerate(spoken)))


def take(
    before: WordRows | None,
    rows: np.ndarray,
    fresh: Mapping[int, str],
    spoken: Mapping[int, Language] = MappingProxyType({}),
) -> WordRows:
    """Rows of an earlier state in a new order: `rows[i]` is the earlier row of text i, or -1 where `fresh[i]` is cut,
    which is in the language `spoken[i]`, or English.
    """
    stems = {value: number for number, value in enumerate(before.stems)} if before else {}
    names = {value: number for number, value in enumerate(before.names)} if before else {}
    row_words: dict[int, list[int]] = {}
    row_starts: dict[int, list[int]] = {}
    row_names: dict[int, list[int]] = {}
    for row, text in fresh.items():
        language = spoken.get(row, ENGLISH)
        found = words(text, language)
        row_words[row] = [stems.setdefault(as_counted(word.stem, language), len(stems)) for word in found]
        row_starts[row] = [word.start for word in found]
        capitals = {text[word.start : word.end] for word in found if text[word.start].isupper()}
        row_names[row] = [
            names.setdefault(name, len(names)) for name in sorted(name for name in capitals if _is_name(name, language))
        ]
    nothing = np.zeros(0, dtype=np.int32), np.zeros(1, dtype=np.int64)
    old_words, old_first = (before.word_ids, before.first_word) if before else nothing
    old_starts = before.word_starts if before else nothing[0]
    old_names, old_first_name = (before.name_ids, before.first_name) if before else nothing
    word_ids, first_word = gather(old_words, old_first, rows, row_words)
    word_starts, _ = gather(old_starts, old_first, rows, row_starts)
    name_ids, first_name = gather(old_names, old_first_name, rows, row_names)
    sorted_stems, word_ids = _numbered_by_alphabet(list(stems), word_ids)
    sorted_names, name_ids = _numbered_by_alphabet(list(names), name_ids)
    return WordRows(word_ids, word_starts, first_word, name_ids, first_name, sorted_stems, sorted_names)


def gather(
    values: np.ndarray, first: np.ndarray, rows: np.ndarray, fresh: Mapping[int, Sequence[int]]
) -> tuple[np.ndarray, np.ndarray]:
    """Stretches of `values` (row i's is first[i] to first[i + 1]) in the order of `rows`; -1 takes the fresh one."""
    kept = np.flatnonzero(rows >= 0)
    counts = np.zeros(len(rows), dtype=np.int64)
    counts[kept] = stretch_lengths(first, rows[kept])
    for row, stretch in fresh.items():
        counts[row] = len(stretch)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    result = np.zeros(int(starts[-1]), dtype=np.int32)
    copy_stretches(result, starts, values, first, rows)
    for row, stretch in fresh.items():
        result[starts[row] : starts[row + 1]] = stretch
    return result, starts


def content_words(rows: WordRows) -> np.ndarray:
    """For each stem, whether it says something about the subject."""
    return np.array([not (value[0] == SAYS_NOTHING or is_function_word(value)) for value in rows.stems], dtype=bool)


def as_counted(stemmed: str, language: Language) -> str:
    """A stem as it stands in the index of all languages."""
    if language is ENGLISH:
        return stemmed
    says_nothing = is_function_word(stemmed, language)
    return f"{SAYS_NOTHING}{stemmed}" if says_nothing else stemmed


def term_counts(rows: WordRows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How often each content word stands in each text: (term, text, count), sorted by term, then text."""
    owners = np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(rows.first_word))
    kept = content_words(rows)[rows.word_ids] if len(rows.word_ids) else np.zeros(0, dtype=bool)
    # A pair of word and text is one number, so that one sort counts all pairs of the collection.
    small = len(rows.stems) * len(rows) < 2**32
    width = np.uint32 if small else np.int64  # half the time to sort and to divide
    unique, counts = np.unique(
        rows.word_ids[kept].astype(width) * width(max(len(rows), 1)) + owners[kept].astype(width), return_counts=True
    )
    term, text = np.divmod(unique, width(max(len(rows), 1)))
    return term, text, counts


def _is_name(word: str, language: Language) -> bool:
    return len(word) >= SHORTEST_NAME and not is_function_word(stem(word, language), language)


def _numbered_by_alphabet(values: list[str], ids: np.ndarray) -> tuple[list[str], np.ndarray]:
    """The values that occur, sorted, and the ids as places among them."""
    occurs = np.zeros(len(values), dtype=bool)
    occurs[ids] = True
    order = sorted(np.flatnonzero(occurs).tolist(), key=values.__getitem__)
    places = np.zeros(len(values), dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return [values[number] for number in order], places[ids]
