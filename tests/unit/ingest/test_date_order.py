"""09/10/2019 is the day that its language, its country or its neighbours make it; a month without a day is its first, marked so."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from assistant.ingest.folder import read_file
from assistant.text.date_order import day_comes_first
from tests.support.article_files import read_one

OCTOBER, SEPTEMBER = dt.date(2019, 10, 9), dt.date(2019, 9, 10)
ENGLISH = (
    "<p>The council voted nine to four after a debate of three hours in the old hall, where many had to stand.</p>" * 3
)
GERMAN = (
    "<p>Der Gemeinderat stimmte nach drei Stunden mit neun zu vier Stimmen zu, im Saal mussten viele stehen.</p>" * 3
)
ADDRESS = '<link rel="canonical" href="https://www.{}/bridge.html">'


def page(folder: Path, language: str, body: str, head: str = "", line: str = "09/10/2019") -> Path:
    top = f'<html lang="{language}"><head><title>Bridge</title>{head}</head>'
    text = f'{top}<body><h1>Bridge</h1><div class="date">{line}</div>{body}</body></html>'
    (folder / "a.html").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("language", "body", "head", "line", "day"),
    [
        ("de", GERMAN, "", "09/10/2019", OCTOBER),
        ("en-US", GERMAN, "", "09/10/2019", OCTOBER),  # what a template states is not what the text is in
        ("en-GB", ENGLISH, "", "09/10/2019", OCTOBER),
        ("en-US", ENGLISH, "", "09/10/2019", SEPTEMBER),
        ("en-US", ENGLISH, ADDRESS.format("lark.co.uk"), "09/10/2019", OCTOBER),
        ("en", ENGLISH, ADDRESS.format("larkfield.gov"), "09/10/2019", SEPTEMBER),
        ("en", ENGLISH, '<meta property="og:locale" content="en_AU">', "09/10/2019", OCTOBER),
        ("en", ENGLISH, "", "09/10/2019 6:42 PM EDT", SEPTEMBER),
        ("en", ENGLISH, ADDRESS.format("lark.ca"), "09/10/2019", None),  # Canada writes both
        ("en", ENGLISH, "", "09/10/2019", None),
    ],
)
def test_a_printed_day_in_figures_is_read_as_its_place_writes_it(
    tmp_path: Path, language: str, body: str, head: str, line: str, day: dt.date | None
) -> None:
    article = read_one(page(tmp_path, language, body, head, line), "a.html")
    assert article.published == day


def test_what_a_day_was_read_by_is_said_and_a_stamp_that_agrees_confirms_it(tmp_path: Path) -> None:
    article = read_one(page(tmp_path, "de", GERMAN), "a.html")
    assert article.published_inferred
    stamp = '<meta property="article:published_time" content="2019-10-09T08:00:00+02:00">'
    confirmed = read_one(page(tmp_path, "de", GERMAN, stamp), "a.html")
    assert (confirmed.published, confirmed.published_inferred) == (OCTOBER, False)


def test_a_stated_day_in_figures_is_read_so_too(tmp_path: Path) -> None:
    head = '<meta name="pubdate" content="09/10/2019">'
    assert read_one(page(tmp_path, "de", GERMAN, head, ""), "a.html").published == OCTOBER
    assert read_one(page(tmp_path, "en", ENGLISH, head, ""), "a.html").published is None


def test_the_rows_of_a_table_settle_each_other(tmp_path: Path) -> None:
    rows = ["The ferry was late by two hours.,04/05/2017", "The ferry came early.,04/27/2017", "It sank.,5/1/17"]
    (tmp_path / "a.csv").write_text("\n".join(["text,published", *rows]), encoding="utf-8")
    articles, _ = read_file(tmp_path, "a.csv")
    assert [item.published for item in articles] == [dt.date(2017, 4, 5), dt.date(2017, 4, 27), dt.date(2017, 5, 1)]
    assert [item.date_note for item in articles] == ["read with the month first", None, "read with the month first"]
    (tmp_path / "a.csv").write_text("\n".join(["text,published", *rows, "It rose.,27/04/2017"]), encoding="utf-8")
    assert read_file(tmp_path, "a.csv")[0][0].published is None  # they differ


def test_lines_of_json_and_a_text_are_read_by_their_language(tmp_path: Path) -> None:
    words = "Der Gemeinderat stimmte nach drei Stunden zu, im Saal mussten viele stehen, sagte der Bürgermeister."
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": words, "date": "09/10/2019"}), encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"Neue Brücke in Tarn\n\n09/10/2019\n\n{words}", encoding="utf-8")
    for name in ("a.jsonl", "b.txt"):
        article = read_one(tmp_path, name)
        assert (article.published, article.published_inferred) == (OCTOBER, True)
        assert article.date_note == "read with the day first"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", f'<html><h1>Looms</h1><p class="issue-date">October 2019</p>{ENGLISH}</html>'),
        (
            "a.txt",
            "Six looms still stand\n\nHeddle Magazine | October 2019\n\nSix looms still stand in Tarn, and two are used.",
        ),
        ("a.jsonl", '{"text": "Six looms still stand in Tarn.", "date": "2019-10"}'),
        ("b.jsonl", '{"text": "Six looms still stand in Tarn.", "date": "10/2019"}'),
        ("a.csv", "text,issue,date\nSix looms still stand.,4,Sept./Oct. 2019\n"),
    ],
)
def test_a_month_without_a_day_is_its_first_and_says_so(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    article = read_one(tmp_path, name)
    assert (article.published, article.published_inferred) == (dt.date(2019, 10, 1), True)
    assert article.date_note == "the first of the month that is stated, which names no day"


def test_a_month_in_a_sentence_dates_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The looms\n\nThey stood still, October 2019, and nobody came.\n\nNow they run.")
    assert read_one(tmp_path, "a.txt").published is None


def test_who_begins_with_the_year_writes_no_other_order() -> None:
    assert day_comes_first("ja") is None
    assert day_comes_first("tl") is False
