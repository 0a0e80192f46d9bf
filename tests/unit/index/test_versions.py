"""An article saved again is a version: the newest answers, the older stay; two articles under one headline stay two."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from pathlib import Path

import pytest

from assistant.index import manager
from assistant.index.collection import collect
from assistant.retrieval.question import understand
from assistant.retrieval.retriever import retrieve
from assistant.schema import Article
from tests.conftest import HashedWords

DAY = dt.date(2022, 3, 29)
TEXT = (
    "The two ministers met in Geneva for three hours on Tuesday and agreed to meet again in May. Both sides called it useful. "
    "The mayor of Geneva had invited them to the old town hall, where the heating was being repaired. No papers were signed. "
)
OTHER = "The night bus to the hospital is kept for two years, the council said. It carries seventy people and costs 310,000 crowns a year."
MEETS = Article(
    "a.txt", TEXT, title="Ministers meet", outlet="The Lark", published=DAY, url="https://lark.example/meet"
)


def newest(*articles: Article) -> list[int]:
    named = [dataclasses.replace(article, article_id=f"{place}.txt") for place, article in enumerate(articles)]
    rows: list[int] = collect(named, HashedWords()).newest.tolist()
    return rows


CHANGED = dataclasses.replace(
    MEETS, text=TEXT.replace("three", "four") + "A third minister came later.", updated=dt.date(2022, 3, 30)
)


@pytest.mark.parametrize(
    "again",
    [
        CHANGED,
        dataclasses.replace(
            CHANGED, url="http://www.lark.example/meet/?utm_source=mail#top", title="Three ministers meet"
        ),
        dataclasses.replace(CHANGED, url=None, outlet="THE LARK"),
        dataclasses.replace(CHANGED, url=None, published=None),
        dataclasses.replace(CHANGED, title=None),
        dataclasses.replace(MEETS, url=None, published=dt.date(2022, 4, 5)),
    ],
)
def test_an_article_saved_again_is_a_version(again: Article) -> None:
    assert newest(MEETS, again) == [1, -1]


@pytest.mark.parametrize(
    "other",
    [
        dataclasses.replace(MEETS, text=OTHER),  # a site's one address for all of its pages
        dataclasses.replace(MEETS, text=OTHER, url=None),  # a headline that comes every day
        dataclasses.replace(MEETS, url=None, published=dt.date(2022, 4, 5), text=TEXT.split("The mayor")[0] + OTHER),
        dataclasses.replace(MEETS, url="https://lark.example/meet-2"),
        dataclasses.replace(MEETS, url="https://lark.example/meet?id=2"),
        dataclasses.replace(MEETS, url=None, outlet="The Heron"),
        dataclasses.replace(MEETS, url=None, title="Ministers met"),
    ],
)
def test_another_article_is_none(other: Article) -> None:
    assert newest(MEETS, other) == [-1, -1]


def test_the_newest_version_answers_and_names_the_earlier_ones() -> None:
    first = dataclasses.replace(MEETS, article_id="first.txt")
    second = dataclasses.replace(CHANGED, article_id="second.txt")
    collection = collect([first, second], HashedWords())
    query = understand("For how many hours did the ministers meet in Geneva?")
    found = retrieve(collection, HashedWords(), query).evidence
    assert {item.article_id for item in found} == {"second.txt"}
    assert found[0].earlier == ("first.txt",)
    before = dataclasses.replace(second, published=dt.date(2022, 3, 30))
    until = retrieve(
        collect([first, before], HashedWords()), HashedWords(), dataclasses.replace(query, until=DAY)
    ).evidence
    assert {item.article_id for item in until} == {"first.txt"}  # what was known by then


def test_the_index_keeps_every_version_and_the_one_saved_last_is_the_newest(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    head = "---\ntitle: Ministers meet\noutlet: The Lark\npublished: 2022-03-29\n---\n"
    for number, name in enumerate(("b.md", "a.md", "c.md")):
        (corpus / name).write_text(head + TEXT + f"Version {number}.", encoding="utf-8")
        os.utime(corpus / name, (1_600_000_000 + number, 1_600_000_000 + number))
    (corpus / "d.md").write_text(head.replace("Lark", "Heron") + OTHER, encoding="utf-8")
    manager.update(corpus, tmp_path / "index", HashedWords())
    opened = manager.open_current(tmp_path / "index")
    assert opened.versions("a.md")[0] == "c.md"
    assert set(opened.versions("b.md")) == {"a.md", "b.md", "c.md"}
    assert opened.versions("d.md") == []
    assert opened.articles["b.md"].text.endswith("Version 0.")
    opened.close()
