"""A draft against the archive, a sentence at a time: what is looked up, and what comes back for a reader.

`findings` is what `Assistant.stream_draft` gives. Nothing of the draft is kept.
"""

from __future__ import annotations

import collections
import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np

from assistant.draft.claims import Claim, Unjudged, claims
from assistant.draft.evidence import Held, look_up
from assistant.draft.findings import DraftSource, Finding
from assistant.draft.verdict import Judged, judge
from assistant.index.collection import Collection
from assistant.index.embedding import Embedder
from assistant.retrieval.duplicates import fold_copies
from assistant.text.date_words import DateWords
from assistant.text.mentions import read_mentions

MOST_SOURCES = 4
A_DETAIL = 0.2
"""What a figure, day, name or quotation of the claim adds to the nearness of the sentence that has it."""
AS_NEAR = 0.2
"""Sentences that are further behind the nearest, and have no detail of the claim, are no sources."""
FOREIGN = "The draft is not in English, the only language that is judged: nothing was looked up"
NO_DAY = (
    "The draft states no day: a “Tuesday” in it counts from the day of each article; give the draft's day to be exact"
)


def findings(text: str, day: dt.date | None, collection: Collection, embedder: Embedder) -> Iterator[Finding]:
    """The finding on each sentence, in the order of the draft."""
    for claim in claims(text, day):
        if isinstance(claim, Unjudged):
            end = claim.start + len(claim.sentence)
            yield Finding(claim.sentence, claim.start, end, "not judged", claim.reason)
        else:
            found = look_up(collection, embedder, claim)
            yield finding(claim, judge(claim, found), collection)


def finding(claim: Claim, judged: Judged, collection: Collection) -> Finding:
    """A verdict as a reader gets it, its sources with copies folded."""
    sources = _sources(judged, collection)
    return Finding(
        sentence=claim.sentence,
        start=claim.start,
        end=claim.start + len(claim.sentence),
        verdict=judged.verdict,
        reason=judged.reason,
        understood=claim.text if claim.text != claim.sentence else None,
        sources=sources,
        independent=len({source.outlet or source.article_id for source in sources}),
        differences=judged.differences,
        atoms=tuple(value.atom for value in judged.values),
    )


def notes(found: Sequence[Finding], day: dt.date | None) -> tuple[str, ...]:
    """What is to be said of the whole draft."""
    if found and all("not in English" in one.reason for one in found):
        return (FOREIGN,)
    return (NO_DAY,) if day is None and any(_names_a_weekday(one.sentence) for one in found) else ()


def _names_a_weekday(sentence: str) -> bool:
    values = (mention.value for mention in read_mentions(sentence, "date"))
    return any(isinstance(v, DateWords) and v.month is None and v.year is None for v in values)


def _sources(judged: Judged, collection: Collection) -> tuple[DraftSource, ...]:
    """The best sentence of each article, copies of one story folded into the first."""
    details = collections.Counter(value.held.span for value in judged.values if value.held is not None)
    best: dict[str, Held] = {}
    for held in sorted(judged.held, key=lambda held: -held.score - A_DETAIL * details[held.span]):
        best.setdefault(held.article.article_id, held)
    least = max((held.score for held in judged.held), default=0.0) - AS_NEAR
    kept = [held for held in best.values() if held.score >= least or details[held.span]]
    if not kept:
        return ()
    rows = np.array([held.row for held in kept], dtype=np.int64)
    folded = fold_copies(collection, rows, range(len(kept)), MOST_SOURCES)
    return tuple(_source(kept[place], copies) for place, copies in folded)


def _source(held: Held, copies: Sequence[str]) -> DraftSource:
    start, end = held.span
    return DraftSource(
        article_id=held.article.article_id,
        title=held.article.title,
        outlet=held.outlet,
        published=held.article.published,
        published_inferred=held.article.published_inferred,
        start=start,
        end=end,
        quote=held.text,
        page=held.article.page_of(start),
        copies=tuple(copies),
    )
