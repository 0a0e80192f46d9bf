"""Every measure against values worked out by hand, and against the field's library where it computes the same."""

from __future__ import annotations

import math
import random
import warnings

import pytest

from assistant.evaluation import metrics

LOG3 = math.log2(3)


def test_ndcg_discounts_by_rank_and_divides_by_the_ideal() -> None:
    assert metrics.ndcg_at(["a", "b"], {"a", "b"}, 10) == 1.0
    assert metrics.ndcg_at(["x", "a"], {"a"}, 10) == pytest.approx(1 / LOG3)
    assert metrics.ndcg_at(["a", "x", "b"], {"a", "b"}, 10) == pytest.approx((1 + 1 / 2) / (1 + 1 / LOG3))
    assert metrics.ndcg_at(["x", "a"], {"a"}, 1) == 0.0
    assert metrics.ndcg_at(["a", "a", "b"], {"a", "b"}, 10) == 1.0, "what is ranked twice counts once"
    assert metrics.ndcg_at(["a"], set(), 10) == 0.0


def test_reciprocal_rank_is_of_the_first_hit() -> None:
    assert metrics.reciprocal_rank(["x", "y", "a", "b"], {"a", "b"}) == pytest.approx(1 / 3)
    assert metrics.reciprocal_rank(["x"], {"a"}) == 0.0


def test_rankings_agree_with_the_library_of_the_field() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = pytest.importorskip("ir_measures")
    draw = random.Random(6)
    for _ in range(50):
        items = [f"d{number}" for number in range(20)]
        ranked = draw.sample(items, 15)
        relevant = set(draw.sample(items, draw.randint(1, 8)))
        judged = [library.Qrel("q", item, 1) for item in relevant]
        scored = [library.ScoredDoc("q", item, 100.0 - rank) for rank, item in enumerate(ranked)]
        wanted = [library.nDCG @ 10, library.RR @ 10, library.R @ 5]
        theirs = library.calc_aggregate(wanted, judged, scored)
        assert metrics.ndcg_at(ranked, relevant, 10) == pytest.approx(theirs[library.nDCG @ 10])
        assert metrics.reciprocal_rank(ranked[:10], relevant) == pytest.approx(theirs[library.RR @ 10])
        assert metrics.recall_at(ranked, relevant, 5) == pytest.approx(theirs[library.R @ 5])


def test_coverage_by_hand() -> None:
    seen = metrics.strict_coverage([("a", (0, 10)), ("b", (0, 10))], [("a", (5, 15))])
    assert (seen.recall, seen.precision, seen.iou) == (0.5, 0.25, 0.2)
    assert metrics.strict_coverage([], [("a", (0, 4))]).precision == 0.0


def test_citations_weigh_one_half_and_nothing() -> None:
    scores = metrics.citation_scores(
        ["supported", "partly", "unsupported", "supported"], ["supported", "partly", None, None]
    )
    assert scores.precision == 2.5 / 4
    assert scores.recall == 1.5 / 4
    assert scores.f1 == pytest.approx(2 * 0.625 * 0.375 / 1)
    assert metrics.citation_scores([], []).f1 is None
    assert metrics.citation_scores(["unsupported"], ["unsupported"]).f1 == 0.0


def test_risk_coverage_area_by_hand() -> None:
    # most confident first: right, wrong, right, wrong → risks 0, 1/2, 1/3, 1/2
    area = metrics.risk_coverage_area([0.9, 0.8, 0.7, 0.6], [True, False, True, False])
    assert area == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert metrics.risk_coverage_area([0.5, 0.5], [True, False]) == 0.5, "a tie is answered together"
    assert metrics.risk_coverage_area([], []) is None


def test_calibration_error_by_hand() -> None:
    # one bin [.9, 1]: mean .95, half right → gap .45; one bin [.1, .2): mean .1, none right → gap .1
    error = metrics.expected_calibration_error([0.95, 0.95, 0.1, 0.1], [True, False, False, False])
    assert error == pytest.approx(0.5 * 0.45 + 0.5 * 0.1)


def test_percentile_is_the_nearest_rank() -> None:
    assert metrics.percentile(list(range(1, 101)), 0.95) == 95
    assert metrics.percentile([7.0], 0.5) == 7.0
    assert metrics.percentile([], 0.5) is None


def test_a_bootstrap_interval_holds_the_mean_and_repeats() -> None:
    interval = metrics.bootstrap([0.0, 1.0] * 20)
    assert interval is not None
    assert interval.mean == 0.5
    assert interval.low < 0.5 < interval.high
    assert interval == metrics.bootstrap([0.0, 1.0] * 20)
    assert metrics.bootstrap([]) is None


def test_auc_counts_every_pair_and_half_of_a_tie() -> None:
    draw = random.Random(3)
    positive, negative = ([draw.randint(0, 9) / 10 for _ in range(40)] for _ in range(2))
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    assert metrics.auc([*positive, *negative], [True] * 40 + [False] * 40) == pytest.approx(wins / 1600)
    assert metrics.auc(negative, [False] * 40) is None
