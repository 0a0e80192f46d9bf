"""A second look: "who met the person that said X?" is answered by an article that shares no word with the question.

The best passages of the first look name people, places and things that the question does not: the bridges. The
question is asked again with each bridge's names, and what is found so gets a share of the bridge's own probability. As
a mixture: P(passage) = P₁(passage) + λ · Σ_bridges P₁(bridge) · P₂(passage | bridge).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant import ranking
from assistant.words import is_function_word, words

if TYPE_CHECKING:
    import numpy as np

    from assistant.collection import Collection
    from assistant.retrieve import Found
    from assistant.schema import Query

BRIDGES = 2
"""Passages of the first look that lead on."""
NAMES = 6
"""Names of a bridge that the question is asked again with, the rarest first."""
LAMBDA = 0.5
MOST_PASSAGES = 20
"""Of each second look."""


@dataclasses.dataclass(frozen=True, slots=True)
class Bridge:
    """A passage of the first look, and the question with its names."""

    row: int
    text: str
    share: float
    """Its probability to be the best passage."""


def bridges(collection: Collection, query: Query, found: Found, model: ranking.Model) -> list[Bridge]:
    """The best passages of the first look that name what the question does not."""
    import numpy as np

    scores = ranking.passage_scores(found.signals, model)
    shares = ranking.shares(scores)
    asked = {word.stem for word in words(query.text)}
    made = []
    for place in np.argsort(-scores, kind="stable")[:BRIDGES].tolist():
        row = int(found.signals.rows[place])
        names = _names(collection, row, asked)
        if names:
            made.append(Bridge(row, f"{query.text} {' '.join(names)}", float(shares[place])))
    return made


def gains(seconds: Sequence[tuple[Bridge, np.ndarray, np.ndarray]]) -> dict[int, float]:
    """What each passage gains: `seconds` are the bridges with the rows found through each and their scores."""
    import numpy as np

    gained: dict[int, float] = {}
    for bridge, found, scores in seconds:
        others = found != bridge.row
        shares = ranking.shares(scores[others]) if others.any() else scores[:0]
        best = np.argsort(-shares, kind="stable")[:MOST_PASSAGES]
        for row, share in zip(found[others][best].tolist(), shares[best].tolist(), strict=True):
            gained[row] = gained.get(row, 0.0) + LAMBDA * bridge.share * share
    return gained


def _names(collection: Collection, row: int, asked: set[str]) -> list[str]:
    """Words written with a capital inside a sentence of the passage that the question does not hold, the rarest first."""
    passage = collection.passages[row]
    found: dict[str, tuple[int, str]] = {}
    for start, end in passage.sentences:
        sentence = passage.text[start - passage.start : end - passage.start]
        for place, word in enumerate(words(sentence)):
            written = sentence[word.start : word.end]
            known = word.stem in asked or is_function_word(word.stem)
            if place and written[:1].isupper() and not known and word.stem not in found:
                number = collection.lexical.vocabulary.get(word.stem)
                count = int(collection.lexical.frequencies[number]) if number is not None else 0
                found[word.stem] = (count, written)
    return [written for count, written in sorted(found.values()) if count > 1][:NAMES]
