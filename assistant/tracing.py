"""Spans of OpenTelemetry in OpenInference's conventions: what was retrieved, read, written and checked, how long it took, with what tokens.

Off until the usual variables ask for it (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_EXPORTER`, …), until the program has set a
provider of its own, or gives one to `use`. Spans hold ids, scores and counts; texts of questions, articles, prompts and answers only
where the setting `trace_texts` asks for them.
"""

from __future__ import annotations

import contextvars
import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

from assistant.schema import Evidence, to_json

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span as OpenSpan
    from opentelemetry.trace import Tracer, TracerProvider

logger = logging.getLogger(__name__)

Kind = Literal["CHAIN", "RETRIEVER", "RERANKER", "LLM", "GUARDRAIL"]
"""OpenInference's kinds; GUARDRAIL is the check, which removes what does not stand."""
NAME = "dateline"
ASKED_FOR = ("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
PROTOCOL = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")

Given = ParamSpec("Given")
State = TypeVar("State")
_texts: contextvars.ContextVar[bool] = contextvars.ContextVar("texts", default=False)
_lock = threading.Lock()
_given: list[TracerProvider | None] = []
"""The provider in force, once it is known whether the variables ask for one."""


class Span:
    """A span that is open, or nothing where no one traces."""

    def __init__(self, span: OpenSpan | None = None) -> None:
        self._span = span

    def tell(self, **attributes: object) -> None:
        """Facts; `llm__model_name` is the attribute `llm.model_name`. What is None is left out."""
        for name, value in attributes.items():
            self._set(name.replace("__", "."), value)

    def tell_text(self, **attributes: object) -> None:
        """Texts: they are told only where they are asked for."""
        if _texts.get():
            self.tell(**attributes)

    def tell_documents(self, prefix: str, evidence: Callable[[], Sequence[Evidence]]) -> None:
        """Passages by id, score and place, with their text where texts are asked for."""
        if self._span is None:
            return
        for number, item in enumerate(evidence()):
            for name, value in document(item).items():
                self._set(f"{prefix}.{number}.document.{name}", value)

    def _set(self, name: str, value: object) -> None:
        if self._span is not None and value is not None:
            self._span.set_attribute(name, value if isinstance(value, (str, bool, int, float)) else as_json(value))


OFF = Span()


@contextmanager
def traced(kind: Kind, name: str, *, texts: bool | None = None) -> Iterator[Span]:
    """A span around the block, within the one that is open; `texts` says for it and those within whether texts are told."""
    tracer = _tracer()
    if tracer is None:
        yield OFF
        return
    from opentelemetry.trace import StatusCode

    allowed = _texts.set(_texts.get() if texts is None else texts)
    attributes = {"openinference.span.kind": kind}
    try:
        with tracer.start_as_current_span(
            name, attributes=attributes, record_exception=False, set_status_on_exception=False
        ) as opened:
            try:
                yield Span(opened)
            except Exception as error:
                opened.set_status(StatusCode.ERROR, type(error).__name__)  # its message could hold anything
                raise
    finally:
        _texts.reset(allowed)


def in_own_context(
    states: Callable[Given, Generator[State, None, None]],
) -> Callable[Given, Generator[State, None, None]]:
    """The generator function with a context of its own: a span that is open in it is not its caller's between two states."""

    def called(*given: Given.args, **named: Given.kwargs) -> Generator[State, None, None]:
        context = contextvars.copy_context()
        running = context.run(states, *given, **named)
        end = object()
        try:
            while (state := context.run(next, running, end)) is not end:
                yield state  # type: ignore[misc]
        finally:
            context.run(running.close)

    called.__doc__ = states.__doc__
    return called


def use(provider: TracerProvider | None) -> None:
    """Spans go to this provider from now on; None asks the variables again."""
    with _lock:
        _given[:] = [provider] if provider else []


def document(item: Evidence) -> dict[str, Any]:
    """OpenInference's attributes of a document."""
    facts = ("article_id", "outlet", "published", "start", "end", "label", "rank")
    told = {"id": item.passage_id, "score": float(item.score)}
    told["metadata"] = as_json({name: to_json(getattr(item, name)) for name in facts})
    return told | ({"content": item.text} if _texts.get() else {})


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _tracer() -> Tracer | None:
    """The tracer of the provider in force; None where nobody traces."""
    if not _given:
        with _lock:
            if not _given:
                _given.append(_provider(os.environ))
    if _given[0] is not None:
        return _given[0].get_tracer(NAME)
    trace = sys.modules.get("opentelemetry.trace")
    if trace is None or isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return None
    tracer: Tracer = trace.get_tracer(NAME)
    return tracer


def _provider(environment: Mapping[str, str]) -> TracerProvider | None:
    """The provider that the usual variables describe; None where they ask for none."""
    wanted = [environment.get(name, "").strip() for name in ASKED_FOR]
    if not any(wanted) or wanted[0].lower() == "none" or environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        resource = Resource.create({} if environment.get("OTEL_SERVICE_NAME") else {"service.name": NAME})
        provider = TracerProvider(resource=resource)
        for name in (wanted[0] or "otlp").split(","):
            provider.add_span_processor(BatchSpanProcessor(_exporter(name.strip().lower(), environment)))
    except ImportError as error:
        logger.warning("nothing is traced: %s (pip install 'dateline-assistant[tracing]')", error)
        return None
    except ValueError as error:
        logger.warning("nothing is traced: %s", error)
        return None
    return provider


def _exporter(name: str, environment: Mapping[str, str]) -> SpanExporter:
    """`console`, or `otlp` by the protocol that is asked for. Raises ValueError for any other, ImportError where it is not installed."""
    if name == "console":
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter

        return ConsoleSpanExporter(out=sys.stderr)
    if name != "otlp":
        raise ValueError(f"OTEL_TRACES_EXPORTER={name} is not known: use otlp or console")
    variable = next((variable for variable in PROTOCOL if environment.get(variable)), PROTOCOL[-1])
    protocol = environment.get(variable) or "grpc"
    if protocol == "grpc":
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as ByGrpc

        return ByGrpc()
    if protocol == "http/protobuf":
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as ByHttp

        by_http: SpanExporter = ByHttp()
        return by_http
    raise ValueError(f"{variable}={protocol} is not known: use grpc or http/protobuf")
