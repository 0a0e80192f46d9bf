"""The registry of formats: one file's bytes to its articles, by its suffix.

For `.txt` and `.md` the text is the decoded file, so that offsets fit it. For the others, and where one file holds
several articles, it is what was extracted. A format more is a module beside `html.py` with a function
`read_…(data, limits)` that gives a `Loaded`, or an `Entry` for each of several articles, and a line in LOADERS.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from assistant.ingest.docx import read_docx
from assistant.ingest.encoding import decode
from assistant.ingest.exports import read_export
from assistant.ingest.html import decode_html, read_html
from assistant.ingest.jsonl import read_json, read_jsonl
from assistant.ingest.markup import lines_of_page, may_be_export
from assistant.ingest.metadata import read_front_matter
from assistant.ingest.parsing import Limits, Loaded, make_article
from assistant.ingest.pdf import read_pdf
from assistant.ingest.several import Entry, make_articles
from assistant.ingest.tables import read_csv, read_xlsx
from assistant.schema import Article, Skipped

Read = Loaded | Iterable[Entry]
"""One article, or several."""


def read_articles(path: str, data: bytes, limits: Limits) -> tuple[list[Article], list[Skipped]]:
    """The articles in the file `path` that holds `data`; raises ArticleError when it can be read as none at all."""
    read = LOADERS["." + path.rsplit(".", 1)[-1].lower()](data, limits)
    if not isinstance(read, Loaded):
        return make_articles(path, read, limits)
    return [make_article(path, read)], [Skipped(path, problem) for problem in read.problems]


def file_of(article_id: str) -> str:
    """The file that an article stands in.

    >>> file_of("news/a.jsonl#7"), file_of("news/a.txt")
    ('news/a.jsonl', 'news/a.txt')
    """
    return article_id[: named.end() - 1] if (named := NAMED_ARTICLE.search(article_id)) else article_id


def read_txt(data: bytes, _limits: Limits) -> Read:
    text = decode(data)
    return read_export(text) or Loaded(text)


def read_md(data: bytes, _limits: Limits) -> Loaded:
    text = decode(data)
    metadata, start = read_front_matter(text)
    return Loaded(text, metadata, start)


def read_page(data: bytes, limits: Limits) -> Read:
    """A web page; one that a news database wrote may hold many articles."""
    if may_be_export(data) and (entries := read_export(lines_of_page(decode_html(data)))):
        return entries
    return read_html(data, limits)


def read_document(read: Callable[[bytes, Limits], Loaded]) -> Callable[[bytes, Limits], Read]:
    """A reader of documents that may be exports of a news database, too."""

    def read_one_or_several(data: bytes, limits: Limits) -> Read:
        loaded = read(data, limits)
        return read_export(loaded.text) or loaded

    return read_one_or_several


LOADERS: dict[str, Callable[[bytes, Limits], Read]] = {
    ".txt": read_txt,
    ".md": read_md,
    ".markdown": read_md,
    ".html": read_page,
    ".htm": read_page,
    ".pdf": read_pdf,
    ".docx": read_document(read_docx),
    ".json": read_json,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
}
SUFFIXES = tuple(LOADERS)
NAMED_ARTICLE = re.compile(rf"(?:{'|'.join(map(re.escape, SUFFIXES))})#", re.IGNORECASE)
"""`a.jsonl#` in the id of one of several articles; no file is named so (`folder.py`)."""
