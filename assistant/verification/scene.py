"""A claim's names laid beside the sentences of its references: where each of them stands, and what turns the order.

`relations` reads its signs from this.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
import re
from collections.abc import Sequence

from assistant.text.content_words import content_stem
from assistant.text.mentions import Located, Mention
from assistant.text.tokens import TOKEN, Words
from assistant.verification.features import Comparison

FULL_STOP = re.compile(r"[.!?…]")
BEING = frozenset(("is", "are", "was", "were", "be", "been", "being"))
MOST_NAMES = 12
"""A sentence has no more names than this; a page must not cost a minute."""


@dataclasses.dataclass(frozen=True)
class Seat:
    """A name, and its place among the claim's content stems: from `first` to `last`."""

    mention: Mention
    stems: frozenset[str]
    stated: frozenset[str]
    """The references' stems for it where they are other ones (Kyïv, the U.S.)."""
    first: int
    last: int


class Scene:
    """The references' content stems in one row, and where those of the claim stand."""

    def __init__(self, seen: Comparison, seats: Sequence[Seat], turned: Sequence[bool]) -> None:
        self.seen = seen
        self.turned = turned
        """For each sentence, whether it is passive where the claim is active, or the reverse."""
        self.seats = seats
        self.stems = [stem for sentence in seen.sentences for stem in sentence.order]
        self.capitals = [capital for sentence in seen.sentences for capital in sentence.capitals]
        self.sentence = [i for i, sentence in enumerate(seen.sentences) for _ in sentence.order]
        self.names = frozenset(stem for seat in seats for stem in seat.stems)
        self.places: dict[str, list[int]] = collections.defaultdict(list)
        wanted = self.names.union(seen.weights, *(seat.stated for seat in seats))
        for at, stem in enumerate(self.stems):
            if stem in wanted:
                self.places[stem].append(at)

    def named(self, seat: Seat) -> frozenset[int]:
        """The sentences with the name: at least half of it, rare words counting more; else with any word of it."""
        return _named(self, seat)

    def mentions(self, seat: Seat) -> list[int]:
        """Where words of the name stand in those sentences."""
        return _mentions(self, seat)


@functools.lru_cache(maxsize=64)
def _named(scene: Scene, seat: Seat) -> frozenset[int]:
    seen = scene.seen
    whole = sum(seen.weights[stem] for stem in seat.stems)
    held = [sum(seen.weights[stem] for stem in seat.stems & hit) for hit in seen.hits]
    least = whole / 2 if max(held) >= whole / 2 else 1e-9
    stated = {i for i, sentence in enumerate(seen.sentences) if seat.stated and seat.stated <= sentence.stems}
    return frozenset(i for i, part in enumerate(held) if part >= least) | stated


@functools.lru_cache(maxsize=64)
def _mentions(scene: Scene, seat: Seat) -> list[int]:
    named = scene.named(seat)
    stems = seat.stems | seat.stated
    return sorted(at for stem in stems for at in scene.places.get(stem, ()) if scene.sentence[at] in named)


def seats_of(claim: Words, texts: Sequence[Words], located: Sequence[Located]) -> list[Seat]:
    """The claim's names that the references have, each once."""
    order = [(i, stem) for i, word in enumerate(claim.lower) if (stem := content_stem(word)) is not None]
    seats: dict[frozenset[str], Seat] = {}
    for found in located:
        value = found.mention.value
        mine = [(place, stem) for place, (i, stem) in enumerate(order) if value.first <= i < value.end]
        stems = frozenset(stem for _, stem in mine)
        if found.mention.kind == "name" and found.reference is not None and found.span is not None and stems:
            text = texts[found.reference].text[slice(*found.span)]
            stated = frozenset(stem for token in TOKEN.findall(text) if (stem := content_stem(token.lower())))
            other = frozenset() if stems & stated else stated
            seats.setdefault(stems, Seat(found.mention, stems, other, mine[0][0], mine[-1][0]))
    return list(seats.values())[:MOST_NAMES]


def headings_of(texts: Sequence[Words]) -> list[bool]:
    """For every sentence whether it is a heading: a line without a full stop. It names what all that follows is about."""
    return [
        not FULL_STOP.search(text.text, max(start, end - 4), end) for text in texts for start, end in text.sentences
    ]


def voices_of(claim: Words, texts: Sequence[Words]) -> list[bool]:
    """For every sentence, whether it turns the claim: "Vidal was accused by Reyes" and "Reyes accused Vidal"."""
    passive = _passive(claim.lower)
    return [
        _passive(text.lower[tokens.start : tokens.stop]) != passive
        for text in texts
        for tokens in map(text.tokens_of, range(len(text.sentences)))
    ]


def _passive(words: Sequence[str]) -> bool:
    """A form of "be" and then, within six words, "by"."""
    if "by" not in words:
        return False
    return any(word in BEING and "by" in words[i + 1 : i + 7] for i, word in enumerate(words))
