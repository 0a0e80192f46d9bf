"""What the articles have of one name: where it stands, when, with whom, and what its bearer is quoted as saying.

Where, when and with whom are a search for `person:` and its facets; a name of an article is its fullest form there
(`retrieval/article_names.py`), so that "Mr. Biden" speaks for Joe Biden where nobody else of that name is in the article.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np

from assistant.answering.sayings import sayings
from assistant.index.embedding import Embedder
from assistant.retrieval.article_names import ArticleName, is_named, name_keys
from assistant.retrieval.article_search import ArticleSearch, search
from assistant.retrieval.search_facets import Facets, facets
from assistant.retrieval.search_matching import Archive, match
from assistant.retrieval.search_query import SearchQuery, Wanted
from assistant.schema import Article, Span
from assistant.text.tokens import WORD

SHOWN = 20
"""Articles of a portrait; the search for the name has them all."""
MOST_SAID = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """The quoted words `article.text[start:end]` with the sentence that they stand in, and who says them as he is named there."""

    article_id: str
    title: str | None
    outlet: str | None
    published: dt.date | None
    published_inferred: bool
    language: str | None
    speaker: str
    start: int
    end: int
    sentence: Span
    text: str
    """The sentence: `article.text[slice(*sentence)]`."""
    also: tuple[str, ...] = ()
    """Other articles in which the same words are theirs."""


@dataclasses.dataclass(frozen=True, slots=True)
class Portrait:
    """The articles with a name, the newest first, what they are like, and what its bearer says in them."""

    name: str
    articles: ArticleSearch
    facets: Facets
    said: tuple[Said, ...]


def portrait(archive: Archive, embedder: Embedder, name: str, wait: bool = False) -> Portrait:
    query = SearchQuery(name, ((Wanted("person", name),),))
    found = search(archive, embedder, query, "newest", (0, SHOWN))
    return Portrait(name, found, facets(archive, embedder, query, wait), who_said(archive, query))


def who_said(archive: Archive, query: SearchQuery) -> tuple[Said, ...]:
    """What those whom a search names with `person:` are quoted as saying in the articles that it finds, those of the newest first."""
    wanted = [name_keys(one.text) for one in query.of("person") if not one.without]
    found = np.flatnonzero(match(archive, query, None).without())
    said: dict[str, Said] = {}
    for place in found[np.argsort(-archive.collection.published[found], kind="stable")].tolist():
        article = archive.collection.articles[archive.catalogue.ids[place]]
        names = archive.names.of(article)
        for one in _said(article, archive.collection.outlets[place], names, wanted):
            words = " ".join(WORD.findall(article.text[one.start : one.end])).casefold()
            first = said.setdefault(words, one)
            if one.article_id not in (first.article_id, *first.also):
                said[words] = dataclasses.replace(first, also=(*first.also, one.article_id))
        if len(said) >= MOST_SAID:
            break
    return tuple(said.values())[:MOST_SAID]


def _said(
    article: Article, outlet: str | None, names: Sequence[ArticleName], wanted: Sequence[tuple[str, ...]]
) -> Iterator[Said]:
    for one in sayings(article):
        bearers = _bearers(one.speaker, names)
        if any(all(is_named(words, bearer) for bearer in bearers) for words in wanted):
            text = article.text[slice(*one.sentence)]
            yield Said(
                article.article_id, article.title, outlet, article.published, article.published_inferred,
                article.language, one.speaker, one.start, one.end, one.sentence, text,
            )  # fmt: skip


def _bearers(speaker: str, names: Sequence[ArticleName]) -> list[ArticleName]:
    """Those names of the article that a speaker can be: several where only a surname is told that several have."""
    alone = ArticleName(speaker, name_keys(speaker))
    full = [name for name in names if len(name.keys) > 1 and is_named(name.keys, alone)]  # with an office before it
    return full or [name for name in names if is_named(alone.keys, name)] or [alone]
