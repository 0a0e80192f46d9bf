"""How sure a language model is that a text says what a sentence says: by the probabilities of its first word, Yes or No.

A model knows better whether something was said than how to say it (Kadavath et al. 2022, *Language Models (Mostly) Know What They
Know*). Only a model on this machine is asked: few endpoints give probabilities.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from assistant.errors import LanguageModelError
from assistant.llm import local_server, reply_cache, transport
from assistant.llm.prompts import Message, Prompt
from assistant.llm.sanitize import one_line
from assistant.llm.settings import LanguageModelSettings
from assistant.tracing import traced

LOOKED_AT = 10
"""The likeliest first words."""
LEAST = 1e-6
"""The probability of a word that is not among them."""


def odds_of_yes(statement: str, text: str, settings: LanguageModelSettings, prompt: Prompt) -> float:
    """The log-odds that the text says all that the statement says. Raises LanguageModelError."""
    messages = prompt.render(text=one_line(text), statement=one_line(statement))
    size = settings.local.size if settings.local else 0
    key = reply_cache.key_of(messages, model=settings.model, size=size, first_words=LOOKED_AT)
    kept = reply_cache.find(key)
    if kept is None:
        kept = {"words": _first_words(messages, settings), "kept": True}
        reply_cache.keep(key, kept)
    told = {"yes": 0.0, "no": 0.0}
    for word, odds in kept["words"]:
        name = word.strip().lower()
        if name in told:
            told[name] += math.exp(odds)
    return math.log((told["yes"] + LEAST) / (told["no"] + LEAST))


def _first_words(messages: Sequence[Message], settings: LanguageModelSettings) -> list[tuple[str, float]]:
    """The likeliest first words of a reply, with their log-probabilities."""
    import openai

    sent: list[Any] = [{"role": message.role, "content": message.content} for message in messages]
    try:
        with (
            traced("LLM", "verify") as span,
            local_server.serving(settings) as reached,
            openai.OpenAI(
                base_url=reached.base_url,
                api_key=reached.api_key or "none",
                max_retries=0,
                timeout=settings.total_deadline,
            ) as client,
        ):
            reply = client.chat.completions.create(
                model=settings.model,
                messages=sent,
                max_tokens=1,
                temperature=0.0,
                logprobs=True,
                top_logprobs=LOOKED_AT,
            )
            span.tell(llm__model_name=settings.model, llm__token_count__completion=1)
            span.tell(llm__token_count__prompt=reply.usage.prompt_tokens if reply.usage else None)
    except openai.OpenAIError as error:
        raise LanguageModelError(transport.explain(error, settings)) from None
    tokens = reply.choices[0].logprobs and reply.choices[0].logprobs.content if reply.choices else None
    if not tokens:
        raise LanguageModelError(f"the language model on this machine ({settings.model}) gives no probabilities")
    return [(word.token, word.logprob) for word in tokens[0].top_logprobs]
