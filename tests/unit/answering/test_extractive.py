"""The answer that quotes: the sentences that answer, who is meant in them, and sources that differ."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from assistant.answering.extractive import Quoted, draft
from assistant.answering.referents import needs_referent
from assistant.retrieval.question import understand
from assistant.schema import Article, Evidence
from tests.support.evidence import bold, cut, read


def evidence(texts: dict[str, str], days: dict[str, int | None] | None = None, **likely: float) -> list[Evidence]:
    """One passage an article, published in March 2022; `likely` as in `cut`."""
    found = []
    for label, (name, text) in enumerate(texts.items(), start=1):
        day = (days or {}).get(name, 1)
        published = dt.date(2022, 3, day) if day else None
        found.append(
            cut(
                Evidence(label, label, f"p{label}", name, None, name, published, False, 0, len(text), text, 0.5, ()),
                **likely,
            )
        )
    return found


def answered(
    question: str,
    texts: dict[str, str],
    days: dict[str, int | None] | None = None,
    short: tuple[str, ...] = (),
    **likely: float,
) -> Quoted:
    """`short` are the words in which the reader sees the short answer."""
    return draft(
        understand(question),
        [read(item, *short) for item in evidence(texts, days, **likely)],
        {name: Article(name, text) for name, text in texts.items()},
    )


def lines(drafted: Quoted) -> list[str]:
    return [bold(statement) for statement in drafted.statements]


def test_what_is_in_a_language_that_was_not_judged_is_not_quoted() -> None:
    read, unread = evidence({"A": "The ferry sank in the storm.", "B": "Паром затонул во время шторма."}, B=0.99)
    unread = dataclasses.replace(unread, language="ru")
    articles = {name: Article(name, item.text) for name, item in (("A", read), ("B", unread))}
    asked = understand("Why did the ferry sink?")
    assert [one.labels for one in draft(asked, [unread, read], articles).statements] == [(1,)]
    assert {one.labels for one in draft(asked, [unread, read], articles, ("en", "ru")).statements} == {(1,), (2,)}


@pytest.mark.parametrize(("copied", "told"), [("A", True), ("B", False)])
def test_copies_are_told_of_what_the_answer_begins_with(copied: str, told: bool) -> None:
    texts = {"A": "The ferry sank in the storm.", "B": "The storm of Monday closed the harbour."}
    found = [
        dataclasses.replace(item, duplicates=("C",)) if item.article_id == copied else item
        for item in evidence(texts, A=0.9, B=0.6)
    ]
    articles = {name: Article(name, texts.get(name, texts[copied])) for name in "ABC"}
    drafted = draft(understand("Why did the ferry sink in the storm?"), found, articles)
    assert [one.labels for one in drafted.statements] == [(1,), (2,)]
    assert any(note.kind == "copies" for note in drafted.notes) is told


@pytest.mark.parametrize(
    ("sentence", "needed"),
    [
        ("He said so.", True),
        ("“The sea is calm,” he said.", True),
        ("But they left.", True),
        ("All of them left.", True),
        ("Ann Hill said that he was late.", False),
        ("Two days after the call, Ann Hill left.", False),
        ("The mayor left.", False),
        ("Ann Hill said: “He is late.”", False),
    ],
)
def test_which_sentence_needs_another_to_be_understood(sentence: str, needed: bool) -> None:
    assert needs_referent(sentence) is needed


def test_a_pronoun_is_quoted_with_the_sentence_that_names_who_is_meant() -> None:
    text = "The mayor, Ann Hill, spoke first. She praised the ferry to the islands. The band played."
    assert lines(answered("Who praised the ferry to the islands?", {"A": text})) == [f"A, 1 March 2022: “{text}”"]


def two_passages(text: str, at: str) -> list[Evidence]:
    """Two passages of one article, cut before `at`."""
    place = text.index(at)
    first, second = text[:place].rstrip(), text[place:]
    return [
        cut(Evidence(1, 1, "p1", "A", None, "A", None, False, place, len(text), second, 0.6, ())),
        cut(Evidence(2, 2, "p2", "A", None, "A", None, False, 0, len(first), first, 0.3, ())),
    ]


def test_who_is_meant_is_named_where_one_person_is() -> None:
    question = "What was said about the ferry to the islands?"
    one = "The mayor, Ann Hill, spoke first. She praised the ferry to the islands."
    drafted = draft(understand(question), two_passages(one, "She praised")[:1], {"A": Article("A", one)})
    assert lines(drafted) == ["A, no date: “She [Ann Hill] praised the ferry to the islands.”"]
    assert drafted.statements[0].claim == "She praised the ferry to the islands."


def test_where_two_could_be_meant_the_sentence_before_is_quoted_or_none() -> None:
    question = "What was said about the ferry to the islands?"
    two = "The mayor, Ann Hill, met Joan Reed. She praised the ferry to the islands."
    both = draft(understand(question), two_passages(two, "She praised"), {"A": Article("A", two)})
    assert [two[slice(*sentence.spans[0])] for sentence in both.statements] == [
        "The mayor, Ann Hill, met Joan Reed.",
        "She praised the ferry to the islands.",
    ]
    assert [sentence.labels for sentence in both.statements] == [(2,), (1,)]
    assert draft(understand(question), two_passages(two, "She praised")[:1], {"A": Article("A", two)}).statements == ()


WORDING = {
    "Courier": "Tariffs on grain would be a “colossal mistake” that could end the talks, the Ministry said.",
    "Phare": "The Ministry said that tariffs on grain would be a “cardinal error” which could end the talks.",
}


def test_two_renderings_of_one_quotation_are_both_quoted_and_said_to_differ() -> None:
    drafted = answered("What would tariffs on grain be, said the Ministry?", WORDING)
    assert [note.text for note in drafted.notes if note.kind == "sources differ"] == [
        "Sources differ in their wording: “colossal mistake” (Courier, 1 March 2022); “cardinal error” (Phare, 1 March 2022)"
    ]
    assert {label for sentence in drafted.statements for label in sentence.labels} == {1, 2}


@pytest.mark.parametrize(
    "other",
    [
        "The Ministry said that tariffs on grain would be a “colossal mistake” which could end the talks.",
        "The Ministry was “satisfied” with its new carpet, tariffs or not, and with the talks.",
    ],
)
def test_the_same_words_or_words_about_something_else_do_not_differ(other: str) -> None:
    drafted = answered("What would tariffs on grain be, said the Ministry?", {**WORDING, "Phare": other})
    assert not any(note.kind == "sources differ" for note in drafted.notes)


LENGTHS = {
    "Courier": "The ministers talked on the telephone for 50 minutes about the ferry.",
    "Phare": "The ministers talked on the telephone for about an hour about the ferry.",
}
READ = ("50 minutes", "about an hour")


def test_durations_of_one_event_differ_and_those_of_two_events_do_not() -> None:
    question = "How long did the ministers talk on the telephone about the ferry?"
    same = answered(question, LENGTHS, short=READ)
    assert any(note.kind == "sources differ" for note in same.notes)
    apart = answered(question, LENGTHS, {"Courier": 1, "Phare": 20}, READ)
    assert not any(note.kind == "sources differ" for note in apart.notes)
    undated = {
        **LENGTHS,
        "Phare": "On the telephone the ministers and their many aides spent about an hour, it is said.",
    }
    unknown = answered(question, undated, {"Courier": 1, "Phare": None}, READ)
    assert not any(note.kind == "sources differ" for note in unknown.notes)


def test_a_rounded_figure_does_not_differ_and_a_sum_of_another_size_is_of_something_else() -> None:
    question = "How long did the ministers talk on the telephone about the ferry?"
    rounded = answered(
        question, {**LENGTHS, "Courier": LENGTHS["Courier"].replace("50", "61")}, short=("61 minutes", *READ)
    )
    assert not any(note.kind == "sources differ" for note in rounded.notes)
    longer = answered(
        question,
        {**LENGTHS, "Courier": LENGTHS["Courier"].replace("50 minutes", "nine hours")},
        short=("nine hours", *READ),
    )
    assert not any(note.kind == "sources differ" for note in longer.notes)


def test_a_value_of_other_days_than_the_question_names_is_no_headline() -> None:
    question = "How long did the ministers talk about the ferry on 9 December?"
    assert not any(line.startswith("**") for line in lines(answered(question, LENGTHS, short=READ)))
    of_the_day = answered(question.replace("9 December", "1 March"), LENGTHS, short=READ)
    assert any(line.startswith("**") for line in lines(of_the_day))


def test_an_undated_report_that_names_the_day_is_of_the_event_and_one_that_does_not_is_not() -> None:
    question = "How long did the two presidents talk on 1 March?"
    texts = {"A": "The two presidents talked for an hour and a half, aides said."}
    named = (
        "ROME, March 1 (Wire) — Nobody expected it. The presidents were on the phone, and to talk took them 55 minutes."
    )
    short = ("an hour and a half", "55 minutes")
    notes = answered(question, {**texts, "B": named}, {"B": None}, short).notes
    assert any(note.kind == "sources differ" and "55 minutes" in note.text for note in notes)
    unnamed = named.replace("March 1", "April 9")
    notes = answered(question, {**texts, "B": unnamed}, {"B": None}, short).notes
    assert not any(note.kind == "sources differ" for note in notes)


def test_two_sums_differ_only_where_they_are_told_of_in_like_sentences() -> None:
    question = "Which sum did the city propose for the bridge and the quay in its budget?"
    told = {
        "A": "The proposal of the city contains $6.9 million for the repair of the bridge against floods and for the quay."
    }
    other = {"B": "For repairs of the bridge and the quay against floods the city proposes $8 million."}
    short = ("$6.9 million", "$8 million")
    assert any(note.kind == "sources differ" for note in answered(question, {**told, **other}, short=short).notes)
    unread = answered(question, {**told, **other}, short=short[:1])
    assert any(note.kind == "sources differ" for note in unread.notes), "where the reader sees the best one's only"
    aside = {"B": "Neither sum includes the $8 million in emergency aid that the council passed earlier in March."}
    assert not any(note.kind == "sources differ" for note in answered(question, {**told, **aside}, short=short).notes)


def test_at_most_five_sentences_and_what_they_need() -> None:
    told = (
        "A ferry to the islands was painted red.",
        "On Monday the harbour council met about red paint for the islands.",
        "Islands like theirs, a painter found, look well in red.",
        "Red boats were painted for other islands in May.",
        "Nobody on the islands had painted anything red before.",
        "The islands paid for painting, not for red flags.",
        "When the islands were painted, red was the cheapest.",
    )
    (statement,) = answered("What was painted red on the islands?", {"A": " ".join(told)}).statements
    assert [sentence in statement.text for sentence in told] == [True] * 6 + [False]  # “theirs” needs the one before it


def test_a_wire_copy_is_quoted_once_and_the_same_words_with_another_figure_are_not_a_copy() -> None:
    same = answered(
        "What sank off Port Alder?",
        {"A": "A ferry with 40 people sank off Port Alder.", "B": "A ferry with 40 people sank off Port Alder."},
    )
    assert len(same.statements) == 1
    other = answered(
        "What sank off Port Alder?",
        {"A": "A ferry with 40 people sank off Port Alder.", "B": "A ferry with 60 people sank off Port Alder."},
    )
    assert len(other.statements) == 2


TOLL = {
    "A": "The toll of the flood in Lindau stands at nine people, the police said. The river rose for two days.",
    "B": "The toll of the flood in Lindau stands at fourteen people, the police said. The river falls.",
}


@pytest.mark.parametrize("days", [{"A": 1, "B": 20}, {"A": None, "B": 20}])
def test_who_asks_for_the_latest_reads_the_newest_report_first_and_what_is_older(
    days: dict[str, int | None],
) -> None:
    question = "What is the toll of the flood in Lindau now?"
    drafted = answered(question, TOLL, days)
    assert next(line for line in lines(drafted) if "“" in line).startswith("B, 20 March 2022")
    (note,) = [note for note in drafted.notes if note.kind == "newest"]
    assert note.text == "Newest report: B, 20 March 2022; " + (
        "older: A, 1 March 2022" if days["A"] else "of unknown age: A, no date"
    )
    swapped = answered(question, TOLL, {"A": days["B"], "B": days["A"]})
    assert next(line for line in lines(swapped) if "“" in line).startswith("A, 20 March 2022")


def test_nothing_is_called_the_newest_where_nobody_asked_or_nothing_is_older() -> None:
    asked = "What was the toll of the flood in Lindau?"
    assert not any(n.kind == "newest" for n in answered(asked, TOLL, {"A": 1, "B": 20}).notes)
    asked = "What is the latest toll of the flood in Lindau?"
    assert not any(n.kind == "newest" for n in answered(asked, TOLL, {"A": 20, "B": 20}).notes)


@pytest.mark.parametrize(
    ("sentence", "corrects"),
    [
        ("Correction: our report of Tuesday gave the bridge a wrong name, Linden Bridge.", True),
        ("The Linden Bridge has four lanes and not two, as first reported.", True),
        ("The market correction reached the Linden Bridge company.", False),
        ("The inspector corrected the driver on the Linden Bridge.", False),
    ],
)
def test_an_answer_that_quotes_a_correction_says_so(sentence: str, corrects: bool) -> None:
    drafted = answered("What is said of the Linden Bridge?", {"A": f"{sentence} The correction was printed today."})
    assert any(sentence in line for line in lines(drafted))
    assert (
        any(note.text == "Corrected: A, 1 March 2022 puts an earlier report right" for note in drafted.notes)
        is corrects
    )


def test_a_correction_that_is_not_quoted_is_not_said() -> None:
    """Nothing explains its pronoun, so the sentence is left out, and what it would have said with it."""
    left_out = "She crossed the Linden Bridge on Tuesday and not on Monday, as first reported."
    drafted = answered(
        "When was the Linden Bridge crossed?", {"A": left_out, "B": "The Linden Bridge was crossed on Tuesday."}
    )
    assert not any(left_out in line for line in lines(drafted))
    assert not any(note.kind == "corrected" for note in drafted.notes)
