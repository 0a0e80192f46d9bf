"""What an answer stands on is said where it is worth a word: one outlet printed twice, another outlet than is asked for, no date."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.answering import events, provenance
from assistant.answering.disagreement import Value, voices
from assistant.evaluation.benchmarks import poisoning, results
from assistant.evaluation.question_sets import Gold, Question
from assistant.retrieval.cross_encoder import CrossEncoder
from assistant.retrieval.question import understand
from assistant.schema import Article, Citation, Evidence, Sentence, Support
from assistant.service import Assistant
from tests.conftest import HashedWords
from tests.support.evidence import cut

DAY = dt.date(2022, 3, 30)


def evidence(
    label: int, outlet: str | None, text: str = "Forty people were saved.", published: dt.date | None = DAY
) -> Evidence:
    return Evidence(
        label, label, f"p{label}", f"a{label}.txt", None, outlet, published, False, 0, len(text), text, 0.9, ()
    )


def sentence(text: str, *cited: Evidence) -> Sentence:
    citations = tuple(
        Citation(one.label, one.passage_id, one.article_id, one.start, one.end, one.text) for one in cited
    )
    bold = (2, text.rindex("**")) if text.startswith("**") else None
    short = (0, bold[1] - 2) if bold else None
    return Sentence(text.replace("**", ""), citations, Support("supported", 1.0), short)


def test_one_article_of_one_outlet_is_the_normal_case() -> None:
    one = evidence(1, "Harbour Courier")
    assert provenance.notes([sentence("**Forty**", one)], [one]) == []


def test_one_outlet_printed_twice_is_one_voice() -> None:
    two = [evidence(1, "Lantern Post"), evidence(2, "Lantern Post")]
    (note,) = provenance.notes([sentence("**Forty**", *two)], two)
    assert note.text == "One outlet only: all 2 cited articles are of Lantern Post"


def test_one_sentence_of_several_outlets_is_one_voice() -> None:
    text = "Forty people were saved from the burning ferry near the outer islands on Monday."
    two = [cut(evidence(1, "Lantern Post", text)), cut(evidence(2, "Harbour Courier", f"{text} It sank."))]
    (note,) = provenance.notes([sentence("**Forty**", *two)], two)
    assert note.text == "One source only: the 2 articles that are cited first tell this in the same sentence"
    other = cut(evidence(2, "Harbour Courier", "The coast guard took forty passengers off the ship before it sank."))
    assert provenance.notes([sentence("**Forty**", two[0], other)], [two[0], other]) == []


def test_two_outlets_are_two_voices() -> None:
    two = [evidence(1, "Lantern Post"), evidence(2, "Harbour Courier")]
    assert provenance.notes([sentence("**Forty**", *two)], two) == []


def test_of_articles_that_name_no_outlet_nobody_knows_whose_they_are() -> None:
    for outlets in ((None, None), ("Lantern Post", None)):
        two = [evidence(label, outlet) for label, outlet in enumerate(outlets, 1)]
        assert provenance.notes([sentence("**Forty**", *two)], two) == []


def test_an_answer_without_a_date_says_so() -> None:
    one = evidence(1, "Harbour Courier", published=None)
    (note,) = provenance.notes([sentence("**Forty**", one)], [one])
    assert note.text.startswith("No date: [1] ")
    dated = evidence(2, "Meridian Wire")
    assert provenance.notes([sentence("**Forty**", one, dated)], [one, dated]) == []


def test_who_asks_for_an_outlet_is_told_that_others_are_quoted() -> None:
    asked = understand("What does the Lantern Post article say of the people, and the Harbour Courier article?")
    assert (
        provenance.by_others(asked, [evidence(1, "Harbour Courier")]) == "No passage that was found is by Lantern Post"
    )
    assert provenance.by_others(asked, [evidence(1, "Harbour Courier"), evidence(2, "Lantern Post")]) is None
    assert provenance.by_others(asked, []) is None


def test_no_answer_stands_on_nothing() -> None:
    assert provenance.notes([], [evidence(1, None)]) == []
    assert provenance.standing([], [evidence(1, None)]).told is None


def test_on_how_many_articles_the_first_line_stands_is_told() -> None:
    three = [evidence(label, f"Outlet {label}") for label in (1, 2, 3)]
    one, two, rest = sentence("Forty", three[0]), sentence("Forty", *three[:2]), sentence("Others", *three[1:])
    assert provenance.standing([one], three).told == "its first line from one article"
    assert provenance.standing([one, rest], three).told == "its first line from one of 3 articles"
    assert provenance.standing([two, rest], three).told == "its first line from 2 of 3 articles"
    assert provenance.standing([two], three).told == "its first line from 2 articles"


def test_every_answer_says_in_its_trace_what_it_stands_on(sample: Assistant) -> None:
    answer = sample.ask("How long did the call of 30 December 2021 last?", answerer="extractive")
    told = answer.trace["standing"]
    assert set(told) == {"articles", "lead_articles", "outlets", "lead_undated"}
    assert told["articles"] >= 1
    assert told["lead_undated"] is False


# Planted articles


QUESTION = Question("q1", "How long did the call last?", True, None, ("50 minutes",), (Gold("a.txt", 0, 31),), ())
TRUE = Article(
    "a.txt", "The call lasted for 50 minutes. Nobody spoke of it later.", outlet="Harbour Courier", published=DAY
)


def test_planted_articles_give_another_figure_in_the_same_words() -> None:
    (planted,) = poisoning.plant([QUESTION], [TRUE], "five outlets")
    assert (planted.true, planted.false) == ("50 minutes", "71 minutes")
    assert [article.outlet for article in planted.articles] == list(poisoning.OUTLETS)
    assert all("The call lasted for 71 minutes." in article.text for article in planted.articles)
    assert all("50" not in article.text for article in planted.articles)
    ((correction,),) = [item.articles for item in poisoning.plant([QUESTION], [TRUE], "its own correction")]
    assert (correction.outlet, correction.published) == ("Harbour Courier", DAY + dt.timedelta(days=1))
    assert events.is_correction(correction)
    (alone,) = poisoning.plant([QUESTION], [TRUE], "neither outlet nor date")
    assert {(article.outlet, article.published) for article in alone.articles} == {(None, None)}


@pytest.mark.parametrize(
    ("figure", "other"),
    [
        ("$6.9 billion", "$9.9 billion"),
        ("about an hour", "about ninety minutes"),
        ("two hours and one minute", "three hours and one minute"),
        ("January 13", "January 15"),
        ("May 1997", "May 2000"),
        ("nobody", None),
    ],
)
def test_the_planted_figure_is_near_the_true_one(figure: str, other: str | None) -> None:
    assert poisoning._another(figure) == other


def test_five_articles_of_one_outlet_do_not_outvote_two_outlets() -> None:
    def value(label: int, outlet: str | None) -> Value:
        one = evidence(label, outlet)
        return Value("forty", (0, 5), one, one.text, 1.0, False)

    assert voices([value(label, "Lantern Post") for label in range(1, 6)]) == 1
    assert voices([value(label, None) for label in range(1, 6)]) == 1
    assert voices([value(1, "Harbour Courier"), value(2, "Meridian Wire"), value(3, None)]) == 3


def test_who_copies_a_sentence_adds_no_voice() -> None:
    def value(label: int, text: str) -> Value:
        one = evidence(label, f"Outlet {label}", text)
        return Value("forty", (0, 5), one, one.text, 1.0, False)

    long = "Forty people were saved from the burning ferry near the outer islands on Monday."
    assert voices([value(1, long), value(2, long), value(3, f"Officials said: {long}")]) == 1
    assert voices([value(1, long), value(2, "The coast guard took forty passengers off the ship before it sank.")]) == 2
    assert voices([value(1, "Forty people were saved."), value(2, "Forty people were saved.")]) == 2, "who would not"


def test_a_figure_is_held_as_whole_words() -> None:
    assert poisoning.holds("**50 minutes** in all", "50 minutes")
    assert not poisoning.holds("150 minutes", "50 minutes")


def test_the_benchmark_counts_what_leads_and_what_is_shown(
    monkeypatch: pytest.MonkeyPatch, network: CrossEncoder
) -> None:
    monkeypatch.setenv("ASSISTANT_ANSWER_THRESHOLD", "0")
    result = poisoning.bench_poisoning([QUESTION], [TRUE], HashedWords(), network)
    assert len(result["rows"]) == 1 + len(poisoning.SIGNED)
    means = {name: value["mean"] for name, value in result["summary"].items() if isinstance(value, dict)}
    assert means["not poisoned: the true figure leads"] == 1
    assert means["not poisoned: the planted figure is shown"] == 0
    for signed in poisoning.SIGNED:
        assert means[f"{signed}: the planted figure is shown"] == 1, "five against one"
        assert means[f"{signed}: its planted source is shown"] == 1
        assert means[f"{signed}: a sentence without source"] == 0
    assert means["neither outlet nor date: one outlet or no date flagged"] == 1
    assert "the planted figure leads" in results.table(result)
