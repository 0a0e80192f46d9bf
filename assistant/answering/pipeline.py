"""Evidence to an answer. One path for both answerers: statements → check → `Answer` (`assembly`)."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering import generative
from assistant.answering.assembly import Context, abstain, quote
from assistant.schema import Answer, Answerer

__all__ = ["Context", "stream"]


def stream(context: Context, answerer: Answerer) -> Iterator[Answer]:
    """The answer as it grows; the last one is final."""
    if not context.articles or context.query.about_collection or not context.evidence:
        yield abstain(context, answerer)
    elif (
        answerer == "llm"
    ):  # asked whenever anything bears on the question: it abstains by itself, and the check stands behind it
        yield from generative.write(context)
    elif context.is_sure:
        yield quote(context)
    else:
        yield abstain(context, answerer)
