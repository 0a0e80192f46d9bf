"""Follow-ups become questions of their own, and what stands on its own is left alone."""

from __future__ import annotations

import pytest

from assistant.config import Config
from assistant.followup import depends, rewrite, standalone

LAST = "How long did Biden and Putin speak on 30 December 2021?"


@pytest.mark.parametrize(
    ("question", "last", "becomes"),
    [
        ("What about Macron?", "How long did Biden speak with Zelensky?", "How long did Macron speak with Zelensky?"),
        ("What about 12 February?", LAST, "How long did Biden and Putin speak on 12 February?"),
        ("And who took part?", "How long was the call of 29 March 2022?", "Who took part? (29 March 2022, call)"),
        ("What did he say about sanctions?", "Who is Yuri Ushakov?", "What did he say about sanctions? (Yuri Ushakov)"),
        ("And what of 7 December?", LAST, "What of 7 December? (Biden, Putin, speak)"),
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
