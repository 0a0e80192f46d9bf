"""Does the check tell right claims from wrong ones? `assistant bench support --data DIR`.

On labelled claims of others, and on their supported claims made wrong in known ways (`perturbation`).
"""

from __future__ import annotations

import collections
import functools
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.config import Config
from assistant.errors import QuestionSetError
from assistant.evaluation.benchmarks import Result, Setup
from assistant.evaluation.benchmarks.perturbation import CHANGES, perturb
from assistant.evaluation.benchmarks.results import interval
from assistant.evaluation.metrics import auc, expected_calibration_error, percentile, rounded, share
from assistant.evaluation.question_sets import read_lines
from assistant.evaluation.run_files import Row
from assistant.index import manager
from assistant.schema import Article
from assistant.verification.check import Reference, check_claim

Claim = dict[str, Any]
"""A labelled claim as it is read."""
SEED = 0


def run(data: Path, setup: Setup) -> Result:
    """Checks every claim of the file, or of every `*.jsonl` in the folder: `{"summary": …, "rows": one per claim, "perturbed": one per
    change}`.

    A line is `{"id", "claim", "references": [text, …], "label": "supported"|"partly"|"unsupported", "source"?}`; in place of a text may
    stand `{"article_id", "start", "end"}`, characters of an article that is indexed. Raises QuestionSetError where a line is not.
    Figures on the claims that a model was trained on flatter it: see the training script's cross-validation for those.
    """
    claims = read_claims(data, setup.config)
    check_claim("A claim.", [Reference("A claim.")])  # reads the model's file, outside the first claim's time
    rows = [_checked(claim) for claim in claims]
    changed = [
        made
        for claim, row in zip(claims, rows, strict=True)
        if claim["label"] == "supported"
        for made in _perturbed(claim, row)
    ]
    by_source: dict[str, list[Row]] = {}
    for row in rows:
        by_source.setdefault(row["source"], []).append(row)
    summary = {
        "all": summarise(rows),
        "by_source": {source: summarise(part) for source, part in sorted(by_source.items())},
        "milliseconds": {f"p{at}": percentile([row["milliseconds"] for row in rows], at / 100) for at in (50, 95)},
        "perturbed": recall_on_perturbed(changed),
    }
    return {"summary": summary, "rows": rows, "perturbed": changed}


def read_claims(data: Path, config: Config) -> list[Claim]:
    """The labelled claims of a file or folder, each with its source: the file's name where the line has none."""
    claims = []
    indexed = _Articles(config)
    for path in [data] if data.is_file() else sorted(data.glob("*.jsonl")):
        for number, line in read_lines(path):
            try:
                claim = {key: line[key] for key in ("id", "claim", "references", "label")}
                claim["references"] = [indexed.text(reference) for reference in claim["references"]]
            except KeyError as error:
                raise QuestionSetError(
                    f"{path}:{number}: not a labelled claim (lacks {error}): correct or remove the line"
                ) from None
            # AttributionBench ends some of its claims with its models' end-of-text token.
            claims.append(
                {**claim, "claim": claim["claim"].replace("</s>", ""), "source": line.get("source") or path.stem}
            )
    if not claims:
        raise QuestionSetError(
            f"No claims in {data}: give a .jsonl file of labelled claims, or a folder with such files."
        )
    return claims


class _Articles:
    """The indexed articles, opened for the first reference that names one."""

    def __init__(self, config: Config) -> None:
        self.config = config

    @functools.cached_property
    def every(self) -> Mapping[str, Article]:
        return manager.open_current(self.config.index_path).articles

    def text(self, reference: str | dict[str, Any]) -> str:
        """A reference's text. Raises KeyError where it lacks something, QuestionSetError where no such article is indexed."""
        if isinstance(reference, str):
            return reference
        article_id, start, end = (reference[key] for key in ("article_id", "start", "end"))
        if article_id not in self.every:
            raise QuestionSetError(
                f"The article {article_id} is not indexed: index the articles that the claims are about."
            )
        return self.every[article_id].text[start:end]


def summarise(rows: Sequence[Row]) -> dict[str, Any]:
    """Macro-F1 (supported against the rest), AUC, calibration error; the first two with 95 % bootstrap intervals."""
    labels = np.array([row["label"] == "supported" for row in rows])
    predicted = np.array([row["predicted"] == "supported" for row in rows])
    scores = np.array([row["score"] for row in rows], dtype=np.float64)
    every = range(len(rows))
    return {
        "claims": len(rows),
        "macro_f1": interval(every, lambda drawn: macro_f1(labels[drawn], predicted[drawn])),
        "auc": interval(every, lambda drawn: auc(scores[drawn].tolist(), labels[drawn].tolist())),
        "calibration_error": rounded(expected_calibration_error(scores.tolist(), labels.tolist())),
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


def recall_on_perturbed(changed: Sequence[Row]) -> dict[str, Any]:
    """For each kind: of the wrong claims, the share that is not called supported; and of their originals, the share
    that is.

    `caught_of_supported` counts only claims whose original is called supported: there the check had to notice the
    change.
    """
    kinds: dict[str, Any] = {}
    for kind in CHANGES:
        rows = [row for row in changed if row["kind"] == kind]
        accepted = [row for row in rows if row["original"] == "supported"]
        kinds[kind] = {
            "claims": len(rows),
            "caught": share([row["predicted"] != "supported" for row in rows]),
            "originals_supported": share([row["original"] == "supported" for row in rows]),
            "caught_of_supported": share([row["predicted"] != "supported" for row in accepted]),
        }
    return kinds


def _checked(claim: Claim) -> Row:
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


def _perturbed(claim: Claim, row: Row) -> list[Row]:
    made = []
    for change in perturb(claim["claim"], claim["references"], SEED):
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
