"""Evidence to an answer. One path for both answerers: statements → check → `Answer` (`assembly`)."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering import generative
from assistant.answering.assembly import Context, abstain, quote
from assistant.schema import Answer, Answerer

__all__ = ["Context", "stream"]

MODEL_FLOOR = 0.5
"""A language model is asked at this share of the extractive answerer's threshold: it can say itself that the sources
do not hold the answer, and what it says is checked."""


def stream(context: Context, answerer: Answerer) -> Iterator[Answer]:
    """The answer as it grows; the last one is final."""
    nothing_to_say = not context.articles or context.query.about_collection or not context.evidence
    if nothing_to_say or not context.is_sure(MODEL_FLOOR if answerer == "llm" else 1.0):
        yield abstain(context, answerer)
    elif answerer == "llm":
        yield from generative.write(context)
    else:
        yield quote(context)
