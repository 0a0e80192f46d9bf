"""Whose report is asked for is read, and told from what others write."""

from __future__ import annotations

import pytest

from assistant.retrieval.question import understand
from assistant.retrieval.sources import not_found
from assistant.schema import Evidence, QuerySource


def evidence(outlet: str | None, text: str = "The ferry sank.") -> Evidence:
    return Evidence(1, 1, "p1", "a1.txt", None, outlet, None, False, 0, len(text), text, 0.9, ())


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does the Lantern Post article say of the ferry?", [("Lantern Post", True)]),
        (
            "Considering an article in The Morrow Times and another from the Lantern Post about the ferry, who owns it?",
            [("The Morrow Times", True), ("Lantern Post", True)],
        ),
        ("Who owns the ferry, as reported by the Lantern Post?", [("Lantern Post", False)]),
        ("How many were saved, according to the Navy?", [("Navy", False)]),
        ("What did the Lantern Post's review say of Hill's play?", [("Lantern Post", False)]),
        ("What did Ann Hill say about the article on the ferry in Northam?", []),
        ("Who met Ann Hill in Northam?", []),
        ("Does the Lantern - Travel article name the ferry?", []),
    ],
)
def test_whose_report_is_asked_for(question: str, expected: list[tuple[str, bool]]) -> None:
    assert [(source.name, source.wrote) for source in understand(question).sources] == expected


@pytest.mark.parametrize(
    ("source", "found", "lacking"),
    [
        (QuerySource("Lantern Post", True), evidence("The Lantern Post (Northam)"), False),
        (QuerySource("LANTERN POST", True), evidence("lanternpost.example"), False),
        (QuerySource("LPG", True), evidence("Lantern Post Gazette"), False),
        (QuerySource("Lantern Post", True), evidence("Morrow Times"), True),
        (QuerySource("Lantern Post", True), evidence("Morrow Times", "The Lantern Post saw it."), True),
        (QuerySource("Navy", False), evidence("Morrow Times", "The Navy saw it."), False),
        (QuerySource("Navy", False), evidence("Morrow Times"), True),
        (QuerySource("Lantern Post", True), evidence(None), False),
    ],
)
def test_a_source_is_an_outlet_in_any_spelling_or_who_is_named(
    source: QuerySource, found: Evidence, lacking: bool
) -> None:
    assert not_found([source], [found, found]) == ((source.name,) if lacking else ())
