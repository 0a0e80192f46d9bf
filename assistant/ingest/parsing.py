"""What every parser of files shares: what a file may cost, what comes out of it, and what becomes of foreign errors.

Parsers meet hostile files: whatever they raise becomes an ArticleError in plain words, what a file may unpack to is
bounded beforehand, and their own log lines are held back because ours give the reason.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import logging
import re
from collections.abc import Iterator

from assistant.errors import ArticleError
from assistant.ingest.file_dates import dated_by_file
from assistant.ingest.metadata import Metadata, clean_line
from assistant.ingest.outlets import bare_domain
from assistant.ingest.page_dates import beside_address
from assistant.schema import Article
from assistant.text.date_order import day_comes_first
from assistant.text.languages.detection import language_of
from assistant.text.orders import reads_as_order
from assistant.text.outlet_names import outlet_key

logger = logging.getLogger(__name__)

PICTURES = 3
"""How much larger than other files a page may be."""


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost. The first is a setting, the others guard against bombs."""

    file_bytes: int = 20_000_000
    html_bytes: int = 10_000_000
    """Of a page without the pictures within it."""
    html_tags: int = 100_000
    unpacked_bytes: int = 50_000_000
    """What a DOCX, or one stream of a PDF, may unpack to."""
    archive_entries: int = 5_000
    """Parts of a DOCX, which is a ZIP archive."""
    pdf_pages: int = 1_000
    pdf_page_steps: int = 1_000_000
    pdf_steps: int = 30_000_000
    """What is done to read one page of a PDF, and the whole file: see `pdf_page.Work`."""
    file_seconds: float = 120.0
    """What a file of many articles may take."""
    ocr: bool = True
    """Whether scanned pages are read at once, where they can be; else it is said how long that will take."""
    ocr_pages: int = 300
    ocr_seconds: float = 1_800.0
    ocr_bytes: int = 4_000_000_000
    """Of memory, in the process that reads scanned pages."""

    def bytes_of(self, suffix: str) -> int:
        """The largest file of this suffix that is read; a page may be larger, for its pictures go before it is parsed."""
        return PICTURES * self.file_bytes if suffix in (".html", ".htm") else self.file_bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Loaded:
    """A file's text, its stated metadata, where the text proper begins, and what of it could not be read."""

    text: str
    metadata: Metadata = Metadata()  # noqa: RUF009 - frozen
    start: int = 0
    problems: tuple[str, ...] = ()
    fallback: Metadata = Metadata()  # noqa: RUF009 - frozen
    """Guesses, for what neither the metadata nor the first lines say."""
    pages: tuple[int, ...] = ()
    """Where in `text` each page begins."""
    dated: bool = False
    """Its own reader has looked for the printed day: one in the first lines may be of anything."""
    by_ocr: bool = False
    """Its text, or some of it, was read from pictures."""


TITLE_OF_OUTLET = re.compile(r"(.+\S)\s+[|•·–—-]\s+(\S.*?)")
LONGEST_BEGINNING = 300
TOLD_BY = 1_500
"""Characters of an article by which its language is told."""


def below_byline(text: str, byline: str | None) -> tuple[str, int]:
    """A text below who wrote it, unless it begins with that, and where it then begins."""
    head = f"{byline}\n\n" if byline and byline not in text[:LONGEST_BEGINNING] else ""
    return head + text, len(head)


def make_article(article_id: str, loaded: Loaded) -> Article:
    """The article, what its metadata leaves open filled from its first lines; raises ArticleError without words."""
    from assistant.ingest.first_lines import day_of_change, day_of_dateline, read_head  # late: 40 ms to compile

    if not loaded.text.strip():
        raise ArticleError("is empty")
    if not any(character.isalnum() for character in loaded.text[loaded.start :]):
        raise ArticleError("holds no words")
    metadata, body_start = read_head(loaded.text, loaded.metadata, loaded.start)
    if loaded.dated and loaded.metadata.published is None:
        metadata = dataclasses.replace(metadata, published=None, published_inferred=False, date_note=None)
    metadata = (metadata if loaded.dated else beside_address(metadata)).or_else(loaded.fallback)
    language = language_of(loaded.text[body_start : body_start + TOLD_BY])
    if metadata.readings:
        hosts = filter(None, map(bare_domain, filter(None, (metadata.url, metadata.outlet))))
        metadata = metadata.settled(day_comes_first(language, hosts))
    if metadata.published is None:
        metadata = metadata.or_else(dated_by_file(article_id, day_of_dateline(loaded.text, body_start)))
    return Article(
        article_id,
        loaded.text,
        body_start,
        title=not_an_order(without_outlet(metadata.title, metadata.outlet)),
        outlet=not_an_order(metadata.outlet),
        published=metadata.published,
        published_inferred=metadata.published_inferred,
        url=metadata.url,
        updated=metadata.updated or day_of_change(loaded.text, metadata.published),
        date_note=metadata.date_note,
        pages=loaded.pages,
        by_ocr=loaded.by_ocr,
        language=language,
    )


def without_outlet(title: str | None, outlet: str | None) -> str | None:
    """A title without the outlet's name at its end: `Swan stops tram - Tarn Gazette`."""
    named = TITLE_OF_OUTLET.fullmatch(title) if title and outlet else None
    return named[1] if named and outlet_key(named[2]) == outlet_key(outlet or "") else title


def not_an_order(name: str | None) -> str | None:
    """A title or outlet, unless it reads like an order: what an answer says in its own voice must not be a stranger's words."""
    return None if name is None or reads_as_order(name) else name


@contextlib.contextmanager
def foreign_parser(kind: str, *loggers: str) -> Iterator[None]:
    """Run a parser of files of this kind: what `loggers` tell held back, its exceptions turned into an ArticleError."""
    silenced = [logging.getLogger(name) for name in loggers]
    levels = [silent.level for silent in silenced]
    for silent in silenced:
        silent.setLevel(logging.CRITICAL + 1)
    try:
        yield
    except ArticleError:
        raise
    except ImportError as error:  # not the file's fault
        raise ArticleError(f"was not read: what reads {kind} is not installed whole ({reason_of(error)})") from None
    except Exception as error:  # noqa: BLE001 - third-party parsers raise anything on hostile input
        logger.debug("no readable %s: %s", kind, reason_of(error))
        raise ArticleError(f"is no readable {kind}: it is damaged, or something of it is missing") from None
    finally:
        for silent, level in zip(silenced, levels, strict=True):
            silent.setLevel(level)


def check_archive(kind: str, data: bytes, limits: Limits) -> None:
    """Refuse a ZIP bomb by what it says it unpacks to; `zipfile` reads no entry beyond its stated size."""
    import zipfile  # imported late: 15 ms

    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile:
        raise ArticleError(f"is no {kind}, or a damaged one") from None
    if len(entries) > limits.archive_entries:
        raise ArticleError(f"has more than {limits.archive_entries:,} parts")
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise ArticleError(f"unpacks to more than {limits.unpacked_bytes / 1_000_000:g} MB")


def reason_of(error: Exception) -> str:
    """One short printable line about a parser's exception, for the log: a reader is told in words of ours."""
    return f"{type(error).__name__}: {clean_line(str(error)[:120]) or 'no details'}"


def require_text(text: str | None) -> str:
    """Extracted text without NULs and halves of characters, which no store holds; raises ArticleError without any."""
    sound = (text or "").replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
    if not sound:
        raise ArticleError("has no article text")
    if sound.count("�") > 0.2 * len(sound):
        raise ArticleError("has no readable text (its characters do not map to letters)")
    return sound
