"""JSON lines: one article a line, with its metadata in fields of many names."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.encoding import decode
from assistant.ingest.metadata import clean_url, from_fields
from assistant.ingest.parsing import Limits, Loaded
from assistant.ingest.several import Entry, usable_name

TEXT_KEYS = ("text", "body", "content", "articleBody")
NAME_KEYS = ("id", "key", "article_id", "url")


def read_jsonl(data: bytes, _limits: Limits) -> Iterator[Entry]:
    """One article a line. A bad line is skipped with its number, the others are read."""
    for number, line in json_lines(data):
        try:
            fields = parse_object(line)
            loaded, name = read_fields(fields), line_name(fields)
        except ArticleError as error:
            yield Entry(number, problem=str(error), kind="line")
        else:
            yield Entry(number, loaded, name or str(number), kind="line")


def json_lines(data: bytes) -> Iterator[tuple[int, bytes | str]]:
    """The lines that hold something, numbered from 1: as bytes, so that one bad byte costs one line only."""
    beginning = data[:4096]
    wide = beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))
    wide = wide or beginning.count(0) > 0.2 * len(beginning)  # no byte-order mark, or not text at all
    lines: list[Any] = decode(data).split("\n") if wide else data.removeprefix(codecs.BOM_UTF8).split(b"\n")
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def read_fields(fields: dict[str, Any]) -> Loaded:
    """The article that the fields of a scraper make; raises ArticleError without its text."""
    text = next((fields[key] for key in TEXT_KEYS if isinstance(fields.get(key), str)), None)
    if text is None:
        raise ArticleError(f"has no text ({', '.join(TEXT_KEYS)})")
    return Loaded(text, from_fields(fields))


def parse_object(line: bytes | str) -> dict[str, Any]:
    """The JSON object in a line; whatever else it holds is an ArticleError."""
    try:
        fields = json.loads(line.decode("utf-8") if isinstance(line, bytes) else line)
    except UnicodeDecodeError:
        raise ArticleError("is not UTF-8") from None
    except RecursionError:
        raise ArticleError("is nested too deeply") from None
    except ValueError:
        raise ArticleError("is not JSON") from None
    if not isinstance(fields, dict):
        raise ArticleError("is not a JSON object")
    return fields


def line_name(fields: dict[str, Any]) -> str | None:
    """What the line calls itself, if it can stand in a citation."""
    named = (usable_name(clean_url(fields.get(key)) if key == "url" else fields.get(key)) for key in NAME_KEYS)
    return next(filter(None, named), None)
