"""A PDF gives its pages as paragraphs; bad pages are named, slow and locked files given up."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from assistant.ingest.folder import read_file
from assistant.ingest.parsing import Limits
from tests.support.article_files import BODY, assemble, make_encrypted_pdf, make_pdf, page_of, read_one, reason_for


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
    assert skipped[0].reason == "page 2: not read whole, too much is drawn"


def drawing(content: bytes, *forms: bytes, pages: int = 1) -> bytes:
    """A PDF whose pages have one content; it and each of the forms may draw the next form as `/Fm0`."""
    named = [
        b"/Resources << /Font << /F1 3 0 R >> /XObject << /Fm0 %d 0 R >> >>" % (6 + at) for at in range(1 + len(forms))
    ]
    streams = [
        (b"", content),
        *((b"/Subtype /Form /BBox [0 0 9 9] " + res, one) for res, one in zip(named[1:], forms, strict=True)),
    ]
    packed = [(more, zlib.compress(data)) for more, data in streams]
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"4 0 R " * pages, pages),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R %s >>" % named[0],
            *(
                b"<< %s /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (more, len(z), z)
                for more, z in packed
            ),
            b"<< >>",
        ]
    )


DRAWN = b"BT /F1 12 Tf 50 600 Td (Words of a form.) Tj ET"
HOSTILE_PAGES = {
    "often": lambda: drawing(page_of(BODY) + b" q /Fm0 Do Q" * 20_000, DRAWN),
    "ten deep": lambda: drawing(page_of(BODY) + b" q /Fm0 Do Q" * 10, *[b"q /Fm0 Do Q " * 10] * 9, DRAWN),
    "much each time": lambda: drawing(page_of(BODY) + b" q /Fm0 Do Q" * 400, DRAWN + b" 0 0 m" * 30_000),
    "200 MB drawn": lambda: drawing(page_of(BODY) + b" /Fm0 Do", DRAWN + b" " * 200_000_000),
}


@pytest.mark.parametrize("name", HOSTILE_PAGES)
def test_a_page_that_draws_without_end_is_read_in_part_and_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.pdf").write_bytes(HOSTILE_PAGES[name]())
    (article,), (skipped,) = read_file(tmp_path, "a.pdf", Limits(pdf_page_steps=100_000))
    assert article.text.startswith(BODY)
    assert skipped.reason == "page 1: not read whole, too much is drawn"


def test_a_file_that_draws_without_end_is_read_in_part_and_its_other_pages_named(tmp_path: Path) -> None:
    lines = page_of(BODY) + b" 0 0 m" * 20_000
    (tmp_path / "a.pdf").write_bytes(drawing(lines, pages=1_000))
    (article,), (skipped,) = read_file(tmp_path, "a.pdf", Limits(pdf_steps=200_000))
    assert article.text.count(BODY) == 2
    assert skipped.reason == "pages 3 to 1000: not read whole, too much is drawn"


def test_a_page_that_is_one_form_is_named_where_it_is_not_read_whole(tmp_path: Path) -> None:
    lines = b"".join(b"BT /F1 12 Tf 72 %d Td (Line of words.) Tj ET\n" % (9_000 - 9 * at) for at in range(900))
    (tmp_path / "a.pdf").write_bytes(drawing(b"/Fm0 Do", lines))
    (article,), (skipped,) = read_file(tmp_path, "a.pdf", Limits(pdf_page_steps=25_000))
    assert 0 < article.text.count("Line of words.") < 900
    assert skipped.reason == "page 1: not read whole, too much is drawn"


def test_pages_without_number_or_end_are_refused(tmp_path: Path) -> None:
    (tmp_path / "stream.pdf").write_bytes(drawing(page_of(BODY) + b" " * 200_000_000))
    (tmp_path / "pages.pdf").write_bytes(drawing(b"", pages=100_000))
    (tmp_path / "own.pdf").write_bytes(drawing(b"").replace(b"/Kids [4 0 R", b"/Kids [2 0 R"))
    reasons = [reason_for(tmp_path, f"{name}.pdf") for name in ("stream", "pages", "own")]
    assert reasons == [
        "has no page that can be read (page 1: not read whole, too much is drawn)",
        "has more than 1,000 pages",
        "is no readable PDF: it is damaged, or something of it is missing",
    ]


def test_what_is_drawn_often_is_read_as_often(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(drawing(page_of(BODY) + b" q /Fm0 Do Q" * 2_000, DRAWN))
    assert read_one(tmp_path, "a.pdf").text.count("Words of a form.") == 2_000


def test_a_pdf_without_a_user_password_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(make_encrypted_pdf(""))
    assert read_one(tmp_path, "a.pdf").text == "Hidden words here."


def test_the_first_row_of_a_table_is_no_title(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Line of ferry | Riders\n\nOstrey | Riders: 41,200\n\n{BODY}")
    assert read_one(tmp_path, "a.txt").title is None
    (tmp_path / "b.txt").write_text(f"Swan stops the tram | Lark Echo\n\n{BODY}")
    assert read_one(tmp_path, "b.txt").title is not None
