"""A day in a file's name, and a dateline with the file's year, are taken for an article that states none, and are inferred."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.ingest.file_dates import among, day_in_path
from assistant.ingest.preview import preview
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


@pytest.mark.parametrize(
    ("dateline", "neighbours", "day"),
    [
        ("March 29", ["2022-03-28", "2022-04-01"], DAY),  # among them
        ("29. March", ["2022-03-28"], DAY),
        ("Dec. 31", ["2022-01-02", "2022-01-05"], dt.date(2021, 12, 31)),  # near them
        ("Jan. 3", ["2021-12-20", "2022-02-01"], dt.date(2022, 1, 3)),
        ("Nov. 20", ["2022-01-10", "2022-12-20"], dt.date(2022, 11, 20)),  # near them the year before, too
        ("March 29", ["2021-03-28", "2022-04-01"], None),  # one says 2021, the other 2022
        ("March 29", ["2019-05-01", "2023-05-01"], None),
        ("Sept. 15", ["2022-03-28"], None),  # as far from it in 2021
        ("Feb. 29", ["2022-03-01"], None),  # no such day
        ("March 29", [], None),
        ("March 29", ["0001-01-01"], None),  # set by hand, by mistake
    ],
)
def test_neighbours_tell_the_year_of_a_dateline_where_they_agree(
    dateline: str, neighbours: list[str], day: dt.date | None
) -> None:
    assert among(dateline, [dt.date.fromisoformat(one) for one in neighbours]) == day


def test_neighbours_are_the_articles_of_one_file_or_the_files_of_one_folder(tmp_path: Path) -> None:
    yearless = f"OSTREY, March 29 (Lark Wire) — {BODY}"
    for path, text in {
        "wire/a.txt": yearless,
        "wire/b.txt": f"Published: 30 March 2022\n\n{BODY}",
        "wire/c.txt": BODY,
        "wire/table.csv": f'title,date,text\nBus,2019-04-02,"{BODY}"\nFerry,,"{yearless}"\n',
        "wire/below/d.txt": yearless,
        "e.txt": yearless,
        "hand/overrides.txt": yearless,
        "hand/b.txt": f"Published: 30 March 2022\n\n{BODY}",
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "overrides.toml").write_text('["hand/overrides.txt"]\npublished = ""\n')
    found = preview(tmp_path).articles
    inferred = {one.article_id.split("#")[0]: one.published for one in found if one.date_note and not one.by_hand}
    assert inferred == {"wire/a.txt": DAY, "wire/table.csv": dt.date(2019, 3, 29)}
    notes = {one.date_note for one in found if one.published in inferred.values()}
    assert notes == {"from the dateline, its year from the articles beside it"}
    assert sum(one.published is None for one in found) == 4
