"""Exports of news databases printed into PDFs are split like their text forms; wire reports are told by what they begin with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from assistant.ingest.folder import read_file
from tests.support.article_files import make_pdf
from tests.unit.ingest.test_several import FILES, described

LINES_A_PAGE = 48


def typeset(text: str) -> bytes:
    """A text as a printer sets it: a line a line, indented where it is, with a number at the foot of each page."""
    lines = text.replace("\r", "").replace("–", "-").split("\n")
    pages = [lines[start : start + LINES_A_PAGE] for start in range(0, len(lines), LINES_A_PAGE)]
    return make_pdf([page_of(page, number, len(pages)) for number, page in enumerate(pages, 1)])


def page_of(lines: list[str], number: int, count: int) -> bytes:
    placed = []
    for place, line in enumerate(lines):
        for column, cell in enumerate(line.split("\t")):
            placed.append((50 + 5 * (len(cell) - len(cell.lstrip(" "))) + 60 * column, 740 - 14 * place, cell.strip()))
    placed.append((280, 30, f"Page {number} of {count}"))
    drawn = [
        b"1 0 0 1 %d %d Tm (%s) Tj"
        % (x, y, line.encode("cp1252", "replace").replace(b"(", b"\\(").replace(b")", b"\\)"))
        for x, y, line in placed
        if line
    ]
    return b"BT /F1 10 Tf " + b" ".join(drawn) + b" ET"


@pytest.mark.parametrize(
    "name", ["nexis_export.txt", "nexis_german.txt", "nexis_older.txt", "factiva.txt", "proquest.txt", "europresse.txt"]
)
def test_a_printed_export_is_split_like_its_text(name: str, tmp_path: Path) -> None:
    expected = json.loads((FILES / f"{name}.expected.json").read_text(encoding="utf-8"))["articles"]
    (tmp_path / "printed.pdf").write_bytes(typeset((FILES / name).read_text(encoding="utf-8-sig")))
    articles, _ = read_file(tmp_path, "printed.pdf")
    found = [described(article) for article in articles]
    # A byline right below a headline as long as the longest line of the file could as well be its end.
    assert all(
        plain(item["title"]).startswith(plain(wanted["title"])) for item, wanted in zip(found, expected, strict=True)
    )
    for fields in ("outlet", "published"):
        assert [plain(item.get(fields)) for item in found] == [plain(item.get(fields)) for item in expected]
    for item, wanted in zip(found, expected, strict=True):
        assert plain(" ".join(item["text"])).split() == plain(" ".join(wanted["text"])).split()


def test_a_printed_export_keeps_its_pages(tmp_path: Path) -> None:
    text = (FILES / "nexis_export.txt").read_text(encoding="utf-8-sig")
    (tmp_path / "printed.pdf").write_bytes(typeset(text))
    lines = [" ".join(line.split()) for line in plain(text.replace("\r", "")).split("\n")]
    seen = set()
    for article in read_file(tmp_path, "printed.pdf")[0]:
        first = " ".join(article.text[article.body_start :].split())
        page = next(
            at // LINES_A_PAGE + 1
            for at, line in enumerate(lines)
            if len(line) > 15 and line[3:] in first[: LINES_A_PAGE * 3]
        )
        assert article.page_of(article.body_start) == page
        seen.add(page)
    assert len(seen) > 1


def plain(text: str | None) -> str:
    """As the stand-in printer can set it."""
    return (text or "").replace("–", "-").encode("cp1252", "replace").decode("cp1252")


def test_a_wire_report_is_told_whatever_its_name(tmp_path: Path) -> None:
    shutil.copy(FILES / "wire.anpa", tmp_path / "story.txt")
    articles, _ = read_file(tmp_path, "story.txt")
    assert [article.title for article in articles] == [
        "Ferry to Tarn stops after 41 years",
        "Tarn wins chess cup",
        "Bridge closed",
    ]
