"""How a question wants to be answered, told by its words."""

from __future__ import annotations

import pytest

from assistant.retrieval.question import understand
from assistant.schema import QuestionForm


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Who owns the ferry Marisol?", "fact"),
        ("How many people were saved?", "fact"),
        ("When did the band play?", "fact"),
        ("Did the ferry sink on Tuesday?", "yes or no"),
        ("Hasn't the bank paid?", "yes or no"),
        ("According to the Courier, was anybody hurt?", "yes or no"),
        ("Was the ferry older or younger than the bridge?", "comparison"),
        ("Which was dearer, the bridge or the tunnel?", "comparison"),
        ("How do the two reports differ?", "comparison"),
        ("Why did the ferry sink?", "why or how"),
        ("How did the crew get off?", "why or how"),
        ("What led to the strike?", "why or how"),
        ("Which three towns were flooded?", "list"),
        ("Who were the judges?", "list"),
        ("Name the towns that were flooded.", "list"),
        ("Sum up the report on the harbour.", "summary"),
        ("What did the Courier report about the strike?", "summary"),
    ],
)
def test_the_form_of_a_question(question: str, form: QuestionForm) -> None:
    assert understand(question).form == form
