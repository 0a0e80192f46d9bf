"""Evidence to an answer. One path for both answerers: statements → check → `Answer` (`assembly`)."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering import generative
from assistant.answering.assembly import Context, abstain, quote
from assistant.answering.numbering import in_order_cited
from assistant.schema import Answer, Answerer

__all__ = ["Context", "stream"]


def stream(context: Context, answerer: Answerer) -> Iterator[Answer]:
    """The answer as it grows, its sources numbered in the order cited; the last one is final."""
    yield from map(in_order_cited, _answers(context, answerer))


def _answers(context: Context, answerer: Answerer) -> Iterator[Answer]:
    if not context.articles or context.query.about_collection or not context.evidence:
        yield abstain(context, answerer)
    elif answerer == "llm":
        yield from generative.write(context)
    elif context.is_sure:
        yield quote(context)
    else:
        yield abstain(context, answerer)
