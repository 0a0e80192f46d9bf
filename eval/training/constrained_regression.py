"""Logistic regression whose features can only speak the way their meaning says, and folds that keep groups together."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

Array = NDArray[np.float64]


def fit_logistic(features: Array, labels: Array, weight: Array, signs: Array, penalty: float) -> tuple[Array, float]:
    """Weights for the features as measured, none against its sign (1, -1, or 0 for either), and the intercept.

    Least mean logistic loss with an L2 penalty on standardised features; `weight` is one an example. A feature that is
    the same in all examples weighs nothing.
    """
    weight = weight / weight.sum()
    mean, deviation = features.mean(0), features.std(0)
    scale = np.where(deviation > 1e-9, deviation, 1.0)
    design = (features - mean) / scale
    sides = np.where(labels > 0.5, 1.0, -1.0)

    def loss(values: Array) -> tuple[float, Array]:
        margins = sides * (design @ values[:-1] + values[-1])
        pull = -sides * weight * expit(-margins)
        value = weight @ np.logaddexp(0.0, -margins) + penalty * values[:-1] @ values[:-1] / 2
        return float(value), np.append(design.T @ pull + penalty * values[:-1], pull.sum())

    bounds = [(0.0 if sign > 0 else None, 0.0 if sign < 0 else None) for sign in signs]
    settings = {"maxiter": 10_000, "maxfun": 100_000, "ftol": 1e-14, "gtol": 1e-9}
    start = np.zeros(features.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)], options=settings).x
    weights = found[:-1] / scale
    return weights, float(found[-1] - weights @ mean)


def folds(groups: Sequence[str], seed: int) -> list[str]:
    """One of five parts for each; a group is in one of them."""
    names = sorted(set(groups))
    random.Random(seed).shuffle(names)
    part = {group: str(i % 5) for i, group in enumerate(names)}
    return [part[group] for group in groups]
