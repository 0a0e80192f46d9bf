"""Files that no honest writer makes: each with its name, how it is written, and the reason for which it is skipped."""

from __future__ import annotations

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
    ("scan.pdf", write(make_pdf([b"0 0 m 10 10 l S"])), "is a PDF without text (scanned?)"),
    ("locked.pdf", write(make_encrypted_pdf("secret")), "is encrypted"),
    ("bomb.pdf", write(make_pdf([b"BT " + b" " * 60_000_000], compress=True)), "cannot be read (page 1: LimitReached"),
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
]
