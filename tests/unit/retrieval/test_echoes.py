"""A question that an article asks again answers nothing, and is not read with what stands beside it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from assistant.answering.sentence_ranking import rank_sentences
from assistant.retrieval.cross_encoder import CrossEncoder, as_pair
from assistant.retrieval.echoes import asks_again, without_echoes
from assistant.retrieval.question import understand
from assistant.schema import Article, Evidence
from tests.support.evidence import cut

ASKED = understand("How long were the presidents on the phone on 30 December 2021?")
TOLD = "The two presidents talked by telephone for 71 minutes on Thursday, the White House said."


def passage(text: str, title: str | None = None) -> Evidence:
    day = dt.date(2021, 12, 30)
    return cut(Evidence(1, 1, "p1", "a1.txt", title, "Post", day, False, 40, 40 + len(text), text, 0.5, ()))


@pytest.mark.parametrize(
    ("sentence", "again"),
    [
        ("How long were the presidents on the phone on 30 December 2021?", True),
        ("Our reporters asked again: how long did the presidents speak by phone on 30 December?", True),
        ("“How long were the presidents on the phone on 30 December 2021?”", True),
        ("Why did the two presidents meet in Geneva?", False),
        ("The presidents were on the phone for 50 minutes on 30 December 2021.", False),
    ],
)
def test_a_sentence_that_asks_the_question_is_known(sentence: str, again: bool) -> None:
    assert asks_again(ASKED, sentence) is again


def test_a_question_of_another_language_is_known() -> None:
    assert asks_again(
        understand("Wie lange dauerte das Telefonat der Präsidenten?"), "Und wie lange dauerte das Telefonat?"
    )


def test_the_question_is_blanked_where_what_follows_stands_by_itself() -> None:
    item = passage(f"{ASKED.text} {TOLD}")
    read = without_echoes(ASKED, item)
    assert (len(read), read.strip()) == (len(item.text), TOLD)
    short = passage(f"{ASKED.text} For 71 minutes.")
    assert without_echoes(ASKED, short) == short.text, "understood only behind the question"


def test_a_headline_that_is_the_question_is_not_read() -> None:
    assert as_pair(ASKED, passage(TOLD, title=ASKED.text)) == as_pair(ASKED, passage(TOLD))
    assert "Long calls" in as_pair(ASKED, passage(TOLD, title="Long calls"))[1].text


def test_the_question_before_it_makes_a_sentence_no_likelier(network: CrossEncoder) -> None:
    with_it, without = network.score(ASKED, [passage(f"{ASKED.text} {TOLD}"), passage(TOLD)])
    assert with_it.sentences[1] == pytest.approx(without.sentences[0], abs=0.2)
    assert with_it.answers == pytest.approx(without.answers, abs=0.2)


def test_the_question_is_no_answer() -> None:
    item = passage(f"Our reporters asked again: {ASKED.text} {TOLD}")
    article = Article("a1.txt", " " * 40 + item.text)
    likely = dataclasses.replace(
        item, sentences=tuple(dataclasses.replace(one, probability=0.9 - i / 2) for i, one in enumerate(item.sentences))
    )
    assert [one.text for one in rank_sentences(ASKED, [likely], {"a1.txt": article})] == [TOLD]
