"""Questions made from sentences: only where the form is sure."""

from __future__ import annotations

import pytest

from assistant.answering.asking import questions_of
from assistant.answering.suggestions import Candidate, answered_ones, candidates, follow_up_candidates
from assistant.schema import Answer, Article, AsOf, Citation, Sentence


@pytest.mark.parametrize(
    ("sentence", "questions"),
    [
        (
            "The Lisbon bridge was closed in March because engineers found cracks.",
            ["Why was the Lisbon bridge closed in March?"],
        ),
        ("The Harbour Museum will be opened on 4 May 2022.", ["When will the Harbour Museum be opened?"]),
        ("At least 12 people were injured in Porto, officials said.", ["How many people were injured in Porto?"]),
        ("The council meeting in Porto lasted about three hours.", ["How long did the council meeting in Porto last?"]),
        ("The third ferry will cost $40 million.", ["How much will the third ferry cost?"]),
        ("Ann Hill was elected mayor of Porto, ahead of three rivals.", ["Who was elected mayor of Porto?"]),
        (
            "Ann Hill, the mayor of Porto, said that Lisbon would pay for the ferry.",
            ["What did Ann Hill say about Lisbon?", "Who is Ann Hill?"],
        ),
        ("“We shall see,” said Ann Hill on Monday.", ["What did Ann Hill say?"]),
        ("It was closed because engineers found cracks.", []),
        ("The bridge was closed because engineers found cracks.", []),  # which bridge?
        ("They were told that he was elected mayor.", []),
        ("The White House said that Ukraine would get help.", []),
        ("The documents told Ann Hill that the Kremlin knew.", []),
        ("Its museum will be opened on 4 May 2022.", []),
        ("Tampopo is on Max and Criterion Channel, or for rental.", []),
    ],
)
def test_a_sentence_gives_the_questions_that_it_answers(sentence: str, questions: list[str]) -> None:
    assert list(questions_of(sentence)) == questions


ARTICLE = Article(
    "a.txt",
    "Ann Hill was elected mayor of Porto in May. The third ferry will cost $40 million. Twelve people were injured in Lisbon.",
)


def quoting(*spans: tuple[int, int]) -> Answer:
    cited = tuple(Citation(1, "p", "a.txt", start, end, ARTICLE.text[start:end]) for start, end in spans)
    return Answer("Who rules?", "answered", "extractive", "x", (Sentence("x", cited),), (), (), 0.9, AsOf(None, None))


def test_what_an_answer_tells_is_not_asked_next() -> None:
    found = list(candidates(ARTICLE))
    assert [ARTICLE.text[slice(*one.span)][:3] for one in found] == ["Ann", "Ann", "The", "Twe"]
    left = follow_up_candidates(quoting(found[0].span), [ARTICLE])
    assert [one.question for one in left] == [
        "How much will the third ferry cost?",
        "How many people were injured in Lisbon?",
    ]
    assert list(candidates(Article("b.txt", ARTICLE.text, language="de"))) == []


def test_only_what_is_answered_from_its_own_sentence_is_suggested() -> None:
    wanted = [Candidate(f"Question {number}?", "a.txt", (number * 10, number * 10 + 5)) for number in range(5)]
    wanted[4] = Candidate("Another form?", "a.txt", (40, 45))
    asked: list[str] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        return quoting() if question == "Question 0?" else quoting((10, 50))

    assert answered_ones(wanted, ask, 3, seconds=60) == ["Question 1?", "Question 2?", "Question 3?"]
    assert asked[0] == "Question 0?"
    same = [Candidate(f"Who is {name}?", "a.txt", (10, 15)) for name in "ABC"]
    assert answered_ones(same, ask, 3, seconds=60) == ["Who is A?", "Who is B?"]
    assert answered_ones(wanted, ask, 3, seconds=-1) == []
