"""What of the passages a small model reads: the sentences that bear on the question, with their neighbours, within a number of tokens."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from assistant.schema import Evidence

LETTERS_A_TOKEN = 4.0
"""In English; a token of the heading and the marks around a sentence is counted on top."""
HEADING_TOKENS, LINE_TOKENS = 30, 3


def excerpts(evidence: Sequence[Evidence], tokens: int) -> list[Evidence]:
    """The passages, each cut to those of its sentences that fit: the likeliest to answer first, each with the one before and the one
    behind. A passage without such a sentence is left out, one whose sentences are not known stays whole.

    At least one sentence is given, whatever its length.
    """
    ranked = sorted(
        ((place, number) for place, item in enumerate(evidence) for number in range(len(item.sentences))),
        key=lambda at: -evidence[at[0]].sentences[at[1]].probability,
    )
    taken: dict[int, set[int]] = {}
    room = float(tokens)
    for place, number in ranked:
        item, already = evidence[place], taken.get(place, set())
        neighbours = set(range(max(0, number - 1), min(len(item.sentences), number + 2)))
        for wanted in (neighbours, {number}):
            cost = sum(_cost(item, one) for one in wanted - already) + (0 if already else HEADING_TOKENS)
            if cost <= room or (not taken and wanted == {number}):
                taken[place] = already | wanted
                room -= cost
                break
    return [
        _cut(item, sorted(taken[place])) if item.sentences else item
        for place, item in enumerate(evidence)
        if place in taken or not item.sentences
    ]


def _cost(item: Evidence, number: int) -> float:
    sentence = item.sentences[number]
    return (sentence.end - sentence.start) / LETTERS_A_TOKEN + LINE_TOKENS


def _cut(item: Evidence, numbers: Sequence[int]) -> Evidence:
    """The passage with the text of these sentences only, as they follow each other."""
    kept = [item.sentences[number] for number in numbers]
    return dataclasses.replace(
        item, text="\n".join(item.text[one.start - item.start : one.end - item.start] for one in kept)
    )
