"""What the articles that a search finds are like: how many of each outlet, month, language, kind of file, day, and who is named.

A facet of alternatives (outlet, language, kind, days) is counted without its own choice, so that another can be chosen beside it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter

import numpy as np

from assistant.index.embedding import Embedder
from assistant.retrieval.article_names import name_keys, same_keys
from assistant.retrieval.catalogue import NameTable
from assistant.retrieval.name_kinds import KINDS, NameKind
from assistant.retrieval.search_matching import Archive, Matched, chosen, match, values
from assistant.retrieval.search_query import SearchQuery, days_of

MOST_NAMES = 20
"""Names of a kind."""
LEAST_ARTICLES = 2
"""In so many of the articles a name stands at least: one that stands in one is seldom what parts them, and oftener none."""


@dataclasses.dataclass(frozen=True, slots=True)
class FacetValue:
    """So many articles are of this outlet, month (`2022-03`), language, kind or name."""

    value: str
    count: int
    chosen: bool = False
    """The search names it."""
    kind: NameKind | None = None
    """Of a name: what it names."""


@dataclasses.dataclass(frozen=True, slots=True)
class DayCount:
    day: dt.date
    count: int


@dataclasses.dataclass(frozen=True, slots=True)
class Facets:
    """Each facet's values, those of most articles first, months and days in their order."""

    outlets: tuple[FacetValue, ...]
    months: tuple[FacetValue, ...]
    languages: tuple[FacetValue, ...]
    kinds: tuple[FacetValue, ...]
    names: tuple[FacetValue, ...]
    """Kind by kind."""
    days: tuple[DayCount, ...]
    undated: int
    names_read: bool
    """False while the names of the articles are still being read: `names` is empty then."""


def facets(archive: Archive, embedder: Embedder, query: SearchQuery, wait: bool = False) -> Facets:
    """The facets of a search. Raises QuestionError as the search does."""
    collection, catalogue = archive.collection, archive.catalogue
    matched = match(archive, query, embedder.query(query.words) if query.words else None)
    days = _days(collection.published[matched.without("days")])
    months: Counter[str] = Counter()
    for one in days:
        months[one.day.strftime("%Y-%m")] += one.count
    table = archive.names.table(collection, catalogue, wait)
    return Facets(
        outlets=_counted(archive, query, matched, "outlet"),
        months=tuple(FacetValue(month, count, _is_month(query, month)) for month, count in months.items()),
        languages=_counted(archive, query, matched, "lang"),
        kinds=_counted(archive, query, matched, "kind"),
        names=_names(table, matched.without(), query) if table else (),
        days=days,
        undated=int((collection.published[matched.without("days")] == 0).sum()),
        names_read=table is not None,
    )


def _counted(archive: Archive, query: SearchQuery, matched: Matched, kind: str) -> tuple[FacetValue, ...]:
    mask = matched.without(kind).tolist()
    counts = Counter(value for value, wanted in zip(values(archive, kind), mask, strict=True) if wanted and value)
    named = chosen(archive, kind, [one for one in query.of(kind) if not one.without])
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(FacetValue(value, count, value in named) for value, count in ordered)


def _is_month(query: SearchQuery, month: str) -> bool:
    days = days_of(month)
    return (query.since, query.until) == (days.first, days.last)


def _days(published: np.ndarray) -> tuple[DayCount, ...]:
    days, counts = np.unique(published[published > 0], return_counts=True)
    return tuple(
        DayCount(dt.date.fromordinal(day), count) for day, count in zip(days.tolist(), counts.tolist(), strict=True)
    )


def _names(table: NameTable, articles: np.ndarray, query: SearchQuery) -> tuple[FacetValue, ...]:
    counts = table.counts(articles)
    named = [name_keys(one.text) for one in query.of("person") if not one.without]
    order = np.lexsort((np.arange(len(counts)), -counts)).tolist()
    often = [place for place in order if counts[place] >= LEAST_ARTICLES]
    found: list[FacetValue] = []
    for kind in KINDS:
        for place in [place for place in often if table.kinds[place] == kind][:MOST_NAMES]:
            name = table.shown[place]
            wanted = any(same_keys(name_keys(name), one) for one in named)
            found.append(FacetValue(name, int(counts[place]), wanted, kind))
    return tuple(found)
