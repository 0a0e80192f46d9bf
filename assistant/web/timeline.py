"""What the cited passages say, by the day they speak of, and where their values differ. From cited characters only."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from assistant.retrieval.question import SAME_EVENT_DAYS
from assistant.schema import Answer, Citation, Evidence
from assistant.text.date_words import DateWords, days_meant
from assistant.text.mentions import read_mentions
from assistant.text.numbers import Figure

MOMENTS = (None, "ordinal", "clock")
"""Units of which two values are no disagreement: plain counts count different things, and an event has many times of day."""
SAME_VALUE = 0.005
"""The share by which two figures may differ and yet say the same: 1,000 and 1,004."""


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


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """A value as the reports that agree on it give it, the earliest first."""

    text: str
    reports: tuple[Report, ...]


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


def differences(answer: Answer) -> list[tuple[Said, ...]]:
    """For each kind of quantity in which sources of one event differ: the values, each with the reports that give it."""
    sources = {item.label: item for item in answer.evidence}
    values: dict[str, dict[str, tuple[Figure, str, Report]]] = {}
    shortest = sorted(
        ((index, citation) for index, sentence in enumerate(answer.sentences) for citation in sentence.citations),
        key=lambda one: one[1].end - one[1].start,
    )
    for index, citation in shortest:
        if citation.label in sources:
            report = Report(index, citation, sources[citation.label])
            for unit, (figure, text) in single_figures(citation.quote).items():
                values.setdefault(unit, {}).setdefault(citation.article_id, (figure, text, report))
    found = [agreeing(list(of_unit.values())) for of_unit in values.values()]
    return [groups for groups in found if len(groups) > 1 and one_event(groups)]


def single_figures(quote: str) -> dict[str, tuple[Figure, str]]:
    """The figures of each unit that stand alone in the quote: of two, neither is known to be meant."""
    by_unit: dict[str, list[tuple[Figure, str]]] = {}
    for mention in read_mentions(quote):
        value = mention.value
        if isinstance(value, Figure) and not value.weak and value.unit not in MOMENTS:
            by_unit.setdefault(str(value.unit), []).append((value, mention.text))
    return {unit: found[0] for unit, found in by_unit.items() if len(found) == 1}


def agreeing(values: Sequence[tuple[Figure, str, Report]]) -> tuple[Said, ...]:
    """The reports of each value together; the value that most give comes first, then the one given first."""
    groups: list[list[tuple[Figure, str, Report]]] = []
    for one in values:
        group = next((held for held in groups if alike(held[0][0], one[0])), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    said = [Said(group[0][1], tuple(sorted((report for _, _, report in group), key=printed))) for group in groups]
    return tuple(sorted(said, key=lambda one: (-len(one.reports), printed(one.reports[0]))))


def printed(report: Report) -> dt.date:
    return report.evidence.published or dt.date.max


def alike(one: Figure, other: Figure) -> bool:
    return abs(one.value - other.value) <= SAME_VALUE * max(abs(one.value), abs(other.value))


def one_event(groups: Sequence[Said]) -> bool:
    """Reports of one event stand within a few days of each other; what has no date is not set against others."""
    dates = [report.evidence.published for group in groups for report in group.reports]
    known = [date for date in dates if date is not None]
    return len(known) == len(dates) and (max(known) - min(known)).days <= SAME_EVENT_DAYS
