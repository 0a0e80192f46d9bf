"""A search for articles: which hold all that is wanted, in what order, with their best passages, and what they are like.

Everything is asked of the one index: words and exact words of its lexical side, meaning of its vectors, outlet and day of its
articles. An article is found by all words of the search, in whatever of its passages; where none has them all, those with some of
them and those nearest in meaning are. The order is that of the ranking that questions are answered by.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Literal

import numpy as np

from assistant.index.bm25 import Term
from assistant.index.collection import Collection
from assistant.index.embedding import Embedder
from assistant.retrieval import ranker
from assistant.retrieval.features import signals
from assistant.retrieval.search_matching import Archive, exactly, match, search_terms
from assistant.retrieval.search_query import SearchQuery
from assistant.schema import Span
from assistant.text.normalize import is_function_word, stems, words
from assistant.text.tokens import WORD

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
RANKED = 60
"""Passages of each side, vectors and words, that are ranked; articles behind these follow in the order of their words."""
PASSAGES = 3
"""Passages shown of an article, at most."""
EXCERPT = 320
"""Characters that are shown of a passage, in whole sentences."""


@dataclasses.dataclass(frozen=True, slots=True)
class FoundPassage:
    """Whole sentences of a passage: `article.text[start:end] == text`."""

    passage_id: str
    start: int
    end: int
    text: str
    marks: tuple[Span, ...]
    """The words that were looked for, in the article's characters."""
    page: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article that was found, with its best passages."""

    rank: int
    article_id: str
    title: str | None
    outlet: str | None
    published: dt.date | None
    published_inferred: bool
    language: str | None
    passages: tuple[FoundPassage, ...]
    title_marks: tuple[Span, ...] = ()
    """The words that were looked for, in the title."""


@dataclasses.dataclass(frozen=True, slots=True)
class ArticleSearch:
    """Some of the articles that were found, from the `offset`-th on, and how many there are."""

    query: SearchQuery
    articles: tuple[FoundArticle, ...]
    found: int
    every_word: bool = True
    """False where no article has all words: found are those that have some of them or are nearest in meaning."""


def search(
    archive: Archive,
    embedder: Embedder,
    query: SearchQuery,
    sort: Sort = "relevance",
    part: tuple[int, int] = (0, 20),
) -> ArticleSearch:
    """The articles that are wanted, those from `part[0]` to `part[1]` of them. Raises QuestionError for an outlet that is none."""
    collection = archive.collection
    terms = _terms(collection, query)
    vector = embedder.query(query.words) if query.words else None
    matched = match(archive, query, vector)
    wanted = matched.without()
    scores = _passage_scores(collection, terms, vector, wanted[collection.owners])
    best = np.full(len(wanted), -np.inf)
    np.maximum.at(best, collection.owners, scores)
    places = np.flatnonzero(wanted)
    order = places[_order(sort, best[places], collection.published[places], bool(query.words))]
    marked = _marked(collection, query)
    shown = [
        _found(archive, query, marked, scores, int(place), part[0] + number)
        for number, place in enumerate(order[part[0] : part[1]].tolist(), start=1)
    ]
    return ArticleSearch(query, tuple(shown), len(places), matched.every_word)


def _order(sort: Sort, best: np.ndarray, days: np.ndarray, has_words: bool) -> np.ndarray:
    """By relevance, or by day with the undated last; without words all are as relevant, and the newest come first."""
    if sort == "oldest":
        return np.lexsort((-best, np.where(days > 0, days, np.iinfo(np.int32).max)))
    if sort == "newest" or not has_words:
        return np.lexsort((-best, -days))
    return np.lexsort((-days, -best))


def _terms(collection: Collection, query: SearchQuery) -> list[Term]:
    """The words that are ranked by: those wanted, else the persons'."""
    wanted = query.words or " ".join(one.text for one in query.of("person") if not one.without)
    return search_terms(collection, wanted)


def _marked(collection: Collection, query: SearchQuery) -> list[Term]:
    """The words that are marked: those wanted and the persons'."""
    wanted = query.of("word", "exact", "person")
    return search_terms(collection, " ".join(one.text for one in wanted if not one.without))


def _passage_scores(
    collection: Collection, terms: Sequence[Term], vector: np.ndarray | None, allowed: np.ndarray
) -> np.ndarray:
    """A score for each passage: for those likely to be best the trained ranking's, for the others, below these, BM25."""
    lexical = np.where(allowed, collection.lexical.term_scores(terms), 0.0)
    scores: np.ndarray = lexical - lexical.max(initial=0.0) - 1.0
    if vector is None or not allowed.any():
        return scores
    cosines = np.where(allowed, collection.vectors @ vector, -np.inf)
    near = np.argpartition(-cosines, min(RANKED, len(cosines)) - 1)[:RANKED]
    by_words = np.argpartition(-lexical, min(RANKED, len(lexical)) - 1)[:RANKED]
    rows = np.union1d(near[allowed[near]], by_words[lexical[by_words] > 0]).astype(np.int64)
    scores[rows] = ranker.shares(
        ranker.passage_scores(signals(collection, rows, vector, terms, lexical), ranker.model())
    )
    return scores


def _found(
    archive: Archive, query: SearchQuery, terms: Sequence[Term], scores: np.ndarray, place: int, rank: int
) -> FoundArticle:
    """An article with its best passages: those with words of the search, else its first."""
    collection = archive.collection
    rows = np.arange(*np.searchsorted(collection.owners, [place, place + 1]))
    order = rows[np.argsort(-scores[rows], kind="stable")][: 2 * PASSAGES].tolist()
    shown = [_passage(collection, query, terms, row) for row in order]
    marked = [passage for passage in shown if passage.marks][:PASSAGES]
    first = [_passage(collection, query, terms, int(rows[0]))] if len(rows) and not query.words else shown[:1]
    article = collection.articles[archive.catalogue.ids[place]]
    title = article.title or ""
    return FoundArticle(
        rank,
        article.article_id,
        article.title,
        collection.outlets[place],
        article.published,
        article.published_inferred,
        article.language,
        tuple(marked or first),
        _title_marks(collection, query, title),
    )


def _passage(collection: Collection, query: SearchQuery, terms: Sequence[Term], row: int) -> FoundPassage:
    """A passage's sentences with the most words of the search, as many as an excerpt holds."""
    passage = collection.passages[row]
    marks = _marks(collection, query, terms, row)
    sentences = passage.sentences or ((passage.start, passage.end),)
    held = [sum(start <= mark[0] < end for mark in marks) for start, end in sentences]
    first = last = held.index(max(held))
    while last + 1 < len(sentences) and sentences[last + 1][1] - sentences[first][0] <= EXCERPT:
        last += 1
    while first > 0 and sentences[last][1] - sentences[first - 1][0] <= EXCERPT:
        first -= 1
    start, end = sentences[first][0], sentences[last][1]
    article = collection.articles[passage.article_id]
    kept = tuple(mark for mark in marks if start <= mark[0] and mark[1] <= end)
    return FoundPassage(passage.passage_id, start, end, article.text[start:end], kept, article.page_of(start))


def _marks(collection: Collection, query: SearchQuery, terms: Sequence[Term], row: int) -> list[Span]:
    """The wanted words in a passage, in the article's characters: single ones, and exact ones as a whole."""
    passage = collection.passages[row]
    ids, starts = collection.lexical.row_words(row)
    loose = _loose(query)
    numbers = [number for term in terms if term.stem in loose for number in term.ids]
    at = starts[np.isin(ids, numbers)].astype(np.int64) - int(collection.shifts[row])
    spans = [(place, match.end()) for place in at[at >= 0].tolist() if (match := WORD.match(passage.text, place))]
    spans += _exact_spans(query, passage.text)
    return [(start + passage.start, end + passage.start) for start, end in merged(spans)]


def merged(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, those that overlap as one."""
    kept: list[Span] = []
    for start, end in sorted(spans):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def marks_in(archive: Archive, query: SearchQuery, article_id: str) -> tuple[Span, ...]:
    """Every wanted word in an article, in its characters. Raises KeyError for an article that is not here."""
    collection = archive.collection
    article = collection.articles[article_id]
    place = archive.catalogue.ids.index(article.article_id)
    terms = _marked(collection, query)
    rows = range(*np.searchsorted(collection.owners, [place, place + 1]).tolist())
    return tuple(merged([mark for row in rows for mark in _marks(collection, query, terms, row)]))


def _title_marks(collection: Collection, query: SearchQuery, title: str) -> tuple[Span, ...]:
    in_title = {stem for one in query.of("title") if not one.without for stem in stems(one.text)}
    loose = {collection.lexical.vocabulary.get(stem) for stem in _loose(query)}
    spans = [
        (word.start, word.end)
        for word in words(title)
        if not is_function_word(word.stem)
        and (word.stem in in_title or collection.lexical.vocabulary.get(word.stem, -1) in loose)
    ]
    return tuple(merged([*spans, *_exact_spans(query, title)]))


def _loose(query: SearchQuery) -> set[str]:
    """The stems of what is wanted in any form."""
    return {stem for one in query.of("word", "person") if not one.without for stem in stems(one.text)}


def _exact_spans(query: SearchQuery, text: str) -> list[Span]:
    patterns = (exactly(one.text) for one in query.of("exact") if not one.without)
    return [match.span() for pattern in patterns for match in pattern.finditer(text)]
