"""A draft's file as text: `.txt`, `.md`, `.html`, `.docx` by the readers of articles; anything else is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from assistant.errors import ArticleError, DraftError
from assistant.ingest.docx import read_docx
from assistant.ingest.encoding import decode
from assistant.ingest.html import decode_html
from assistant.ingest.metadata import read_front_matter
from assistant.ingest.parsing import Limits

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx")


def read_draft(name: str, data: bytes, limits: Limits) -> tuple[str, dt.date | None]:
    """The text of a draft and the day that its front matter states. Raises DraftError."""
    suffix = Path(name).suffix.lower()
    if suffix and suffix not in SUFFIXES:
        raise DraftError(f"{name} is no draft that can be read: give one of {', '.join(SUFFIXES)}")
    try:
        if suffix == ".docx":
            return read_docx(data, limits).text, None
        if suffix in (".html", ".htm"):
            return page_text(decode_html(data)), None
        text = decode(data)
    except ArticleError as error:
        raise DraftError(f"{name} {error}") from None
    if suffix != ".md":
        return text, None
    metadata, start = read_front_matter(text)
    return text[start:].lstrip("\n"), metadata.published


def page_text(html: str) -> str:
    """All that a page says, a block a line: of a draft nothing is left out as being beside the article."""
    from lxml import html as parser  # type: ignore[import-untyped]

    if not html.strip():
        return ""
    tree = parser.document_fromstring(html.encode(), parser=parser.HTMLParser(encoding="utf-8"))
    for hidden in tree.xpath("//script|//style|//head|//noscript|//template"):
        hidden.drop_tree()
    for block in tree.xpath("//p|//div|//li|//tr|//h1|//h2|//h3|//h4|//h5|//h6|//blockquote|//br|//section|//article"):
        block.tail = "\n\n" + (block.tail or "")
    for cell in tree.xpath("//td|//th"):
        cell.tail = "\t" + (cell.tail or "")
    lines = (" ".join(line.split(" ")).strip() for line in tree.text_content().splitlines())
    return "\n".join(lines).strip()
