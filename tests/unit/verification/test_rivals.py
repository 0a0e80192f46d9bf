"""What a cited text has in the place of a claim's figure or day."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.verification.check import Reference, check_claim

DAY = dt.date(2022, 3, 11)


@pytest.mark.parametrize(
    ("claim", "text", "instead"),
    [
        ("The call lasted 20 minutes.", "The call between the two lasted 50 minutes.", ["50 minutes"]),
        (
            "The council voted on 5 March 2022.",
            "The council voted on 12 March 2022, after a debate.",
            ["12 March 2022"],
        ),
        ("The council voted to close the pier in 2019.", "The council voted to close the pier in 2021.", ["2021"]),
        ("The council met on Tuesday.", "It rained. The council met on Thursday.", ["Thursday"]),
        ("The ferry carried 300 passengers.", "The ferry carried 212 passengers and 40 cars.", ["212"]),
        (
            "The call lasted 20 minutes.",
            "The call lasted 50 minutes, and not about 35 minutes as printed.",
            ["50 minutes"],
        ),
        # two that could stand there; another unit; a day beside an hour
        ("The call lasted 20 minutes.", "The call lasted 50 minutes, the next call 30 minutes.", []),
        ("The call lasted 20 minutes.", "The call lasted two hours.", []),
        ("The council voted on 5 March 2022.", "The council voted in 2021.", []),
        # of something else
        ("The call lasted 20 minutes.", "The mayor's speech went on for 50 minutes before the dinner.", []),
        # nothing is missing
        ("The call lasted 50 minutes.", "The call lasted 50 minutes, not 20.", []),
    ],
)
def test_the_value_in_its_place_is_told(claim: str, text: str, instead: list[str]) -> None:
    support = check_claim(claim, [Reference(text, "a.md", 100, DAY)])
    assert [atom.text for atom in support.contradicts] == instead
    for atom in support.contradicts:
        assert atom.article_id == "a.md"
        assert atom.start is not None
        assert atom.end is not None
        assert text[atom.start - 100 : atom.end - 100] == atom.text
        assert f"it has {atom.text}" in (support.reason or "")
