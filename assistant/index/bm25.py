"""The lexical side of the index: BM25 by bm25s, and the words of every passage in order for finer features."""

from __future__ import annotations

import dataclasses
import difflib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.index.arrays import OPENING, open_array
from assistant.index.word_table import WordRows, cut, term_counts
from assistant.text.normalize import Word, is_function_word, stem, words
from assistant.text.transliteration import skeleton

if TYPE_CHECKING:
    import numpy as np

K1, B = 1.2, 0.75
ALIKE = 0.72
"""How much of two names' letters must agree (difflib's ratio) for them to be spellings of one name."""


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
class LexicalIndex:
    """Row i of everything is text i of those it was built from."""

    bm25: Any
    """bm25s.BM25, or None over no texts."""
    vocabulary: dict[str, int]
    names: dict[str, list[str]]
    """Sound skeleton → the collection's names that have it, to find other spellings of a name."""
    word_ids: np.ndarray
    """All texts' words one after the other, as small integers as hold them."""
    word_starts: np.ndarray
    """The character of its text at which each of them starts."""
    first_word: np.ndarray
    """(texts + 1,): text i's words are first_word[i] to first_word[i + 1]."""
    frequencies: np.ndarray
    """Texts that hold each content word of the vocabulary."""
    name_ids: np.ndarray
    """All texts' names one after the other, as places among the sorted names."""
    first_name: np.ndarray
    """(texts + 1,): text i's names are first_name[i] to first_name[i + 1]."""

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """Index texts. Function words are kept in the word sequence but carry no BM25 score."""
        return cls.of(cut(texts))

    @classmethod
    def of(cls, rows: WordRows, sounds: Mapping[str, str] | None = None) -> LexicalIndex:
        """Index texts whose words are known; `sounds` are the names' skeletons as far as they are known."""
        import numpy as np

        term, text, count = term_counts(rows)
        frequencies = np.bincount(term, minlength=len(rows.stems)).astype(np.int32)
        vocabulary = {value: number for number, value in enumerate(rows.stems)}
        bm25 = _bm25(rows, term, text, count, frequencies)
        return cls(
            bm25,
            vocabulary,
            _names(rows.names, sounds or {}),
            rows.word_ids,
            rows.word_starts,
            rows.first_word,
            frequencies,
            rows.name_ids,
            rows.first_name,
        )

    @property
    def word_rows(self) -> WordRows:
        """What the index was made from."""
        names = sorted(name for group in self.names.values() for name in group)
        return WordRows(
            list(self.vocabulary),
            names,
            self.word_ids,
            self.word_starts,
            self.first_word,
            self.name_ids,
            self.first_name,
        )

    @property
    def sounds(self) -> dict[str, str]:
        """Every name's skeleton."""
        return {name: sound for sound, group in self.names.items() for name in group}

    def scores(self, text: str) -> np.ndarray:
        """BM25 of every row for a question, shape (rows,), float32."""
        return self.term_scores(self.terms(text))

    def term_scores(self, terms: Iterable[Term]) -> np.ndarray:
        """BM25 of every row for a question's terms, all their spellings counted."""
        import numpy as np

        total = np.zeros(self.rows, dtype=np.float32)
        if self.bm25 is not None:
            bounds, values = self.bm25.scores["indptr"], self.bm25.scores["data"]
            for i in sorted({i for term in terms for i in term.ids}):  # as bm25s does, which adds one by one
                total[self.postings(i)] += values[bounds[i] : bounds[i + 1]]
        return total

    def terms(self, text: str) -> list[Term]:
        """The content words of a question, each once, in order."""
        terms: dict[str, Term] = {}
        for place, word in enumerate(words(text)):
            if word.stem not in terms and not is_function_word(word.stem):
                terms[word.stem] = self._term(word, text, first=place == 0)
        return list(terms.values())

    def rows_with(self, word_id: int) -> np.ndarray:
        """The rows that hold one word of the vocabulary, in order; none for function words."""
        import numpy as np

        if self.bm25 is None:
            return np.zeros(0, dtype=np.int64)
        return self.postings(word_id).astype(np.int64)

    def postings(self, word_id: int) -> np.ndarray:
        """The same as they lie on the disk, int32 and not to be written to: a frequent word's copy takes milliseconds."""
        import numpy as np

        bounds, texts = self.bm25.scores["indptr"], self.bm25.scores["indices"]
        return np.asarray(texts[bounds[word_id] : bounds[word_id + 1]])

    def row_words(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        """The word ids of a row and the characters at which they start."""
        part = slice(int(self.first_word[row]), int(self.first_word[row + 1]))
        return self.word_ids[part], self.word_starts[part]

    def _term(self, word: Word, text: str, first: bool) -> Term:
        import numpy as np

        written = text[word.start : word.end]
        spellings = {word.stem, *self._other_spellings(written)}
        ids = tuple(sorted(self.vocabulary[s] for s in spellings if s in self.vocabulary))
        count = max((int(self.frequencies[i]) for i in ids), default=0)
        weight = float(np.log(1 + (self.rows - count + 0.5) / (count + 0.5)))
        special = any(c.isdigit() for c in word.stem) or (written[:1].isupper() and not first)
        return Term(word.stem, ids, weight, special)

    def _other_spellings(self, written: str) -> list[str]:
        """Stems of the collection's names that sound and look alike: Zelenskyy → Zelensky."""
        folded, sound = written.lower(), skeleton(written)
        return [
            stem(name) for name in (self.names.get(sound, []) if len(sound) > 1 else []) if _alike(folded, name.lower())
        ]

    @property
    def rows(self) -> int:
        return len(self.first_word) - 1

    def save(self, directory: Path) -> None:
        """Write the index into a directory, which is made when missing."""
        import numpy as np

        directory.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            values = getattr(self, name)
            np.save(directory / f"{name}.npy", values.astype(np.min_scalar_type(int(values.max(initial=0)))))
        words_file = {"vocabulary": list(self.vocabulary), "names": self.names}
        (directory / "words.json").write_text(json.dumps(words_file), encoding="utf-8")
        if self.bm25 is not None:
            self.bm25.save(directory / "bm25", show_progress=False)

    @classmethod
    def load(cls, directory: Path) -> LexicalIndex:
        """Open a saved index; the large arrays stay on disk and are mapped into memory."""
        import numpy as np

        arrays = {name: open_array(directory / f"{name}.npy") for name in _ARRAYS}
        for name in ("first_word", "first_name"):
            arrays[name] = arrays[name].astype(np.int64)
        stored = json.loads((directory / "words.json").read_text(encoding="utf-8"))
        vocabulary = {word: i for i, word in enumerate(stored["vocabulary"])}
        bm25 = None
        if (directory / "bm25").exists():
            import bm25s

            with OPENING:
                bm25 = bm25s.BM25.load(directory / "bm25", mmap=True, load_vocab=False)
        return cls(bm25, vocabulary, stored["names"], **arrays)


def _alike(one: str, other: str) -> bool:
    """Whether difflib's ratio of two words is ALIKE at least; most pairs are told by their lengths and letters alone."""
    if one == other:
        return True
    if 2 * min(len(one), len(other)) < ALIKE * (len(one) + len(other)):
        return False
    pair = difflib.SequenceMatcher(None, one, other)
    return pair.quick_ratio() >= ALIKE and pair.ratio() >= ALIKE


_ARRAYS = ("word_ids", "word_starts", "first_word", "frequencies", "name_ids", "first_name")


def _bm25(rows: WordRows, term: np.ndarray, text: np.ndarray, count: np.ndarray, frequencies: np.ndarray) -> Any:
    """Lucene's BM25 (Robertson & Zaragoza 2009; Kamphuis et al. 2020) from the counts; None over nothing.

    ln(1 + (N - n + 0.5) / (n + 0.5)) · c / (c + k1 · (1 - b + b · length / mean length)), by column as bm25s holds it.
    """
    import numpy as np

    if not len(term):
        return None
    import bm25s

    lengths = np.bincount(text, weights=count, minlength=len(rows))
    idf = np.log(1 + (len(rows) - frequencies + 0.5) / (frequencies + 0.5))
    scores = np.repeat(idf, frequencies)
    scores *= count
    scores /= count + (K1 * (1 - B + B * lengths / lengths.mean()))[text]
    index = bm25s.BM25(k1=K1, b=B, method="lucene")
    index.scores = {
        "data": scores.astype(np.float16),
        "indices": text.astype(np.int32),
        "indptr": np.concatenate([[0], np.cumsum(frequencies)]).astype(np.int64),
        "num_docs": len(rows),
    }
    index.vocab_dict = {}
    index.nonoccurrence_array = None
    return index


def _names(names: Sequence[str], sounds: Mapping[str, str]) -> dict[str, list[str]]:
    """Sound skeleton → names, for words written with a capital."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[sounds.get(name) or skeleton(name)].append(name)
    return dict(sorted(groups.items()))
