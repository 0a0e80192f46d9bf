"""A draft against the sample's reports: each verdict, and what it shows for it."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant import Assistant
from assistant.draft.findings import Finding
from assistant.schema import to_json


def only(sample: Assistant, text: str, day: dt.date | None = None) -> Finding:
    return sample.check_draft(text, day=day).findings[-1]


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("The ferry to the outer islands is running again after an eleven-week interruption.", "supported"),
        ("According to Ushakov, Putin was satisfied with the conversation.", "supported"),
        ("The pilots' new agreement runs for two years and also covers the crews of the tugboats.", "partly"),
        ("The ferry's first crossing carried 312 passengers.", "contradicted"),
        ("The Aldry Line has fitted new engines to its only ship, the Primrose.", "partly"),
        ("The Kestrel Maritime Museum opened its doors again on 5 March 2022.", "contradicted"),
        ("A date was set in Vienna for another round.", "partly"),
        ("New sanctions would be a colossal mistake.", "attribution lost"),
        ("The presidents spoke by phone on 30 December 2021 for about 35 minutes.", "overtaken"),
        ("The Bank of England raised its interest rate to 0.5 per cent in February 2022.", "not in the archive"),
    ],
)
def test_a_verdict(sample: Assistant, sentence: str, verdict: str) -> None:
    assert only(sample, sentence).verdict == verdict


def test_both_values_of_a_contradiction_stand_at_their_characters(sample: Assistant) -> None:
    text = "A quiet week. Biden's speech in Warsaw lasted 47 minutes."
    (difference,) = only(sample, text).differences
    assert (difference.claimed, difference.stated) == ("47 minutes", "27 minutes")
    assert text[slice(*difference.claimed_at)] == "47 minutes"
    assert sample.article(difference.article_id).text[difference.start : difference.end] == "27 minutes"


def test_quoted_words_of_somebody_else_are_contradicted_with_whom_the_archive_has(sample: Assistant) -> None:
    text = 'A calm week. "Judge us by the tide tables, not by our speeches," said Ruth Calloway.'
    found = only(sample, text)
    (difference,) = found.differences
    assert found.verdict == "contradicted"
    assert found.reason == "The archive has Ned Farrow, the draft Ruth Calloway as the speaker."
    assert text[slice(*difference.claimed_at)] == "Ruth Calloway"
    assert sample.article(difference.article_id).text[difference.start : difference.end] == "Ned Farrow"


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        (
            '"We will not allow anyone to slam closed NATO\'s open-door policy," Sergei Ryabkov told reporters.',
            "contradicted",
        ),
        ('"We will not allow anyone to slam closed NATO\'s open-door policy," Sherman told reporters.', "supported"),
        ('"Judge us by the tide tables, not by our speeches," said Ned Farrow.', "supported"),
        ('"Judge us by the tide tables, not by our speeches," said the pilots.', "supported"),
        ('"Children may touch almost everything. The whale is the exception," said Petra Lund.', "partly"),
    ],
)
def test_whose_quoted_words_they_are(sample: Assistant, sentence: str, verdict: str) -> None:
    assert only(sample, sentence).verdict == verdict


def test_a_value_that_is_taken_back_stands_in_no_place(sample: Assistant) -> None:
    """`The call lasted 50 minutes, …, and not about 35 minutes as first printed.`"""
    (difference,) = only(sample, "The call of 30 December 2021 lasted 20 minutes.").differences
    assert (difference.claimed, difference.stated) == ("20 minutes", "50 minutes")


def test_sources_and_details_stand_at_their_characters(sample: Assistant) -> None:
    found = only(sample, "New engines for the Marigold cost the Aldry Line 1.2 million euros.")
    assert {atom.text for atom in found.atoms if atom.found} == {"Marigold", "Aldry Line", "1.2 million euros"}
    for source in found.sources:
        assert sample.article(source.article_id).text[source.start : source.end] == source.quote
    for atom in found.atoms:
        assert atom.article_id is not None
        assert atom.text in sample.article(atom.article_id).text[atom.start : atom.end]


def test_copies_of_one_story_are_one_source(sample: Assistant) -> None:
    text = "Biden told Putin that an invasion would be met with swift and severe costs, the White House said."
    found = only(sample, text)
    first = next(source for source in found.sources if source.copies)
    assert {source.article_id for source in found.sources}.isdisjoint(first.copies)
    assert found.independent == len({source.outlet for source in found.sources})


def test_a_weekday_counts_from_the_day_of_the_draft(sample: Assistant) -> None:
    claim = "The ferry's first crossing took place on Wednesday morning."
    assert only(sample, claim, dt.date(2022, 2, 5)).verdict == "supported"
    other = "The ferry's first crossing took place on Friday morning."
    assert only(sample, other, dt.date(2022, 2, 5)).verdict == "contradicted"


def test_without_a_day_it_is_said_what_a_weekday_counts_from(sample: Assistant) -> None:
    assert "states no day" in sample.check_draft("The leaders spoke by telephone on Tuesday.").notes[0]
    assert sample.check_draft("The leaders spoke by telephone on Tuesday.", day=dt.date(2022, 3, 30)).notes == ()


def test_a_draft_in_another_language_is_said_to_be_so(sample: Assistant) -> None:
    checked = sample.check_draft("Le président a parlé avec ses homologues dans la nuit. Il était seul avec eux.")
    assert checked.counts == {"not judged": 2}
    assert "not in English" in checked.notes[0]


def test_the_first_finding_does_not_wait_for_the_rest(sample: Assistant) -> None:
    _, findings = sample.stream_draft("The ferry carried 212 passengers. " * 400)
    assert next(iter(findings)).start == 0


def test_the_counts_and_the_json(sample: Assistant) -> None:
    checked = sample.check_draft(
        "The ferry's first crossing carried 212 passengers. Is that so?", day=dt.date(2022, 2, 5)
    )
    assert checked.counts == {"supported": 1, "not judged": 1}
    value = to_json(checked)
    assert value["day"] == "2022-02-05"
    assert [finding["verdict"] for finding in value["findings"]] == ["supported", "not judged"]
