"""Where sentences end: by hand, in the prose of news agencies, of pasted pages and of models."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.text.sentences import LONGEST_SENTENCE, sentences, with_quotations_whole


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Gen. Milley and Lt. Col. Vindman met Sen. Cruz at Ft. Hood.", "No. 10 agreed."],
        ["Mr. Li of the U.S. Army met J. K. Rowling.", "“Then he left.”", "She said: no!"],
        ["No. 1 Georgia vs. No. 8 Alabama began at 12.30 p.m. UK time.", "It ended at 5 p.m. EST."],
        ["They spoke on Dec. 30 and Jan. 5.", "They agreed."],
        ["It cost $6.9 bln. in 2022 and $7 mln. more later.", "Nobody paid."],
        ["He said: “We won’t leave.", "Never.”", "Then he left."],
        ["“Who called?” he asked.", "Nobody had."],
        ["'It is late.'", "'We go.'"],
    ],
)
def test_the_sentences_of_news_prose(expected: list[str]) -> None:
    assert cut(" ".join(expected)) == expected


def test_a_number_before_its_item_is_no_sentence() -> None:
    assert cut("1. They spoke on Tuesday. They agreed.") == ["1. They spoke on Tuesday.", "They agreed."]


def test_sentences_that_a_page_pasted_together_are_parted() -> None:
    assert cut("The ferry was late.Then it sank (in port.)The harbour of bbc.com closed.") == [
        "The ferry was late.",
        "Then it sank (in port.)",
        "The harbour of bbc.com closed.",
    ]


def test_an_unclosed_bracket_hides_no_sentence_end_in_a_long_line() -> None:
    told = [f"Ship number {number} of the fleet came into the harbour (late as ever." for number in range(9)]
    line = " ".join([*told, "All was well) and quiet."])
    assert len(line) > LONGEST_SENTENCE
    assert cut(line) == [*told, "All was well) and quiet."]


def test_a_quotation_may_stay_whole_with_its_speaker() -> None:
    paragraph = "He said: “We won’t leave. Never.” Then Dr. Li left."
    assert [paragraph[a:b] for a, b in with_quotations_whole(paragraph)] == [
        "He said: “We won’t leave. Never.”",
        "Then Dr. Li left.",
    ]


ANY = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(["A", "b.", "“C!", "(d'", "e.F\n\n1.", "Mr.", "…"])).map(" ".join)
)


@settings(max_examples=300, deadline=None)
@given(ANY)
def test_sentences_are_in_order_stripped_and_lose_no_letter(text: str) -> None:
    spans = sentences(text)
    assert all(text[a:b].strip() == text[a:b] for a, b in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    assert all(b - a <= LONGEST_SENTENCE for a, b in spans)
    held = "".join(text[a:b] for a, b in spans)
    assert [char for char in held if char.isalnum()] == [char for char in text if char.isalnum()]
