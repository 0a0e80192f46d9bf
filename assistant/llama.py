"""Dateline offered back to LlamaIndex: a retriever and a query engine over an open index.

from assistant.llama import as_query_engine
response = as_query_engine(Assistant.open("index")).query("How long did the call last?")
response.source_nodes, response.metadata["answer"]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.schema import Evidence, to_json

if TYPE_CHECKING:
    from assistant.service import Assistant


def as_retriever(assistant: Assistant, k: int | None = None) -> BaseRetriever:
    """A LlamaIndex retriever that returns Dateline's evidence as nodes."""
    return _Retriever(assistant, k)


def as_query_engine(assistant: Assistant) -> BaseQueryEngine:
    """A LlamaIndex query engine that answers as Dateline does; `metadata["answer"]` is the whole answer as JSON."""
    return _QueryEngine(assistant)


class _Retriever(BaseRetriever):
    def __init__(self, assistant: Assistant, k: int | None) -> None:
        super().__init__()
        self._assistant, self._k = assistant, k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [_node(item) for item in self._assistant.search(query_bundle.query_str, self._k)]


class _QueryEngine(BaseQueryEngine):
    def __init__(self, assistant: Assistant) -> None:
        super().__init__(callback_manager=None)
        self._assistant = assistant

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._assistant.ask(query_bundle.query_str)
        nodes = [_node(item) for item in answer.evidence]
        return Response(response=answer.text, source_nodes=nodes, metadata={"answer": to_json(answer)})

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return self._query(query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


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
