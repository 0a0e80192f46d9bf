"""A table is read a row a line, its values beside the heads of their columns, where its first row is one of heads."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from assistant.ingest.tables import is_layout, table_lines, with_heads
from tests.support.article_files import read_one


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            [["Line", "2019", "2020"], ["Ostrey", "41,200", "18,900"], ["Tarn", "88,000", "61,500"]],
            ["Line | 2019 | 2020", "Ostrey | 2019: 41,200 | 2020: 18,900", "Tarn | 2019: 88,000 | 2020: 61,500"],
        ),
        ([["", "Seats", "Share"], ["Greens", "12", "31 %"]], ["Seats | Share", "Greens | Seats: 12 | Share: 31 %"]),
        (
            [["Town", "Mayor", "Since"], ["Tarn", "Ann Lee", "2019"]],
            ["Town | Mayor | Since", "Tarn | Mayor: Ann Lee | Since: 2019"],
        ),
        (
            [["Net profit", "678 million"], ["Staff", "1,204"]],
            ["Net profit | 678 million", "Staff | 1,204"],
        ),  # pairs of a form
        (
            [["Ostrey", "41,200", "18,900"], ["Tarn", "88,000", "61,500"]],
            ["Ostrey | 41,200 | 18,900", "Tarn | 88,000 | 61,500"],
        ),
        (
            [["Party", "Seats"], ["Greens", "12"], ["Reds", "9"]],
            ["Party | Seats", "Greens | Seats: 12", "Reds | Seats: 9"],
        ),
        ([["Name", "Ann Lee"], ["Office", "Mayor"]], ["Name | Ann Lee", "Office | Mayor"]),
        ([["Line", "2019"], ["", ""], ["Ostrey", ""]], ["Line | 2019", "Ostrey"]),
        ([["Line", "2019"], ["Ostrey", "41,200", "18,900"]], ["Line | 2019", "Ostrey | 2019: 41,200 | 18,900"]),
        (
            [["Riders by line", "", ""], ["Daily"], ["Line", "2019", "2020"], ["Ostrey", "41,200", "18,900"]],
            ["Riders by line", "Daily", "Line | 2019 | 2020", "Ostrey | 2019: 41,200 | 2020: 18,900"],
        ),  # titles above the heads
        ([["", "2019"], ["Ostrey", "41,200"]], ["2019", "Ostrey | 2019: 41,200"]),
        ([["Riders by line", ""], ["Tarn", ""]], ["Riders by line", "Tarn"]),
        (
            [["Ostrey", "41,200", "", "25,300"], ["Tarn", "88,000", "61,500", "70,000"]],
            ["Ostrey | 41,200 | – | 25,300", "Tarn | 88,000 | 61,500 | 70,000"],
        ),  # no heads: a dash keeps the place
        ([["Net profit", "", "678 million"], ["Staff", "", "1,204"]], ["Net profit | 678 million", "Staff | 1,204"]),
        (
            [["Line", "Riders", "", "Income"], ["", "2019", "2020", ""], ["Ostrey", "41,200", "18,900", "3 m"]],
            [
                "Line | Riders | Income",
                "2019 | 2020",
                "Ostrey | Riders 2019: 41,200 | Riders 2020: 18,900 | Income: 3 m",
            ],
        ),  # heads in two rows
        (
            [["Ann Lee", "Greens", "Tarn"], ["Jon Hale", "Reds", "Ostrey"]],
            ["Ann Lee | Greens | Tarn", "Jon Hale | Reds | Ostrey"],
        ),
        ([["", "Born", "In"], ["Lee", "2 May 1971", "Tarn"]], ["Born | In", "Lee | Born: 2 May 1971 | In: Tarn"]),
        ([], []),
    ],
)
def test_the_lines_of_a_table(rows: list[list[str]], lines: list[str]) -> None:
    assert list(table_lines(rows)) == lines


def test_heads_that_the_source_marks_are_heads_of_names_too() -> None:
    rows = [["Name", "Party", "Town"], ["Jon Hale", "Reds", "Ostrey"]]
    lines = ["Name | Party | Town", "Jon Hale | Party: Reds | Town: Ostrey"]
    assert list(table_lines(rows, [0])) == lines
    assert with_heads("| Name | Party | Town |\n|---|---|---|\n| Jon Hale | Reds | Ostrey |") == "\n".join(lines)


@pytest.mark.parametrize(
    ("head", "below", "line"),
    [
        (
            '<th rowspan="2">Line<th colspan="2">Riders',
            "<tr><th>2019<th>2020<tr><td>Ostrey<td>41,200<td>18,900",
            "Ostrey | Riders 2019: 41,200 | Riders 2020: 18,900",
        ),
        ("<th>Name<th>Party<th>Town", "<tr><td>Jon Hale<td>Reds<td>Ostrey", "Jon Hale | Party: Reds | Town: Ostrey"),
        ("<th>Ann Lee<td>Greens<td>Tarn", "<tr><th>Jon Hale<td>Reds<td>Ostrey", "Jon Hale | Reds | Ostrey"),
    ],
    ids=["two rows", "marked", "heads of rows"],
)
def test_the_rows_of_a_page_get_the_heads_that_it_marks(head: str, below: str, line: str, tmp_path: Path) -> None:
    text = "<p>The ferry to Ostrey was cut, and the council of Tarn has said why it was so on Monday evening.</p>" * 3
    page = f"<html><body><article><h1>Ferry</h1>{text}<table><tr>{head}{below}</table>{text}</article></body></html>"
    (tmp_path / "a.html").write_text(page)
    assert line in read_one(tmp_path, "a.html").text.split("\n")


def test_the_rows_of_an_rtf_get_their_heads(tmp_path: Path) -> None:
    rows = rb"\trowd Line\cell 2019\cell\row\trowd Ostrey\cell 41,200\cell\row"
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1 Before.\par" + rows + rb" After.\par" + rows + rb"}")
    table = ["Line | 2019", "Ostrey | 2019: 41,200"]
    assert read_one(tmp_path, "a.rtf").text.split("\n\n") == ["Before.", *table, "After.", *table]


def test_the_rows_of_an_odt_get_their_heads(tmp_path: Path) -> None:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    row = "<t:table-row>{}</t:table-row>".format
    cell = "<t:table-cell><x:p>{}</x:p></t:table-cell>".format
    heads = f"<t:table-header-rows>{row(''.join(map(cell, ('Name', 'Party', 'Town'))))}</t:table-header-rows>"
    gap = '<t:table-cell t:number-columns-repeated="2"/>'
    rows = heads + row(cell("Jon Hale") + cell("Reds") + cell("Ostrey")) + row(gap + cell("Tarn"))
    names = f'xmlns:o="{office}:office:1.0" xmlns:t="{office}:table:1.0" xmlns:x="{office}:text:1.0"'
    content = f"<o:body {names}><x:p>Before.</x:p><t:table>{rows}</t:table><x:p>After.</x:p></o:body>"
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.writestr("content.xml", content)
    table = ["Name | Party | Town", "Jon Hale | Party: Reds | Town: Ostrey", "Town: Tarn"]
    assert read_one(tmp_path, "a.odt").text.split("\n\n") == ["Before.", *table, "After."]


def test_what_lays_out_a_page_is_no_table() -> None:
    assert is_layout([["x" * 500, "Photo"]])
    assert is_layout([["one"], ["two"]])
    assert not is_layout([["Line", "2019"], ["Ostrey", "41,200"]])


def test_the_tables_in_an_extracted_text_get_their_heads() -> None:
    text = "Before.\n| Line | 2019 | \n|---|---|\n| Ostrey | 41,200 | \n| Tarn |  | \nAfter | all.\n|"
    assert with_heads(text) == "Before.\nLine | 2019\nOstrey | 2019: 41,200\nTarn\nAfter | all."
    assert with_heads("No table.\n") == "No table.\n"
