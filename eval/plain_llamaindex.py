"""Plain LlamaIndex over Chroma, asked a question set: an example of another system for `assistant eval --answers`.

    python eval/plain_llamaindex.py --out plain.jsonl
    python eval/plain_llamaindex.py --cutoff .5 --out plain-cutoff.jsonl
    assistant eval --answers plain.jsonl --answers plain-cutoff.jsonl --against dateline

LlamaIndex's own recipe of sentence windows: `SimpleDirectoryReader`, `SentenceWindowNodeParser` (a sentence, three on either side), Chroma,
the same embedding model as Dateline's, the two nearest windows. With a language model set (`OPENAI_BASE_URL`, `ASSISTANT_MODEL`) its
`CitationQueryEngine` writes the answer; without one the nearest sentences are quoted. `--cutoff` is `SimilarityPostprocessor`'s: with
nothing above it the system withholds its answer, which plain LlamaIndex never does.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chromadb
from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.node_parser import SentenceWindowNodeParser
from llama_index.core.schema import NodeWithScore
from llama_index.vector_stores.chroma import ChromaVectorStore

from assistant.config import Config, load_config
from assistant.evaluation.question_sets import load_questions
from assistant.index.embedding import make_embedder
from assistant.llm.settings import has_language_model, settings_from

TOP = 2
"""LlamaIndex's own `similarity_top_k`."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--questions", type=Path, default=Path("eval/questions.jsonl"))
    parser.add_argument("--cutoff", type=float, default=0.0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    with options.out.open("w", encoding="utf-8") as file:
        for line in answers(options.corpus, options.questions, options.cutoff):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def answers(corpus: Path, questions: Path, cutoff: float = 0.0) -> Iterator[dict[str, Any]]:
    """A line a question, in the shape `plain`: the question, the answer with markers, and the windows that they count."""
    config = load_config()
    retriever = build(corpus, config)
    at_an_endpoint = (
        has_language_model(config) and settings_from(config).local is None
    )  # one of this machine speaks no HTTP here
    for question in load_questions(questions):
        started = time.perf_counter()
        nodes = [node for node in retriever.retrieve(question.text) if (node.score or 0.0) >= cutoff]
        text = written(question.text, nodes, config) if at_an_endpoint else quoted(nodes)
        yield {
            "query_id": question.query_id,
            "question": question.text,
            "answer": text,
            "contexts": [{"text": node.metadata["window"], "source": node.metadata["file_name"]} for node in nodes],
            "seconds": round(time.perf_counter() - started, 4),
        }


def build(corpus: Path, config: Config) -> BaseRetriever:
    """The articles as sentences with their windows, in an embedded Chroma."""
    documents = SimpleDirectoryReader(str(corpus), recursive=True, exclude=["README.md"]).load_data()
    nodes = SentenceWindowNodeParser.from_defaults(window_size=3).get_nodes_from_documents(documents)
    for node in nodes:  # as the recipe has it: sentences alone are embedded
        node.excluded_embed_metadata_keys = list(node.metadata)
        node.metadata = {name: node.metadata[name] for name in ("window", "original_text", "file_name")}
    collection = chromadb.EphemeralClient().create_collection("plain", metadata={"hnsw:space": "cosine"})
    storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
    index = VectorStoreIndex(nodes, storage_context=storage, embed_model=SameModel(embedder=make_embedder(config)))
    return index.as_retriever(similarity_top_k=TOP)


def quoted(nodes: list[NodeWithScore]) -> str:
    """The nearest sentences, each with the number of its window; LlamaIndex's own words where there is none."""
    lines = [f"“{' '.join(node.metadata['original_text'].split())}” [{number}]" for number, node in enumerate(nodes, 1)]
    return "\n".join(lines) or "Empty Response"


def written(question: str, nodes: list[NodeWithScore], config: Config) -> str:
    """What a language model writes from the windows, by LlamaIndex's own prompt for citations."""
    from llama_index.core.query_engine.citation_query_engine import CITATION_QA_TEMPLATE
    from llama_index.llms.openai_like import OpenAILike

    if not nodes:
        return "Empty Response"
    key = config.api_key.get_secret_value() if config.api_key else "none"
    model = OpenAILike(model=config.model, api_base=config.base_url, api_key=key, is_chat_model=True, temperature=0.0)
    sources = "\n\n".join(f"Source {number}:\n{node.metadata['window']}" for number, node in enumerate(nodes, 1))
    return str(model.complete(CITATION_QA_TEMPLATE.format(context_str=sources, query_str=question)))


class SameModel(BaseEmbedding):
    """Dateline's embedding model as LlamaIndex's: what differs is the system, not the vectors."""

    embedder: Any

    def _get_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = self.embedder.query(query).tolist()
        return vector

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_query_embedding(text)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


if __name__ == "__main__":
    main()
