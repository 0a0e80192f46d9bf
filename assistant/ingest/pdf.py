"""PDF files: the text of their pages by pypdf, put together from its typeset lines (`pdf_layout.py`), and a stated title."""

from __future__ import annotations

import io
import itertools
import logging
import time
from typing import TYPE_CHECKING, Any

from assistant.errors import ArticleError
from assistant.ingest.metadata import Metadata, document_title
from assistant.ingest.parsing import Limits, Loaded, foreign_parser, reason_of, require_text
from assistant.ingest.pdf_layout import LineMaker, TextLine, as_lines, in_columns, put_together
from assistant.ingest.several import Entry, Read

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

logger = logging.getLogger(__name__)

LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def read_pdf(data: bytes, limits: Limits) -> Read:
    """Text of a PDF, page by page; pages that cannot be read are named. Its creation date is no publication date.

    One that a news database wrote is split as its other exports are.
    """
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
            scanned = [] if len(problems) == len(pages) else pictures(reader, pages)
            stated = reader.metadata.title if reader.metadata else None
    by_ocr = add_scanned(data, pages, scanned, problems, limits) if scanned else False
    if not any(pages):
        raise ArticleError("has no page that can be read" if problems else "is a PDF without text")
    from assistant.ingest.exports import read_export  # imported late: its patterns take 20 ms to compile
    from assistant.ingest.factiva import with_gaps

    if entries := read_export(*with_gaps(*as_lines(pages)), by_ocr):
        return itertools.chain(entries, (Entry(0, problem=problem) for problem in problems))
    text, starts = put_together(pages)
    title = document_title(stated, text)
    return Loaded(require_text(text), Metadata(title), problems=tuple(problems), pages=starts, by_ocr=by_ocr)


def add_scanned(
    data: bytes, pages: list[list[TextLine]], scanned: list[int], problems: list[str], limits: Limits
) -> bool:
    """Puts what is read from pictures into the pages of these numbers, and says whether anything was.

    Raises ArticleError where there is nothing else in the file; else what is not read is a problem.
    """
    from assistant.ingest.ocr import SCANNED, read_scanned  # imported late: few files are scanned

    try:
        read, wrong = read_scanned(data, scanned, limits)
    except ArticleError as error:
        if not any(pages):
            raise
        problems.append(f"{listed_pages(scanned)}: pictures without text: {str(error).removeprefix(SCANNED)}")
        return False
    problems += wrong
    for number, lines in read.items():
        pages[number - 1] = lines
    return True


def listed_pages(numbers: list[int]) -> str:
    """`page 3`, `pages 3 to 7`, `pages 1, 5, 9 …`"""
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"pages {numbers[0]} to {numbers[-1]}"
    return f"pages {', '.join(map(str, numbers[:3]))}{' …' if len(numbers) > 3 else ''}"


def pictures(reader: PdfReader, pages: list[list[TextLine]]) -> list[int]:
    """The numbers of the pages without text that show pictures."""
    return [number for number, lines in enumerate(pages, 1) if not lines and shows_picture(reader.pages[number - 1])]


def shows_picture(page: PageObject) -> bool:
    """Whether a page draws a picture, or a form that may hold one."""
    try:
        resources = page.get("/Resources", {}).get_object()
        drawn = resources.get("/XObject", {}).get_object()
        return any(drawn[name].get_object().get("/Subtype") in ("/Image", "/Form") for name in drawn)
    except Exception:  # noqa: BLE001 - a parser of hostile input: what it cannot follow is no picture
        return False


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
    return list(in_columns(maker.lines))


def sound(text: str) -> str:
    """A piece of text without ligatures, NULs and halves of characters, so that every place in it stays what it is."""
    plain = text.translate(LIGATURES).replace("\x00", "")
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
