"""Text and metadata out of HTML, PDF and DOCX, by well-kept extractors that are kept on a short leash.

Their parsers meet hostile files: whatever they raise becomes an ArticleError in plain words, what a file may unpack to
is bounded beforehand, and their own log lines are held back because ours give the reason.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import io
import logging
import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assistant.errors import ArticleError
from assistant.ingest.encoding import decode, without_nul
from assistant.ingest.metadata import Metadata, clean_line, clean_url, parse_date

if TYPE_CHECKING:
    from pypdf import PdfReader


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost. The first is a setting, the others guard against bombs."""

    file_bytes: int = 20_000_000
    html_bytes: int = 10_000_000
    html_tags: int = 100_000
    unpacked_bytes: int = 50_000_000
    """What a DOCX, or one stream of a PDF, may unpack to."""
    docx_entries: int = 5_000
    pdf_pages: int = 1_000
    pdf_page_steps: int = 300_000
    pdf_seconds: float = 60.0

    def bytes_of(self, suffix: str) -> int:
        """The largest file of this suffix that is read."""
        return min(self.file_bytes, self.html_bytes) if suffix in (".html", ".htm") else self.file_bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Loaded:
    """A file's text, its stated metadata, where the text proper begins, and what of it could not be read."""

    text: str
    metadata: Metadata = Metadata()  # noqa: RUF009 - frozen
    start: int = 0
    problems: tuple[str, ...] = ()
    fallback: Metadata = Metadata()  # noqa: RUF009 - frozen
    """Guesses, for what neither the metadata nor the first lines say."""


DATE_NAMES = {
    *("article:published_time", "og:article:published_time", "article:published", "article.published", "datepublished"),
    *("date", "dc.date", "dc.date.issued", "dcterms.issued", "pubdate", "publishdate", "publish_date"),
    *("publication_date", "citation_publication_date", "parsely-pub-date", "sailthru.date"),
}
"""What `<meta>` and `<time>` call the day of publication, in small letters."""
DATE_IN_SCRIPT = re.compile(r'"datePublished"\s*:\s*"([^"]{6,60})"')
DECLARED_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*((?:windows-|cp|iso-|koi8|gb|big5|shift|euc|latin|us-ascii)[\w-]{0,15})",
    re.IGNORECASE,
)
"""Only encodings of pages. Python knows others under such names as `idna`, some of them very slow."""

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
REPEATED_OR_DELETED = (
    f"{WORD}del",
    f"{WORD}moveFrom",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
BREAKS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}noBreakHyphen": "-"}

UNTITLED = re.compile(r"(?:microsoft \w+ - |untitled|document\d*$|word document$).*|.*\.\w{2,5}", re.IGNORECASE)
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def read_html(data: bytes, limits: Limits) -> Loaded:
    """Main text and metadata of a page. A date that the page does not state as its publication date is inferred."""
    if data.count(b"<") > limits.html_tags:
        raise ArticleError(f"has more than {limits.html_tags:,} tags")
    page = decode_html(data)
    if "<html" not in page[:4096].lower():
        page = f"<html><body>{page}</body></html>"  # or a fragment of one element would be refused
    with foreign("HTML"):
        import trafilatura  # imported late: 0.3 s
        from trafilatura.settings import Document

        tree = trafilatura.load_html(page)
        if tree is None:
            raise ArticleError("has no article text")
        stated = stated_date(tree)
        document = trafilatura.bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
        if not isinstance(document, Document) or not (document.text or "").strip():
            return Loaded(require_text(trafilatura.baseline(page)[1]), Metadata(published=stated))
    title, outlet, url = clean_line(document.title), clean_line(document.sitename), clean_url(document.url)
    inferred = Metadata(published=parse_date(document.date), published_inferred=True)  # may be the day of an update
    return Loaded(require_text(document.text), Metadata(title, outlet, stated, url=url), fallback=inferred)


def decode_html(data: bytes) -> str:
    """A page as text. Its declared charset is a hint only: heeded where the bytes are not UTF-8 and fit it."""
    declared = DECLARED_CHARSET.search(data[:4096])
    charset = declared[1].decode("ascii").lower() if declared else ""
    if charset.startswith("iso-2022") or (charset and not is_utf8(data)):
        with contextlib.suppress(LookupError, UnicodeError):
            return without_nul(data.decode("cp1252" if charset in ("iso-8859-1", "latin1", "us-ascii") else charset))
    return decode(data)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def stated_date(tree: Any) -> dt.date | None:
    """The publication date that the page's own metadata states."""
    values: list[str] = []
    for element in tree.iter("meta", "time"):
        names = (element.get(attribute, "").lower() for attribute in ("property", "name", "itemprop"))
        if DATE_NAMES.intersection(names) or element.get("pubdate") is not None:
            values.append(element.get("content") or element.get("datetime") or "")
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        values += DATE_IN_SCRIPT.findall(str(script)[:200_000])
    return next((day for value in values[:50] if (day := parse_date(value))), None)


def read_pdf(data: bytes, limits: Limits) -> Loaded:
    """Text of a PDF, page by page; pages that cannot be read are named. Its creation date is no publication date."""
    with foreign("PDF"):
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
            title = clean_line(reader.metadata.title) if reader.metadata else None
    text = "\n".join(pages)
    if not text.strip():
        raise ArticleError(f"cannot be read ({problems[0]})" if problems else "is a PDF without text (scanned?)")
    metadata = Metadata(title=None if title is None or UNTITLED.fullmatch(title) else title)
    return Loaded(require_text(unwrap(text.translate(LIGATURES))), metadata, problems=tuple(problems))


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


def read_docx(data: bytes, limits: Limits) -> Loaded:
    """Paragraphs, tables, text boxes and tracked insertions of a Word document, in order, a paragraph a line."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ArticleError("is encrypted, or an old .doc file")
    with foreign("DOCX"):
        check_archive(data, limits)
        import docx  # imported late: 0.15 s

        document = docx.Document(io.BytesIO(data))
        text = "\n\n".join(paragraph for paragraph in word_paragraphs(document.element.body) if paragraph.strip())
        title = clean_line(document.core_properties.title)
    return Loaded(require_text(text), Metadata(title=None if title is None or UNTITLED.fullmatch(title) else title))


def check_archive(data: bytes, limits: Limits) -> None:
    """Refuse a ZIP bomb by what it says it unpacks to; `zipfile` reads no entry beyond its stated size."""
    import zipfile  # imported late, like the rest: 15 ms

    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile:
        raise ArticleError("is no DOCX, or a damaged one") from None
    if len(entries) > limits.docx_entries:
        raise ArticleError(f"has more than {limits.docx_entries:,} parts")
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise ArticleError(f"unpacks to more than {limits.unpacked_bytes / 1_000_000:g} MB")


def word_paragraphs(body: Any) -> Iterator[str]:
    """The text of each paragraph; that of a text box comes before the paragraph it hangs on."""
    from lxml import etree  # type: ignore[import-untyped]

    open_paragraphs: list[list[str]] = []
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if element.tag == f"{WORD}p":
            if event == "start":
                open_paragraphs.append([])
            else:
                yield "".join(open_paragraphs.pop())
        elif event == "start" and element.tag in REPEATED_OR_DELETED:
            walker.skip_subtree()
        elif event == "start" and open_paragraphs:
            text = element.text if element.tag == f"{WORD}t" else BREAKS.get(element.tag)
            open_paragraphs[-1].append(text or "")


@contextlib.contextmanager
def foreign(kind: str) -> Iterator[None]:
    """Run an extractor: its log lines held back, its exceptions turned into an ArticleError."""
    loggers = [logging.getLogger(name) for name in ("trafilatura", "htmldate", "courlan", "pypdf", "docx")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    except ArticleError:
        raise
    except Exception as error:  # noqa: BLE001 - third-party parsers raise anything on hostile input
        raise ArticleError(f"is no readable {kind} ({reason_of(error)})") from None
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def reason_of(error: Exception) -> str:
    """One short printable line about a parser's exception."""
    return f"{type(error).__name__}: {clean_line(str(error)[:120]) or 'no details'}"


def require_text(text: str | None) -> str:
    """Extracted text without NULs and halves of characters, which no store holds; raises ArticleError without any."""
    sound = (text or "").replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
    if not sound:
        raise ArticleError("has no article text")
    if sound.count("�") > 0.2 * len(sound):
        raise ArticleError("has no readable text (its characters do not map to letters)")
    return sound
