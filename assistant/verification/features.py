"""What the check looks at: features with readable names, measured between a claim and its references."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.text.content_words import StemmedSentence, sentences_of, stems_in, token_stems
from assistant.text.mentions import Located
from assistant.text.tokens import TokenizedText
from assistant.text.word_vectors import likeness, vectors_of
from assistant.verification.negation import opposites

if TYPE_CHECKING:
    import numpy as np

Weigh = Callable[[str], float]
"""A stem's weight: how rare it is."""

FEATURES = {
    "cover_two": 1, "cover_three": 1, "plain_three": 1, "cover_parts": 1, "overlap_two": 1, "hole": -1,
    "bigrams": 1, "trigrams": 1, "near": 1, "longest": 1, "reverse_best": 1,
    "alike_best": 1, "alike_three": 1, "topic": 1, "unlike": -1,
    "missing_figures": -1, "missing_dates": -1, "missing_names": -1, "missing_quotes": -1,
    "unmatched_best": -1, "opposites": -1, "hedges": -1, "claim_length": 0,
}  # fmt: skip
"""Every feature, and which way it may speak: 1 only for support, -1 only against it, 0 either way."""


ENOUGH = 0.4
"""A sentence of which the claim has two fifths is about the same thing; more says no more."""
LONGEST = 400
"""Content words of a claim that are compared by likeness: no sentence has so many, and a page must not cost a minute."""


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
    best: int | None
    """The sentence that holds most of the claim."""
    weigh: Weigh

    def share(self, stems: frozenset[str] | set[str]) -> float:
        """The weighted share of the claim that these stems make up."""
        total = sum(self.weights.values())
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
    # fsum, here and below: a set has another order in each process, and the rounding of a plain sum would decide between equals
    best = max(range(len(hits)), key=lambda i: math.fsum(weights[word] for word in hits[i]), default=None)
    return Alignment(order, weights, sentences, vocabulary, hits, best, weigh)


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


def features_of(
    seen: Alignment, claim: TokenizedText, references: Sequence[TokenizedText], located: Sequence[Located]
) -> dict[str, float]:
    """Every feature of FEATURES by name. Shares are 0 to 1; counts are log(1 + n)."""
    return {
        **_coverage(seen),
        **_two_sentences(seen, claim),
        **_word_order(seen),
        **_alike(seen),
        **_missing(located),
        **_contrary(seen, claim, references),
    }


def _coverage(seen: Alignment) -> dict[str, float]:
    """How much of the claim's content, rare words counting more, stands in one sentence or in two or three in a row."""
    none: frozenset[str] = frozenset()
    best = seen.hits[seen.best] if seen.best is not None else none
    best_words = seen.sentences[seen.best].stems if seen.best is not None else none
    two = max((seen.share(one | other) for one, other in itertools.pairwise(seen.hits)), default=0.0)
    rows = [none.union(*seen.hits[i : i + 3]) for i in range(max(1, len(seen.hits) - 2))]
    three = max(rows, key=seen.share)
    return {
        "cover_two": max(two, seen.share(best)),
        "cover_three": seen.share(three),
        "plain_three": sum(word in three for word in seen.order) / max(1, len(seen.order)),
        "reverse_best": min(ENOUGH, len(best) / max(1, len(best_words))),
        "hole": _hole(seen, three),
        "unmatched_best": math.log1p(len(seen.weights) - len(best)),
        "claim_length": math.log1p(len(seen.weights)),
    }


def _hole(seen: Alignment, held: frozenset[str]) -> float:
    """The longest stretch of the claim, rare words counting more, of which nothing is held."""
    longest = run = 0.0
    for word in seen.order:
        run = 0.0 if word in held else run + seen.weights[word]
        longest = max(longest, run)
    return longest


def _two_sentences(seen: Alignment, claim: TokenizedText) -> dict[str, float]:
    """The claim beside two sentences in a row: how much of each of its parts they hold, meaned over the parts; and how
    much of both is common (Dice's coefficient), rare words counting more.
    """
    if not seen.hits or not seen.order:
        return {"cover_parts": 0.0, "overlap_two": 0.0}
    lengths = [sum(map(seen.weigh, sentence.stems)) for sentence in seen.sentences]
    last = len(seen.hits) - 1
    pairs = [(i, min(i + 1, last)) for i in range(last + 1)]
    held = [seen.hits[i] | seen.hits[j] for i, j in pairs]
    whole = sum(seen.weights.values())
    overlap = 0.0
    for (i, j), stems in zip(pairs, held, strict=True):
        if stems:
            common = seen.sentences[i].stems & seen.sentences[j].stems if i != j else seen.sentences[i].stems
            stated = lengths[i] + lengths[j] - sum(map(seen.weigh, common))
            overlap = max(overlap, 2 * math.fsum(seen.weights[stem] for stem in stems) / (whole + stated))
    parts = [{stem: seen.weights[stem] for stem in part} for part in _parts(claim)]
    shares = [
        max(math.fsum(part[stem] for stem in stems & part.keys()) for stems in held) / sum(part.values())
        for part in parts
    ]
    return {"cover_parts": sum(shares) / len(shares), "overlap_two": overlap}


def _parts(claim: TokenizedText) -> list[frozenset[str]]:
    """The claim's content stems, cut at commas and at words like "and" and "because"; no part of one word but the last."""
    parts = []
    part: set[str] = set()
    size = 0
    for word, found in zip(claim.lower, token_stems(claim), strict=True):
        if found is not None:
            part.add(found)
            size += 1
        if word in claim.language.check.part_ends and size > 1:
            parts.append(frozenset(part))
            part, size = set(), 0
    return [*parts, frozenset(part)] if part else parts


def _word_order(seen: Alignment) -> dict[str, float]:
    """Whether words that stand together in the claim stand together in the references."""
    order = seen.order
    two = list(itertools.pairwise(order))
    three = list(zip(order, order[1:], order[2:], strict=False))
    found_two: set[tuple[str, ...]] = set()
    found_three: set[tuple[str, ...]] = set()
    close: set[tuple[str, ...]] = set()
    for hit, sentence in zip(seen.hits, seen.sentences, strict=True):
        if len(hit) < 2:
            continue
        words = sentence.order
        found_two.update(itertools.pairwise(words))
        found_three.update(zip(words, words[1:], words[2:], strict=False))
        places = [(i, word) for i, word in enumerate(words) if word in hit]
        for k, (i, word) in enumerate(places):
            close.update((word, other) for j, other in places[k + 1 : k + 4] if j - i < 4)
    return {
        "bigrams": sum(pair in found_two for pair in two) / max(1, len(two)),
        "trigrams": sum(triple in found_three for triple in three) / max(1, len(three)),
        "near": sum(pair in close or pair[::-1] in close for pair in two) / max(1, len(two)),
        "longest": _longest_run(order, two, found_two) / max(1, len(order)),
    }


def _longest_run(order: Sequence[str], two: Sequence[tuple[str, str]], found: set[tuple[str, ...]]) -> int:
    """The longest run of the claim whose neighbours are neighbours in the references too."""
    longest = run = 1 if order else 0
    for pair in two:
        run = run + 1 if pair in found else 1
        longest = max(longest, run)
    return longest


def _alike(seen: Alignment) -> dict[str, float]:
    """Coverage again, where a word counts by how alike the nearest word of the references is in meaning."""
    import numpy as np

    found = [(i, sentence.order) for i, sentence in enumerate(seen.sentences) if sentence.order]
    if not seen.order or not found:
        return dict.fromkeys(("alike_best", "alike_three", "topic"), 0.0) | {"unlike": 1.0}
    order = seen.order[:LONGEST]
    near = likeness(order, [words for _, words in found])
    for row, word in enumerate(order):  # an atom found in other words is found
        near[row, [column for column, (i, _) in enumerate(found) if word in seen.hits[i]]] = 1.0
    weights = np.array([seen.weights[word] for word in order])
    share = weights / weights.sum()
    three = near if near.shape[1] < 3 else np.maximum(np.maximum(near[:, :-2], near[:, 1:-1]), near[:, 2:])
    return {
        "alike_best": float((share @ near).max()),
        "alike_three": float((share @ three).max()),
        "topic": _topic(seen, [words for _, words in found], weights),
        "unlike": float(np.sort(weights * (1 - near.max(1)))[-3:].mean()),
    }


def _topic(seen: Alignment, sentences: Sequence[Sequence[str]], weights: np.ndarray) -> float:
    """The best cosine of the claim's summed word vectors with those of a sentence."""
    import numpy as np

    starts = np.cumsum([0, *(len(words) for words in sentences[:-1])])
    stated = [word for words in sentences for word in words]
    rarity = np.array([seen.weigh(word) for word in stated])
    sums = np.add.reduceat(rarity[:, None] * vectors_of(stated), starts, axis=0)
    claim = weights @ vectors_of(seen.order[:LONGEST])
    lengths = np.linalg.norm(sums, axis=1) * np.linalg.norm(claim)
    return float(((sums @ claim) / np.maximum(lengths, 1e-9)).max())


def _missing(located: Sequence[Located]) -> dict[str, float]:
    """The share of the claim's figures, dates, names and quotes that the references do not have."""
    shares = {}
    for kind in ("figure", "date", "name", "quote"):
        found = [atom.span is not None for atom in located if atom.mention.kind == kind]
        shares[f"missing_{kind}s"] = found.count(False) / max(1, len(found))
    return shares


def _contrary(seen: Alignment, claim: TokenizedText, references: Sequence[TokenizedText]) -> dict[str, float]:
    """Signs that the references say otherwise: opposite words, and a "perhaps" that only the claim has."""
    table = opposites(claim.language)
    best = seen.sentences[seen.best].stems if seen.best is not None else frozenset()
    contrary = sum(1 for word in seen.weights if word not in best and table.get(word, frozenset()) & best)
    hedges = claim.language.check.hedges.intersection(claim.lower)
    texts = [frozenset(reference.lower) for reference in references] if hedges else []
    absent = sum(1 for word in hedges if not any(word in text for text in texts))
    return {"opposites": float(min(contrary, 2)), "hedges": float(absent)}
