"""What of long references is near to a claim."""

from __future__ import annotations

from assistant.text.tokens import words_of
from assistant.verification.nearest_text import nearest_text

FILLER = "A choir sang in the park. "
FERRY = "Ana Reyes runs the coast guard. She said that forty people were saved from the ferry. Nobody was hurt. "


def near(claim: str, *texts: str, room: int = 20) -> list[str]:
    read = [words_of(text) for text in texts]
    found = nearest_text(words_of(claim), read, lambda stem: 1.0, room)
    return [texts[place][start:end] for place, (start, end) in found]


def test_the_sentence_that_holds_the_claim_comes_with_the_one_before_it() -> None:
    text = FILLER * 20 + FERRY + FILLER * 20
    assert near("Forty people were saved.", text) == [FERRY.removesuffix(" Nobody was hurt. ")]


def test_what_stands_in_two_texts_is_taken_from_both() -> None:
    first, second = FILLER * 10 + "The ferry sank on Tuesday.", "Forty people were saved. " + FILLER * 10
    assert near("The ferry sank and forty people were saved.", first, second, room=12) == [
        "The ferry sank on Tuesday.",
        "Forty people were saved.",
    ]


def test_a_long_sentence_is_taken_whole_and_a_claim_of_other_things_gets_the_beginning() -> None:
    long = "Forty people " + "and others " * 12 + "were saved."
    assert near("Forty people were saved.", long) == [long]
    assert near("Bananas ripen.", FERRY, room=6) == ["Ana Reyes runs the coast guard."]
    assert near("Bananas ripen.", "") == []
