"""What is kept: written and read back, taken out and put back, exported, and held against the articles as they are now."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from assistant.errors import QuestionError
from assistant.schema import Article, Evidence
from assistant.web.storage.changes import changes, corrected_since, corrections, place_now
from assistant.web.storage.collections import (
    Collections,
    Kept,
    collection_to_json,
    kept_answer,
    kept_place,
)
from assistant.web.storage.conversations import Turn
from assistant.web.views.collections import collection_markdown, collections_html, item_html
from assistant.web.views.escape import encode
from assistant.web.views.word import collection_document
from tests.browser.fake_assistant import ARTICLES, COURIER, KESTREL, FakeAssistant, answered
from tests.browser.payloads import PAYLOADS

QUOTE = "colossal mistake"
START = COURIER.text.index(QUOTE)


class Changing(FakeAssistant):
    """Its articles can be changed, taken away and saved again."""

    def __init__(self) -> None:
        super().__init__()
        self.held = dict(ARTICLES)
        self.later: tuple[str, ...] = ()

    def articles(self) -> list[Article]:
        return list(self.held.values())

    def versions(self, article_id: str) -> list[str]:
        return list(self.later)

    def change(self, **fields: object) -> None:
        self.held[COURIER.article_id] = dataclasses.replace(self.held[COURIER.article_id], **fields)  # type: ignore[arg-type]


def turn() -> Turn:
    now = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
    return Turn(1, "How long did the call last?", now, answer=answered("How long did the call last?"), final=True)


def items(assistant: FakeAssistant) -> list[Kept]:
    place = kept_place(assistant, COURIER.article_id, START, START + len(QUOTE))
    return [kept_answer(assistant, "c" * 16, turn()), place, kept_place(assistant, KESTREL.article_id, None, None)]


def test_what_is_kept_is_on_disk_and_reads_back(tmp_path: Path) -> None:
    kept = Collections(tmp_path / "collections")
    for item in items(FakeAssistant()):
        held = kept.keep("  The  call ", item)
    assert held.name == "The call"
    again = Collections(tmp_path / "collections")
    assert again.list() == [held]
    assert [item.kind for item in again.list()[0].items] == ["answer", "passage", "article"]
    assert [path.suffix for path in (tmp_path / "collections").iterdir()] == [".json"]
    with pytest.raises(QuestionError, match="in “The call” already"):
        again.keep("the call", items(FakeAssistant())[1])
    with pytest.raises(QuestionError, match="80 characters"):
        again.keep("x" * 81, items(FakeAssistant())[1])


def test_what_is_taken_out_is_put_back_in_its_place(tmp_path: Path) -> None:
    kept = Collections(tmp_path / "collections")
    for item in items(FakeAssistant()):
        held = kept.keep("Call", item)
    middle = held.items[1].item_id
    assert kept.take_out(held.collection_id, middle)
    assert not kept.take_out(held.collection_id, middle)
    assert len(Collections(tmp_path / "collections").list()[0].items) == 2
    assert not kept.put_back("another", middle)
    assert kept.put_back(held.collection_id, middle)
    assert kept.get(held.collection_id) == held
    assert kept.delete(held.collection_id)
    assert Collections(tmp_path / "collections").list() == []
    fresh = Collections(tmp_path / "collections")
    assert not fresh.restore("../../etc/passwd")
    assert fresh.restore(held.collection_id)
    assert Collections(tmp_path / "collections").list() == [held]
    assert list((tmp_path / "trash").iterdir()) == []


def test_a_collection_that_cannot_be_read_is_named_beside_the_others(tmp_path: Path) -> None:
    kept = Collections(tmp_path)
    held = kept.keep("Call", items(FakeAssistant())[0])
    other = kept.keep("Another", items(FakeAssistant())[0])
    damaged = tmp_path / f"{other.collection_id}.json"
    raw = collection_to_json(other)
    raw["items"][0]["answer"]["sentences"] = 3
    damaged.write_text(json.dumps(raw), encoding="utf-8")
    again = Collections(tmp_path)
    assert again.list() == [held]
    assert again.get(other.collection_id) is None
    shown = collections_html([(held, {})], True, again.damaged)
    assert encode(f"1 file could not be read: {damaged.name}.") in shown


def test_changes_since_are_said(tmp_path: Path) -> None:
    assistant = Changing()
    answer, passage, _ = items(assistant)
    assert changes(assistant, answer) == changes(assistant, passage) == []
    assistant.change(text=COURIER.text + "\nMore.")
    assert "The words that were kept still stand there." in changes(assistant, passage)[0]
    assistant.change(text="News.\n" + COURIER.text)
    assert "stand elsewhere" in changes(assistant, passage)[0]
    assistant.change(text=COURIER.text.replace(QUOTE, "cardinal error"))
    assert "are gone from it" in changes(assistant, passage)[0]
    assert "has changed since" in changes(assistant, answer)[0]
    assistant.change(text=COURIER.text, published=dt.date(2021, 12, 29), outlet="Kestrel Daily")
    assert changes(assistant, passage) == [
        f"“{COURIER.title}” is now of 29 December 2021; it was of 30 December 2021.",
        f"“{COURIER.title}” is now by Kestrel Daily; it was by Harbour Courier.",
    ]
    assistant.held = dict(ARTICLES)
    assistant.later = ("newer.md", COURIER.article_id)
    assert changes(assistant, passage) == [f"“{COURIER.title}” was saved again since: its newest version is newer.md."]
    del assistant.held[COURIER.article_id]
    assert changes(assistant, passage) == [f"“{COURIER.title}” is no longer among the articles."]


def test_kept_words_are_found_where_they_stand_now() -> None:
    assistant = Changing()
    _, passage, article = items(assistant)
    assert place_now(assistant, passage.sources[0]) == (START, START + len(QUOTE))
    assert place_now(assistant, article.sources[0]) is None
    assistant.change(text="News.\n" + COURIER.text)
    assert place_now(assistant, passage.sources[0]) == (START + 6, START + 6 + len(QUOTE))
    assistant.change(text=COURIER.text.replace(QUOTE, "cardinal error"))
    assert place_now(assistant, passage.sources[0]) is None
    del assistant.held[COURIER.article_id]
    assert place_now(assistant, passage.sources[0]) is None


def test_a_correction_that_came_since_is_named() -> None:
    assistant = Changing()
    assistant.held[KESTREL.article_id] = dataclasses.replace(KESTREL, text="A report.\n", title="Call")
    item = kept_place(assistant, COURIER.article_id, None, None)
    item = dataclasses.replace(item, sources=(dataclasses.replace(item.sources[0], outlet="Kestrel Daily"),))
    assert corrections(assistant, item) == []
    assistant.held = dict(ARTICLES)
    assert corrected_since(assistant, item) == [
        "A correction has come since: “Correction: length of the presidents' call”, Kestrel Daily, 31 December 2021."
    ]
    known = tuple(one.article_id for one in corrections(assistant, item))
    assert corrected_since(assistant, dataclasses.replace(item, corrections=known)) == []


@pytest.mark.parametrize("start", [None, 10])
def test_a_correction_of_what_has_no_title_is_named_however_much_others_write_of_it(start: int | None) -> None:
    assistant = Changing()
    item = kept_place(assistant, COURIER.article_id, start, start and start + 60)
    untitled = dataclasses.replace(item.sources[0], outlet="Kestrel Daily", title=None)
    asked: list[tuple[str, Any]] = []

    def search(question: str, k: int | None = None, **filters: Any) -> list[Evidence]:
        asked.append((question, filters))
        return FakeAssistant.search(assistant, question, k, **filters)

    assistant.search = search  # type: ignore[method-assign]
    (said,) = corrected_since(assistant, dataclasses.replace(item, sources=(untitled,)))
    assert said.startswith("A correction has come since:")
    assert asked == [
        (untitled.quote or COURIER.text[COURIER.body_start :].strip()[:300], {"outlets": ["Kestrel Daily"]})
    ]


def test_exports_hold_the_exact_citations(tmp_path: Path) -> None:
    kept = Collections(tmp_path / "collections")
    for item in items(FakeAssistant()):
        held = kept.keep("Call", item)
    markdown = collection_markdown(held)
    assert f"characters {START}–{START + len(QUOTE)}" in markdown
    assert f"> {QUOTE}" in markdown
    raw = json.loads(json.dumps(collection_to_json(held)))
    assert raw["items"][1]["sources"][0]["quote"] == QUOTE
    assert raw["items"][0]["answer"]["sentences"][0]["citations"][0]["article_id"] == COURIER.article_id
    with ZipFile(io.BytesIO(collection_document(held))) as document:
        assert QUOTE in document.read("word/document.xml").decode()
        footnotes = document.read("word/footnotes.xml").decode()
        assert f"characters {START}" in footnotes
        assert footnotes.count(", characters ") == footnotes.count("<w:footnoteRef/>") - 1, "one is of a whole article"


def test_a_place_outside_the_article_and_an_article_that_is_gone_are_refused() -> None:
    for article, start, end in (
        (COURIER.article_id, 5, 5),
        (COURIER.article_id, -1, 4),
        (COURIER.article_id, 0, 10**9),
    ):
        with pytest.raises(QuestionError, match="not in the article"):
            kept_place(FakeAssistant(), article, start, end)
    with pytest.raises(QuestionError, match="no longer in the index"):
        kept_place(FakeAssistant(), "gone.md", None, None)
    with pytest.raises(QuestionError, match="no finished answer"):
        kept_answer(FakeAssistant(), "c" * 16, dataclasses.replace(turn(), answer=None))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_is_markup_in_what_is_kept(payload: str) -> None:
    item = items(FakeAssistant())[1]
    hostile = dict.fromkeys(("article_id", "title", "outlet", "quote"), payload)
    item = dataclasses.replace(item, question=payload, sources=(dataclasses.replace(item.sources[0], **hostile),))  # type: ignore[arg-type]
    held = dataclasses.replace(Collections().keep("x", item), name=payload)
    harmless = dataclasses.replace(item.sources[0], **dict.fromkeys(hostile, "q"))  # type: ignore[arg-type]
    plain = dataclasses.replace(item, question="q", sources=(harmless,))
    same = dataclasses.replace(held, name="n", items=(plain,))
    for shown, usual in (
        (collections_html([(held, {})], True), collections_html([(same, {})], True)),
        (item_html(item, [(1, 2)]), item_html(plain, [(1, 2)])),
    ):
        assert shown.count("<") == usual.count("<")
        assert shown.count('"') == usual.count('"')
