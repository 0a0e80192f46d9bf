"""WARC files of web archives (ISO 28500), plain or compressed: each page that a server answered with is an article."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from assistant.errors import ArticleError
from assistant.ingest.encoding import decode_stated
from assistant.ingest.html import read_html
from assistant.ingest.metadata import clean_url
from assistant.ingest.parsing import Limits
from assistant.ingest.several import Entry, usable_name

GZIP = b"\x1f\x8b"
PAGES = ("text/html", "application/xhtml+xml")
HEADER_END = re.compile(rb"\r?\n\r?\n")
LONGEST_HEADER = 64_000
FIELD = re.compile(rb"^([\w-]{1,60})[ \t]*:[ \t]*(.{0,4000}?)\r?$", re.MULTILINE)


def read_warc(data: bytes, limits: Limits) -> Iterator[Entry]:
    """The pages among the records, under their addresses; other answers (pictures, scripts, errors) are counted."""
    if data.startswith(GZIP):
        data = unzip(data, limits.unpacked_bytes)
    if not data.lstrip().startswith(b"WARC/"):
        raise ArticleError("is no WARC")
    others = 0
    for number, (header, content) in enumerate(records(data), 1):
        if header.get("warc-type") not in ("response", "resource"):
            continue
        address = clean_url(header.get("warc-target-uri", "").strip("<>"))
        try:
            page = page_of(header, content, limits)
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
    whole = bytearray()
    while data.startswith(GZIP):
        member = zlib.decompressobj(wbits=31)
        try:
            whole += member.decompress(data, most + 1 - len(whole))
        except zlib.error:
            raise ArticleError("is damaged (gzip)") from None
        if len(whole) > most:
            raise ArticleError(f"unpacks to more than {most / 1_000_000:g} MB")
        if not member.eof:
            raise ArticleError("is cut off (gzip)")
        data = member.unused_data
    return bytes(whole)


def records(data: bytes) -> Iterator[tuple[dict[str, str], bytes]]:
    """Each record's header and content; raises ArticleError where one is cut off."""
    place = 0
    while (place := skip_blank(data, place)) < len(data):
        end = HEADER_END.search(data, place, place + LONGEST_HEADER)
        header = fields(data[place : end.start()]) if end else {}
        length = header.get("content-length", "")
        if end is None or not data.startswith(b"WARC/", place) or not length.isdecimal():
            raise ArticleError("is damaged: a record has no header")
        if end.end() + int(length) > len(data):
            raise ArticleError("is cut off")
        place = end.end() + int(length)
        yield header, data[end.end() : place]


def skip_blank(data: bytes, place: int) -> int:
    while place < len(data) and data[place] in b"\r\n":
        place += 1
    return place


def fields(header: bytes) -> dict[str, str]:
    """The fields of a header, their names in small letters."""
    return {name.decode().lower(): value.decode("utf-8", "replace").strip() for name, value in FIELD.findall(header)}


def page_of(header: dict[str, str], content: bytes, limits: Limits) -> bytes | None:
    """The page in a record, in UTF-8 where the server states its encoding; None for any other answer."""
    answer = header
    if header.get("warc-type") == "response":
        end = HEADER_END.search(content, 0, LONGEST_HEADER)
        if end is None or not re.match(rb"HTTP/\d(?:\.\d)? 200\b", content):
            return None
        answer, content = fields(content[: end.start()]), content[end.end() :]
    kind, _, parameters = answer.get("content-type", "").partition(";")
    if kind.strip().lower() not in PAGES:
        return None
    if answer.get("transfer-encoding", "").lower() == "chunked":
        content = joined_chunks(content)
    content = unpacked(content, answer.get("content-encoding", "").lower(), limits.html_bytes)
    if len(content) > limits.html_bytes:
        raise ArticleError(f"is larger than {limits.html_bytes / 1_000_000:g} MB")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", parameters, re.IGNORECASE)
    try:
        return decode_stated(content, charset[1]).encode("utf-8") if charset else content
    except (LookupError, UnicodeError):
        return content


def joined_chunks(content: bytes) -> bytes:
    """The content of a chunked answer; where it is none (some archives store it joined), as it stands."""
    whole = bytearray()
    place = 0
    while size := re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,100}\r?\n").match(content, place):
        length = int(size[1], 16)
        if not length:
            return bytes(whole)
        whole += content[size.end() : size.end() + length]
        place = skip_blank(content, size.end() + length)
    return bytes(whole) or content


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
