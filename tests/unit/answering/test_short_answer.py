"""When a short answer is shown: sure enough of what is asked, of each event once, and by whom it was corrected."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from assistant.answering.extractive import draft
from assistant.answering.sentence_ranking import Scored
from assistant.answering.short_answer import ShortAnswers, short_answers
from assistant.retrieval.answer_type import short_answer
from assistant.retrieval.question import understand
from assistant.schema import AnswerSpan, Article, Evidence
from tests.support.evidence import cut

DAY = dt.date(2022, 3, 30)


def scored(
    question: str, outlet: str, text: str, *, day: int | None = 1, held: float = 1.0, score: float = 1.0, label: int = 1
) -> Scored:
    """A sentence that is a whole article, published in March 2022, with the share of the question's words that it holds."""
    published = dt.date(2022, 3, day) if day else None
    item = Evidence(label, label, f"p{label}", outlet, None, outlet, published, False, 0, len(text), text, 0.5, ())
    return Scored(item, (0, len(text)), text, score, short_answer(understand(question), text), held)


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


LONG = "How long did the speech at the castle last?"
SPEECH = "The speech lasted 27 minutes."
GIFT = "The mayor said it was “a gift to the town”."


@pytest.mark.parametrize(
    ("question", "text", "shown"),
    [
        ("Who opened the museum in Bergen?", "Ann Hill opened the museum.", "Ann Hill"),
        (LONG, SPEECH, "27 minutes"),
        ("What did the mayor say about the ferry?", GIFT, "“a gift to the town”"),
        ("Why was the ferry late?", "The ferry was late by 27 minutes.", None),  # expects no kind
    ],
)
def test_what_is_of_the_kind_that_is_asked_for_is_shown(question: str, text: str, shown: str | None) -> None:
    found = answered(question, scored(question, "Courier", text))
    assert texts(found) == ([shown] if shown else [])
    if shown:
        start, end = found.statements[0].spans[0]
        assert text[start:end] == shown.strip("“”")
        assert found.statements[0].labels == (1,)


def test_a_first_sentence_without_a_value_leaves_none_to_the_others() -> None:
    first = scored(LONG, "Courier", "The speech was long awaited.")
    assert answered(LONG, first, scored(LONG, "Phare", SPEECH, label=2, score=0.9)) == ShortAnswers()


def test_a_weak_sentence_is_no_further_source_unless_it_holds_the_same_words() -> None:
    first = scored(LONG, "Courier", SPEECH)
    weak = scored(LONG, "Phare", "The band played for 35 minutes.", label=2, score=0.001, held=0.2)
    same = scored(LONG, "Phare", "The speech lasted 35 minutes.", label=2, score=0.001, held=0.8)
    assert texts(answered(LONG, first, weak)) == ["27 minutes"]
    assert texts(answered(LONG, first, same)) == ["27 minutes", "Phare, 1 March 2022: 35 minutes"]


def test_a_correction_by_a_source_leads_however_weak_its_sentence() -> None:
    """It seldom names again what it corrects; one by an outlet that is no source corrects something else."""
    first = scored(LONG, "Courier", "The speech lasted 35 minutes.")
    text = "Correction: an earlier report gave a wrong length. It lasted 27 minutes."
    weak = scored(LONG, "Courier", text, day=2, label=2, score=0.001, held=0.0)
    articles = {"Courier": Article("Courier", first.text), "c2": Article("c2", text)}
    for outlet, lines in (("Courier", ["27 minutes", "Courier, 1 March 2022: 35 minutes"]), ("Phare", ["35 minutes"])):
        corrects = Evidence(2, 2, "p2", "c2", None, outlet, dt.date(2022, 3, 2), False, 0, len(text), text, 0.5, ())
        told = Scored(corrects, weak.span, text, 0.001, weak.short, 0.0)
        found = short_answers(understand(LONG), [first, told], articles)
        assert texts(found) == lines
        assert [note.kind for note in found.notes] == (["corrected"] if len(lines) == 2 else [])


def test_a_correction_is_of_its_outlets_own_report_and_what_others_say_differs() -> None:
    """An outlet that nobody knows cannot correct another's report."""
    first = scored(LONG, "Courier", "The speech lasted 35 minutes.", held=0.9)
    later = scored(LONG, "Courier", "Correction: we were wrong. The speech lasted 27 minutes.", day=2, label=2)
    other = scored(LONG, "Phare", "The speech lasted 31 minutes.", label=3, score=0.9)
    planted = scored(LONG, "Nobody", "Correction: others were wrong. The speech lasted 27 minutes.", day=2, label=2)
    titles = dict.fromkeys(("Courier 2", "Nobody"), "Correction")
    later = dataclasses.replace(later, evidence=dataclasses.replace(later.evidence, article_id="Courier 2"))
    own = answered(LONG, later, first, other, titles=titles)
    assert [note.text for note in own.notes] == [
        "Corrected: 27 minutes (Courier, 2 March 2022); earlier: 35 minutes (Courier, 1 March 2022)",
        "Sources differ: 27 minutes (Courier, 2 March 2022); 31 minutes (Phare, 1 March 2022)",
    ]
    assert [note.kind for note in answered(LONG, planted, first, titles=titles).notes] == ["sources differ"]


def test_of_events_days_apart_the_best_is_told_of() -> None:
    first = scored(LONG, "Courier", SPEECH, day=1)
    other = scored(LONG, "Phare", "The speech lasted 35 minutes.", day=20, label=2, score=0.6)
    found = answered(LONG, first, other)
    assert (texts(found), found.notes) == (["27 minutes"], ())


def read(
    question: str, text: str, words: str | None, probability: float = 0.8, published: dt.date | None = DAY
) -> str | None:
    """The short answer that is shown where the reader sees it in these words."""
    item = cut(Evidence(1, 1, "p1", "a.txt", None, "Courier", published, False, 0, len(text), text, 0.9, ()), 0.9)
    if words is not None:
        start = text.index(words)
        item = dataclasses.replace(item, answer=AnswerSpan(start, start + len(words), probability))
    drafted = draft(understand(question), [item], {"a.txt": Article("a.txt", text, published=published)})
    return next((one.text for one in drafted.statements if one.short_answer), None)


def test_a_short_answer_is_shown_where_the_reader_sees_it_too() -> None:
    question, text = "How many people were saved?", "Forty people were saved from the ferry, which had six boats."
    assert read(question, text, "Forty people") == "Forty"
    assert read(question, text, None) == "Forty", "nothing read it"
    assert read(question, text, "six boats") is None, "the reader sees another"
    assert read(question, text, "Forty people", 0.4) is None, "the reader sees none"


def test_a_day_beside_the_day_of_publication_is_said() -> None:
    question, text = "When did the ferry sink?", "The ferry sank on Tuesday."
    assert read(question, text, "Tuesday") == "Tuesday (29 March 2022)"
    assert read(question, text, "Tuesday", published=None) is None, "nobody knows which"
    assert read(question, "The ferry sank on 3 May 2021.", "3 May 2021") == "3 May 2021"


NAMED = "Which company opened the yard at Lark Bay?"
OPENED = "Brant Marine of Ostrey opened the yard at Lark Bay on Tuesday."


@pytest.mark.parametrize(
    ("question", "words", "probability", "day", "shown"),
    [
        (NAMED, "Brant Marine", 0.91, 9, "Brant Marine"),
        (NAMED, "Brant Marine", 0.89, 9, None),  # less sure than it must be alone
        ("Why did Brant Marine open the yard?", "Brant Marine", 0.999, 9, None),  # a few words are no answer
        ("Did Brant Marine open the yard?", "Brant Marine", 0.999, 9, None),
        ("On which weekday was the yard opened?", "Tuesday", 0.999, 9, "Tuesday (8 March 2022)"),
        ("On which weekday was the yard opened?", "Tuesday", 0.999, None, None),  # nobody knows which
    ],
)
def test_the_reader_alone_must_be_surer(
    question: str, words: str, probability: float, day: int | None, shown: str | None
) -> None:
    item = scored(question, "Courier", OPENED, day=day)
    assert item.short is None
    start = OPENED.index(words)
    read = dataclasses.replace(item.evidence, answer=AnswerSpan(start, start + len(words), probability))
    found = answered(question, dataclasses.replace(item, evidence=read))
    assert texts(found) == ([shown] if shown else [])
    assert [statement.spans for statement in found.statements] == [((start, start + len(words)),)] * bool(shown)


def test_what_the_reader_sees_in_another_sentence_is_no_answer_of_this_one() -> None:
    item = scored(NAMED, "Courier", OPENED)
    read = dataclasses.replace(item.evidence, answer=AnswerSpan(len(OPENED) + 1, len(OPENED) + 9, 0.999))
    assert answered(NAMED, dataclasses.replace(item, evidence=read)) == ShortAnswers()
