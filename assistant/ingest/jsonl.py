"""JSON lines: one article a line, with its metadata in fields of many names."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.encoding import decode
from assistant.ingest.metadata import clean_url, from_fields
from assistant.ingest.parsing import Loaded, make_article
from assistant.schema import Article, Skipped

TEXT_KEYS = ("text", "body", "content", "articleBody")
NAME_KEYS = ("id", "key", "article_id", "url")
LONGEST_NAME = 200
LISTED_LINES = 50
"""Bad lines of one file that are listed one by one; of the rest there is a count."""


def read_jsonl(path: str, data: bytes) -> tuple[list[Article], list[Skipped]]:
    """One article a line. A bad line is skipped with its number, the others are read."""
    articles: dict[str, Article] = {}
    problems: list[str] = []
    for number, line in json_lines(data):
        try:
            article = read_json_line(path, number, line, articles)
        except ArticleError as error:
            problems.append(f"line {number} {error}")
        else:
            articles[article.article_id] = article
    if not articles and not problems:
        raise ArticleError("is empty")
    if len(problems) > LISTED_LINES:
        problems[LISTED_LINES:] = [f"{len(problems) - LISTED_LINES:,} more lines cannot be read"]
    return list(articles.values()), [Skipped(path, problem) for problem in problems]


def json_lines(data: bytes) -> Iterator[tuple[int, bytes | str]]:
    """The lines that hold something, numbered from 1: as bytes, so that one bad byte costs one line only."""
    beginning = data[:4096]
    wide = beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))
    wide = wide or beginning.count(0) > 0.2 * len(beginning)  # no byte-order mark, or not text at all
    lines: list[Any] = decode(data).split("\n") if wide else data.removeprefix(codecs.BOM_UTF8).split(b"\n")
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def read_json_line(path: str, number: int, line: bytes | str, taken: dict[str, Article]) -> Article:
    """The article in one line; its name is the line's own if it has one and no line before has the same."""
    fields = parse_object(line)
    text = next((fields[key] for key in TEXT_KEYS if isinstance(fields.get(key), str)), None)
    if text is None:
        raise ArticleError(f"has no text ({', '.join(TEXT_KEYS)})")
    check_characters(text)
    article_id = f"{path}#{line_name(fields) or number}"
    while article_id in taken:
        article_id = f"{article_id}@{number}"
    return make_article(article_id, Loaded(text, from_fields(fields)))


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


def check_characters(text: str) -> None:
    """JSON can spell what no text file holds: NULs and halves of characters."""
    if re.search(r"[\x00\ud800-\udfff]", text):
        raise ArticleError("holds broken characters (NUL or half a surrogate pair)")


def line_name(fields: dict[str, Any]) -> str | None:
    """What the line calls itself, if it can stand in a citation."""
    for key in NAME_KEYS:
        name = clean_url(fields.get(key)) if key == "url" else fields.get(key)
        if isinstance(name, int) and not isinstance(name, bool):
            name = str(name) if abs(name) < 10**18 else None
        if isinstance(name, str) and 0 < len(name) <= LONGEST_NAME and name.isprintable() and name.strip() == name:
            return name
    return None
