"""A draft's file as text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.draft.reading import read_draft
from assistant.errors import DraftError
from assistant.ingest.parsing import Limits
from tests.support.article_files import make_docx

LIMITS = Limits()


def test_text_and_standard_input_are_read_as_they_are() -> None:
    assert read_draft("a.txt", "He said “no”.".encode("cp1252"), LIMITS) == ("He said “no”.", None)
    assert read_draft("", b"He said no.", LIMITS) == ("He said no.", None)


def test_front_matter_gives_the_day_and_is_no_text() -> None:
    data = b"---\ntitle: A call\npublished: 2022-04-01\n---\n\nThey spoke.\n"
    assert read_draft("a.md", data, LIMITS) == ("They spoke.\n", dt.date(2022, 4, 1))


def test_all_of_a_page_is_read_but_what_it_hides() -> None:
    body = "<h1>Head</h1><p>One &amp; <b>two</b>.</p><script>no()</script><p>Three.</p>"
    page = f"<html><head><title>No</title></head><body>{body}</body></html>"
    text, _ = read_draft("a.HTML", page.encode(), LIMITS)
    assert [line for line in text.splitlines() if line] == ["Head", "One & two.", "Three."]


def test_a_row_of_a_table_stays_one() -> None:
    text, _ = read_draft("a.html", b"<table><tr><td>Port</td><td>12</td></tr></table><p>After it.</p>", LIMITS)
    assert "Port\t12" in text


def test_a_word_document_is_read(tmp_path: Path) -> None:
    make_docx(tmp_path / "a.docx", ["The ferry sails.", "The museum opened."])
    text, _ = read_draft("a.docx", (tmp_path / "a.docx").read_bytes(), LIMITS)
    assert text == "The ferry sails.\n\nThe museum opened."


@pytest.mark.parametrize("name", ["a.pdf", "a.xlsx"])
def test_another_kind_of_file_is_refused(name: str) -> None:
    with pytest.raises(DraftError, match="no draft that can be read"):
        read_draft(name, b"%PDF", LIMITS)


def test_a_broken_document_is_refused_with_its_name() -> None:
    with pytest.raises(DraftError, match=r"^a\.docx "):
        read_draft("a.docx", b"PK no archive", LIMITS)
