"""That a model says it found nothing is understood in its own words and language; that somebody in the news did not say is not."""

from __future__ import annotations

import pytest

from assistant.answering.citations import parse


@pytest.mark.parametrize(
    "reply",
    [
        "NOT IN THE SOURCES",
        "The sources do not mention a date.",
        "The provided passages don't specify how long it took [1].",
        "This is not stated in any of the articles.",
        "There is no information about the price.",
        "I cannot answer this.",
        "The answer is not in the given text.",
        "Die Quellen sagen dazu nichts, sie nennen keine Zahl.",
        "Das steht nicht in den Artikeln.",
        "Les sources ne le disent pas.",
        "Las fuentes no dicen cuándo.",
        "Gli articoli non lo dicono.",
        "Os artigos não dizem quando.",
        "De artikelen noemen geen datum.",
        "Źródła nie podają daty.",
        "В источниках нет ответа; статьи не называют дату.",
        "Джерела не називають дату.",
        "文章中没有提到日期。",
    ],
)
def test_it_says_that_it_found_nothing(reply: str) -> None:
    parsed = parse(reply, (1, 2))
    assert (parsed.not_in_sources, parsed.sentences) == (True, ())


@pytest.mark.parametrize(
    "reply",
    [
        "The ministry's documents do not say who signed the order [1].",
        "Sources close to the club did not say when he would return [2].",
        "The minister did not answer in the article's comments [1].",
        "Article 5 does not mention the colonies [1].",
        "He said that there is no information about the crew [1].",
        "Unknown men broke into the shop [1].",
        "Der Trainer war nicht in der Halle [1].",
        "El ministro no dijo nada [1].",
    ],
)
def test_news_in_which_somebody_says_nothing_is_no_refusal(reply: str) -> None:
    parsed = parse(reply, (1, 2))
    assert (parsed.not_in_sources, len(parsed.sentences)) == (False, 1)
