"""A retrieval as LlamaIndex's own: passages as its nodes, and the retriever that those who watch LlamaIndex see at work.

Every question's retrieval goes through it where LlamaIndex is loaded. Loading it takes two seconds, which no question waits for, and
what could watch (its instrumentors, such as OpenInference's, and its callbacks) has loaded it.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import TypeVar

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.callbacks.base import CallbackManager
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.context import held
from assistant.schema import Evidence, to_json

Found = TypeVar("Found")
_callbacks: ContextVar[CallbackManager | None] = ContextVar("callbacks", default=None)
telling = functools.partial(held, _callbacks)
"""Retrievals within are told to these callbacks."""


class DatelineRetriever(BaseRetriever):
    """What `find` finds for a question, as nodes. Work is done in a thread, so that a loop goes on."""

    def __init__(self, find: Callable[[str], Sequence[Evidence]], callback_manager: CallbackManager | None) -> None:
        super().__init__(callback_manager=callback_manager)
        self._find = find

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [node(item) for item in self._find(query_bundle.query_str)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def watched(question: str, find: Callable[[], Found], evidence: Callable[[Found], Sequence[Evidence]]) -> Found:
    """What `find` finds, through the retriever, which reports the `evidence` of it."""
    found: list[Found] = []

    def finding(_: str) -> Sequence[Evidence]:
        found.append(find())
        return evidence(found[0])

    DatelineRetriever(finding, _callbacks.get()).retrieve(question)
    return found[0]


def node(item: Evidence) -> NodeWithScore:
    metadata = {name: value for name, value in to_json(item).items() if name not in ("text", "score")}
    made = TextNode(
        id_=item.passage_id,
        text=item.text,
        metadata=metadata,
        start_char_idx=item.start,
        end_char_idx=item.end,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=list(metadata),
    )
    return NodeWithScore(node=made, score=item.score)
