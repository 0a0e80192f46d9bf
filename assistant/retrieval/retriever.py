"""From a question to ranked evidence with marked sentences."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

import numpy as np

from assistant.index.bm25 import Term
from assistant.index.collection import Collection
from assistant.index.embedding import Embedder
from assistant.retrieval import ranker
from assistant.retrieval.duplicates import fold_copies
from assistant.retrieval.features import Signals, signals
from assistant.retrieval.types import Retrieved
from assistant.schema import Evidence, EvidenceSentence, Query, Span
from assistant.text.languages import language
from assistant.text.outlet_names import same_outlets

CANDIDATES = 60
"""Passages taken from each side: the vectors and BM25. The first 30 of the fusion hold 98.9 % of the gold characters."""
JUDGED_APART = 3
"""The first parts of a question, each judged by its own passages: a fourth changes little and costs as much as a question."""
NEWS_DAYS = 4
"""Days after an event in which its reports appear."""
BEFORE, AFTER, NO_DAY = 6.0, 3.0, 1.0
"""What a passage's score loses (log-odds) where the question names days and the article was published before all of them
(news is not told before it happens), is of other days, or has no date."""
NEWER = 3.0
"""What the newest of a question's passages gains over the oldest and the undated ones (log-odds) where it asks for the latest."""


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """The candidates of one question, and the words it was looked up by."""

    terms: Sequence[Term]
    signals: Signals
    of_parts: tuple[np.ndarray, ...] = ()
    """Rows for each part of the question, best first; all are among the candidates."""


@dataclasses.dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates of one question with their scores; `chosen` are places among them, best first."""

    signals: Signals
    scores: np.ndarray
    shares: np.ndarray
    """The probability of each to be the best one; what the order follows."""
    chosen: list[tuple[int, list[str]]]
    """Each with the articles whose near-duplicate passage came later."""


def retrieve(collection: Collection, embedder: Embedder, query: Query, k: int = 5) -> Retrieved:
    """The k best passages for a question: candidates by vector and by words, ranked, copies folded, sentences marked."""
    model = ranker.model()
    parts = [(part, look_up(collection, embedder.query(part.text), part)) for part in part_queries(query)]
    of_parts = tuple(best_rows(collection, part, found, model) for part, found in parts if found)
    found = look_up(collection, embedder.query(query.text), query, of_parts)
    if found is None:
        return Retrieved((), 0.0, trace={"candidates": 0})
    apart = tuple(
        (part, from_found(collection, part, own, model, k) if own else Retrieved((), 0.0))
        for part, own in parts[:JUDGED_APART]
    )
    return dataclasses.replace(from_found(collection, query, found, model, k), parts=apart)


def from_found(collection: Collection, query: Query, found: Found, model: ranker.Model, k: int) -> Retrieved:
    """The evidence that a model makes of a question's candidates."""
    ranked = rank(collection, query, found, model, max(k, ranker.MARKED))
    weighed = weigh(ranked)
    likely = ranker.probabilities(weighed, model)
    marks = _marks(collection, ranked, weighed, likely)
    evidence = []
    for number, (place, copies) in enumerate(ranked.chosen[:k]):
        of_passage = likely[weighed.first[number] : weighed.first[number + 1]].tolist()
        item = _evidence(collection, int(ranked.signals.rows[place]), number + 1, marks[number], of_passage)
        share = round(float(ranked.shares[place]), 4)
        evidence.append(dataclasses.replace(item, score=share, duplicates=tuple(copies)))
    unknown = [term.stem for term in found.terms if not term.ids]
    trace = {"candidates": len(ranked.scores), "in no article": unknown}
    return Retrieved(tuple(evidence), 0.0, trace)


def part_queries(query: Query) -> list[Query]:
    """Each part of a question as it is searched for, within the filters of the whole question."""
    return [
        dataclasses.replace(
            query,
            text=part.text,
            undated_text=part.text,
            outlets=tuple(same_outlets(part.outlets, query.outlets)) or query.outlets or part.outlets,
            parts=(),
            sources=(),
        )
        for part in query.parts
    ]


def best_rows(collection: Collection, query: Query, found: Found, model: ranker.Model) -> np.ndarray:
    """The rows of a question's candidates, best first."""
    order = np.argsort(-_scores(collection, query, found, model), kind="stable")
    best: np.ndarray = found.signals.rows[order][:CANDIDATES]
    return best


def look_up(
    collection: Collection, vector: np.ndarray, query: Query, of_parts: Sequence[np.ndarray] = ()
) -> Found | None:
    """The candidates of a question, those of its parts among them, with their signals; None where nothing matches."""
    if not collection.passages:
        return None
    terms = collection.lexical.terms(query.text, language(query.language), collection.spoken)
    lexical = collection.lexical.term_scores(terms)
    rows = np.unique(np.concatenate([candidates(collection, query, vector, lexical), *of_parts]))
    if not len(rows):
        return None
    return Found(terms, signals(collection, rows, vector, terms, lexical), tuple(of_parts))


def rank(collection: Collection, query: Query, found: Found, model: ranker.Model, k: int) -> Ranked:
    """The best k candidates, copies folded: an article that was printed twice takes no share from itself."""
    rows = found.signals.rows
    scores = _scores(collection, query, found, model)
    shares = ranker.shares(scores)
    order = np.argsort(-shares, kind="stable").tolist()
    if found.of_parts:
        order = interleaved([*(np.searchsorted(rows, part).tolist() for part in found.of_parts), order])
    chosen = fold_copies(collection, rows, order, k)
    scores = np.where(_of_copies(collection, rows, chosen), -np.inf, scores)
    return Ranked(found.signals, scores, ranker.shares(scores), chosen)


def _of_copies(collection: Collection, rows: np.ndarray, chosen: Sequence[tuple[int, list[str]]]) -> np.ndarray:
    """Which candidates are of articles that only repeat chosen ones."""
    owners = collection.owners[rows]
    copies = {name for _, names in chosen for name in names}
    places = [place for place, name in enumerate(collection.articles) if name in copies] if copies else []
    of_copies: np.ndarray = np.isin(owners, places) & ~np.isin(owners, owners[[place for place, _ in chosen]])
    return of_copies


def interleaved(orders: Sequence[Sequence[int]]) -> list[int]:
    """The best of each order, then the next of each; what was taken already counts for none.

    >>> interleaved([[1, 2, 3], [2, 4]])
    [1, 2, 3, 4]
    """
    left = [iter(order) for order in orders]
    taken: dict[int, None] = {}
    while left:
        for order in list(left):
            following = next((place for place in order if place not in taken), None)
            if following is None:
                left.remove(order)
            else:
                taken[following] = None
    return list(taken)


def _scores(collection: Collection, query: Query, found: Found, model: ranker.Model) -> np.ndarray:
    """Log-odds of each candidate, the days that the question names taken into account."""
    rows = found.signals.rows
    scores: np.ndarray = ranker.passage_scores(found.signals, model) - _of_other_days(collection, query, rows)
    if query.wants_latest:
        scores += NEWER * newness(collection.published[collection.owners[rows]])
    return scores


def newness(days: np.ndarray) -> np.ndarray:
    """For each day, as an ordinal or 0 for none, its place among the n that occur: 1 for the newest, 1/n for the oldest, 0 for none.

    >>> newness(np.array([738_000, 0, 738_300, 738_000])).tolist()
    [0.5, 0.0, 1.0, 0.5]
    """
    known = np.unique(days[days > 0])
    return np.where(days > 0, (np.searchsorted(known, days) + 1) / max(len(known), 1), 0.0)


def weigh(ranked: Ranked) -> ranker.Weighed:
    """The signals of the chosen passages' sentences."""
    return ranker.weigh_sentences(ranked.signals, ranked.scores, [place for place, _ in ranked.chosen])


def candidates(collection: Collection, query: Query, vector: np.ndarray, lexical: np.ndarray) -> np.ndarray:
    """Rows near by vector or by words, those that the query's filters allow; exact search where a filter is set."""
    allowed = _allowed(collection, query)[collection.owners]
    lexical = np.where(allowed, lexical, 0.0)
    if query.since or query.until or query.outlets or query.articles or query.languages:
        near = _highest(np.where(allowed, collection.vectors @ vector, -np.inf))
    else:
        near = collection.nearest(vector, CANDIDATES)[0]
    words = _highest(lexical)
    return np.union1d(near[allowed[near]], words[lexical[words] > 0]).astype(np.int64)


def _highest(values: np.ndarray) -> np.ndarray:
    """The places of the CANDIDATES highest values, in no order."""
    size = min(CANDIDATES, len(values))
    return np.argpartition(-values, size - 1)[:size]


def _allowed(collection: Collection, query: Query) -> np.ndarray:
    """Which articles may answer: those that a query's filters allow, and of several versions the newest of these.

    An article without a date is of no date.
    """
    days = collection.published
    allowed = np.ones(len(days), dtype=bool)
    if query.since or query.until:
        allowed &= days > 0
    if query.since:
        allowed &= days >= query.since.toordinal()
    if query.until:
        allowed &= days <= query.until.toordinal()
    if query.outlets:
        wanted = same_outlets(query.outlets, {outlet for outlet in collection.outlets if outlet})
        allowed &= np.array([outlet in wanted for outlet in collection.outlets], dtype=bool)
    if query.articles:
        chosen = frozenset(query.articles)
        allowed &= np.array([name in chosen for name in collection.articles], dtype=bool)
    if query.languages:
        allowed &= np.array([code in query.languages for code in collection.languages], dtype=bool)
    older = np.flatnonzero(collection.newest >= 0)
    allowed[older[allowed[collection.newest[older]]]] = False
    return allowed


def _of_other_days(collection: Collection, query: Query, rows: np.ndarray) -> np.ndarray:
    """What each candidate loses because its article is not known to be of the days that the question names."""
    days = collection.published[collection.owners[rows]]
    if not query.days:
        return np.zeros(len(rows))
    of_them = np.zeros(len(rows), dtype=bool)
    before, after = dt.timedelta(days=1), dt.timedelta(days=NEWS_DAYS)
    for span in query.days:
        of_them |= (days >= (span.first - before).toordinal()) & (days <= (span.last + after).toordinal())
    too_early = days < (query.days[0].first - before).toordinal()
    return np.select([of_them, days == 0, too_early], [0.0, NO_DAY, BEFORE], AFTER)


def _marks(
    collection: Collection, ranked: Ranked, weighed: ranker.Weighed, likely: np.ndarray
) -> list[tuple[Span, ...]]:
    """The sentences of each chosen passage that bear on the question, neighbours merged; of many passages none."""
    passages = [collection.passages[int(ranked.signals.rows[place])] for place, _ in ranked.chosen]
    lengths = np.array([end - start for passage in passages for start, end in passage.sentences], dtype=np.float64)
    marked = ranker.most_likely_set(likely, lengths)
    return [
        merge(passage.sentences, np.flatnonzero(marked[first:last]).tolist())
        for passage, first, last in zip(passages, weighed.first[:-1], weighed.first[1:], strict=True)
    ]


def merge(sentences: tuple[Span, ...], chosen: list[int]) -> tuple[Span, ...]:
    """Chosen sentences as intervals, adjacent ones as one: [0, 1, 3] → (start 0, end 1), (start 3, end 3)."""
    spans: list[Span] = []
    for i in chosen:
        if spans and i > 0 and spans[-1][1] == sentences[i - 1][1]:
            spans[-1] = (spans[-1][0], sentences[i][1])
        else:
            spans.append(sentences[i])
    return tuple(spans)


def _evidence(
    collection: Collection, row: int, rank: int, spans: tuple[Span, ...], likely: Sequence[float]
) -> Evidence:
    """A passage as evidence; `likely` are the probabilities of its sentences, as they were cut when it was indexed."""
    passage = collection.passages[row]
    article = collection.articles[passage.article_id]
    return Evidence(
        label=rank,
        rank=rank,
        passage_id=passage.passage_id,
        article_id=passage.article_id,
        title=article.title,
        outlet=collection.outlets[int(collection.owners[row])],
        published=article.published,
        published_inferred=article.published_inferred,
        language=article.language,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        score=0.0,
        spans=spans,
        earlier=_earlier(collection, int(collection.owners[row])),
        page=article.page_of(passage.start),
        by_ocr=article.by_ocr,
        page_breaks=tuple(place for place in article.pages if passage.start < place < passage.end),
        sentences=tuple(
            EvidenceSentence(start, end, probability)
            for (start, end), probability in zip(passage.sentences, likely, strict=True)
        ),
    )


def _earlier(collection: Collection, article: int) -> tuple[str, ...]:
    """The ids of an article's earlier versions."""
    older = (collection.newest == article).nonzero()[0].tolist()
    names = list(collection.articles) if older else []
    return tuple(names[place] for place in older)
