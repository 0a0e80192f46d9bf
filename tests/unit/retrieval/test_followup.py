"""Follow-ups become questions of their own, and what stands on its own is left alone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from assistant.config import Config
from assistant.retrieval.followup import by_rules, depends, rewrite, standalone

LAST = "How long did Biden and Putin speak on 30 December 2021?"


@pytest.mark.parametrize(
    ("question", "last", "becomes"),
    [
        ("What about Macron?", "How long did Biden speak with Zelensky?", "How long did Macron speak with Zelensky?"),
        ("What about 12 February?", LAST, "How long did Biden and Putin speak on 12 February?"),
        ("And who took part?", "How long was the call of 29 March 2022?", "Who took part? (29 March 2022, call)"),
        ("What did he say about sanctions?", "Who is Yuri Ushakov?", "What did Yuri Ushakov say about sanctions?"),
        ("And what of 7 December?", LAST, "How long did Biden and Putin speak on 7 December?"),
        ("And on the 7th?", LAST, "How long did Biden and Putin speak on 7 December 2021?"),
        (
            "and for Ukraine alone?",
            "How much did the plan hold for Ukraine and NATO?",
            "How much did the plan hold for Ukraine alone?",
        ),
        ("How did Macron react to it?", LAST, "How did Macron react to it? (Biden, Putin, 30 December 2021)"),
        (
            "How many of them were in Belgium?",
            "Which countries sent Russian diplomats home?",
            "How many of them were in Belgium? (Russian, countries, sent, diplomats, home)",
        ),
    ],
)
def test_a_follow_up_takes_what_it_leaves_out_from_the_last_question(question: str, last: str, becomes: str) -> None:
    assert depends(question)
    assert rewrite(question, last) == becomes


@pytest.mark.parametrize("question", ["Who won the Marsh Cup?", "What does the ferry cost?", LAST])
def test_a_question_of_its_own_is_left_alone(question: str) -> None:
    assert standalone(question, [("Who called?", "Putin did.")], Config(), use_model=False) == question


def test_without_history_nothing_is_added() -> None:
    assert standalone("And who took part?", [], Config(), use_model=False) == "And who took part?"


def test_a_person_is_taken_from_the_answer_where_the_question_asked_for_one() -> None:
    answered = "**Wendy Sherman** [1]\nHarbour Courier, 11 January 2022: “Sergei Ryabkov came too.” [1]"
    becomes = rewrite("Who sat opposite her?", "Who led the team in Geneva?", answered)
    assert becomes == "Who sat opposite Wendy Sherman? (Geneva, team)"
    assert rewrite("What did he say?", "Who met whom?", "Biden met Putin.") == "What did he say?"


def test_a_follow_up_to_a_follow_up_takes_what_that_one_took() -> None:
    history = [(LAST, "50 minutes."), ("And on the 7th?", "About two hours.")]
    assert by_rules("Who asked for it?", history) == "Who asked for it? (Biden, Putin, 7 December 2021)"


@pytest.mark.parametrize("written", ["The conversation so far:", "", "word " * 200, "Bananas grow in warm countries."])
def test_what_a_model_writes_in_place_of_a_question_is_not_asked(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.llm.client.ask", lambda *_, **__: SimpleNamespace(text=written))
    asked = standalone("And on the 7th?", [(LAST, "50 minutes.")], Config(), use_model=True)
    assert asked == "How long did Biden and Putin speak on 7 December 2021?"
