"""Two questions asked at once: each is searched for, read and answered from evidence of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from assistant.retrieval.retriever import interleaved
from assistant.retrieval.types import Half, Retrieved
from assistant.schema import Evidence, Query


def together(queries: Sequence[Query], found: Sequence[Retrieved], k: int) -> Retrieved:
    """The k best passages of several questions, in turns, numbered anew; as sure as the surest of them.

    What each question reads of a passage stays its own, in `Retrieved.halves`.
    """
    passages = {item.passage_id: item for one in reversed(found) for item in one.evidence}
    names = list(passages)
    places = [[names.index(item.passage_id) for item in one.evidence] for one in found]
    order = [names[place] for place in interleaved(places)[:k]]
    label = {name: number for number, name in enumerate(order, 1)}

    def numbered(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        kept = [item for item in evidence if item.passage_id in label]
        return tuple(
            dataclasses.replace(item, label=label[item.passage_id], rank=label[item.passage_id]) for item in kept
        )

    return Retrieved(
        numbered([passages[name] for name in order]),
        max(one.confidence for one in found),
        {
            "candidates": sum(one.trace["candidates"] for one in found),
            "in no article": list(dict.fromkeys(word for one in found for word in one.trace.get("in no article", ()))),
            "halves": [
                {"query": query.text, "confidence": one.confidence} for query, one in zip(queries, found, strict=True)
            ],
        },
        max(one.searched for one in found),
        tuple(Half(query, numbered(one.evidence), one.confidence) for query, one in zip(queries, found, strict=True)),
    )
