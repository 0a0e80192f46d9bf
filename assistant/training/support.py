"""Train the check's model: `python -m assistant.training.support --data DIR` writes `assistant/data/support.json`.

DIR holds `attributionbench_dev.jsonl` and `wice_dev.jsonl`. Only statistics of them are written: feature weights, two
thresholds and how often common stems occur. Logistic regression with an L2 penalty; grouped cross-validation by
question, and once by leaving each source out, which is nearer to texts the model has never seen.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import json
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.atoms import Reference
from assistant.support_features import FEATURES, sentences_of
from assistant.tokens import words_of
from assistant.verify import MARKERS, Model, examine
from assistant.verify_bench import macro_f1, summarise

Array = NDArray[np.float64]
LISTED_STEMS = 2500
PENALTY = 20.0
RANKS = ("unsupported", "partly", "supported")


@dataclasses.dataclass(frozen=True)
class Example:
    """A labelled claim. `group` keeps claims of one question on one side of a split."""

    claim: str
    references: tuple[str, ...]
    supported: bool
    partly: bool
    source: str
    group: str


def main() -> None:
    """Train on everything, report cross-validation, write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "data" / "support.json")
    arguments = parser.parse_args()
    examples = read_examples(arguments.data)
    rarity = count_rarity(examples)
    features, highest = measure_all(examples, rarity)
    report = cross_validate(features, highest, examples)
    weights, intercept = fit(features, examples)
    write_model(arguments.out, weights, intercept, report["threshold"], report["partly_threshold"], rarity, report)
    print(json.dumps(report, indent=2))


def read_examples(data: Path) -> list[Example]:
    """AttributionBench dev and WiCE dev as one list."""
    examples = []
    for line in (data / "attributionbench_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        label = row["label"] == "supported"
        examples.append(
            Example(_clean(row["claim"]), tuple(row["references"]), label, label, row["source"], row["question"])
        )
    for line in (data / "wice_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        supported, some = row["label"] == "supported", row["label"] != "unsupported"
        examples.append(Example(_clean(row["claim"]), tuple(row["references"]), supported, some, "WiCE", row["id"]))
    return examples


def count_rarity(examples: Iterable[Example]) -> dict[str, float]:
    """log((n + 1) / (df + 1)) / log(n + 1) of the commonest stems; df counts the claims whose references have the
    stem.
    """
    counts: collections.Counter[str] = collections.Counter()
    total = 0
    for example in examples:
        stems: set[str] = set()
        for text in example.references:
            for sentence in sentences_of(words_of(text)):
                stems |= sentence.stems
        counts.update(stems)
        total += 1
    common = [(stem, count) for stem, count in counts.most_common(LISTED_STEMS) if stem.isalpha() and stem.isascii()]
    return {stem: round(math.log((total + 1) / (count + 1)) / math.log(total + 1), 2) for stem, count in common}


def measure_all(examples: Sequence[Example], rarity: Mapping[str, float]) -> tuple[Array, Array]:
    """One row of FEATURES an example, and the rank of the best label that the rules leave it: 0, 1, 2."""
    model = Model(weights={}, intercept=0.0, supported=0.5, partly=0.3, rarity=rarity)
    rows, highest = [], []
    for example in examples:
        seen = examine(example.claim, [Reference(text) for text in example.references], model=model)
        rows.append([seen.features[name] if seen.features is not None else 0.0 for name in FEATURES])
        highest.append(RANKS.index(seen.highest))
    return np.array(rows), np.array(highest, dtype=float)


def fit(features: Array, examples: Sequence[Example]) -> tuple[Array, float]:
    """Weights for the features as measured, and the intercept. Sources weigh by the square root of their size."""
    labels = np.array([example.supported for example in examples], dtype=float)
    sizes = collections.Counter((example.source, example.supported) for example in examples)
    weight = np.array([1 / math.sqrt(sizes[example.source, example.supported]) for example in examples])
    weight *= len(weight) / weight.sum()
    mean, scale = features.mean(0), features.std(0) + 1e-9
    scaled = (features - mean) / scale

    design = np.hstack([scaled, np.ones((len(scaled), 1))])
    penalty = np.diag(np.append(np.full(features.shape[1], PENALTY), 1e-6))
    found = np.zeros(design.shape[1])
    for _ in range(25):  # Newton's method: converges in about eight steps
        predicted = 1 / (1 + np.exp(-(design @ found)))
        slope = design.T @ (weight * (predicted - labels)) + penalty @ found
        curvature = (design * (weight * predicted * (1 - predicted))[:, None]).T @ design + penalty
        found -= np.linalg.solve(curvature, slope)
    weights = found[:-1] / scale
    return weights, float(found[-1] - weights @ mean)


def predict(features: Array, weights: Array, intercept: float) -> Array:
    return 1 / (1 + np.exp(-(features @ weights + intercept)))


def cross_validate(features: Array, highest: Array, examples: Sequence[Example]) -> dict[str, Any]:
    """Each claim scored by models that saw neither its question, or neither its source; thresholds, and figures at
    them.

    The threshold for "supported" is the one with the best mean macro-F1 over the sources when each is left out; the
    one for "partly" lets through nine in ten of the claims that WiCE marks as supported at least in part.
    """
    groups = sorted({example.group for example in examples})
    random.Random(7).shuffle(groups)
    fold_of = {group: i % 5 for i, group in enumerate(groups)}
    held_out = {
        "by_question": _held_out(features, examples, [str(fold_of[example.group]) for example in examples]),
        "by_source": _held_out(features, examples, [example.source for example in examples]),
    }
    threshold = max(np.arange(0.36, 0.62, 0.01), key=lambda at: _mean_macro_f1(held_out, highest, examples, float(at)))
    some = np.array([example.source == "WiCE" and example.partly for example in examples])
    partly = min(float(np.quantile(held_out["by_source"][some], 0.1)), float(threshold) - 0.1)
    report: dict[str, Any] = {"threshold": round(float(threshold), 2), "partly_threshold": round(partly, 2)}
    for name, scores in held_out.items():
        report[name] = {
            source: summarise(rows) for source, rows in _rows(scores, highest, examples, float(threshold)).items()
        }
    return report


def _mean_macro_f1(
    held_out: Mapping[str, Array], highest: Array, examples: Sequence[Example], threshold: float
) -> float:
    means = []
    for scores in held_out.values():
        for rows in _rows(scores, highest, examples, threshold).values():
            labels = np.array([row["label"] == "supported" for row in rows])
            means.append(macro_f1(labels, np.array([row["predicted"] == "supported" for row in rows])))
    return sum(means) / len(means)


def _rows(
    scores: Array, highest: Array, examples: Sequence[Example], threshold: float
) -> dict[str, list[dict[str, Any]]]:
    """Rows as the bench has them, by source: the rules cap the score as the check does."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for score, rank, example in zip(scores, highest, examples, strict=True):
        capped = min(float(score), 1.0 if rank == 2 else 0.99 * threshold)
        label, predicted = ("supported" if yes else "other" for yes in (example.supported, capped >= threshold))
        rows.setdefault(example.source, []).append({"label": label, "predicted": predicted, "score": capped})
    return rows


def _held_out(features: Array, examples: Sequence[Example], parts: Sequence[str]) -> Array:
    scores = np.zeros(len(examples))
    for part in sorted(set(parts)):
        inside = np.array([here == part for here in parts])
        weights, intercept = fit(
            features[~inside], [example for example, out in zip(examples, inside, strict=True) if not out]
        )
        scores[inside] = predict(features[inside], weights, intercept)
    return scores


def write_model(
    path: Path,
    weights: Array,
    intercept: float,
    supported: float,
    partly: float,
    rarity: Mapping[str, float],
    report: Any,
) -> None:
    """The shipped file: readable, sorted, statistics only."""
    stems: dict[str, list[str]] = {}
    for stem, value in rarity.items():
        stems.setdefault(str(round(100 * value)), []).append(stem)
    file = {
        "weights": {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)},
        "intercept": round(intercept, 4),
        "thresholds": {"supported": supported, "partly": partly},
        "cross_validation": report,
        "rarity": {key: " ".join(sorted(stems[key])) for key in sorted(stems, key=int)},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(file, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _clean(claim: str) -> str:
    return MARKERS.sub("", claim.replace("</s>", ""))


if __name__ == "__main__":
    main()
