"""A Word document gives its paragraphs in order, with what was inserted and without what was deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ingest.folder import read_file
from tests.support.article_files import BODY, add_to_zip, make_docx, read_one, replace_in_zip


def test_a_docx_gives_paragraphs_tables_and_tracked_insertions(tmp_path: Path) -> None:
    make_docx(tmp_path / "a.docx", ["Ministers meet in Geneva", BODY], title="Ministers meet in Geneva")
    word = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    word += b"<w:p><w:r><w:t>Kept </w:t></w:r><w:ins><w:r><w:t>added</w:t></w:r></w:ins>"
    word += b"<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:tab/><w:t>end.</w:t></w:r></w:p>"
    word += b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
    article = read_one(tmp_path, "a.docx")
    assert (article.title, article.published) == ("Ministers meet in Geneva", None)
    assert article.text[article.body_start :] == BODY
    replace_in_zip(tmp_path / "a.docx", "word/document.xml", word)
    assert read_one(tmp_path, "a.docx").text == "Kept added\tend.\n\nIn a cell"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def table_of(*rows: str) -> bytes:
    body = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return f"<w:document {space}><w:body>{body}</w:body></w:document>".encode()


def test_the_rows_of_a_table_stay_together_and_its_values_beside_their_heads(tmp_path: Path) -> None:
    wide, begun, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    make_docx(tmp_path / "a.docx", [BODY])
    rows = (
        cell("Line") + cell("2019") + cell("2020") + cell("2021"),
        cell("Ostrey", begun) + cell("41,200", wide) + cell("25,300"),
        cell("", goes_on) + cell("7") + cell("") + cell("9"),
    )
    replace_in_zip(tmp_path / "a.docx", "word/document.xml", table_of(*rows))
    assert read_one(tmp_path, "a.docx").text.split("\n\n") == [
        "Line | 2019 | 2020 | 2021",
        "Ostrey | 2019: 41,200 | 2021: 25,300",
        "Ostrey | 2019: 7 | 2021: 9",
    ]


def test_heads_in_two_rows_are_joined_and_marked_ones_are_heads(tmp_path: Path) -> None:
    make_docx(tmp_path / "a.docx", [BODY])
    wide, begun, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        cell("Line", begun) + cell("Riders", wide) + cell("Income", begun),
        cell("", goes_on) + cell("2019") + cell("2020") + cell("", goes_on),
        cell("Ostrey") + cell("41,200") + cell("18,900") + cell("3 m"),
    )
    replace_in_zip(tmp_path / "a.docx", "word/document.xml", table_of(*rows))
    assert read_one(tmp_path, "a.docx").text.endswith(
        "Ostrey | Riders 2019: 41,200 | Riders 2020: 18,900 | Income: 3 m"
    )
    heads = "<w:trPr><w:tblHeader/></w:trPr>" + "".join(map(cell, ("Name", "Party", "Town")))
    replace_in_zip(
        tmp_path / "a.docx", "word/document.xml", table_of(heads, "".join(map(cell, ("Jon", "Reds", "Tarn"))))
    )
    assert read_one(tmp_path, "a.docx").text.endswith("Jon | Party: Reds | Town: Tarn")


def test_a_table_that_only_lays_out_a_page_is_read_as_paragraphs(tmp_path: Path) -> None:
    make_docx(tmp_path / "a.docx", [BODY])
    replace_in_zip(tmp_path / "a.docx", "word/document.xml", table_of(cell(BODY * 6) + cell("Photo: Ann Lee")))
    assert read_one(tmp_path, "a.docx").text == f"{BODY * 6}\n\nPhoto: Ann Lee"


SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def note(kind: str, number: int, *paragraphs: str) -> str:
    """A note of a Word document; the first of its paragraphs begins with its mark."""
    first = f"<w:r><w:{kind}Ref/></w:r>"
    text = "".join(f"<w:p>{first * (not at)}<w:r><w:t> {one}</w:t></w:r></w:p>" for at, one in enumerate(paragraphs))
    return f'<w:{kind} w:id="{number}">{text}</w:{kind}>'


def with_notes(path: Path, body: str, **notes: str) -> None:
    """A Word document with this body and these parts `footnotes`, `endnotes`."""
    make_docx(path, [BODY])
    links, types = "", ""
    for name, text in notes.items():
        whole = f'<w:{name} {SPACE}><w:{name[:-1]} w:type="separator" w:id="-1"><w:p/></w:{name[:-1]}>{text}</w:{name}>'
        add_to_zip(path, f"word/{name}.xml", whole.encode())
        kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
        types += f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>'
        relation = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"
        links += f'<Relationship Id="r{name}" Type="{relation}" Target="{name}.xml"/>'
    add_to_zip(path, "word/_rels/document.xml.rels", links.encode(), before=b"</Relationships>")
    add_to_zip(path, "[Content_Types].xml", types.encode(), before=b"</Types>")
    replace_in_zip(path, "word/document.xml", f"<w:document {SPACE}><w:body>{body}</w:body></w:document>".encode())


def refers(kind: str, number: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def test_notes_stand_behind_the_paragraph_or_table_that_refers_to_them_with_their_marks(tmp_path: Path) -> None:
    body = (
        f"<w:p><w:r><w:t>The ferry carries 310,000 people.</w:t></w:r>{refers('footnote', 7)}"
        f"<w:r><w:t> It stops in May.</w:t></w:r>{refers('endnote', 7)}</w:p>"
        f"<w:p><w:r><w:t>Nobody said why.</w:t></w:r>{refers('footnote', 9)}<w:del>{refers('footnote', 8)}</w:del></w:p>"
        f"<w:tbl><w:tr>{cell('Ostrey')}{cell('41,200').replace('</w:p>', refers('footnote', 10) + '</w:p>')}</w:tr></w:tbl>"
        f"<w:p><w:r><w:t>The end.</w:t></w:r>{refers('footnote', 99)}</w:p>"
    )
    feet = note("footnote", 7, "Figures of the county.", "Those of 2019.") + note("footnote", 8, "Taken out.")
    feet += note("footnote", 9, "The board did not reply.") + note("footnote", 10, "Estimated.")
    with_notes(tmp_path / "a.docx", body, footnotes=feet, endnotes=note("endnote", 7, "As the board wrote."))
    assert [" ".join(part.split()) for part in read_one(tmp_path, "a.docx").text.split("\n\n")] == [
        "The ferry carries 310,000 people.[1] It stops in May.[2]",
        "[1] Figures of the county.",
        "Those of 2019.",
        "[2] As the board wrote.",
        "Nobody said why.[3]",
        "[3] The board did not reply.",
        "Ostrey | 41,200[4]",
        "[4] Estimated.",
        "The end.",
    ]


@pytest.mark.parametrize(
    ("part", "said"), [(b"", ["its notes cannot be read"]), (b"<no", ["its notes cannot be read"]), (b"<other/>", [])]
)
def test_a_document_is_read_without_notes_that_cannot_be(tmp_path: Path, part: bytes, said: list[str]) -> None:
    with_notes(tmp_path / "a.docx", f"<w:p><w:r><w:t>{BODY}</w:t></w:r>{refers('footnote', 1)}</w:p>", footnotes="")
    replace_in_zip(tmp_path / "a.docx", "word/footnotes.xml", part)
    articles, skipped = read_file(tmp_path, "a.docx")
    assert [article.text for article in articles] == [BODY]
    assert [one.reason for one in skipped] == said
