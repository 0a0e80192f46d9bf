"""Measure the check: on labelled claims, and on right claims made wrong. `assistant bench support --data DIR`
prints this.
"""

from __future__ import annotations

import collections
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import QuestionSetError
from assistant.evaluation.benchmarks.perturbation import KINDS, perturb
from assistant.verification.check import Reference, check_claim

Row = dict[str, Any]
DRAWS = 1000


def bench_support(data_dir: Path | str, seed: int = 0) -> dict[str, Any]:
    """Check every claim of every `*.jsonl` in the folder: `{"summary": …, "rows": one per claim, "perturbed": one per
    change}`.

    A line is `{"id", "claim", "references": [text, …], "label": "supported"|"partly"|"unsupported", "source"?}`. Raises
    QuestionSetError where a line is not. Figures on the claims that a model was trained on flatter it: see the
    training script's cross-validation for those.
    """
    claims = read_claims(Path(data_dir))
    load = check_claim(
        "A claim.", [Reference("A claim.")]
    )  # the model's file is read once, not within the first claim's time
    del load
    rows = [_row(claim) for claim in claims]
    changed = [
        row
        for claim, row in zip(claims, rows, strict=True)
        if claim["label"] == "supported"
        for row in _perturbed(claim, row, seed)
    ]
    by_source: dict[str, list[Row]] = {}
    for row in rows:
        by_source.setdefault(row["source"], []).append(row)
    summary = {
        "all": summarise(rows, seed),
        "by_source": {source: summarise(part, seed) for source, part in sorted(by_source.items())},
        "milliseconds": _percentiles([row["milliseconds"] for row in rows]),
        "perturbed": recall_on_perturbed(changed),
    }
    return {"summary": summary, "rows": rows, "perturbed": changed}


def read_claims(folder: Path) -> list[Row]:
    """The labelled claims of a folder, each with its source: the file's name where the line has none."""
    claims = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                claim = {key: row[key] for key in ("id", "claim", "references", "label")}
            except (ValueError, KeyError, TypeError) as error:
                raise QuestionSetError(
                    f"{path.name}, line {number}: not a labelled claim ({error}). Correct or remove the line."
                ) from error
            claims.append(
                {**claim, "claim": claim["claim"].replace("</s>", ""), "source": row.get("source") or path.stem}
            )
    if not claims:
        raise QuestionSetError(f"No claims in {folder}: give a folder with .jsonl files of labelled claims.")
    return claims


def summarise(rows: Sequence[Row], seed: int = 0) -> dict[str, Any]:
    """Macro-F1 (supported against the rest), AUC, calibration error; the first two with 95 % bootstrap intervals."""
    labels = np.array([row["label"] == "supported" for row in rows])
    predicted = np.array([row["predicted"] == "supported" for row in rows])
    scores = np.array([row["score"] for row in rows], dtype=np.float64)
    generator = np.random.default_rng(seed)
    draws = [generator.integers(0, len(rows), len(rows)) for _ in range(DRAWS)]
    return {
        "claims": len(rows),
        "macro_f1": macro_f1(labels, predicted),
        "macro_f1_interval": _interval([macro_f1(labels[draw], predicted[draw]) for draw in draws]),
        "auc": auc(labels, scores),
        "auc_interval": _interval([auc(labels[draw], scores[draw]) for draw in draws]),
        "calibration_error": calibration_error(labels, scores),
        "labels": dict(collections.Counter(f"{row['label']} → {row['predicted']}" for row in rows)),
    }


def macro_f1(labels: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> float:
    """The mean of F1 for "supported" and F1 for the rest."""
    scores = []
    for positive in (True, False):
        hit = int(((predicted == positive) & (labels == positive)).sum())
        total = int((predicted == positive).sum() + (labels == positive).sum())
        scores.append(2 * hit / total if total else 0.0)
    return round(sum(scores) / 2, 4)


def auc(labels: NDArray[np.bool_], scores: NDArray[np.float64]) -> float | None:
    """The chance that a supported claim scores above another; ties count half. None when all have one label."""
    positives = int(labels.sum())
    if positives in (0, len(labels)):
        return None
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return round(
        float((ranks[labels].sum() - positives * (positives + 1) / 2) / (positives * (len(labels) - positives))), 4
    )


def calibration_error(labels: NDArray[np.bool_], scores: NDArray[np.float64], bins: int = 10) -> float:
    """Expected calibration error: |mean score - share supported| in ten bins of equal width, weighted by their
    claims.
    """
    which = np.minimum((scores * bins).astype(int), bins - 1)
    gaps = [
        abs(scores[which == b].mean() - labels[which == b].mean()) * (which == b).sum()
        for b in range(bins)
        if (which == b).any()
    ]
    return round(float(sum(gaps) / len(scores)), 4)


def recall_on_perturbed(changed: Sequence[Row]) -> dict[str, Any]:
    """For each kind: of the wrong claims, the share that is not called supported; and of their originals, the share
    that is.

    `caught_of_supported` counts only claims whose original is called supported: there the check had to notice the
    change.
    """
    kinds: dict[str, Any] = {}
    for kind in KINDS:
        rows = [row for row in changed if row["kind"] == kind]
        accepted = [row for row in rows if row["original"] == "supported"]
        kinds[kind] = {
            "claims": len(rows),
            "caught": _share([row["predicted"] != "supported" for row in rows]),
            "originals_supported": _share([row["original"] == "supported" for row in rows]),
            "caught_of_supported": _share([row["predicted"] != "supported" for row in accepted]),
        }
    return kinds


def _row(claim: Row) -> Row:
    references = [Reference(text) for text in claim["references"]]
    began = time.perf_counter()
    support = check_claim(claim["claim"], references)
    milliseconds = 1000 * (time.perf_counter() - began)
    return {
        "id": claim["id"],
        "source": claim["source"],
        "label": claim["label"],
        "predicted": support.label,
        "score": support.score,
        "missing": [atom.text for atom in support.atoms if not atom.found],
        "reason": support.reason,
        "milliseconds": round(milliseconds, 3),
    }


def _perturbed(claim: Row, row: Row, seed: int) -> list[Row]:
    made = []
    for change in perturb(claim["claim"], claim["references"], seed):
        support = check_claim(change.claim, [Reference(text) for text in claim["references"]])
        made.append(
            {
                "id": claim["id"],
                "kind": change.kind,
                "claim": change.claim,
                "original": row["predicted"],
                "predicted": support.label,
                "score": support.score,
            }
        )
    return made


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    p50, p95 = np.percentile(values, [50, 95])
    return {"p50": round(float(p50), 2), "p95": round(float(p95), 2)}


def _interval(values: Sequence[float | None]) -> list[float] | None:
    known = [value for value in values if value is not None]
    return [round(float(bound), 4) for bound in np.percentile(known, [2.5, 97.5])] if known else None


def _share(values: Sequence[bool]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
