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
from collections.abc import AsyncGenerator, Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import AsyncStreamingResponse, Response, StreamingResponse
from llama_index.core.callbacks.base import CallbackManager
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.types import FilterCondition, FilterOperator, MetadataFilters

from assistant.errors import QuestionError
from assistant.retrieval.courtesy import courtesy
from assistant.schema import Answer, Evidence, Filters, to_json

if TYPE_CHECKING:
    from assistant.service import Assistant, Found

ONE_DAY = dt.timedelta(days=1)


def as_retriever(
    assistant: Assistant,
    k: int | None = None,
    *,
    filters: MetadataFilters | None = None,
    callback_manager: CallbackManager | None = None,
) -> BaseRetriever:
    """A LlamaIndex retriever that returns Dateline's evidence as nodes, `k` of them (LlamaIndex's `top_k`).

    `filters` are on `published` (a day: `==`, `>`, `>=`, `<`, `<=`) and `outlet` (`==`, `in`), all of which must hold; on anything else
    they raise QuestionError.
    """
    return _Retriever(assistant, k, _read(filters), callback_manager)


def as_query_engine(
    assistant: Assistant,
    k: int | None = None,
    *,
    filters: MetadataFilters | None = None,
    answerer: str | None = None,
    streaming: bool = False,
    callback_manager: CallbackManager | None = None,
) -> BaseQueryEngine:
    """A LlamaIndex query engine that answers as Dateline does; `metadata["answer"]` is the whole answer as JSON.

    With `streaming` the text comes sentence by sentence, when all of it is checked: a model may correct what the check finds missing.
    """
    seeking = _Retriever(assistant, k, _read(filters), callback_manager)
    return _QueryEngine(seeking, answerer, streaming)


class _Retriever(BaseRetriever):
    def __init__(
        self, assistant: Assistant, k: int | None, filters: Filters, callback_manager: CallbackManager | None
    ) -> None:
        super().__init__(callback_manager=callback_manager)
        self.assistant, self.k, self.filters = assistant, k, filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [_node(item) for item in self.assistant.search(query_bundle.query_str, self.k, **self.filters)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class _Finding(_Retriever):
    """The retriever of one question of the engine: it keeps what it found, for the answer to be made from."""

    def __init__(self, retriever: _Retriever, answerer: str | None) -> None:
        super().__init__(retriever.assistant, retriever.k, retriever.filters, retriever.callback_manager)
        self.answerer = retriever.assistant.chosen(answerer)
        self.found: Found | None = None

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        self.found = self.assistant.find(query_bundle.query_str, self.k, answerer=self.answerer, **self.filters)
        return [_node(item) for item in self.found.context.evidence]


class _QueryEngine(BaseQueryEngine):
    def __init__(self, retriever: _Retriever, answerer: str | None, streaming: bool) -> None:
        super().__init__(callback_manager=retriever.callback_manager)
        self._retriever, self._answerer, self._streaming = retriever, answerer, streaming

    def retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return self._retriever.retrieve(query_bundle)

    def _query(self, query_bundle: QueryBundle) -> Response | StreamingResponse:
        asked = query_bundle.query_str
        if courtesy(asked):
            return self._response(self._retriever.assistant.ask(asked, answerer=self._answerer))
        finding = _Finding(self._retriever, self._answerer)
        finding.retrieve(query_bundle)
        return self._response(_answer(finding))

    async def _aquery(self, query_bundle: QueryBundle) -> Response | AsyncStreamingResponse:
        asked = query_bundle.query_str
        if courtesy(asked):
            ask: Callable[[], Answer] = lambda: self._retriever.assistant.ask(asked, answerer=self._answerer)  # noqa: E731
            return self._async_response(await asyncio.to_thread(ask))
        finding = _Finding(self._retriever, self._answerer)
        await finding.aretrieve(query_bundle)
        return self._async_response(await asyncio.to_thread(_answer, finding))

    def _response(self, answer: Answer) -> Response | StreamingResponse:
        nodes, metadata = _facts(answer)
        if self._streaming:
            return StreamingResponse(_pieces(answer), source_nodes=nodes, metadata=metadata)
        return Response(response=answer.text, source_nodes=nodes, metadata=metadata)

    def _async_response(self, answer: Answer) -> Response | AsyncStreamingResponse:
        nodes, metadata = _facts(answer)
        if self._streaming:
            return AsyncStreamingResponse(_later(_pieces(answer)), source_nodes=nodes, metadata=metadata)
        return Response(response=answer.text, source_nodes=nodes, metadata=metadata)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


def _answer(finding: _Finding) -> Answer:
    assert finding.found is not None
    *_, last = finding.assistant.answers(finding.found)
    return last


def _facts(answer: Answer) -> tuple[list[NodeWithScore], dict[str, Any]]:
    return [_node(item) for item in answer.evidence], {"answer": to_json(answer)}


def _pieces(answer: Answer) -> Generator[str, None, None]:
    """The text, a line a piece: a sentence with its markers."""
    yield from answer.text.splitlines(keepends=True)


async def _later(pieces: Iterable[str]) -> AsyncGenerator[str, None]:
    for piece in pieces:
        yield piece


def _read(filters: MetadataFilters | None) -> Filters:
    """LlamaIndex's filters as ours. Raises QuestionError for what cannot be kept: a filter that is dropped would find too much."""
    read = Filters()
    if filters is None:
        return read
    if filters.condition not in (None, FilterCondition.AND):
        raise QuestionError("filters are joined by “and” only: ask once for each of the others")
    for one in filters.filters:
        if isinstance(one, MetadataFilters):
            _narrow(read, _read(one))
        elif one.key == "outlet" and one.operator in (FilterOperator.EQ, FilterOperator.IN):
            names = one.value if isinstance(one.value, list) else [one.value]
            _narrow(read, Filters(outlets=tuple(map(str, names))))
        elif one.key == "published":
            _narrow(read, _days(one.operator, _day(one.value)))
        else:
            raise QuestionError(
                f"there is no filter on “{one.key}” with “{one.operator.value}”: use published or outlet"
            )
    return read


def _days(operator: FilterOperator, day: dt.date) -> Filters:
    if operator == FilterOperator.EQ:
        return Filters(since=day, until=day)
    if operator in (FilterOperator.GT, FilterOperator.GTE):
        return Filters(since=day + ONE_DAY * (operator == FilterOperator.GT))
    if operator in (FilterOperator.LT, FilterOperator.LTE):
        return Filters(until=day - ONE_DAY * (operator == FilterOperator.LT))
    raise QuestionError(f"there is no filter on “published” with “{operator.value}”: use ==, >, >=, < or <=")


def _day(value: object) -> dt.date:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise QuestionError(f"“{value}” is not a date: write it as 2022-03-29") from None


def _narrow(read: Filters, more: Filters) -> None:
    """Both hold: the later beginning, the earlier end, the outlets that both name."""
    if since := more.get("since"):
        read["since"] = max(since, read.get("since") or since)
    if until := more.get("until"):
        read["until"] = min(until, read.get("until") or until)
    if outlets := more.get("outlets"):
        held = read.get("outlets")
        read["outlets"] = tuple(name for name in outlets if not held or name in held)
        if not read["outlets"]:
            raise QuestionError("no article is of two outlets: the filters leave none")


def _node(item: Evidence) -> NodeWithScore:
    metadata = {name: value for name, value in to_json(item).items() if name not in ("text", "score")}
    node = TextNode(
        id_=item.passage_id,
        text=item.text,
        metadata=metadata,
        start_char_idx=item.start,
        end_char_idx=item.end,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=list(metadata),
    )
    return NodeWithScore(node=node, score=item.score)
