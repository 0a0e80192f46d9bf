"""Who says quoted words: by name, apposition, pronoun or the words before; nobody where it is not told or several could be meant."""

from __future__ import annotations

import pytest

from assistant.answering.sayings import sayings
from assistant.schema import Article


def said(text: str, language: str = "en") -> list[tuple[str, str]]:
    """Each speaker with the words, without their marks."""
    article = Article("A", text, language=language)
    found = sayings(article)
    for one in found:
        assert one.sentence[0] <= one.start < one.end <= one.sentence[1]
    return [(one.speaker, text[one.start + 1 : one.end - 1].rstrip(",")) for one in found]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We sail at nine,” Ann Hill said.", "Ann Hill"),
        ("“We sail at nine,” said Ann Hill.", "Ann Hill"),
        ("“We sail at nine,” said the captain, Ann Hill.", "Ann Hill"),
        ("“We sail at nine,” said Dunmere's Ann Hill, who won.", "Ann Hill"),
        ("The captain, Ann Hill, told Joan Reed: “We sail at nine.”", "Ann Hill"),
        ("Ann Hill, the captain of the ferry, said “we sail at nine”.", "Ann Hill"),
        ("In Dunmere, Ann Hill, the captain, said “we sail at nine”.", "Ann Hill"),
        ("Ann Hill had earlier told Joan Reed that “we sail at nine”.", "Ann Hill"),
        ("According to the Harbour Board, “we sail at nine”.", "Harbour Board"),
        ("The Harbour Board said Ann Hill had told it “we sail at nine”.", "Ann Hill"),
        ("“We sail at nine,” Ann Hill pointed out.", "Ann Hill"),
        ("“Do we sail at nine?” Ann Hill asked.", "Ann Hill"),
        ("Ann Hill said it rained. “We sail at nine.”", "Ann Hill"),
        ("Ann Hill said it rained. “We sail at nine,” she added.", "Ann Hill"),
        ("Ann Hill said it rained. The ferry is old. “We sail at nine,” she added.", "Ann Hill"),
        ("Mr. Hill smiled. “We sail at nine,” he said.", "Hill"),
        ("'We sail at nine,' the players' friend Ann Hill said.", "Ann Hill"),
        ("Ann Hill: “We sail at nine.”", "Ann Hill"),
        ("In reply to Joan Reed, Ann Hill smiled, adding: “We sail at nine.”", "Ann Hill"),
        ("“It rains. “We sail at nine,” Ann Hill said.", "Ann Hill"),
        ("Ann Hill leads them.\n\n“We sail at nine?” Hill asks.", "Hill"),
        ("Ann Hill said: “It rains.”\n\nWhen do they sail?\n\n“We sail at nine.”", "Ann Hill"),
    ],
)
def test_the_speaker_is_told(text: str, speaker: str) -> None:
    assert [name for name, words in said(text) if "sail at nine" in words] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "“We sail at nine,” said a spokesman for Ann Hill.",
        "“We sail at nine,” said the Dunmere captain.",
        "“We sail at nine,” a Harbour Board official said.",
        "Ann Hill had been told that “we sail at nine”.",
        "Ann Hill met Joan Reed. “We sail at nine,” she said.",  # either could be meant
        "The Harbour Board said it rained. “We sail at nine,” she said.",  # no person
        "Ann Hill sails the “sail at nine” ferry.",
        "Ann Hill said that she had read “The Sail at Nine”.",  # a title
        "Ann Hill said it was “sailing”.",  # one word
        "On Monday Ann Hill's ferry said “we sail at nine”.",
        "The ferry has a “sail at nine” AI rules would like.",  # no speech: it ends with no sign
    ],
)
def test_nobody_is_named_where_it_is_not_told(text: str) -> None:
    assert said(text) == []


def test_words_that_go_on_are_the_same_speakers_also_over_a_line_that_says_nothing() -> None:
    text = "“We sail at nine,” Ann Hill said. “It rains.\n\nAdvertisement\n\n“The ferry is old.”\n\nJoan Reed said: “It is new.”"
    assert said(text) == [
        ("Ann Hill", "We sail at nine"),
        ("Ann Hill", "It rains"),
        ("Ann Hill", "The ferry is old."),
        ("Joan Reed", "It is new."),
    ]


def test_a_pronoun_means_one_of_whom_the_article_says_he_or_she() -> None:
    text = "Ann Hill said that her ferry was old. Tom Reed said that his was new.\n\n“We sail at nine,” she said.\n\n“At ten,” he said."
    assert said(text) == [("Ann Hill", "We sail at nine"), ("Tom Reed", "At ten")]


def test_another_language_is_read_by_its_own_verbs() -> None:
    assert said("„Wir fahren um neun“, sagte Anna Hügel.", "de") == [("Anna Hügel", "Wir fahren um neun")]
