"""WARC files of web archives (ISO 28500), plain or compressed, read by warcio: each page that a server answered with is an article."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.encoding import decode_stated
from assistant.ingest.html import read_html
from assistant.ingest.metadata import clean_url
from assistant.ingest.parsing import Limits, foreign_parser
from assistant.ingest.several import Entry, usable_name

GZIP = b"\x1f\x8b"
PAGES = ("text/html", "application/xhtml+xml")
MOST_LINES = 2_000_000
"""Of the whole file: each may be a field of a header, all of which warcio keeps."""


def read_warc(data: bytes, limits: Limits) -> Iterator[Entry]:
    """The pages among the records, under their addresses; other answers (pictures, scripts, errors) are counted."""
    if data.startswith(GZIP):
        data = unzip(data, limits.unpacked_bytes)
    others = 0
    for number, (record, content) in enumerate(records(data.lstrip()), 1):
        if record.rec_type not in ("response", "resource"):
            continue
        address = clean_url(record.rec_headers.get_header("WARC-Target-URI", ""))
        try:
            page = page_of(record, content, limits)
            loaded = read_html(page, limits, address) if page is not None else None
        except ArticleError as error:
            yield Entry(number, problem=str(error), kind="record")
            continue
        if loaded is None:
            others += 1
            continue
        yield Entry(number, loaded, usable_name(address), kind="record")
    if others:
        yield Entry(
            0, problem=f"has {others:,} answers that are no pages (pictures, scripts, errors): they are left out"
        )


def unzip(data: bytes, most: int) -> bytes:
    """All members of a gzip file, each a record; raises ArticleError for a bomb."""
    members, unpacked = gzip.GzipFile(fileobj=io.BytesIO(data)), bytearray()
    try:
        while len(unpacked) <= most and (some := members.read1(most)):
            unpacked += some
    except EOFError:
        raise ArticleError("is cut off (gzip)") from None
    except (OSError, zlib.error) as error:
        if not unpacked or "Not a gzipped file" not in str(error):  # what is behind the last member is none
            raise ArticleError("is damaged (gzip)") from None
    if len(unpacked) > most:
        raise ArticleError(f"unpacks to more than {most / 1_000_000:g} MB")
    return bytes(unpacked)


def records(data: bytes) -> Iterator[tuple[Any, bytes]]:
    """Each record with its content; raises ArticleError where one is cut off."""
    if not data.startswith(b"WARC/"):
        raise ArticleError("is no WARC")
    if data.count(b"\n") > MOST_LINES:
        raise ArticleError(f"has more than {MOST_LINES:,} lines")
    with foreign_parser("WARC", "warcio"):
        from warcio.archiveiterator import ArchiveIterator  # imported late: few archives hold one

        archive = ArchiveIterator(io.BytesIO(data), no_record_parse=True, block_size=len(data))
        archive.INC_RECORD = ""  # what it would print of a record whose length is wrong: counted instead
        record = None
        for record in archive:
            if record.length is None:
                raise ArticleError("is damaged: a record has no length" if archive.reader.read(1) else "is cut off")
            content = record.raw_stream.read()
            if record.raw_stream.limit:
                raise ArticleError("is cut off")
            yield record, content
        if record is None or archive.next_line:  # warcio ends quietly within a header
            raise ArticleError("is cut off")
        if archive.err_count:
            raise ArticleError("is damaged: the length of a record is wrong")


def page_of(record: Any, content: bytes, limits: Limits) -> bytes | None:
    """The page in a record, in UTF-8 where the server states its encoding; None for any other answer."""
    from warcio.bufferedreaders import ChunkedDataReader
    from warcio.statusandheaders import StatusAndHeadersParser

    answer = record.rec_headers
    if record.rec_type == "response":
        rest = io.BytesIO(content)
        answer = StatusAndHeadersParser(("HTTP/",), verify=False).parse(rest) if content else None
        content = rest.read()
        if not answer or answer.get_statuscode() != "200":
            return None
    kind, _, parameters = answer.get_header("Content-Type", "").partition(";")
    if kind.strip().lower() not in PAGES:
        return None
    if answer.get_header("Transfer-Encoding", "").lower() == "chunked":
        content = ChunkedDataReader(io.BytesIO(content)).read()
    content = unpacked(content, answer.get_header("Content-Encoding", "").lower(), limits.html_bytes)
    if len(content) > limits.html_bytes:
        raise ArticleError(f"is larger than {limits.html_bytes / 1_000_000:g} MB")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", parameters, re.IGNORECASE)
    try:
        return decode_stated(content, charset[1]).encode("utf-8") if charset else content
    except (LookupError, UnicodeError):
        return content


def unpacked(content: bytes, encoding: str, most: int) -> bytes:
    if encoding in ("", "identity"):
        return content
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise ArticleError(f"is compressed with {encoding[:20]}, which is not read")
    try:
        member = zlib.decompressobj(wbits=47 if content[:1] in (b"\x1f", b"\x78") else -15)
        return member.decompress(content, most + 1)
    except zlib.error:
        if content.lstrip()[:1] == b"<":
            return content  # some archives store it unpacked
        raise ArticleError("is damaged (its compression)") from None
