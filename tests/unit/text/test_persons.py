"""Which names are of persons."""

from __future__ import annotations

import pytest

from assistant.text.persons import is_organisation, persons_named


@pytest.mark.parametrize(
    ("sentence", "persons"),
    [
        ("Boris Johnson, Emmanuel Macron and Olaf Scholz met.", ["Boris Johnson, Emmanuel Macron and Olaf Scholz"]),
        ("Ann Hill thanked Tom Birch.", ["Ann Hill", "Tom Birch"]),
        ("Putin said so.", ["Putin"]),
        ("They thanked President Putin.", ["Putin"]),
        ("They met in New York.", []),
        ("NATO said so.", []),
    ],
)
def test_the_persons_of_a_sentence(sentence: str, persons: list[str]) -> None:
    assert [sentence[start:end] for start, end in persons_named(sentence)] == persons


@pytest.mark.parametrize(("name", "is_one"), [("White House", True), ("Harbour Courier", True), ("Ann Hill", False)])
def test_the_last_word_tells_an_organisation(name: str, is_one: bool) -> None:
    assert is_organisation(name) is is_one
