"""The registry of formats: one file's bytes to its articles, by its suffix.

For `.txt` and `.md` the text is the decoded file, so that offsets fit it. For the others, and where one file holds
several articles, it is what was extracted. A format more is a module beside `html.py` with a function
`read_…(data, limits)` that gives a `Loaded`, or an `Entry` for each of several articles, and a line in LOADERS.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable

from assistant.errors import ArticleError
from assistant.ingest.docx import read_docx
from assistant.ingest.encoding import decode
from assistant.ingest.html import decode_html, read_html
from assistant.ingest.metadata import read_front_matter
from assistant.ingest.parsing import Limits, Loaded, make_article
from assistant.ingest.pdf import read_pdf
from assistant.ingest.several import Read, make_articles
from assistant.schema import Article, Skipped

Reader = Callable[[bytes, Limits], Read]


def read_articles(path: str, data: bytes, limits: Limits) -> tuple[list[Article], list[Skipped]]:
    """The articles in the file `path` that holds `data`; raises ArticleError when it can be read as none at all."""
    read = LOADERS[suffix_of(path)](data, limits)
    if not isinstance(read, Loaded):
        return make_articles(path, read, limits)
    return [make_article(path, read)], [Skipped(path, problem) for problem in read.problems]


def suffix_of(path: str) -> str:
    """The suffix with its point, in lower case: "News/A.TXT" → ".txt"."""
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122 - a tenth of what PurePosixPath takes
    return WARC_GZ if suffix == ".gz" and path.lower().endswith(WARC_GZ) else suffix


def file_of(article_id: str) -> str:
    """The file that an article stands in.

    >>> file_of("news/a.jsonl#7"), file_of("news/a.txt")
    ('news/a.jsonl', 'news/a.txt')
    """
    return article_id[: named.end() - 1] if (named := NAMED_ARTICLE.search(article_id)) else article_id


def read_txt(data: bytes, limits: Limits) -> Read:
    if data[:1] in (b"\x16", b"\x01"):  # a wire report as it was sent
        from assistant.ingest.anpa import is_anpa, read_anpa

        if is_anpa(data):
            return read_anpa(data, limits)
    text = decode(data)
    if REFERENCES.match(text):
        raise ArticleError(A_LIST)
    return exported(text) or Loaded(text)


def read_md(data: bytes, _limits: Limits) -> Loaded:
    text = decode(data)
    metadata, start = read_front_matter(text)
    return Loaded(text, metadata, start)


def read_page(data: bytes, limits: Limits, address: str | None = None) -> Read:
    """A web page; one that a news database wrote may hold many articles."""
    from assistant.ingest.markup import lines_of_page, may_be_export

    entries = exported(lines_of_page(decode_html(data))) if may_be_export(data) else None
    return entries or read_html(data, limits, address)


def read_mhtml(data: bytes, limits: Limits) -> Read:
    """A page that a browser saved with its pictures in one file."""
    from assistant.ingest.mail import page_of_archive

    page, address = page_of_archive(data)
    return read_page(page, limits, address)


def document(read: Reader) -> Reader:
    """A reader of documents that may be exports of a news database, too."""

    def read_document(data: bytes, limits: Limits) -> Read:
        loaded = read(data, limits)
        return (exported(loaded.text) if isinstance(loaded, Loaded) else None) or loaded

    return read_document


def exported(text: str) -> Read | None:
    """The articles of a text that a news database exported; None for any other."""
    from assistant.ingest.exports import read_export  # imported late: its patterns take 20 ms to compile

    return read_export(text)


def late(module: str, name: str) -> Reader:
    """A reader whose module is imported with the first file that needs it."""

    def read_late(data: bytes, limits: Limits) -> Read:
        read: Reader = getattr(importlib.import_module(f"assistant.ingest.{module}"), name)
        return read(data, limits)

    return read_late


A_LIST = "is a list of references, not of articles"
REFERENCES = re.compile(
    r"(?:\s*%.*\n)*\s*(?:TY  - [A-Z]{3,8}\s*\n\s*[A-Z][A-Z0-9]  - |@\w{3,20}\s*\{\s*[^\s,{}]+\s*,\s*\n?\s*\w+\s*=)"
)
"""How RIS and BibTeX begin."""
LISTS = (".bib", ".ris")
WARC_GZ = ".warc.gz"
LOADERS: dict[str, Reader] = {
    ".txt": read_txt,
    ".md": read_md,
    ".markdown": read_md,
    **dict.fromkeys((".html", ".htm", ".xhtml"), read_page),
    ".pdf": read_pdf,
    ".docx": document(read_docx),
    ".odt": document(late("odt", "read_odt")),
    ".rtf": document(late("rtf", "read_rtf")),
    ".epub": late("epub", "read_epub"),
    **dict.fromkeys((".jsonl", ".ndjson"), late("jsonl", "read_jsonl")),
    ".json": late("jsonl", "read_json"),
    **dict.fromkeys((".csv", ".tsv"), late("sheets", "read_csv")),
    ".xlsx": late("sheets", "read_xlsx"),
    **dict.fromkeys((".xml", ".rss", ".atom", ".rdf", ".nitf"), late("news_xml", "read_xml")),
    ".anpa": late("anpa", "read_anpa"),
    ".eml": late("mail", "read_eml"),
    ".mbox": late("mail", "read_mbox"),
    **dict.fromkeys((".mht", ".mhtml"), read_mhtml),
    **dict.fromkeys((".warc", WARC_GZ), late("warc", "read_warc")),
    **dict.fromkeys((".srt", ".vtt"), late("subtitles", "read_subtitles")),
}
SUFFIXES = tuple(LOADERS)
NAMED_ARTICLE = re.compile(rf"(?:{'|'.join(map(re.escape, SUFFIXES))})#", re.IGNORECASE)
"""`a.jsonl#` in the id of one of several articles; no file is named so (`folder.py`)."""
