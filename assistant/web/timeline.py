"""What the cited passages say, by the day they speak of. From cited characters only."""

from __future__ import annotations

import datetime as dt

from assistant.answering.disagreement import Report
from assistant.schema import Answer, Citation


def reports(answer: Answer) -> list[Report]:
    """Every cited place once: what lies within a longer citation of the same source is part of it."""
    sources = {item.label: item for item in answer.evidence}
    all_of_them = [
        Report(index, citation, sources[citation.label])
        for index, sentence in enumerate(answer.sentences)
        for citation in sentence.citations
        if citation.label in sources
    ]
    kept: list[Report] = []
    for report in sorted(all_of_them, key=lambda one: one.citation.start - one.citation.end):
        if not any(within(report.citation, other.citation) for other in kept):
            kept.append(report)
    return sorted(
        kept, key=lambda one: (one.day or dt.date.max, one.evidence.published or dt.date.max, one.citation.label)
    )


def within(inner: Citation, outer: Citation) -> bool:
    return inner.article_id == outer.article_id and outer.start <= inner.start and inner.end <= outer.end
