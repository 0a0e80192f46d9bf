"""A word of a question that no article holds and that is one letter away from one that some do: `Elizabth` → `Elizabeth`."""

from __future__ import annotations

import functools

from assistant.index.collection import Collection
from assistant.retrieval.cross_encoder import load_tokenizer
from assistant.text.languages.detection import language_of
from assistant.text.normalize import stem, words

SHORTEST = 6
"""Letters of a word that is corrected: of shorter ones too many are one letter apart."""
LOOKED_AT = 5
"""Passages in which the word's spelling is looked for; some have it in their headline only."""


def corrected(question: str, collection: Collection) -> tuple[str, list[tuple[str, str]]]:
    """The question with its misspelt words as the articles write them, and these words: `[("Elizabth", "Elizabeth")]`.

    Only in English, whose usual words are known. A word that the embedding model's vocabulary has whole is no slip, nor are two of them
    as one, nor one that may stand for several.
    """
    if language_of(question) != "en":
        return question, []
    changed = []
    unknown = {term.stem for term in collection.lexical.terms(question)} - collection.lexical.vocabulary.keys()
    for word in reversed(words(question)):
        written = question[word.start : word.end]
        if word.stem in unknown and written.isalpha() and len(written) >= SHORTEST and not _is_word(written.lower()):
            meant = _meant(written, collection)
            if meant is not None:
                question = question[: word.start] + meant + question[word.end :]
                changed.append((written, meant))
    return question, changed[::-1]


def _meant(written: str, collection: Collection) -> str | None:
    """The one word of the collection that is one letter away, as it is written there."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    lexical = collection.lexical
    if written[0].isupper():
        names = {name for names in lexical.names.values() for name in names if abs(len(name) - len(written)) <= 1}
        near = [name for name, *_ in process.extract(written, names, scorer=OSA.distance, score_cutoff=1, limit=None)]
        if near:
            return str(near[0]) if len(near) == 1 else None
    found = process.extract(stem(written), lexical.vocabulary.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
    stems = [name for name, *_ in found if name[0] == written[0].lower()]
    meant = _as_written(str(stems[0]), collection) if len(stems) == 1 else None
    # with its ending: "outbid" is not "outside"
    return meant if meant and OSA.distance(written.lower(), meant) == 1 else None


def _as_written(wanted: str, collection: Collection) -> str | None:
    """A word of the vocabulary as a passage that holds it writes it."""
    for row in collection.lexical.postings(collection.lexical.vocabulary[wanted])[:LOOKED_AT].tolist():
        text = collection.passages[row].text
        for word in words(text):
            if word.stem == wanted:
                return str(text[word.start : word.end]).lower()
    return None


def _is_word(written: str) -> bool:
    """A usual word, or two of them as one: `fallback`."""
    usual = _usual()
    return written in usual or any({written[:i], written[i:]} <= usual for i in range(4, len(written) - 3))


@functools.cache
def _usual() -> frozenset[str]:
    """Words that are one token of the embedding model: the usual ones of English."""
    return frozenset(load_tokenizer().get_vocab())
