"""The search view's requests: its form, the articles that are found, what they are like, one of them with its words marked, and a name."""

from __future__ import annotations

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from assistant.errors import AssistantError
from assistant.retrieval.article_search import Sort
from assistant.retrieval.search_query import MOST_CHARACTERS, parse_or_all
from assistant.service import Assistant
from assistant.web.routes.conversation import whole_article
from assistant.web.views.fragments import render
from assistant.web.views.highlights import Mark
from assistant.web.views.named import named_html
from assistant.web.views.search import SHOWN, facets_html, results_html, search_html

Text = Query("", max_length=2 * MOST_CHARACTERS)


def search_routes(assistant: Assistant) -> APIRouter:
    router = APIRouter(prefix="/dateline", default_response_class=HTMLResponse)

    @router.get("/search")
    def search() -> str:
        return search_html()

    @router.get("/search/results")
    def results(text: str = Text, sort: Sort = "relevance", offset: int = Query(0, ge=0)) -> str:
        try:
            return results_html(assistant.search_articles(text, sort=sort, count=SHOWN, offset=offset), offset)
        except AssistantError as error:
            return render("failure.html", message=error)

    @router.get("/search/facets")
    def facets(text: str = Text) -> str:
        """Empty where the search cannot be read: its results say why."""
        try:
            return facets_html(assistant.search_facets(text, wait=False), parse_or_all(text))
        except AssistantError:
            return ""

    @router.get("/search/article")
    def article(article: str, text: str = Text) -> str:
        try:
            found = assistant.search_marks(text, article)
        except (AssistantError, KeyError):  # without words, or gone from the index: it is shown, or said to be gone
            found = ()
        marks = [Mark(start, end, f"cited cite-{number}") for number, (start, end) in enumerate(found)]
        return whole_article(assistant, article, marks=marks)

    @router.get("/search/name")
    def named(name: str = Query(max_length=MOST_CHARACTERS)) -> str:
        try:
            return named_html(assistant.portrait(name, wait=False))
        except AssistantError as error:
            return render("failure.html", message=error)

    return router
