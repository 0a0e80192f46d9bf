"""Spans as an exporter gets them: off by default, in OpenInference's conventions, without a word of any article unless asked for."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import SecretStr

from assistant import tracing
from assistant.config import Config
from assistant.service import Assistant
from tests.conftest import ROOT, clean_environment
from tests.support.scripted_endpoint import ScriptedEndpoint

QUESTION = "How long did the call of 30 December 2021 last?"


@pytest.fixture
def exporter() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.use(provider)
    yield exporter
    tracing.use(None)


def by_kind(exporter: InMemorySpanExporter) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for span in exporter.get_finished_spans():
        assert span.attributes is not None
        found.setdefault(str(span.attributes["openinference.span.kind"]), []).append(span)
    return found


def test_a_question_is_a_chain_of_retrieval_reading_and_check(
    sample: Assistant, exporter: InMemorySpanExporter
) -> None:
    answer = sample.ask(QUESTION, answerer="extractive")
    spans = by_kind(exporter)
    assert {kind: len(found) for kind, found in spans.items()} == {
        "RETRIEVER": 1, "RERANKER": 1, "GUARDRAIL": 1, "CHAIN": 1,
    }  # fmt: skip
    chain = spans["CHAIN"][0]
    assert chain.parent is None
    for kind in ("RETRIEVER", "RERANKER", "GUARDRAIL"):
        assert spans[kind][0].parent.span_id == chain.context.span_id
    found = spans["RETRIEVER"][0].attributes
    for number, item in enumerate(answer.evidence):
        one = f"retrieval.documents.{number}.document"
        assert found[f"{one}.id"] == item.passage_id
        assert found[f"{one}.score"] == item.score
        assert json.loads(found[f"{one}.metadata"])["article_id"] == item.article_id
    read = spans["RERANKER"][0].attributes
    assert read["reranker.output_documents.0.document.id"] == answer.evidence[0].passage_id
    checked = json.loads(spans["GUARDRAIL"][0].attributes["metadata"])["sentences"]
    assert [one["label"] for one in checked if one["stands"]] == ["quoted"] * len(answer.sentences)
    assert json.loads(chain.attributes["metadata"])["id"] == answer.trace["id"]


def test_no_text_is_told_unless_it_is_asked_for(sample: Assistant, exporter: InMemorySpanExporter) -> None:
    answer = sample.ask(QUESTION, answerer="extractive")
    told = "".join(span.to_json() for span in exporter.get_finished_spans())
    for text in (QUESTION, answer.text, *(item.text for item in answer.evidence), *(s.text for s in answer.sentences)):
        assert json.dumps(text)[1:-1] not in told
    exporter.clear()
    telling = Assistant(sample.config.model_copy(update={"trace_texts": True}), sample.reranker)
    telling.__dict__.update(embedder=sample.embedder)
    telling.ask(QUESTION, answerer="extractive")
    spans = by_kind(exporter)
    assert spans["CHAIN"][0].attributes["input.value"] == QUESTION
    assert spans["CHAIN"][0].attributes["output.value"] == answer.text
    assert spans["RETRIEVER"][0].attributes["retrieval.documents.0.document.content"] == answer.evidence[0].text


def test_a_language_models_span_has_its_name_and_tokens(sample: Assistant, exporter: InMemorySpanExporter) -> None:
    with ScriptedEndpoint(lambda _: "The call lasted 50 minutes. [1]") as endpoint:
        settings = {"base_url": endpoint.base_url, "api_key": SecretStr("k"), "model": "tiny"}
        writing = Assistant(sample.config.model_copy(update=settings), sample.reranker)
        writing.__dict__.update(embedder=sample.embedder)
        answer = writing.ask(QUESTION, answerer="llm")
    spans = by_kind(exporter)
    asked, usage = spans["LLM"][0].attributes, answer.trace["model"]["usage"]
    assert asked["llm.model_name"] == "tiny"
    assert asked["llm.token_count.prompt"] == usage["prompt_tokens"] > 0
    assert asked["llm.token_count.completion"] == usage["completion_tokens"] > 0
    assert "llm.input_messages.0.message.content" not in asked
    assert spans["LLM"][0].parent.span_id == spans["CHAIN"][0].context.span_id
    assert json.loads(spans["GUARDRAIL"][0].attributes["metadata"])["sentences"][0]["stands"]


def test_a_failure_is_an_error_without_its_message(exporter: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="secret"), tracing.traced("CHAIN", "ask"):
        raise ValueError("a secret")
    (span,) = exporter.get_finished_spans()
    assert (span.status.status_code.name, span.status.description) == ("ERROR", "ValueError")
    assert "secret" not in span.to_json()


def test_a_generators_span_is_not_its_callers(exporter: InMemorySpanExporter) -> None:
    @tracing.in_own_context
    def states() -> Generator[int, None, None]:
        with tracing.traced("CHAIN", "ask"):
            yield 1
            with tracing.traced("LLM", "within"):
                yield 2

    running = states()
    assert next(running) == 1
    with tracing.traced("RETRIEVER", "beside"):
        assert next(running) == 2
    running.close()
    beside, within, ask = (span for span in exporter.get_finished_spans())
    assert [span.name for span in (beside, within, ask)] == ["beside", "within", "ask"]
    assert beside.parent is None
    assert within.parent is not None
    assert within.parent.span_id == ask.context.span_id


@pytest.mark.parametrize(
    ("environment", "exporters"),
    [
        ({}, None),
        ({"OTEL_SERVICE_NAME": "x"}, None),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"}, None),
        ({"OTEL_TRACES_EXPORTER": "console"}, ["ConsoleSpanExporter"]),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}, ["OTLPSpanExporter"]),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
         ["OTLPSpanExporter"]),
        ({"OTEL_TRACES_EXPORTER": "console,otlp"}, ["ConsoleSpanExporter", "OTLPSpanExporter"]),
    ],
)  # fmt: skip
def test_the_usual_variables_decide(environment: dict[str, str], exporters: list[str] | None) -> None:
    provider: Any = tracing._provider(environment)
    if exporters is None:
        assert provider is None
        return
    processors = provider._active_span_processor._span_processors
    assert [type(processor.span_exporter).__name__ for processor in processors] == exporters
    provider.shutdown()


def test_receivers_that_speak_http_only_get_it() -> None:
    http = pytest.importorskip("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    asked = {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    assert isinstance(tracing._exporter("otlp", asked), http.OTLPSpanExporter)


def test_an_exporter_that_is_not_known_is_named_and_nothing_breaks(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert tracing._provider({"OTEL_TRACES_EXPORTER": "zipkin"}) is None
        assert "OTEL_TRACES_EXPORTER=zipkin is not known: use otlp or console" in caplog.text
        asked = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json"}
        assert tracing._provider(asked) is None
    assert "OTEL_EXPORTER_OTLP_PROTOCOL=http/json is not known: use grpc or http/protobuf" in caplog.text
    assert "pip install" not in caplog.text


def test_off_costs_nothing_and_imports_nothing(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom assistant import tracing\n"
        "with tracing.traced('CHAIN', 'ask') as span: span.tell(a=1)\n"
        "assert span is tracing.OFF\nassert not any(name.startswith('opentelemetry') for name in sys.modules)\n"
    )
    environment = clean_environment() | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True)


def test_the_setting_is_off() -> None:
    assert Config().trace_texts is False
