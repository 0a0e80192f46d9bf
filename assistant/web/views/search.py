"""The search view: the articles that are found with their best passages, and beside them what they are like, to narrow the search by."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Sequence

from assistant.answering.wording import written_day
from assistant.retrieval.article_search import SORTS, ArticleSearch, FoundPassage
from assistant.retrieval.search_facets import DayCount, Facets, FacetValue
from assistant.retrieval.search_query import MOST_CHARACTERS, NAMES, OTHER_LANGUAGE, SearchQuery
from assistant.text.dates import month_days, year_days
from assistant.text.languages.detection import language_name
from assistant.text.quotes import QUOTATION_MARKS
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.highlights import Mark, marked, paragraphs
from assistant.web.views.phrases import count, title

SHOWN = 20
"""Articles shown at once; more are fetched."""
VALUES = 10
"""Values shown of a facet before the rest is unfolded."""
HEADINGS = {"person": "People", "organisation": "Organisations", "place": "Places", "other": "Other names"}
MOST_BARS = 60
"""Bars of the days: so many days, else weeks, months or years."""
SORT_WORDS = {"relevance": "Best first", "newest": "Newest first", "oldest": "Oldest first"}
EXAMPLES = (
    ("ferry line", "articles with both words, in any form"),
    ('"colossal mistake"', "the words exactly as they are written"),
    ("ferry -budget", "not those with this word; also ferry NOT budget"),
    ("ferry OR museum", "one of the words is enough"),
    ('outlet:"Kestrel Daily"', "of this outlet; several are alternatives"),
    ("after:2022-02 before:2022-04", "from 1 February to 31 March; also date:2022-02"),
    ("title:call", "in the headline"),
    ('person:"Joe Biden"', "a name in the text, however it is spelt"),
    ("lang:en", "in this language"),
    ("kind:pdf", "of this kind of file"),
)


def search_html() -> Fragment:
    """The form, and the places of what it finds."""
    sorts = [(name, SORT_WORDS[name]) for name in SORTS]
    return render("search.html", sorts=sorts, examples=EXAMPLES, most=MOST_CHARACTERS)


def results_html(found: ArticleSearch, offset: int) -> Fragment:
    """The articles from the `offset`-th on; the count above the first ones."""
    articles = [
        (
            article,
            marked(title(article), [Mark(start, end, "bears") for start, end in article.title_marks]),
            [(passage_html(one), one.start, one.end) for one in article.passages],
        )
        for article in found.articles
    ]
    left = found.found - offset - len(found.articles)
    return render(
        "search_results.html",
        articles=articles,
        said=count(found.found, "article"),
        first=offset == 0,
        every_word=found.every_word,
        left=f"{left:,}" if left > 0 else "",
        shown=offset + len(found.articles),
    )


def passage_html(passage: FoundPassage) -> Fragment:
    """Its sentences, the wanted words marked."""
    return paragraphs(passage.text, [Mark(start, end, "bears") for start, end in passage.marks], passage.start)


@dataclasses.dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet as a button: what it is called, what a search with it says."""

    shown: str
    operator: str
    count: int
    chosen: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """The articles of some days; its height is a share of the highest bar's."""

    first: dt.date
    last: dt.date
    count: int
    height: str
    within: bool


def facets_html(facets: Facets, query: SearchQuery) -> Fragment:
    """The days as bars and each facet as a list of buttons; a facet with one value that is not chosen says nothing and is left out."""
    groups = [
        ("Outlet", "outlet", buttons(facets.outlets, "outlet")),
        ("Month", "date", buttons(facets.months[::-1], "date", month_name)),
        *((heading, "person", values) for heading, values in by_kind(facets.names)),
        ("Language", "lang", buttons(facets.languages, "lang", language_name)),
        ("Kind of file", "kind", buttons(facets.kinds, "kind", str.upper)),
    ]
    return render(
        "search_facets.html",
        groups=[
            (name, kind, "|".join(NAMES[kind]), values[:VALUES], values[VALUES:])
            for name, kind, values in groups
            if kind == "person" or len(values) > 1 or any(value.chosen for value in values)
        ],
        bars=[(bar, bar_name(bar)) for bar in bars(facets.days, query)],
        undated=facets.undated,
        reading=not facets.names_read,
        ranged=query.since is not None or query.until is not None,
    )


def by_kind(names: Sequence[FacetValue]) -> list[tuple[str, list[Value]]]:
    """The names under the headings of their kinds, those under which nothing stands left out; under one where no kind is told."""
    if all(one.kind == "other" for one in names):
        return [("People, organisations, places", buttons(names, "person"))] if names else []
    groups = [
        (heading, buttons([one for one in names if one.kind == kind], "person")) for kind, heading in HEADINGS.items()
    ]
    return [(heading, values) for heading, values in groups if values]


def buttons(values: Sequence[FacetValue], kind: str, name: Callable[[str], str] = str) -> list[Value]:
    """A language that is none known cannot be searched for."""
    return [
        Value(name(one.value), f"{kind}:{quoted(one.value)}", one.count, one.chosen)
        for one in values
        if one.value != OTHER_LANGUAGE
    ]


def quoted(value: str) -> str:
    """A value as an operator takes it; its own quotation marks are none of its words: `The "Sun"` → `"The Sun"`"""
    plain = " ".join(re.sub(f"[{QUOTATION_MARKS}]", " ", value).split())
    return plain if plain.replace("-", "").isalnum() else f'"{plain}"'


def month_name(month: str) -> str:
    """`2022-03` → `March 2022`"""
    year, number = month.split("-")
    return f"{calendar.month_name[int(number)]} {year}"


def bars(days: Sequence[DayCount], query: SearchQuery) -> list[Bar]:
    """The days on a line from the first to the last, in equal steps of a day, a week, a month or a year; none for a single step."""
    if not days:
        return []
    steps = spans(days[0].day, days[-1].day)
    counts = [0] * len(steps)
    place = 0
    for one in days:
        while steps[place][1] < one.day:
            place += 1
        counts[place] += one.count
    since, until = query.since or dt.date.min, query.until or dt.date.max
    return [
        Bar(
            max(first, days[0].day),
            min(last, days[-1].day),
            number,
            f"{number / max(counts):.3f}",
            first <= until and last >= since,
        )
        for (first, last), number in zip(steps, counts, strict=True)
        if len(steps) > 1
    ]


def spans(first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Equal steps from the first day to the last, at most MOST_BARS of them, unless they are years."""
    number = (last - first).days + 1
    for length in (1, 7):
        if number <= MOST_BARS * length:
            begins = [first + dt.timedelta(days=day) for day in range(0, number, length)]
            return [(day, day + dt.timedelta(days=length - 1)) for day in begins]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    if len(months) <= MOST_BARS:
        named = [month_days(month // 12, month % 12 + 1) for month in months]
    else:
        named = [year_days(year) for year in range(first.year, last.year + 1)]
    return [(span.first, span.last) for span in named]


def bar_name(bar: Bar) -> str:
    """`3 articles, 1 February 2022 to 28 February 2022`"""
    days = written_day(bar.first) + ("" if bar.first == bar.last else f" to {written_day(bar.last)}")
    return f"{count(bar.count, 'article')}, {days}"
