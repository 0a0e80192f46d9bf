"""Whether the references bind a claim's names to what the claim says of them.

A name that is in the text but away from the rest of the claim was perhaps put in another's place ("Vidal said …" where
Reyes said it); two names may have changed places ("France beat Spain"). A small logistic regression over readable
signs of word positions, not of grammar, trained on right claims whose names were exchanged (`training/relations.py`).
`verify_bench` measures how many wrong claims it catches, and how many right ones it doubts.
"""

from __future__ import annotations

import bisect
import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence

from assistant.text.mentions import Located, Mention
from assistant.text.tokens import Words, fold
from assistant.verification.features import Comparison
from assistant.verification.scene import Scene, Seat, headings_of, seats_of, voices_of

SIGNS = {
    "company": 1, "neighbours": 1, "context": 1,
    "apart": -1, "rival": -1, "inverted": -1, "others": -1,
    "names": 0, "sentences": 0,
}  # fmt: skip
"""Every sign, and which way it may speak: 1 only for the name, -1 only against it, 0 either way."""
ARTICLES = ("the", "a", "an")
REACH = 6
"""Content words: how far a name's neighbours in the claim may stand from it in the text."""
NEIGHBOURS = 5
SPOKEN_OF = 3
"""So many words on either side of a name are taken for what is said of it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Binding:
    """A name of the claim and how it stands in the references."""

    mention: Mention
    signs: Mapping[str, float]


@dataclasses.dataclass(frozen=True, slots=True)
class Judge:
    """The trained weights. A claim's name is doubted where the sum is below zero."""

    weights: Mapping[str, float]
    intercept: float

    def sum(self, signs: Mapping[str, float]) -> float:
        return self.intercept + sum(weight * signs[name] for name, weight in self.weights.items())


def stray_name(
    seen: Comparison, claim: Words, texts: Sequence[Words], located: Sequence[Located], judge: Judge
) -> Mention | None:
    """The name of the claim that the references have for something else, if there is one: the most doubtful."""
    sums = [(judge.sum(binding.signs), binding.mention) for binding in bindings(seen, claim, texts, located)]
    worst = min(sums, key=lambda pair: pair[0], default=None)
    return worst[1] if worst is not None and worst[0] < 0 else None


def bindings(seen: Comparison, claim: Words, texts: Sequence[Words], located: Sequence[Located]) -> list[Binding]:
    """How each name of the claim that the references have is bound to the rest, by the signs of SIGNS."""
    seats = seats_of(claim, texts, located)
    if not seats or not seen.sentences:
        return []
    scene = Scene(seen, seats, voices_of(claim, texts))
    headings = headings_of(texts)
    found = []
    for seat in seats:
        if frozenset(seen.weights) - seat.stems:
            signs = {
                "company": _company(scene, seat),
                "neighbours": _neighbours(scene, seat),
                "context": _context(claim, texts, seat),
                **_apart(scene, seat, headings),
                "inverted": float(_inverted(scene, seat, headings)),
                "others": _others(scene, seat),
                "names": math.log1p(len(seats)),
                "sentences": math.log1p(len(seen.sentences)),
            }
            found.append(Binding(seat.mention, signs))
    return found


def _company(scene: Scene, seat: Seat) -> float:
    """Of the claim's words around the name that the references have, near ones counting more: the largest share that
    stands near one mention. 1 where there is none.
    """
    near: list[tuple[float, list[int]]] = []
    for steps, stem in _around(scene, seat, NEIGHBOURS):
        if stem not in seat.stems and stem in scene.places:
            near.append((scene.seen.weights[stem] / steps, scene.places[stem]))
    total = sum(weight for weight, _ in near)
    if not total:
        return 1.0
    shares = (sum(weight for weight, spots in near if _near(at, spots)) for at in scene.mentions(seat))
    return max(shares, default=0.0) / total


def _around(scene: Scene, seat: Seat, reach: int) -> Iterator[tuple[int, str]]:
    """The claim's stems on either side of a name, with their distance."""
    order = scene.seen.order
    for steps in range(1, reach + 1):
        for place in (seat.first - steps, seat.last + steps):
            if 0 <= place < len(order):
                yield steps, order[place]


def _near(at: int, spots: Sequence[int]) -> bool:
    next_spot = bisect.bisect_left(spots, at - REACH)
    return next_spot < len(spots) and spots[next_spot] <= at + REACH


def _neighbours(scene: Scene, seat: Seat) -> float:
    """For the content word just before the name and the one just behind: 1 where it stands there in the references
    too, a half where within three words, or where they do not have the word.
    """
    order = scene.seen.order
    mentions = frozenset(scene.mentions(seat))
    total = 0.0
    for place, step in ((seat.first - 1, 1), (seat.last + 1, -1)):
        spots = scene.places.get(order[place], ()) if 0 <= place < len(order) else ()
        beside = (step in _steps_to(at, step, mentions) for at in spots)
        close = any(_steps_to(at, step, mentions) for at in spots)
        total += 0.5 if not spots else 1.0 if any(beside) else 0.5 * close
    return total


def _steps_to(at: int, step: int, mentions: frozenset[int]) -> list[int]:
    """The steps (1 to 3, forward or back) at which a mention stands from here."""
    return [step * far for far in (1, 2, 3) if at + step * far in mentions]


def _context(claim: Words, texts: Sequence[Words], seat: Seat) -> float:
    """How many of the two words just before and behind the name, small ones too, stand there in the references."""
    value = seat.mention.value
    words = [i for i in range(value.first, value.end) if claim.lower[i][0].isalnum()]
    before, behind = _before(claim, value.first), _word(claim, value.end)
    first, last = fold(claim.lower[words[0]]), fold(claim.lower[words[-1]])
    return float(any(_before(text, at) == before for text in texts for at in text.places.get(first, ()))) + float(
        any(_word(text, at + 1) == behind for text in texts for at in text.places.get(last, ()))
    )


def _word(words: Words, i: int) -> str:
    return words.lower[i] if 0 <= i < len(words) else ""


def _before(words: Words, i: int) -> str:
    """The word before token i, articles passed over."""
    return _word(words, i - 2) if _word(words, i - 1) in ARTICLES else _word(words, i - 1)


def _apart(scene: Scene, seat: Seat, headings: Sequence[bool]) -> dict[str, float]:
    """How much less of the rest of the claim stands in or beside a sentence with the name than in the best sentence;
    and whether a better sentence without the name has a name there that the claim lacks.
    """
    seen = scene.seen
    rest = frozenset(seen.weights) - seat.stems
    whole = seen.share(rest)
    shares = [seen.share(hit & rest) / whole for hit in seen.hits]
    named = scene.named(seat)
    here = max((shares[i] for i in named), default=0.0)
    beside = max((shares[i + k] for i in named for k in (-1, 0, 1, 2) if 0 <= i + k < len(shares)), default=0.0)
    best = max((i for i, heading in enumerate(headings) if not heading), key=shares.__getitem__, default=None)
    rival = False
    if best is not None and best not in named and shares[best] > max(here, 0.3):
        sentence = seen.sentences[best]
        words = zip(sentence.order, sentence.capitals, strict=True)
        rival = any(capital and stem not in seen.weights for stem, capital in words)
    return {"apart": max(0.0, shares[best] - beside) if best is not None else 0.0, "rival": float(rival)}


def _inverted(scene: Scene, seat: Seat, headings: Sequence[bool]) -> bool:
    """For another name of the claim: where sentences have both, they have them in the other order, all of them."""
    mine = _first_places(scene, seat)
    for other in scene.seats:
        if other is not seat and not other.stems & seat.stems:
            theirs = _first_places(scene, other)
            both = [i for i in mine.keys() & theirs.keys() if not headings[i]]
            before = seat.first < other.first
            if both and all(((mine[i] < theirs[i]) == before) == scene.turned[i] for i in both):
                return True
    return False


def _first_places(scene: Scene, seat: Seat) -> dict[int, int]:
    """For each sentence with a word of the name, the first place."""
    places = (at for stem in seat.stems for at in scene.places.get(stem, ()))
    return {scene.sentence[at]: at for at in sorted(places, reverse=True)}


def _others(scene: Scene, seat: Seat) -> float:
    """What the claim says on each side of the name, up to its next name: the share (of two sides) that the references
    say beside another of the claim's names and nowhere beside this one. 0 where a sentence with the name turns the
    claim from active to passive: there everything stands on the other side.
    """
    if any(scene.turned[i] for i in scene.named(seat)):
        return 0.0
    order = scene.seen.order
    mentions = frozenset(scene.mentions(seat))
    total = 0.0
    for start, step in ((seat.last + 1, 1), (seat.first - 1, -1)):
        sought = other = 0.0
        for k in range(SPOKEN_OF):
            place = start + step * k
            if not 0 <= place < len(order) or order[place] in scene.names:
                break
            nearest = {_nearest(scene, seat, at, -step, mentions) for at in scene.places.get(order[place], ())}
            weight = scene.seen.weights[order[place]] / (1 + k) if nearest else 0.0
            sought += weight
            other += weight if "other" in nearest and not nearest & {"own", "foreign"} else 0.0
        total += other / sought if sought else 0.0
    return total


def _nearest(scene: Scene, seat: Seat, at: int, step: int, mentions: frozenset[int]) -> str:
    """Whose name stands nearest on one side of a word, at most eight content words away in its sentence."""
    for far in range(1, 9):
        place = at + step * far
        if not 0 <= place < len(scene.stems) or scene.sentence[place] != scene.sentence[at]:
            return "none"
        if place in mentions:
            return "own"
        if scene.stems[place] in scene.names and scene.stems[place] not in seat.stems:
            return "other"
        if scene.capitals[place] and scene.stems[place] not in scene.seen.weights:
            return "foreign"
    return "none"
