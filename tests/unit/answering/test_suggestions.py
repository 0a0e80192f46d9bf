"""Questions to go on with: about names that the articles have, only those whose answer begins with that name."""

from __future__ import annotations

import dataclasses

import pytest

from assistant.answering.suggestions import (
    Candidate,
    answered_ones,
    candidates,
    example_candidates,
    follow_up_candidates,
)
from assistant.schema import Answer, Article, AsOf, Citation, Sentence

ARTICLE = Article(
    "a.txt",
    "Ann Hill was elected mayor of Porto Novo in May. Bo Berg lost to Ann Hill. Twelve people were hurt in Porto Novo, Ann Hill said.",
)


def quoting(text: str, question: str = "Who rules?", article: str = "a.txt") -> Answer:
    cited = (Citation(1, "p", article, 0, len(text), text),)
    return Answer(question, "answered", "extractive", text, (Sentence(text, cited),), (), (), 0.9, AsOf(None, None))


def test_names_are_asked_about_the_one_named_most_often_first() -> None:
    assert [one.name for one in candidates(ARTICLE)] == ["Ann Hill", "Porto Novo", "Bo Berg"]
    assert candidates(ARTICLE)[0].question == "What is reported about Ann Hill?"
    assert candidates(Article("b.txt", ARTICLE.text, language="de")) == []
    offices = Article("c.txt", "The Harbour Office closed. Few wrote to the Post Office. The Lisbon ferry sails.")
    assert [one.name for one in candidates(offices)] == ["the Harbour Office", "the Post Office"]


def test_each_article_has_its_first_before_any_has_its_second() -> None:
    other = Article("b.txt", "Cy Dale and Eve Frost met. Cy Dale left.")
    assert [one.name for one in example_candidates([ARTICLE, other])] == [
        "Ann Hill",
        "Cy Dale",
        "Porto Novo",
        "Eve Frost",
        "Bo Berg",
    ]


def test_whom_question_or_answer_names_is_not_asked_about_next() -> None:
    left = follow_up_candidates(quoting("Mrs. Hill rules.", question="Who rules in Porto?"), [ARTICLE])
    assert [one.name for one in left] == ["Bo Berg"]


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (quoting("Ann Hill was elected."), True),
        (quoting("ANN HILL was elected."), True),
        (quoting("Somebody was elected."), False),
        (quoting("Ann Hill was elected.", article="b.txt"), False),
        (
            dataclasses.replace(
                quoting("It rained."), sentences=quoting("It rained.").sentences + quoting("Ann Hill rules.").sentences
            ),
            False,
        ),
    ],
)
def test_only_what_is_answered_from_its_own_article_is_suggested(answer: Answer, kept: bool) -> None:
    one = Candidate("Ann Hill", "a.txt")
    assert answered_ones([one], lambda _: answer, 3, seconds=60) == [one.question] * kept


def test_no_more_are_tried_than_wanted_and_than_there_is_time_for() -> None:
    wanted = [Candidate(name, "a.txt") for name in ("Ann A", "Ann B", "Ann A", "Ann C", "Ann D")]
    asked: list[str] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        return quoting(question)

    assert answered_ones(wanted, ask, 3, seconds=60) == [wanted[place].question for place in (0, 1, 3)]
    assert len(asked) == 3
    assert answered_ones(wanted, ask, 3, seconds=-1) == []
