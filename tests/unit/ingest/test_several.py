"""Files of several articles: every kind is read as is written beside it, and an article's id stays its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.ingest.folder import read_file
from assistant.ingest.parsing import Limits
from assistant.schema import Article
from tests.conftest import ROOT

FILES = ROOT / "tests" / "support" / "data" / "articles"
"""Invented articles in the forms in which databases, scrapers, feeds and mail programs write them. Beside each file stands
`NAME.expected.json`: how it is to be read, as a person read it."""
NAMES = sorted(path.name for path in FILES.iterdir() if not path.name.endswith(".expected.json"))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_read_as_is_written_beside_it(name: str) -> None:
    expected = json.loads((FILES / f"{name}.expected.json").read_text(encoding="utf-8"))
    articles, skipped = read_file(FILES, name)
    assert [described(article) for article in articles] == expected["articles"]
    assert [item.reason for item in skipped] == expected["skipped"]


def described(article: Article) -> dict[str, Any]:
    """An article as the expectations write it."""
    head, text = article.text[: article.body_start], article.text[article.body_start :]
    fields = {
        "id": article.article_id.partition("#")[2],
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published.isoformat() if article.published else None,
        "inferred": article.published_inferred,
        "head": head.rstrip("\n").replace("\r", "").split("\n") if head.strip() else [],
        "text": text.replace("\r", "").split("\n"),
        "url": article.url,
    }
    return {name: value for name, value in fields.items() if value or name not in ("id", "inferred", "url")}


def test_an_articles_id_stays_when_others_come_and_go(tmp_path: Path) -> None:
    whole = (FILES / "nexis_export.txt").read_text(encoding="utf-8")
    first = whole.index("1 of 3 DOCUMENTS")
    (tmp_path / "all.txt").write_text(whole, encoding="utf-8")
    (tmp_path / "fewer.txt").write_text(whole[:first] + whole[whole.index("2 of 3 DOCUMENTS") :], encoding="utf-8")
    every, fewer = (
        [a.article_id.partition("#")[2] for a in read_file(tmp_path, n)[0]] for n in ("all.txt", "fewer.txt")
    )
    assert len(set(every)) == 3
    assert fewer == every[1:]


def test_two_articles_of_one_headline_outlet_and_day_are_two(tmp_path: Path) -> None:
    whole = (FILES / "nexis_german.txt").read_text(encoding="utf-8")
    document = whole[whole.index("Dokument 2") :]
    other = document.replace("ist verkauft worden", "wurde verkauft")
    (tmp_path / "a.txt").write_text(document + "\n\n" + other + "\n\n" + document, encoding="utf-8")
    articles, _ = read_file(tmp_path, "a.txt")
    assert len({article.article_id for article in articles}) == 3
    assert len({article.title for article in articles}) == 1


def test_articles_that_an_export_announces_and_lacks_are_told(tmp_path: Path) -> None:
    whole = (FILES / "nexis_export.txt").read_text(encoding="utf-8")
    middle = slice(whole.index("2 of 3 DOCUMENTS"), whole.index("3 of 3 DOCUMENTS"))
    (tmp_path / "a.txt").write_text(whole.replace(whole[middle], ""), encoding="utf-8")
    articles, skipped = read_file(tmp_path, "a.txt")
    assert len(articles) == 2
    assert [item.reason for item in skipped] == ["holds 2 of the 3 articles that it announces"]


def test_an_export_that_is_cut_off_says_so(tmp_path: Path) -> None:
    whole = (FILES / "factiva.txt").read_text(encoding="utf-8")
    cut = whole[: whole.index("Document TARN")].replace("the night", "the night " + "they flew " * 20)
    (tmp_path / "a.txt").write_text(cut, encoding="utf-8")
    articles, skipped = read_file(tmp_path, "a.txt")
    assert len(articles) == 1
    assert [item.reason for item in skipped] == ["ends with an article that is cut off, which is not read: “SE News”"]


def test_reading_ends_in_time_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One more."}\n' * 50)
    articles, skipped = read_file(tmp_path, "a.jsonl", Limits(file_seconds=0))
    assert len(articles) == 1
    assert [item.reason for item in skipped] == ["takes longer than a file may: nothing after line 1 is read"]


def test_an_ordinary_article_that_speaks_of_documents_is_one(tmp_path: Path) -> None:
    text = "Clerk loses file\n\nHe found 1 of 3 documents in the cellar.\n\nEnd of document\n\nLength: two metres of shelf.\n"
    (tmp_path / "a.txt").write_text(text)
    articles, _ = read_file(tmp_path, "a.txt")
    assert [article.text for article in articles] == [text]
