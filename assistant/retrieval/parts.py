"""A question that asks several things taken apart, so that each is searched for by itself and in the outlet that it names.

`Does the Courier's report call it an accident, while the Daily's says that it was planned?` → two parts, one of each outlet, cut
where a clause may begin, if enough is said on both sides. Where no outlet is named, only what asks anew is a part, as a question of
its own: `What did the bridge cost, and who opened it?` → `What did the bridge cost?`, `Who opened it? (bridge)`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from assistant.retrieval.dependence import depends
from assistant.retrieval.followup import rewrite
from assistant.schema import QueryPart, Span
from assistant.text.languages import ENGLISH, Language
from assistant.text.mentions import read_mentions
from assistant.text.normalize import content_stems

LEAST = 4
"""Words that say something, besides outlets and words for reports, without which a clause is no part of its own."""
LEAST_ASKED = 2
"""The same of a clause that asks anew."""


def parts(text: str, outlets: Sequence[str], language: Language = ENGLISH) -> tuple[QueryPart, ...]:
    """The parts of a question, in its order; none where it asks one thing."""
    named = _named(text, outlets, language)
    found = _of_outlets(text, named, language) if named else _questions(text, language)
    return found if len(found) > 1 else ()


def _of_outlets(text: str, named: Sequence[tuple[Span, str]], language: Language) -> tuple[QueryPart, ...]:
    """A part that names several outlets is one for each of them; one that names none is sought in all that the question names, or
    anywhere if it is a question of its own (`…, and who opened it?`)."""
    every = tuple(dict.fromkeys(outlet for _, outlet in named))
    found: list[QueryPart] = []
    for start, end in _clauses(text, [span for span, _ in named], language):
        clause = text[start:end].strip(" ,;:")
        inside = dict.fromkeys(outlet for span, outlet in named if start <= span[0] < end)
        anew = language.questions.second_question.match(text, start)
        sought = () if anew and anew["word"] else every
        found += [QueryPart(clause, (outlet,)) for outlet in inside] or [QueryPart(clause, sought)]
    return tuple(found)


def _questions(text: str, language: Language) -> tuple[QueryPart, ...]:
    """The questions that a text asks one after the other; one that names nothing takes from the first what it leaves out."""
    joints = list(language.questions.second_question.finditer(text))
    starts, ends = [0, *(joint.end() for joint in joints)], [*(joint.start() for joint in joints), len(text)]
    asked = [text[start:end].strip(" ,;?") + "?" for start, end in zip(starts, ends, strict=True)]
    if any(len(content_stems(one, language)) < LEAST_ASKED for one in asked):
        return ()
    first, *others = asked
    whole = [one if _stands_alone(one, language) else rewrite(one, first, language=language) for one in others]
    return tuple(QueryPart(one[:1].upper() + one[1:]) for one in (first, *whole))


def _stands_alone(question: str, language: Language) -> bool:
    names = any(mention.kind == "name" for mention in read_mentions(question, language=language))
    return names and not depends(question, language)


def _clauses(text: str, named: Sequence[Span], language: Language) -> list[Span]:
    """The text cut at every joint, and what says too little put to what stands before it, or behind it at the beginning."""
    cuts = [0, *(joint.start() for joint in language.questions.joint.finditer(text)), len(text)]
    clauses: list[Span] = []
    weights: list[int] = []
    for start, end in itertools.pairwise(cuts):
        weight = _weight(text, (start, end), named, language)
        if weights and min(weight, weights[-1]) < LEAST:
            clauses[-1], weights[-1] = (clauses[-1][0], end), weights[-1] + weight
        else:
            clauses.append((start, end))
            weights.append(weight)
    return clauses


def _weight(text: str, clause: Span, named: Sequence[Span], language: Language) -> int:
    """How many words of a clause say something, besides outlets and words for reports."""
    start, end = clause
    said = "".join(
        " " if any(first <= place < last for first, last in named) else text[place] for place in range(start, end)
    )
    return len(content_stems(language.questions.reports.sub(" ", said), language))


def _named(text: str, outlets: Sequence[str], language: Language) -> list[tuple[Span, str]]:
    """Where outlets are named, written as they write themselves, "The" aside: the longest of those that overlap."""
    article = language.questions.outlet_article
    found = [
        (match.span(), outlet)
        for outlet in dict.fromkeys(outlets)
        for match in re.finditer(rf"(?<!\w){re.escape(article.sub('', outlet))}(?!\w)", text)
    ]
    found.sort(key=lambda each: (each[0][0], -each[0][1]))
    apart: list[tuple[Span, str]] = []
    for span, outlet in found:
        if not apart or span[0] >= apart[-1][0][1]:
            apart.append((span, outlet))
    return apart
