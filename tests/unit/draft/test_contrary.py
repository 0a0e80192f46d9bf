"""What speaks against a claim that is nearly verbatim, and whose words a sentence has."""

from __future__ import annotations

import pytest

from assistant.draft.attribution import keeps_a_speaker, spoken
from assistant.draft.claims import Claim, claims
from assistant.draft.contrary import exchanged, says_otherwise, widened
from assistant.draft.values import changed_places


@pytest.mark.parametrize(
    ("claim", "text", "otherwise"),
    [
        ("A date was set for another round.", "No date was set for another round.", True),
        (
            "Republicans found the military part too large.",
            "Republicans said that the military part was too small.",
            True,
        ),
        ("The fleet was not sold.", "The fleet was not sold.", False),
        ("The council refused the plan.", "The council did not accept the plan.", False),
        ("The ferry not only sails but earns.", "The ferry not only sails but earns.", False),
        ("Prices rose in March.", "Prices rose in March and fell in April.", False),
    ],
)
def test_a_denial_or_an_opposite_is_seen(claim: str, text: str, otherwise: bool) -> None:
    assert says_otherwise(claim, text) is otherwise


@pytest.mark.parametrize(
    ("claim", "text", "turned"),
    [
        ("The pilots had offered the port 2 per cent.", "The port had offered the pilots 2 per cent.", True),
        ("Rovers beat Athletic on penalties.", "Athletic beat Rovers on penalties.", True),
        ("Athletic were beaten by Rovers on penalties.", "Rovers beat Athletic on penalties.", False),
        ("On penalties Rovers beat Athletic.", "Rovers beat Athletic on penalties.", False),
    ],
)
def test_who_did_it_to_whom_is_seen(claim: str, text: str, turned: bool) -> None:
    assert exchanged(claim, text) is turned


@pytest.mark.parametrize(
    ("claim", "text", "changed"),
    [
        (
            "In Geneva, Ann Hill thanked Ruth Calloway for the help.",
            "In Geneva, Ruth Calloway thanked Ann Hill for the help.",
            True,
        ),
        (
            "In Geneva, Ann Hill thanked Ruth Calloway for the help.",
            "In Geneva, Ann Hill thanked Ruth Calloway for the help.",
            False,
        ),
        ("Apple sells Music and Apple sells iCloud.", "Apple sells iCloud and Apple sells Music.", False),
    ],
)
def test_names_that_changed_places_are_seen(claim: str, text: str, changed: bool) -> None:
    (read,) = claims(claim, None)
    assert isinstance(read, Claim)
    assert changed_places(read, text) is changed


@pytest.mark.parametrize(
    ("claim", "text", "words"),
    [
        ("All ships must turn back.", "Some ships must turn back.", ("all", "some")),
        ("The ships must turn back.", "The ships may turn back.", ("must", "may")),
        ("The ships may turn back.", "The ships must turn back.", None),
        ("All ships turn back.", "Some ships, then all ships turn back.", None),
    ],
)
def test_a_claim_that_says_more_than_its_source_is_seen(claim: str, text: str, words: tuple[str, str] | None) -> None:
    assert widened(claim, text) == words


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Russia has no plans to attack, he said on Monday.", "Russia has no plans to attack"),
        ("He warned of a “real risk” of a conflict.", " a “real risk” of a conflict."),
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
