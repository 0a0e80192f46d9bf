"""Dateline as a part of somebody's LlamaIndex program."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.service import Assistant

QUESTION = "How long did the call of 30 December 2021 last?"


@pytest.fixture(scope="module")
def llama() -> Any:
    return pytest.importorskip("assistant.llama")


def test_the_retriever_gives_nodes_with_exact_offsets(llama: Any, sample: Assistant) -> None:
    found = llama.as_retriever(sample, k=3).retrieve(QUESTION)
    assert [item.node.node_id for item in found] == [item.passage_id for item in sample.search(QUESTION, 3)]
    for item in found:
        text = sample.article(item.node.metadata["article_id"]).text
        assert text[item.node.start_char_idx : item.node.end_char_idx] == item.node.text


def test_the_query_engine_answers_as_the_assistant_does(llama: Any, sample: Assistant) -> None:
    response = llama.as_query_engine(sample).query(QUESTION)
    assert str(response) == sample.ask(QUESTION).text
    assert response.metadata["answer"]["status"] == "answered"
