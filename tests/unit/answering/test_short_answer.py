"""When a short answer is shown: where the reader is sure of one, of each event once, and by whom it was corrected."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from assistant.answering.extractive import draft
from assistant.answering.sentence_ranking import Scored
from assistant.answering.short_answer import ShortAnswers, short_answers
from assistant.retrieval.question import understand
from assistant.schema import Article, Evidence
from tests.support.evidence import cut, read

DAY = dt.date(2022, 3, 30)
LONG = "How long did the speech at the castle last?"
LENGTHS = ("27 minutes", "31 minutes", "35 minutes")


def scored(
    outlet: str,
    text: str,
    *short: str,
    day: int | None = 1,
    held: float = 1.0,
    score: float = 1.0,
    label: int = 1,
) -> Scored:
    """A sentence that is a whole article, published in March 2022, with the share of the question's words that it holds.

    Its short answer is the first of `short`, else of LENGTHS, that it has.
    """
    published = dt.date(2022, 3, day) if day else None
    item = Evidence(label, label, f"p{label}", outlet, None, outlet, published, False, 0, len(text), text, 0.5, ())
    seen = read(item, *(short or LENGTHS)).answer
    return Scored(item, (0, len(text)), text, score, (seen.start, seen.end) if seen else None, held)


def answered(question: str, *ranked: Scored, titles: dict[str, str] | None = None) -> ShortAnswers:
    articles = {
        item.evidence.article_id: Article(
            item.evidence.article_id, item.text, title=(titles or {}).get(item.evidence.article_id)
        )
        for item in ranked
    }
    return short_answers(understand(question), ranked, articles)


def texts(found: ShortAnswers) -> list[str]:
    return [statement.text for statement in found.statements]


SPEECH = "The speech lasted 27 minutes."
GIFT = "The mayor said it was “a gift to the town”."


@pytest.mark.parametrize(
    ("text", "short", "shown"),
    [
        ("Ann Hill opened the museum.", "Ann Hill", "Ann Hill"),
        (SPEECH, "27 minutes", "27 minutes"),
        (GIFT, "gift to the town", "“gift to the town”"),
        (GIFT, "“a gift to the town”", "“a gift to the town”"),
        (GIFT, "was “a gift", "Was “a gift"),
        ("He said: “We will spend $5 million.”", "$5 million", "“$5 million”"),
        ("He said: “It rose by 40%.”", "40%.”", "“40%”"),
    ],
)
def test_the_words_that_the_reader_sees_are_shown(text: str, short: str, shown: str) -> None:
    found = answered("What was said?", scored("Courier", text, short))
    assert texts(found) == [shown]
    start, end = found.statements[0].spans[0]
    assert text[start:end].lower() == shown.strip("“”").lower()
    assert found.statements[0].labels == (1,)


def test_a_first_sentence_without_a_value_leaves_none_to_the_others() -> None:
    first = scored("Courier", "The speech was long awaited.")
    assert answered(LONG, first, scored("Phare", SPEECH, label=2, score=0.9)) == ShortAnswers()


def test_a_weak_sentence_is_no_further_source_unless_it_holds_the_same_words() -> None:
    first = scored("Courier", SPEECH)
    weak = scored("Phare", "The band played for 35 minutes.", label=2, score=0.001, held=0.2)
    same = scored("Phare", "The speech lasted 35 minutes.", label=2, score=0.001, held=0.8)
    assert texts(answered(LONG, first, weak)) == ["27 minutes"]
    assert texts(answered(LONG, first, same)) == ["27 minutes", "Phare, 1 March 2022: 35 minutes"]


def test_a_correction_by_a_source_leads_however_weak_its_sentence() -> None:
    """It seldom names again what it corrects; one by an outlet that is no source corrects something else."""
    first = scored("Courier", "The speech lasted 35 minutes.")
    text = "Correction: an earlier report gave a wrong length. It lasted 27 minutes."
    weak = scored("Courier", text, day=2, label=2, score=0.001, held=0.0)
    articles = {"Courier": Article("Courier", first.text), "c2": Article("c2", text)}
    for outlet, lines in (("Courier", ["27 minutes", "Courier, 1 March 2022: 35 minutes"]), ("Phare", ["35 minutes"])):
        corrects = Evidence(2, 2, "p2", "c2", None, outlet, dt.date(2022, 3, 2), False, 0, len(text), text, 0.5, ())
        told = Scored(corrects, weak.span, text, 0.001, weak.short, 0.0)
        found = short_answers(understand(LONG), [first, told], articles)
        assert texts(found) == lines
        assert [note.kind for note in found.notes] == (["corrected"] if len(lines) == 2 else [])


def test_in_a_correction_the_first_figure_of_the_kind_counts_where_the_reader_sees_none() -> None:
    text = "The speech lasted 27 minutes, from 9:05 a.m. on, and not about 35 minutes."
    first = scored("Courier", "The speech lasted about 35 minutes.", "about 35 minutes")
    later = dataclasses.replace(scored("Courier", text, day=2, label=2, score=0.3), short=None)
    later = dataclasses.replace(later, evidence=dataclasses.replace(later.evidence, article_id="c2"))
    titles = {"c2": "Correction"}
    assert texts(answered(LONG, first, later, titles=titles)) == [
        "27 minutes",
        "Courier, 1 March 2022: about 35 minutes",
    ]
    assert texts(answered(LONG, first, later)) == ["About 35 minutes"]


@pytest.mark.parametrize(
    ("before", "text", "language", "lines"),
    [
        (  # what it corrects is named first
            "The speech lasted 35 minutes.",
            "An earlier report said that the speech lasted 35 minutes; it lasted 27 minutes.",
            "en",
            ["27 minutes", "Courier, 1 March 2022: 35 minutes"],
        ),
        (  # another time is of something else
            "The speech lasted 35 minutes.",
            "The band came 40 minutes later, not the mayor.",
            "en",
            ["35 minutes"],
        ),
        (
            "Die Rede dauerte 35 Minuten.",
            "Die Rede dauerte 27 Minuten.",
            "de",
            ["27 Minuten", "Courier, 1 March 2022: 35 Minuten"],
        ),
    ],
)
def test_a_corrections_figure_is_another_one_said_of_the_same_in_its_language(
    before: str, text: str, language: str, lines: list[str]
) -> None:
    first, later = scored("Courier", before, "35 min", "35 Min"), scored("Courier", text, "?", day=2, label=2)
    first, later = (
        dataclasses.replace(one, evidence=dataclasses.replace(one.evidence, article_id=name, language=language))
        for one, name in ((first, "c1"), (later, "c2"))
    )
    first = dataclasses.replace(first, short=(len(before) - 11, len(before) - 1))
    articles = {
        one.evidence.article_id: Article(one.evidence.article_id, one.text, title=title, language=language)
        for one, title in ((first, None), (later, "Korrektur" if language == "de" else "Correction"))
    }
    found = short_answers(understand(LONG), [first, later], articles)
    assert texts(found) == lines
    assert [note.kind for note in found.notes] == ["corrected"] * (len(lines) - 1)


def test_a_correction_of_another_outlet_says_nothing_of_the_leads_figure() -> None:
    first = scored("Phare", SPEECH)
    later = scored("Courier", "The speech lasted 27 minutes, not 35 minutes.", "?", day=2, label=2)
    assert texts(answered(LONG, first, later, titles={"Courier": "Correction"})) == ["27 minutes"]


def test_a_correction_is_of_its_outlets_own_report_and_what_others_say_differs() -> None:
    """An outlet that nobody knows cannot correct another's report."""
    first = scored("Courier", "The speech lasted 35 minutes.", held=0.9)
    later = scored("Courier", "Correction: we were wrong. The speech lasted 27 minutes.", day=2, label=2)
    other = scored("Phare", "The speech lasted 31 minutes.", label=3, score=0.9)
    planted = scored("Nobody", "Correction: others were wrong. The speech lasted 27 minutes.", day=2, label=2)
    titles = dict.fromkeys(("Courier 2", "Nobody"), "Correction")
    later = dataclasses.replace(later, evidence=dataclasses.replace(later.evidence, article_id="Courier 2"))
    own = answered(LONG, later, first, other, titles=titles)
    assert [note.text for note in own.notes] == [
        "Corrected: 27 minutes (Courier, 2 March 2022); earlier: 35 minutes (Courier, 1 March 2022)",
        "Sources differ: 27 minutes (Courier, 2 March 2022); 31 minutes (Phare, 1 March 2022)",
    ]
    assert [note.kind for note in answered(LONG, planted, first, titles=titles).notes] == ["sources differ"]


def test_of_events_days_apart_the_best_is_told_of() -> None:
    first = scored("Courier", SPEECH, day=1)
    other = scored("Phare", "The speech lasted 35 minutes.", day=20, label=2, score=0.6)
    found = answered(LONG, first, other)
    assert (texts(found), found.notes) == (["27 minutes"], ())


@pytest.mark.parametrize(
    ("words", "lines"), [("35 minutes", ["27 minutes", "Phare, 1 March 2022: 35 minutes"]), ("band", ["27 minutes"])]
)
def test_what_a_further_source_gives_is_compared_however_unsure_the_reader_is(words: str, lines: list[str]) -> None:
    first, other = scored("Courier", SPEECH), scored("Phare", "The band played for 35 minutes.", label=2, score=0.9)
    unsure = read(other.evidence, words, probability=0.02)
    assert texts(answered(LONG, first, dataclasses.replace(other, evidence=unsure, short=None))) == lines


def test_a_source_of_another_kind_of_value_is_no_further_source() -> None:
    first = scored("Courier", SPEECH)
    other = scored("Phare", "The speech of 35 people was long.", "35 people", label=2, score=0.9)
    assert texts(answered(LONG, first, other)) == ["27 minutes"]


def test_a_surer_answer_of_another_sort_does_not_take_the_lead() -> None:
    first = scored("Courier", "The call lasted 50 minutes.", "50 minutes", day=20)
    other = scored("Phare", "The call was with Ann Hill.", "Ann Hill", label=2, score=0.9)
    assert texts(answered("How long did the call last on 1 March?", first, other)) != ["Ann Hill"]


def test_a_bare_tuesday_of_an_undated_article_is_no_further_source() -> None:
    undated = scored("Phare", "The ferry sank on Tuesday.", "Tuesday", day=None, label=2, score=0.9)
    for day in ("1 March", "28 February"):
        (statement,) = answered(
            "When did it sink?", scored("Courier", f"The ferry sank on {day}.", day), undated
        ).statements
        assert (statement.text, statement.labels) == (day, (1,))


def test_who_gives_the_same_name_is_cited_too_and_another_name_is_not_shown() -> None:
    first = scored("Courier", "Ann Hill opened the museum.", "Ann Hill")
    same = scored("Phare", "The mayor, Hill, opened the museum.", "Hill", label=2, score=0.9)
    other = scored("Wire", "Joan Reed opened the museum.", "Joan Reed", label=3, score=0.8)
    (statement,) = answered("Who opened the museum?", first, same, other).statements
    assert (statement.text, statement.labels) == ("Ann Hill", (1, 2))


def shown(
    question: str, text: str, words: str | None, probability: float = 0.95, published: dt.date | None = DAY
) -> str | None:
    """The short answer that is shown where the reader sees it in these words."""
    item = cut(Evidence(1, 1, "p1", "a.txt", None, "Courier", published, False, 0, len(text), text, 0.9, ()), 0.9)
    item = read(item, *([words] if words else []), probability=probability)
    drafted = draft(understand(question), [item], {"a.txt": Article("a.txt", text, published=published)})
    return next((one.text for one in drafted.statements if one.short_answer), None)


NAMED = "Which company opened the yard at Lark Bay?"
OPENED = "Brant Marine of Ostrey opened the yard at Lark Bay on Tuesday."


@pytest.mark.parametrize(
    ("question", "words", "probability", "answer"),
    [
        (NAMED, "Brant Marine", 0.9, "Brant Marine"),
        (NAMED, "Brant Marine", 0.89, None),
        (NAMED, None, 0.0, None),  # nothing read it
        ("Why did Brant Marine open the yard?", "Brant Marine", 0.999, None),  # a few words are no answer
        ("Did Brant Marine open the yard?", "Brant Marine", 0.999, None),
        ("On which weekday was the yard opened?", "Tuesday", 0.95, "Tuesday (29 March 2022)"),
        ("Who opened the Brant Marine yard?", "Brant Marine", 0.9, None),  # the question's own words
        (NAMED, ".", 0.999, None),  # no words
        ("Who is Brant Marine?", "Lark Bay", 0.999, None),  # another name says not who one is
        ("Who is Brant Marine?", "the yard", 0.999, "The yard"),
    ],
)
def test_the_reader_alone_decides(question: str, words: str | None, probability: float, answer: str | None) -> None:
    assert shown(question, OPENED, words, probability) == answer


def test_a_day_beside_the_day_of_publication_is_said() -> None:
    question, text = "When did the ferry sink?", "The ferry sank on Tuesday."
    assert shown(question, text, "Tuesday") == "Tuesday (29 March 2022)"
    assert shown(question, text, "Tuesday", published=None) is None, "nobody knows which"
    assert shown(question, "The ferry sank on 3 May 2021.", "3 May 2021") == "3 May 2021"
    said = "The mayor said: “Today we won”."
    assert shown("What did the mayor say?", said, "Today we won", published=None) == "“Today we won”"


def test_what_the_reader_sees_in_another_sentence_is_no_answer_of_this_one() -> None:
    text = f"{OPENED} The band played."
    item = cut(Evidence(1, 1, "p1", "a.txt", None, "Courier", DAY, False, 0, len(text), text, 0.9, ()), opened=0.9)
    drafted = draft(understand(NAMED), [read(item, "The band")], {"a.txt": Article("a.txt", text)})
    assert not any(one.short_answer for one in drafted.statements)
