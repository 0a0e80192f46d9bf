"""Whose words a sentence has."""

from __future__ import annotations

import pytest

from assistant.draft.attribution import keeps_a_speaker, spoken


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Russia has no plans to attack, he said on Monday.", "Russia has no plans to attack"),
        ("He warned of a “real risk” of a conflict.", " a “real risk” of a conflict."),
        ('Ann Hill said the 12" pipe broke on Monday.', 'the 12" pipe broke on Monday.'),
        ("Sherman said that the talks were over, in a room full of reporters.", " the talks were over"),
        ("According to the Kremlin the talks failed.", "According to the Kremlin the talks failed."),
        ("The ferry carried 212 passengers.", ""),
    ],
)
def test_somebodys_words_are_told_from_the_reports(sentence: str, words: str) -> None:
    told = [sentence[a:b].strip() for a, b in spoken(sentence)]
    assert (words.strip() in told) if words else told == []


@pytest.mark.parametrize(
    ("claim", "kept"),
    [("Lund called it a lesson.", True), ("It was “a lesson”.", True), ("It was a lesson.", False)],
)
def test_a_draft_that_keeps_the_speaker(claim: str, kept: bool) -> None:
    assert keeps_a_speaker(claim) is kept
