"""Trains what tells kinds of names: `PYTHONPATH=eval python -m training.train_name_kinds` makes `assistant/data/name_kinds.npz`.

Multinomial logistic regression with an L2 penalty over the embedding of each name of `eval/names/train.tsv`, which are of real news
articles and were labelled by a language model that saw them in two contexts. Printed for names of other articles: of each kind, at the
shipped bound, how many are shown as one, precision and recall; and the plain baselines beside it.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.config import load_config
from assistant.index.embedding import Embedder, MiniLM
from assistant.retrieval.name_kinds import KINDS, NameKinds
from assistant.text.persons import is_organisation

PENALTY = 0.1
SHOWN = KINDS[:3]
TESTS = ("cnn", "sample", "seeds")
"""Names of articles none of which is trained on: of another source, of invented reports, of the five real ones."""


def main() -> None:
    """Train, write the weights, print what they are worth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=Path, default=Path("eval/names"))
    parser.add_argument("--out", type=Path, default=Path("assistant/data/name_kinds.npz"))
    arguments = parser.parse_args()
    embedder = MiniLM(load_config().cache)
    names, kinds = read(arguments.names / "train.tsv")
    weights = fit(embedder.encode(names, [()] * len(names)).vectors, np.array(kinds))
    np.savez_compressed(arguments.out, weights=weights.astype(np.float16))
    for test in TESTS:
        print(test, figures(*read(arguments.names / f"{test}.tsv"), embedder))


def read(path: Path) -> tuple[list[str], list[int]]:
    """Names, and the place of each one's kind in KINDS."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [name for name, _ in rows], [KINDS.index(kind) for _, kind in rows]


def fit(vectors: NDArray[np.float64], kinds: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weights of shape (numbers + 1, kinds), the constants last."""
    table = np.hstack([vectors, np.ones((len(vectors), 1))]).astype(np.float64)
    wanted = np.eye(len(KINDS))[kinds]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(table.shape[1], -1)
        odds = table @ weights
        odds -= odds.max(axis=1, keepdims=True)
        likely = np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)
        slopes = table.T @ (likely - wanted)
        slopes[:-1] += PENALTY * weights[:-1]
        given = -np.log((likely * wanted).sum(axis=1)).sum()
        return float(given + PENALTY / 2 * (weights[:-1] ** 2).sum()), slopes.ravel()

    found = minimize(loss, np.zeros(table.shape[1] * len(KINDS)), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    weights: NDArray[np.float64] = found.x.reshape(table.shape[1], -1)
    return weights


def figures(names: list[str], kinds: list[int], embedder: Embedder) -> dict[str, dict[str, str]]:
    """For the network and for a rule: of each kind `right of shown, precision, recall`."""
    told: dict[str, Sequence[str]] = {
        "learned": NameKinds(embedder).of(names),
        "all persons": ["person"] * len(names),
        "several words a person, the last one an organisation's": [
            "organisation" if is_organisation(name) else "person" if " " in name else "place" for name in names
        ],
    }
    there = Counter(KINDS[kind] for kind in kinds)
    report: dict[str, dict[str, str]] = {}
    for way, found in told.items():
        report[way] = {}
        for kind in SHOWN:
            shown = [KINDS[right] == kind for right, seen in zip(kinds, found, strict=True) if seen == kind]
            right = sum(shown)
            report[way][kind] = f"{right} of {len(shown)}, {right / max(len(shown), 1):.2f}, {right / there[kind]:.2f}"
    return report


if __name__ == "__main__":
    main()
