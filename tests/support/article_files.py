"""Writes small PDF and DOCX files for the tests, among them wrong ones that no writer would make, and reads files."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from assistant.ingest.folder import read_file
from assistant.ingest.parsing import Limits
from assistant.schema import Article

BODY = "The two ministers met in Geneva for three hours and agreed to meet again in May."


def make_pdf(pages: list[bytes], title: str | None = None, compress: bool = False, xobject: bytes = b"") -> bytes:
    """A PDF whose pages have the given content streams, which may draw `/Fm0`; `page_of` makes one from lines."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    shared = b" /XObject << /Fm0 %d 0 R >>" % (4 + 2 * len(pages)) if xobject else b""
    for number, content in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >>%s >>"
            b" /Contents %d 0 R >>" % (shared, 5 + 2 * number)
        )
        data, kind = (zlib.compress(content), b" /Filter /FlateDecode") if compress else (content, b"")
        objects.append(b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(data), kind, data))
    objects += [xobject] if xobject else []
    objects.append(f"<< /Title ({title or ''}) /CreationDate (D:20200101000000Z) >>".encode("latin-1"))
    return assemble(objects)


def assemble(objects: list[bytes]) -> bytes:
    """Objects, cross-reference table and trailer; the last object is the document information."""
    out = bytearray(b"%PDF-1.4\n")
    table = bytearray()
    for number, body in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = len(objects) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        len(objects),
        len(out),
    )
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n" % size + bytes(table) + trailer


def page_of(*lines: str) -> bytes:
    shown = b" ".join(b"(%s) Tj T*" % line.encode("cp1252") for line in lines)
    return b"BT /F1 12 Tf 50 700 Td 14 TL " + shown + b" ET"


def placed(*lines: tuple[float, float, float, str]) -> bytes:
    """The content of a page whose lines stand where they are told: from the left, from the bottom, size of letters, words."""
    shown = (f"/F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj" for x, y, size, text in lines)
    return b"BT " + "\n".join(shown).encode("cp1252") + b" ET"


def in_one_block(*lines: tuple[float, float, float, str]) -> bytes:
    """The same in one block of text, as many programs write it: a font is named only where the size of letters changes."""
    shown, size = "", 0.0
    for x, y, letters, text in lines:
        shown += f"/F1 {letters} Tf " if letters != size else ""
        shown += f"1 0 0 1 {x} {y} Tm ({text}) Tj\n"
        size = letters
    return b"BT " + shown.encode("cp1252") + b" ET"


def make_encrypted_pdf(password: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([page_of("Hidden words here.")]))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def make_docx(path: Path, paragraphs: list[str], title: str = "") -> None:
    import docx

    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.core_properties.title = title
    document.save(str(path))


def add_to_zip(path: Path, name: str, data: bytes, before: bytes | None = None) -> None:
    """A new entry, or more text `before` some of one that is there."""
    if before is None:
        with zipfile.ZipFile(path, "a") as target:
            target.writestr(name, data)
        return
    with zipfile.ZipFile(path) as source:
        old = source.read(name)
    replace_in_zip(path, name, old.replace(before, data + before))


def replace_in_zip(path: Path, name: str, data: bytes) -> None:
    """Put `data` in the place of one entry, however large."""
    with zipfile.ZipFile(path) as source:
        entries = {entry: source.read(entry) for entry in source.namelist()}
    entries[name] = data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry, content in entries.items():
            target.writestr(entry, content)


def read_one(folder: Path, path: str, limits: Limits | None = None) -> Article:
    """The one article in a file of which nothing is skipped."""
    articles, skipped = read_file(folder, path, limits)
    assert skipped == []
    assert len(articles) == 1
    return articles[0]


def reason_for(folder: Path, path: str, limits: Limits | None = None) -> str:
    """Why a file is skipped."""
    articles, skipped = read_file(folder, path, limits)
    assert articles == []
    assert len(skipped) == 1
    assert skipped[0].reason.isprintable()
    return skipped[0].reason
