"""A checked draft on the page and taken away: nothing of it is markup, and what is held is forgotten."""

from __future__ import annotations

import datetime as dt
import io
import time
from unittest import mock

import docx

from assistant.draft.findings import Difference, DraftCheck, DraftSource, Finding
from assistant.text.sentences import sentences
from assistant.web.storage import drafts
from assistant.web.views.draft import card_html, summary_html, text_html
from assistant.web.views.draft_export import draft_document, draft_markdown, draft_page

TEXT = "It lasted *47* minutes. He left <b>early</b>.\n\nWas it so? The ferry sailed."
SOURCE = DraftSource(
    "a.md", "A <i>call</i>", "Kestrel Daily", dt.date(2022, 3, 29), False, 10, 36, "It lasted [27] minutes."
)
DIFFERENCE = Difference("figure", "47 minutes", (10, 20), "27 minutes", "a.md", 20, 30)


def checked() -> DraftCheck:
    found = []
    verdicts = ("contradicted", "supported", "not judged")
    for (start, end), verdict in zip(sentences(TEXT), verdicts, strict=False):
        sources = () if verdict == "not judged" else (SOURCE,)
        told = (DIFFERENCE,) if verdict == "contradicted" else ()
        found.append(Finding(TEXT[start:end], start, end, verdict, "Because <u>.", None, sources, 1, told))  # type: ignore[arg-type]
    return DraftCheck(TEXT, dt.date(2022, 4, 1), tuple(found), ("A <note>.",))


def test_the_text_is_whole_and_its_sentences_are_pieces() -> None:
    html = text_html(TEXT, sentences(TEXT))
    assert html.count('<section class="stretch">') == 2
    assert [f'data-at="{number}"' in html for number in range(5)] == [True, True, True, True, False]
    assert "<b>" not in html
    assert "early" in html


def test_a_card_shows_both_values_and_where_they_stand() -> None:
    html = card_html(checked().findings[0], 0)
    assert 'data-start="20" data-end="30"' in html
    assert 'data-start="10" data-end="36"' in html
    assert "<i>" not in html
    assert "<u>" not in html
    assert "<details open>" in html
    assert "<details>" in card_html(checked().findings[1], 1)


def test_the_summary_counts_the_verdicts() -> None:
    html = summary_html(checked())
    assert "3&#32;sentences&#58;&#32;1&#32;supported&#44;&#32;1&#32;contradicted&#44;&#32;1&#32;not&#32;judged" in html
    assert "<note>" not in html


def test_markdown_keeps_the_whole_draft_with_notes() -> None:
    text = draft_markdown(checked())
    assert text.startswith(
        "It lasted \\*47\\* minutes.[^1] He left \\<b>early\\</b>.[^2]\n\nWas it so? The ferry sailed."
    )
    assert "[^1]: **contradicted**: Because \\<u>." in text
    assert "“It lasted [27] minutes.”" in text
    assert "as of 1 April 2022: 1 supported, 1 contradicted, 1 not judged" in text


def test_a_page_is_whole_and_encoded() -> None:
    html = draft_page(checked())
    assert html.startswith("<!DOCTYPE html>")
    assert 'class="piece v-contradicted"' in html
    assert "<b>" not in html
    assert html.count("<li>") == 2


def test_a_word_document_has_a_comment_on_each_sentence_that_was_judged() -> None:
    document = docx.Document(io.BytesIO(draft_document(checked())))
    assert "\n".join(paragraph.text for paragraph in document.paragraphs).startswith(
        "It lasted *47* minutes. He left <b>early</b>.\nWas it so? The ferry sailed."
    )
    comments = [comment.text for comment in document.comments]
    assert len(comments) == 2
    assert comments[0].startswith(
        "contradicted: Because <u>.\nKestrel Daily, 29 March 2022: A <i>call</i>: “It lasted [27] minutes.”"
    )


def test_what_is_held_is_forgotten() -> None:
    held = drafts.Drafts()
    names = [held.begin() for _ in range(drafts.MOST + 1)]
    for name in names:
        held.hold(name, checked())
    assert held.get(names[0]) is None
    assert held.get(names[1]) == checked()
    held.forget(names[1])
    assert held.get(names[1]) is None
    with mock.patch("time.monotonic", return_value=time.monotonic() + drafts.LIFETIME + 1):
        assert held.get(names[2]) is None
