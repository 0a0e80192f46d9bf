"""A quoted sentence with what tells a reader who is meant in it; without that it is not quoted, and is said to be left out."""

from __future__ import annotations

import dataclasses

import pytest

from assistant.answering.quotation import Quotations, quotations
from assistant.answering.sentence_ranking import Scored
from assistant.schema import Article, Evidence
from tests.support.evidence import cut


def passage(text: str, start: int, end: int, label: int = 1, name: str = "A") -> Evidence:
    return cut(Evidence(label, label, f"p{label}", name, None, name, None, False, start, end, text[start:end], 0.5, ()))


def chosen(item: Evidence, words: str) -> Scored:
    """The sentence of a passage that holds these words."""
    span = next(
        (s.start, s.end) for s in item.sentences if words in item.text[s.start - item.start : s.end - item.start]
    )
    return Scored(item, span, item.text[span[0] - item.start : span[1] - item.start], 1.0, None)


def quoted(text: str, words: str, start: int = 0, others: tuple[Evidence, ...] = ()) -> Quotations:
    item = passage(text, start, len(text))
    return quotations([chosen(item, words)], [item, *others], {"A": Article("A", text)})


def shown(found: Quotations, text: str) -> list[str]:
    """The articles' characters that are quoted."""
    assert bool(found.statements) is not bool(found.unexplained)
    return [text[slice(*span)] for statement in found.statements for span in statement.spans]


@pytest.mark.parametrize(
    ("before", "begins"),
    [
        ("The mayor, Ann Hill, spoke first.", "The mayor"),
        ("The mayor, Ann Hill, spoke first. She was glad.", "The mayor"),
        ("The mayor, Ann Hill, spoke first. She was glad. She smiled.", None),  # three sentences would be too long
        ("What did Ann Hill say?", None),  # a question is not quoted
        ("Tell the mayor to resign. She was glad.", None),  # nor is an order
        ("The band played.", "The band"),
    ],
)
def test_up_to_two_sentences_before_are_quoted_with_a_pronoun(before: str, begins: str | None) -> None:
    text = f"{before} She praised the ferry."
    found = quoted(text, "praised")
    assert shown(found, text) == ([text[text.index(begins) :]] if begins else [])


def test_what_needs_nobody_is_quoted_alone() -> None:
    text = "The mayor, Ann Hill, spoke first. The ferry was praised."
    assert shown(quoted(text, "praised"), text) == ["The ferry was praised."]


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("The mayor, Ann Hill, spoke first.", "Ann Hill"),
        ("The mayor, Ann Hill, met Joan Reed.", None),  # either could be meant
        ("She was glad.", None),  # who she is stands further ahead
        ("Did Ann Hill speak first?", None),
    ],
)
def test_the_one_person_of_the_sentence_before_the_passage_is_named_in_brackets(before: str, name: str | None) -> None:
    text = f"{before} She praised the ferry."
    found = quoted(text, "praised", start=len(before) + 1)
    assert [statement.text for statement in found.statements] == (
        [f"A, no date: “She [{name}] praised the ferry.”"] if name else []
    )
    assert [item.text for item in found.unexplained] == ([] if name else ["She praised the ferry."])


def test_a_name_is_not_put_into_quoted_words() -> None:
    before = "The mayor, Ann Hill, spoke first."
    text = f"{before} “He likes it,” she said."
    (statement,) = quoted(text, "likes", start=len(before) + 1).statements
    assert statement.text == "A, no date: ““He likes it,” she [Ann Hill] said.”"
    assert statement.claim == "“He likes it,” she said."


def test_who_is_meant_is_not_looked_for_further_ahead_than_is_quoted() -> None:
    before = "The mayor, Ann Hill, spoke first."
    text = f"{before} She was glad. She smiled. She praised the ferry."
    assert quoted(text, "praised", start=len(before) + 1).statements == ()


def test_a_pronoun_in_quoted_words_is_not_the_sentences_own() -> None:
    before = "The mayor, Ann Hill, spoke first."
    text = f"{before} They called out: “He likes the ferry.”"
    assert quoted(text, "called out", start=len(before) + 1).statements == ()


def test_where_several_could_be_meant_their_sentence_is_quoted_if_it_was_retrieved() -> None:
    before = "The mayor, Ann Hill, met Joan Reed."
    text = f"{before} She praised the ferry."
    other = passage(text, 0, len(before), label=2)
    found = quoted(text, "praised", start=len(before) + 1, others=(other,))
    assert shown(found, text) == [before, "She praised the ferry."]
    assert [statement.labels for statement in found.statements] == [(2,), (1,)]
    elsewhere = dataclasses.replace(other, article_id="B")
    assert quoted(text, "praised", start=len(before) + 1, others=(elsewhere,)).statements == ()


def test_the_best_sentence_is_quoted_first_then_the_others_in_reading_order_what_overlaps_as_one() -> None:
    text = "The mayor, Ann Hill, spoke first. She praised the ferry. The band played. It was late."
    item = passage(text, 0, len(text))

    def of(*words: str) -> list[str]:
        return shown(quotations([chosen(item, word) for word in words], [item], {"A": Article("A", text)}), text)

    assert of("praised", "spoke") == ["The mayor, Ann Hill, spoke first. She praised the ferry."]
    assert of("spoke", "band") == ["The mayor, Ann Hill, spoke first.", "The band played."]
    assert of("band", "spoke") == ["The band played.", "The mayor, Ann Hill, spoke first."]
    assert of("band", "praised", "spoke") == [
        "The band played.",
        "The mayor, Ann Hill, spoke first. She praised the ferry.",
    ]
