"""What the check looks at: features with readable names, measured between a claim and its references."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence

from assistant.text.content_words import StemmedSentence, sentences_of, stems_in, token_stems
from assistant.text.mentions import Located
from assistant.text.tokens import TokenizedText

Weigh = Callable[[str], float]
"""A stem's weight: how rare it is."""

FEATURES = {
    "plain_three": 1, "overlap_two": 1,
    "missing_figures": -1, "missing_dates": -1, "missing_names": -1, "missing_quotes": -1,
}  # fmt: skip
"""Every feature, and which way it may speak: 1 only for support, -1 only against it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Alignment:
    """A claim laid beside the sentences of its references."""

    order: tuple[str, ...]
    """The claim's content stems as they come."""
    weights: Mapping[str, float]
    sentences: Sequence[StemmedSentence]
    vocabulary: frozenset[str]
    hits: Sequence[frozenset[str]]
    """For each reference sentence, the claim's stems in it."""
    weigh: Weigh

    def share(self, stems: frozenset[str] | set[str]) -> float:
        """The weighted share of the claim that these stems make up."""
        total = sum(self.weights.values())
        # fsum: a set has another order in each process, and the rounding of a plain sum would decide between equals
        return math.fsum(self.weights[found] for found in stems) / total if total else 0.0


def align(
    claim: TokenizedText, references: Sequence[TokenizedText], weigh: Weigh, located: Sequence[Located] = ()
) -> Alignment:
    """Lay the claim's content words beside every sentence of its references.

    Where an atom was found in other words ("Kiev" at "Kyïv"), sentences with those words hold the atom's words too.
    """
    order = tuple(found for found in token_stems(claim) if found is not None)
    weights = {word: weigh(word) for word in order}
    sentences = [sentence for reference in references for sentence in sentences_of(reference)]
    claimed = frozenset(weights)
    same = [pair for found in located for pair in _otherwise(found, claim, references)]
    hits = []
    for sentence in sentences:
        told = [mine for mine, theirs in same if theirs <= sentence.stems]
        hits.append((claimed & sentence.stems).union(*told) if told else claimed & sentence.stems)
    vocabulary = frozenset().union(*(sentence.stems for sentence in sentences), *(mine for mine, _ in same))
    return Alignment(order, weights, sentences, vocabulary, hits, weigh)


def _otherwise(
    found: Located, claim: TokenizedText, references: Sequence[TokenizedText]
) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The claim's stems of an atom and the reference's, where they differ."""
    if found.reference is None or found.span is None:
        return []
    value = found.mention.value
    mine = frozenset(stem for stem in token_stems(claim)[value.first : value.end] if stem is not None)
    theirs = stems_in(references[found.reference], *found.span)
    return [(mine, theirs)] if theirs and mine - theirs else []


def features_of(seen: Alignment, located: Sequence[Located]) -> dict[str, float]:
    """Every feature of FEATURES by name, each a share from 0 to 1."""
    return {"plain_three": _held_by_three(seen), "overlap_two": _overlap(seen), **_missing(located)}


def _held_by_three(seen: Alignment) -> float:
    """The share of the claim's content words that three sentences in a row hold."""
    rows = (frozenset().union(*seen.hits[i : i + 3]) for i in range(max(1, len(seen.hits) - 2)))
    return max(sum(word in row for word in seen.order) for row in rows) / max(1, len(seen.order))


def _overlap(seen: Alignment) -> float:
    """How much of both is common to the claim and two sentences in a row (Dice's coefficient), rare words counting more."""
    whole = sum(seen.weights.values())
    best = 0.0
    for i in range(len(seen.hits)):
        if held := frozenset().union(*seen.hits[i : i + 2]):
            stems = frozenset().union(*(sentence.stems for sentence in seen.sentences[i : i + 2]))
            common = math.fsum(seen.weights[stem] for stem in held)
            best = max(best, 2 * common / (whole + math.fsum(map(seen.weigh, stems))))
    return best


def _missing(located: Sequence[Located]) -> dict[str, float]:
    """The share of the claim's figures, dates, names and quotes that the references do not have."""
    shares = {}
    for kind in ("figure", "date", "name", "quote"):
        found = [atom.span is not None for atom in located if atom.mention.kind == kind]
        shares[f"missing_{kind}s"] = found.count(False) / max(1, len(found))
    return shares
