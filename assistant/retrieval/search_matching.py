"""Which articles a search wants: for each kind of reason a mask of them, so that a facet can be counted without its own choice.

An article is wanted for what stands in any of its passages. Words count by their stems and by other spellings of a name, exact
words as they are written; outlets, languages and kinds of file are alternatives.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

import numpy as np

from assistant.errors import QuestionError
from assistant.index.bm25 import LexicalIndex, Term
from assistant.index.collection import Collection
from assistant.index.word_table import SAYS_NOTHING, as_counted
from assistant.ingest.chunking import embedded_text
from assistant.retrieval.article_names import is_named, name_keys
from assistant.retrieval.catalogue import Catalogue, Names
from assistant.retrieval.search_query import OTHER_LANGUAGE, PROPERTIES, SearchQuery, Wanted, language_code
from assistant.text.languages import Language
from assistant.text.languages.detection import language_name
from assistant.text.normalize import stems, words
from assistant.text.outlet_names import same_outlets
from assistant.text.tokens import WORD
from assistant.text.transliteration import fold_word

NEAR = 10
"""Passages nearest in meaning that are taken where no article has all words."""
NEAREST_OUTLET = 60
"""How alike two names must be, per cent, for one to be offered in the place of the other."""


@dataclasses.dataclass(frozen=True, slots=True)
class Matched:
    """Which articles are wanted, by each kind of reason."""

    by_kind: dict[str, np.ndarray]
    """Masks of the articles: for `words`, `days`, `outlet` and each other operator those that it leaves."""
    every_word: bool

    def without(self, *kinds: str) -> np.ndarray:
        """The articles that all but these kinds leave."""
        every: np.ndarray = np.logical_and.reduce([mask for kind, mask in self.by_kind.items() if kind not in kinds])
        return every


@dataclasses.dataclass(frozen=True, slots=True)
class Archive:
    """What is searched."""

    collection: Collection
    catalogue: Catalogue
    names: Names

    def names_in(self, article_id: str) -> tuple[str, ...]:
        """The names of an article, as the collection shows them once they are all read. Raises KeyError for one that is not here."""
        article = self.collection.articles[article_id]
        table = self.names.table(self.collection, self.catalogue)
        if table is None:
            return tuple(name.text for name in self.names.of(article))
        place = self.catalogue.ids.index(article.article_id)
        numbers = table.places[table.first[place] : table.first[place + 1]]
        return tuple(table.shown[number] for number in numbers.tolist())


def match(archive: Archive, query: SearchQuery, vector: np.ndarray | None) -> Matched:
    """The articles that hold what is wanted, older versions left out where a newer one is wanted too."""
    collection = archive.collection
    every = np.ones(len(collection.published), dtype=bool)
    by_kind = {
        kind: every.copy() for kind in ("words", "days", "outlet", "lang", "kind", "title", "person", "versions")
    }
    for kind in PROPERTIES:
        by_kind[kind] = _one_of(archive, kind, query.of(kind))
    for clause in query.clauses:
        if clause[0].kind not in PROPERTIES:
            kind = clause[0].kind if clause[0].kind in ("title", "person") else "words"
            by_kind[kind] &= np.logical_or.reduce([_holding(archive, one) for one in clause])
    if query.since or query.until:
        days = collection.published
        by_kind["days"] &= (days > 0) & (days >= (query.since.toordinal() if query.since else 0))
        by_kind["days"] &= days <= (query.until or dt.date.max).toordinal()
    every_word = bool(by_kind["words"].any()) or vector is None
    if not every_word:
        by_kind["words"] = _with_some(archive, query, vector)
    newest = np.logical_and.reduce(list(by_kind.values()))
    older = np.flatnonzero(collection.newest >= 0)
    by_kind["versions"][older[newest[collection.newest[older]]]] = False
    return Matched(by_kind, every_word)


def _one_of(archive: Archive, kind: str, wanted: Sequence[Wanted]) -> np.ndarray:
    """The articles of these outlets, languages or kinds of file, and of none of those to be left out."""
    kept = chosen(archive, kind, [one for one in wanted if not one.without])
    left_out = chosen(archive, kind, [one for one in wanted if one.without])
    return np.array(
        [(not kept or value in kept) and value not in left_out for value in values(archive, kind)], dtype=bool
    )


def chosen(archive: Archive, kind: str, wanted: Sequence[Wanted]) -> frozenset[str]:
    """The outlets, languages or kinds of file that are meant. Raises QuestionError for one that is not here."""
    known = {value for value in values(archive, kind) if value}
    read = {"outlet": _outlets, "lang": _languages, "kind": _kinds}[kind]
    return frozenset(name for one in wanted for name in read(one.text, known))


def values(archive: Archive, kind: str) -> Sequence[str | None]:
    """Of each article its outlet, language or kind of file."""
    catalogue = archive.catalogue
    return {"outlet": archive.collection.outlets, "lang": catalogue.languages, "kind": catalogue.kinds}[kind]


def _outlets(text: str, known: set[str]) -> frozenset[str]:
    """The outlet of that name in any spelling, else those in whose names all its words stand."""
    from rapidfuzz import fuzz, process, utils

    if exact := same_outlets([text], known):
        return exact
    sought = [fold_word(word) for word in WORD.findall(text)]
    if held := frozenset(name for name in known if all(one in map(fold_word, WORD.findall(name)) for one in sought)):
        return held
    near = process.extractOne(
        text, sorted(known), scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=NEAREST_OUTLET
    )
    raise QuestionError(f"There is no outlet “{text}” here{f': did you mean “{near[0]}”?' if near else '.'}")


def _languages(text: str, known: set[str]) -> frozenset[str]:
    code = language_code(text)
    if code not in known:
        there = ", ".join(f"{language_name(one)} ({one})" for one in sorted(known - {OTHER_LANGUAGE}))
        raise QuestionError(f"No article is in {language_name(code)}: there are {there}.")
    return frozenset((code,))


def _kinds(text: str, known: set[str]) -> frozenset[str]:
    kind = text.lstrip(".").lower()
    if kind not in known:
        raise QuestionError(f"No article is of the kind “{text}”: there are {', '.join(sorted(known))}.")
    return frozenset((kind,))


def _holding(archive: Archive, wanted: Wanted) -> np.ndarray:
    """The articles that hold a word, exact words, words in the title or a person; for `without` those that do not."""
    how = {"word": _with_word, "exact": _with_exact, "title": _with_title, "person": _with_person}
    mask = how[wanted.kind](archive, wanted.text)
    return np.logical_not(mask) if wanted.without else mask


def search_terms(collection: Collection, text: str) -> list[Term]:
    """The content words of a search, of which nobody knows the language: as each of the articles' languages has them.

    What stands in the articles only as a function word of another language than English says nothing: `der`.
    """
    lexical = collection.lexical
    found = lexical.terms(text, held=collection.spoken)
    return [term for term in found if term.ids or f"{SAYS_NOTHING}{term.stem}" not in lexical.vocabulary]


def _with_word(archive: Archive, text: str) -> np.ndarray:
    """Those with all content words of the text, in any form and spelling; all where it has none."""
    collection = archive.collection
    mask = np.ones(len(collection.published), dtype=bool)
    for term in search_terms(collection, text):
        mask &= _with_term(collection, term)
    return mask


def _with_term(collection: Collection, term: Term) -> np.ndarray:
    mask = np.zeros(len(collection.published), dtype=bool)
    for number in term.ids:
        mask[collection.owners[collection.lexical.postings(number)]] = True
    return mask


def _with_exact(archive: Archive, text: str) -> np.ndarray:
    """Those with the words as they are written, one after the other, in a passage or the headline."""
    collection = archive.collection
    mask = np.zeros(len(collection.published), dtype=bool)
    sought = exactly(text)
    for row in _rows_with_run(collection, text).tolist():
        owner = int(collection.owners[row])
        if not mask[owner]:
            passage = collection.passages[row]
            mask[owner] = sought.search(embedded_text(collection.articles[passage.article_id], passage)[0]) is not None
    return mask


def exactly(text: str) -> re.Pattern[str]:
    """Finds the words as written, whatever their capitals and the signs between them."""
    parts = [re.escape(match[0]).replace("’", "'").replace("'", "['’]") for match in WORD.finditer(text)]
    return re.compile(r"(?<!\w)" + r"[\W_]+".join(parts) + r"(?!\w)", re.IGNORECASE)


def _rows_with_run(collection: Collection, text: str) -> np.ndarray:
    """The passages in which words that count as those of the text follow one another."""
    rows = [np.zeros(0, dtype=np.int64)]
    for numbers in {_numbers(collection, text, spoken) for spoken in collection.spoken}:
        if numbers and None not in numbers:
            rows.append(_rows_with(collection.lexical, numbers))
    return np.unique(np.concatenate(rows))


def _numbers(collection: Collection, text: str, spoken: Language) -> tuple[int | None, ...]:
    """The words of a text as articles in a language have them."""
    return tuple(collection.lexical.vocabulary.get(as_counted(word.stem, spoken)) for word in words(text, spoken))


def _rows_with(lexical: LexicalIndex, numbers: Sequence[int | None]) -> np.ndarray:
    length = len(lexical.word_ids) - len(numbers) + 1
    hits = np.ones(max(length, 0), dtype=bool)
    for step, number in enumerate(numbers):
        hits &= lexical.word_ids[step : step + length] == number
    at = np.flatnonzero(hits)
    rows = np.searchsorted(lexical.first_word, at, side="right") - 1
    return np.unique(rows[at + len(numbers) <= lexical.first_word[rows + 1]])


def _with_title(archive: Archive, text: str) -> np.ndarray:
    """Those whose title has all the words; several that were quoted stand in it as they are written."""
    sought = frozenset(stems(text))
    found = [sought <= held for held in archive.catalogue.title_stems]
    if len(sought) > 1:
        pattern = exactly(text)
        found = [
            hit and pattern.search(title) is not None
            for hit, title in zip(found, archive.catalogue.titles, strict=True)
        ]
    return np.array(found, dtype=bool)


def _with_person(archive: Archive, text: str) -> np.ndarray:
    """Those that name the person, also by another spelling; a part of a name finds all who have it."""
    collection = archive.collection
    keys = name_keys(text)
    mask = _with_word(archive, " ".join(keys))
    table = archive.names.table(collection, archive.catalogue)
    for place in np.flatnonzero(mask).tolist():
        names = table.read[place] if table else archive.names.of(collection.articles[archive.catalogue.ids[place]])
        mask[place] = any(is_named(keys, name) for name in names)
    return mask


def _with_some(archive: Archive, query: SearchQuery, vector: np.ndarray | None) -> np.ndarray:
    """Those with at least half of the words, by their weight, or near in meaning; without what is to be left out."""
    collection = archive.collection
    terms = search_terms(collection, query.words)
    weights = np.array([term.weight for term in terms])
    held = np.array([_with_term(collection, term) for term in terms], dtype=bool)
    mask = (
        (weights @ held >= weights.sum() / 2)
        if len(terms) and weights.sum()
        else np.zeros(len(collection.published), bool)
    )
    if vector is not None and not query.of("exact"):
        mask[collection.owners[collection.nearest(vector, NEAR)[0]]] = True
    for one in query.of("word", "exact"):
        if one.without or one.kind == "exact":
            mask &= _holding(archive, one)
    return mask
