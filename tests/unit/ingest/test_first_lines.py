"""The first lines: what is wholly understood is taken and left before the body, all else stays in it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.first_lines import day_of_change, read_head
from assistant.ingest.metadata import Metadata
from assistant.ingest.parsing import Loaded, make_article
from tests.support.article_files import BODY

DAY = dt.date(2022, 3, 29)
AFTER = dt.date(2022, 3, 30)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (" date 2022-03-29 ", Metadata(published=DAY)),
        ("Published on 29 March 2022: ", Metadata(published=DAY)),
        ("Europe 1 with AFP 9:06 p.m., March 29, 2022\n\n", Metadata(outlet="Europe 1", published=DAY)),
        ("Europe 1 with AFP 9:06 p.m., March 29, 2022 ", Metadata(outlet="Europe 1", published=DAY)),
        ("The Lark, 9:40 p.m., March 29, 2022\n", Metadata(outlet="The Lark", published=DAY)),
        ("By Ann Lee | The Lark | 2022-03-29\n\n", Metadata(outlet="The Lark", published=DAY)),
        (
            "By Ann Lee, Diplomatic Correspondent\nLark News, 29 March 2022\n",
            Metadata(outlet="Lark News", published=DAY),
        ),
        ("Published: 29 Mar 2022\r\n\r\n", Metadata(published=DAY)),
        ("Updated: 30 March 2022 | Published: 29 March 2022, 10:15 GMT\n", Metadata(published=DAY, updated=AFTER)),
        ("29 March 2022 (updated 30 March 2022)\n", Metadata(published=DAY, updated=AFTER)),
        ("Publié le 29 mars 2022, mis à jour le 30 mars 2022\n", Metadata(published=DAY, updated=AFTER)),
        ("Updated 30 March 2022\n\n", Metadata(updated=AFTER)),
        ("UPDATE: 30 March 2022\n\n", Metadata(updated=AFTER)),
        ("Update, March 30, 2022, 4 p.m.\n\n", Metadata(updated=AFTER)),
        ("Last updated: March 30, 2022 10:15 a.m.\n\n", Metadata(updated=AFTER)),
        ("Stand: 30.03.2022\n\n", Metadata(updated=AFTER)),
        ("Tuesday, 29 March 2022\n", Metadata(published=DAY)),
        ("Paris, March 29, 2022\n\n", Metadata(published=DAY)),  # a place, not an outlet
        ("Title: Ministers meet\nSource: The Lark\nDate: 2022-03-29\n\n", Metadata("Ministers meet", "The Lark", DAY)),
        ("Ministers meet in Geneva\n\n", Metadata("Ministers meet in Geneva")),
        ("Ministers meet in Geneva\n", Metadata("Ministers meet in Geneva")),
        ("Who won in Geneva?\n\n", Metadata("Who won in Geneva?")),
        ("Ministers leave the U.S.\n\n", Metadata("Ministers leave the U.S.")),
        ("Ministers meet\nPublished: 29 March 2022\n\n", Metadata("Ministers meet", published=DAY)),
        ("The Lark | 29 March 2022\n\nMinisters meet\n\n", Metadata("Ministers meet", "The Lark", DAY)),
        ("# Ministers meet #\n\n*The Lark, 10:00, 29 March 2022*\n\n", Metadata("Ministers meet", "The Lark", DAY)),
        ("Ministers meet\n==============\n\n", Metadata("Ministers meet")),
        ("© 2022 The Lark\n", Metadata()),
        ("Breaking News\n\n", Metadata("Breaking News")),  # no outlet, for all its last word
        ("The Lark Gazette\n\n", Metadata(outlet="The Lark Gazette")),
        ("Neue Fähre\n\nTarner Bote, 29. März 2022\nVon Jana Holl\n\n", Metadata("Neue Fähre", "Tarner Bote", DAY)),
        (
            "Le pont est fermé\nLa Gazette de Tarn, 29 mars 2022\nPar Ève Roy\n\n",
            Metadata("Le pont est fermé", "La Gazette de Tarn", DAY),
        ),
        ("El puente se cierra\nPublicado el 29 de marzo de 2022\n\n", Metadata("El puente se cierra", None, DAY)),
        ("Corriere di Tarn\nIl ponte chiude\ndi Carla Bini\n\n", Metadata("Il ponte chiude", "Corriere di Tarn")),
        ("Le pont est fermé\nmardi 29 mars 2022\n\n", Metadata("Le pont est fermé", published=DAY)),
        ("El puente se cierra\nmartes, 29 de marzo de 2022\n\n", Metadata("El puente se cierra", published=DAY)),
        ("Le pont est fermé\npublié le 29 mars 2022\n\n", Metadata("Le pont est fermé", published=DAY)),
        ("Ferry stops\nlarkecho.example | 29 March 2022\n\n", Metadata("Ferry stops", "larkecho.example", DAY)),
        ("Ferry stops\nSunday, 04/03/2022\n\n", Metadata("Ferry stops", published=dt.date(2022, 4, 3))),
        (
            "Ferry stops\nhttps://larkecho.example/ferry\n\n",
            Metadata("Ferry stops", url="https://larkecho.example/ferry"),
        ),
        ("Тарнский вестник\n29 марта 2022\n\n", Metadata(None, "Тарнский вестник", DAY)),
        ("LARK OBSERVER | World\n29 March 2022\n\n", Metadata(outlet="LARK OBSERVER", published=DAY)),
        ("LARK DAILY, Tuesday 29 March 2022, evening edition\n", Metadata(outlet="LARK DAILY", published=DAY)),
        (
            " date 2022-03-29 Ministers meet\n\nBy our diplomatic staff, Tribune of the Lakes\n\n",
            Metadata("Ministers meet", "Tribune of the Lakes", DAY),
        ),
    ],
)
def test_a_head_is_read_and_left_before_the_body(head: str, expected: Metadata) -> None:
    metadata, body_start = read_head(head + BODY)
    inferred = expected.published is not None
    assert dataclasses.replace(metadata, readings=None) == dataclasses.replace(expected, published_inferred=inferred)
    assert (head + BODY)[body_start:] == BODY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"WASHINGTON, March 29 (Reuters) — {BODY}", Metadata(outlet="Reuters")),
        (f"KYIV, Ukraine (AP) — {BODY}", Metadata(outlet="AP")),
        (f"GENEVA, March 29, 2022 (Lark Wire) - {BODY}", Metadata(outlet="Lark Wire", published=DAY)),
        (f"PARIS, 29 March 2022 – {BODY}", Metadata(published=DAY)),
        (f"Geneva: {BODY}", Metadata()),
        (f"He said on 29 March 2022 that he would go. {BODY}", Metadata()),
        (f"On 3 May 2019 he was born. {BODY}", Metadata()),
        (f"Date 2022-03-29 was named by both sides. {BODY}", Metadata()),
        (f"{BODY}\n\nA line.\n\nAnother line.\n\nPublished: 29 March 2022\n", Metadata()),
        (f"{BODY * 5}\n\nPublished: 29 March 2022\n", Metadata()),
        ("Only one line without a stop", Metadata()),
        ("Breaking\n\nMore words follow here.", Metadata()),
        (
            "The ministers, who met for three hours on Tuesday, agreed to meet again in May and to leave all other "
            f"questions for later talks\n{BODY}",  # a summary, too long for a headline
            Metadata(),
        ),
        (
            "The two ministers met in Geneva for three hours\nand agreed to meet again in May, as both sides\nsaid.",
            Metadata(),  # wrapped lines
        ),
        ("Image: The Lark\n\n" + BODY, Metadata()),
    ],
)
def test_the_article_proper_is_never_cut_and_its_dates_not_taken(text: str, expected: Metadata) -> None:
    metadata, body_start = read_head(text)
    inferred = expected.published is not None
    assert metadata == Metadata(expected.title, expected.outlet, expected.published, published_inferred=inferred)
    assert body_start == 0


@pytest.mark.parametrize(
    ("paragraph", "day"),
    [
        ("UPDATE 30 March 2022: The board has named a captain.", AFTER),
        ("UPDATED, March 30 – The board has named a captain.", AFTER),
        ("Update, 30 March: The board has named a captain.", AFTER),
        ("Update (30. March 2022): The board has named a captain.", AFTER),
        ("**Update 30 March, 4 p.m.** The board has named a captain.", AFTER),
        ("Last updated 30 March 2022 at 10:15", AFTER),
        ("Zuletzt aktualisiert am 30.03.2022, 10:15", AFTER),
        ("Update, 2 January: The board has named a captain.", None),  # nearest before the day of publication
        ("Update, 29 March: The board has named a captain.", None),
        ("UPDATE: The board has named a captain.", None),
        ("Police updated on 30 March 2022 what they had said.", None),
        ("The timetable was updated on 30 March 2022, he said.", None),
    ],
)
def test_a_paragraph_tells_the_day_of_a_change_and_not_of_publication(paragraph: str, day: dt.date | None) -> None:
    head = "Night ferry stays\n\nLark Gazette, 29 March 2022\n\n"
    for text in (
        f"{head}{paragraph}\n\n{BODY}",
        f"{head}{BODY}\n\n{BODY}\n\n{paragraph}",
        f"{paragraph}\n\n{head}{BODY}",
    ):
        article = make_article("a.txt", Loaded(text))
        assert (article.published, article.updated) == (DAY, day)
    assert day_of_change(f"{BODY}\n\n{paragraph}", None) == (day if "2022" in paragraph else None)


def test_a_date_line_below_the_summary_is_read_and_stays() -> None:
    head = "Ministers meet\n\n"
    text = f"{head}They want to go on, both said after the talks in Geneva.\n\nThe Lark | 29 March 2022\n\n{BODY}"
    metadata, body_start = read_head(text)
    assert metadata == Metadata("Ministers meet", "The Lark", DAY, published_inferred=True)
    assert body_start == len(head)


def test_a_dateline_takes_its_year_from_the_head_only() -> None:
    line = f"GENEVA, March 29 (Lark Wire) — {BODY}"
    assert read_head(line)[0].published is None
    assert read_head(f"© 2022 Lark Wire\n{line}")[0].published == DAY


def test_what_is_known_is_not_overruled() -> None:
    known = Metadata("Ministers meet", "The Lark", dt.date(2022, 3, 30))
    text = f"Ministers meet\n\nOther News | 29 March 2022\n\n{BODY}"
    assert read_head(text, known) == (known, text.index(BODY))
    assert read_head(f"Another headline\n\n{BODY}", known) == (known, 0)  # it is nowhere else: it stays in the body


HEAD_WORDS = "Ministers meet/The Lark/29 March 2022/By Ann Lee/9:06 p.m./© 2022/Published: / date /Updated /Title: "
HEAD_MARKS = ["GENEVA (AP) — ", " | ", ", ", ".", " ", "# ", "---", "\n", "\n\n", "\r\n", "\u2028", "\x85"]
HEAD_PIECES = st.sampled_from([*HEAD_WORDS.split("/"), *HEAD_MARKS, BODY])


@given(st.lists(HEAD_PIECES, max_size=12).map("".join) | st.text(max_size=400))
def test_only_what_is_understood_lies_before_the_body(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        metadata, body_start = read_head(text)
    assert 0 <= body_start <= len(text)
    assert BODY not in text[:body_start] or BODY in (metadata.title or "")
    assert metadata.published_inferred == (metadata.published is not None)
    if metadata.title:
        assert metadata.title in text
