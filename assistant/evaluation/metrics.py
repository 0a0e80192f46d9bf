"""Measures of retrieval, marking, citations and confidence: pure functions, each with its formula, convention and source.

Lengths are characters, intervals half-open. A mean over nothing is None, never 0.
"""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import math
import random
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar

from assistant.schema import Span, SupportLabel

Case = TypeVar("Case")
RESAMPLES = 1000
ArticleSpan = tuple[str, Span]
"""An interval of one article's characters: (article_id, (start, end))."""


@dataclasses.dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the gold the returned spans hold.

    Recall, precision and IoU follow "Evaluating Chunking Strategies for Retrieval" (Smith & Troynikov, Chroma 2024),
    with the returned lengths summed: what is returned twice, or from another article, counts against precision.
    """

    covered: int
    gold: int
    returned: int

    @property
    def recall(self) -> float:
        """covered / gold"""
        return self.covered / self.gold if self.gold else 0.0

    @property
    def precision(self) -> float:
        """covered / returned; 0 when nothing is returned"""
        return self.covered / self.returned if self.returned else 0.0

    @property
    def iou(self) -> float:
        """covered / (returned + gold missed)"""
        union = self.returned + self.gold - self.covered
        return self.covered / union if union else 0.0


def strict_coverage(returned: Sequence[ArticleSpan], gold: Sequence[ArticleSpan]) -> Coverage:
    """Coverage of the gold as marked.

    >>> strict_coverage([("a", (0, 10)), ("b", (0, 10))], [("a", (5, 15))])
    Coverage(covered=5, gold=10, returned=20)
    """
    return fair_coverage(returned, [[place] for place in gold])


def fair_coverage(returned: Sequence[ArticleSpan], gold: Sequence[Sequence[ArticleSpan]]) -> Coverage:
    """Coverage where each gold span may be found at any of its copies: `gold` lists the copies of each span.

    The copy that is covered best counts. With one copy each this is the strict measure.
    """
    covered = sum(max(_covered(returned, copy) for copy in copies) for copies in gold)
    length = sum(end - start for (_, (start, end)), *_ in gold)
    return Coverage(covered, length, sum(end - start for _, (start, end) in returned))


def copies_of(text: str, span: Span, article_id: str) -> list[ArticleSpan]:
    """Every place of an article where a span's characters stand, the marked one first."""
    wanted = text[span[0] : span[1]]
    places = [(article_id, span)]
    at = text.find(wanted)
    while at >= 0 and wanted:
        if at != span[0]:
            places.append((article_id, (at, at + len(wanted))))
        at = text.find(wanted, at + 1)
    return places


def first_characters(returned: Iterable[ArticleSpan], budget: int) -> list[ArticleSpan]:
    """The spans that lie within the first `budget` characters returned, in rank order; the last one cut.

    Recall over them (recall@4000) does not depend on the size of passages.

    >>> first_characters([("a", (0, 30)), ("b", (10, 40))], 40)
    [('a', (0, 30)), ('b', (10, 20))]
    """
    kept = []
    for article_id, (start, end) in returned:
        if budget <= 0:
            break
        kept.append((article_id, (start, min(end, start + budget))))
        budget -= end - start
    return kept


def _covered(returned: Sequence[ArticleSpan], gold: ArticleSpan) -> int:
    """Characters of one gold span inside the union of the returned ones."""
    article_id, (start, end) = gold
    inside = sorted(
        (max(start, a), min(end, b)) for other, (a, b) in returned if other == article_id and a < end and b > start
    )
    total, at = 0, start
    for a, b in inside:
        total += max(0, b - max(a, at))
        at = max(at, b)
    return total


def recall_at(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Share of the gold ids among the first k of a ranking.

    >>> recall_at(["a", "b", "c"], {"b", "z"}, 2)
    0.5
    """
    return len(set(gold) & set(ranked[:k])) / len(set(gold))


def ndcg_at(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """DCG of the first k over the DCG of the ideal ranking, where DCG = Σ gain / log2(rank + 1), gains 0 or 1.

    Järvelin & Kekäläinen 2002, in trec_eval's form (`ndcg_cut`); what is ranked twice counts once.

    >>> round(ndcg_at(["x", "a", "b"], {"a", "b"}, 10), 4)
    0.6934
    """
    first = list(dict.fromkeys(ranked))[:k]
    gained = sum(1 / math.log2(rank + 1) for rank, item in enumerate(first, 1) if item in relevant)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(set(relevant)), k) + 1))
    return gained / ideal if ideal else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str]) -> float:
    """1 / the rank of the first relevant item, 0 where none is ranked; its mean is MRR (Voorhees 1999).

    >>> reciprocal_rank(["x", "a"], {"a", "b"})
    0.5
    """
    return next((1 / rank for rank, item in enumerate(ranked, 1) if item in relevant), 0.0)


SUPPORT_WEIGHTS: dict[SupportLabel, float] = {
    "supported": 1.0,
    "quoted": 1.0,
    "partly": 0.5,
    "not judged": 0.0,
    "unsupported": 0.0,
}


@dataclasses.dataclass(frozen=True, slots=True)
class CitationScores:
    """How well citations carry an answer, on the three-level scale of TREC RAG's support evaluation (Thakur et al. 2025).

    A judgement weighs 1 (supported or quoted), ½ (partly) or 0. Precision is the mean over the pairs of a sentence and one of its
    citations; recall the mean over all sentences, each judged against its citations together, 0 where it cites nothing.
    """

    precision: float | None
    """None where nothing is cited."""
    recall: float | None
    """None where there is no sentence."""

    @property
    def f1(self) -> float | None:
        """2 · precision · recall / (precision + recall)"""
        if self.precision is None or self.recall is None:
            return None
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def citation_scores(pairs: Sequence[SupportLabel], sentences: Sequence[SupportLabel | None]) -> CitationScores:
    """From the label of every sentence with each one of its citations, and of every sentence (None: cites nothing).

    >>> citation_scores(["supported", "unsupported"], ["supported", "partly", None])
    CitationScores(precision=0.5, recall=0.5)
    """
    weights = [SUPPORT_WEIGHTS[label] for label in pairs]
    whole = [SUPPORT_WEIGHTS[label] if label else 0.0 for label in sentences]
    return CitationScores(mean(weights), mean(whole))


def auc(scores: Sequence[float], right: Sequence[bool]) -> float | None:
    """Probability that a case that is right scores above one that is not, ties half (Mann & Whitney 1947).

    None where all are, or none is.

    >>> auc([0.9, 0.4, 0.4, 0.1], [True, True, False, False])
    0.875
    """
    positive = [score for score, outcome in zip(scores, right, strict=True) if outcome]
    negative = sorted(score for score, outcome in zip(scores, right, strict=True) if not outcome)
    if not positive or not negative:
        return None
    # Those below count whole and those equal half: the mean of the places before and behind the equal ones.
    wins = sum(bisect.bisect_left(negative, p) + bisect.bisect_right(negative, p) for p in positive) / 2
    return wins / (len(positive) * len(negative))


def expected_calibration_error(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> float | None:
    """Σ over equal-width bins of (share of cases in it) · |mean confidence - share right| (Naeini et al. 2015)."""
    if not confidences:
        return None
    gaps = (count * abs(confidence - share) for count, confidence, share in calibration_bins(confidences, right, bins))
    return sum(gaps) / len(confidences)


def calibration_bins(
    confidences: Sequence[float], right: Sequence[bool], bins: int = 10
) -> list[tuple[int, float, float]]:
    """(cases, mean confidence, share right) of each bin of equal width that has cases, the least confident first.

    >>> calibration_bins([0.2, 0.25, 0.9], [False, True, True], bins=2)
    [(2, 0.225, 0.5), (1, 0.9, 1.0)]
    """
    groups: dict[int, list[tuple[float, bool]]] = {}
    for confidence, outcome in zip(confidences, right, strict=True):
        groups.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, outcome))
    return [
        (len(group), sum(c for c, _ in group) / len(group), sum(o for _, o in group) / len(group))
        for _, group in sorted(groups.items())
    ]


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float, float]]:
    """(threshold, coverage, risk) for every threshold that occurs, from the most confident on (El-Yaniv & Wiener 2010).

    Coverage is the share of questions answered at that threshold, risk the share of those that are wrong.

    >>> risk_coverage([0.9, 0.2], [True, False])
    [(0.9, 0.5, 0.0), (0.2, 1.0, 0.5)]
    """
    ranked = sorted(zip(confidences, right, strict=True), reverse=True)
    points = []
    wrong = 0
    for answered, (confidence, outcome) in enumerate(ranked, start=1):
        wrong += not outcome
        if answered == len(ranked) or ranked[answered][0] != confidence:
            points.append((confidence, answered / len(ranked), wrong / answered))
    return points


def risk_coverage_area(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """Area under the risk-coverage curve: the mean, over every number of cases answered, of the share of them that is wrong.

    (1/n) Σ_i (wrong among the i most confident) / i (AURC; Geifman, Uziel & El-Yaniv 2019); tied cases are answered
    together. 0 is best; guessing gives the share that is wrong. None over no cases.

    >>> risk_coverage_area([0.9, 0.2], [True, False])
    0.25
    """
    points = risk_coverage(confidences, right)
    coverages = [0.0, *(coverage for _, coverage, _ in points)]
    steps = zip(points, itertools.pairwise(coverages), strict=True)
    return sum(risk * (after - before) for (_, _, risk), (before, after) in steps) if points else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share of the values does not exceed (nearest rank); None over no values.

    >>> percentile([3, 1, 2, 4], 0.5), percentile([3, 1, 2, 4], 0.95)
    (2, 4)
    """
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1] if values else None


@dataclasses.dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    count: int


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def share(values: Sequence[bool]) -> float | None:
    """The share of true values to four places; None of none."""
    return rounded(mean(values))


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def bootstrap(values: Sequence[float]) -> Interval | None:
    """The mean and its percentile bootstrap interval (Efron 1979) over questions; None over no values."""
    return bootstrap_statistic(values, mean)


def bootstrap_statistic(cases: Sequence[Case], statistic: Callable[[Sequence[Case]], float | None]) -> Interval | None:
    """Any statistic of cases with its interval, from RESAMPLES draws; those for which it is None are left out."""
    whole = statistic(cases) if cases else None
    if whole is None:
        return None
    draw = random.Random(0)
    drawn = (statistic(draw.choices(cases, k=len(cases))) for _ in range(RESAMPLES))
    values = sorted(value for value in drawn if value is not None)
    at = [values[min(int(share * len(values)), len(values) - 1)] for share in (0.025, 0.975)] if values else [whole] * 2
    return Interval(whole, at[0], at[1], len(cases))
