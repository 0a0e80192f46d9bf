"""One file's bytes to its articles, by suffix.

For `.txt` and `.md` the text is the decoded file, so that offsets fit it. For the others it is what was extracted.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from assistant.decoding import decode
from assistant.errors import ArticleError
from assistant.head import read_head
from assistant.metadata import Metadata, read_front_matter
from assistant.schema import Article, Skipped

TEXT_KEYS = ("text", "body", "content", "articlebody")
LISTED_LINES = 50
"""Bad lines of one file that are listed one by one; the rest is counted."""


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost. The first is a setting, the others guard against bombs."""

    file_bytes: int = 20_000_000
    html_bytes: int = 10_000_000
    unpacked_bytes: int = 50_000_000
    """What a PDF or DOCX may unpack to."""
    pdf_pages: int = 1_000
    pdf_seconds: float = 60.0

    def bytes_of(self, suffix: str) -> int:
        """The largest file of this suffix that is read."""
        return min(self.file_bytes, self.html_bytes) if suffix in (".html", ".htm") else self.file_bytes


def read_articles(path: str, data: bytes, limits: Limits) -> tuple[list[Article], list[Skipped]]:
    """The articles in the file `path` that holds `data`; raises ArticleError when it holds none at all."""
    suffix = "." + path.rsplit(".", 1)[-1].lower()
    text, metadata, start = LOADERS[suffix](data, limits)
    return [make_article(path, text, metadata, start)], []


Loaded = tuple[str, Metadata, int]
"""Text, stated metadata, and where the text proper begins."""


def read_txt(data: bytes, limits: Limits) -> Loaded:
    return decode(data), Metadata(), 0


def read_md(data: bytes, limits: Limits) -> Loaded:
    text = decode(data)
    return text, *read_front_matter(text)


def make_article(article_id: str, text: str, metadata: Metadata, start: int = 0) -> Article:
    """The article, what its metadata leaves open filled from its first lines; raises ArticleError without words."""
    if not text.strip():
        raise ArticleError("is empty")
    if not any(character.isalnum() for character in text[start:]):
        raise ArticleError("holds no words")
    metadata, body_start = read_head(text, metadata, start)
    return Article(
        article_id,
        text,
        body_start,
        title=metadata.title,
        outlet=metadata.outlet,
        published=metadata.published,
        published_inferred=metadata.published_inferred,
        url=metadata.url,
    )


LOADERS: dict[str, Callable[[bytes, Limits], Loaded]] = {".txt": read_txt, ".md": read_md, ".markdown": read_md}
SUFFIXES = tuple(LOADERS)
