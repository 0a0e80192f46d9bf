"""Records of articles, whatever holds them: the fields of JSON objects and the columns of tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.field_names import NAME_KEYS, PUBLISHED_KEYS, SUMMARY_KEYS, TEXT_KEYS, TITLE_KEYS
from assistant.ingest.markup import text_of_fragment
from assistant.ingest.metadata import clean_url, from_fields
from assistant.ingest.parsing import Loaded
from assistant.ingest.several import Entry, usable_name

CUT_OFF = re.compile(r"(?:…|\.\.\.)?\s*\[\+\d+ chars\]$")
"""How a news service says that it gives only the beginning."""
DIGITS = re.compile(r"(?:19|20)\d{6}(?:\d{4}|\d{6})?|\d{10}|\d{13}")
"""Year, month and day with or without a time; seconds or milliseconds since 1970."""
HTML = re.compile(r"</?(?:p|div|br|a|span|h\d|ul|li|img|strong|em)\b[^>]*>", re.IGNORECASE)


def read_records(records: Iterable[tuple[int, Mapping[str, Any]]], kind: str) -> Iterator[Entry]:
    """The article of each record, by its number, and at the end a word on those that are not whole."""
    summaries = cut = 0
    for number, fields in records:
        try:
            loaded, name = read_record(fields)
        except ArticleError as error:
            yield Entry(number, problem=str(error), kind=kind)
            continue
        summaries += "summary" in loaded.problems
        cut += "cut off" in loaded.problems
        yield Entry(number, Loaded(loaded.text, loaded.metadata), name, kind=kind)
    if summaries:
        yield Entry(0, problem=f"has no text in {counted(summaries, kind)}: the summary is read")
    if cut:
        yield Entry(0, problem=f"has only the beginning of the text in {counted(cut, kind)}")


def counted(number: int, kind: str) -> str:
    return f"{number:,} {kind}{'s' if number != 1 else ''}"


def read_record(fields: Mapping[str, Any]) -> tuple[Loaded, str | None]:
    """The article that a record's fields make, and what it calls itself; raises ArticleError without its text."""
    plain = plain_names(fields)
    problems = []
    text = first_text(plain, TEXT_KEYS)
    if text is None:
        text = first_text(plain, SUMMARY_KEYS)
        problems = ["summary"]
    if text is None:
        raise ArticleError(f"has no text ({', '.join(TEXT_KEYS[:5])} …)")
    if CUT_OFF.search(text):
        text, problems = CUT_OFF.sub("", text), ["cut off"]
    if HTML.search(text):
        text = text_of_fragment(text)
    named = (usable_name(clean_url(plain.get(key)) if key in ("url", "link") else plain.get(key)) for key in NAME_KEYS)
    metadata = from_fields(
        {name: day_of_digits(value) if name in PUBLISHED_KEYS else value for name, value in plain.items()}
    )
    return Loaded(text, metadata, problems=tuple(problems)), next(filter(None, named), None)


def day_of_digits(value: Any) -> Any:
    """A day written in digits only, as something that is read as one: `20191214103000` begins with it, ten count seconds.

    >>> day_of_digits(20191214103000), day_of_digits("1576319400"), day_of_digits("30 Dec 2021")
    ('20191214', 1576319400, '30 Dec 2021')
    """
    if isinstance(value, dict) and "$date" in value:  # as MongoDB exports a day
        value = value["$date"]
    digits = str(value).strip()
    if isinstance(value, bool) or not DIGITS.fullmatch(digits):
        return value
    return int(digits) if len(digits) in (10, 13) else digits[:8]


def plain_names(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with their names as they are compared: small letters and digits only. The first of two alike counts."""
    plain: dict[str, Any] = {}
    for name, value in fields.items():
        plain.setdefault(re.sub(r"[\W_]", "", str(name)).lower(), value)
    return plain


def first_text(fields: Mapping[str, Any], keys: Iterable[str]) -> str | None:
    """The first field that holds words; a list of paragraphs is a text, too."""
    for key in keys:
        value = fields.get(key)
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = "\n\n".join(value)
        if isinstance(value, str) and value.strip():
            return value
    return None


def names_a_text(names: Iterable[Any]) -> bool:
    """Whether fields of these names may be an article's: a text, or a summary with a headline."""
    plain = plain_names(dict.fromkeys(map(str, names)))
    return has_any(plain, TEXT_KEYS) or (has_any(plain, SUMMARY_KEYS) and has_any(plain, TITLE_KEYS))


def has_any(plain: Mapping[str, Any], keys: Iterable[str]) -> bool:
    return any(key in plain for key in keys)
