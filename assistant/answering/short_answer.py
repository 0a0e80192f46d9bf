"""The short answer to a question that has a type: the shortest exact span, of each event that matches, by each source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.answering import events
from assistant.answering.sentence_ranking import Draft, Scored
from assistant.retrieval.answer_type import Expected, expected, names_a_thing
from assistant.schema import Article

VALUE_SHARE = 0.015
"""A further source's value is compared when its sentence weighs at least this share of the best one; low, because the reader spreads
the weights."""
VALUE_SHARE_OF_WORDING = 0.3
"""The same for quoted words: an article quotes many things, a duration is rarely that of something else."""
SAME_WORDS = 0.75
"""Of another article a value is compared, too, when its sentence holds at least this share of the words that the best holds."""
OTHER_EVENT_SHARE = 0.5
"""Another event is told of when its sentence weighs at least this share of the best one."""
OF_EACH_SHARE = 0.05
"""The same where the question asks of each of several events."""
_OF_EACH = re.compile(r"\b(?:each|both|every one|respectively)\b", re.IGNORECASE)
NAMED, QUOTED, MEASURED = 0.5, 0.3, 0.1
"""The share of the question's words that a sentence must hold before a name, quoted words or a figure in it is shown as the
answer: highlight nothing rather than something wrong."""
MOST_EVENTS = 3
_COUNTS = {2: "Two", 3: "Three"}


def headline(
    question: str, ranked: Sequence[Scored], articles: Mapping[str, Article]
) -> tuple[list[Draft], list[Scored], list[str]]:
    """The short answer of each event that matches, the sentences it was taken from, and what to say about sources."""
    kind = expected(question)
    share = VALUE_SHARE_OF_WORDING if kind == "quote" else VALUE_SHARE
    sources = [item for item in ranked if kind and item.short and _comparable(item, ranked[0], share)]
    if kind is None or not sources or ranked[0].short is None or not _is_sure(question, kind, ranked[0]):
        return [], [], []
    sources += _corrections(ranked, sources, articles)
    values = [_value(item, articles) for item in sources]
    found = _events(question, values, kind)
    drafts, notes, kept = [], [], []
    for event in found:
        when = f" ({events.written_day(event.day)})" if len(found) > 1 else ""
        drafts += _event_drafts(event, when, kind)
        kept += [max(group, key=lambda value: value.corrects) for group in event.values]
        notes += _event_notes(event, kind)
    if len(found) > 1:
        days = ", ".join(events.written_day(event.day) for event in found)
        notes.insert(0, f"{_COUNTS[len(found)]} events match, told apart by date: {days}")
    spans = {(value.evidence.label, value.span[0]) for value in kept}
    shown = [i for i in sources if any(i.evidence.label == la and i.span[0] <= s < i.span[1] for la, s in spans)]
    return drafts, shown, notes


def _corrections(ranked: Sequence[Scored], sources: Sequence[Scored], articles: Mapping[str, Article]) -> list[Scored]:
    """The values of corrections by an outlet that is among the sources: they seldom name again what they correct."""
    outlets = {item.evidence.outlet for item in sources if item.evidence.outlet}
    told = {item.evidence.article_id for item in sources}
    found: dict[str, Scored] = {}
    for item in ranked:
        article_id = item.evidence.article_id
        wanted = item.short and item.evidence.outlet in outlets and article_id not in told
        if wanted and events.is_correction(articles[article_id]):
            found.setdefault(article_id, item)
    return list(found.values())


def _comparable(item: Scored, best: Scored, share: float) -> bool:
    """Whether a sentence is about what the best one is about: it scores nearly as well or, where it is another
    article's, which retrieval may have ranked far below, it holds as many of the question's words."""
    elsewhere = item.evidence.article_id != best.evidence.article_id
    return item.score >= share * best.score or (elsewhere and 0 < SAME_WORDS * best.held <= item.held)


def _value(item: Scored, articles: Mapping[str, Article]) -> events.Value:
    assert item.short is not None
    start, end = item.short
    return events.Value(
        text=item.text[start:end],
        span=(item.span[0] + start, item.span[0] + end),
        evidence=item.evidence,
        sentence=item.text,
        score=item.score,
        corrects=events.is_correction(articles[item.evidence.article_id]),
    )


def _is_sure(question: str, kind: Expected, best: Scored) -> bool:
    """Whether a sentence says enough of what is asked about for its value to be the answer."""
    if kind in ("person", "place"):
        return best.held >= NAMED
    if kind == "quote":
        return best.held >= QUOTED or names_a_thing(question)
    return best.held >= MEASURED or bool(events.days_asked(question, best.evidence.published))


def _events(question: str, values: Sequence[events.Value], kind: Expected) -> list[events.Reported]:
    """The events to tell of: those of the days the question names; else the best and what matches about as well."""
    found = events.reported(values, kind)
    days = events.days_asked(question, values[0].evidence.published)
    if days:
        of_them = [event for event in found if events.is_of(event.day, days)]
        found = of_them or [event for event in found if event.day is None][:1]
    if not found or kind not in ("duration", "money", "share", "count", "date", "time"):
        return found[:1]
    share = OF_EACH_SHARE if _OF_EACH.search(question) else OTHER_EVENT_SHARE
    return [event for event in found if event.score >= share * found[0].score][:MOST_EVENTS]


def _event_drafts(event: events.Reported, when: str, kind: Expected) -> list[Draft]:
    """One line a value; every source that gives it is cited."""
    drafts = []
    for place, group in enumerate(event.values):
        text = group[0].text
        shown = f"“{text}”" if kind == "quote" else text if place else f"{text[:1].upper()}{text[1:]}"
        cited = {value.evidence.label: value.span for value in reversed(group)}
        labels = tuple(dict.fromkeys(value.evidence.label for value in group))
        line = f"**{shown}**{when}" if place == 0 else f"{events.source_name(group[0].evidence)}: **{shown}**"
        drafts.append(Draft(line, text, labels, tuple(cited[label] for label in labels)))
    return drafts


def _event_notes(event: events.Reported, kind: Expected) -> list[str]:
    if len(event.values) == 1:
        return []
    told = [
        f"{group[0].text} ({', '.join(events.source_name(value.evidence) for value in group)})"
        for group in event.values
    ]
    if any(value.corrects for value in event.values[0]):
        return [f"{events.CORRECTED}: {told[0]}; earlier: {'; '.join(told[1:])}"]
    return [f"{events.DIFFER}{' in their wording' if kind == 'quote' else ''}: {'; '.join(told)}"]
