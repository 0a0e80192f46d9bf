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
