"""A day in a file's name, and a dateline with the file's year, are taken for an article that states none, and are inferred."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.ingest.file_dates import day_in_path
from tests.support.article_files import BODY, read_one

DAY = dt.date(2022, 3, 29)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2022-03-29-night-bus.txt", DAY),
        ("20220329_night_bus.txt", DAY),
        ("night_bus_2022_03_29.txt", DAY),
        ("night bus 29.03.2022.txt", DAY),
        ("Night bus, 29 mars 2022.html", DAY),
        ("March 29, 2022.txt", DAY),
        ("2022-03-29/night-bus.txt", DAY),
        ("lark/2022/03/29/night-bus.txt", DAY),
        ("2022-03-29/2022-03-28-night-bus.txt", dt.date(2022, 3, 28)),
        ("2022-03-28_2022-03-29_all.txt", None),
        ("night-bus-03-04-2022.txt", None),
        ("2022-03.txt", None),
        ("20221345.txt", None),
        ("12345678.txt", None),
        ("night-bus.txt", None),
    ],
)
def test_the_day_in_a_path(path: str, day: dt.date | None) -> None:
    assert day_in_path(path) == day


@pytest.mark.parametrize(
    ("path", "text", "day", "note"),
    [
        ("2022-03-30-a.txt", BODY, dt.date(2022, 3, 30), "from the file's name"),
        (
            "2022-03-30-a.txt",
            f"GENEVA, March 29 (Lark Wire) — {BODY}",
            DAY,
            "from the dateline, its year from the file's name",
        ),
        (
            "2022-01-02-a.txt",
            f"GENEVA, Dec. 31 — {BODY}",
            dt.date(2021, 12, 31),
            "from the dateline, its year from the file's name",
        ),
        ("2022-03-30-a.txt", f"GENEVA, May 3 — {BODY}", dt.date(2022, 3, 30), "from the file's name"),
        (
            "wire 2022.txt",
            f"GENEVA, 29 March (Lark Wire) — {BODY}",
            DAY,
            "from the dateline, its year from the file's name",
        ),
        ("wire.txt", f"GENEVA, March 29 (Lark Wire) — {BODY}", None, None),
        ("2022-03-30-a.txt", f"Published: 29 March 2022\n\n{BODY}", DAY, None),
    ],
)
def test_a_file_tells_the_day_of_an_article_that_states_none(
    tmp_path: Path, path: str, text: str, day: dt.date | None, note: str | None
) -> None:
    (tmp_path / path).write_text(text, encoding="utf-8")
    article = read_one(tmp_path, path)
    assert (article.published, article.date_note, article.published_inferred) == (day, note, day is not None)
