"""Dateline as a part of somebody's LlamaIndex program."""

from __future__ import annotations

import asyncio
import datetime as dt
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from assistant.errors import ConfigError, QuestionError
from assistant.service import Assistant
from tests.conftest import ROOT, clean_environment

QUESTION = "How long did the call of 30 December 2021 last?"


def in_own_loop(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Runs it in a thread: a browser that another test left open has a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


@pytest.fixture(scope="module")
def llama() -> Any:
    return pytest.importorskip("assistant.llama")


def filters(*conditions: tuple[str, str, Any], condition: str = "and") -> Any:
    from llama_index.core.vector_stores.types import MetadataFilter, MetadataFilters

    made = [MetadataFilter(key=key, operator=operator, value=value) for key, operator, value in conditions]
    return MetadataFilters(filters=made, condition=condition)


def test_the_retriever_gives_nodes_with_exact_offsets(llama: Any, sample: Assistant) -> None:
    found = llama.as_retriever(sample, k=3).retrieve(QUESTION)
    assert [item.node.node_id for item in found] == [item.passage_id for item in sample.search(QUESTION, 3)]
    for item in found:
        text = sample.article(item.node.metadata["article_id"]).text
        assert text[item.node.start_char_idx : item.node.end_char_idx] == item.node.text


def test_the_query_engine_answers_as_the_assistant_does(llama: Any, sample: Assistant) -> None:
    response = llama.as_query_engine(sample).query(QUESTION)
    answer = sample.ask(QUESTION)
    assert str(response) == answer.text
    assert response.metadata["answer"]["status"] == "answered"
    assert [item.node.node_id for item in response.source_nodes] == [item.passage_id for item in answer.evidence]
    assert str(llama.as_query_engine(sample).query("Thank you!")) == sample.ask("Thank you!").text


def test_filters_and_k_reach_the_search(llama: Any, sample: Assistant) -> None:
    outlet = sample.search(QUESTION)[0].outlet
    within = filters(("published", ">", "2021-12-30"), ("published", "<=", "2022-02-28"), ("outlet", "in", [outlet]))
    found = llama.as_retriever(sample, k=4, filters=within).retrieve("What was said about sanctions?")
    assert 0 < len(found) <= 4
    for item in found:
        assert item.node.metadata["outlet"] == outlet
        assert "2021-12-31" <= item.node.metadata["published"] <= "2022-02-28"
    response = llama.as_query_engine(sample, k=2, filters=within).query("What was said about sanctions?")
    assert {item.node.metadata["outlet"] for item in response.source_nodes} == {outlet}
    assert len(response.source_nodes) <= 2


@pytest.mark.parametrize("name", ["k", "top_k", "similarity_top_k"])
def test_llamaindexs_names_for_k_are_understood(llama: Any, sample: Assistant, name: str) -> None:
    expected = [item.passage_id for item in sample.search(QUESTION, 2)]
    for made in (llama.as_retriever, llama.as_query_engine):
        assert [item.node.node_id for item in made(sample, **{name: 2}).retrieve(QUESTION)] == expected
    with pytest.raises(TypeError, match="topk"):
        llama.as_retriever(sample, topk=2)
    with pytest.raises(QuestionError, match="give one of them"):
        llama.as_query_engine(sample, top_k=2, similarity_top_k=3)


def test_filters_are_joined(llama: Any) -> None:
    first, last = dt.date(2022, 1, 2), dt.date(2022, 1, 30)
    days = filters(("published", ">", "2022-01-01"), ("published", "<", "2022-01-31"))
    both = filters(("outlet", "in", ["A", "B"]), ("language", "==", "en"))
    both.filters.append(days)
    read = {"since": first, "until": last, "outlets": ("A", "B"), "languages": ("en",)}
    assert llama._read(both) == read
    assert llama._read(filters(("published", "==", "2022-01-02"))) == {"since": first, "until": first}


@pytest.mark.parametrize(
    "wrong",
    [
        filters(("published", "!=", "2022-01-01")),
        filters(("published", ">", "January")),
        filters(("title", "==", "x")),
        filters(("outlet", "!=", "A")),
        filters(("outlet", "==", "A"), ("outlet", "==", "B")),
        filters(("outlet", "in", ["A", "B"]), ("outlet", "==", "B")),
        filters(("published", ">", "2022-01-01"), ("published", ">=", "2021-05-05")),
        filters(("language", "==", "de"), ("language", "==", "en")),
        filters(("outlet", "==", "A"), ("published", ">", "2022-01-01"), condition="or"),
    ],
)
def test_a_filter_that_cannot_be_kept_is_refused(llama: Any, sample: Assistant, wrong: Any) -> None:
    with pytest.raises(QuestionError):
        llama.as_retriever(sample, filters=wrong)


def test_an_answerer_that_is_none_is_refused(llama: Any, sample: Assistant) -> None:
    with pytest.raises(ConfigError):
        llama.as_query_engine(sample, answerer="oracle").query(QUESTION)


def test_a_stream_is_the_answer_in_pieces(llama: Any, sample: Assistant) -> None:
    response = llama.as_query_engine(sample, streaming=True).query(QUESTION)
    assert "".join(response.response_gen) == sample.ask(QUESTION).text
    assert response.source_nodes


def test_the_loop_goes_on_while_a_question_is_asked(
    llama: Any, sample: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticked = threading.Event()
    find, search = sample.find, sample.search

    def waiting(call: Any) -> Any:
        def called(*given: Any, **named: Any) -> Any:
            assert ticked.wait(20), "the loop stood still"
            return call(*given, **named)

        return called

    monkeypatch.setattr(sample, "find", waiting(find))
    monkeypatch.setattr(sample, "search", waiting(search))

    async def both(asked: Any) -> Any:
        ticked.clear()
        task = asyncio.create_task(asked)
        await asyncio.sleep(0.05)
        ticked.set()
        return await task

    async def asked() -> tuple[Any, Any, str]:
        nodes = await both(llama.as_retriever(sample, 2).aretrieve(QUESTION))
        response = await both(llama.as_query_engine(sample).aquery(QUESTION))
        stream = await both(llama.as_query_engine(sample, streaming=True).aquery(QUESTION))
        return nodes, response, "".join([piece async for piece in stream.async_response_gen()])

    nodes, response, streamed = in_own_loop(asked)
    assert len(nodes) == 2
    assert str(response) == streamed == sample.ask(QUESTION).text


class Seen(NamedTuple):
    spans: Any
    events: list[Any]

    @property
    def ended(self) -> dict[str, Any]:
        return {span.id_.partition("-")[0]: span for span in self.spans.completed_spans}

    @property
    def names(self) -> list[str]:
        return [type(event).__name__ for event in self.events]


@pytest.fixture
def seen(llama: Any) -> Iterator[Seen]:
    """What an instrumentor of LlamaIndex is told."""
    import llama_index.core.instrumentation as instrumentation
    from llama_index.core.instrumentation.event_handlers import BaseEventHandler
    from llama_index.core.instrumentation.span_handlers import SimpleSpanHandler

    seen = Seen(SimpleSpanHandler(), [])

    class Watching(BaseEventHandler):
        @classmethod
        def class_name(cls) -> str:
            return "Watching"

        def handle(self, event: Any, **_: Any) -> None:
            seen.events.append(event)

    dispatcher: Any = instrumentation.get_dispatcher()  # type: ignore[attr-defined]
    events = Watching()
    dispatcher.add_span_handler(seen.spans)
    dispatcher.add_event_handler(events)
    yield seen
    dispatcher.span_handlers.remove(seen.spans)
    dispatcher.event_handlers.remove(events)


def test_an_instrumentor_sees_the_retrieval_within_the_query(llama: Any, sample: Assistant, seen: Seen) -> None:
    response = llama.as_query_engine(sample).query(QUESTION)
    inner, retrieval = seen.ended["_QueryEngine._query"], seen.ended["DatelineRetriever.retrieve"]
    assert (retrieval.parent_id, inner.parent_id) == (inner.id_, seen.ended["_QueryEngine.query"].id_)
    assert seen.names == ["QueryStartEvent", "RetrievalStartEvent", "RetrievalEndEvent", "QueryEndEvent"]
    assert [item.node.node_id for item in seen.events[2].nodes] == [item.node.node_id for item in response.source_nodes]


def test_an_instrumentor_sees_the_retrieval_of_a_question_asked_without_llamaindex(
    sample: Assistant, seen: Seen
) -> None:
    answer = sample.ask(QUESTION, since=dt.date(2021, 12, 1))
    assert list(seen.ended) == ["DatelineRetriever._retrieve", "DatelineRetriever.retrieve"]
    assert seen.names == ["RetrievalStartEvent", "RetrievalEndEvent"]
    assert seen.events[0].str_or_query_bundle == QUESTION
    shown = [(item.node.node_id, item.score) for item in seen.events[1].nodes]
    assert shown == [(item.passage_id, item.score) for item in answer.evidence]


def test_a_question_that_cannot_be_asked_fails_alike_and_is_seen_to_fail(sample: Assistant, seen: Seen) -> None:
    with pytest.raises(QuestionError):
        sample.ask("What was said? " * 1000)
    assert {span.id_.partition("-")[0] for span in seen.spans.dropped_spans} >= {"DatelineRetriever.retrieve"}


def test_a_question_does_not_load_llamaindex(sample: Assistant, tmp_path: Path) -> None:
    """It takes two seconds, as long as the first answer."""
    program = (
        "import sys\nfrom assistant import Assistant\n"
        f"assert Assistant.open({str(sample.config.index_path)!r}).ask({QUESTION!r}).sentences\n"
        "assert not any(name.startswith('llama_index') for name in sys.modules)\n"
    )
    environment = clean_environment() | {"PYTHONPATH": str(ROOT), "ASSISTANT_CACHE": str(sample.config.cache)}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True)


def test_the_callback_manager_is_told(llama: Any, sample: Assistant) -> None:
    from llama_index.core.callbacks import CallbackManager, CBEventType, LlamaDebugHandler

    debug = LlamaDebugHandler(print_trace_on_end=False)
    manager = CallbackManager([debug])
    llama.as_query_engine(sample, callback_manager=manager).query(QUESTION)
    assert len(debug.get_event_pairs(CBEventType.QUERY)) == len(debug.get_event_pairs(CBEventType.RETRIEVE)) == 1
    sample.ask(QUESTION)  # of nobody's engine
    llama.as_retriever(sample, callback_manager=manager).retrieve(QUESTION)
    assert len(debug.get_event_pairs(CBEventType.RETRIEVE)) == 2


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the agent's own parts
def test_an_agent_asks_it_as_a_tool(llama: Any, sample: Assistant) -> None:
    from llama_index.core.agent.workflow import ReActAgent
    from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata
    from llama_index.core.tools import QueryEngineTool

    read: list[str] = []
    script = iter(
        [
            f'Thought: I look it up.\nAction: news\nAction Input: {{"input": "{QUESTION}"}}',
            "Thought: I can answer without using any more tools.\nAnswer: It lasted 50 minutes.",
        ]
    )

    class Scripted(CustomLLM):
        @property
        def metadata(self) -> LLMMetadata:
            return LLMMetadata()

        def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
            read.append(prompt)
            return CompletionResponse(text=next(script))

        def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> Any:
            whole = self.complete(prompt, formatted)
            yield CompletionResponse(text=whole.text, delta=whole.text)

    news = QueryEngineTool.from_defaults(llama.as_query_engine(sample), name="news", description="Answers from news.")

    async def run() -> str:
        return str(await ReActAgent(tools=[news], llm=Scripted()).run(QUESTION))

    assert in_own_loop(run) == "It lasted 50 minutes."
    assert sample.ask(QUESTION).text in read[-1]
