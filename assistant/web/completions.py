"""Questions and answers in the shapes of OpenAI's chat completions: messages → question, `Answer` → message, chunks, usage.

The content is Markdown in which nothing of an article is markup: it is shown by clients that would load a picture from anywhere.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from typing import Any, Literal
from urllib.parse import quote

from pydantic import BaseModel, Field

from assistant.errors import AssistantError
from assistant.llm.client import estimate_tokens
from assistant.schema import Answer, Answerer, Citation, Evidence, Sentence, Turn
from assistant.service import Assistant
from assistant.web.security.refusals import Refusal
from assistant.web.views.export import answer_markdown, markdown_text, numbers, sentence_markdown
from assistant.web.views.phrases import outlet_and_date, title
from assistant.web.views.sources import web_host

OWNER = "dateline"
MOST_TURNS = 30
"""Turns before a question that are looked at: a chain of follow-ups is shorter."""
LONGEST_TURN = 2000
PARAGRAPH = "\n\n"
WROTE = ("model", "correction", "before_correction")
"""Where an answer's trace holds what a model wrote, each with its usage."""


class Part(BaseModel):
    """A piece of a message: only text is read."""

    type: str
    text: str | None = None


class Message(BaseModel):
    """What was said in a conversation. Orders of a system are not followed: the articles answer."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    include_usage: bool = False


def models(assistant: Assistant) -> dict[str, Answerer | None]:
    """The answerers by the names of models: the default one, the quoting one, and the one that a model writes, if any."""
    named: dict[str, Answerer | None] = {"dateline": None, "dateline-quoted": "extractive"}
    if writer := assistant.writer:
        named["dateline-local" if writer.local else "dateline-written"] = "llm"
    return named


def model_json(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": OWNER}


def asked_of(messages: Sequence[Message]) -> tuple[str, list[Turn]]:
    """The question, which the last message asks, and the turns before it. Raises Refusal."""
    said = [(message.role, text_of(message)) for message in messages if message.role in ("user", "assistant")]
    if not said or said[-1][0] != "user":
        raise Refusal(400, "The last message must be a user's: it is the question.", param="messages")
    turns: list[Turn] = []
    for role, text in said[:-1]:
        if role == "user":
            turns.append((text[:LONGEST_TURN], ""))
        elif turns:
            turns[-1] = (turns[-1][0], plain(text)[:LONGEST_TURN])
    return said[-1][1].strip(), turns[-MOST_TURNS:]


def text_of(message: Message) -> str:
    """Its text. Raises Refusal for pictures, sounds and files of a user: they would be left out of the question unseen."""
    if not isinstance(message.content, list):
        return message.content or ""
    if message.role == "user" and any(part.type != "text" for part in message.content):
        raise Refusal(400, "Only text can be asked: leave out pictures, sounds and files.", param="messages")
    return "\n".join(part.text or "" for part in message.content)


def plain(content: str) -> str:
    """The sentences of an answer that a client sends back: without notes, sources and marks."""
    said = re.split(r"\n\n(?=> |- \[\d+\] )", content, maxsplit=1)[0]
    return re.sub(r"\\([\\`\[\]~*_<&#>+=|.)-])", r"\1", said.replace("**", ""))


class Reply:
    """An answer as a message: `content`, `annotations` that say which characters of it cite what, and what it took."""

    def __init__(self, answer: Answer, assistant: Assistant, home: str, asked: Sequence[Message]) -> None:
        self.answer = answer
        self.content = answer_markdown(answer).strip()
        self.annotations = list(cited(answer, assistant, home))
        self.usage = usage(answer, "\n".join(text_of(message) for message in asked), self.content)

    @property
    def pieces(self) -> list[str]:
        """The content, a paragraph a piece."""
        first, *rest = self.content.split(PARAGRAPH)
        return [first, *(PARAGRAPH + paragraph for paragraph in rest)]

    @property
    def facts(self) -> dict[str, Any]:
        """What other models do not tell."""
        answer = self.answer
        return {
            "status": answer.status,
            "answerer": answer.answerer,
            "confidence": round(answer.confidence, 4) or None,
            "id": answer.trace.get("id"),
        }


def cited(answer: Answer, assistant: Assistant, home: str) -> Iterator[dict[str, Any]]:
    """One a citation: where its marker stands in the content, and the exact characters of the article that it cites."""
    evidence = {item.label: item for item in answer.evidence}
    place = 0
    for sentence in answer.sentences:
        for citation, start, end in marked(sentence, place):
            yield annotation(citation, evidence.get(citation.label), (start, end), address(citation, assistant, home))
        place += len(sentence_markdown(sentence, answer)) + len(PARAGRAPH)


def marked(sentence: Sentence, place: int) -> Iterator[tuple[Citation, int, int]]:
    """Each citation with the half-open interval of its marker, `place` being where the sentence begins."""
    before = place + len(markdown_text(sentence)) + 1
    at = numbers(sentence)
    for citation in sentence.citations:
        marker = f"[{citation.label}]"
        start = before + at.index(marker)
        yield citation, start, start + len(marker)


def annotation(citation: Citation, item: Evidence | None, marker: tuple[int, int], url: str) -> dict[str, Any]:
    """OpenAI's `url_citation`, and beside its fields ours: article, start, end, quote."""
    cited = {
        "start_index": marker[0],
        "end_index": marker[1],
        "url": url,
        "title": f"{title(item)} ({outlet_and_date(item)})" if item else citation.article_id,
        "label": citation.label,
        "article_id": citation.article_id,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }
    return {"type": "url_citation", "url_citation": cited}


def address(citation: Citation, assistant: Assistant, home: str) -> str:
    """Where the article was published, as far as that is an address of the web; else where this page shows it."""
    try:
        url = assistant.article(citation.article_id).url
    except (KeyError, AssistantError):  # it left the index since
        url = None
    return url if url and web_host(url) else f"{home}dateline/file?article={quote(citation.article_id, safe='')}"


def usage(answer: Answer, asked: str, content: str) -> dict[str, int]:
    """The tokens that a model counted; where none wrote, or it does not say, those of the messages and the content, estimated."""
    told = [(answer.trace.get(name) or {}).get("usage") for name in WROTE]
    counts = [one for one in told if one]
    read = sum(one.get("prompt_tokens", 0) for one in counts) or estimate_tokens(asked)
    wrote = sum(one.get("completion_tokens", 0) for one in counts) or estimate_tokens(content)
    return {"prompt_tokens": read, "completion_tokens": wrote, "total_tokens": read + wrote}


class Shape(BaseModel):
    """What all objects of one reply share."""

    id: str
    model: str
    created: int = Field(default_factory=lambda: int(time.time()))

    def completion(self, reply: Reply) -> dict[str, Any]:
        message = {
            "role": "assistant",
            "content": reply.content,
            "refusal": None,
            "annotations": reply.annotations,
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return self._of("chat.completion", [choice], usage=reply.usage, dateline=reply.facts)

    def chunks(self, reply: Reply, with_usage: bool) -> Iterator[dict[str, Any]]:
        """The reply in pieces; its citations come with the last."""
        for piece in reply.pieces:
            yield self.chunk({"content": piece})
        yield self.chunk({"annotations": reply.annotations})
        yield self.chunk({}, "stop", dateline=reply.facts)
        if with_usage:
            yield self._of("chat.completion.chunk", [], usage=reply.usage)

    def chunk(self, delta: dict[str, Any], finish_reason: str | None = None, **more: Any) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return self._of("chat.completion.chunk", [choice], **more)

    def _of(self, kind: str, choices: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        return {
            "id": f"chatcmpl-{self.id}",
            "object": kind,
            "created": self.created,
            "model": self.model,
            "choices": choices,
            **more,
        }
