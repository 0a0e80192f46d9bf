"""The short answer: the shortest exact span, and what each source of the event that matches best gives in its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from assistant.answering import disagreement, events, wording
from assistant.answering.disagreement import Value
from assistant.answering.sentence_ranking import Scored, Statement
from assistant.retrieval.question import days_asked, is_of
from assistant.schema import AnswerType, Article, Note, Query, QuestionForm
from assistant.text.date_words import DateWords
from assistant.text.mentions import days_said, read_mentions

VALUE_SHARE = 0.015
"""A further source's value is compared when its sentence weighs at least this share of the best one; low, because the reader spreads
the weights."""
VALUE_SHARE_OF_WORDING = 0.3
"""The same for quoted words: an article quotes many things, a duration is rarely that of something else."""
SAME_WORDS = 0.75
"""Of another article a value is compared, too, when its sentence holds at least this share of the words that the best holds."""
ANSWERED = 0.5
"""The least probability of the reader's short answer, which must be in the same place, before one is shown."""
ALONE = 0.9
"""The same where the question expects no kind of answer that the sentence has. Chosen on `news_test.jsonl` (eval/figures.md)."""
IN_SENTENCES: frozenset[QuestionForm] = frozenset(("yes or no", "why or how", "summary", "comparison"))
"""Forms of question that a few words do not answer."""


@dataclasses.dataclass(frozen=True, slots=True)
class ShortAnswers:
    """One line a value, the sentences they were taken from, and what to say about their sources."""

    statements: tuple[Statement, ...] = ()
    sources: tuple[Scored, ...] = ()
    notes: tuple[Note, ...] = ()


def short_answers(query: Query, ranked: Sequence[Scored], articles: Mapping[str, Article]) -> ShortAnswers:
    """The short answer of the event that matches best; none where nothing is sure enough.

    Two witnesses make it sure, the kind of answer that the question expects and the reader; or the reader alone, where it is surer.
    """
    kind, best = query.answer_type, ranked[0]
    if kind is None or not _is_seen(best) or (kind == "date" and not _says_day(best)):
        return _read_alone(query, best, articles)
    share = VALUE_SHARE_OF_WORDING if kind == "quote" else VALUE_SHARE
    sources = [item for item in ranked if item.short and _comparable(item, best, share)]
    sources += _corrections(ranked, sources, articles)
    values = [_value(item, articles) for item in sources]
    event = _event(query, values, kind)
    if event is None:
        return ShortAnswers()
    kept = [max(group, key=lambda value: value.corrects) for group in event.values]
    spans = {(value.evidence.label, value.span[0]) for value in kept}
    shown = [i for i in sources if any(i.evidence.label == la and i.span[0] <= s < i.span[1] for la, s in spans)]
    return ShortAnswers(tuple(_statements(event, kind)), tuple(shown), tuple(_notes(event, kind)))


def _read_alone(query: Query, best: Scored, articles: Mapping[str, Article]) -> ShortAnswers:
    """What the reader takes for the short answer in the best sentence, whatever is asked for, where it is very sure."""
    read = best.evidence.answer
    if read is None or query.form in IN_SENTENCES or read.probability < ALONE:
        return ShortAnswers()
    item = dataclasses.replace(best, short=(read.start - best.span[0], read.end - best.span[0]))
    if not (best.span[0] <= read.start < read.end <= best.span[1]) or not _says_day(item):
        return ShortAnswers()
    return ShortAnswers(tuple(_statements(events.Reported(((_value(item, articles),),)), None)), (item,))


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


def _value(item: Scored, articles: Mapping[str, Article]) -> Value:
    assert item.short is not None
    start, end = item.short
    return Value(
        text=item.text[start:end],
        span=(item.span[0] + start, item.span[0] + end),
        evidence=item.evidence,
        sentence=item.text,
        score=item.score,
        corrects=events.is_correction(articles[item.evidence.article_id]),
    )


def _is_seen(best: Scored) -> bool:
    """Whether the sentence has a short answer of the kind that is asked for, and the reader, where it read, sees it there."""
    read = best.evidence.answer
    if best.short is None or read is None:
        return best.short is not None
    start, end = (best.span[0] + offset for offset in best.short)
    return read.probability >= ANSWERED and start < read.end and read.start < end


def _says_day(item: Scored) -> bool:
    """Not a bare "today" of an article without a date."""
    words = item.text[slice(*item.short)] if item.short else ""
    bare = [
        m
        for m in read_mentions(words, "date")
        if isinstance(m.value, DateWords) and m.value.month is None and m.value.year is None
    ]
    return not bare or bool(days_said(words, item.evidence.published))


def _event(query: Query, values: Sequence[Value], kind: AnswerType) -> events.Reported | None:
    """The best event of the days that the question names, else one without a day; of all where it names none."""
    found = events.reported(values, kind)
    if days := days_asked(query, values[0].evidence.published):
        of_them = [event for event in found if is_of(event.day, days)]
        found = of_them or [event for event in found if event.day is None]
    return next(iter(found), None)


def _statements(event: events.Reported, kind: AnswerType | None) -> list[Statement]:
    """One line a value; every source that gives it is cited."""
    statements = []
    for place, group in enumerate(event.values):
        value = group[0].text
        meant = days_said(value, group[0].evidence.published) if kind in ("date", None) else []
        day = f" ({meant[-1][1]})" if meant else ""
        before = f"{wording.source_name(group[0].evidence)}: " if place else ""
        line, span = wording.short_answer(value, quoted=kind == "quote", before=before, behind=day)
        cited = {given.evidence.label: given.span for given in reversed(group)}
        labels = tuple(dict.fromkeys(given.evidence.label for given in group))
        statements.append(Statement(line, value, labels, tuple(cited[label] for label in labels), span))
    return statements


def _notes(event: events.Reported, kind: AnswerType) -> list[Note]:
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
        notes.append(disagreement.differ_note(_told([first, *differing]), sources, in_words=kind == "quote"))
    return notes


def _told(groups: Sequence[Sequence[Value]]) -> list[str]:
    return [wording.told_by(group[0].text, [value.evidence for value in group]) for group in groups]


def _labels(groups: Sequence[Sequence[Value]]) -> tuple[int, ...]:
    return tuple(value.evidence.label for group in groups for value in group)
