"""JSON: one article a line (JSONL), or a list of articles with whatever stands around it."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.encoding import decode
from assistant.ingest.field_names import TEXT_KEYS
from assistant.ingest.parsing import Limits
from assistant.ingest.records import first_text, names_a_text, opened, plain_names, read_records
from assistant.ingest.several import Entry

DEEPEST_LIST = 4
"""Levels of objects around the list of articles: `response.hits.hits._source`."""


def read_jsonl(data: bytes, _limits: Limits) -> Iterator[Entry]:
    """One article a line. A bad line is skipped with its number, the others are read."""
    return read_records(json_lines(data), "line", parse_object)


def read_json(data: bytes, limits: Limits) -> Iterator[Entry]:
    """The articles of a list, or of all lists of them within an object; one object; or JSON lines all the same."""
    lines = [line for _, line in zip(range(2), json_lines(data), strict=False)]
    if len(lines) == 2 and all(is_whole_object(line) for _, line in lines):
        return read_jsonl(data, limits)
    records = find_records(parse(decode(data)))
    if not records:
        raise ArticleError("holds no list of articles with a text")
    return read_records(enumerate(records, 1), "article")


def json_lines(data: bytes) -> Iterator[tuple[int, bytes | str]]:
    """The lines that hold something, numbered from 1: as bytes, so that one bad byte costs one line only."""
    beginning = data[:4096]
    wide = beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))
    wide = wide or beginning.count(0) > 0.2 * len(beginning)  # no byte-order mark, or not text at all
    lines: list[Any] = decode(data).split("\n") if wide else data.removeprefix(codecs.BOM_UTF8).split(b"\n")
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def is_whole_object(line: bytes | str) -> bool:
    try:
        parse_object(line)
    except ArticleError:
        return False
    return True


def parse_object(line: bytes | str) -> dict[str, Any]:
    """The JSON object in a line; whatever else it holds is an ArticleError."""
    try:
        fields = parse(line.decode("utf-8") if isinstance(line, bytes) else line)
    except UnicodeDecodeError:
        raise ArticleError("is not UTF-8") from None
    if not isinstance(fields, dict):
        raise ArticleError("is not a JSON object")
    return fields


def parse(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ArticleError("is nested too deeply") from None
    except ValueError:
        raise ArticleError("is not JSON") from None


def find_records(value: Any, depth: int = 0) -> list[Mapping[str, Any]]:
    """The articles of all lists in a JSON value; an object that has a text itself is a list of one."""
    if isinstance(value, list):
        objects = [item if isinstance(item, dict) else {} for item in value]
        if any(names_a_text(opened(item)) for item in objects[:1000]):
            return list(objects)
    elif isinstance(value, dict):
        keyed = [item for item in value.values() if isinstance(item, dict) and names_a_text(item)]
        if len(keyed) > 1 and depth <= DEEPEST_LIST:  # articles under their numbers
            return list(keyed)
        if first_text(plain_names(value), TEXT_KEYS):
            return [value]
    if depth > DEEPEST_LIST or not isinstance(value, (list, dict)):
        return []
    inner = value if isinstance(value, list) else value.values()
    found = [record for item in inner for record in find_records(item, depth + 1)]
    return found or ([value] if isinstance(value, dict) and names_a_text(value) else [])
