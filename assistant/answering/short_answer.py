"""The short answer: the shortest exact span, and what each source of the event that matches best gives in its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from assistant.answering import disagreement, events, wording
from assistant.answering.disagreement import SAME_THING, Value, alike, same_value, sort_of, without
from assistant.answering.sentence_ranking import Scored, Statement, read_in
from assistant.retrieval.question import days_asked, is_of
from assistant.schema import Article, Note, Query, Span
from assistant.text.date_words import DateWords
from assistant.text.languages import language
from assistant.text.mentions import Mention, days_said, read_mentions
from assistant.text.quotes import MARKS

VALUE_SHARE = 0.015
"""A further source's value is compared when its sentence weighs at least this share of the best one; low, because the reader spreads
the weights."""
VALUE_SHARE_OF_WORDING = 0.3
"""The same for quoted words: an article quotes many things, a duration is rarely that of something else."""
SAME_WORDS = 0.75
"""Of another article a value is compared, too, when its sentence holds at least this share of the words that the best holds."""


@dataclasses.dataclass(frozen=True, slots=True)
class ShortAnswers:
    """One line a value, the sentences they were taken from, and what to say about their sources."""

    statements: tuple[Statement, ...] = ()
    sources: tuple[Scored, ...] = ()
    notes: tuple[Note, ...] = ()


def short_answers(query: Query, ranked: Sequence[Scored], articles: Mapping[str, Article]) -> ShortAnswers:
    """The short answer of the event that matches best; none where the reader sees none in the best sentence."""
    best = ranked[0]
    if best.short is None or not _says_day(best):
        return ShortAnswers()
    named = {item.evidence.article_id for item in ranked}
    corrections = {article_id for article_id in named if events.is_correction(articles[article_id])}
    lead = _value(best, corrections)
    share = VALUE_SHARE_OF_WORDING if lead.quoted else VALUE_SHARE
    giving = [given for item in ranked if (given := _giving(item, lead, corrections)) and _says_day(given)]
    sources = [item for item in giving if _comparable(item, best, share)]
    sources += _corrections(giving, sources, corrections)
    values = [_value(item, corrections) for item in sources]
    event = _event(query, values)
    if event is None:
        return ShortAnswers()
    kept = [max(group, key=lambda value: value.corrects) for group in event.values]
    shown = [
        next(i for i in sources if i.evidence.label == value.evidence.label and i.span[0] <= value.span[0] < i.span[1])
        for value in kept
    ]
    return ShortAnswers(tuple(_statements(event)), tuple(shown), tuple(_notes(event)))


def _giving(item: Scored, lead: Value, corrections: set[str]) -> Scored | None:
    """A sentence with its short answer. Beside a figure or a day it is one of that sort, however unsure the reader is; where the lead's
    outlet corrects what it said, the first that it says of the same thing and did not say before."""
    if lead.mention is None or not lead.comparable:
        return item if item.short else None
    seen = item.short or read_in(item.evidence, item.span)
    spans = [seen] if seen else []
    own = item.evidence.outlet == lead.evidence.outlet is not None
    if own and item.evidence.article_id in corrections and not lead.corrects:
        about = without(lead.sentence, lead.mention)
        told = read_mentions(item.text, language=language(item.evidence.language))
        spans += [(m.start, m.end) for m in told if alike(about, without(item.text, m)) >= SAME_THING]
    found = [dataclasses.replace(item, short=span) for span in spans]
    values = [(one, _value(one, corrections)) for one in found]
    like = [(one, value) for one, value in values if value.mention and sort_of(value.mention) == sort_of(lead.mention)]
    return next((one for one, value in like if not same_value(value, lead)), like[0][0] if like else None)


def _mention(item: Scored, short: Span) -> Mention | None:
    return disagreement.mention_at(item.text, short, language(item.evidence.language))


def _corrections(ranked: Sequence[Scored], sources: Sequence[Scored], corrections: set[str]) -> list[Scored]:
    """The values of corrections by an outlet that is among the sources: they seldom name again what they correct."""
    outlets = {item.evidence.outlet for item in sources if item.evidence.outlet}
    told = {item.evidence.article_id for item in sources}
    found: dict[str, Scored] = {}
    for item in ranked:
        article_id = item.evidence.article_id
        if item.evidence.outlet in outlets and article_id in corrections - told:
            found.setdefault(article_id, item)
    return list(found.values())


def _comparable(item: Scored, best: Scored, share: float) -> bool:
    """Whether a sentence is about what the best one is about: it scores nearly as well or, where it is another
    article's, which retrieval may have ranked far below, it holds as many of the question's words."""
    elsewhere = item.evidence.article_id != best.evidence.article_id
    return item.score >= share * best.score or (elsewhere and 0 < SAME_WORDS * best.held <= item.held)


def _value(item: Scored, corrections: set[str]) -> Value:
    assert item.short is not None
    start, end = item.short
    text = item.text[start:end]
    mention = _mention(item, item.short)
    if mention and mention.kind == "quote":
        text = text.strip(MARKS)
        start = item.text.index(text, start)
    return Value(
        text=text,
        span=(item.span[0] + start, item.span[0] + start + len(text)),
        evidence=item.evidence,
        sentence=item.text,
        score=item.score,
        corrects=item.evidence.article_id in corrections,
        mention=mention,
    )


def _says_day(item: Scored) -> bool:
    """Not a bare "today" of an article without a date, but for quoted words."""
    mention = _mention(item, item.short) if item.short else None
    quoted = mention is not None and mention.kind == "quote"
    words = item.text[slice(*item.short)] if item.short and not quoted else ""
    bare = [
        m
        for m in read_mentions(words, "date")
        if isinstance(m.value, DateWords) and m.value.month is None and m.value.year is None
    ]
    return not bare or bool(days_said(words, item.evidence.published))


def _event(query: Query, values: Sequence[Value]) -> events.Reported | None:
    """The best event of the days that the question names, else one without a day; of all where it names none."""
    found = events.reported(values)
    if days := days_asked(query, values[0].evidence.published):
        of_them = [event for event in found if is_of(event.day, days)]
        found = of_them or [event for event in found if event.day is None]
    return next(iter(found), None)


def _statements(event: events.Reported) -> list[Statement]:
    """One line a value; every source that gives it is cited."""
    statements = []
    for place, group in enumerate(event.values):
        value, quoted = group[0].text, group[0].quoted
        meant = [] if quoted else days_said(value, group[0].evidence.published)
        day = f" ({meant[-1][1]})" if meant else ""
        before = f"{wording.source_name(group[0].evidence)}: " if place else ""
        line, span = wording.short_answer(value, quoted=quoted, before=before, behind=day)
        cited = {given.evidence.label: given.span for given in reversed(group)}
        labels = tuple(dict.fromkeys(given.evidence.label for given in group))
        statements.append(Statement(line, value, labels, tuple(cited[label] for label in labels), span))
    return statements


def _notes(event: events.Reported) -> list[Note]:
    """That an outlet corrects what it said before, and what others say."""
    first, *others = event.values
    corrected = {value.evidence.outlet for value in first if value.corrects and value.evidence.outlet}
    earlier = [group for group in others if any(value.evidence.outlet in corrected for value in group)]
    differing = [group for group in others if group not in earlier]
    notes = []
    if earlier:
        told, labels = _told([first]), _labels([first, *earlier])
        notes.append(Note("corrected", f"Corrected: {told[0]}; earlier: {'; '.join(_told(earlier))}", labels))
    if differing:
        sources = [value.evidence for group in (first, *differing) for value in group]
        notes.append(disagreement.differ_note(_told([first, *differing]), sources))
    return notes


def _told(groups: Sequence[Sequence[Value]]) -> list[str]:
    return [wording.told_by(group[0].text, [value.evidence for value in group]) for group in groups]


def _labels(groups: Sequence[Sequence[Value]]) -> tuple[int, ...]:
    return tuple(value.evidence.label for group in groups for value in group)
