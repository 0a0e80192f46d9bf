"""Train the check's model: `python -m assistant.training.support --data DIR` writes `assistant/data/support.json`.

DIR holds `attributionbench_dev.jsonl` and `wice_dev.jsonl`. Only statistics of them are written: feature weights, two thresholds
and how often common stems occur. Logistic regression with an L2 penalty; grouped cross-validation by question, and once by
leaving each source out, which is nearer to texts the model has never seen.
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
from scipy.optimize import minimize

from assistant.atoms import Reference, check_atoms
from assistant.support_features import FEATURES, measure, sentences_of
from assistant.tokens import words_of
from assistant.verify import MARKERS

Array = NDArray[np.float64]
LISTED_STEMS = 2500
PENALTY = 20.0


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
    features = measure_all(examples, rarity)
    report = cross_validate(features, examples)
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
    """log((n + 1) / (df + 1)) / log(n + 1) of the commonest stems; df counts the claims whose references have the stem."""
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


def measure_all(examples: Sequence[Example], rarity: Mapping[str, float]) -> Array:
    """One row of FEATURES an example."""
    rows = []
    for example in examples:
        atoms = check_atoms(example.claim, [Reference(text) for text in example.references])
        texts = [words_of(text) for text in example.references]
        found = measure(
            words_of(MARKERS.sub("", example.claim)), texts, atoms, lambda stem: 0.15 + rarity.get(stem, 1.0)
        )
        rows.append([found[name] for name in FEATURES])
    return np.array(rows)


def fit(features: Array, examples: Sequence[Example]) -> tuple[Array, float]:
    """Weights for the features as measured, and the intercept. Sources weigh by the square root of their size."""
    labels = np.array([example.supported for example in examples], dtype=float)
    sizes = collections.Counter((example.source, example.supported) for example in examples)
    weight = np.array([1 / math.sqrt(sizes[example.source, example.supported]) for example in examples])
    weight *= len(weight) / weight.sum()
    mean, scale = features.mean(0), features.std(0) + 1e-9
    scaled = (features - mean) / scale

    def loss(point: Array) -> tuple[float, Array]:
        margin = scaled @ point[:-1] + point[-1]
        value = weight @ np.logaddexp(0, -(2 * labels - 1) * margin) + 0.5 * PENALTY * (point[:-1] @ point[:-1])
        slope = weight * (1 / (1 + np.exp(-margin)) - labels)
        return float(value), np.append(scaled.T @ slope + PENALTY * point[:-1], slope.sum())

    found = minimize(loss, np.zeros(features.shape[1] + 1), jac=True, method="L-BFGS-B").x
    weights = found[:-1] / scale
    return weights, float(found[-1] - weights @ mean)


def predict(features: Array, weights: Array, intercept: float) -> Array:
    return 1 / (1 + np.exp(-(features @ weights + intercept)))


def cross_validate(features: Array, examples: Sequence[Example]) -> dict[str, Any]:
    """Scores of each claim by models that saw neither its question, or neither its source; figures and thresholds from them."""
    groups = sorted({example.group for example in examples})
    random.Random(7).shuffle(groups)
    fold_of = {group: i % 5 for i, group in enumerate(groups)}
    by_question = _held_out(features, examples, [str(fold_of[example.group]) for example in examples])
    by_source = _held_out(features, examples, [example.source for example in examples])
    report: dict[str, Any] = {"by_question": {}, "by_source": {}}
    for name, scores in (("by_question", by_question), ("by_source", by_source)):
        for source in sorted({example.source for example in examples}):
            chosen = np.array([example.source == source for example in examples])
            labels = np.array([example.supported for example in examples])[chosen]
            report[name][source] = {
                "macro_f1": round(macro_f1(labels, scores[chosen] >= 0.5), 4),
                "auc": round(auc(labels, scores[chosen]), 4),
                "n": int(chosen.sum()),
            }
    report["threshold"] = 0.5
    report["partly_threshold"] = 0.3
    return report


def _held_out(features: Array, examples: Sequence[Example], parts: Sequence[str]) -> Array:
    scores = np.zeros(len(examples))
    for part in sorted(set(parts)):
        inside = np.array([here == part for here in parts])
        weights, intercept = fit(
            features[~inside], [example for example, out in zip(examples, inside, strict=True) if not out]
        )
        scores[inside] = predict(features[inside], weights, intercept)
    return scores


def macro_f1(labels: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> float:
    """The mean of F1 for "supported" and F1 for the rest."""
    scores = []
    for positive in (True, False):
        hit = int(((predicted == positive) & (labels == positive)).sum())
        total = int((predicted == positive).sum() + (labels == positive).sum())
        scores.append(2 * hit / total if total else 0.0)
    return sum(scores) / 2


def auc(labels: NDArray[np.bool_], scores: Array) -> float:
    """The chance that a supported claim scores above another; ties count half."""
    from scipy.stats import rankdata

    ranks = rankdata(scores)
    positives = int(labels.sum())
    return float((ranks[labels].sum() - positives * (positives + 1) / 2) / (positives * (len(labels) - positives)))


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
    return claim.replace("</s>", "")


if __name__ == "__main__":
    main()
