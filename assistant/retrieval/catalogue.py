"""What a search asks of every article beside the words of its passages: title, language, kind of file, and the names in it.

Read from the index once a state of it. The names take a while (5 ms an article): they are read beside the questions and kept from
state to state, so that only new articles are read again.
"""

from __future__ import annotations

import dataclasses
import logging
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePosixPath

import numpy as np

from assistant.errors import AssistantError
from assistant.index.collection import Collection
from assistant.retrieval.article_names import ArticleName, alike, names_of
from assistant.retrieval.name_kinds import NameKind, NameKinds
from assistant.retrieval.search_query import OTHER_LANGUAGE
from assistant.schema import Article
from assistant.text.languages import ENGLISH
from assistant.text.name_matching import same_country
from assistant.text.normalize import stem, stems
from assistant.text.transliteration import consonants, heard

logger = logging.getLogger(__name__)
PAUSE = 0.002
"""Seconds that the reading of names, beside questions, leaves the processor to these after each article."""
WRITTEN_LARGE = 0.8
"""Share of the passages with a word in which it has a capital, from which on a single word is taken for a name."""


@dataclasses.dataclass(frozen=True, slots=True, weakref_slot=True)
class Catalogue:
    """Place i of everything is article i of the collection."""

    ids: Sequence[str]
    titles: Sequence[str]
    title_stems: Sequence[frozenset[str]]
    languages: Sequence[str]
    kinds: Sequence[str]
    """The ending of its file, `md` or `pdf`; of an article in a file of several that file's: `export.docx#3` is `docx`."""

    @classmethod
    def read(cls, collection: Collection) -> Catalogue:
        articles = [collection.articles[name] for name in collection.articles]
        titles = [article.title or article.article_id for article in articles]
        return cls(
            [article.article_id for article in articles],
            titles,
            [frozenset(stems(title)) for title in titles],
            [article.language or OTHER_LANGUAGE for article in articles],
            [PurePosixPath(one.article_id.partition("#")[0]).suffix[1:].lower() or "none" for one in articles],
        )


@dataclasses.dataclass(frozen=True, slots=True)
class NameTable:
    """The names of a whole collection. Names that are spelt alike are one, shown as most articles write it."""

    shown: Sequence[str]
    kinds: Sequence[NameKind]
    """What each of `shown` is; `other` of one that stands in a single article."""
    places: np.ndarray
    """All articles' names one after the other, as places in `shown`."""
    first: np.ndarray
    """(articles + 1,): article i's names are first[i] to first[i + 1]."""
    read: Sequence[Sequence[ArticleName]]
    """Each article's names as they were read, without what the whole collection tells of them."""

    def counts(self, articles: np.ndarray) -> np.ndarray:
        """In how many of the articles (a mask of them) each name stands."""
        kept = np.repeat(articles, np.diff(self.first))
        counts: np.ndarray = np.bincount(self.places[kept], minlength=len(self.shown))
        return counts


class Names:
    """The names of articles, each article's read once. Safe to share between threads."""

    def __init__(self, kinds: Callable[[], NameKinds | None] = lambda: None) -> None:
        """`kinds` gives what tells persons from places; where it gives none, every name is of the kind `other`."""
        self._kinds = kinds
        self._known: dict[tuple[str, int], tuple[ArticleName, ...]] = {}
        self._lock = threading.Lock()
        self._reading: weakref.ref[Catalogue] | None = None
        self._table: tuple[weakref.ref[Catalogue], NameTable] | None = None

    def of(self, article: Article) -> tuple[ArticleName, ...]:
        key = (article.article_id, hash(article.text))
        if key not in self._known:
            self._known[key] = names_of(article)
        return self._known[key]

    def table(self, collection: Collection, catalogue: Catalogue, wait: bool = False) -> NameTable | None:
        """The collection's names; None while they are being read, which this begins. `wait` reads them here and now."""
        with self._lock:
            if self._table is not None and self._table[0]() is catalogue:
                return self._table[1]
            begun = self._reading is not None and self._reading() is catalogue
            self._reading = weakref.ref(catalogue)
        if wait:
            return self._read(collection, catalogue)
        if not begun:
            threading.Thread(target=self._read, args=(collection, catalogue, PAUSE), name="names", daemon=True).start()
        return None

    def _read(self, collection: Collection, catalogue: Catalogue, pause: float = 0.0) -> NameTable:
        kept = {}
        for name in catalogue.ids:
            article = collection.articles[name]
            if (key := (name, hash(article.text))) not in self._known:
                time.sleep(pause)
            kept[key] = self.of(article)
        try:
            table = tabulate(list(kept.values()), collection, self._kinds())
        except (AssistantError, OSError) as error:  # without its model: names need not wait for headings
            logger.warning("names are shown without their kinds: %s", error)
            table = tabulate(list(kept.values()), collection)
        with self._lock:
            self._known = kept  # those of articles that are gone go
            self._table = (weakref.ref(catalogue), table)
        return table


def tabulate(
    names: Sequence[Sequence[ArticleName]], collection: Collection, kinds: NameKinds | None = None
) -> NameTable:
    """The names of every article as a table, without what the whole collection, or its kind, shows to be none."""
    spelt = Counter(name for of_article in names for name in of_article)
    meant = _meant(spelt, collection)
    articles = Counter(shown for of_article in names for shown in {meant[name] for name in of_article if name in meant})
    several = [name for name, count in articles.items() if count > 1]
    kind = dict(zip(several, kinds.of(several), strict=True)) if kinds else {}
    shown = sorted(name for name in articles if kind.get(name) != "none")
    places = {name: place for place, name in enumerate(shown)}
    meant = {name: text for name, text in meant.items() if text in places}
    rows = [sorted({places[meant[name]] for name in of_article if name in meant}) for of_article in names]
    first = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    of_each = [kind.get(name, "other") for name in shown]
    return NameTable(shown, of_each, np.array([place for row in rows for place in row], dtype=np.int64), first, names)


def _meant(spelt: Mapping[ArticleName, int], collection: Collection) -> dict[ArticleName, str]:
    """Each name with how it is shown; those that are none are left out."""
    known = {name.keys[0] for name in spelt if len(name.keys) == 1}
    large = _share_written_large(collection)
    groups: dict[tuple[str, ...], list[ArticleName]] = {}
    for name in spelt:
        key = name.keys[0]
        if len(name.keys) > 1 or (large(name.text) >= WRITTEN_LARGE and not is_adjective(key, known)):
            groups.setdefault(tuple(consonants(heard(key)) for key in name.keys), []).append(name)
    meant: dict[ArticleName, str] = {}
    for group in groups.values():
        for spellings in alike(group).values():
            shown = max(spellings, key=lambda name: (spelt[name], not name.text.isupper(), name.text)).text
            meant |= dict.fromkeys(spellings, shown)
    return meant


def is_adjective(key: str, known: Iterable[str]) -> bool:
    """Whether a single word is the people or the adjective of a country that is named elsewhere: Russian beside Russia."""
    listed = ENGLISH.names
    if not key.endswith(tuple(listed.people_endings - {"n", "s"})):
        return False
    return listed.alias_groups.get(key, (key,))[0] != key or any(
        other != key and len(other) <= len(key) and other[:3] == key[:3] and same_country(key, other, listed)
        for other in known
    )


def _share_written_large(collection: Collection) -> Callable[[str], float]:
    """Of a word, the share of the passages with it in which it has a capital."""
    lexical = collection.lexical
    every = sorted(name for group in lexical.names.values() for name in group)
    passages = np.bincount(lexical.name_ids, minlength=len(every))
    by_stem: Counter[str] = Counter()
    for name, count in zip(every, passages.tolist(), strict=True):
        by_stem[stem(name)] += count

    def share(word: str) -> float:
        place = lexical.vocabulary.get(stem(word))
        held = 0 if place is None else len(lexical.postings(place))
        return min(1.0, by_stem[stem(word)] / held) if held else 1.0

    return share
