"""The short answer is of the kind that is asked for, and of what is asked about; else there is none."""

from __future__ import annotations

import pytest

from assistant.retrieval.answer_type import expected, short_answer
from assistant.retrieval.question import subject, understand


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("How long did the call last?", "They spoke for about fifty minutes on Thursday.", "about fifty minutes"),
        ("How long did the call last?", "The call was their second in less than a month.", None),
        ("How long did the call last?", "The call came two days later.", None),
        ("How long did the call last?", "It was raised in the 50-minute-long call.", "50-minute"),
        (
            "What were the tariffs called by the ministry?",
            "The ministry said such tariffs would be a “grave error” and could bring a “total breakdown”.",
            "grave error",
        ),
        ("What were the tariffs called?", "The minister announced “heavy tariffs” on grain.", None),
        ("What did the Ministry call the plan?", "The mayor called the plan “folly”.", None),
        ("What did the Ministry call the plan?", "The Ministry denounced “utter folly” in the plan.", "utter folly"),
    ],
)
def test_the_short_answer(question: str, sentence: str, short: str | None) -> None:
    span = short_answer(understand(question), sentence)
    assert (sentence[slice(*span)] if span else None) == short


def test_the_kind_that_is_asked_for() -> None:
    assert expected("How long did it last?") == "duration"
    assert expected("What did the mayor call it?") == "quote"
    assert expected("Tell me about the ferry.") is None


def test_a_verb_that_only_asks_is_not_searched_for() -> None:
    question = "What did the Kremlin call the mood?"
    assert subject(question) == "What did the Kremlin      the mood?"
    assert len(subject(question)) == len(question)
    assert subject("What did the minister call for?") == "What did the minister call for?"
    assert subject("How long was the call?") == "How long was the call?"
