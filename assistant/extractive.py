"""The answer without a language model: a short answer where the question has a type, then the sentences that answer,
quoted exactly, introduced by outlet and date."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from assistant import events, instructions, passages
from assistant.atoms import read_mentions
from assistant.expected import Expected, content_stems, expected, short_answer, stems
from assistant.query import Days, named_days, subject
from assistant.schema import Article, Evidence, Span
from assistant.words import is_function_word, words

MOST_SENTENCES = 5
KEEP_SHARE = 0.55
"""A further sentence is quoted when it scores at least this share of the best one."""
VALUE_SHARE = 0.75
"""A further source's value is compared when its sentence scores at least this share of the best one."""
VALUE_SHARE_OF_WORDING = 0.88
"""The same for quoted words: an article quotes many things, a duration is rarely that of something else."""
SAME_WORDS = 0.75
"""Of another article a value is compared, too, when its sentence holds at least this share of the words that the best holds."""
OTHER_EVENT_SHARE = 0.9
"""Another event is told of when its sentence scores at least this share of the best one."""
MOST_EVENTS = 3
_OPENS_WITH_REFERENCE = re.compile(
    r"^[“\"‘'(]*(?:He|She|They|It|His|Her|Their|Its|This|These|Those|That|Both|The two|The latter|The former|The pair)\b"
)
_ASKING = frozenset(
    stems("long much many say said call tell told describe name ask asked kind sort type happen happened")
)
"""Words that ask rather than name what is asked for."""
_SEVERAL = re.compile(
    r"\b(?:took part|take part|participa\w+|attend\w*|present|joined|on the line|which \w*\s?(?:leaders|presidents|ministers|people))\b"
    r"|\bwho (?:were|are|all|met)\b",
    re.IGNORECASE,
)
"""Asks for several persons: the fullest list answers best."""
_COUNTS = {2: "Two", 3: "Three"}


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """A sentence before the check."""

    text: str
    """As the reader will see it."""
    claim: str
    """What its citations must support: for a quotation, the quoted words."""
    labels: tuple[int, ...]
    spans: tuple[Span, ...] = ()
    """Where it quotes: the article's characters, one interval a label."""


@dataclasses.dataclass(frozen=True, slots=True)
class Drafted:
    sentences: tuple[Draft, ...]
    notes: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Scored:
    """A sentence of the evidence and how well it answers."""

    evidence: Evidence
    span: Span
    text: str
    score: float
    short: Span | None
    """Offsets of the short answer in `text`."""
    held: float = 0.0
    """The share of the question's informative words that it holds."""


def draft(
    question: str,
    evidence: Sequence[Evidence],
    articles: Mapping[str, Article],
    likely: Mapping[tuple[str, int], float] | None = None,
) -> Drafted:
    """The short answer where the question has a type, then the quoted sentences in reading order.

    `likely` tells for sentences, by article_id and start, the probability that they answer (see `Retrieved`).
    """
    ranked = rank_sentences(question, evidence, likely or {})
    if not ranked:
        return Drafted(())
    headline, shown, notes = _headline(question, ranked, articles)
    quotes = [_quotation(item, articles) for item in _reading_order(_choose(ranked, shown))]
    cited = [item for item in evidence if any(item.label in draft.labels for draft in quotes)]
    copies = events.independent(cited, articles)
    further = [note for note in (copies, instructions.note(evidence)) if note]
    return Drafted((*headline, *_without_overlap(quotes)), (*notes, *further))


def rank_sentences(
    question: str, evidence: Sequence[Evidence], likely: Mapping[tuple[str, int], float]
) -> list[Scored]:
    """Every sentence of the evidence, the one that answers best first.

    The score is the share of the question's informative words that the sentence holds (each word weighs by its rarity
    in the evidence), more the likelier retrieval found it to answer, when it is marked, when its passage ranks high,
    when it holds a span of the kind the question expects, and when its article is of the days that the question
    names; less when it is known to be of others. What reads like an instruction, or asks, is never an answer.
    """
    sentences = [
        (item, span)
        for item in evidence
        for span in passages.sentences(item.text)
        if not instructions.asks_or_orders(item.text[slice(*span)])
    ]
    bags = [set(stems(item.text[start:end])) for item, (start, end) in sentences]
    asked = list(dict.fromkeys(content_stems(subject(question))))
    frequency = Counter(stem for bag in bags for stem in bag if stem in asked)
    weight = {stem: math.log(1 + len(bags) / (1 + frequency[stem])) for stem in asked}
    total = sum(weight.values()) or 1.0
    kind = expected(question)
    days = named_days(question)
    best = max((item.score for item in evidence), default=1.0) or 1.0
    most_likely = max(likely.values(), default=0.0) or 1.0
    ranked = []
    for (item, (start, end)), bag in zip(sentences, bags, strict=True):
        text = item.text[start:end]
        span = (item.start + start, item.start + end)
        marked = any(s < span[1] and span[0] < e for s, e in item.spans)
        short = short_answer(question, text)
        held = sum(weight[stem] for stem in asked if stem in bag) / total
        score = held
        score += 0.5 * likely.get((item.article_id, span[0]), 0.0) / most_likely
        score += 0.5 * marked + 0.3 * item.score / best + 0.4 * (kind is not None and short is not None)
        score += 0.6 * min(_names_in(text, short), 4) * bool(kind == "person" and _SEVERAL.search(question))
        if days and item.published:
            score += 0.3 if _is_of(item.published, days) else -0.5
        ranked.append(Scored(item, span, text, score, short, held))
    return sorted(ranked, key=lambda scored: (-scored.score, scored.evidence.rank, scored.span))


def _names_in(text: str, short: Span | None) -> int:
    """How many names a short answer lists."""
    return sum(mention.kind == "name" for mention in read_mentions(text[slice(*short)])) if short else 0


def missing_words(question: str, evidence: Sequence[Evidence]) -> list[str]:
    """What the question names and no evidence holds, as the reader wrote it: names first, then other words.

    Dates are left out: an article is of a date without saying it.
    """
    held = {stem for item in evidence for stem in stems(f"{item.title or ''} {item.outlet or ''} {item.text}")}
    mentions = read_mentions(question)
    dates = [(m.start, m.end) for m in mentions if m.kind == "date"]
    names = [(m.start, m.end) for m in mentions if m.kind == "name"]
    missing: list[tuple[bool, str]] = []
    for word in words(question):
        plain = is_function_word(word.stem) or word.stem in _ASKING or word.stem in held
        if not plain and not any(start <= word.start < end for start, end in dates) and not word.stem.isdigit():
            named = any(start <= word.start < end for start, end in names)
            missing.append((not named, question[word.start : word.end]))
    return list(dict.fromkeys(text for _, text in sorted(missing, key=lambda pair: pair[0])))


def source_name(evidence: Evidence) -> str:
    """Outlet and date as a reader would say them; the title or the file's name where no outlet is known."""
    name = evidence.outlet or (f"“{evidence.title}”" if evidence.title else evidence.article_id)
    return f"{name}, {written_day(evidence.published)}"


def written_day(date: dt.date | None) -> str:
    """2022-03-29 → `29 March 2022`"""
    return f"{date.day} {date:%B %Y}" if date else "no date"


def _headline(
    question: str, ranked: Sequence[Scored], articles: Mapping[str, Article]
) -> tuple[list[Draft], list[Scored], list[str]]:
    """The short answer of each event that matches, the sentences it was taken from, and what to say about sources."""
    kind = expected(question)
    share = VALUE_SHARE_OF_WORDING if kind == "quote" else VALUE_SHARE
    sources = [item for item in ranked if kind and item.short and _comparable(item, ranked[0], share)]
    if kind is None or not sources or ranked[0].short is None:
        return [], [], []
    sources += _corrections(ranked, sources, articles)
    values = [_value(item, articles) for item in sources]
    found = _events(question, values, kind)
    drafts, notes, kept = [], [], []
    for event in found:
        when = f" ({written_day(event.day)})" if len(found) > 1 else ""
        drafts += _event_drafts(event, when, kind)
        kept += [max(group, key=lambda value: value.corrects) for group in event.values]
        notes += _event_notes(event, kind)
    if len(found) > 1:
        days = ", ".join(written_day(event.day) for event in found)
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


def _events(question: str, values: Sequence[events.Value], kind: Expected) -> list[events.Reported]:
    """The events to tell of: those of the days the question names; else the best and what matches about as well."""
    found = events.reported(values, kind)
    days = named_days(question)
    if days:
        found = [event for event in found if _is_of(event.day, days)] or found[:1]
    if kind not in ("duration", "money", "share", "count", "date", "time"):
        return found[:1]
    return [event for event in found if event.score >= OTHER_EVENT_SHARE * found[0].score][:MOST_EVENTS]


def _event_drafts(event: events.Reported, when: str, kind: Expected) -> list[Draft]:
    """One line a value; every source that gives it is cited."""
    drafts = []
    for place, group in enumerate(event.values):
        text = group[0].text
        shown = f"“{text}”" if kind == "quote" else text if place else f"{text[:1].upper()}{text[1:]}"
        cited = {value.evidence.label: value.span for value in reversed(group)}
        labels = tuple(dict.fromkeys(value.evidence.label for value in group))
        line = f"**{shown}**{when}" if place == 0 else f"{source_name(group[0].evidence)}: **{shown}**"
        drafts.append(Draft(line, text, labels, tuple(cited[label] for label in labels)))
    return drafts


def _event_notes(event: events.Reported, kind: Expected) -> list[str]:
    if len(event.values) == 1:
        return []
    told = [f"{group[0].text} ({', '.join(source_name(value.evidence) for value in group)})" for group in event.values]
    if any(value.corrects for value in event.values[0]):
        return [f"Corrected: {told[0]}; earlier: {'; '.join(told[1:])}"]
    return [f"Sources differ{' in their wording' if kind == 'quote' else ''}: {'; '.join(told)}"]


def _choose(ranked: Sequence[Scored], shown: Sequence[Scored]) -> list[Scored]:
    """The sentences of the short answers, then the best others, without repeating what one of them says."""
    chosen: list[Scored] = []
    others = [item for item in ranked if item.score >= KEEP_SHARE * ranked[0].score]
    for item in [*shown, *others]:
        if len(chosen) < MOST_SENTENCES and not any(_says_the_same(item.text, other.text) for other in chosen):
            chosen.append(item)
    return chosen


def _says_the_same(one: str, other: str) -> bool:
    """Jaccard similarity of the words of at least 0.7."""
    a, b = set(stems(one)), set(stems(other))
    return len(a & b) >= 0.7 * len(a | b)


def _reading_order(chosen: Sequence[Scored]) -> list[Scored]:
    """Article by article, the one with the best sentence first; within an article as it is written."""
    order: dict[str, int] = {}
    for item in chosen:
        order.setdefault(item.evidence.article_id, len(order))
    return sorted(chosen, key=lambda item: (order[item.evidence.article_id], item.span))


def _quotation(item: Scored, articles: Mapping[str, Article]) -> Draft:
    """`Harbour Courier, 30 December 2021: “…”`, with the sentence before where a pronoun needs it."""
    start, end = item.span
    if _OPENS_WITH_REFERENCE.match(item.text):
        start = _sentence_before(item.evidence, start)
    quoted = articles[item.evidence.article_id].text[start:end]
    text = f"{source_name(item.evidence)}: “{' '.join(quoted.split())}”"
    return Draft(text, quoted, (item.evidence.label,), ((start, end),))


def _sentence_before(evidence: Evidence, start: int) -> int:
    before = [span for span in passages.sentences(evidence.text) if evidence.start + span[0] < start]
    if not before or instructions.asks_or_orders(evidence.text[slice(*before[-1])]):
        return start
    return evidence.start + before[-1][0]


def _without_overlap(quotes: Sequence[Draft]) -> list[Draft]:
    """Drops a quotation that lies within another of the same source."""

    def inside(one: Draft, other: Draft) -> bool:
        (start, end), (first, last) = one.spans[0], other.spans[0]
        return one is not other and one.labels == other.labels and first <= start and end <= last

    return [one for one in quotes if not any(inside(one, other) for other in quotes)]


def _is_of(date: dt.date | None, days: Sequence[Days]) -> bool:
    """Published on one of the days, or within the days in which news of it appears."""
    slack = dt.timedelta(days=events.SAME_EVENT_DAYS)
    return date is not None and any(span.first <= date <= span.last + slack for span in days)
