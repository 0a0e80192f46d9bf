"""What the cited passages say, by the day they speak of. From cited characters only."""

from __future__ import annotations

import dataclasses
import datetime as dt

from assistant.schema import Answer, Citation, Evidence
from assistant.text.date_words import DateWords, days_meant
from assistant.text.mentions import read_mentions


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """The cited words of one source, the sentence of the answer that rests on them, and the day that they speak of."""

    sentence: int
    citation: Citation
    evidence: Evidence

    @property
    def day(self) -> dt.date | None:
        """The one day that the words name, if it is not after publication; else the day of publication."""
        published = self.evidence.published
        named: set[dt.date] = set()
        for mention in read_mentions(self.citation.quote):
            if isinstance(mention.value, DateWords):
                meant = days_meant(mention.value, published)
                if meant and meant.only and (published is None or meant.only <= published):
                    named.add(meant.only)
        return named.pop() if len(named) == 1 else published


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
