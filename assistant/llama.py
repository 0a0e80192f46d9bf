"""Dateline offered back to LlamaIndex: a retriever and a query engine over an open index.

    from assistant.llama import as_query_engine
    response = as_query_engine(Assistant.open("index")).query("How long did the call last?")
    response.source_nodes, response.metadata["answer"]

Both keep LlamaIndex's callbacks and instrumentation: a question of the engine is a query span with a retrieval span in it, whose nodes
are those that the answer is made from. Work is done in threads, so that a loop goes on.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, Callable, Iterable
from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import AsyncStreamingResponse, Response, StreamingResponse
from llama_index.core.callbacks.base import CallbackManager
from llama_index.core.callbacks.schema import CBEventType, EventPayload
from llama_index.core.schema import NodeWithScore, QueryBundle
from llama_index.core.vector_stores.types import FilterCondition, FilterOperator, MetadataFilters

from assistant.errors import QuestionError
from assistant.retrieval.nodes import DatelineRetriever, node, telling
from assistant.retrieval.question import iso_day
from assistant.schema import Answer, Filters, to_json

if TYPE_CHECKING:
    from assistant.service import Assistant

ONE_DAY = dt.timedelta(days=1)


def as_retriever(
    assistant: Assistant,
    k: int | None = None,
    *,
    filters: MetadataFilters | None = None,
    callback_manager: CallbackManager | None = None,
    **named: int,
) -> BaseRetriever:
    """A LlamaIndex retriever that returns Dateline's evidence as nodes, `k` of them (or `top_k`, `similarity_top_k`).

    `filters` are on `published` (a day: `==`, `>`, `>=`, `<`, `<=`), `outlet` and `language` (`==`, `in`), each once, all of
    which must hold; on anything else they raise QuestionError.
    """
    k, kept = _wanted(k, **named), _read(filters)
    return DatelineRetriever(lambda question: assistant.search(question, k, **kept), callback_manager)


def as_query_engine(
    assistant: Assistant,
    k: int | None = None,
    *,
    filters: MetadataFilters | None = None,
    answerer: str | None = None,
    streaming: bool = False,
    **retrieving: Any,
) -> BaseQueryEngine:
    """A LlamaIndex query engine that answers as Dateline does; `metadata["answer"]` is the whole answer as JSON.

    What else is given goes to `as_retriever`: `callback_manager`, and LlamaIndex's names for `k`.
    With `streaming` the text comes sentence by sentence, when all of it is checked: a model may correct what the check finds missing.
    """
    heard = retrieving.pop("callback_manager", None)
    k, kept = _wanted(k, **retrieving), _read(filters)
    retriever = as_retriever(assistant, k, filters=filters, callback_manager=heard)
    return _QueryEngine(retriever, lambda question: assistant.ask(question, answerer=answerer, k=k, **kept), streaming)


class _QueryEngine(BaseQueryEngine):
    def __init__(self, retriever: BaseRetriever, ask: Callable[[str], Answer], streaming: bool) -> None:
        super().__init__(callback_manager=retriever.callback_manager)
        self._retriever, self._ask, self._streaming = retriever, ask, streaming

    def retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return self._retriever.retrieve(query_bundle)

    def _query(self, query_bundle: QueryBundle) -> Response | StreamingResponse:
        answer = self._answer(query_bundle.query_str)
        if self._streaming:
            return StreamingResponse((line for line in answer.text.splitlines(keepends=True)), **_facts(answer))
        return Response(response=answer.text, **_facts(answer))

    async def _aquery(self, query_bundle: QueryBundle) -> Response | AsyncStreamingResponse:
        answer = await asyncio.to_thread(self._answer, query_bundle.query_str)
        if self._streaming:
            return AsyncStreamingResponse(_later(answer.text.splitlines(keepends=True)), **_facts(answer))
        return Response(response=answer.text, **_facts(answer))

    def _answer(self, question: str) -> Answer:
        """The answer; its retrieval, which `ask` does through LlamaIndex's retriever, is told to this engine's callbacks."""
        payload: dict[str, Any] = {EventPayload.QUERY_STR: question}
        with telling(self.callback_manager), self.callback_manager.event(CBEventType.QUERY, payload=payload) as event:
            answer = self._ask(question)
            event.on_end(payload={EventPayload.RESPONSE: answer.text})
        return answer

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


def _facts(answer: Answer) -> dict[str, Any]:
    return {"source_nodes": [node(item) for item in answer.evidence], "metadata": {"answer": to_json(answer)}}


async def _later(pieces: Iterable[str]) -> AsyncGenerator[str, None]:
    for piece in pieces:
        yield piece


def _wanted(k: int | None, top_k: int | None = None, similarity_top_k: int | None = None) -> int | None:
    given = {number for number in (k, top_k, similarity_top_k) if number is not None}
    if len(given) > 1:
        raise QuestionError("`k`, `top_k` and `similarity_top_k` mean the same here: give one of them")
    return next(iter(given), None)


def _read(filters: MetadataFilters | None) -> Filters:
    """LlamaIndex's filters as ours. Raises QuestionError for what cannot be kept: a filter that is dropped would find too much."""
    read = Filters()
    if filters is None:
        return read
    if filters.condition not in (None, FilterCondition.AND):
        raise QuestionError("filters are joined by “and” only: ask once for each of the others")
    for one in filters.filters:
        if isinstance(one, MetadataFilters):
            more = _read(one)
        elif one.key in ("outlet", "language") and one.operator in (FilterOperator.EQ, FilterOperator.IN):
            names = tuple(map(str, one.value if isinstance(one.value, list) else [one.value]))
            more = Filters(outlets=names) if one.key == "outlet" else Filters(languages=names)
        elif one.key == "published":
            more = _days(one.operator, iso_day(one.value))
        else:
            raise QuestionError(
                f"there is no filter on “{one.key}” with “{one.operator.value}”: use published, outlet or language"
            )
        if read.keys() & more.keys():
            twice = " and ".join(sorted(read.keys() & more.keys()))
            raise QuestionError(
                f"two filters are on {twice}: give one, for outlets and languages with all that are wanted"
            )
        read.update(more)
    return read


def _days(operator: FilterOperator, day: dt.date) -> Filters:
    if operator == FilterOperator.EQ:
        return Filters(since=day, until=day)
    if operator in (FilterOperator.GT, FilterOperator.GTE):
        return Filters(since=day + ONE_DAY * (operator == FilterOperator.GT))
    if operator in (FilterOperator.LT, FilterOperator.LTE):
        return Filters(until=day - ONE_DAY * (operator == FilterOperator.LT))
    raise QuestionError(f"there is no filter on “published” with “{operator.value}”: use ==, >, >=, < or <=")
