"""The search view as HTML: nothing of an article, a facet or a search is markup; the days as bars; routes say what is wrong."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

import pytest

from assistant.answering.portrait import portrait
from assistant.retrieval.article_search import ArticleSearch, FoundArticle, FoundPassage
from assistant.retrieval.search_facets import DayCount, Facets, FacetValue
from assistant.retrieval.search_query import SearchQuery, parse
from assistant.web.views.named import named_html
from assistant.web.views.search import MOST_BARS, bars, facets_html, quoted, results_html, search_html, spans
from tests.browser.fake_assistant import FakeAssistant
from tests.browser.payloads import PAYLOADS
from tests.conftest import HashedWords

DAY = dt.date(2022, 3, 29)


def found(text: str) -> ArticleSearch:
    end = len(text)
    passage = FoundPassage(text, 0, end, text, ((0, end),))
    article = FoundArticle(1, text, text, text, DAY, False, text, (passage,), ((0, end),))
    return ArticleSearch(SearchQuery(text), (article,), 5, every_word=True)


def facets(text: str) -> Facets:
    values = (FacetValue(text, 2, True), FacetValue("other one", 1))
    days = (DayCount(DAY, 1), DayCount(DAY + dt.timedelta(days=2), 3))
    names = (FacetValue(text, 2, True, "person"), FacetValue("other one", 1, kind="other"))
    return Facets(values, (FacetValue("2022-03", 4),), values, values, names, days, 1, names_read=False)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_is_markup(payload: str) -> None:
    payload = " ".join(payload.split())  # lines would be paragraphs
    for shown, usual in (
        (results_html(found(payload), 0), results_html(found("usual"), 0)),
        (facets_html(facets(f"x {payload}"), parse("call")), facets_html(facets("x usual"), parse("call"))),
    ):
        assert shown.count("<") == usual.count("<")
        assert shown.count('"') == usual.count('"')


def test_names_stand_under_what_they_name_those_of_one_kind_together() -> None:
    names = (
        FacetValue("Anna Birch", 2, kind="person"),
        FacetValue("Dunmere", 3, kind="place"),
        FacetValue("Friday Cup", 2, kind="other"),
    )
    page = facets_html(dataclasses.replace(facets("x"), names=names), parse("call"))
    places = [
        page.index(text)
        for text in ("<legend>People", "Anna&#32;Birch", "<legend>Places", "Dunmere", "<legend>Other", "Friday")
    ]
    assert places == sorted(places)
    assert "<legend>Organisations" not in page


def test_a_value_with_quotation_marks_can_be_searched_for() -> None:
    assert quoted('The "Sun"') == '"The Sun"'
    assert (quoted("en"), quoted("2022-03"), quoted("C++ News")) == ("en", "2022-03", '"C++ News"')
    assert [one.text for one in parse(f"outlet:{quoted('The «Sun»')}").of("outlet")] == ["The Sun"]


def test_the_count_stands_with_the_first_articles_only_and_more_are_offered() -> None:
    first = results_html(found("usual"), 0)
    assert "5&#32;articles" in first
    assert "Show more (4 left)" in first
    assert "5&#32;articles" not in results_html(found("usual"), 20)
    some = dataclasses.replace(found("usual"), every_word=False)
    assert "No article has all these words" in results_html(some, 0)
    none = results_html(dataclasses.replace(some, articles=(), found=0), 0)
    assert "Nothing found" in none
    assert "with some of them" not in none


@pytest.mark.parametrize(
    ("days", "steps", "first_step"),
    [(0, 1, 1), (2, 3, 1), (59, 60, 1), (60, 9, 7), (419, 60, 7), (420, 14, 31), (3650, 11, 365)],
)
def test_bars_cover_the_days_in_equal_steps(days: int, steps: int, first_step: int) -> None:
    first = dt.date(2021, 3, 1)
    found = spans(first, first + dt.timedelta(days=days))
    assert len(found) == steps <= MOST_BARS
    assert found[0][0] <= first <= first + dt.timedelta(days=days) <= found[-1][1]
    assert (found[0][1] - found[0][0]).days + 1 == first_step
    assert all(before[1] + dt.timedelta(days=1) == after[0] for before, after in itertools.pairwise(found))


def test_bars_of_chosen_days_are_marked_and_counted() -> None:
    shown = bars(facets("x").days, parse("call after:2022-03-31"))
    assert [(bar.count, bar.height, bar.within) for bar in shown] == [
        (1, "0.333", False),
        (0, "0.000", False),
        (3, "1.000", True),
    ]
    weeks = bars((DayCount(DAY, 1), DayCount(DAY + dt.timedelta(days=64), 1)), parse("call"))
    assert (weeks[0].first, weeks[-1].last) == (DAY, DAY + dt.timedelta(days=64)), "they end with the last article"


def test_every_example_is_a_search() -> None:
    from assistant.web.views.search import EXAMPLES

    assert all(parse(text).clauses or parse(text).since for text, _ in EXAMPLES)
    assert "outlet&#58;&#34;Kestrel&#32;Daily&#34;" in search_html()


def test_a_part_of_a_name_is_nobody_else_on_its_page() -> None:
    found = portrait(FakeAssistant().archive, HashedWords(), "Vladimir Putin", wait=True)
    names = (FacetValue("Putin", 2, kind="person"), FacetValue("Yuri Ushakov", 1, kind="person"))
    page = named_html(dataclasses.replace(found, facets=dataclasses.replace(found.facets, names=names)))
    assert 'data-name="Yuri&#32;Ushakov"' in page
    assert 'data-name="Putin"' not in page
