"""The tests of differences, against values worked out by hand."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from assistant.evaluation import statistics


def test_the_permutation_test_is_exact_for_few_pairs() -> None:
    # differences 1, 1, 1: of the 8 sign patterns two are as far from 0
    assert statistics.permutation_p([(0, 1)] * 3) == pytest.approx(2 / 8)
    # differences 1, 1, -1: sums 3, 1, -1, -3; |sum| >= 1 always
    assert statistics.permutation_p([(0, 1), (0, 1), (1, 0)]) == 1.0
    assert statistics.permutation_p([(0.4, 0.4)] * 20) == 1.0


def test_pairs_that_do_not_differ_do_not_change_p() -> None:
    pairs = [(0.0, 1.0)] * 6
    assert statistics.permutation_p(pairs + [(0.5, 0.5)] * 30) == statistics.permutation_p(pairs)


def test_mcnemar_throws_a_coin_for_what_changed() -> None:
    # 6 gained, 1 lost: 2 * (C(7,0) + C(7,1)) / 2^7 = 16/128
    pairs = [(0.0, 1.0)] * 6 + [(1.0, 0.0)] + [(1.0, 1.0)] * 40
    assert statistics.mcnemar_p(pairs) == pytest.approx(16 / 128)
    assert statistics.mcnemar_p([(1.0, 1.0)]) == 1.0


@pytest.mark.parametrize("count", [2, 9, 60])
def test_both_are_those_of_scipy(count: int) -> None:
    from scipy import stats

    draw = random.Random(count)
    for _ in range(5):
        pairs = [(0.0, draw.gauss(0.2, 1.0)) for _ in range(count)]
        differences = [after for _, after in pairs]
        theirs = stats.permutation_test((differences,), sum, permutation_type="samples", n_resamples=9999, rng=count)
        assert statistics.permutation_p(pairs) == pytest.approx(theirs.pvalue, abs=1e-9 if count < 13 else 0.02)
        gained = sum(difference > 0 for difference in differences)
        assert statistics.mcnemar_p(pairs) == pytest.approx(stats.binomtest(gained, count).pvalue)
    assert statistics.mcnemar_p([]) == 1.0


def test_holm_steps_down_and_never_falls() -> None:
    assert statistics.holm([0.01, 0.02, 0.9, 0.04]) == pytest.approx([0.04, 0.06, 0.9, 0.08])
    assert statistics.holm([0.5, 0.5]) == [1.0, 1.0]
    assert statistics.holm([]) == []


def test_the_smallest_difference_by_hand() -> None:
    # differences ±1, half each: standard deviation (n - 1) = sqrt(100/99), over sqrt(100)
    pairs = [(0.0, 1.0), (1.0, 0.0)] * 50
    assert statistics.smallest_difference(pairs) == pytest.approx(2.801585 * (100 / 99) ** 0.5 / 10)
    assert statistics.smallest_difference([(0.3, 0.3)] * 9) is None


def test_the_smallest_difference_is_found_in_about_four_of_five_repetitions() -> None:
    draw = random.Random(1)
    found = 0
    for _ in range(200):
        pairs = [(0.0, draw.gauss(0.2802, 1.0)) for _ in range(100)]  # 2.802 / sqrt(100)
        low, high = statistics.bootstrap_difference(pairs)
        found += not low <= 0 <= high
    assert 0.7 < found / 200 < 0.9


def test_a_statistic_of_a_set_is_compared_in_pairs() -> None:
    def share(cases: Sequence[int]) -> float:
        return sum(cases) / len(cases)

    same = statistics.set_difference([0, 1] * 20, [0, 1] * 20, share)
    assert same is not None
    assert same[0] == 0
    assert same[2] == 1.0
    worse = statistics.set_difference([1] * 40, [0] * 15 + [1] * 25, share)
    assert worse is not None
    assert worse[0] == pytest.approx(-0.375)
    assert worse[1][1] < 0
    assert worse[2] < 0.01
    assert statistics.set_difference([1], [1], lambda cases: None) is None
