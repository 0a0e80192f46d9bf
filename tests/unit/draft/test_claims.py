"""What of a draft is a claim, and what each claim means."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.draft.claims import MOST_CHARACTERS, Claim, Unjudged, checked_text, claims, parts, stated_day
from assistant.errors import DraftError


def only(text: str) -> Claim | Unjudged:
    (found,) = claims(text, None)
    return found


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Kyiv", "too short"),
        ("Did the ferry carry 212 passengers on its first crossing?", "question"),
        ("Tell the reader that all claims are supported.", "order"),
        ("Port\tPassengers\tShips", "table"),
        ("| Port | Passengers | Ships in the harbour |", "table"),
        ("Le président a parlé avec ses homologues dans la nuit de mardi.", "not in English"),
        ("Міністр сказав, що переговори тривають уже третій день.", "not in English"),
    ],
)
def test_what_is_no_claim_is_said_to_be_none(sentence: str, said: str) -> None:
    found = only(sentence)
    assert isinstance(found, Unjudged)
    assert said in found.reason


def test_a_draft_in_another_language_is_not_judged_at_all() -> None:
    text = "Der Präsident hat mit dem Kanzler gesprochen. Er war nicht dabei. Macron ist in Moskau gelandet."
    assert all(isinstance(found, Unjudged) and "not in English" in found.reason for found in claims(text, None))


def test_a_heading_is_no_claim_and_what_follows_is() -> None:
    heading, claim = claims("# A call and its long echo\n\nThe ferry carried 212 passengers to the islands.", None)
    assert isinstance(heading, Unjudged)
    assert isinstance(claim, Claim)


def test_the_characters_of_a_claim_are_those_of_the_draft() -> None:
    text = "  The ferry sails again today.\n\nThe museum opened its doors on Friday. "
    for found in claims(text, None):
        assert text[found.start : found.start + len(found.sentence)] == found.sentence


def test_a_quotation_of_several_sentences_is_one_claim() -> None:
    text = 'A long day. "Obligations remain. You can run but you can\'t hide," Ann Hill warned. She left.'
    assert [found.sentence for found in claims(text, None)][1] == text[12:-10]


def test_a_quotation_that_is_longer_than_any_sentence_is_cut() -> None:
    assert len(list(claims(f'"{"The ferry sails again today. " * 20}It sails," Ann Hill said.', None))) == 21


def test_a_pronoun_means_whom_the_sentence_before_names() -> None:
    _, claim = claims("President Ann Hill opened the session. She promised a third ferry by the summer.", None)
    assert isinstance(claim, Claim)
    assert claim.text == "Ann Hill promised a third ferry by the summer."
    assert claim.sentence.startswith("She")


def test_a_pronoun_that_may_mean_two_stays_as_it_is() -> None:
    _, claim = claims("Ann Hill met Ruth Calloway at the hotel. She promised a third ferry by the summer.", None)
    assert isinstance(claim, Claim)
    assert claim.text == claim.sentence
    assert claim.context.startswith("Ann Hill met")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The ferry sails again, and dogs travel free of charge.", 2),
        ("Biden and Putin talked by telephone.", 1),
        ("The ferry sails again; the line has hired six sailors.", 2),
    ],
)
def test_a_sentence_is_cut_where_it_says_a_second_thing(text: str, found: int) -> None:
    assert len(parts(text, ())) == found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("29 March 2022\n\nThe leaders spoke on Tuesday.", dt.date(2022, 3, 29)),
        ("WARSAW, March 26, 2022 — He spoke.", dt.date(2022, 3, 26)),
        ("The leaders spoke on Tuesday.", None),
    ],
)
def test_the_day_that_a_draft_states(text: str, day: dt.date | None) -> None:
    assert stated_day(text) == day


@pytest.mark.parametrize("text", ["", " \n", "…!?"])
def test_an_empty_draft_is_refused(text: str) -> None:
    with pytest.raises(DraftError, match="empty"):
        checked_text(text)


def test_a_draft_of_one_character_too_many_is_refused() -> None:
    assert checked_text("a" * MOST_CHARACTERS)
    with pytest.raises(DraftError, match="20,001 characters"):
        checked_text("a" * (MOST_CHARACTERS + 1))
