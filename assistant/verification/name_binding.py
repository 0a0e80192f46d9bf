"""Whether the references bind a claim's names to what the claim says of them.

A name that is in the text but away from the rest of the claim was perhaps put in another's place ("Vidal said …" where
Reyes said it); two names may have changed places ("France beat Spain"). A small logistic regression over readable
signs of word positions, not of grammar, trained on right claims whose names were exchanged (`eval/training/train_name_binding.py`).
`assistant bench support` measures how many wrong claims it catches, and how many right ones it doubts.
"""

from __future__ import annotations

import bisect
import collections
import dataclasses
import functools
import math
import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.text.content_words import stems_in, token_stems
from assistant.text.mentions import Located, Mention
from assistant.text.tokens import TokenizedText
from assistant.text.transliteration import fold_word
from assistant.verification.features import Alignment

SIGNS = {
    "company": 1, "neighbours": 1, "context": 1,
    "apart": -1, "rival": -1, "inverted": -1, "others": -1,
    "names": 0, "sentences": 0,
}  # fmt: skip
"""Every sign, and which way it may speak: 1 only for the name, -1 only against it, 0 either way."""
REACH = 6
"""Content words: how far a name's neighbours in the claim may stand from it in the text."""
NEIGHBOURS = 5
SAID_OF_IT = 3
"""So many words on either side of a name are taken for what is said of it."""
FULL_STOP = re.compile(r"[.!?…]")
MOST_NAMES = 12
"""A sentence has no more names than this; a page must not cost a minute."""


@dataclasses.dataclass(frozen=True, slots=True)
class Binding:
    """A name of the claim and how it stands in the references."""

    mention: Mention
    signs: Mapping[str, float]


@dataclasses.dataclass(frozen=True, slots=True)
class NameModel:
    """The trained weights. A claim's name is doubted where the sum is below zero."""

    weights: Mapping[str, float]
    intercept: float

    def sum(self, signs: Mapping[str, float]) -> float:
        return self.intercept + sum(weight * signs[name] for name, weight in self.weights.items())


def stray_name(
    seen: Alignment, claim: TokenizedText, texts: Sequence[TokenizedText], located: Sequence[Located], model: NameModel
) -> Mention | None:
    """The name of the claim that the references have for something else, if there is one: the most doubtful."""
    sums = [(model.sum(binding.signs), binding.mention) for binding in bindings(seen, claim, texts, located)]
    worst = min(sums, key=lambda pair: pair[0], default=None)
    return worst[1] if worst is not None and worst[0] < 0 else None


def bindings(
    seen: Alignment, claim: TokenizedText, texts: Sequence[TokenizedText], located: Sequence[Located]
) -> list[Binding]:
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
    for steps, stem in _around(scene, seat):
        if stem not in seat.stems and stem in scene.places:
            near.append((scene.seen.weights[stem] / steps, scene.places[stem]))
    total = sum(weight for weight, _ in near)
    if not total:
        return 1.0
    shares = (sum(weight for weight, spots in near if _near(at, spots)) for at in _mentions(scene, seat))
    return max(shares, default=0.0) / total


def _around(scene: Scene, seat: Seat) -> Iterator[tuple[int, str]]:
    """The claim's stems on either side of a name, with their distance."""
    order = scene.seen.order
    for steps in range(1, NEIGHBOURS + 1):
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
    mentions = frozenset(_mentions(scene, seat))
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


def _context(claim: TokenizedText, texts: Sequence[TokenizedText], seat: Seat) -> float:
    """How many of the two words just before and behind the name, small ones too, stand there in the references."""
    value = seat.mention.value
    words = [i for i in range(value.first, value.end) if claim.lower[i][0].isalnum()]
    before, behind = _before(claim, value.first), _word(claim, value.end)
    first, last = fold_word(claim.lower[words[0]]), fold_word(claim.lower[words[-1]])
    return float(any(_before(text, at) == before for text in texts for at in text.places.get(first, ()))) + float(
        any(_word(text, at + 1) == behind for text in texts for at in text.places.get(last, ()))
    )


def _word(words: TokenizedText, i: int) -> str:
    return words.lower[i] if 0 <= i < len(words) else ""


def _before(words: TokenizedText, i: int) -> str:
    """The word before token i, articles passed over."""
    before = _word(words, i - 1)
    article = before == "the" or before in words.language.quantities.articles
    return _word(words, i - 2) if article else before


def _apart(scene: Scene, seat: Seat, headings: Sequence[bool]) -> dict[str, float]:
    """How much less of the rest of the claim stands in or beside a sentence with the name than in the best sentence;
    and whether a better sentence without the name has a name there that the claim lacks.
    """
    seen = scene.seen
    rest = frozenset(seen.weights) - seat.stems
    whole = seen.share(rest)
    shares = [seen.share(hit & rest) / whole for hit in seen.hits]
    named = _named(scene, seat)
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
    if any(scene.turned[i] for i in _named(scene, seat)):
        return 0.0
    order = scene.seen.order
    mentions = frozenset(_mentions(scene, seat))
    total = 0.0
    for start, step in ((seat.last + 1, 1), (seat.first - 1, -1)):
        sought = other = 0.0
        for k in range(SAID_OF_IT):
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

    def __init__(self, seen: Alignment, seats: Sequence[Seat], turned: Sequence[bool]) -> None:
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


@functools.lru_cache(maxsize=64)
def _named(scene: Scene, seat: Seat) -> frozenset[int]:
    """The sentences with the name: at least half of it, rare words counting more; else with any word of it."""
    seen = scene.seen
    whole = sum(seen.weights[stem] for stem in seat.stems)
    held = [sum(seen.weights[stem] for stem in seat.stems & hit) for hit in seen.hits]
    least = whole / 2 if max(held) >= whole / 2 else 1e-9
    stated = {i for i, sentence in enumerate(seen.sentences) if seat.stated and seat.stated <= sentence.stems}
    return frozenset(i for i, part in enumerate(held) if part >= least) | stated


@functools.lru_cache(maxsize=64)
def _mentions(scene: Scene, seat: Seat) -> list[int]:
    """Where words of the name stand in those sentences."""
    named = _named(scene, seat)
    stems = seat.stems | seat.stated
    return sorted(at for stem in stems for at in scene.places.get(stem, ()) if scene.sentence[at] in named)


def seats_of(claim: TokenizedText, texts: Sequence[TokenizedText], located: Sequence[Located]) -> list[Seat]:
    """The claim's names that the references have, each once."""
    order = [(i, stem) for i, stem in enumerate(token_stems(claim)) if stem is not None]
    seats: dict[frozenset[str], Seat] = {}
    for found in located:
        value = found.mention.value
        mine = [(place, stem) for place, (i, stem) in enumerate(order) if value.first <= i < value.end]
        stems = frozenset(stem for _, stem in mine)
        if found.mention.kind == "name" and found.reference is not None and found.span is not None and stems:
            stated = stems_in(texts[found.reference], *found.span)
            other = frozenset() if stems & stated else stated
            seats.setdefault(stems, Seat(found.mention, stems, other, mine[0][0], mine[-1][0]))
    return list(seats.values())[:MOST_NAMES]


def headings_of(texts: Sequence[TokenizedText]) -> list[bool]:
    """For every sentence whether it is a heading: a line without a full stop. It names what all that follows is about."""
    return [
        not FULL_STOP.search(text.text, max(start, end - 4), end) for text in texts for start, end in text.sentences
    ]


def voices_of(claim: TokenizedText, texts: Sequence[TokenizedText]) -> list[bool]:
    """For every sentence, whether it turns the claim: "Vidal was accused by Reyes" and "Reyes accused Vidal"."""
    passive = _passive(claim.lower, claim.language.check.being)
    return [
        _passive(text.lower[tokens.start : tokens.stop], text.language.check.being) != passive
        for text in texts
        for tokens in map(text.tokens_of, range(len(text.sentences)))
    ]


def _passive(words: Sequence[str], being: frozenset[str]) -> bool:
    """A form of "be" and then, within six words, "by"."""
    if "by" not in words:
        return False
    return any(word in being and "by" in words[i + 1 : i + 7] for i, word in enumerate(words))
