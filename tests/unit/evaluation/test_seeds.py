"""The main job on real articles: the right article, the right characters, and abstaining where there is no answer."""

from __future__ import annotations

import pytest

from assistant.service import Assistant

ANSWERED = [
    ("How long did the exchange with which Putin was satisfied last?", ["002"], ["fifty minutes"]),
    ("How long was the telephone conversation about possible US sanctions?", ["003"], ["50-minute-long"]),
    ("What were further sanctions called on the Russian side?", ["002"], ["a colossal mistake"]),
    ("What were further sanctions called on the Russian side?", ["003"], ["cardinal error"]),
    ("Which sum did the US budget propose for Ukraine and NATO?", ["001"], ["$6.9 billion"]),
]


@pytest.mark.parametrize(("question", "articles", "words"), ANSWERED)
def test_it_is_answered_from_the_right_characters(
    seeds: Assistant, question: str, articles: list[str], words: list[str]
) -> None:
    answer = seeds.ask(question)
    assert answer.status == "answered"
    citations = [citation for sentence in answer.sentences for citation in sentence.citations]
    for citation in citations:
        assert seeds.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    quoted = [c.quote for c in citations if c.article_id[:3] in articles]
    assert any(word in quote for quote in quoted for word in words), answer.text


@pytest.mark.parametrize("question", ["Who won the 2022 World Cup?", "What did Biden say to Xi?"])
def test_it_abstains(seeds: Assistant, question: str) -> None:
    assert seeds.ask(question).abstained


def test_dates_are_what_the_articles_state(seeds: Assistant) -> None:
    dates = {
        article.article_id[:3]: (str(article.published), article.published_inferred) for article in seeds.articles()
    }
    assert dates == {
        "000": ("2022-03-29", True),
        "001": ("2022-03-30", True),
        "002": ("None", False),
        "003": ("2021-12-31", True),
        "004": ("None", False),
    }


@pytest.mark.xfail(reason="the reader is not sure enough of the 50 minutes", strict=True)
def test_a_call_is_told_by_its_month(seeds: Assistant) -> None:
    assert "50-minute" in seeds.ask("How long did the call of December 2021 last?").text


def test_an_undated_report_does_not_lead_where_one_of_the_month_asked_about_is_there(seeds: Assistant) -> None:
    """Another call lasted an hour; its report has no date, and one of that month lies beside it."""
    answer = seeds.ask("How long did the call of December 2021 last?")
    first = answer.sentences[0].citations[0].article_id if answer.sentences else answer.evidence[0].article_id
    assert first.startswith("003"), "the report of that month is shown first"
    assert "hour" in seeds.ask("How long did the call of February 2022 last?").text


@pytest.mark.parametrize(
    "question",
    [
        "Wie alt ist Joe Biden?",
        "Qui a remplacé Sergei Lavrov ?",
        "Combien de temps a duré l'appel de Joe Biden et de Vladimir Poutine ?",
    ],
)
def test_a_question_in_another_language_is_not_judged_by_the_english_reader(seeds: Assistant, question: str) -> None:
    seeds.__dict__["across"] = None  # as where the reader of several languages is not installed
    answer = seeds.ask(question)
    assert (answer.status, answer.text.split(":")[0]) == (
        "abstained",
        "Whether the articles answer this was not judged",
    )
    assert answer.evidence
