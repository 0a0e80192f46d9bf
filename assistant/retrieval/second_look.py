"""A second look: "where was the director of Blue Harbour born?" is answered by an article that does not name the film.

The best passages of the first look are bridges: where one names a person, a place or a thing that is the very title of
another article, that article's beginning gets a share of the bridge's own probability,
P(passage) = P₁(passage) + λ · Σ_bridges P₁(bridge) · P₂(passage | bridge), P₂ among the articles that the bridge names.
Headlines of the news are seldom a name, so it costs news nothing; in an encyclopaedia it follows the links that a reader
would. Asking again with all names of the best passages was tried instead: see the ablation in `eval/README.md`.
"""

from __future__ import annotations

import re
from functools import lru_cache, reduce
from typing import TYPE_CHECKING

from assistant.retrieval import ranker
from assistant.retrieval.answer_type import content_stems
from assistant.text.normalize import words

if TYPE_CHECKING:
    import numpy as np

    from assistant.index.collection import Collection

BRIDGES = 3
"""Passages of the first look that lead on."""
NAMES = 12
"""Names of a bridge that are looked up, in the order of the text."""
LAMBDA = 0.5
MOST_TITLES = 20
"""Articles that are looked at for one name."""
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")


def links(collection: Collection, rows: np.ndarray, scores: np.ndarray, question: str) -> list[tuple[int, list[int]]]:
    """The best candidates that name other articles: (place among the candidates, first rows of those articles)."""
    import numpy as np

    asked = {word.stem for word in words(question)}
    found = []
    for place in np.argsort(-scores, kind="stable")[:BRIDGES].tolist():
        row = int(rows[place])
        named = [
            other for name in _names(collection, row) if not _stems(name) <= asked for other in titled(collection, name)
        ]
        others = [other for other in dict.fromkeys(named) if collection.owners[other] != collection.owners[row]]
        if others:
            found.append((place, others))
    return found


def titled(collection: Collection, name: str) -> list[int]:
    """The first passages of the articles whose title is a name; `Blue Harbour (film)` counts as Blue Harbour."""
    import numpy as np

    wanted = _stems(name)
    ids = [collection.lexical.vocabulary.get(one) for one in wanted]
    if not ids or None in ids:
        return []
    holders = reduce(np.intersect1d, [collection.lexical.rows_with(int(i or 0)) for i in ids])
    first = holders[collection.begins_article(holders)][:MOST_TITLES].tolist()
    return [row for row in first if _stems(_title(collection, row)) == wanted]


def gains(rows: np.ndarray, scores: np.ndarray, found: list[tuple[int, list[int]]], shares: np.ndarray) -> np.ndarray:
    """What each candidate gains, shape (candidates,): `shares` are P₁ of the candidates that `found` counts."""
    import numpy as np

    places = {row: place for place, row in enumerate(rows.tolist())}
    gained = np.zeros(len(rows))
    for bridge, others in found:
        linked = [places[row] for row in others]
        gained[linked] += LAMBDA * shares[bridge] * ranker.shares(scores[linked])
    return gained


def _names(collection: Collection, row: int) -> list[str]:
    from assistant.text.mentions import read_mentions

    found = [mention.text for mention in read_mentions(collection.passages[row].text) if mention.kind == "name"]
    return list(dict.fromkeys(found))[:NAMES]


def _title(collection: Collection, row: int) -> str:
    title = collection.articles[collection.passages[row].article_id].title or ""
    return _IN_BRACKETS.sub("", title)


@lru_cache(maxsize=65536)
def _stems(text: str) -> frozenset[str]:
    """Kept, because the titles of the same articles are looked at with every question."""
    return frozenset(content_stems(text))
