"""One name in several scripts and spellings, and names that only look alike."""

from __future__ import annotations

import pytest

from assistant.text.transliteration import fold_word, same_name, same_word, skeleton, sound, vowel_distance


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Zelenskyy’s", "zelenskyy"),
        ("U.S.", "us"),
        ("Kyïv", "kyiv"),
        ("ministers'", "ministers"),
        ("3.5", "3.5"),
        ("…", "..."),
    ],
)
def test_a_word_is_brought_to_plain_letters(word: str, folded: str) -> None:
    assert fold_word(word) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kiev", "Kyïv"),
        ("Київ", "Kyiv"),
        ("Poutine", "Putin"),
        ("Zelensky", "Zelenskyy"),
        ("Chernihiv", "Cherniguiv"),
        ("Kharkov", "Kharkiv"),
        ("Mohammed", "Muhammad"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Macron", "Micron"),  # two of six letters
        ("Biden", "Bidden Hall"),
        ("Putin", "Rutin"),
        ("Kim", "Kym"),  # too short to tell
        ("Austria", "Australia"),
        ("Iran", "Iraq"),
    ],
)
def test_names_that_only_look_alike(one: str, other: str) -> None:
    assert not same_name(one, other)


def test_distances_by_hand() -> None:
    """Close vowels cost 1 where another exchange costs 2, a letter more or less 1."""
    assert vowel_distance("kiev", "kiev") == 0
    assert vowel_distance("ann", "enn") == 1
    assert vowel_distance("ann", "onn") == 2
    assert vowel_distance("ann", "annie") == 2
    assert vowel_distance("", "abc") == 3


def test_the_index_keeps_transliterations_together_and_hisses_apart() -> None:
    assert skeleton("Chernihiv") == skeleton("Cherniguiv")
    assert skeleton("Zelensky") == skeleton("Zelenskyy")
    assert skeleton("Shelby") != skeleton("Chelby")
    assert sound("shelby") == sound("chelby")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Зеленський", "Selenskyj", True),
        ("Київ", "Kyjiw", True),
        ("Ouchakov", "Uschakow", True),
        ("Kharkov", "Kharkiv", True),
        ("Eric", "Erik", False),
        ("Freddie", "Freddy", False),
        ("Kora", "Korea", False),
        ("Lee", "Lii", False),  # too short to tell
    ],
)
def test_a_single_word_is_one_only_where_transcriptions_differ(one: str, other: str, same: bool) -> None:
    assert same_word(fold_word(one), fold_word(other)) is same
