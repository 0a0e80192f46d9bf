"""Events and sources: which values are reported of one event, by whom, and whether the sources agree.

Reports of one event stand within a few days of each other. Copies of a wire story are folded into one piece of evidence
before this stage, so every value here comes from a source of its own. A later report that says it corrects an earlier
one leads; the earlier one is mentioned.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from assistant.answering.disagreement import Value, distinct, same_value
from assistant.answering.sentence_ranking import Scored, in_the_same_words
from assistant.answering.wording import source_name
from assistant.retrieval.question import SAME_EVENT_DAYS
from assistant.schema import Article, Days, Evidence, Note
from assistant.text.date_words import DateWords, days_meant
from assistant.text.languages import language
from assistant.text.mentions import read_mentions
from assistant.text.normalize import content_stems

SAME_STORY = 0.3
"""The likeness of two passages from which an undated one is taken to be of the other's event."""
ABOUT = 0.25
"""The share of the question's words that a sentence holds which corrects an earlier report about what is asked. Of the sample's 15 such
notes nine were to the point, and eight of nine with this (eval/notes.jsonl)."""
HEAD = 700
"""Characters from an article's start in which a correction says that it is one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reported:
    """One event and the values that sources give of it: each inner tuple holds the sources of one value."""

    values: tuple[tuple[Value, ...], ...]

    @property
    def day(self) -> dt.date | None:
        days = [value.day for group in self.values for value in group if value.day]
        return min(days, default=None)


def reported(values: Sequence[Value]) -> list[Reported]:
    """The events that the values are about, best first; of each, the distinct values, the one to lead with first."""
    events: list[list[Value]] = []
    for value in _one_of_each_article(values):
        for event in events:
            if any(_same_event(value, other) for other in event) and not any(_apart(value, other) for other in event):
                event.append(value)
                break
        else:
            events.append([value])
    return [Reported(distinct(event)) for event in events]


def _one_of_each_article(values: Sequence[Value]) -> list[Value]:
    """The best value of each article, best first: what one article says beside it is about something else."""
    best: dict[str, Value] = {}
    for value in sorted(values, key=lambda value: -value.score):
        best.setdefault(value.evidence.article_id, value)
    return list(best.values())


def is_correction(article: Article) -> bool:
    """True where the article's head says that it corrects an earlier report."""
    start = max(0, article.body_start - 300)
    head = f"{article.title or ''}\n{article.text[start : article.body_start + HEAD]}"
    return bool(language(article.language).answers.corrects.search(head))


def correction_notes(quoted: Sequence[Scored], articles: Mapping[str, Article]) -> list[Note]:
    """One for each article that corrects an earlier report, about what is asked, in a sentence that is quoted."""
    found: dict[str, Note] = {}
    for one in quoted:
        item = one.evidence
        corrects = one.held >= ABOUT and language(item.language).answers.says_it_corrects.search(one.text)
        if corrects and is_correction(articles[item.article_id]):
            told = f"Corrected: {source_name(item)} puts an earlier report right"
            found.setdefault(told, Note("corrected", told, (item.label,)))
    return list(found.values())


def newest_note(evidence: Sequence[Evidence]) -> Note | None:
    """`Newest report: Meridian Wire, 30 March 2022; older: Kestrel Daily, 29 March 2022`; None where nothing is older."""
    newest = max((item for item in evidence if item.published), key=lambda item: str(item.published), default=None)
    rest = [item for item in evidence if newest and item.published != newest.published]
    if newest is None or not rest:
        return None
    older = dict.fromkeys(source_name(item) for item in rest if item.published)
    undated = dict.fromkeys(source_name(item) for item in rest if not item.published)
    told = [f"older: {'; '.join(older)}" if older else "", f"of unknown age: {'; '.join(undated)}" if undated else ""]
    return Note("newest", f"Newest report: {'; '.join([source_name(newest), *filter(None, told)])}", (newest.label,))


def copies_note(evidence: Sequence[Evidence], articles: Mapping[str, Article]) -> Note | None:
    """`4 articles, 2 independent` where some of the articles that the answer begins with are copies of others; None where none is."""
    sources = {item.article_id for item in evidence}
    copies = {name for item in evidence for name in item.duplicates if name in articles} - sources
    if not copies:
        return None
    text = f"{len(sources) + len(copies)} articles, {len(sources)} independent: copies of one story count once"
    return Note("copies", text, tuple(item.label for item in evidence if item.duplicates))


def _same_event(one: Value, other: Value) -> bool:
    """Days apart tell two events apart; without a day, articles or sentences that share many words are of one event."""
    if one.day is None or other.day is None:
        corrected = (one.corrects or other.corrects) and one.evidence.outlet == other.evidence.outlet is not None
        return (
            corrected
            or same_value(one, other)
            or in_the_same_words(one.sentence, other.sentence)
            or _likeness(one.evidence.text, other.evidence.text) >= SAME_STORY
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
