"""Where independent sources say one thing in other words or with other figures: what a reader should see side by side.

All comparing of what sources give is done here: of the values of one event (`distinct`), and of quoted sentences whose wording or
figures differ (`differing`).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.answering.sentence_ranking import Scored, in_the_same_words, is_copy, says_the_same
from assistant.answering.wording import told_by
from assistant.retrieval.question import SAME_EVENT_DAYS, days_asked, is_of
from assistant.schema import AtomKind, Evidence, Note, Query, Span
from assistant.text import languages
from assistant.text.date_words import DateWords, days_meant, same_date
from assistant.text.languages import ENGLISH, Language
from assistant.text.mentions import Mention, find_mention, read_mentions
from assistant.text.normalize import content_stems, stems
from assistant.text.numbers import Figure
from assistant.text.quotes import MARKS
from assistant.text.word_vectors import likeness

COMPARABLE: frozenset[AtomKind] = frozenset(("figure", "date"))
"""Kinds of which two different values for one thing are worth a word; two names are often both right, and quotations are
compared by their words (`differing`)."""
LASTING = ("time", "months", "clock")
"""Units of which a report has few figures, seldom two of one size for different things."""
MOST_APART = 2.0
"""Figures of which one is more than so many times the other are not taken to be of one thing."""
EXACT, ROUNDED = 0.005, 0.02
"""Figures are the same within these shares of the larger: 121 minutes are about two hours, and 62 minutes are not an hour."""
SAME_THING = 0.3
"""Two sentences are taken to tell of one thing when their words are as like as this; of two sentences by chance 3 in 100 are."""
SAME_WORDS = 0.5
"""Two quotations are renderings of one from this likeness; from SAME_THING, when the words around them are as like."""
LONGEST_RENDERING = 8
"""Words of a quotation that is compared: of longer ones some part is always like."""
LEAST_SHARE = 0.01
"""The other source's sentence weighs at least this share of the best one."""


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
    mention: Mention | None = None
    """What it is (`mention_at`)."""

    @property
    def quoted(self) -> bool:
        """It stands within quoted words."""
        return self.mention is not None and self.mention.kind == "quote"

    @property
    def comparable(self) -> bool:
        """It is a figure or a day."""
        return self.mention is not None and self.mention.kind in COMPARABLE

    @property
    def mentions(self) -> list[Mention]:
        """All of its kind that stand in it: two in "50 dead, 100 wounded"."""
        if self.mention is None or not self.comparable:
            return []
        read = read_mentions(self.text, language=languages.language(self.evidence.language))
        like = [mention for mention in read if mention.kind == self.mention.kind]
        return like if len(like) > 1 else [self.mention]

    @property
    def day(self) -> dt.date | None:
        """The day that its sentence speaks of; else the day of publication."""
        return self.stated_day or self.evidence.published

    @property
    def stated_day(self) -> dt.date | None:
        """The day that its sentence speaks of, if any up to the day of publication."""
        return stated_day(self.sentence, self.evidence.published)


def mention_at(sentence: str, span: Span, language: Language = ENGLISH) -> Mention | None:
    """What a short answer is: quoted words, where it stands within them, else the first figure, day or name in it; None for all else."""
    mentions = read_mentions(sentence, language=language)
    first = next((m for m in mentions if m.start < span[1] and span[0] < m.end), None)
    if first and first.kind == "quote" and not (first.start <= span[0] and span[1] <= first.end):
        return None
    return first


def sort_of(mention: Mention) -> tuple[AtomKind, str | None]:
    """What a mention is comparable by: its kind, and a figure's unit. The units of days are how they are written."""
    return mention.kind, mention.value.unit if isinstance(mention.value, Figure) else None


def stated_day(sentence: str, published: dt.date | None) -> dt.date | None:
    """The first day up to its publication that a sentence speaks of, in "Thursday's call" too."""
    for mention in read_mentions(re.sub(r"['’]s\b", "", sentence)):
        if isinstance(mention.value, DateWords):
            days = days_meant(mention.value, published)
            if days and days.only and (published is None or days.only <= published):
                return days.only
    return None


def distinct(event: Sequence[Value]) -> tuple[tuple[Value, ...], ...]:
    """Values of one event, the same ones together: what most sources say leads, then corrections, then the best match.

    An outlet that corrects itself no longer stands for what it said before. A correction that stands alone against several others does
    not lead: whoever plants an article can call it one.
    """
    groups: list[list[Value]] = []
    for value in event:
        for group in groups:
            if same_value(value, group[0]):
                group.append(value)
                break
        else:
            groups.append([value])
    groups = [group for group in groups if of_one_thing(groups[0][0], group[0])]
    corrected = {value.evidence.outlet for value in event if value.corrects and value.evidence.outlet}

    def order(group: Sequence[Value]) -> tuple[int, bool, float]:
        held = [value for value in group if value.corrects or value.evidence.outlet not in corrected]
        return -voices(held), not any(value.corrects for value in group), -max(value.score for value in group)

    return tuple(tuple(group) for group in sorted(groups, key=order))


def voices(group: Sequence[Value]) -> int:
    """How many independent sources give a value. Articles of one outlet are one, and those that name none, since nothing tells them from
    one hand; so are those that tell it in the same sentence, which one had from the other.
    """
    apart: list[Value] = []
    for value in group:
        of_one = (
            value.evidence.outlet == one.evidence.outlet or is_copy(value.sentence, one.sentence) for one in apart
        )
        if not any(of_one):
            apart.append(value)
    return len(apart)


def same_value(one: Value, other: Value) -> bool:
    """The same quantities or days, as many as both give, or the same words."""
    fewer, more = sorted((one, other), key=lambda value: len(value.mentions))
    if fewer.mention and more.mention and fewer.comparable and fewer.mention.kind == more.mention.kind:
        days = fewer.evidence.published, more.evidence.published
        return all(any(_same(mine, theirs, *days) for theirs in more.mentions) for mine in fewer.mentions)
    a, b = set(stems(one.text)), set(stems(other.text))
    return a <= b or b <= a


def _same(one: Mention, other: Mention, day: dt.date | None, other_day: dt.date | None) -> bool:
    mine, theirs = one.value, other.value
    if isinstance(mine, Figure) and isinstance(theirs, Figure):
        share = ROUNDED if mine.about or theirs.about else EXACT
        return mine.unit == theirs.unit and _near(mine.value, theirs.value, share)
    if isinstance(mine, DateWords) and isinstance(theirs, DateWords):
        return same_date(mine, day, theirs, other_day) or same_date(theirs, other_day, mine, day)
    return False


def of_one_thing(one: Value, other: Value) -> bool:
    """Whether two values can be of one thing: figures of one unit and like size; days, sums and counts, of which reports are full, told
    in like sentences.
    """
    if one is other:
        return True
    mine, theirs = one.mention, other.mention
    if mine is None or theirs is None or not one.comparable or sort_of(mine) != sort_of(theirs):
        return False
    if sort_of(mine)[1] not in LASTING and alike(one.sentence, other.sentence) < SAME_THING:
        return False
    if isinstance(mine.value, Figure) and isinstance(theirs.value, Figure):
        return _of_like_size(mine.value.value, theirs.value.value)
    return True


def differ(one: float, other: float) -> bool:
    """Whether two figures can be of one thing and are not the same, rounded or not."""
    return _of_like_size(one, other) and not _near(one, other, ROUNDED)


def _near(one: float, other: float, share: float) -> bool:
    return abs(one - other) <= share * max(abs(one), abs(other))


def _of_like_size(one: float, other: float) -> bool:
    small, large = sorted((abs(one), abs(other)))
    return large <= MOST_APART * small


def alike(one: str, other: str, weights: Mapping[str, float] | None = None) -> float:
    """The share of each text's words that the other has, words of like meaning by the square of their likeness: 0 to 1."""
    a, b = list(dict.fromkeys(content_stems(one))), list(dict.fromkeys(content_stems(other)))
    if not a or not b:
        return 0.0
    near = np.clip(likeness(a, [[stem] for stem in b]), 0.0, 1.0) ** 2
    of_a, of_b = (np.array([(weights or {}).get(stem, 1.0) for stem in side]) for side in (a, b))
    return float((of_a @ near.max(axis=1) / of_a.sum() + of_b @ near.max(axis=0) / of_b.sum()) / 2)


@dataclasses.dataclass(frozen=True, slots=True)
class Variant:
    """What two sources give for one thing."""

    one: Scored
    other: Scored
    values: tuple[str, str]
    in_words: bool

    @property
    def note(self) -> Note:
        sources = (self.one.evidence, self.other.evidence)
        told = [told_by(value, [item]) for value, item in zip(self.values, sources, strict=True)]
        return differ_note(told, sources, in_words=self.in_words)


def differ_note(told: Sequence[str], sources: Sequence[Evidence], *, in_words: bool = False) -> Note:
    text = f"Sources differ{' in their wording' if in_words else ''}: {'; '.join(told)}"
    return Note("sources differ", text, tuple(item.label for item in sources))


def differing(query: Query, ranked: Sequence[Scored], chosen: Sequence[Scored]) -> Variant | None:
    """The best pair of a chosen sentence and one of another article of the same days whose quotation differs; or, where the best
    sentence has a figure or a day for its short answer, of this one and another."""
    weights = _weights([item.text for item in ranked])
    best = ranked[0]
    lead = mention_at(best.text, best.short, languages.language(best.evidence.language)) if best.short else None
    given = lead if lead and _exact(lead) else None
    found = []
    for one in ranked[:1] if given else chosen:
        if not _asked_about(query, one):
            continue
        for other in ranked:
            enough = other.score >= LEAST_SHARE * ranked[0].score or in_the_same_words(one.text, other.text)
            if not enough or not _asked_about(query, other):
                continue
            if _of_one_event(one, other) and not says_the_same(one.text, other.text):
                found += [(one.score * other.score, v) for v in _pairs(query, one, other, given, weights)]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _asked_about(query: Query, item: Scored) -> bool:
    """Its article is not known to be of other days than those that the question names."""
    days = days_asked(query, item.evidence.published)
    return not days or item.evidence.published is None or is_of(item.evidence.published, days)


def _pairs(
    query: Query, one: Scored, other: Scored, given: Mention | None, weights: Mapping[str, float]
) -> list[Variant]:
    """What each of two sentences has and the other has not, said of one thing: what is given of the one and the like of the other, or
    quotations."""
    found = []
    if given and given.kind == "figure" and not (one.evidence.published and other.evidence.published):
        return []  # of another day, for all that is known
    for mine in _own(query, other, [given] if given else _like(None, one.text)):
        for theirs in _own(query, one, _like(given, other.text)):
            if _same_figure(mine, theirs):
                continue
            around = alike(without(one.text, mine), without(other.text, theirs), weights)
            words = alike(mine.text, theirs.text) if mine.kind == "quote" else 0.0
            if words >= SAME_WORDS or (around >= SAME_THING and (mine.kind != "quote" or words >= SAME_THING)):
                found.append(Variant(one, other, (_plain(mine), _plain(theirs)), mine.kind == "quote"))
    return found


def _same_figure(mine: Mention, theirs: Mention) -> bool:
    """Figures that are the same but for rounding, or too far apart to be of one thing."""
    return (
        isinstance(mine.value, Figure)
        and isinstance(theirs.value, Figure)
        and not differ(mine.value.value, theirs.value.value)
    )


def _own(query: Query, other: Scored, mentions: Sequence[Mention]) -> list[Mention]:
    """Those of the mentions that neither the other sentence nor the question has."""
    asked_in = languages.language(query.language)
    return [
        mention
        for mention in mentions
        if find_mention(mention, other.text, other.evidence.published) is None
        and find_mention(mention, query.text, language=asked_in) is None
    ]


def without(text: str, mention: Mention) -> str:
    """The words around a mention."""
    return f"{text[: mention.start]} {text[mention.end :]}"


def _weights(texts: Sequence[str]) -> dict[str, float]:
    """How much a word counts: more, the fewer of the texts hold it."""
    frequency = Counter(stem for text in texts for stem in set(content_stems(text)))
    return {stem: math.log(1 + len(texts) / (1 + count)) for stem, count in frequency.items()}


def _of_one_event(one: Scored, other: Scored) -> bool:
    """Independent reports, neither of which speaks of a day after the other was published."""
    if not _independent(one.evidence, other.evidence):
        return False
    days = [stated_day(item.text, item.evidence.published) for item in (one, other)]
    before = [item.evidence.published for item in (other, one)]
    return not any(day and printed and day > printed for day, printed in zip(days, before, strict=True))


def _independent(one: Evidence, other: Evidence) -> bool:
    """Of different articles that are not copies of one another, published within the days of one event."""
    if one.article_id in (other.article_id, *other.duplicates) or other.article_id in one.duplicates:
        return False
    if one.published is None or other.published is None:
        return True
    return abs((one.published - other.published).days) <= SAME_EVENT_DAYS


def _like(given: Mention | None, text: str) -> list[Mention]:
    """What a sentence has of the sort of a figure or a day, else its quotations."""
    mentions = read_mentions(text)
    if given is None:
        return [m for m in mentions if m.kind == "quote" and len(m.text.split()) <= LONGEST_RENDERING]
    return [m for m in mentions if _exact(m) and sort_of(m) == sort_of(given)]


def _exact(mention: Mention) -> bool:
    """A figure of a unit or a day: plain counts and months are of too many things."""
    if isinstance(mention.value, Figure):
        return mention.value.unit is not None
    return isinstance(mention.value, DateWords) and mention.value.day is not None


def _plain(mention: Mention) -> str:
    """`“a grave error,”` → `“a grave error”`; other mentions as they are."""
    if mention.kind != "quote":
        return mention.text
    return f"“{mention.text.strip(MARKS)}”"
