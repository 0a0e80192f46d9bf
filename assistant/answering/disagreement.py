"""Where independent sources say one thing in other words or with other figures: what a reader should see side by side."""

from __future__ import annotations

import dataclasses
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from assistant.answering import events
from assistant.answering.sentence_ranking import Scored, says_the_same
from assistant.retrieval.answer_type import UNITS, Expected, content_stems
from assistant.schema import Evidence
from assistant.text.date_words import DateWords
from assistant.text.mentions import Mention, find_mention, read_mentions
from assistant.text.numbers import Figure

ALIKE = 0.3
"""Two sentences are taken to tell of one thing when their words are as like as this; of two sentences by chance 3 in 100 are."""
ALIKE_WORDS = 0.5
"""Two quotations are renderings of one from this likeness; from ALIKE, when the words around them are as like."""
LONGEST_RENDERING = 8
"""Words of a quotation that is compared: of longer ones some part is always like."""
LEAST_SHARE = 0.01
"""The other source's sentence weighs at least this share of the best one."""
_VERSIONS = re.compile(
    r"\b(?:each|both|either) sides?\b"
    r"|\b(?:each|both|either) (?:of the )?(?:\w+ )?(?:articles?|reports?|sources?|outlets?|papers?|newspapers?|accounts?|versions?)\b"
    r"|\bthe (?:two|three|various|different) (?:\w+ |\w+-\w+ )?(?:articles|reports|sources|outlets|papers|newspapers|accounts|versions)\b"
    r"|\b(?:different|differing|conflicting|several|two|three|other|various) (?:wordings?|versions?|accounts?|renderings?|translations?)\b"
    r"|\b(?:different|differing|conflicting) (?:words|figures?|numbers|sums)\b"
    r"|\b(?:differ|differs|disagree|disagrees|contradict|contradicts)\b|\bdid\b.* \band\b.* agree on\b",
    re.IGNORECASE,
)
"""Asks for what several sources give, side by side."""
_OPPOSED = re.compile(
    r"\b(?:while|whereas|but|although|however|by contrast)\b|\b(?:den(?:y|ies|ied)|disput(?:e|es|ed)|reject(?:s|ed)?|contradict(?:s|ed)?)\b"
    r"|\b(?:not|no|never|without) (?:even )?(?:mention|speak|spoke|say|confirm)\w*",
    re.IGNORECASE,
)
"""How a report sets one account against another."""


def asks_for_versions(question: str) -> bool:
    """Whether a question wants to know what each of several sources says."""
    return _VERSIONS.search(question) is not None


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
            f"{value} ({events.source_name(item.evidence)})"
            for value, item in zip(self.values, (self.one, self.other), strict=True)
        ]
        return f"{events.DIFFER}{' in their wording' if self.in_words else ''}: {'; '.join(told)}"


def differing(
    question: str, kind: Expected | None, ranked: Sequence[Scored], chosen: Sequence[Scored]
) -> Variant | None:
    """The best pair of a chosen sentence and one of another article of the same days whose quotation or figure differs."""
    weights = _weights([item.text for item in ranked])
    found = []
    for one in chosen if kind in (None, "quote") else ranked[:1]:
        if not _asked_about(question, one):
            continue
        for other in ranked:
            enough = other.score >= LEAST_SHARE * ranked[0].score and _asked_about(question, other)
            if enough and _independent(one.evidence, other.evidence) and not says_the_same(one.text, other.text):
                found += [(one.score * other.score, v) for v in _pairs(question, kind, one, other, weights)]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def opposed(question: str, chosen: Sequence[Scored]) -> str | None:
    """A note where the question asks for several versions and one article sets two against each other."""
    if not asks_for_versions(question):
        return None
    best = next((item for item in chosen if _asked_about(question, item) and _OPPOSED.search(item.text)), None)
    return f"{events.DIFFER} within one article: {events.source_name(best.evidence)}" if best else None


def _asked_about(question: str, item: Scored) -> bool:
    """Its article is not known to be of other days than those that the question names."""
    days = events.days_asked(question, item.evidence.published)
    return not days or item.evidence.published is None or events.is_of(item.evidence.published, days)


def _pairs(
    question: str, kind: Expected | None, one: Scored, other: Scored, weights: Mapping[str, float]
) -> list[Variant]:
    """What each of two sentences has and the other has not, of the kind that is asked for, said of one thing."""
    found = []
    if kind in UNITS and not (one.evidence.published and other.evidence.published):
        return []  # of another day, for all that is known
    for mine in _own(question, kind, one, other):
        for theirs in _own(question, kind, other, one):
            if _same_figure(mine, theirs):
                continue
            around = events.alike(_without(one.text, mine), _without(other.text, theirs), weights)
            words = events.alike(mine.text, theirs.text) if mine.kind == "quote" else 0.0
            if words >= ALIKE_WORDS or (around >= ALIKE and (mine.kind != "quote" or words >= ALIKE)):
                found.append(Variant(one, other, (_plain(mine), _plain(theirs)), mine.kind == "quote"))
    return found


def _same_figure(mine: Mention, theirs: Mention) -> bool:
    """Figures that are the same but for rounding, or too far apart to be of one thing."""
    return (
        isinstance(mine.value, Figure)
        and isinstance(theirs.value, Figure)
        and not events.differ(mine.value.value, theirs.value.value)
    )


def _own(question: str, kind: Expected | None, item: Scored, other: Scored) -> list[Mention]:
    """The mentions of the kind that neither the other sentence nor the question has."""
    return [
        mention
        for mention in _of_kind(kind, item.text)
        if find_mention(mention, other.text, other.evidence.published) is None
        and find_mention(mention, question) is None
    ]


def _without(text: str, mention: Mention) -> str:
    return f"{text[: mention.start]} {text[mention.end :]}"


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
    return abs((one.published - other.published).days) <= events.SAME_EVENT_DAYS


def _of_kind(kind: Expected | None, text: str) -> list[Mention]:
    mentions = read_mentions(text)
    if kind in UNITS:
        return [m for m in mentions if isinstance(m.value, Figure) and m.value.unit in UNITS[kind]]
    if kind == "date":
        return [m for m in mentions if isinstance(m.value, DateWords) and m.value.day is not None]
    quotes = [m for m in mentions if m.kind == "quote" and len(m.text.split()) <= LONGEST_RENDERING]
    return quotes if kind in (None, "quote") else []


def _plain(mention: Mention) -> str:
    """`“a grave error,”` → `“a grave error”`; other mentions as they are."""
    if mention.kind != "quote":
        return mention.text
    return f"“{mention.text.strip(' “”„«»‘’,.;:' + chr(34) + chr(39))}”"
