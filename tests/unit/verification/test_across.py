"""Claims and references in two languages: what can be compared is, and nothing else is called supported."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.text.languages import ENGLISH, language
from assistant.text.mentions import Reference
from assistant.verification.across import check_across, is_measured

GERMAN = "Der Hafen von Northgate will 6,9 Mio. Pfund ausgeben; die Überfahrt dauert 95 Minuten. Selenskyj war am 1. April 2022 dort."


def label(claim: str, text: str, code: str) -> str:
    reference = Reference(text, "a", 0, dt.date(2022, 2, 18))
    return check_across(claim, [reference], ENGLISH, [language(code)]).label


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("The crossing takes 95 minutes.", "not judged"),
        ("The crossing takes 75 minutes.", "unsupported"),
        ("The port will spend £6.9 million.", "not judged"),
        ("The port will spend £69 million.", "unsupported"),
        ("Zelenskyy was there on 1 April 2022.", "not judged"),
        ("Zelenskyy was there on 2 April 2022.", "unsupported"),
        ("The port is closed.", "not judged"),
        ("The mayor said “the port is a gift to the town”.", "unsupported"),
    ],
)
def test_an_english_claim_is_held_against_a_german_text(claim: str, expected: str) -> None:
    assert label(claim, GERMAN, "de") == expected


def test_a_name_is_found_across_scripts_in_the_articles_own_characters() -> None:
    text = "Звернення Зеленського тривало дев’ять хвилин."
    support = check_across(
        "Zelenskyy's address lasted nine minutes.", [Reference(text, "a", 10)], ENGLISH, [language("uk")]
    )
    assert support.label == "not judged"
    found = {
        text[atom.start - 10 : atom.end - 10]
        for atom in support.atoms
        if atom.start is not None and atom.end is not None
    }
    assert {"Зеленського", "дев’ять хвилин"} <= found
    assert support.reason is not None
    assert "not in Ukrainian" in support.reason


def test_only_english_is_measured() -> None:
    assert is_measured(ENGLISH, [ENGLISH])
    assert not is_measured(ENGLISH, [ENGLISH, language("de")])
    assert not is_measured(language("fr"), [ENGLISH])
