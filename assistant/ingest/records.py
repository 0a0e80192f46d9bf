"""Records of articles, whatever holds them: the fields of JSON objects and the columns of tables."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.field_names import AUTHOR_KEYS, NAME_KEYS, PUBLISHED_KEYS, SUMMARY_KEYS, TEXT_KEYS, TITLE_KEYS
from assistant.ingest.markup import text_of_fragment
from assistant.ingest.metadata import clean_line, clean_url, from_fields
from assistant.ingest.parsing import Loaded, below_byline
from assistant.ingest.several import Entry, usable_name

CUT_OFF = re.compile(r"(?:…|\.\.\.)?\s{0,9}\[\+\d{1,9} chars\]$")
"""How a news service says that it gives only the beginning."""
DIGITS = re.compile(r"(?:19|20)\d{6}(?:\d{4}|\d{6})?|\d{10}|\d{13}")
"""Year, month and day with or without a time; seconds or milliseconds since 1970."""
MOST_AUTHORS = 10
WHOLE_VALUES = ("rendered", "#text")
VALUES = (*WHOLE_VALUES, "main", "original", "name", "title")
"""What services call the words in an object that is a headline, an outlet or a writer; a text's are never its title."""
LISTED = re.compile(r"^\[|\]$|(?:(?<=^\[)|(?<=, ))['\"]|['\"](?=, |\]$)")
"""What a list of names has besides them where a table holds it: `['Jon Hale', "O'Neil"]`."""
HTML = re.compile(r"</?(?:p|div|br|a|span|h\d|ul|li|img|strong|em)\b[^<>]*>", re.IGNORECASE)


def read_records(
    records: Iterable[tuple[int, Any]], kind: str, parse: Callable[[Any], Mapping[str, Any]] = dict
) -> Iterator[Entry]:
    """The article of each record, by its number, and at the end a word on those that are not whole; `parse` gives its fields."""
    summaries = cut = 0
    for number, fields in records:
        try:
            loaded, name = read_record(parse(fields))
        except ArticleError as error:
            yield Entry(number, problem=str(error), kind=kind)
            continue
        summaries += "summary" in loaded.problems
        cut += "cut off" in loaded.problems
        yield Entry(number, dataclasses.replace(loaded, problems=()), name, kind=kind)
    if summaries:
        yield Entry(0, problem=f"has no text in {counted(summaries, kind)}: the summary is read")
    if cut:
        yield Entry(0, problem=f"has only the beginning of the text in {counted(cut, kind)}")


def counted(number: int, kind: str) -> str:
    return f"{number:,} {kind}{'s' if number != 1 else ''}"


def read_record(fields: Mapping[str, Any]) -> tuple[Loaded, str | None]:
    """The article that a record's fields make, and what it calls itself; raises ArticleError without its text."""
    plain = plain_names(opened(fields))
    problems = []
    text = first_text(plain, TEXT_KEYS)
    if text is None:
        text = max(filter(None, (first_text(plain, [key]) for key in SUMMARY_KEYS)), key=len, default=None)
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
    text, start = below_byline(text, byline_of(plain))
    return Loaded(text, metadata, start, tuple(problems)), next(filter(None, named), None)


def byline_of(fields: Mapping[str, Any]) -> str | None:
    """Who wrote it: a name, a list of names, or objects with names; no addresses.

    >>> byline_of({"authors": ["Jon Hale", {"name": "Tove Lind"}, "https://social.example/jon"]})
    'Jon Hale, Tove Lind'
    """
    for key in AUTHOR_KEYS:
        value = fields.get(key)
        people = value if isinstance(value, list) else [value]
        names = (clean_line(said(one, VALUES)) for one in people[:MOST_AUTHORS])
        if byline := ", ".join(LISTED.sub("", name) for name in names if name and "://" not in name):
            return byline
    return None


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
        plain_name = re.sub(r"[\W_]", "", str(name)).lower()
        plain.setdefault(plain_name, said(value, WHOLE_VALUES if plain_name in TEXT_KEYS else VALUES))
    return plain


def said(value: Any, names: Iterable[str]) -> Any:
    """A value, out of the object in which some services put it: `{"main": "Ferry stops", "kicker": null}`."""
    inner = (value.get(name) for name in names) if isinstance(value, Mapping) else ()
    found = next((one for one in inner if isinstance(one, str) and one), value)
    return html.unescape(found) if found is not value and "<" not in found else found


def opened(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record together with the object in it that holds its text, as search engines and services of newspapers write it.

    >>> opened({"id": 7, "fields": {"bodyText": "Rain."}})
    {'bodyText': 'Rain.', 'id': 7, 'fields': {'bodyText': 'Rain.'}}
    """
    if first_text(plain_names(fields), TEXT_KEYS):
        return fields
    inner = (value for value in fields.values() if isinstance(value, Mapping) and names_a_text(value))
    return {**next(inner, {}), **fields}


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
