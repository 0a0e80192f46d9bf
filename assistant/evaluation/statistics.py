"""Is a difference between two runs more than chance? Paired tests over questions: pure functions, each with its source.

Pairs are (before, after) of one question. Tests are two-sided.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

Case = TypeVar("Case")
Pair = tuple[float, float]

RESAMPLES = 9999
SET_RESAMPLES = 1000
"""For statistics of a whole set, each of which takes a while."""
ALPHA = 0.05
NORMAL_QUANTILES = 1.959964 + 0.841621
"""For a two-sided test at .05 that sees the difference in 80 % of all repetitions."""


def permutation_p(pairs: Sequence[Pair], seed: int = 0) -> float:
    """The chance of a mean difference at least as far from 0 if before and after were exchanged at random in each pair.

    Fisher's (1935) paired randomisation test, exact where there are few pairs, else by 9,999 draws with the observed one
    counted among them (Phipson & Smyth 2010).

    >>> permutation_p([(0.0, 1.0), (0.0, 1.0), (0.0, 1.0)])
    0.25
    """
    differences = np.array([after - before for before, after in pairs if after != before])
    if len(differences) < 2:  # one pair is as far from 0 with either sign
        return 1.0
    exact = 2 ** len(differences) <= RESAMPLES
    if exact:
        signs = np.array(list(itertools.product((-1, 1), repeat=len(differences))))
    else:
        signs = 2 * np.random.default_rng(seed).integers(0, 2, (RESAMPLES, len(differences))) - 1
    # The same numbers added in another order may differ in their last digits.
    further = int((np.abs(signs @ differences) >= abs(differences.sum()) * (1 - 1e-9)).sum())
    return further / len(signs) if exact else (further + 1) / (RESAMPLES + 1)


def mcnemar_p(pairs: Sequence[Pair]) -> float:
    """The exact McNemar test (1947) for yes or no: a coin thrown once for each question whose answer changed.

    >>> mcnemar_p([(0.0, 1.0)] * 5 + [(1.0, 1.0)] * 50)
    0.0625
    """
    gained = sum(after > before for before, after in pairs)
    lost = sum(after < before for before, after in pairs)
    changed = gained + lost
    ways = sum(math.comb(changed, fewer) for fewer in range(min(gained, lost) + 1))
    return min(1.0, 2 * ways / (1 << changed))


def bootstrap_difference(pairs: Sequence[Pair], seed: int = 0) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of the mean difference, questions drawn with their pairs."""
    differences = np.array([after - before for before, after in pairs])
    draws = np.random.default_rng(seed).integers(0, len(pairs), (RESAMPLES, len(pairs)))
    low, high = np.percentile(differences[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def smallest_difference(pairs: Sequence[Pair]) -> float | None:
    """The smallest true mean difference that this many pairs, as scattered as these, show in four of five repetitions.

    (z.975 + z.80) · standard deviation of the differences / √pairs. None where no pair differs: nothing is known then.

    >>> round(smallest_difference([(0.0, 0.1), (0.0, -0.1)] * 50), 4)
    0.0282
    """
    differences = np.array([after - before for before, after in pairs])
    if len(differences) < 2 or not differences.any():
        return None
    return float(NORMAL_QUANTILES * differences.std(ddof=1) / np.sqrt(len(differences)))


def holm(ps: Sequence[float]) -> list[float]:
    """Holm's (1979) step-down adjustment: p-values that hold together for all tests made.

    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(ps)), key=lambda at: ps[at])
    adjusted, largest = [0.0] * len(ps), 0.0
    for rank, at in enumerate(order):
        largest = max(largest, min(1.0, (len(ps) - rank) * ps[at]))
        adjusted[at] = largest
    return adjusted


def set_difference(
    before: Sequence[Case], after: Sequence[Case], statistic: Callable[[Sequence[Case]], float | None], seed: int = 0
) -> tuple[float, tuple[float, float], float, float | None] | None:
    """For a statistic of a whole set: difference, its bootstrap interval, permutation p and smallest difference.

    Questions are drawn in pairs for the interval; for p, each question's two cases change sides at random. None where
    one side has no value.
    """
    first, second = statistic(before), statistic(after)
    if first is None or second is None:
        return None
    draw = random.Random(seed)
    places = range(len(before))
    drawn, further = [], 0
    for _ in range(SET_RESAMPLES):
        chosen = draw.choices(places, k=len(before))
        one, other = statistic([before[at] for at in chosen]), statistic([after[at] for at in chosen])
        if one is not None and other is not None:
            drawn.append(other - one)
        # Were the two runs alike, each question's two cases might as well stand on the other side.
        swapped = [draw.random() < 0.5 for _ in places]
        one = statistic([after[at] if swap else before[at] for at, swap in enumerate(swapped)])
        other = statistic([before[at] if swap else after[at] for at, swap in enumerate(swapped)])
        # The same numbers added in another order may differ in their last digits.
        further += one is not None and other is not None and abs(other - one) >= abs(second - first) - 1e-12
    drawn.sort()
    bounds = (drawn[int(0.025 * len(drawn))], drawn[min(int(0.975 * len(drawn)), len(drawn) - 1)])
    middle = sum(drawn) / len(drawn)
    error = (sum((value - middle) ** 2 for value in drawn) / len(drawn)) ** 0.5
    # The observed difference counts as one of the draws: no p is 0 (Phipson & Smyth 2010).
    return second - first, bounds, (further + 1) / (SET_RESAMPLES + 1), NORMAL_QUANTILES * error or None
