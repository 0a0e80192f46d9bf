"""Trains the ranking: `python -m assistant.training.ranking --data DIR` writes `assistant/data/ranking.json`.

DIR holds the folders `chunking` and `clapnq`. Only weights are written, one a signal. Passages are ranked by a softmax over
a question's candidates (ListNet's top-one loss, Cao et al. 2007), sentences and the confidence by logistic regression,
all with an L2 penalty on standardised signals. Every figure printed is cross-validated: by question (five folds), and
by leaving out one text, or all of CLAP NQ, at a time, which is nearer to articles that the model has never seen.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant import benchmarks, metrics, ranking, retrieve, signals
from assistant.benchmarks import Benchmark, BenchQuestion
from assistant.collection import Collection, collect
from assistant.config import load_config
from assistant.embedding import Embedder
from assistant.metrics import Piece
from assistant.schema import Query
from assistant.service import make_embedder

Array = NDArray[np.float64]
PASSAGE_PENALTY, SENTENCE_PENALTY, CONFIDENCE_PENALTY = 20.0, 5.0, 1.0
FOLDS = 5


@dataclasses.dataclass(frozen=True)
class Example:
    """One question's candidates."""

    question: BenchQuestion
    group: str
    collection: Collection
    found: retrieve.Found
    gain: Array
    """(candidates,): the share of the question's gold characters in each candidate"""

    @property
    def answerable(self) -> bool:
        return self.question.article_id is not None


@dataclasses.dataclass(frozen=True)
class Linear:
    """Weights of raw signals and a constant."""

    weights: Array
    constant: float


def main() -> None:
    """Cross-validate, train on everything, write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "data" / "ranking.json")
    arguments = parser.parse_args()
    embedder = make_embedder(load_config())
    examples: list[Example] = []
    for benchmark in (
        benchmarks.load_chunking(arguments.data / "chunking"),
        benchmarks.load_clapnq(arguments.data / "clapnq"),
    ):
        examples += read_examples(benchmark, collect(benchmark.articles, embedder), embedder)
    report = {
        name: cross_validate(examples, folds) for name, folds in (("by question", by_question), ("left out", by_group))
    }
    print(json.dumps(report, indent=1))
    write(arguments.out, train(examples), report)


def read_examples(benchmark: Benchmark, collection: Collection, embedder: Embedder) -> list[Example]:
    """Every question's candidates. `group` is what is left out together: a text with its questions, or a set."""
    examples = []
    for question in benchmark.questions:
        found = retrieve.look_up(collection, embedder.query(question.text), Query(question.text))
        if found is None:
            continue
        rows = found.signals.rows.tolist()
        gold = sum(copies[0][1][1] - copies[0][1][0] for copies in question.gold)
        gain = [_gold_in(collection, row, question.gold) / max(gold, 1) for row in rows]
        many = len(benchmark.articles) > 20
        group = benchmark.name if many else str(question.article_id)
        examples.append(Example(question, group, collection, found, np.array(gain)))
    return examples


def _gold_in(collection: Collection, row: int, gold: Sequence[Sequence[Piece]]) -> int:
    """Gold characters in a passage; of each span's copies the one that it holds most of."""
    passage = collection.passages[row]
    piece: Piece = (passage.article_id, (passage.start, passage.end))
    return metrics.fair_coverage([piece], gold).covered if gold else 0


# --- fitting -------------------------------------------------------------------------------------------------------


def fit_passages(examples: Sequence[Example]) -> Array:
    """Weights of `signals.PASSAGE`: maximises Σ log Σ_candidates gain · softmax(score) over questions, less the penalty."""
    used = [example for example in examples if example.gain.any()]
    tables = [example.found.signals.passages.astype(np.float64) for example in used]
    mean, deviation = _moments(np.concatenate(tables))
    table = (np.concatenate(tables) - mean) / deviation
    gain = np.concatenate([example.gain for example in used])
    starts = np.cumsum([0, *(len(rows) for rows in tables)])
    owner = np.repeat(np.arange(len(used)), np.diff(starts))

    def loss(weights: Array) -> tuple[float, Array]:
        scores = table @ weights
        likely = np.exp(scores - np.maximum.reduceat(scores, starts[:-1])[owner])
        share = likely / np.add.reduceat(likely, starts[:-1])[owner]
        hit = np.add.reduceat(share * gain, starts[:-1])
        slope = table.T @ (share - share * gain / hit[owner])
        value = -np.log(hit).sum() + PASSAGE_PENALTY * weights @ weights / 2
        return float(value), slope + PASSAGE_PENALTY * weights

    weights: Array = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B").x / deviation
    return weights


def fit_logistic(table: Array, right: Array, penalty: float, importance: Array | None = None) -> Linear:
    """Logistic regression with an L2 penalty on standardised signals, as weights of the raw ones."""
    mean, deviation = _moments(table)
    scaled = (table - mean) / deviation
    sign = np.where(right, 1.0, -1.0)
    importance = np.ones(len(table)) if importance is None else importance

    def loss(values: Array) -> tuple[float, Array]:
        margin = sign * (scaled @ values[:-1] + values[-1])
        pull = -importance * sign / (1.0 + np.exp(np.clip(margin, -30, 30)))
        value = importance @ np.logaddexp(0.0, -margin) + penalty * values[:-1] @ values[:-1] / 2
        return float(value), np.append(scaled.T @ pull + penalty * values[:-1], pull.sum())

    values = minimize(loss, np.zeros(table.shape[1] + 1), jac=True, method="L-BFGS-B").x
    weights = values[:-1] / deviation
    return Linear(weights, float(values[-1] - weights @ mean))


def _moments(table: Array) -> tuple[Array, Array]:
    deviation = table.std(axis=0)
    return table.mean(axis=0), np.where(deviation > 0, deviation, 1.0)


def train(examples: Sequence[Example]) -> ranking.Model:
    """All three models. Sentences and the confidence learn from passages as a model ranks them that has not seen them."""
    answerable = [example for example in examples if example.answerable]
    unseen: list[tuple[Example, retrieve.Ranked, ranking.Weighed]] = []
    for seen, rest in by_question(examples):
        passage = fit_passages(seen)
        unseen += [(example, *_ranked(example, passage)) for example in rest]
    tables, right = [], []
    for example, ranked, weighed in unseen:
        if example.question.gold:
            tables.append(weighed.table.astype(np.float64))
            right.append(_gold_sentences(example, ranked))
    sentence = fit_logistic(np.concatenate(tables), np.concatenate(right), SENTENCE_PENALTY)
    model = ranking.Model(
        fit_passages(answerable), sentence.weights, sentence.constant, np.zeros(len(ranking.CONFIDENCE))
    )
    judged = [entry for entry in unseen if _has_unanswerable(entry[0], examples)]
    if not judged:
        return model  # CLAP NQ left out: nothing to learn the confidence from
    values = np.array([_confidence_signals(*entry, model) for entry in judged])
    holds = np.array([entry[0].answerable for entry in judged])
    confidence = fit_logistic(values[:, :-1], holds, CONFIDENCE_PENALTY)
    return dataclasses.replace(model, confidence=np.append(confidence.weights, confidence.constant))


def _has_unanswerable(example: Example, examples: Sequence[Example]) -> bool:
    return any(other.group == example.group and not other.answerable for other in examples)


def _ranked(example: Example, passage: Array) -> tuple[retrieve.Ranked, ranking.Weighed]:
    """The five best passages and their sentences' signals under a passage model."""
    model = ranking.Model(passage, np.zeros(0), 0.0, np.zeros(0))
    query = Query(example.question.text)
    ranked = retrieve.rank(example.collection, query, example.found, model, ranking.MARKED)
    return ranked, retrieve.weigh(example.collection, example.question.text, ranked)


def _gold_sentences(example: Example, ranked: retrieve.Ranked) -> NDArray[np.bool_]:
    """For each sentence of the chosen passages whether at least half of it is gold."""
    right = []
    for place, _ in ranked.chosen:
        passage = example.collection.passages[int(ranked.signals.rows[place])]
        for span in passage.sentences:
            piece: Piece = (passage.article_id, span)
            covered = max(
                (metrics.fair_coverage([piece], [copies]).covered for copies in example.question.gold), default=0
            )
            right.append(covered >= 0.5 * (span[1] - span[0]))
    return np.array(right)


def _confidence_signals(
    example: Example, ranked: retrieve.Ranked, weighed: ranking.Weighed, model: ranking.Model
) -> Array:
    likely = ranking.probabilities(weighed, model)
    chosen = [place for place, _ in ranked.chosen]
    asked = retrieve.asked(ranked, example.question.text)
    values: Array = ranking.confidence_signals(ranked.signals, chosen, weighed, likely, asked)
    return values


# --- cross-validation ----------------------------------------------------------------------------------------------

Fold = tuple[list[Example], list[Example]]


def by_question(examples: Sequence[Example]) -> list[Fold]:
    """Five folds: (the rest, the fold)."""
    order = random.Random(0).sample(range(len(examples)), len(examples))
    folds = [set(order[fold::FOLDS]) for fold in range(FOLDS)]
    return [
        ([e for i, e in enumerate(examples) if i not in fold], [e for i, e in enumerate(examples) if i in fold])
        for fold in folds
    ]


def by_group(examples: Sequence[Example]) -> list[Fold]:
    """One fold a group."""
    groups = sorted({example.group for example in examples})
    return [([e for e in examples if e.group != group], [e for e in examples if e.group == group]) for group in groups]


def cross_validate(examples: Sequence[Example], folds: Callable[[Sequence[Example]], list[Fold]]) -> dict[str, Any]:
    """Every question measured as `assistant bench` does, by models that have not seen it."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for seen, rest in folds(examples):
        model = train(seen)
        for example in rest:
            query = Query(example.question.text)
            retrieved = retrieve.from_found(example.collection, query, example.found, model, 20)
            name = "clapnq" if example.group == "clapnq" else "chunking"
            rows.setdefault(name, []).append(benchmarks.MEASURES[name](example.question, retrieved, 1.0, 1.0))
    return {name: benchmarks.SUMMARIES[name](found) for name, found in rows.items()}


def write(path: Path, model: ranking.Model, report: dict[str, Any]) -> None:
    """The weights by name, five significant digits, beside the cross-validated figures."""

    def named(names: Sequence[str], weights: Array) -> dict[str, float]:
        return {name: float(f"{weight:.5g}") for name, weight in zip(names, weights, strict=True)}

    stored = {
        "passage": named(signals.PASSAGE, model.passage),
        "sentence": {**named(signals.SENTENCE, model.sentence), "constant": float(f"{model.sentence_constant:.5g}")},
        "confidence": named(ranking.CONFIDENCE, model.confidence),
        "cross-validated": report,
    }
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
