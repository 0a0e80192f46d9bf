"""PDF files: the text of their pages by pypdf, put together from its typeset lines (`pdf_layout.py`), and a stated title."""

from __future__ import annotations

import io
import itertools
import logging
from typing import TYPE_CHECKING

from assistant.errors import ArticleError
from assistant.ingest.metadata import Metadata, document_title
from assistant.ingest.parsing import Limits, Loaded, foreign_parser, reason_of, require_text
from assistant.ingest.pdf_layout import TextLine, as_lines, put_together
from assistant.ingest.several import Entry, Read

if TYPE_CHECKING:
    from pypdf import PdfReader

logger = logging.getLogger(__name__)

STAMP = 200
"""Letters of a page at most that are no text of it where pictures cover so much of it as a scan does: a stamp, a line on top."""
COVERED = 0.5


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
            xform_maximum_invocations_per_extraction=limits.pdf_page_steps,
        ):
            reader = PdfReader(io.BytesIO(data))
            unlock(reader)
            pages, scanned, problems = read_pages(reader, limits)
            stated = reader.metadata.title if reader.metadata else None
    by_ocr = add_scanned(data, pages, scanned, problems, limits) if scanned else False
    if not any(pages):
        raise ArticleError(f"has no page that can be read ({problems[-1]})" if problems else "is a PDF without text")
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
        if not any(lines for number, lines in enumerate(pages, 1) if number not in scanned):
            raise
        problems.append(f"{listed_pages(scanned)}: pictures without text: {str(error).removeprefix(SCANNED)}")
        return False
    problems += wrong
    for number, lines in read.items():
        pages[number - 1] = lines or pages[number - 1]
    return True


def listed_pages(numbers: list[int]) -> str:
    """`page 3`, `pages 3 to 7`, `pages 1, 5, 9 …`"""
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"pages {numbers[0]} to {numbers[-1]}"
    return f"pages {', '.join(map(str, numbers[:3]))}{' …' if len(numbers) > 3 else ''}"


def unlock(reader: PdfReader) -> None:
    """Open a PDF that anyone may read but not change; one that asks for a password is skipped."""
    from pypdf.errors import DependencyError

    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("is encrypted")
    except DependencyError:
        raise ArticleError("is encrypted") from None


def read_pages(reader: PdfReader, limits: Limits) -> tuple[list[list[TextLine]], list[int], list[str]]:
    """The lines of every page, the numbers of scanned ones, and what is wrong with those that cannot be read, which have none."""
    from assistant.ingest.pdf_page import Drawn, read_page  # imported late, as it brings pypdf

    if len(reader.pages) > limits.pdf_pages:
        raise ArticleError(f"has more than {limits.pdf_pages:,} pages")
    left, fonts = limits.pdf_steps, {}  # type: ignore[var-annotated]
    pages: list[list[TextLine]] = []
    scanned: list[int] = []
    cut: list[int] = []
    problems: list[str] = []
    for number, page in enumerate(reader.pages, 1):
        pages.append([])
        drawn = Drawn(number, steps := min(left, limits.pdf_page_steps), fonts)
        try:
            pages[-1], covered = read_page(page, drawn)
        except Exception as error:  # noqa: BLE001 - a parser of hostile input; the other pages are still good
            logger.debug("page %d: %s", number, reason_of(error))
            problems.append(f"page {number} cannot be read")
            covered = 0
        left -= steps - drawn.left
        cut += [number] * (not drawn.whole)
        letters = sum(len(line.text) for line in pages[-1])
        scanned += [number] * (covered > (COVERED if letters else 0) and letters <= STAMP)
    problems += [f"{listed_pages(cut)}: not read whole, too much is drawn"] if cut else []
    return pages, scanned, problems
