"""Passages keep every offset exact, whatever the text, and cut where a reader would."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.config import USUAL_SIZE, PassageSize
from assistant.ingest.chunking import embedded_text, split
from assistant.schema import Article
from assistant.text.sentences import LONGEST_SENTENCE

HOSTILE = st.lists(
    st.one_of(
        st.text(st.characters(), max_size=12),
        st.sampled_from(
            [
                "\r\n",
                "\n\n",
                "\r",
                "\0",
                "\ud800",
                "e\u0301\u0302",
                "👩‍👩‍👧",
                "中文。",
                "Mr. ",
                '"',
                "”",
                "``",
                "U.S. ",
                " . ",
                "word ",
            ]
        ),
        st.sampled_from(["a", " ", "e\u0301", ". "]).map(lambda part: part * 900),
    ),
    max_size=25,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(HOSTILE, st.integers(0, 30))
def test_offsets_are_exact_over_hostile_text(text: str, body_start: int) -> None:
    article = Article("a.txt", text, body_start=min(body_start, len(text)))
    end = article.body_start
    for passage in split(article):
        assert text[passage.start : passage.end] == passage.text
        assert passage.start >= end
        assert (passage.sentences[0][0], passage.sentences[-1][1]) == (passage.start, passage.end)
        for sentence in passage.sentences:
            assert sentence[0] >= end
            assert text[slice(*sentence)].strip() == text[slice(*sentence)] != ""
            end = sentence[1]


@settings(max_examples=100, deadline=None)
@given(HOSTILE, st.sampled_from([USUAL_SIZE, PassageSize(100, 500), PassageSize(2_000, 2_000)]))
def test_no_letter_is_lost_and_no_passage_too_long(text: str, size: PassageSize) -> None:
    passages = split(Article("a.txt", text), size)
    inside = [text[slice(*sentence)] for passage in passages for sentence in passage.sentences]
    assert sum(c.isalnum() for c in "".join(inside)) == sum(c.isalnum() for c in text)
    assert all(len(sentence) <= LONGEST_SENTENCE for sentence in inside)
    assert all(len(passage.text) <= size.longest for passage in passages)


@pytest.mark.parametrize(
    "sentences",
    [
        ["Mr. Biden called Mr. Putin.", "The U.S. President said no."],
        ["He lives at No. 10 Downing Street.", "It is in London."],
        ["Sen. Joe Doe (D-W.Va.) left at 9 a.m. on Jan. 5.", "He was late."],
        ["He said: “We go.", "We win.”", "Then he left."],
        ["“No!” he cried.", "Nobody came."],
        ["It cost $6.9 bln. in 2022.", "That is a lot."],
        ["``Never'' is a long time .", "It ends ."],
    ],
)
def test_sentences_of_news_prose(sentences: list[str]) -> None:
    text = " ".join(sentences)
    (passage,) = split(Article("a.txt", text))
    assert [text[slice(*sentence)] for sentence in passage.sentences] == sentences


def test_lines_of_a_table_stand_alone_and_wrapped_lines_flow() -> None:
    table = "item | 2011\nprofit | 1083\nmargin | 13.0"
    (passage,) = split(Article("a.txt", table))
    assert [table[slice(*sentence)] for sentence in passage.sentences] == table.split("\n")
    wrapped = "The leaders spoke for about an hour on the\nline that was set up in the autumn of the\nyear before."
    (passage,) = split(Article("a.txt", wrapped))
    assert len(passage.sentences) == 1


def test_passages_are_about_as_long_as_the_setting_says() -> None:
    article = Article("a.txt", "The leaders spoke again about the matter. " * 100)
    for size in (PassageSize(300, 500), USUAL_SIZE, PassageSize(1_500, 2_000)):
        lengths = [len(passage.text) for passage in split(article, size)]
        assert max(lengths) <= size.longest
        assert sum(lengths) / len(lengths) == pytest.approx(size.target, rel=0.1)


def test_a_heading_goes_with_the_paragraph_below_it() -> None:
    paragraph = "The leaders spoke again about the matter. " * 12
    text = f"{paragraph.strip()}\n\nNo new engagement\n\n{paragraph.strip()}"
    first, second = split(Article("a.txt", text))
    assert first.text.endswith("matter.")
    assert second.text.startswith("No new engagement")


def test_passage_ids_follow_content_and_position() -> None:
    article = Article("a.txt", "One call. Two calls.")
    assert split(article) == split(article)
    assert split(article)[0].passage_id != split(Article("b.txt", article.text))[0].passage_id


def test_embedded_text_puts_source_before_and_says_where_the_passage_starts() -> None:
    article = Article(
        "a.txt", "It lasted an hour.", title="A call.", outlet="Harbour Courier", published=dt.date(2022, 3, 5)
    )
    (passage,) = split(article)
    text, start = embedded_text(article, passage)
    assert text[:start] == "A call. Harbour Courier, 5 March 2022. "
    assert text[start:] == passage.text


def test_embedded_text_does_not_double_a_title_inside_the_passage() -> None:
    article = Article("a.txt", "A call\nIt lasted an hour.", title="A call")
    (passage,) = split(article)
    assert embedded_text(article, passage) == (passage.text, 0)
