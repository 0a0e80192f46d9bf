"""The lexical side of the index: BM25 by bm25s, and the words of every passage in order for finer features."""

from __future__ import annotations

import dataclasses
import difflib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.words import Word, is_function_word, skeleton, stem, words

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
    """All texts' words one after the other, int32."""
    word_starts: np.ndarray
    """The character of its text at which each of them starts, int32."""
    first_word: np.ndarray
    """(texts + 1,): text i's words are first_word[i] to first_word[i + 1]."""
    frequencies: np.ndarray
    """Texts that hold each word of the vocabulary."""

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """Index texts. Function words are kept in the word sequence but carry no BM25 score."""
        import numpy as np

        vocabulary: dict[str, int] = {"": 0}
        ids: list[int] = []
        starts: list[int] = []
        first, indexed = [0], []
        capitals: Counter[str] = Counter()
        for text in texts:
            found = words(text)
            row = [vocabulary.setdefault(word.stem, len(vocabulary)) for word in found]
            ids.extend(row)
            starts.extend(word.start for word in found)
            first.append(len(ids))
            indexed.append([i for i, word in zip(row, found, strict=True) if not is_function_word(word.stem)])
            capitals.update(text[word.start : word.end] for word in found if text[word.start].isupper())
        frequencies = np.zeros(len(vocabulary), dtype=np.int32)
        for row in indexed:
            frequencies[np.unique(np.array(row, dtype=np.int64))] += 1
        return cls(
            _bm25(indexed, vocabulary),
            vocabulary,
            _names(capitals),
            np.array(ids, dtype=np.int32),
            np.array(starts, dtype=np.int32),
            np.array(first, dtype=np.int64),
            frequencies,
        )

    def scores(self, text: str) -> np.ndarray:
        """BM25 of every row for a question, shape (rows,), float32."""
        return self.term_scores(self.terms(text))

    def term_scores(self, terms: Iterable[Term]) -> np.ndarray:
        """BM25 of every row for a question's terms, all their spellings counted."""
        import numpy as np

        ids = sorted({i for term in terms for i in term.ids})
        if self.bm25 is None or not ids:
            return np.zeros(len(self.first_word) - 1, dtype=np.float32)
        return np.asarray(self.bm25.get_scores_from_ids(ids), dtype=np.float32)

    def terms(self, text: str) -> list[Term]:
        """The content words of a question, each once, in order."""
        terms: dict[str, Term] = {}
        for place, word in enumerate(words(text)):
            if word.stem not in terms and not is_function_word(word.stem):
                terms[word.stem] = self._term(word, text, first=place == 0)
        return list(terms.values())

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
        folded = written.lower()
        return [
            stem(name)
            for name in self.names.get(skeleton(written), [])
            if difflib.SequenceMatcher(None, folded, name.lower()).ratio() >= ALIKE
        ]

    @property
    def rows(self) -> int:
        return len(self.first_word) - 1

    def save(self, directory: Path) -> None:
        """Write the index into a directory, which is made when missing."""
        import numpy as np

        directory.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            np.save(directory / f"{name}.npy", getattr(self, name))
        words_file = {"vocabulary": list(self.vocabulary), "names": self.names}
        (directory / "words.json").write_text(json.dumps(words_file), encoding="utf-8")
        if self.bm25 is not None:
            self.bm25.save(directory / "bm25", show_progress=False)

    @classmethod
    def load(cls, directory: Path) -> LexicalIndex:
        """Open a saved index; the large arrays stay on disk and are mapped into memory."""
        import numpy as np

        arrays = {name: np.load(directory / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
        stored = json.loads((directory / "words.json").read_text(encoding="utf-8"))
        vocabulary = {word: i for i, word in enumerate(stored["vocabulary"])}
        bm25 = None
        if (directory / "bm25").exists():
            import bm25s

            bm25 = bm25s.BM25.load(directory / "bm25", mmap=True, load_vocab=False)
        return cls(bm25, vocabulary, stored["names"], **arrays)


_ARRAYS = ("word_ids", "word_starts", "first_word", "frequencies")


def _bm25(rows: list[list[int]], vocabulary: dict[str, int]) -> Any:
    """Lucene's BM25 (Robertson & Zaragoza 2009; Kamphuis et al. 2020) over rows of word ids; None over nothing."""
    if not any(rows):
        return None
    import bm25s

    index = bm25s.BM25(k1=K1, b=B, method="lucene")
    index.index((rows, dict(vocabulary)), show_progress=False)
    return index


def _names(capitals: Counter[str]) -> dict[str, list[str]]:
    """Sound skeleton → names, for words written with a capital: short ones are too often alike by chance."""
    sounds: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(capitals):
        if len(name) >= 4 and not is_function_word(stem(name)):
            sounds[skeleton(name)].append(name)
    return {sound: names for sound, names in sorted(sounds.items()) if len(sound) >= 2}
