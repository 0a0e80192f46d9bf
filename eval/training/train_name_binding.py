"""Train what binds names to a claim: right claims against the same claims with a name put in another's place.

A claim is doubted by its most doubtful name. The threshold is set on claims held out by question, so that `DOUBTED` of
the right claims that would be accepted otherwise are doubted.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from training.constrained_regression import fit_logistic, folds

from assistant.evaluation.benchmarks.perturbation import exchange_names, swap_name_within
from assistant.text.mentions import Reference, locate
from assistant.text.tokens import words_of
from assistant.verification.features import Weigh, align
from assistant.verification.name_binding import SIGNS, Binding, NameModel, bindings

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
DOUBTED = 0.015
"""The share of right claims that may be doubted for a name."""
SLOPES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
PENALTY = 0.02
SHUFFLES = 3
Change = Callable[[str, Sequence[str], random.Random], str | None]
CHANGES: dict[str, tuple[Change, int]] = {"name_within": (swap_name_within, 4), "exchanged": (exchange_names, 2)}
"""How claims are made wrong, and how many times each."""


class Claimed(Protocol):
    """What is needed of a labelled claim."""

    @property
    def claim(self) -> str: ...
    @property
    def references(self) -> tuple[str, ...]: ...
    @property
    def supported(self) -> bool: ...
    @property
    def group(self) -> str: ...


@dataclasses.dataclass(frozen=True)
class Case:
    """A claim as it is (no `change`) or made wrong, with its names."""

    example: int
    change: str | None
    right: bool
    """The references support it: nothing is learned from claims that are wrong in an unknown way."""
    names: Sequence[Binding]

    @property
    def rows(self) -> Array:
        """A row of SIGNS for each name."""
        return np.array([[name.signs[sign] for sign in SIGNS] for name in self.names]).reshape(-1, len(SIGNS))


def train_names(examples: Sequence[Claimed], accepted: Bools, weigh: Weigh) -> tuple[NameModel, Bools]:
    """The judge, and for each example whether a judge that was not trained on its question doubts it.

    `accepted`: the claims that the rest of the check accepts; only there a doubt costs anything.
    """
    cases = [case for number, example in enumerate(examples) for case in _cases(number, example, weigh)]
    groups = [examples[case.example].group for case in cases]
    held_out = np.mean([_held_out(cases, folds(groups, seed)) for seed in range(SHUFFLES)], axis=0)
    lengths = np.array([case.rows[0, list(SIGNS).index("sentences")] if case.names else 0.0 for case in cases])
    costs = np.array([case.right for case in cases]) & np.array([accepted[case.example] for case in cases])
    wrong = np.array([case.change is not None and accepted[case.example] for case in cases])
    slope, least = _threshold(held_out, lengths, costs, wrong)
    sums = held_out + slope * lengths - least
    print(
        f"names: of the right claims accepted otherwise {(sums < 0)[costs].mean():.3f} doubted; of those made wrong, "
        + ", ".join(f"{kind} {(sums < 0)[wrong & _of(cases, kind)].mean():.3f}" for kind in CHANGES)
    )
    doubted = np.zeros(len(examples), dtype=bool)
    for case, total in zip(cases, sums, strict=True):
        doubted[case.example] |= case.change is None and total < 0
    weights, intercept = _fit(cases)
    weights[list(SIGNS).index("sentences")] += slope
    rounded = {sign: round(float(weight), 4) for sign, weight in zip(SIGNS, weights, strict=True)}
    return NameModel(rounded, round(intercept - least, 4)), doubted


def _cases(number: int, example: Claimed, weigh: Weigh) -> Iterator[Case]:
    """The claim as it is and, where it is right, the ways it was made wrong: there the names that moved."""
    texts = [words_of(text) for text in example.references]
    references = [Reference(text) for text in example.references]

    def names(claim: str) -> list[Binding]:
        words, located = words_of(claim), locate(claim, references)
        return bindings(align(words, texts, weigh, located), words, texts, located)

    own = names(example.claim)
    yield Case(number, None, example.supported, own)
    if not example.supported:
        return
    for kind, (change, times) in CHANGES.items():
        for seed in range(times):
            claim = change(example.claim, example.references, random.Random(f"{seed} {kind} {example.claim}"))
            if claim is not None and claim != example.claim:
                yield Case(number, kind, False, [name for name in names(claim) if _moved(name, claim, example.claim)])


def _moved(name: Binding, claim: str, original: str) -> bool:
    """The name stands between other words than in the original claim."""
    before, after = claim[: name.mention.start], claim[name.mention.end :]
    return not (original.startswith(before + name.mention.text) or original.endswith(name.mention.text + after))


def _of(cases: Sequence[Case], kind: str) -> Bools:
    return np.array([case.change == kind for case in cases])


def _fit(cases: Sequence[Case]) -> tuple[Array, float]:
    cases = [case for case in cases if case.right or case.change]
    rows = np.vstack([case.rows for case in cases])
    labels = np.array([case.right for case in cases for _ in case.names], dtype=float)
    weight = np.where(labels == 1, 1 / labels.sum(), 1 / (1 - labels).sum())
    return fit_logistic(rows, labels, weight, np.array(list(SIGNS.values()), dtype=float), PENALTY)


def _held_out(cases: Sequence[Case], parts: Sequence[str]) -> Array:
    """Each case's lowest sum over its names by weights that did not see its part; infinite without a name."""
    lowest = np.full(len(cases), np.inf)
    for part in sorted(set(parts)):
        weights, intercept = _fit([case for case, here in zip(cases, parts, strict=True) if here != part])
        for i, case in enumerate(cases):
            if parts[i] == part and case.names:
                lowest[i] = (case.rows @ weights).min() + intercept
    return lowest


def _threshold(sums: Array, lengths: Array, costs: Bools, wrong: Bools) -> tuple[float, float]:
    """How much more is allowed for the log of the references' length, and the least sum: at `DOUBTED` right claims the
    pair that catches most wrong ones.
    """
    best = (-1.0, 0.0, 0.0)
    for slope in SLOPES:
        moved = sums + slope * lengths
        least = float(np.sort(moved[costs])[round(DOUBTED * int(costs.sum()))])
        best = max(best, (float((moved[wrong] < least).mean()), slope, least))
    return best[1], best[2]
