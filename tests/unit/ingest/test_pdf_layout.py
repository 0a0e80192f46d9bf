"""Typeset lines: a paragraph's are joined, those of different blocks are not; labels keep their values, pages their numbers."""

from __future__ import annotations

import itertools
import textwrap
import time
from pathlib import Path

import pytest

from assistant.ingest.hyphens import Words, join
from assistant.ingest.pdf_layout import TextLine, as_lines, put_together
from assistant.schema import Article
from tests.support.article_files import in_one_block, make_pdf, placed, read_one

Placed = tuple[float, float, float, str]


def read(folder: Path, *pages: list[Placed]) -> Article:
    (folder / "a.pdf").write_bytes(make_pdf([placed(*page) for page in pages]))
    return read_one(folder, "a.pdf")


def paragraphs(folder: Path, *lines: Placed) -> list[str]:
    """What is read of a page that was written in one block, without a change of font between its columns."""
    (folder / "a.pdf").write_bytes(make_pdf([in_one_block(*lines)]))
    return read_one(folder, "a.pdf").text.split("\n\n")


def rows_of(top: float, places: tuple[float, ...], *rows: tuple[str, ...]) -> list[Placed]:
    return [(x, top - 14 * at, 10, cell) for at, row in enumerate(rows) for x, cell in zip(places, row, strict=True)]


def column(x: float, top: float, *lines: str, size: float = 10) -> list[Placed]:
    return [(x, top - 1.2 * size * number, size, line) for number, line in enumerate(lines)]


def test_labels_keep_their_values_and_blocks_stay_apart(tmp_path: Path) -> None:
    article = read(
        tmp_path,
        [
            (60, 780, 16, "Larkfield Harbour Company"),
            (60, 750, 10, "Annual Report 2021-22"),
            (60, 720, 10, "The company runs the port of Larkfield and the ferries. It employs 640 people."),
            (60, 698, 9, "BY REVENUE"),
            (60, 684, 14, "7,920 million crowns"),
            (60, 660, 9, "Net profit"),
            (60, 646, 14, "678 million crowns"),
            (60, 622, 10, "Effective date:"),
            (60, 608, 10, "17 January 2023"),
            (60, 588, 10, "These rules replace the Harbour Rules dated December 20, 2021."),
        ],
    )
    assert article.text.split("\n\n") == [
        "Larkfield Harbour Company",
        "Annual Report 2021-22",
        "The company runs the port of Larkfield and the ferries. It employs 640 people.",
        "BY REVENUE: 7,920 million crowns",
        "Net profit: 678 million crowns",
        "Effective date: 17 January 2023",
        "These rules replace the Harbour Rules dated December 20, 2021.",
    ]


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page(tmp_path: Path) -> None:
    left = column(
        60,
        700,
        "The council voted on Wednesday to keep",
        "the night bus to the hospital for two",
        "years more, as the nurses and the",
    )
    right = column(
        320, 700, "porters had asked. It carries seventy", "people a night.", "The line costs 310,000 crowns, a third"
    )
    last = column(60, 700, "of which the hospital will pay.", "Drivers had asked for a second stop at", "the station.")
    article = read(tmp_path, left + right, last)
    assert article.text.split("\n\n") == [
        "The council voted on Wednesday to keep the night bus to the hospital for two years more, as the nurses and the porters had asked."
        " It carries seventy people a night.",
        "The line costs 310,000 crowns, a third of which the hospital will pay.",
        "Drivers had asked for a second stop at the station.",
    ]
    assert article.text[article.pages[1] :].startswith("of which the hospital")


STORIES = (
    "The harbour board of Ostrey voted on Tuesday to keep the night ferry to the hospital island for two years more, as the nurses and"
    " porters of the islands had asked. It carries seventy people a night, most of them on their way home from work, said Ilka Morn.",
    "A storm closed the road over the Tarn pass for the third time this winter, and forty lorries had to wait in the village hall until"
    " the ploughs had cleared the upper bends on Sunday night. Nobody was hurt, said the head of the rescue service, Benno Hale, and the"
    " county will decide in May whether the gallery above the lake is to be built.",
    "The school of music in Larkfield looks for forty singers who will learn the oratorio that was written for the bridge, which opens"
    " in June after six years of work. The first rehearsal is on Friday in the old granary.",
)


def row_by_row(top: float, stories: tuple[str, ...], wide: int, letter: float, gutter: float) -> list[Placed]:
    """Columns of `wide` characters that are `letter` of their size wide, as a program sets them that goes down the page once."""
    step = wide * letter * 10 + gutter
    columns = [column(40 + step * at, top, *textwrap.wrap(story, wide)) for at, story in enumerate(stories)]
    return [line for row in itertools.zip_longest(*columns) for line in row if line]


@pytest.mark.parametrize(
    ("stories", "wide", "letter", "gutter"),
    [
        (STORIES[:2], 46, 0.5, 20),
        (STORIES[1::-1], 46, 0.5, 12),  # the left one is longer
        (STORIES[1:], 60, 0.4, 12),  # narrow letters: their estimated end lies in the next column
        (STORIES[:2], 40, 0.6, 30),
        (STORIES, 32, 0.5, 14),
        (STORIES, 40, 0.4, 10),
    ],
)
def test_columns_that_are_drawn_row_by_row_are_read_one_after_the_other(
    tmp_path: Path, stories: tuple[str, ...], wide: int, letter: float, gutter: float
) -> None:
    lines = row_by_row(700, stories, wide, letter, gutter)
    assert read(tmp_path, lines).text.split("\n\n") == list(stories)
    indented = [(x + 8 * (number in (1, 8)), y, size, text) for number, (x, y, size, text) in enumerate(lines)]
    assert " ".join(read(tmp_path, indented).text.split()) == " ".join(stories)
    heading: Placed = (40, 730, 18, "Ferry, storm and song: the week in the islands")
    under = row_by_row(500, STORIES[:2], 46, 0.5, 16)
    parts = [heading[3], *stories, "The week in figures, as the county counts them", *STORIES[:2]]
    assert read(tmp_path, [heading, *lines, (40, 530, 18, parts[-3]), *under]).text.split("\n\n") == parts


def test_a_table_between_columns_keeps_its_rows(tmp_path: Path) -> None:
    table = (("Line", "2019", "2020"), ("Ostrey", "41,200", "18,900"), ("Tarn", "88,000", "61,500"))
    rows: list[Placed] = [
        (40.0 + 150 * at, 560.0 - 14 * row, 10.0, cell)
        for row, cells in enumerate(table)
        for at, cell in enumerate(cells)
    ]
    above, below = row_by_row(700, STORIES[:2], 46, 0.5, 20), row_by_row(480, STORIES[1:], 46, 0.5, 20)
    assert read(tmp_path, [*above, *rows, *below]).text.split("\n\n") == [
        *STORIES[:2],
        "Line | 2019 | 2020",
        "Ostrey | 2019: 41,200 | 2020: 18,900",
        "Tarn | 2019: 88,000 | 2020: 61,500",
        *STORIES[1:],
    ]


def test_a_table_of_words_keeps_its_rows_and_a_line_of_single_words_is_one(tmp_path: Path) -> None:
    rows = (
        ("Harbour board", "keeps the night ferry for two years more", "Tuesday"),
        ("County council", "decides on the gallery above the lake in May", "Sunday"),
        ("School of music", "looks for forty singers for the oratorio", "Friday"),
    )
    cells: list[Placed] = [
        (60.0 + 200 * at, 700.0 - 14 * row, 10.0, cell)
        for row, texts in enumerate(rows)
        for at, cell in enumerate(texts)
    ]
    assert read(tmp_path, cells).text.split("\n\n") == [" | ".join(row) for row in rows]
    words: list[Placed] = [
        (60.0 + 6 * sum(len(one) + 1 for one in line.split()[:at]), 700.0 - 12 * number, 10.0, f"{word} ")
        for number, line in enumerate(textwrap.wrap(STORIES[0], 60))
        for at, word in enumerate(line.split())
    ]
    assert read(tmp_path, words).text == STORIES[0]


@pytest.mark.parametrize(("stories", "wide"), [(STORIES[:2], 46), (STORIES, 30)])
def test_columns_of_one_block_are_read_one_after_the_other(tmp_path: Path, stories: tuple[str, ...], wide: int) -> None:
    lines = row_by_row(700, stories, wide, 0.5, 14)
    assert paragraphs(tmp_path, *lines) == list(stories)
    headline: Placed = (40, 730, 18, "Ferry, storm and song: the week in the islands")
    assert paragraphs(tmp_path, headline, *lines) == [headline[3], *stories]
    close: Placed = (
        40,
        724,
        10,
        "What the harbour board, the county and the school of music of the islands have decided this week.",
    )
    assert paragraphs(tmp_path, close, *lines) == [close[3], *stories]
    under = row_by_row(400, STORIES[1:], 46, 0.5, 16)
    assert paragraphs(
        tmp_path, *lines, (40, 430, 18, "Storm and song again, as in the last year of the ferry"), *under
    ) == [
        *stories,
        "Storm and song again, as in the last year of the ferry",
        *STORIES[1:],
    ]


def test_columns_of_a_block_within_a_form_are_read_one_after_the_other(tmp_path: Path) -> None:
    drawn = in_one_block(*row_by_row(700, STORIES[:2], 46, 0.5, 14))
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Matrix [1 0 0 1 0 -100] /Length %d" % len(drawn)
    form += b" /Resources << /Font << /F1 3 0 R >> >> >>\nstream\n" + drawn + b"\nendstream"
    (tmp_path / "a.pdf").write_bytes(make_pdf([placed((40, 640, 18, "Two stories")) + b" q /Fm0 Do Q"], xobject=form))
    assert read_one(tmp_path, "a.pdf").text.split("\n\n") == ["Two stories", *STORIES[:2]]


def test_a_table_of_one_block_keeps_its_rows_between_columns(tmp_path: Path) -> None:
    table = rows_of(
        560, (40, 190, 340), ("Line", "2019", "2020"), ("Ostrey", "41,200", "18,900"), ("Tarn", "88,000", "61,500")
    )
    above, below = row_by_row(700, STORIES[:2], 46, 0.5, 20), row_by_row(480, STORIES[1:], 46, 0.5, 20)
    assert paragraphs(tmp_path, *above, *table, *below) == [
        *STORIES[:2],
        "Line | 2019 | 2020",
        "Ostrey | 2019: 41,200 | 2020: 18,900",
        "Tarn | 2019: 88,000 | 2020: 61,500",
        *STORIES[1:],
    ]


def test_a_form_of_one_block_keeps_values_beside_their_labels(tmp_path: Path) -> None:
    form = (
        ("Name:", "Ilka Morn"),
        ("Date of birth:", "17 January 1963"),
        ("Remarks:", "none, as she was on leave in May"),
    )
    assert paragraphs(tmp_path, *rows_of(700, (60, 200), *form)) == [" ".join(row) for row in form]
    bare = [tuple(cell.rstrip(":") for cell in row) for row in form]
    assert paragraphs(tmp_path, *rows_of(700, (60, 200), *bare)) == [" | ".join(row) for row in bare]


def test_songs_beside_each_other_are_read_one_after_the_other(tmp_path: Path) -> None:
    first = (
        "The ferry left at four,",
        "and nobody had told us",
        "that it would call no more",
        "where once its captain sold us",
    )
    second = (
        "the herring of the bay,",
        "the oranges of summer,",
        "the paper of the day,",
        "and tickets for the drummer.",
    )
    songs = rows_of(700, (60, 300), *zip(first, second, strict=True))
    assert " ".join(paragraphs(tmp_path, *songs)) == " ".join((*first, *second))
    alone = [(60.0 + 15 * (at % 2), 700.0 - 14 * at, 10.0, line) for at, line in enumerate((*first, *second))]
    assert " ".join(paragraphs(tmp_path, *alone)) == " ".join((*first, *second))


def test_words_of_wide_letters_that_are_placed_one_by_one_are_no_cells(tmp_path: Path) -> None:
    """In Helvetica they are 101 points wide at a size of 10, twice as much as letters usually are."""
    words = [(60.0, "WOMMAMWOMMOM"), (168.0, "WOMMAMWOMMOM"), (276.0, "MEETS")]
    assert paragraphs(tmp_path, *((x, 700.0, 10.0, word) for x, word in words)) == [" ".join(word for _, word in words)]


def test_a_page_of_very_many_lines_is_joined_at_once() -> None:
    page = [
        TextLine((f"and the harbour board of line {at} voted to keep it",), 60, 1e6 - 12 * at, 10, 1)
        for at in range(20_000)
    ]
    began = time.process_time()
    joined, lines = put_together([page])[0], as_lines([page])[0]
    assert time.process_time() - began < 10
    assert joined.count("voted to keep it and the harbour") == lines.count("voted to keep it and the harbour") == 19_999


def test_gaps_indents_sizes_and_bullets_begin_paragraphs(tmp_path: Path) -> None:
    lines: list[Placed] = [
        (70, 700, 10, "The first paragraph is indented as in a"),
        (60, 688, 10, "newspaper and goes on to the end of a line"),
        (70, 676, 10, "The second one begins at the same distance"),
        (60, 664, 10, "and has two lines of nearly the same length"),
        (60, 630, 10, "The third stands apart from it by a gap which"),
        (60, 618, 10, "no line of a paragraph has before it here"),
        (60, 604, 14, "A heading in larger letters"),
        (60, 590, 10, "1. An item of a list that has one whole line"),
        (60, 578, 10, "2. Another item of the list, and as long as it"),
    ]
    assert [part.split()[1] for part in read(tmp_path, lines).text.split("\n\n")] == [
        "first",
        "second",
        "third",
        "heading",
        "An",
        "Another",
    ]


def test_rows_of_cells_are_a_table(tmp_path: Path) -> None:
    rows = (("Line", "2019", "2020"), ("Ostrey", "41,200", "18,900"), ("Tarn", "88,000", "61,500"))
    lines = [
        (60.0 + 120 * place, 700.0 - 14 * row, 10.0, cell)
        for row, cells in enumerate(rows)
        for place, cell in enumerate(cells)
    ]
    assert read(tmp_path, lines).text.split("\n\n") == [
        "Line | 2019 | 2020",
        "Ostrey | 2019: 41,200 | 2020: 18,900",
        "Tarn | 2019: 88,000 | 2020: 61,500",
    ]


def test_running_heads_and_page_numbers_go_and_pages_keep_their_numbers(tmp_path: Path) -> None:
    def page(number: int, *words: str) -> list[Placed]:
        head: list[Placed] = [(60, 800, 8, f"Larkfield Harbour Company Report {2020 + number}")]
        foot: list[Placed] = [(300, 30, 8, f"Page {number} of 4")]
        return head + [(60, 700 - 40 * at, 10, word) for at, word in enumerate(words)] + foot

    article = read(
        tmp_path,
        page(1, "One begins here.", "It has 640 people."),
        page(2),
        page(3, "Three begins here.", "It has 2021 people."),
        page(4, "Four begins here.", "2022"),
    )
    parts = [
        "One begins here.",
        "It has 640 people.",
        "Three begins here.",
        "It has 2021 people.",
        "Four begins here.",
        "2022",
    ]
    assert article.text.split("\n\n") == parts
    assert [article.page_of(article.text.index(part)) for part in parts] == [1, 1, 3, 3, 4, 4]
    assert "Report" not in article.text
    assert "Page" not in article.text


def test_roman_page_numbers_go(tmp_path: Path) -> None:
    pages: list[list[Placed]] = [
        [(60, 700, 10, f"Part {number} begins here."), (300, 30, 8, number)] for number in ("ii", "xiv")
    ]
    assert read(tmp_path, *pages).text.split("\n\n") == ["Part ii begins here.", "Part xiv begins here."]


@pytest.mark.parametrize(
    ("line", "following", "joined"),
    [
        ("on Tues-", "day", "on Tuesday"),
        ("in Gene-", "va, officials", "in Geneva, officials"),
        ("a worst-", "case scenario", "a worst-case scenario"),
        ("the well-", "known mayor", "the well-known mayor"),
        ("in 2023-", "24 and", "in 2023-24 and"),
        ("of COVID-", "19", "of COVID-19"),
        ("the Anglo-", "Saxon", "the Anglo-Saxon"),
        ("an AI-", "driven pump", "an AI-driven pump"),
        ("an e-", "mail", "an e-mail"),
        ("den Minis-", "terien", "den Ministerien"),
        ("a soft\u00ad", "ware", "a software"),
        ("the talks –", "two in all –", "the talks – two in all –"),
        ("of the", "day", "of the day"),
    ],
)
def test_hyphens_that_a_word_has_stay_and_others_go(line: str, following: str, joined: str) -> None:
    assert join(line, following, Words([])) == joined


def test_the_document_tells_how_a_word_is_written() -> None:
    assert join("the har-", "bourfront", Words(["the har-bourfront", "a har-bourfront"])) == "the har-bourfront"
    assert join("a north-", "bank hotel", Words(["the northbank"])) == "a northbank hotel"
