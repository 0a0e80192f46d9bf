"""Events and sources: which values are reported of one event, by whom, and whether the sources agree.

Reports of one event stand within a few days of each other. Copies of a wire story are folded into one piece of evidence
before this stage, so every value here comes from a source of its own. A later report that says it corrects an earlier
one leads; the earlier one is mentioned.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence

from assistant.retrieval.answer_type import Expected, content_stems, stems
from assistant.schema import Article, Days, Evidence, Span
from assistant.text.date_words import DateWords, days_meant
from assistant.text.dates import named_days
from assistant.text.mentions import read_mentions
from assistant.text.numbers import Figure

DIFFER, CORRECTED, NEWEST = "Sources differ", "Corrected", "Newest report"
"""How the notes of an answer begin that tell of several values for one thing, or of what came later."""
SAME_EVENT_DAYS = 3
"""Reports of one event lie within this many days."""
ALIKE = 0.3
"""The likeness of two passages from which an undated one is taken to be of the other's event."""
COMPARABLE: frozenset[Expected] = frozenset(("duration", "money", "share", "count", "time", "date"))
"""Kinds of which two different values for one thing are worth a word; two names are often both right, and quotations are
compared by their words (`variants`)."""
MOST_APART = 2.0
"""Figures of which one is more than so many times the other are not taken to be of one thing."""
EXACT, ROUNDED = 0.005, 0.02
"""Figures are the same within these shares of the larger: 121 minutes are about two hours, and 62 minutes are not an hour."""
_ROUNDED = re.compile(
    r"^(?:about|around|almost|nearly|roughly|approximately|some|over|just over|more than|close to)\b", re.IGNORECASE
)
_BESIDE = re.compile(r"\b(?:before|after|since|until|than|as of|following)\s+(?:the\s+)?$", re.IGNORECASE)
"""Before a date that is not the day of what is asked for."""
_CORRECTS = re.compile(
    r"\b(?:correction|corrects|corrected|clarification|an earlier version|as first (?:printed|reported)|in its first report)\b",
    re.IGNORECASE,
)
_SAYS_IT_CORRECTS = re.compile(
    r"^\W*(?:correction|clarification)\s*[:–—-]|\bcorrects (?:the|an|a|its|our|that)\b|\bas first (?:printed|reported|published)\b"
    r"|\bcorrected (?:version|report|story)\b|\b(?:report|story|article|version)\b.*\b(?:has been|was) corrected\b"
    r"|\bwe (?:gave|wrote|reported|printed) (?:a |the )?(?:wrong|incorrect)|\ban earlier version\b"
    r"|\b(?:our|its) (?:first |earlier )?report\b.*\bsaid\b",
    re.IGNORECASE,
)
"""A sentence that puts an earlier report right."""
HEAD = 700
"""Characters from an article's start in which a correction says that it is one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Value:
    """A short answer as one source gives it."""

    text: str
    span: Span
    """The article's characters."""
    evidence: Evidence
    sentence: str
    score: float
    corrects: bool
    """Its article says that it corrects an earlier report."""

    @property
    def figure(self) -> float | None:
        """Its quantity in base units, where it is one."""
        figures = [m.value for m in read_mentions(self.text) if isinstance(m.value, Figure)]
        return figures[0].value if len(figures) == 1 else None

    @property
    def day(self) -> dt.date | None:
        """The day that its sentence speaks of; else the day of publication."""
        return self.stated_day or self.evidence.published

    @property
    def stated_day(self) -> dt.date | None:
        """The day that its sentence speaks of, if any up to the day of publication."""
        published = self.evidence.published
        for mention in read_mentions(self.sentence):
            if isinstance(mention.value, DateWords):
                days = days_meant(mention.value, published)
                if days and days.only and (published is None or days.only <= published):
                    return days.only
        return None


@dataclasses.dataclass(frozen=True, slots=True)
class Reported:
    """One event and the values that sources give of it: each inner tuple holds the sources of one value."""

    values: tuple[tuple[Value, ...], ...]

    @property
    def day(self) -> dt.date | None:
        days = [value.day for group in self.values for value in group if value.day]
        return min(days, default=None)

    @property
    def score(self) -> float:
        return max(value.score for group in self.values for value in group)


def reported(values: Sequence[Value], kind: Expected) -> list[Reported]:
    """The events that the values are about, best first; of each, the distinct values, the one to lead with first."""
    events: list[list[Value]] = []
    for value in _one_of_each_article(values):
        for event in events:
            if any(_same_event(value, other) for other in event) and not any(_apart(value, other) for other in event):
                event.append(value)
                break
        else:
            events.append([value])
    return [Reported(_distinct(event, kind)) for event in events]


def _one_of_each_article(values: Sequence[Value]) -> list[Value]:
    """The best value of each article, best first: what one article says beside it is about something else."""
    best: dict[str, Value] = {}
    for value in sorted(values, key=lambda value: -value.score):
        best.setdefault(value.evidence.article_id, value)
    return list(best.values())


def is_correction(article: Article) -> bool:
    """True where the article's head says that it corrects an earlier report."""
    start = max(0, article.body_start - 300)
    return bool(_CORRECTS.search(f"{article.title or ''}\n{article.text[start : article.body_start + HEAD]}"))


def correction_notes(sentences: Sequence[tuple[str, Evidence]], articles: Mapping[str, Article]) -> list[str]:
    """One for each quoted article that corrects an earlier report in a sentence that is quoted."""
    sources = [
        source_name(item)
        for text, item in sentences
        if _SAYS_IT_CORRECTS.search(text) and is_correction(articles[item.article_id])
    ]
    return [f"{CORRECTED}: {source} puts an earlier report right" for source in dict.fromkeys(sources)]


def newest_note(evidence: Sequence[Evidence]) -> str | None:
    """`Newest report: Meridian Wire, 30 March 2022; older: Kestrel Daily, 29 March 2022`; None where nothing is older."""
    newest = max((item for item in evidence if item.published), key=lambda item: str(item.published), default=None)
    if newest is None:
        return None
    rest = [item for item in evidence if item.published != newest.published]
    older = dict.fromkeys(source_name(item) for item in rest if item.published)
    undated = dict.fromkeys(source_name(item) for item in rest if not item.published)
    told = [f"older: {'; '.join(older)}" if older else "", f"of unknown age: {'; '.join(undated)}" if undated else ""]
    return f"{NEWEST}: {'; '.join([source_name(newest), *filter(None, told)])}" if rest else None


def same_value(one: Value, other: Value) -> bool:
    """The same quantity, or the same words."""
    if one.figure is not None and other.figure is not None:
        share = ROUNDED if _ROUNDED.match(one.text) or _ROUNDED.match(other.text) else EXACT
        return abs(one.figure - other.figure) <= share * max(abs(one.figure), abs(other.figure))
    a, b = set(stems(one.text)), set(stems(other.text))
    return a <= b or b <= a


def independent(evidence: Sequence[Evidence], articles: Mapping[str, Article]) -> str | None:
    """`4 articles, 2 independent` where some of the cited articles are copies of others; None where none is."""
    sources = {item.article_id for item in evidence}
    copies = {name for item in evidence for name in item.duplicates if name in articles} - sources
    total = len(sources) + len(copies)
    return f"{total} articles, {len(sources)} independent: copies of one story count once" if copies else None


def _same_event(one: Value, other: Value) -> bool:
    """Days apart tell two events apart; without a day, articles that share many words are of one event."""
    if one.day is None or other.day is None:
        corrected = (one.corrects or other.corrects) and one.evidence.outlet == other.evidence.outlet is not None
        return (
            corrected
            or same_value(one, other)
            or _likeness(one.evidence.text, other.evidence.text) >= ALIKE
            or _names_day_of(one, other)
            or _names_day_of(other, one)
        )
    if _told_before(one, other) or _told_before(other, one):
        return False
    return abs((one.day - other.day).days) <= SAME_EVENT_DAYS


def _names_day_of(undated: Value, other: Value) -> bool:
    """Whether the passage of an undated report names the other's day and month: `WASHINGTON, March 29 (Meridian Wire)`."""
    if undated.day is not None or other.day is None:
        return False
    named = [
        days_meant(mention.value, other.day)
        for mention in read_mentions(undated.evidence.text)
        if isinstance(mention.value, DateWords) and mention.value.month and mention.value.day
    ]
    return Days(other.day, other.day) in named


def _apart(one: Value, other: Value) -> bool:
    """Days apart: an undated report does not join two events."""
    return one.day is not None and other.day is not None and abs((one.day - other.day).days) > SAME_EVENT_DAYS


def _told_before(one: Value, other: Value) -> bool:
    """One's event came after the other was published."""
    return (
        one.stated_day is not None
        and other.evidence.published is not None
        and one.stated_day > other.evidence.published
    )


def _likeness(one: str, other: str) -> float:
    """Jaccard similarity of the informative words."""
    a, b = set(content_stems(one)), set(content_stems(other))
    return len(a & b) / max(len(a | b), 1)


def _distinct(event: Sequence[Value], kind: Expected) -> tuple[tuple[Value, ...], ...]:
    """Values of one event, the same ones together: corrections lead, then what most outlets say, then the best match."""
    groups: list[list[Value]] = []
    for value in event:
        for group in groups:
            if same_value(value, group[0]):
                group.append(value)
                break
        else:
            groups.append([value])
    if kind not in COMPARABLE:
        groups = groups[:1]
    groups = [group for group in groups if _of_one_thing(groups[0][0], group[0], kind)]
    groups.sort(key=lambda group: (-any(v.corrects for v in group), -voices(group), -max(v.score for v in group)))
    return tuple(tuple(group) for group in groups)


def voices(group: Sequence[Value]) -> int:
    """How many outlets give a value. Articles that name none count as one: nothing tells them from one hand."""
    return len({value.evidence.outlet for value in group})


def source_name(evidence: Evidence) -> str:
    """Outlet and date as a reader would say them; the title or the file's name where no outlet is known."""
    name = evidence.outlet or (f"“{evidence.title}”" if evidence.title else evidence.article_id)
    return f"{name}, {written_day(evidence.published)}"


def written_day(date: dt.date | None) -> str:
    """2022-03-29 → `29 March 2022`"""
    return f"{date.day} {date:%B %Y}" if date else "no date"


def _of_one_thing(one: Value, other: Value, kind: Expected) -> bool:
    """Whether two values can be of one thing: figures of like size; days, sums and counts, of which reports are full, told in like
    sentences.
    """
    if one is other:
        return True
    if kind not in ("duration", "time") and alike(one.sentence, other.sentence) < ALIKE:
        return False
    return one.figure is None or other.figure is None or _of_like_size(one.figure, other.figure)


def differ(one: float, other: float) -> bool:
    """Whether two figures can be of one thing and are not the same, rounded or not."""
    return _of_like_size(one, other) and abs(one - other) > ROUNDED * max(abs(one), abs(other))


def _of_like_size(one: float, other: float) -> bool:
    small, large = sorted((abs(one), abs(other)))
    return large <= MOST_APART * small


def alike(one: str, other: str, weights: Mapping[str, float] | None = None) -> float:
    """The share of each text's words that the other has, words of like meaning by the square of their likeness: 0 to 1."""
    import numpy as np

    from assistant.text.word_vectors import likeness

    a, b = list(dict.fromkeys(content_stems(one))), list(dict.fromkeys(content_stems(other)))
    if not a or not b:
        return 0.0
    near = np.clip(likeness(a, [[stem] for stem in b]), 0.0, 1.0) ** 2
    of_a, of_b = (np.array([(weights or {}).get(stem, 1.0) for stem in side]) for side in (a, b))
    return float((of_a @ near.max(axis=1) / of_a.sum() + of_b @ near.max(axis=0) / of_b.sum()) / 2)


def days_asked(question: str, published: dt.date | None) -> list[Days]:
    """The days that a question names; those without a year are of the year next to the article's: `on 9 December`."""
    found = named_days(question)
    if found:
        return found
    for mention in read_mentions(question):
        if isinstance(mention.value, DateWords) and not _BESIDE.search(question[: mention.start]):
            meant = days_meant(mention.value, published)
            found += [meant] if meant else []
    return found


def is_near(told: Days, days: Sequence[Days]) -> bool:
    """Whether days that a text speaks of touch the asked ones, or those around them that are of one event."""
    slack = dt.timedelta(days=SAME_EVENT_DAYS)
    return any(told.first <= span.last + slack and span.first - slack <= told.last for span in days)


def is_of(date: dt.date | None, days: Sequence[Days]) -> bool:
    """On one of the days, or within the days after in which news of it appears."""
    slack = dt.timedelta(days=SAME_EVENT_DAYS)
    return date is not None and any(span.first <= date <= span.last + slack for span in days)
