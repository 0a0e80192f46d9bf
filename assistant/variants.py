"""Where independent sources say one thing in other words or with other figures: what a reader should see side by side."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Sequence

from assistant.atoms import Mention, find_mention, read_mentions
from assistant.datewords import DateWords
from assistant.events import DIFFER, SAME_EVENT_DAYS, source_name
from assistant.expected import UNITS, Expected, content_stems
from assistant.figures import Figure
from assistant.schema import Evidence
from assistant.sentences import Scored, says_the_same

ALIKE = 0.3
"""Two sentences are taken to tell of one thing when their words are as like as this; of two sentences by chance 3 in 100 are."""
LEAST_SHARE = 0.01
"""The other source's sentence weighs at least this share of the best one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Variant:
    """What two sources give for one thing."""

    one: Scored
    other: Scored
    values: tuple[str, str]
    in_words: bool

    @property
    def note(self) -> str:
        told = [
            f"{value} ({source_name(item.evidence)})"
            for value, item in zip(self.values, (self.one, self.other), strict=True)
        ]
        return f"{DIFFER}{' in their wording' if self.in_words else ''}: {'; '.join(told)}"


def differing(
    question: str, kind: Expected | None, ranked: Sequence[Scored], chosen: Sequence[Scored]
) -> Variant | None:
    """The best pair of a chosen sentence and one of another article of the same days whose quotation or figure differs."""
    weights = _weights([item.text for item in ranked])
    found = []
    for one in chosen:
        for other in ranked:
            if other.score < LEAST_SHARE * ranked[0].score or not _independent(one.evidence, other.evidence):
                continue
            values = _values(question, kind, one, other)
            if values and not says_the_same(one.text, other.text):
                likeness = alike(one.text, other.text, weights)
                if likeness >= ALIKE:
                    found.append((likeness * other.score * one.score, Variant(one, other, values, kind not in UNITS)))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def alike(one: str, other: str, weights: Counter[str] | dict[str, float]) -> float:
    """The share of each sentence's words that the other has, words of like meaning by the square of their likeness: 0 to 1."""
    import numpy as np

    from assistant.likeness import likeness

    a, b = list(dict.fromkeys(content_stems(one))), list(dict.fromkeys(content_stems(other)))
    if not a or not b:
        return 0.0
    near = np.clip(likeness(a, [[stem] for stem in b]), 0.0, 1.0) ** 2
    of_a, of_b = (np.array([weights.get(stem, 1.0) for stem in side]) for side in (a, b))
    return float((of_a @ near.max(axis=1) / of_a.sum() + of_b @ near.max(axis=0) / of_b.sum()) / 2)


def _weights(texts: Sequence[str]) -> dict[str, float]:
    """How much a word counts: more, the fewer of the texts hold it."""
    frequency = Counter(stem for text in texts for stem in set(content_stems(text)))
    return {stem: math.log(1 + len(texts) / (1 + count)) for stem, count in frequency.items()}


def _independent(one: Evidence, other: Evidence) -> bool:
    """Of different articles that are not copies of one another, published within the days of one event."""
    if one.article_id in (other.article_id, *other.duplicates) or other.article_id in one.duplicates:
        return False
    if one.published is None or other.published is None:
        return True
    return abs((one.published - other.published).days) <= SAME_EVENT_DAYS


def _values(question: str, kind: Expected | None, one: Scored, other: Scored) -> tuple[str, str] | None:
    """What each has and the other has not, of the kind that is asked for: quoted words, where no other kind is."""
    mine = [m for m in _of_kind(kind, one.text) if find_mention(m, other.text, other.evidence.published) is None]
    theirs = [m for m in _of_kind(kind, other.text) if find_mention(m, one.text, one.evidence.published) is None]
    new = [[m for m in side if find_mention(m, question) is None] for side in (mine, theirs)]
    return (_plain(new[0][0]), _plain(new[1][0])) if new[0] and new[1] else None


def _of_kind(kind: Expected | None, text: str) -> list[Mention]:
    mentions = read_mentions(text)
    if kind in UNITS:
        return [m for m in mentions if isinstance(m.value, Figure) and m.value.unit in UNITS[kind]]
    if kind == "date":
        return [m for m in mentions if isinstance(m.value, DateWords) and m.value.day is not None]
    return [m for m in mentions if m.kind == "quote"] if kind in (None, "quote") else []


def _plain(mention: Mention) -> str:
    """`“a grave error,”` → `“a grave error”`; other mentions as they are."""
    if mention.kind != "quote":
        return mention.text
    return f"“{mention.text.strip(' “”„«»‘’,.;:' + chr(34) + chr(39))}”"
