"""Words as they are cut: the same for the index, the question and the check."""

from __future__ import annotations

import pytest

from assistant.text.normalize import stem, words
from assistant.text.tokens import words_of


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("U.S.-led, at 3 p.m.", ["U.S.", "-", "led", ",", "at", "3", "p.m."]),
        ("J.K.Rowling and J. K. Li", ["J.K.", "Rowling", "and", "J", ".", "K", ".", "Li"]),
        ("It's $1,200.50 (5%)", ["It's", "$", "1,200.50", "(", "5", "%", ")"]),
        ("1\u00a0200 of 29.03.2022", ["1\u00a0200", "of", "29.03.2022"]),
        ("was late.Then bbc.com", ["was", "late", ".", "Then", "bbc.com"]),
        ("COVID-19 snake_case 300k", ["COVID", "-", "19", "snake", "case", "300", "k"]),
        ("Kyi\u0308v’s", ["Kyi\u0308v’s"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    read = words_of(text)
    assert read.tokens == tokens
    assert [text[slice(*read.span(i, i + 1))] for i in range(len(read))] == tokens
    assert [text[word.start : word.end] for word in words(text)] == [token for token in tokens if token[0].isalnum()]


def test_one_number_and_one_country_however_written() -> None:
    assert stem("1,200") == stem("1\u00a0200") == stem("1200") == "1200"
    assert stem("US") == stem("U.S.") == stem("U.S") == stem("USA") == "usa"
    assert stem("us") == "us"


def test_a_run_of_words_is_found_whatever_its_apostrophes_and_points() -> None:
    text = words_of("He left the U.S. “It’s over,” he said.")
    assert text.find_run("the u.s it's over") == (2, 7)
    assert text.find_run("it's late") is None
