"""A name: where it stands, when, with whom, and whose words are whose where several have the surname."""

from __future__ import annotations

import datetime as dt

from assistant.answering.portrait import MOST_SAID, Portrait, portrait, who_said
from assistant.index.collection import collect
from assistant.retrieval.article_names import names_of
from assistant.retrieval.catalogue import Catalogue, Names
from assistant.retrieval.search_matching import Archive
from assistant.retrieval.search_query import parse
from assistant.schema import Article
from tests.conftest import HashedWords

FIRST = "The ferry is back, said Anna Birch in Dunmere. “We sail at nine,” Ms. Birch told the Harbour Board."
COPY = "Anna Birch spoke in Dunmere. “We sail at nine!” said Anna Birch, who met Joan Reed."
BOTH = "Anna Birch met Tom Birch. Birch said: “It rains a lot.” “I never sail alone,” said Tom Birch."


def day(number: int) -> dt.date:
    return dt.date(2022, 1, number)


def archive(*texts: str) -> Archive:
    articles = [
        Article(f"{number}.md", text, title=f"Report {number}", published=day(number))
        for number, text in enumerate(texts, start=1)
    ]
    collection = collect(articles, HashedWords())
    return Archive(collection, Catalogue.read(collection), Names())


def of(name: str, *texts: str) -> Portrait:
    return portrait(archive(*texts), HashedWords(), name, wait=True)


def words(found: Portrait, texts: tuple[str, ...]) -> list[str]:
    for one in found.said:
        text = texts[int(one.article_id.removesuffix(".md")) - 1]
        assert text[slice(*one.sentence)] == one.text
        assert one.sentence[0] <= one.start < one.end <= one.sentence[1]
    return [texts[int(one.article_id.removesuffix(".md")) - 1][one.start : one.end] for one in found.said]


def test_where_when_with_whom_and_what_is_said() -> None:
    found = of("Anna Birch", FIRST, COPY, "The museum opened.")
    assert [one.article_id for one in found.articles.articles] == ["2.md", "1.md"], "the newest first"
    assert [(one.day, one.count) for one in found.facets.days] == [(day(1), 1), (day(2), 1)]
    assert ("Dunmere", 2) in [(one.value, one.count) for one in found.facets.names]
    assert words(found, (FIRST, COPY)) == ["“We sail at nine!”"], "words that an article repeats are told once"
    assert found.said[0].also == ("1.md",)


def test_a_name_is_one_with_the_fullest_form_that_it_ends() -> None:
    text = "On Friday Sam Rook-Ferry sailed. Later Rook-Ferry met the Harbour Wages Commission, and the Wages Commission agreed."
    assert [name.text for name in names_of(Article("a.md", text))] == ["Sam Rook-Ferry", "Harbour Wages Commission"]


def test_a_surname_that_two_of_an_article_have_tells_nothing_of_one_of_them() -> None:
    assert words(of("Tom Birch", BOTH), (BOTH,)) == ["“I never sail alone,”"]
    assert words(of("Anna Birch", BOTH), (BOTH,)) == []
    assert words(of("Birch", BOTH), (BOTH,)) == ["“It rains a lot.”", "“I never sail alone,”"]


def test_a_search_says_in_which_articles_and_a_name_that_is_nowhere_has_nothing() -> None:
    held = archive(FIRST, COPY)
    assert [one.article_id for one in who_said(held, parse("person:Birch before:2022-01-02"))] == ["1.md"]
    assert who_said(held, parse("person:Reed")) == ()
    nothing = portrait(held, HashedWords(), "Nobody at All")
    assert (nothing.articles.found, nothing.said) == (0, ())


def test_there_is_an_end_to_what_is_said() -> None:
    many = "\n\n".join(f"“We sail at {number},” said Anna Birch." for number in range(MOST_SAID + 5))
    assert len(of("Anna Birch", many).said) == MOST_SAID


def test_names_of_two_letters_are_names_and_offices_and_signs_are_none() -> None:
    text = "The deal of the EU, the U.S. and the G7 pleased him. OK, it said, as Secretary of State Antony Blinken and Joe Hill did."
    assert {name.text for name in names_of(Article("a.md", text))} == {"EU", "U.S.", "G7", "Joe Hill"}
    assert of("?", text, FIRST).articles.found == 0
    assert of("Mr. Hill", text).articles.found == 1
