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
        "However, the given context does not specify the price.",
        "None of the passages mention the price [1].",
        "No information is given about the price.",
        "Therefore, the answer to the question “What is it?” cannot be determined from the given information.",
        "I'm sorry, but the passages do not mention how many were saved.",
        "Based on the passages, there is no information about the price.",
        "No passage mentions how many were saved.",
        "Answer: The passages do not say.",
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
        "The articles of impeachment do not mention bribery [1].",
        "The leaked texts did not include any threat [1].",
        "There are no details on the cause yet, police said [1].",
        "He said that this was not mentioned in the articles [1].",
        "Текст соглашения не опубликован [1].",
        "Источники в Кремле этого не подтвердили [1].",
        "Die Texte wurden nicht veröffentlicht [1].",
        "No source of the leak was named [1].",
        "Unknown men broke into the shop [1].",
        "Der Trainer war nicht in der Halle [1].",
        "El ministro no dijo nada [1].",
    ],
)
def test_news_in_which_somebody_says_nothing_is_no_refusal(reply: str) -> None:
    parsed = parse(reply, (1, 2))
    assert (parsed.not_in_sources, len(parsed.sentences)) == (False, 1)


def test_what_stands_behind_a_but_is_kept() -> None:
    parsed = parse("The passages do not give the date, but the call lasted 50 minutes [1].", (1, 2))
    assert [(one.text, one.labels) for one in parsed.sentences] == [("The call lasted 50 minutes.", (1,))]
    assert parsed.withheld == ("The passages do not give the date",)
