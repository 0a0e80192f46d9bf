"""What the check has to beat, measured in the same folds: plain coverage, and a prototype of fourteen plain features.

The prototype is logistic regression over word features that need no knowledge of figures, dates, names or quotes.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence

from assistant.text.content_words import sentences_of, token_stems
from assistant.text.languages import ENGLISH
from assistant.text.tokens import words_of

Measure = Callable[[str, Sequence[str], Mapping[str, float]], list[float]]


def coverage(claim: str, references: Sequence[str], _rarity: Mapping[str, float]) -> list[float]:
    """The share of the claim's content words that the references have."""
    stems = _stems(claim)
    stated = set().union(*(_stems(text) for text in references))
    return [sum(stem in stated for stem in stems) / max(1, len(stems))]


def prototype(claim: str, references: Sequence[str], rarity: Mapping[str, float]) -> list[float]:
    """Fourteen numbers: coverage by all, by the best sentence and by two; cosine; missing numbers and capitals;
    bigrams, trigrams; negation; lengths.
    """
    stems = _stems(claim)
    sentences = [sentence.order for text in references for sentence in sentences_of(words_of(text)) if sentence.order]
    stated = set().union(*sentences)
    weight = {stem: 0.15 + rarity.get(stem, 1.0) for stem in stated.union(stems)}
    total = sum(weight[stem] for stem in stems) or 1.0

    def share(held: set[str]) -> float:
        return sum(weight[stem] for stem in stems if stem in held) / total

    sets = [set(sentence) for sentence in sentences] or [set()]
    pairs = [one | other for one, other in itertools.pairwise(sets)] or sets
    text = " ".join(references)
    numbers = re.findall(r"\d+", claim)
    capitals = re.findall(r"(?<=[a-z,] )[A-Z]\w+", claim)
    grams = [_grams(stems, 2), _grams(stems, 3)]
    found = [set().union(*(_grams(sentence, size) for sentence in sentences)) for size in (2, 3)]
    denied = [sum(word in ENGLISH.check.negations for word in words_of(part).lower) for part in (claim, text)]
    return [
        share(stated),
        *coverage(claim, references, rarity),
        max(map(share, sets)),
        max(map(share, pairs)),
        max(_cosine(set(stems), held, weight) for held in sets),
        sum(number not in text for number in numbers) / max(1, len(numbers)),
        float(len(numbers) > 0),
        sum(name not in text for name in capitals) / max(1, len(capitals)),
        *(len(gram & held) / max(1, len(gram)) for gram, held in zip(grams, found, strict=True)),
        float(denied[0] > 0),
        float((denied[0] > 0) != (denied[1] > 0)),
        math.log1p(len(stems)),
        math.log1p(sum(map(len, sentences))),
    ]


BASELINES: dict[str, Measure] = {"prototype": prototype, "coverage": coverage}


def _stems(text: str) -> list[str]:
    return [stem for stem in token_stems(words_of(text)) if stem is not None]


def _grams(stems: Sequence[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(stems[i : i + size]) for i in range(len(stems) - size + 1)}


def _cosine(claim: set[str], sentence: set[str], weight: Mapping[str, float]) -> float:
    dot = sum(weight[stem] ** 2 for stem in claim & sentence)
    lengths = [math.sqrt(sum(weight[stem] ** 2 for stem in stems)) for stems in (claim, sentence)]
    return dot / (lengths[0] * lengths[1]) if all(lengths) else 0.0
