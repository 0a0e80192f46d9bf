"""Reads a file of another system's answers, whatever evaluation tool or interface it was written for.

One JSON object a line, or a list of them. The shape is told from the fields, or named:

- `ragas`: `user_input`, `response`, `retrieved_contexts`, `reference` (also the older `question`, `answer`, `contexts`, `ground_truth`)
- `deepeval`: `input`, `actual_output`, `retrieval_context`, `expected_output` (also in camel case)
- `openai`: a question beside a chat completion, a response or a message with `annotations` (url and file citations)
- `dateline`: what `assistant ask --json` prints, or a row of a run
- `plain`: `question`, `answer`, `contexts`; what other frameworks call these is known too (`NAMES`)

Markers in the text (`[2]`, `[1, 3]`, `【4:0†source】`) count the contexts from 1, or are a context's own `label` or `id`:
whichever leaves fewer of them without a source.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import QuestionSetError
from assistant.evaluation.question_sets import json_lines, read_file
from assistant.evaluation.referee import openai_shape
from assistant.evaluation.referee.given import Cited, Context, Given, Said
from assistant.evaluation.referee.plain_text import flatten, read_text

Record = Mapping[str, Any]
MOST_CONTEXTS = 200
LONGEST_CONTEXT = 200_000

NAMES: dict[str, tuple[str, ...]] = {
    "question": ("question", "user_input", "input", "query", "prompt"),
    "answer": ("answer", "response", "actual_output", "actualOutput", "output", "result", "completion", "content"),
    "contexts": (
        "contexts", "retrieved_contexts", "retrieval_context", "retrievalContext", "source_nodes", "source_documents",
        "documents", "passages", "sources", "context",
    ),
    "reference": ("reference", "expected_output", "expectedOutput", "ground_truth", "ground_truths", "expected", "gold_answer"),
    "id": ("query_id", "id", "_id", "question_id"),
    "context text": ("text", "page_content", "content", "passage", "quote", "snippet", "document"),
    "context name": ("article_id", "source", "url", "file_name", "filename", "file_path", "doc_id", "document_id", "title"),
}  # fmt: skip
"""What each part is called, the commonest name first."""


def load(path: Path, shape: str | None = None) -> list[Given]:
    """The answers of a file. Raises QuestionSetError naming file and line: broken lines, other shapes, a question answered twice."""
    found: dict[str, Given] = {}
    for where, record in records(path):
        given = read(record, where, shape)
        key = given.query_id or plain(given.question)
        if key in found:
            raise QuestionSetError(
                f"{where}: “{short(given.question)}” is answered at {found[key].where} already: keep one"
            )
        found[key] = given
    if not found:
        raise QuestionSetError(f"{path}: holds no answer: one JSON object a line, with a question and an answer")
    return list(found.values())


def records(path: Path) -> Iterator[tuple[str, Record]]:
    """The objects of a file with the place of each: JSON lines, or one list."""
    text = read_file(path)
    if not text.lstrip().startswith("["):
        yield from ((f"{path}:{number}", values) for number, values in json_lines(text, path))
        return
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise QuestionSetError(f"{path}: not JSON: {error}") from None
    for number, values in enumerate(listed, 1):
        if not isinstance(values, dict):
            raise QuestionSetError(f"{path}: item {number} is not an object but {type(values).__name__}")
        yield f"{path}, item {number}", values


class WrongPart(TypeError):
    """A part of an answer is of another kind than its shape has, in words for a reader."""


def read(record: Record, where: str, shape: str | None = None) -> Given:
    """One answer. Raises QuestionSetError where the shape is none of those known, or lacks what it needs."""
    name = shape or shape_of(record)
    if name not in SHAPES:
        raise QuestionSetError(
            f"{where}: no shape that is known ({', '.join(sorted(record)[:8]) or 'no field'}): give `question` and `answer`, with"
            f" `contexts` where there are any, or name one of {', '.join(SHAPES)}"
        )
    try:
        return SHAPES[name](record, where)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        known = f"it has no {error}" if isinstance(error, KeyError) else "a part of it is of another kind than there"
        problem = str(error) if isinstance(error, WrongPart) else known
        raise QuestionSetError(f"{where}: not an answer in the shape {name}: {short(problem)}") from None


def shape_of(record: Record) -> str | None:
    """The shape that a record's fields tell."""
    answer = record.get("answer")
    if {"sentences", "evidence"} <= (answer if isinstance(answer, dict) else record).keys():
        return "dateline"
    if openai_shape.is_one(record):
        return "openai"
    if "user_input" in record or "ground_truth" in record:
        return "ragas"
    if record.keys() & {"actual_output", "actualOutput"}:
        return "deepeval"
    return "plain" if first(record, "question") is not None and first(record, "answer") is not None else None


def first(record: Record, part: str) -> Any:
    """What a record calls a part, by the first of its names that is there."""
    return next((record[name] for name in NAMES[part] if record.get(name) is not None), None)


def _of_fields(record: Record, where: str) -> Given:
    """Question, answer and contexts under any of their names."""
    answer = first(record, "answer")
    if answer is None and any(name in record for name in NAMES["answer"]):
        answer = ""
    text = string(answer, "answer")
    return from_text(record, where, text, contexts(record, text))


def _of_openai(record: Record, where: str) -> Given:
    """A message with annotations, as OpenAI's interfaces and those that follow them send it."""
    message = openai_shape.message(record)
    beside = contexts(record, message.text)
    text, sources, quotes = openai_shape.with_markers(message, beside)
    given = from_text(record, where, text, sources, quotes)
    failed = "it was cut off: its tokens were used up" if openai_shape.cut_off(record) else given.failed
    return dataclasses.replace(given, failed=failed, only_cited=not beside)


def from_text(
    record: Record,
    where: str,
    text: str,
    contexts: Sequence[Context],
    quotes: Mapping[int, Cited] | None = None,
) -> Given:
    """An answer as its text with markers tells it; `quotes` are the words that a label stands for."""
    parsed, refused = read_text(text, [item.label for item in contexts])
    stated = record.get("abstained")
    known = {item.label: Cited(item.label, span=item.span) for item in contexts} | dict(quotes or {})
    reference = first(record, "reference")
    if isinstance(reference, list):
        reference = reference[0] if reference else None
    return Given(
        question=string(first(record, "question"), "question").strip(),
        text=text,
        said=tuple(Said(item.text, tuple(known[label] for label in item.labels)) for item in parsed.sentences),
        contexts=tuple(contexts),
        abstained=stated if isinstance(stated, bool) else refused,
        query_id=_id(record),
        reference=None if reference is None else string(reference, "reference"),
        unknown=parsed.unknown,
        confidence=_number(record.get("confidence")),
        usage=openai_shape.usage(record),
        seconds=_number(record.get("seconds", record.get("latency"))),
        where=where,
        failed=None if stated is True or flatten(text) else "it says nothing: no answer, and no refusal",
    )


def _of_dateline(record: Record, where: str) -> Given:
    """An answer as `--json` prints it, or a run's row. Its own labels of support are not read."""
    answer = record["answer"] if isinstance(record.get("answer"), dict) else record
    contexts = [
        Context(int(item["label"]), str(item["text"]), str(item["article_id"]), (int(item["start"]), int(item["end"])))
        for item in answer["evidence"]
    ]
    said = [
        Said(
            str(sentence["text"]),
            tuple(
                Cited(int(c["label"]), str(c["quote"]), (int(c["start"]), int(c["end"]))) for c in sentence["citations"]
            ),
        )
        for sentence in answer["sentences"]
    ]
    trace = answer.get("trace") or {}
    usage = (trace.get("model") or {}).get("usage")
    measures = record.get("measures") or {}
    return Given(
        question=str(record.get("text") or answer["question"]) if answer is not record else str(answer["question"]),
        text=str(answer["text"]),
        said=tuple(said),
        contexts=tuple(contexts),
        abstained=answer["status"] == "abstained",
        query_id=_id(record) or answer.get("query_id"),
        reference=record.get("expected"),
        confidence=_number(answer.get("confidence")),
        usage=usage,
        seconds=_number(measures.get("seconds") or (trace.get("seconds") or {}).get("all")),
        where=where,
    )


def contexts(record: Record, text: str = "") -> list[Context]:
    """The contexts by their own numbers, or counted from 1 where more markers of the text name one so: a database's ids are no labels."""
    # DeepEval's `context` is what should have been found, beside what was.
    retrieved = {
        name: value for name, value in record.items() if name != "context" or "retrieval_context" not in record
    }
    found = listed(first(retrieved, "contexts"))[:MOST_CONTEXTS]
    own = [context(item, number) for number, item in enumerate(found, 1)]
    counted = [dataclasses.replace(item, label=number) for number, item in enumerate(own, 1)]
    if own == counted or len({item.label for item in own}) < len(own):
        return counted
    return min(own, counted, key=lambda labelled: len(read_text(text, [item.label for item in labelled])[0].unknown))


SHAPES: dict[str, Callable[[Record, str], Given]] = {
    "dateline": _of_dateline,
    "ragas": _of_fields,
    "deepeval": _of_fields,
    "openai": _of_openai,
    "plain": _of_fields,
}


def context(item: Any, number: int) -> Context:
    """A context as frameworks write it: a text, or an object with a text and what it is from."""
    if isinstance(item, str):
        return Context(number, item[:LONGEST_CONTEXT])
    if not isinstance(item, dict):
        raise WrongPart(f"a context is {type(item).__name__}, not a text")
    node: Record = item["node"] if isinstance(item.get("node"), dict) else item
    metadata: Record = node["metadata"] if isinstance(node.get("metadata"), dict) else {}
    own = item.get("label", item.get("index", item.get("id")))
    named = first(node, "context name") or first(metadata, "context name")
    start, end = node.get("start", metadata.get("start")), node.get("end", metadata.get("end"))
    span = (start, end) if isinstance(start, int) and isinstance(end, int) and 0 <= start < end else None
    return Context(
        own if isinstance(own, int) and not isinstance(own, bool) and own >= 0 else number,
        str(first(node, "context text") or "")[:LONGEST_CONTEXT],
        str(named) if named else None,
        span,
    )


def listed(value: Any) -> list[Any]:
    """A list, a single context, or a list that a table's cell holds as JSON."""
    if value is None or value == "":
        return []
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            loaded = json.loads(value)
        except ValueError:
            return [value]
        return loaded if isinstance(loaded, list) else [value]
    return list(value) if isinstance(value, list) else [value]


def string(value: Any, part: str) -> str:
    """A text. Lists of messages (ragas' conversations) are the last one's content. Raises WrongPart for anything else."""
    if isinstance(value, list) and value and isinstance(value[-1], dict):
        value = value[-1].get("content")
    if not isinstance(value, str):
        raise WrongPart(f"its {part} is {'missing' if value is None else f'{type(value).__name__}, not a text'}")
    return value


def plain(text: str) -> str:
    """A question for comparing: case, blanks and its mark aside."""
    return " ".join(text.casefold().split()).rstrip(" ?.!")


def short(text: str) -> str:
    """One line of at most 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"


def _id(record: Record) -> str | None:
    found = next((record[name] for name in NAMES["id"] if isinstance(record.get(name), (str, int))), None)
    return None if found is None or isinstance(found, bool) else str(found)


def _number(value: Any) -> float | None:
    right = isinstance(value, (int, float)) and not isinstance(value, bool) and value == value and abs(value) < 1e12
    return float(value) if right else None
