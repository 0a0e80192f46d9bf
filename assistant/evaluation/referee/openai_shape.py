"""Answers as OpenAI's interfaces send them, and those that follow them: a text, and `annotations` that point into it.

Chat completions (`choices[0].message`, `url_citation` as an object of its own), responses (`output[…].content[…]`), threads
(`content[0].text.value`, `file_citation` with an optional quote), or a bare message. A citation may bring the words that it quotes and
the characters of the article (`quote`, `start`, `end`), as Dateline's own endpoint does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from assistant.evaluation.referee.given import Cited, Context
from assistant.evaluation.referee.plain_text import marked
from assistant.schema import Span

MOST_ANNOTATIONS = 500
WRAPPERS = ("response", "completion", "reply", "message", "answer")
"""Fields that may hold the whole reply beside a question."""


@dataclasses.dataclass(frozen=True, slots=True)
class Message:
    text: str
    annotations: tuple[Mapping[str, Any], ...] = ()


def is_one(record: Mapping[str, Any]) -> bool:
    """Whether a record is, or holds, such a reply."""
    found = message_of(record)
    return found is not None or any(isinstance(record.get(name), dict) for name in WRAPPERS)


def message(record: Mapping[str, Any]) -> Message:
    """The reply's message. Raises ValueError where there is none."""
    found = message_of(record) or message_of(_within(record, WRAPPERS))
    if found is None:
        raise ValueError("it holds no message with a text")
    return found


def message_of(record: Mapping[str, Any]) -> Message | None:
    """The message of a chat completion, a response, a thread's message, or a bare message with annotations."""
    choices, output = record.get("choices"), record.get("output")
    if isinstance(choices, list) and choices and isinstance(choices[0], dict):
        inner = choices[0].get("message")
        return _bare(inner) if isinstance(inner, dict) else None
    if isinstance(output, list):
        parts = [part for item in output if isinstance(item, dict) for part in _dicts(item.get("content"))]
        return _joined(parts) if parts else None
    if isinstance(record.get("content"), list):
        return _joined(_dicts(record["content"]))
    return _bare(record) if isinstance(record.get("annotations"), list) or "role" in record else None


def cut_off(record: Mapping[str, Any]) -> bool:
    """Whether the reply says that it ends where its tokens did."""
    reply = _within(record, WRAPPERS) or record
    choices = _dicts(reply.get("choices"))
    return reply.get("status") == "incomplete" or any(one.get("finish_reason") == "length" for one in choices[:1])


def _bare(message: Mapping[str, Any]) -> Message | None:
    content = message.get("content")
    if isinstance(content, list):
        return _joined(_dicts(content))
    text = content if content is not None else message.get("answer", message.get("response", message.get("text")))
    if text is None and message.get("refusal"):
        text = str(message["refusal"])
    return (
        Message(text or "", tuple(_dicts(message.get("annotations"))))
        if isinstance(text, str) or text is None
        else None
    )


def _joined(parts: Sequence[Mapping[str, Any]]) -> Message:
    """The texts of several parts as one, the offsets of their annotations moved along."""
    text, annotations = "", []
    for part in parts:
        inner = part.get("text", "")
        value, own = (
            (inner.get("value", ""), inner.get("annotations"))
            if isinstance(inner, dict)
            else (inner, part.get("annotations"))
        )
        if not isinstance(value, str):
            continue
        for item in _dicts(own):
            flat = _flat(item)
            moved = {name: flat[name] + len(text) for name in ("start_index", "end_index") if _is_place(flat.get(name))}
            annotations.append({**flat, **moved})
        text += value
    return Message(text, tuple(annotations))


def with_markers(message: Message, further: Sequence[Context]) -> tuple[str, tuple[Context, ...], dict[int, Cited]]:
    """The text with a marker for each annotation, the sources (those given beside it first), and what each new label quotes."""
    labels: dict[tuple[Any, ...], int] = {}
    sources, quotes, places = list(further), {}, []
    following = max((item.label for item in further), default=0) + 1
    for item in message.annotations[:MOST_ANNOTATIONS]:
        flat = _flat(item)
        name, quote, span = _name(flat), _text(flat, "quote"), _span(flat)
        key = (name, quote, span)
        if key not in labels:
            is_bare = quote is None and span is None
            label = next((item.label for item in further if is_bare and name and item.name == name), None)
            if label is None:
                label, following = following, following + 1
                sources.append(Context(label, quote or _text(flat, "text_of_source") or "", name, span))
                quotes[label] = Cited(label, quote, span)
            labels[key] = label
        places.append((*_covered(flat, len(message.text)), labels[key]))
    return marked(message.text, places), tuple(sources), quotes


def _covered(flat: Mapping[str, Any], length: int) -> Span:
    """The characters that an annotation covers; the text's end where it says none: it stands for the last sentence."""
    start, end = flat.get("start_index"), flat.get("end_index")
    if not (_is_place(end) and end <= length):
        return (length, length)
    return (start, end) if _is_place(start) and start <= end else (end, end)


def usage(record: Mapping[str, Any]) -> dict[str, int] | None:
    """Tokens, as either of OpenAI's interfaces counts them."""
    counts = record.get("usage") or _within(record, WRAPPERS).get("usage")
    if not isinstance(counts, dict):
        return None
    names = {"prompt_tokens": "input_tokens", "completion_tokens": "output_tokens"}
    found = {name: counts.get(name, counts.get(other)) for name, other in names.items()}
    return {name: count for name, count in found.items() if _is_place(count)} or None


def _flat(item: Mapping[str, Any]) -> dict[str, Any]:
    """An annotation with what its `url_citation` or `file_citation` holds beside it."""
    return {**item, **_within(item, ("url_citation", "file_citation"))}


def _within(record: Mapping[str, Any], names: Sequence[str]) -> Mapping[str, Any]:
    """What a record holds in the first of these fields that is an object."""
    return next((record[name] for name in names if isinstance(record.get(name), dict)), {})


def _name(flat: Mapping[str, Any]) -> str | None:
    names = ("article_id", "article", "url", "filename", "file_id", "title")
    return next((str(flat[name]) for name in names if isinstance(flat.get(name), str) and flat[name]), None)


def _span(flat: Mapping[str, Any]) -> Span | None:
    start, end = flat.get("start"), flat.get("end")
    return (start, end) if _is_place(start) and _is_place(end) and start < end else None


def _text(flat: Mapping[str, Any], name: str) -> str | None:
    found = flat.get(name)
    return found if isinstance(found, str) and found.strip() else None


def _is_place(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
