"""The answer to a greeting, to thanks, to a bare "?": nothing is looked up for it, and nothing claimed."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.retrieval.courtesy import Courtesy
from assistant.schema import Answer, Answerer, AsOf

REPLIES: Mapping[Courtesy, str] = {
    "greeting": "Hello. Ask what the articles report: who met whom, when something happened, what was said.",
    "thanks": "You are welcome. Ask on whenever you like.",
    "nothing": "Ask a question in words: who met whom, when something happened, what was said.",
}


def reply(question: str, kind: Courtesy, answerer: Answerer, query_id: str | None) -> Answer:
    """No claim, no source, no note. Its trace says that it is one: no later question follows from it."""
    return Answer(
        question=question,
        status="abstained",
        answerer=answerer,
        text=REPLIES[kind],
        sentences=(),
        removed=(),
        evidence=(),
        confidence=0.0,
        as_of=AsOf(None, None),
        trace={"query": question, "retrieval": {}, "courtesy": kind},
        query_id=query_id,
    )
