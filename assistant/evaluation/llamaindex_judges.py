"""LlamaIndex's evaluators on our endpoint. Their prompts are used, not their reading of the reply.

Its faithfulness and relevancy evaluators take every reply without "yes" for a no, an error page included; here the raw
reply is handed back and `judges` reads it. The only module that touches LlamaIndex's evaluators.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from llama_index.core.base.llms.types import CompletionResponse, CompletionResponseGen, LLMMetadata
from llama_index.core.evaluation import CorrectnessEvaluator, FaithfulnessEvaluator, RelevancyEvaluator
from llama_index.core.evaluation.base import BaseEvaluator
from llama_index.core.llms.custom import CustomLLM

from assistant.llm import client
from assistant.llm.prompts import Message, Prompt
from assistant.llm.settings import LanguageModelSettings


class EndpointModel(CustomLLM):
    """Our endpoint as LlamaIndex's language model: the same deadline, retries and kept replies as everywhere."""

    endpoint: Any
    """LanguageModelSettings"""
    judge: str

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(
            context_window=self.endpoint.context_tokens,
            num_output=self.endpoint.max_output_tokens,
            model_name=self.endpoint.model,
        )

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:  # noqa: ARG002
        named = Prompt(f"llama-index {self.judge}", "")
        return CompletionResponse(text=client.converse((Message("user", prompt),), self.endpoint, named).text)

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        yield self.complete(prompt, formatted, **kwargs)


def reply_of(
    name: str,
    settings: LanguageModelSettings,
    query: str,
    response: str,
    contexts: Sequence[str],
    reference: str | None,
) -> str:
    """What the model replied to an evaluator. Raises LanguageModelError."""
    evaluator = _evaluator(name, EndpointModel(endpoint=settings, judge=name))
    further = {"reference": reference} if name == "correctness" else {}
    coroutine = evaluator.aevaluate(query=query, response=response, contexts=list(contexts), **further)
    context = contextvars.copy_context()  # the folder of kept replies comes along
    with ThreadPoolExecutor(1) as thread:  # the caller's own may be running a loop already
        result = thread.submit(context.run, asyncio.run, coroutine).result()
    return result.feedback or ""


def _evaluator(name: str, model: EndpointModel) -> BaseEvaluator:
    if name == "correctness":
        return CorrectnessEvaluator(llm=model, parser_function=lambda reply: (None, reply))
    return FaithfulnessEvaluator(llm=model) if name == "faithfulness" else RelevancyEvaluator(llm=model)
