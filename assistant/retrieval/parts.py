"""A question that asks several things taken apart, so that each can be searched for by itself and in the outlet that it names.

`Does the Courier's report call it an accident, while the Daily's says that it was planned?` → two parts, one of each outlet. Cut
where a clause may begin, if enough is said on both sides; what stands between two cuts is a part, in words as the reader wrote them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from assistant.schema import QueryPart, Span
from assistant.text.languages import ENGLISH, Language
from assistant.text.normalize import content_stems

LEAST = 4
"""Words that say something, besides outlets and words for reports, without which a clause is no part of its own."""


def parts(text: str, outlets: Sequence[str], language: Language = ENGLISH) -> tuple[QueryPart, ...]:
    """The parts of a question, in its order; none where it asks one thing.

    A part that names several outlets is one for each of them; one that names none is sought in all that the question names.
    """
    named = _named(text, outlets, language)
    every = tuple(dict.fromkeys(outlet for _, outlet in named))
    found: list[QueryPart] = []
    joint = language.questions.joint if named else language.questions.second_question
    for start, end in _clauses(text, joint, [span for span, _ in named], language):
        clause = text[start:end].strip(" ,;:")
        inside = dict.fromkeys(outlet for span, outlet in named if start <= span[0] < end)
        found += [QueryPart(clause, (outlet,)) for outlet in inside] or [QueryPart(clause, every)]
    return tuple(found) if len(found) > 1 else ()


def _clauses(text: str, joint: re.Pattern[str], named: Sequence[Span], language: Language) -> list[Span]:
    """The text cut at every joint, and what says too little put to what stands before it, or behind it at the beginning."""
    cuts = [0, *(found.start() for found in joint.finditer(text)), len(text)]
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
