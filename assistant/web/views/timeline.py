"""The timeline view: where sources differ, side by side; then what the cited articles say, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from assistant.web.storage.conversations import Turn
from assistant.web.timeline import Report, Said, differences, reports
from assistant.web.views.escape import encode
from assistant.web.views.highlights import Mark, marked
from assistant.web.views.phrases import count, day, outlet, published
from assistant.web.views.turn import citation_html

UNDATED = dt.date.max


def timeline_html(turn: Turn) -> str:
    cited = reports(turn.answer) if turn.answer else []
    if turn.answer is None or not cited:
        return '<div class="blank"><p>This answer cites nothing that could be put in order.</p></div>'
    days = [(date, list(items)) for date, items in groupby(cited, key=lambda report: report.day or UNDATED)]
    rows = "".join(day_html(date, items, turn.number) for date, items in days)
    return (
        f'<h2 class="view-title">{encode(turn.question)}</h2><p class="view-sum">What the cited articles say, by the day that they '
        f"speak of.</p>{axis_html(days)}{differences_html(turn)}"
        f'<ol class="timeline">{rows}</ol>'
    )


def axis_html(days: Sequence[tuple[dt.date, list[Report]]]) -> str:
    """The days on a line, to scale, each a way to its place below; nothing where there is only one."""
    dated = [(date, items) for date, items in days if date != UNDATED]
    if len(dated) < 2:
        return ""
    first, last = dated[0][0], dated[-1][0]
    whole = (last - first).days
    dots = "".join(
        f'<a class="dot" href="#{name(date)}" style="--at:{(date - first).days / whole:.4f};--size:{min(len(items), 6)}" '
        f'aria-label="{day(date)}, {count(len(items), "report")}"></a>'
        for date, items in dated
    )
    line = f'<div class="line">{dots}</div>'
    return f'<div class="axis" role="group" aria-label="Days"><span>{day(first)}</span>{line}<span>{day(last)}</span></div>'


def name(date: dt.date) -> str:
    return f"day-{date.isoformat()}" if date != UNDATED else "day-unknown"


def differences_html(turn: Turn) -> str:
    """Each difference as columns, one a value, with who says so, when and in what words."""
    assert turn.answer is not None
    return "".join(
        f'<section class="differ"><h3>The sources differ</h3><div class="values">'
        f"{''.join(value_html(said, turn.number) for said in groups)}</div></section>"
        for groups in differences(turn.answer)
    )


def value_html(said: Said, turn: int) -> str:
    return (
        f'<div class="value"><p class="figure-said">{encode(said.text)}</p>'
        f"{''.join(report_html(report, turn, said.text) for report in said.reports)}</div>"
    )


def day_html(date: dt.date, items: Sequence[Report], turn: int) -> str:
    heading = "No date" if date == UNDATED else day(date)
    said = "".join(report_html(report, turn) for report in items)
    return f'<li id="{name(date)}" tabindex="-1"><h3>{heading}</h3><div class="reports">{said}</div></li>'


def report_html(report: Report, turn: int, stressed: str = "") -> str:
    """Who says it, when that was printed where it is another day, and the cited words."""
    evidence, citation = report.evidence, report.citation
    printed = (
        ""
        if not stressed and evidence.published == report.day
        else f", {published(evidence.published, evidence.published_inferred)}"
    )
    inferred = ", date inferred" if evidence.published_inferred and not printed else ""
    at = citation.quote.find(stressed) if stressed else -1
    marks = [Mark(citation.start + at, citation.start + at + len(stressed), "detail")] if at >= 0 else []
    return (
        f'<figure class="report"><figcaption>{encode(outlet(evidence) + printed + inferred)} '
        f"{citation_html(citation.label, report.sentence, turn)}</figcaption>"
        f"<blockquote>{marked(citation.quote, marks, citation.start)}</blockquote></figure>"
    )
