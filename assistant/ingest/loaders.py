"""The registry of formats: one file's bytes to its articles, by its suffix.

For `.txt` and `.md` the text is the decoded file, so that offsets fit it. For the others it is what was extracted. A
format more is a module beside `html.py` with a function `read_…(data, limits) -> Loaded`, and a line in LOADERS.
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.ingest.docx import read_docx
from assistant.ingest.encoding import decode
from assistant.ingest.html import read_html
from assistant.ingest.jsonl import read_jsonl
from assistant.ingest.metadata import read_front_matter
from assistant.ingest.parsing import Limits, Loaded, make_article
from assistant.ingest.pdf import read_pdf
from assistant.schema import Article, Skipped


def read_articles(path: str, data: bytes, limits: Limits) -> tuple[list[Article], list[Skipped]]:
    """The articles in the file `path` that holds `data`; raises ArticleError when it can be read as none at all."""
    suffix = "." + path.rsplit(".", 1)[-1].lower()
    if suffix in LINE_SUFFIXES:
        return read_jsonl(path, data)
    loaded = LOADERS[suffix](data, limits)
    article = make_article(path, loaded)
    return [article], [Skipped(path, problem) for problem in loaded.problems]


def read_txt(data: bytes, _limits: Limits) -> Loaded:
    return Loaded(decode(data))


def read_md(data: bytes, _limits: Limits) -> Loaded:
    text = decode(data)
    metadata, start = read_front_matter(text)
    return Loaded(text, metadata, start)


LOADERS: dict[str, Callable[[bytes, Limits], Loaded]] = {
    ".txt": read_txt,
    ".md": read_md,
    ".markdown": read_md,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
}
"""The formats of one article a file."""
LINE_SUFFIXES = (".jsonl", ".ndjson")
SUFFIXES = (*LOADERS, *LINE_SUFFIXES)
