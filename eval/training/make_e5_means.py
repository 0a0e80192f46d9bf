"""Makes `assistant/data/e5_means.npz`: what all vectors of multilingual-e5-small have in common, and in what languages differ.

All its cosines lie between .7 and .9. Without their mean they spread as those of the English model do, for which the ranking was
fitted. The mean is that of short texts in twenty languages (`eval/languages/short_questions*.tsv`), and for passages also of invented
English reports, half and half; of no text of the sample. Languages differ in the directions of the greatest variance among the means
of the same paragraphs in many languages (`eval/languages/paragraphs.jsonl`; Yang et al. 2021).

    python eval/training/make_e5_means.py
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from assistant.config import load_config
from assistant.index import e5
from assistant.index.embedding import MultilingualE5

ROOT = Path(__file__).parents[2]
REPORTS = 30
DIRECTIONS = 8
"""More find more across languages and less in the question's own; see eval/figures.md."""


def main() -> None:
    model = MultilingualE5(load_config().cache, centred=False)
    lines = [
        line.split("\t")[1]
        for path in sorted((ROOT / "eval" / "languages").glob("short_questions*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    questions = np.mean([model.query(line) for line in lines], axis=0)
    passages = (mean_of(model, lines) + mean_of(model, reports())) / 2
    of_languages = np.array([mean_of(model, texts) for texts in paragraphs()])
    _, _, directions = np.linalg.svd(of_languages - of_languages.mean(axis=0), full_matrices=False)
    made = {"questions": questions, "passages": passages, "languages": directions[:DIRECTIONS]}
    np.savez(e5.means_path(), **{name: values.astype(np.float32) for name, values in made.items()})


def mean_of(model: MultilingualE5, texts: list[str]) -> np.ndarray:
    mean: np.ndarray = model.encode(texts, [()] * len(texts)).vectors.mean(axis=0)
    return mean


def reports() -> list[str]:
    """The first passages of invented reports."""
    texts: dict[str, None] = {}
    for line in (ROOT / "eval" / "reading" / "held_out.jsonl").read_text(encoding="utf-8").splitlines():
        texts.setdefault(json.loads(line)["text"][:800], None)
    return list(texts)[:REPORTS]


def paragraphs() -> list[list[str]]:
    """The same invented paragraphs in each of many languages."""
    lines = (ROOT / "eval" / "languages" / "paragraphs.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["texts"] for line in lines]


if __name__ == "__main__":
    main()
