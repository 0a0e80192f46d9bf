"""A table is read a row a line, its values beside the heads of their columns, where its first row is one of heads."""

from __future__ import annotations

import pytest

from assistant.ingest.tables import is_layout, table_lines, with_heads


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
        ([], []),
    ],
)
def test_the_lines_of_a_table(rows: list[list[str]], lines: list[str]) -> None:
    assert list(table_lines(rows)) == lines


def test_what_lays_out_a_page_is_no_table() -> None:
    assert is_layout([["x" * 500, "Photo"]])
    assert is_layout([["one"], ["two"]])
    assert not is_layout([["Line", "2019"], ["Ostrey", "41,200"]])


def test_the_tables_in_an_extracted_text_get_their_heads() -> None:
    text = "Before.\n| Line | 2019 | \n|---|---|\n| Ostrey | 41,200 | \n| Tarn |  | \nAfter | all.\n|"
    assert with_heads(text) == "Before.\nLine | 2019\nOstrey | 2019: 41,200\nTarn\nAfter | all."
    assert with_heads("No table.\n") == "No table.\n"
