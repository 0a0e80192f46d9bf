"""The answer in a language model's words: evidence into a prompt, the prompt to an OpenAI-compatible endpoint, its text back as it comes.

The only module that touches LlamaIndex's language model classes. A model on this machine is an endpoint too, once `local_server` has
started it. What the text claims is not believed here: `answering.citations` takes it
apart and `verification.check` checks it. How an endpoint fails is told in `transport`.
"""

from __future__ import annotations

import dataclasses
import secrets
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.errors import LanguageModelError
from assistant.llm import local_server, reply_cache, transport
from assistant.llm.excerpts import excerpts
from assistant.llm.prompts import Message, Prompt
from assistant.llm.sanitize import source_block
from assistant.llm.settings import LanguageModelSettings
from assistant.llm.transport import Chunk
from assistant.schema import Evidence
from assistant.text.invisible import strip_invisible
from assistant.tracing import Span, traced

if TYPE_CHECKING:
    import httpx


@dataclasses.dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote, with all that is needed to say how it came about. Nothing in it is checked."""

    text: str
    finish_reason: str
    usage: dict[str, int] | None
    """`prompt_tokens` and `completion_tokens` as the endpoint counted them; None where it does not say."""
    seconds: float
    model: str
    prompt: str
    prompt_sha256: str
    messages: tuple[Message, ...]
    labels: tuple[int, ...] = ()
    """The evidence that was sent."""
    dropped: tuple[int, ...] = ()
    """The evidence that did not fit into the context."""
    kept: bool = False
    """True for the reply to an earlier request of the same content (`reply_cache`); `seconds` are that request's."""

    @property
    def incomplete(self) -> bool:
        """True where the model was cut off: its last sentence may be half a sentence."""
        return self.finish_reason in ("length", "content_filter")


def complete(
    question: str,
    evidence: Sequence[Evidence],
    settings: LanguageModelSettings,
    prompt: Prompt,
    end: Callable[..., int | None] | None = None,
) -> Iterator[str | Completion]:
    """The model's answer from the evidence: pieces of text as they come, and last the whole as a `Completion`.

    `end` is asked with the text so far and the labels of what was sent: where it says, the reply is cut and no more is waited for.

    Raises ValueError without evidence: a model asked without any answers from memory. Raises LanguageModelError, then or while the pieces
    come, when nothing fits the context, the endpoint fails or its reply cannot be used; pieces given before stay half an answer.
    """
    if not evidence:
        raise ValueError("no evidence: abstain instead of asking the model")
    messages, labels = fit(question, evidence, settings, prompt)
    dropped = tuple(item.label for item in evidence if item.label not in labels)
    return _reply(messages, settings, prompt, labels, dropped, end and partial(end, labels=labels))


def ask(prompt: Prompt, settings: LanguageModelSettings, **variables: str) -> Completion:
    """A short reply at once, for the prompts that condense a follow-up or judge a sentence. Raises LanguageModelError."""
    return converse(prompt.render(**variables), settings, prompt)


def follow_up(
    written: Completion,
    settings: LanguageModelSettings,
    prompt: Prompt,
    end: Callable[..., int | None] | None = None,
    **variables: str,
) -> Completion:
    """The reply to one more request after an earlier one and its reply, over the same evidence, `end` as in `complete`.

    Raises LanguageModelError.
    """
    before = (*written.messages, Message("assistant", written.text))
    ends = end and partial(end, labels=written.labels)
    pieces = _reply((*before, *prompt.render(**variables)), settings, prompt, written.labels, written.dropped, ends)
    return next(piece for piece in pieces if isinstance(piece, Completion))


def converse(messages: tuple[Message, ...], settings: LanguageModelSettings, prompt: Prompt) -> Completion:
    """The reply to messages that were made elsewhere; `prompt` names them. Raises LanguageModelError."""
    return next(piece for piece in _reply(messages, settings, prompt) if isinstance(piece, Completion))


def _reply(
    messages: tuple[Message, ...],
    settings: LanguageModelSettings,
    prompt: Prompt,
    labels: tuple[int, ...] = (),
    dropped: tuple[int, ...] = (),
    end: Callable[[str], int | None] | None = None,
) -> Iterator[str | Completion]:
    key = reply_cache.key_of(messages, **_identity(settings))
    kept = reply_cache.find(key)
    if kept is not None:
        if end and (last := end(kept["text"])) is not None:
            kept |= {"text": kept["text"][:last], "finish_reason": "stop"}
        yield kept["text"]
    else:
        text, finish_reason, usage = "", "", None
        with _span(messages, settings, prompt) as span, local_server.serving(settings) as reached:
            begin = time.monotonic()
            with closing(_chunks(messages, reached)) as chunks:
                for chunk in chunks:
                    finish_reason, usage = chunk.finish_reason or finish_reason, chunk.usage or usage
                    if not chunk.text:
                        continue
                    text += chunk.text
                    yield chunk.text
                    if end and (last := end(text)) is not None:
                        text, finish_reason = text[:last], "stop"
                        break
            tell_usage(span, usage)
            span.tell_text(output__value=text)
        kept = {
            "text": text,
            "finish_reason": finish_reason,
            "usage": usage,
            "seconds": round(time.monotonic() - begin, 3),
        }
        reply_cache.keep(key, {**kept, "kept": True})
    yield Completion(
        **kept,
        model=settings.model,
        prompt=prompt.name,
        prompt_sha256=prompt.sha256,
        messages=messages,
        labels=labels,
        dropped=dropped,
    )


@contextmanager
def _span(messages: Sequence[Message], settings: LanguageModelSettings, prompt: Prompt) -> Iterator[Span]:
    with traced("LLM", prompt.name) as span:
        span.tell(
            llm__model_name=settings.model,
            llm__system="local" if settings.local else "openai",
            llm__invocation_parameters={"temperature": settings.temperature, "max_tokens": settings.max_output_tokens},
            llm__prompt_template__version=prompt.sha256,
        )
        for number, message in enumerate(messages):
            one = f"llm__input_messages__{number}__message__"
            span.tell_text(**{f"{one}role": message.role, f"{one}content": message.content})
        yield span


def tell_usage(span: Span, usage: Mapping[str, int] | None) -> None:
    """The tokens, as the endpoint counted them."""
    if usage:
        read, wrote = usage.get("prompt_tokens"), usage.get("completion_tokens")
        span.tell(llm__token_count__prompt=read, llm__token_count__completion=wrote)
        span.tell(llm__token_count__total=(read or 0) + (wrote or 0))


def _chunks(messages: Sequence[Message], settings: LanguageModelSettings) -> Generator[Chunk]:
    import llama_index.llms.openai_like  # noqa: F401 - its two seconds of import do not count against the deadline

    return transport.stream(lambda client: _open(messages, settings, client), settings)


def _identity(settings: LanguageModelSettings) -> dict[str, Any]:
    """What a reply depends on besides the messages."""
    names = ("model", "base_url", "temperature", "max_output_tokens")
    identity = {name: getattr(settings, name) for name in names}
    # The same name may be another file tomorrow; its size is as good a sign of that as can be had without reading it.
    return identity | ({"base_url": f"this machine, {settings.local.size} bytes"} if settings.local else {})


def fit(
    question: str, evidence: Sequence[Evidence], settings: LanguageModelSettings, prompt: Prompt
) -> tuple[tuple[Message, ...], tuple[int, ...]]:
    """The messages with as much evidence as the context holds (and `evidence_tokens` allow), weakest left out first, and the labels of
    what is in them.

    Raises LanguageModelError when not even the strongest piece fits.
    """
    fence = secrets.token_hex(4)  # drawn anew each time: no article can know it and close the block of sources itself
    budget = settings.context_tokens - settings.max_output_tokens
    kept = list(evidence) if settings.evidence_tokens is None else excerpts(evidence, settings.evidence_tokens)
    while kept:
        messages = prompt.render(
            question=" ".join(strip_invisible(question).split()), sources=source_block(kept, fence), fence=fence
        )
        if sum(estimate_tokens(message.content) + 8 for message in messages) <= budget:
            return messages, tuple(item.label for item in kept)
        kept.remove(max(kept, key=lambda item: item.rank))
    raise LanguageModelError(
        f"no evidence fits {settings.context_tokens} tokens of context with {settings.max_output_tokens} kept for the reply:"
        " raise the model's `context_tokens` or ask a shorter question"
    )


def estimate_tokens(text: str) -> int:
    """No fewer tokens than a usual tokenizer makes of a text: two fifths for a Latin letter or a blank, one for any other character.

    No tokenizer is asked, since endpoints differ and tiktoken fetches its tables. English has some 4.3 letters a token and is
    counted about 70 % too high, French in a vocabulary made for English (2.2) about right, as are digits and Cyrillic in one.

    >>> estimate_tokens("The call lasted 50 minutes.")
    13
    """
    cheap = sum(char == " " or (char.isascii() and char.isalpha()) for char in text)
    return -(-2 * cheap // 5) + len(text) - cheap


def _open(messages: Sequence[Message], settings: LanguageModelSettings, client: httpx.Client) -> Iterator[Chunk]:
    """One request through LlamaIndex, with its retries and OpenAI's off: `transport` retries."""
    from llama_index.core.base.llms.types import ChatMessage
    from llama_index.llms.openai_like import OpenAILike

    model = OpenAILike(
        model=settings.model,
        api_base=settings.base_url or "https://api.openai.com/v1",
        api_key=settings.api_key or "none",
        is_chat_model=True,
        temperature=settings.temperature,
        max_tokens=settings.max_output_tokens,
        context_window=settings.context_tokens,
        max_retries=0,
        timeout=settings.total_deadline,
        http_client=client,
        additional_kwargs={"stream_options": {"include_usage": True}},
    )
    for response in model.stream_chat([ChatMessage(role=part.role, content=part.content) for part in messages]):
        raw: Any = response.raw
        choice = raw.choices[0] if raw.choices else None
        text = (response.delta or "").encode("utf-8", "replace").decode()
        yield Chunk(text, choice is not None, choice.finish_reason if choice else None, _usage(raw))


def _usage(raw: Any) -> dict[str, int] | None:
    usage = getattr(raw, "usage", None)
    counts = {name: getattr(usage, name, None) for name in ("prompt_tokens", "completion_tokens")}
    return {name: count for name, count in counts.items() if isinstance(count, int)} or None
