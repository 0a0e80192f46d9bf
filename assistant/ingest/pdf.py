"""PDF files: the text of their pages by pypdf, its typeset lines joined into paragraphs again, and a stated title."""

from __future__ import annotations

import io
import re
import time
from typing import TYPE_CHECKING

from assistant.errors import ArticleError
from assistant.ingest.metadata import Metadata, clean_document_title
from assistant.ingest.parsing import Limits, Loaded, foreign_parser, reason_of, require_text

if TYPE_CHECKING:
    from pypdf import PdfReader

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
    text = "\n".join(pages)
    if not text.strip():
        raise ArticleError(f"cannot be read ({problems[0]})" if problems else "is a PDF without text (scanned?)")
    return Loaded(require_text(unwrap(text.translate(LIGATURES))), Metadata(title), problems=tuple(problems))


def unlock(reader: PdfReader) -> None:
    """Open a PDF that anyone may read but not change; one that asks for a password is skipped."""
    from pypdf.errors import DependencyError

    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("is encrypted")
    except DependencyError:
        raise ArticleError("is encrypted") from None


def read_pages(reader: PdfReader, limits: Limits) -> tuple[list[str], list[str]]:
    """The pages' texts, and what is wrong with those that have none."""
    if len(reader.pages) > limits.pdf_pages:
        raise ArticleError(f"has more than {limits.pdf_pages:,} pages")
    deadline = time.monotonic() + limits.pdf_seconds
    pages: list[str] = []
    problems: list[str] = []
    for number, page in enumerate(reader.pages, 1):
        try:
            pages.append(page.extract_text())
        except Exception as error:  # noqa: BLE001 - a parser of hostile input; the other pages are still good
            problems.append(f"page {number}: {reason_of(error)}")
        if time.monotonic() > deadline:
            raise ArticleError(f"takes longer than {limits.pdf_seconds:g} s to read")
        if sum(map(len, pages)) > limits.unpacked_bytes:
            raise ArticleError(f"unpacks to more than {limits.unpacked_bytes / 1_000_000:g} MB")
    return pages, problems


def unwrap(text: str) -> str:
    """Typeset lines joined into paragraphs: a line as wide as the column goes on in the next one.

    >>> unwrap("The minister said on Tues-\\nday that the talks went\\non.\\nNew.")
    'The minister said on Tuesday that the talks went on.\\nNew.'
    """
    lines = [line.strip() for line in text.splitlines()]
    widths = sorted(len(line) for line in lines if line)
    wide = 0.75 * widths[int(0.8 * (len(widths) - 1))] if widths else 0
    parts: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        goes_on = bool(following) and len(line) >= wide and not line.endswith((".", "!", "?", ":", "”", '"'))
        if goes_on and re.search(r"[a-zà-ÿ]-$", line):
            parts.append(line[:-1] if following[0].islower() else line)
        else:
            parts.append(line + (" " if goes_on else "\n"))
    return "".join(parts).rstrip("\n")
