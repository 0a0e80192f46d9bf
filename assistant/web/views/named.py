"""The page of a name: when and with whom it stands in the articles, what its bearer is quoted as saying, and where else it is named."""

from __future__ import annotations

from assistant.answering.portrait import Portrait, Said
from assistant.answering.wording import written_day
from assistant.retrieval.article_names import name_keys
from assistant.schema import AsOf
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.highlights import Mark, marked
from assistant.web.views.phrases import count, period
from assistant.web.views.search import Value, bar_name, bars, buttons, by_kind, month_name, passage_html, quoted

MOST_DAYS = 12
"""Days that are named one by one; of more the months are."""


def named_html(portrait: Portrait) -> Fragment:
    facets = portrait.facets
    days = [one.day for one in facets.days]
    own = set(name_keys(portrait.name))
    # a part of the name is nobody else's
    others = [one for one in facets.names if not own.issuperset(name_keys(one.value))]
    return render(
        "named.html",
        name=portrait.name,
        operator=f"person:{quoted(portrait.name)}",
        found=portrait.articles.found,
        covered=period(AsOf(days[0], days[-1])) if days else "",
        bars=[(bar, bar_name(bar)) for bar in bars(facets.days, portrait.articles.query)],
        times=times(portrait),
        others=by_kind([one for one in others if not one.chosen]),
        reading=not facets.names_read,
        said=[(one, words_html(one), f"in {count(len(one.also), 'other article')}" if one.also else "") for one in portrait.said],
        articles=[(one, passage_html(one.passages[0]) if one.passages else "") for one in portrait.articles.articles],
    )  # fmt: skip


def times(portrait: Portrait) -> list[Value]:
    """The days with an article, the newest first; where they are many, the months."""
    facets = portrait.facets
    if len(facets.days) > MOST_DAYS:
        return buttons(facets.months[::-1], "date", month_name)
    return [Value(written_day(one.day), f"date:{one.day}", one.count, False) for one in facets.days[::-1]]


def words_html(said: Said) -> Fragment:
    """The sentence, the quoted words marked."""
    return marked(said.text, [Mark(said.start, said.end, "cited")], said.sentence[0])
