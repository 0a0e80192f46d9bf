"""A PDF gives its pages as paragraphs; bad pages are named, slow and locked files given up."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ingest.folder import read_file
from assistant.ingest.parsing import Limits
from tests.support.article_files import BODY, make_encrypted_pdf, make_pdf, page_of, read_one, reason_for


def test_a_pdf_gives_its_pages_and_title_but_no_date(tmp_path: Path) -> None:
    lines = (
        "The two ministers met for three hours – in Gene-",
        "va, officials of both sides said, and agreed to",
        "go on.",
    )
    (tmp_path / "a.pdf").write_bytes(make_pdf([page_of(*lines), page_of("A second page ends it.")], "Ministers meet"))
    article = read_one(tmp_path, "a.pdf")
    assert article.text == (
        "The two ministers met for three hours – in Geneva, officials of both sides said, and agreed to go on.\n\n"
        "A second page ends it."
    )
    assert (article.title, article.published) == ("Ministers meet", None)


def test_a_pdf_title_that_is_a_file_name_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(make_pdf([page_of(BODY)], "Microsoft Word - draft3.doc"))
    assert read_one(tmp_path, "a.pdf").title is None


@pytest.mark.parametrize("stated", ["LE_2019_02_12_p4", "artikel_vorlage", "press release template", "Vorlage Artikel"])
def test_the_headline_stands_before_a_title_of_which_the_pages_say_nothing(tmp_path: Path, stated: str) -> None:
    page = page_of("Cod quota is cut again", "", "The Larkfield Echo, 12 February 2019", "", BODY)
    (tmp_path / "a.pdf").write_bytes(make_pdf([page], stated))
    article = read_one(tmp_path, "a.pdf")
    assert (article.title, article.outlet) == ("Cod quota is cut again", "The Larkfield Echo")


def test_the_good_pages_of_a_pdf_are_kept(tmp_path: Path) -> None:
    bomb = b"BT /F1 1 Tf " + b"(a) Tj\n" * 5_000 + b"ET"
    (tmp_path / "a.pdf").write_bytes(make_pdf([page_of(BODY), bomb]))
    articles, skipped = read_file(tmp_path, "a.pdf", Limits(pdf_page_steps=2_000))
    assert articles[0].text == BODY
    assert skipped[0].reason == "page 2 cannot be read"


def test_a_slow_pdf_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(make_pdf([page_of(BODY)] * 3))
    assert reason_for(tmp_path, "a.pdf", Limits(pdf_seconds=0.0)) == "takes longer than 0 s to read"


def test_a_pdf_without_a_user_password_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(make_encrypted_pdf(""))
    assert read_one(tmp_path, "a.pdf").text == "Hidden words here."


def test_the_first_row_of_a_table_is_no_title(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Line of ferry | Riders\n\nOstrey | Riders: 41,200\n\n{BODY}")
    assert read_one(tmp_path, "a.txt").title is None
    (tmp_path / "b.txt").write_text(f"Swan stops the tram | Lark Echo\n\n{BODY}")
    assert read_one(tmp_path, "b.txt").title is not None
