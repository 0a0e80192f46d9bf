"""Spellings of one outlet are one, and shown as it is written most often; two outlets stay two."""

from __future__ import annotations

import pytest

from assistant.text.outlet_names import outlet_key, same_outlets, shown_names


@pytest.mark.parametrize(
    "name",
    [
        "KESTREL DAILY",
        "Kestrel Daily",
        "The Kestrel Daily",
        "Kestrel Daily, The",
        "The Kestrel Daily (Northam)",
        "kestreldaily.example",
    ],
)
def test_spellings_of_one_outlet_have_one_key(name: str) -> None:
    assert outlet_key(name) == outlet_key("The Kestrel Daily")


@pytest.mark.parametrize(
    ("one", "other"), [("The Times", "LA Times"), ("Kestrel Daily", "Kestrel Weekly"), ("The", "Le"), ("!", "?")]
)
def test_two_outlets_have_two_keys(one: str, other: str) -> None:
    assert outlet_key(one) != outlet_key(other)


def test_an_outlet_is_shown_as_it_is_written_most_often_and_by_a_name_before_an_address() -> None:
    shown = shown_names({"Kestrel Daily": 3, "KESTREL DAILY": 1, "kestreldaily.example": 9, "Lark": 1})
    assert shown == dict.fromkeys(("Kestrel Daily", "KESTREL DAILY", "kestreldaily.example"), "Kestrel Daily") | {
        "Lark": "Lark"
    }


def test_a_filter_takes_every_spelling() -> None:
    assert same_outlets(["the kestrel daily"], ["Kestrel Daily", "KESTREL DAILY", "Lark"]) == {
        "Kestrel Daily",
        "KESTREL DAILY",
    }
