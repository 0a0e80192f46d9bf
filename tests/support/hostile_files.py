"""Files that no honest writer makes: each with its name, how it is written, and the reason for which it is skipped."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.support.article_files import BODY, make_docx, make_encrypted_pdf, make_pdf, page_of, replace_in_zip


def write(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def write_docx_with(data: bytes, name: str = "word/document.xml") -> Callable[[Path], object]:
    def make(path: Path) -> None:
        make_docx(path, [BODY])
        replace_in_zip(path, name, data)

    return make


def truncate_docx(path: Path) -> None:
    make_docx(path, [BODY])
    path.write_bytes(path.read_bytes()[:-200])


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
NAMESPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHING = (
    LAUGHS + b"]><w:document " + NAMESPACE + b"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
)
SECRET = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document ' + NAMESPACE
SECRET += b"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
DEEP = b"<w:document " + NAMESPACE + b"><w:body>" + b"<w:p>" * 100_000 + b"</w:body></w:document>"

CONTAINER = b'<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>'
BOOK = b'<package><manifest><item id="a" href="a.html" media-type="application/xhtml+xml"/></manifest>'
BOOK += b'<spine><itemref idref="a"/></spine></package>'
AGAIN = b"".join(b'<item id="a%d" href="a.html" media-type="application/xhtml+xml"/>' % n for n in range(100_000))
ALL_AGAIN = b"".join(b'<itemref idref="a%d"/>' % n for n in range(100_000))
WORKBOOK = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.'
WORKBOOK += (
    b'openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'
)
RELATIONS = b'<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
CELLS = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
HEADER_ROW = b'<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>'


def write_zip(parts: dict[str, bytes]) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)

    return make


def write_book(page: bytes, package: bytes = BOOK) -> Callable[[Path], object]:
    return write_zip({"META-INF/container.xml": CONTAINER, "p.opf": package, "a.html": page})


def write_sheet(rows: bytes, shared: bytes = b"<sst/>", header: bytes = HEADER_ROW) -> Callable[[Path], object]:
    parts = {"xl/workbook.xml": WORKBOOK, "xl/_rels/workbook.xml.rels": RELATIONS}
    parts |= {"xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": CELLS + header + rows}
    return write_zip(parts)


def laughing(root: bytes) -> bytes:
    return LAUGHS + b"]><" + root + b">&j;</" + root + b">"


def nested_mail(depth: int) -> bytes:
    heads = (b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
    return b"From: a@b.example\n" + b"".join(heads) + b"\nwords"


def gzip_bomb() -> bytes:
    return gzip.compress(b"WARC/1.0\r\n" + b" " * 60_000_000)


def chunk_bomb() -> bytes:
    """A page of one chunk, which unpacks to a hundred times what it is."""
    page = gzip.compress(b" " * 60_000_000)
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    answer += b"%x\r\n%b\r\n0\r\n\r\n" % (len(page), page)
    header = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/b\r\nContent-Length: %d\r\n\r\n"
    return gzip.compress(header % len(answer) + answer + b"\r\n\r\n")


PUNYCODE = b"; charset=punycode\r\n\r\n" + b"-\0-" + b"a" * 1_000_000

HOSTILE: list[tuple[str, Callable[[Path], object], str]] = [
    ("empty.txt", write(b""), "is empty"),
    ("blank.txt", write(b" \r\n\t\n"), "is empty"),
    ("mark.txt", write(b"\xef\xbb\xbf"), "is empty"),
    ("dashes.md", write(b"---\ntitle: x\n---\n***\n"), "holds no words"),
    ("nul.txt", write(b"text \x00 text"), "is binary, not text"),
    ("binary.txt", write(bytes(range(256)) * 40), "is binary, not text"),
    ("zip.txt", write(b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(128, 256)) * 9), "is binary, not text"),
    ("mixed.txt", write("café ".encode() * 3 + "café".encode("cp1252")), "mixes UTF-8 with another encoding"),
    ("cut.txt", write("Ein Café für alle — ein Ende mitten im é".encode()[:-1]), "mixes UTF-8 with another encoding"),
    ("large.html", write(b"<p>words</p>" + b" " * 10_000_000), "is larger than 10 MB"),
    ("tags.html", write(b"<p>" * 200_000), "has more than 100,000 tags"),
    ("deep.html", write(b"<div>" * 90_000 + b"text"), "has no article text"),
    ("angle.html", write(b"<" * 90_000), "holds no words"),
    ("nothing.html", write(b"<html><body><script>x</script></body></html>"), "has no article text"),
    ("binary.html", write(b"<p>\x00\x01</p>"), "is binary, not text"),
    ("no.pdf", write(b"no PDF at all"), "is no readable PDF"),
    ("cut.pdf", write(make_pdf([page_of(BODY)])[:300]), "is no readable PDF"),
    ("scan.pdf", write(make_pdf([b"0 0 m 10 10 l S"])), "is a PDF without text"),
    ("locked.pdf", write(make_encrypted_pdf("secret")), "is encrypted"),
    ("bomb.pdf", write(make_pdf([b"BT " + b" " * 60_000_000], compress=True)), "has no page that can be read"),
    ("pages.pdf", write(make_pdf([b"BT ET"] * 1_001)), "has more than 1,000 pages"),
    ("loop.pdf", write(make_pdf([b""]).replace(b"/Kids [4 0 R", b"/Kids [2 0 R")), "is no readable PDF"),
    ("no.docx", write(b"no DOCX"), "is no DOCX, or a damaged one"),
    ("cut.docx", truncate_docx, "is no DOCX, or a damaged one"),
    ("old.docx", write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600), "is encrypted, or an old .doc file"),
    ("bomb.docx", write_docx_with(b" " * 60_000_000), "unpacks to more than 50 MB"),
    ("media.docx", write_docx_with(b"\x00" * 60_000_000, "word/media/image.png"), "unpacks to more than 50 MB"),
    ("bare.docx", write_docx_with(b"<x/>", "[Content_Types].xml"), "is no readable DOCX"),
    ("xml.docx", write_docx_with(b"<w:document"), "is no readable DOCX"),
    ("deep.docx", write_docx_with(DEEP), "is no readable DOCX"),
    ("blank.docx", write_docx_with(b"<w:document " + NAMESPACE + b"><w:body/></w:document>"), "has no article text"),
    ("laughs.docx", write_docx_with(LAUGHING), "is no readable DOCX"),
    ("secret.docx", write_docx_with(SECRET), "has no article text"),
    ("blank.jsonl", write(b"\n\n\n"), "is empty"),
    ("binary.jsonl", write(b"\x00" * 5_000), "is binary, not text"),
    ("blanks.jsonl", write(b'{"text": "' + b" " * 1_000_000 + b'."}'), "line 1 holds no words"),
    ("deep.json", write(b"[" * 1_000_000), "is nested too deeply"),
    ("none.json", write(b'{"a": {"b": [1, 2]}}'), "holds no list of articles with a text"),
    ("cut.json", write(b'[{"text": "a"'), "is not JSON"),
    ("none.csv", write(b"town,people\nTarn,900\n"), "has no column of texts"),
    ("blank.csv", write(b"\n\n"), "is empty"),
    ("binary.csv", write(b"text\n" + bytes(range(256)) * 9), "is binary, not text"),
    ("quotes.csv", write(b'a,"' * 100_000), "has no column of texts"),
    ("no.xlsx", write(b"no XLSX"), "is no XLSX, or a damaged one"),
    ("old.xlsx", write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600), "is encrypted, or an old .xls file"),
    ("bomb.xlsx", write_sheet(b" " * 60_000_000), "unpacks to more than 50 MB"),
    (
        "wide.xlsx",
        write_sheet(b"<row>" + b"<c/>" * 5_000_000 + b"</row></sheetData></worksheet>"),
        "has more than 1,000 columns",
    ),
    ("laughs.xlsx", write_sheet(b"", laughing(b"sst")), "is no readable XLSX"),
    (
        "empty.xlsx",
        write_zip({"xl/workbook.xml": b"<workbook/>", "xl/_rels/workbook.xml.rels": b"<R/>"}),
        "has no sheet",
    ),
    ("no.xml", write(b"no XML"), "is no readable XML"),
    ("other.xml", write(b"<invoice/>"), "is XML of a kind that is not read (<invoice>)"),
    ("tags.xml", write(b"<rss>" + b"<a/>" * 1_100_000), "has more than 1,000,000 tags"),
    (
        "laughs.xml",
        write(LAUGHS + b"]><rss><channel><item><description>&j;</description></item></channel></rss>"),
        "is no readable XML",
    ),
    (
        "secret.rss",
        write(SECRET.split(b"<w:")[0] + b"<rss><item><description>&e;</description></item></rss>"),
        "is no readable XML",
    ),
    ("empty.atom", write(b"<feed/>"), "is empty"),
    ("no.mbox", write(b"words"), "is no mbox file"),
    ("no.eml", write(b"words without a header"), "has no header of a mail"),
    ("deep.eml", write(nested_mail(5_000)), "has more than 100 parts within parts"),
    (
        "parts.eml",
        write(b'From: a@b.example\nContent-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 2_000),
        "has more than 1,000 parts",
    ),
    ("puny.eml", write(b"From: a@b.example\nContent-Type: text/plain" + PUNYCODE), "is binary, not text"),
    ("no.mhtml", write(b"From: a\nContent-Type: image/png\n\nx"), "holds no page"),
    ("no.rtf", write(b"no RTF"), "is no RTF"),
    ("deep.rtf", write(b"{\\rtf1 " + b"{" * 1_000_000), "is nested too deeply"),
    ("blank.rtf", write(b"{\\rtf1 {\\pict " + b"00" * 1_000_000 + b"}}"), "has no article text"),
    ("binary.rtf", write(b"{\\rtf1 \\bin999999999 words}"), "has no article text"),
    ("no.odt", write(b"no ODT"), "is no ODT, or a damaged one"),
    ("bomb.odt", write_zip({"content.xml": b" " * 60_000_000}), "unpacks to more than 50 MB"),
    ("laughs.odt", write_zip({"content.xml": laughing(b"p")}), "is no readable ODT"),
    ("deep.odt", write_zip({"content.xml": b"<p>" * 100_000}), "has no article text"),
    ("no.epub", write(b"no EPUB"), "is no EPUB, or a damaged one"),
    ("bare.epub", write_zip({"a.txt": b"words"}), "is no EPUB, or a damaged one"),
    ("bomb.epub", write_book(b" " * 60_000_000), "unpacks to more than 50 MB"),
    ("laughs.epub", write_book(b"words", laughing(b"package")), "is no readable EPUB"),
    ("cover.epub", write_book(b"<html><body>Title</body></html>"), "has 1 parts that are covers"),
    (
        "blanks.epub",
        write_book(b"<html><body>" + b"<b> </b>" * 400_000 + b".</body></html>"),
        "has 1 parts that are covers",
    ),
    (
        "again.epub",
        write_book(
            b"<html><body>" + b"<p></p>" * 10_000 + b"</body></html>",
            BOOK.replace(b"</manifest>", AGAIN + b"</manifest>").replace(b"</spine>", ALL_AGAIN + b"</spine>"),
        ),
        "has 1 parts that are covers",
    ),
    ("no.warc", write(b"no WARC"), "is no WARC"),
    ("cut.warc", write(b"WARC/1.0\r\nContent-Length: 9999999999\r\n\r\nx"), "is cut off"),
    ("blank.warc", write(b"WARC/1.0\r\n" * 100_000), "is cut off"),
    ("header.warc", write(b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example"), "is cut off"),
    ("lines.warc.gz", write(gzip.compress(b"WARC/1.0\r\n" + b":\n" * 2_000_001)), "has more than 2,000,000 lines"),
    ("chunk.warc.gz", write(chunk_bomb()), "record 1 is larger than 10 MB"),
    ("bomb.warc.gz", write(gzip_bomb()), "unpacks to more than 50 MB"),
    ("cut.warc.gz", write(gzip_bomb()[:200]), "is cut off (gzip)"),
    ("no.srt", write(b"words"), "has no subtitles"),
    ("blank.vtt", write(b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n"), "has no subtitles"),
]
