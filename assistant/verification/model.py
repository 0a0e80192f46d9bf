"""The check's trained model: features and names to a score, a label and a doubt, all from one readable file.

`eval/training/train_support.py` writes the file, `data/support.json`.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import math
from collections.abc import Mapping
from importlib import resources

from assistant.schema import Verdict
from assistant.verification.name_binding import NameModel


@dataclasses.dataclass(frozen=True, slots=True)
class SupportModel:
    """A logistic regression over the features, and two thresholds on its probability."""

    weights: Mapping[str, float]
    """Per feature, for the feature as measured."""
    intercept: float
    supported: float
    """From this score on a claim is supported."""
    partly: float
    """From this score on it is partly supported."""
    rarity: Mapping[str, float]
    """How rare a stem is, 0 (in every text) to 1. A stem that is not listed is rare: 1."""
    names: NameModel | None = None
    """What tells a name in its place from one put in another's; without it no name is doubted."""
    verbatim: float = 0.97
    """The least score of a claim that stands in the references word for word."""

    def score(self, features: Mapping[str, float]) -> float:
        total = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    def label(self, score: float) -> Verdict:
        return "supported" if score >= self.supported else "partly" if score >= self.partly else "unsupported"

    def ceiling(self, label: Verdict) -> float:
        """The highest score that still earns no better label."""
        return {"supported": 1.0, "partly": 0.99 * self.supported, "unsupported": 0.99 * self.partly}[label]

    def weigh(self, stem: str) -> float:
        return 0.15 + self.rarity.get(stem, 1.0)


@functools.cache
def load_model() -> SupportModel:
    """The model that was shipped, read once."""
    file = json.loads(resources.files("assistant").joinpath("data", "support.json").read_text(encoding="utf-8"))
    return SupportModel(
        weights=file["weights"],
        intercept=file["intercept"],
        supported=file["thresholds"]["supported"],
        partly=file["thresholds"]["partly"],
        names=NameModel(file["names"]["weights"], file["names"]["intercept"]) if "names" in file else None,
        rarity={stem: int(hundredths) / 100 for hundredths, stems in file["rarity"].items() for stem in stems.split()},
    )
