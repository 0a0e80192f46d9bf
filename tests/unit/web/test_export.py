"""Text that leaves the page: Markdown that shows what was said and nothing else, and a Word document of anything."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.storage.conversations import Choices, Turn
from assistant.web.views.export import escape, turn_markdown
from assistant.web.views.turn import turn_html
from assistant.web.views.word import word_document
from tests.browser.fake_assistant import answered

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        "It won 3-2 (after extra time) & more.",
        "see_below_too",
        "50 % of $3.2bn + tax!",
        "Who? #1 of 5 | {a}",
        "a * b",
        "AT&T",
        "[Putin] spoke for ~50 minutes [by telephone]",
    ],
)
def test_what_is_no_markup_is_left_alone(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[x](javascript:1)", r"\[x\](javascript:1)"),
        ("![x](y)", r"!\[x\](y)"),
        ("[x][y] [z]", r"\[x\][y] [z]"),
        ("<img src=x>", r"\<img src=x>"),
        ("&lt;b>", r"\&lt;b>"),
        ("*bold* and _low_", r"\*bold\* and \_low\_"),
        ("# Head", r"\# Head"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("`code` ~~gone~~", r"\`code\` ~\~gone\~\~"),
        ("[2]: https://evil.example", r"\[2\]: https&#58;//evil.example"),
        ("www.evil.example", "www&#46;evil.example"),
    ],
)
def test_what_would_be_markup_is_shown_as_it_is(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_the_filters_that_an_answer_was_asked_with_leave_the_page_with_it() -> None:
    choices = Choices(since=dt.date(2021, 12, 30), outlets=("Kestrel *Daily*",), languages=("de",), articles=("a", "b"))
    turn = Turn(1, "How long?", NOW, choices, answered("How long?"), final=True)
    said = "Asked within: From 30 December 2021; Kestrel *Daily*; German; Only 2 articles"
    assert f"\n\n{escape(said)}\n\n" in turn_markdown(turn)
    assert said in [paragraph.text for paragraph in docx.Document(io.BytesIO(word_document([turn]))).paragraphs]
    everywhere = dataclasses.replace(turn, choices=Choices())
    assert "Asked within" not in turn_markdown(everywhere) + turn_html(everywhere, "c" * 16)


@given(st.text())
def test_any_text_can_stand_in_a_word_document(text: str) -> None:
    answer = answered("How long?")
    first = answer.sentences[0]
    quoted = dataclasses.replace(first.citations[0], quote=text)
    said = dataclasses.replace(first, text=text or "x", citations=(quoted,))
    turn = Turn(1, text, NOW, answer=dataclasses.replace(answer, sentences=(said,)), error=text, final=True)
    assert docx.Document(io.BytesIO(word_document([turn]))).paragraphs
