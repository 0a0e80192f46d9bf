"""The timeline view: what the cited articles say, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from assistant.answering.wording import written_day
from assistant.schema import Citation, Evidence
from assistant.text.sentences import sentences
from assistant.web.storage.conversations import Turn
from assistant.web.timeline import Report, reports
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.highlights import Mark, marked
from assistant.web.views.phrases import count, outlet, outlet_and_date

UNDATED = dt.date.max
LARGEST_DOT = 6
"""Reports from which on a day's dot grows no more."""


def timeline_html(turn: Turn) -> Fragment:
    cited = reports(turn.answer) if turn.answer else []
    days = [(date, list(items)) for date, items in groupby(cited, key=lambda report: report.day or UNDATED)]
    told = turn.answer.notes if turn.answer else ()
    return render(
        "timeline.html",
        question=turn.question,
        turn=turn.number,
        dots=dots([(date, len(items)) for date, items in days if date != UNDATED]),
        differing=[note for note in told if note.kind == "sources differ"],
        days=[(name(date), heading(date), [shown(report) for report in items]) for date, items in days],
    )


class Dot(NamedTuple):
    """A day on the line of days: `at` is its place between the first (0) and the last (1)."""

    name: str
    day: str
    at: str
    size: int
    reports: str


def dots(days: Sequence[tuple[dt.date, int]]) -> list[Dot]:
    """The days to scale; none where there is only one."""
    if len(days) < 2:
        return []
    first, last = days[0][0], days[-1][0]
    return [
        Dot(
            name(date),
            written_day(date),
            f"{(date - first) / (last - first):.4f}",
            min(number, LARGEST_DOT),
            count(number, "report"),
        )
        for date, number in days
    ]


def name(date: dt.date) -> str:
    return f"day-{date.isoformat()}" if date != UNDATED else "day-unknown"


def heading(date: dt.date) -> str:
    return written_day(date) if date != UNDATED else "No date"


class ShownReport(NamedTuple):
    """Who says it, the sentence of the answer that cites it, and the sentence of the article with the cited words."""

    source: str
    label: int
    sentence: int
    quote: Fragment
    evidence: Evidence


def shown(report: Report) -> ShownReport:
    """The report, its day of print told where that is another day than it speaks of."""
    evidence, citation = report.evidence, report.citation
    if evidence.published != report.day:
        source = outlet_and_date(evidence)
    else:
        source = outlet(evidence) + (", date inferred" if evidence.published_inferred else "")
    start, words = whole_sentence(citation, evidence)
    marks = [Mark(citation.start, citation.end, "detail")] if len(words) > len(citation.quote) else []
    return ShownReport(source, citation.label, report.sentence, marked(words, marks, start), evidence)


def whole_sentence(citation: Citation, evidence: Evidence) -> tuple[int, str]:
    """The sentences of the passage in which the cited words stand, and where they begin: a figure alone tells nobody what of."""
    spans = [(item.start, item.end) for item in evidence.sentences] or [
        (evidence.start + start, evidence.start + end) for start, end in sentences(evidence.text)
    ]
    touched = [(start, end) for start, end in spans if start < citation.end and end > citation.start]
    start = min([citation.start, *(start for start, _ in touched)])
    end = max([citation.end, *(end for _, end in touched)])
    if start < evidence.start or end > evidence.end:  # quoted beyond the passage
        return citation.start, citation.quote
    return start, evidence.text[start - evidence.start : end - evidence.start]
