"""The lexical side of the index: every passage's BM25 for every word, and its words in order for finer features.

A word's passages, and what it is worth in each, are worked out when the index is built: a question adds up what it finds
(eager scoring; Lù 2024). The arrays are mapped into memory, so that a large index is open at once.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.index.arrays import open_array
from assistant.index.word_table import TextWords, WordRows, cut, term_counts
from assistant.text.languages import ENGLISH, Language
from assistant.text.normalize import Word, is_function_word, stem, words
from assistant.text.transliteration import consonants, heard, skeleton

K1, B = 1.2, 0.75
ONE_NAME = 72
"""How much of two names' letters must agree, per cent and in order, for them to be spellings of one name."""


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question, with every stem of the collection that it may stand as."""

    stem: str
    ids: tuple[int, ...]
    """Empty where the collection does not hold the word."""
    weight: float
    """Inverse document frequency: ln(1 + (N - n + 0.5) / (n + 0.5)), n the most frequent spelling's passages."""
    name_or_number: bool
    """Written with a capital inside the question, or with a digit."""


@dataclasses.dataclass(frozen=True)
class LexicalIndex(TextWords):
    """Row i of everything is text i of those it was built from."""

    vocabulary: dict[str, int]
    names: dict[str, list[str]]
    """Sound skeleton → the collection's names that have it, to find other spellings of a name."""
    first_posting: np.ndarray
    """(vocabulary + 1,): word i's postings are first_posting[i] to first_posting[i + 1]; function words have none."""
    posting_texts: np.ndarray
    """All words' texts one after the other, each word's in order; of the smallest type that holds every text's number."""
    posting_scores: np.ndarray
    """What each posting adds to the BM25 of its text, float16."""

    @classmethod
    def build(cls, texts: Sequence[str], spoken: Sequence[Language] = ()) -> LexicalIndex:
        """Index texts in their languages. Function words are kept in the word sequence but carry no BM25 score."""
        return cls.of(cut(texts, spoken))

    @classmethod
    def of(cls, rows: WordRows, sounds: Mapping[str, str] | None = None) -> LexicalIndex:
        """Index texts whose words are known; `sounds` are the names' skeletons as far as they are known."""
        term, text, count = term_counts(rows)
        frequencies = np.bincount(term, minlength=len(rows.stems))
        return cls(
            *rows.arrays,
            {value: number for number, value in enumerate(rows.stems)},
            _names(rows.names, sounds or {}),
            np.concatenate([[0], np.cumsum(frequencies)]).astype(np.int64),
            text.astype(np.min_scalar_type(len(rows))),
            _bm25(len(rows), text, count, frequencies),
        )

    @property
    def word_rows(self) -> WordRows:
        """What the index was made from."""
        names = sorted(name for group in self.names.values() for name in group)
        return WordRows(*self.arrays, list(self.vocabulary), names)

    @property
    def sounds(self) -> dict[str, str]:
        """Every name's skeleton."""
        return {name: sound for sound, group in self.names.items() for name in group}

    def scores(self, text: str) -> np.ndarray:
        """BM25 of every row for a question, shape (rows,), float32."""
        return self.term_scores(self.terms(text))

    def term_scores(self, terms: Iterable[Term]) -> np.ndarray:
        """BM25 of every row for a question's terms, all their spellings counted."""
        total = np.zeros(len(self), dtype=np.float32)
        for i in sorted({i for term in terms for i in term.ids}):  # sorted: a sum of floats depends on its order
            total[self.postings(i)] += self.posting_scores[self.first_posting[i] : self.first_posting[i + 1]]
        return total

    def terms(self, text: str, asked: Language = ENGLISH, held: Sequence[Language] = (ENGLISH,)) -> list[Term]:
        """The content words of a question, each once, in order; `held` are the languages of the articles.

        A word counts as each of these languages would have it: it may be a name, or one that languages share.
        """
        terms: dict[str, Term] = {}
        for place, word in enumerate(words(text, asked)):
            if word.stem not in terms and not is_function_word(word.stem, asked):
                written = text[word.start : word.end]
                special = any(c.isdigit() for c in word.stem) or (written[:1].isupper() and place > 0)
                terms[word.stem] = self._term(word.stem, self._spellings(word, written, asked, held), special)
        return list(terms.values())

    def postings(self, word_id: int) -> np.ndarray:
        """The rows that hold one word of the vocabulary, in order, as they lie on the disk; none for function words.

        Unsigned, and not to be written to: a frequent word's copy takes milliseconds.
        """
        return self.posting_texts[self.first_posting[word_id] : self.first_posting[word_id + 1]]

    def row_words(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        """The word ids of a row and the characters at which they start."""
        part = slice(int(self.first_word[row]), int(self.first_word[row + 1]))
        return self.word_ids[part], self.word_starts[part]

    def _term(self, stemmed: str, spellings: set[str], special: bool) -> Term:
        ids = tuple(sorted(self.vocabulary[s] for s in spellings if s in self.vocabulary))
        count = max((len(self.postings(i)) for i in ids), default=0)
        weight = float(np.log(1 + (len(self) - count + 0.5) / (count + 0.5)))
        return Term(stemmed, ids, weight, special)

    def _spellings(self, word: Word, written: str, asked: Language, held: Sequence[Language]) -> set[str]:
        """Every stem that a word may stand as in the articles."""
        spellings = {word.stem, *self._other_spellings(written)}
        if any(language is not ENGLISH for language in (asked, *held)):
            names = (
                {written, *self._across_scripts(written)}
                if written[:1].isupper() or not written.isascii()
                else {written}
            )
            spellings |= {stem(name, language) for name in names for language in held}
        return spellings

    def _across_scripts(self, written: str) -> list[str]:
        """The collection's names that sound alike in another script or transcription: Zelenskyy → Зеленський, Selenskyj."""
        from rapidfuzz import fuzz

        letters = heard(written)
        sound = consonants(letters)
        found = self._names_by_sound.get(sound, []) if len(sound) > 1 else []
        return [name for name in found if fuzz.ratio(letters, heard(name), score_cutoff=ONE_NAME)]

    @functools.cached_property
    def _names_by_sound(self) -> dict[str, list[str]]:
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for names in self.names.values():
            for name in names:
                groups[consonants(heard(name))].append(name)
        return dict(groups)

    def _other_spellings(self, written: str) -> list[str]:
        """Stems of the collection's names that sound and look alike: Zelenskyy → Zelensky."""
        from rapidfuzz import fuzz

        folded, sound = written.lower(), skeleton(written)
        return [
            stem(name)
            for name in (self.names.get(sound, []) if len(sound) > 1 else [])
            if fuzz.ratio(folded, name.lower(), score_cutoff=ONE_NAME)
        ]

    def save(self, directory: Path) -> None:
        """Write the index into a directory, which is made when missing."""
        directory.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            values = getattr(self, name)
            small = values if name in _TYPED else values.astype(np.min_scalar_type(int(values.max(initial=0))))
            np.save(directory / f"{name}.npy", small)
        words_file = {"vocabulary": list(self.vocabulary), "names": self.names}
        (directory / "words.json").write_text(json.dumps(words_file), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> LexicalIndex:
        """Open a saved index; the large arrays stay on disk and are mapped into memory."""
        arrays = {name: open_array(directory / f"{name}.npy") for name in _ARRAYS}
        for name in ("first_word", "first_name", "first_posting"):  # added to and compared: not in small types
            arrays[name] = arrays[name].astype(np.int64)
        stored = json.loads((directory / "words.json").read_text(encoding="utf-8"))
        vocabulary = {word: i for i, word in enumerate(stored["vocabulary"])}
        return cls(vocabulary=vocabulary, names=stored["names"], **arrays)


_TYPED = ("posting_texts", "posting_scores")
"""The arrays that are kept in the type they have; the others are written as the smallest integers that hold them."""
_ARRAYS = (
    "word_ids",
    "word_starts",
    "first_word",
    "name_ids",
    "first_name",
    "first_posting",
    *_TYPED,
)


def _bm25(texts: int, text: np.ndarray, count: np.ndarray, frequencies: np.ndarray) -> np.ndarray:
    """Lucene's BM25 (Robertson & Zaragoza 2009; Kamphuis et al. 2020) of every posting, from the counts.

    ln(1 + (N - n + 0.5) / (n + 0.5)) · c / (c + k1 · (1 - b + b · length / mean length))
    """
    lengths = np.bincount(text, weights=count, minlength=texts)
    mean_length = max(lengths.sum(), 1) / max(texts, 1)
    idf = np.log(1 + (texts - frequencies + 0.5) / (frequencies + 0.5))
    scores = np.repeat(idf, frequencies)
    scores *= count
    scores /= count + (K1 * (1 - B + B * lengths / mean_length))[text]
    return scores.astype(np.float16)


def _names(names: Sequence[str], sounds: Mapping[str, str]) -> dict[str, list[str]]:
    """Sound skeleton → names, for words written with a capital."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[sounds.get(name) or skeleton(name)].append(name)
    return dict(sorted(groups.items()))
