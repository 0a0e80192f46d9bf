"""A Word document gives its paragraphs in order, with what was inserted and without what was deleted."""

from __future__ import annotations

from pathlib import Path

from tests.support.article_files import BODY, make_docx, read_one, replace_in_zip


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
