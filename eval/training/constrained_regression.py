"""Logistic regression whose features can only speak the way their meaning says, and folds that keep groups together."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def fit_logistic(features: Array, labels: Array, weight: Array, signs: Array, penalty: float) -> tuple[Array, float]:
    """Weights for the features as measured, none against its sign (1, -1, or 0 for either), and the intercept.

    L2 penalty on standardised features; `weight` is one an example. Accelerated projected gradient (Beck and Teboulle
    2009).
    """
    weight = weight / weight.sum()
    mean, scale = features.mean(0), features.std(0) + 1e-9
    design = np.hstack([(features - mean) / scale, np.ones((len(features), 1))])
    penalties = np.append(np.full(features.shape[1], penalty), 0.0)
    step = 1 / (np.linalg.eigvalsh(design.T @ (weight[:, None] * design))[-1] / 4 + penalty)
    found = ahead = np.zeros(design.shape[1])
    for k in range(1500):
        slope = design.T @ (weight * (1 / (1 + np.exp(-(design @ ahead))) - labels)) + penalties * ahead
        moved = ahead - step * slope
        moved[:-1] = np.where(moved[:-1] * signs < 0, 0.0, moved[:-1])
        found, ahead = moved, moved + k / (k + 3) * (moved - found)
    weights = found[:-1] / scale
    return weights, float(found[-1] - weights @ mean)


def folds(groups: Sequence[str], seed: int) -> list[str]:
    """One of five parts for each; a group is in one of them."""
    names = sorted(set(groups))
    random.Random(seed).shuffle(names)
    part = {group: str(i % 5) for i, group in enumerate(names)}
    return [part[group] for group in groups]
