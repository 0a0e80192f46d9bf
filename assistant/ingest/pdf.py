"""PDF files: the text of their pages by pypdf, put together from its typeset lines (`pdf_layout.py`), and a stated title."""

from __future__ import annotations

import io
import logging
import time
from typing import TYPE_CHECKING, Any

from assistant.errors import ArticleError
from assistant.ingest.metadata import Metadata, clean_document_title
from assistant.ingest.parsing import Limits, Loaded, foreign_parser, reason_of, require_text
from assistant.ingest.pdf_layout import LineMaker, TextLine, put_together

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

logger = logging.getLogger(__name__)

LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def read_pdf(data: bytes, limits: Limits) -> Loaded:
    """Text of a PDF, page by page; pages that cannot be read are named. Its creation date is no publication date."""
    with foreign_parser("PDF", "pypdf"):
        from pypdf import PdfReader, apply_configuration  # imported late: 0.25 s

        streams = limits.unpacked_bytes // 5
        with apply_configuration(
            zlib_maximum_output_length=streams,
            lzw_maximum_output_length=streams,
            run_length_maximum_output_length=streams,
            array_based_stream_maximum_output_length=streams,
            stream_parsing_work_maximum_count=limits.pdf_page_steps,
            xform_maximum_invocations_per_extraction=500,
        ):
            reader = PdfReader(io.BytesIO(data))
            unlock(reader)
            pages, problems = read_pages(reader, limits)
            title = clean_document_title(reader.metadata.title) if reader.metadata else None
    if not any(pages):
        raise ArticleError("has no page that can be read" if problems else "is a PDF without text (scanned?)")
    text, starts = put_together(pages)
    return Loaded(require_text(text), Metadata(title), problems=tuple(problems), pages=starts)


def unlock(reader: PdfReader) -> None:
    """Open a PDF that anyone may read but not change; one that asks for a password is skipped."""
    from pypdf.errors import DependencyError

    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("is encrypted")
    except DependencyError:
        raise ArticleError("is encrypted") from None


def read_pages(reader: PdfReader, limits: Limits) -> tuple[list[list[TextLine]], list[str]]:
    """The lines of every page, and what is wrong with those that cannot be read, which have none."""
    if len(reader.pages) > limits.pdf_pages:
        raise ArticleError(f"has more than {limits.pdf_pages:,} pages")
    deadline = time.monotonic() + limits.pdf_seconds
    pages: list[list[TextLine]] = []
    problems: list[str] = []
    read = 0
    for number, page in enumerate(reader.pages, 1):
        pages.append([])
        try:
            pages[-1] = lines_of(page, number)
        except Exception as error:  # noqa: BLE001 - a parser of hostile input; the other pages are still good
            logger.debug("page %d: %s", number, reason_of(error))
            problems.append(f"page {number} cannot be read")
        read += sum(len(line.text) for line in pages[-1])
        if time.monotonic() > deadline:
            raise ArticleError(f"takes longer than {limits.pdf_seconds:g} s to read")
        if read > limits.unpacked_bytes:
            raise ArticleError(f"unpacks to more than {limits.unpacked_bytes / 1_000_000:g} MB")
    return pages, problems


def lines_of(page: PageObject, number: int) -> list[TextLine]:
    """The lines of a page in the order in which they were set."""
    maker = LineMaker(number)

    def take(text: str, outer: list[float], inner: list[float], _font: Any, size: float) -> None:
        x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        scale = abs((outer[0] * outer[3] - outer[1] * outer[2]) * (inner[0] * inner[3] - inner[1] * inner[2])) ** 0.5
        maker.add(sound(text), x, y, size * scale)

    page.extract_text(visitor_text=take)
    maker.finish()
    return maker.lines


def sound(text: str) -> str:
    """A piece of text without ligatures, NULs and halves of characters, so that every place in it stays what it is."""
    plain = text.translate(LIGATURES).replace("\x00", "")
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
