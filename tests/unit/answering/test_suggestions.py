"""Questions to go on with: about names that the articles have, only those whose answer begins with that name."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from assistant.answering.suggestions import (
    READ,
    Candidate,
    answered_ones,
    candidates,
    example_candidates,
    follow_up_candidates,
)
from assistant.retrieval.name_kinds import NameKind, NameKinds
from assistant.schema import Answer, Article, AsOf, Citation, Sentence

ARTICLE = Article(
    "a.txt",
    "Ann Hill was elected mayor of Porto Novo in May. Bo Berg lost to Ann Hill. Twelve people were hurt in Porto Novo, Ann Hill said.",
)


def quoting(text: str, question: str = "Who rules?", article: str = "a.txt") -> Answer:
    cited = (Citation(1, "p", article, 0, len(text), text),)
    return Answer(question, "answered", "extractive", text, (Sentence(text, cited),), (), (), 0.9, AsOf(None, None))


def test_names_are_asked_about_the_one_named_most_often_first() -> None:
    assert [one.name for one in candidates(ARTICLE, None)] == ["Ann Hill", "Porto Novo", "Bo Berg"]
    assert candidates(ARTICLE, None)[0].question == "What is reported about Ann Hill?"
    assert candidates(Article("b.txt", ARTICLE.text, language="de"), None) == []
    offices = Article("c.txt", "The Harbour Office closed. Few wrote to the Post Office. The Lisbon ferry sails.")
    assert [one.name for one in candidates(offices, None)] == ["the Harbour Office", "the Post Office"]


def test_each_article_has_its_first_before_any_has_its_second() -> None:
    other = Article("b.txt", "Cy Dale and Eve Frost met. Cy Dale left.")
    assert [one.name for one in example_candidates([ARTICLE, other], None)] == [
        "Ann Hill",
        "Cy Dale",
        "Porto Novo",
        "Eve Frost",
        "Bo Berg",
    ]


def test_whom_question_or_answer_names_is_asked_about_behind_others_and_who_is_named_once_behind_all() -> None:
    once = dataclasses.replace(ARTICLE, text=f"{ARTICLE.text} Berg’s men left. Cy Dale stayed.")
    left = follow_up_candidates(quoting("Mrs. Hill rules.", question="Who rules in Porto?"), [once], None)
    assert [one.name for one in left] == ["Bo Berg", "Ann Hill", "Porto Novo", "Cy Dale"]


class Told(NameKinds):
    """Knows the kinds of some names."""

    def __init__(self) -> None:
        """Asks no model."""

    def of(self, names: Sequence[str]) -> list[NameKind]:
        kinds: dict[str, NameKind] = {
            "Porto Novo": "place",
            "Ann Hill": "person",
            "Cy Dale": "person",
            "Big Deals": "none",
        }
        return [kinds.get(name, "other") for name in names]


def test_people_are_asked_about_before_places_and_whom_an_article_quotes_about_the_words() -> None:
    asked = quoting("It rained.", question="Did it rain at the lake?")
    text = "Porto Novo rose, Big Deals fell. Porto Novo waits at Far Lake. The Ann Hill sails. “We shall go,” Cy Dale said. Hill left."
    first, *others = follow_up_candidates(asked, [Article("b.txt", text)], Told())
    assert (first.question, first.article_id) == ("What did Cy Dale say?", "b.txt")
    names = ("Ann Hill", "Porto Novo", "Cy Dale")
    assert [one.question for one in others] == [f"What is reported about {name}?" for name in names]


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
        return quoting(question.split("about ")[1])

    assert answered_ones(wanted, ask, 3, seconds=60) == [wanted[place].question for place in (0, 1, 3)]
    assert len(asked) == 3
    assert answered_ones(wanted, ask, 3, seconds=-1) == []


def test_whether_a_question_is_likely_is_looked_up_only_while_more_are_wanted_and_there_is_time() -> None:
    wanted = [Candidate(f"Ann {letter}", "a.txt") for letter in "ABCD"]
    looked_up: list[str] = []

    def is_likely(one: Candidate) -> bool:
        looked_up.append(one.name)
        return one.name != "Ann A"

    def ask(question: str) -> Answer:
        return quoting(question.split("about ")[1])

    assert answered_ones(wanted, ask, 1, 60, None, is_likely) == [wanted[1].question]
    assert looked_up == ["Ann A", "Ann B"]
    assert answered_ones(wanted, ask, 1, -1, None, is_likely) == []
    assert looked_up == ["Ann A", "Ann B"]


def test_names_far_down_in_a_long_article_are_not_asked_about() -> None:
    text = f"Then Ann Hill came. {'It rained. ' * (READ // 11)}Then Bo Berg came."
    assert [one.name for one in candidates(Article("a.txt", text, language="en"), None)] == ["Ann Hill"]


@pytest.mark.parametrize(("count", "read"), [(40, 40), (79, 79), (80, 40), (120, 40)])
def test_questions_to_start_with_are_of_some_forty_articles(count: int, read: int) -> None:
    articles = [Article(f"{number}.txt", "Then Ann Hill came.") for number in range(count)]
    assert len(example_candidates(articles, None)) == read


def test_one_question_about_each_name_is_kept_whose_answer_begins_with_what_is_not_told_yet() -> None:
    wanted = [
        Candidate("Ann Hill", "a.txt", speaks=True),
        Candidate("Ann Hill", "a.txt"),
        Candidate("Bo Berg", "a.txt"),
    ]

    def ask(question: str) -> Answer:
        return quoting("Ann Hill was elected." if "Hill" in question else "Bo Berg lost.")

    both = ["What did Ann Hill say?", "What is reported about Bo Berg?"]
    assert answered_ones(wanted, ask, 3, 60, quoting("Ann Hill rules.")) == both
    assert answered_ones(wanted, ask, 3, 60, quoting("Ann Hill was elected.")) == both[1:]


@pytest.mark.parametrize(
    ("text", "article", "kind", "kept"),
    [
        ("Hill was elected.", "a.txt", "person", True),
        ("Hill was elected.", "a.txt", "other", False),
        ("Hill was elected.", "b.txt", "person", False),
        ("Hills were seen.", "a.txt", "person", False),
        ("Ann Hill was elected.", "b.txt", "person", True),
        ("Ann Hill was elected.", "b.txt", "place", False),
        ("It rained in May, and so it did in June, says Ann Hill.", "a.txt", "person", False),
    ],
)
def test_a_person_may_be_named_by_the_surname_or_in_another_article(
    text: str, article: str, kind: NameKind, kept: bool
) -> None:
    one = Candidate("Ann Hill", "a.txt", kind)
    assert answered_ones([one], lambda _: quoting(text, article=article), 3, 60) == [one.question] * kept


def test_who_speaks_may_be_named_behind_the_words() -> None:
    one = Candidate("Ann Hill", "a.txt", "person", speaks=True)
    said = quoting("“It rained in May, and so it did in June,” says Ann Hill.")
    assert answered_ones([one], lambda _: said, 3, 60) == ["What did Ann Hill say?"]


def test_whom_an_article_quotes_by_the_surname_is_asked_about_the_words() -> None:
    text = "Then Cy Dale came to Porto Novo. “We shall go,” Dale said. Dale left."
    first = follow_up_candidates(quoting("It rained."), [Article("b.txt", text)], Told())[0]
    assert first.question == "What did Cy Dale say?"
    family = Article("b.txt", f"{text} Then Eve Dale came.")  # either may be meant
    assert follow_up_candidates(quoting("It rained."), [family], Told())[0].question != "What did Cy Dale say?"


def test_questions_to_start_with_are_about_people_and_organisations() -> None:
    text = "Then Porto Novo rose, Big Deals fell and Cy Dale came."
    assert [one.name for one in example_candidates([Article("b.txt", text)], Told())] == ["Cy Dale"]
