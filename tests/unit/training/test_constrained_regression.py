"""The fit is the least penalised loss among the weights that keep their signs."""

from __future__ import annotations

import numpy as np
import pytest
from training.constrained_regression import fit_logistic


def test_the_loss_is_flat_at_the_fit() -> None:
    """Four examples of one feature, worked out: at the least mean loss + penalty · w² / 2 both slopes are nothing."""
    feature, labels = np.array([[-1.0], [-1.0], [1.0], [1.0]]), np.array([0.0, 1.0, 1.0, 1.0])
    weights, constant = fit_logistic(feature, labels, np.ones(4), np.zeros(1), 0.1)
    wrong = 1 / (1 + np.exp(-(feature[:, 0] * weights[0] + constant))) - labels
    assert wrong.mean() == pytest.approx(0, abs=1e-6)
    assert (wrong * feature[:, 0]).mean() + 0.1 * weights[0] == pytest.approx(0, abs=1e-6)


def test_no_weight_is_against_its_sign() -> None:
    drawn = np.random.default_rng(3)
    features = drawn.normal(size=(400, 3))
    labels = (features @ [1.0, 1.0, -1.0] + drawn.normal(size=400) > 0).astype(float)
    free, _ = fit_logistic(features, labels, np.ones(400), np.zeros(3), 0.01)
    bound, _ = fit_logistic(features, labels, np.ones(400), np.array([1.0, -1.0, 0.0]), 0.01)
    assert (np.sign(free) == [1, 1, -1]).all()
    assert bound[0] > 0
    assert bound[1] == 0
    assert bound[2] < 0


def test_what_is_the_same_everywhere_weighs_nothing() -> None:
    features = np.array([[0.1, 0.0], [0.1, 1.0], [0.1, 0.2], [0.1, 0.8]])
    weights, _ = fit_logistic(features, np.array([0.0, 1.0, 0.0, 1.0]), np.ones(4), np.zeros(2), 0.1)
    assert weights[0] == 0
    assert weights[1] > 0


def test_an_example_of_twice_the_weight_is_two() -> None:
    features, labels = np.array([[0.0], [1.0], [2.0]]), np.array([0.0, 1.0, 0.0])
    once = fit_logistic(features, labels, np.array([1.0, 2.0, 1.0]), np.zeros(1), 0.0)
    assert once[1] + once[0][0] == pytest.approx(
        0, abs=1e-4
    )  # two of four are right, and nothing else tells them apart
