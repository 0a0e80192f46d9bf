"""Trains the ranking: `PYTHONPATH=eval python -m training.train_ranker --data DIR --news CORPUS QUESTIONS…`.

It writes `assistant/data/ranking.json`. DIR holds the folders `chunking` and `clapnq`; each CORPUS is a folder of articles, and beside it
stand files of questions over it (`eval/news.jsonl` and its likes). Only weights are written, one a signal. Passages are ranked by a
softmax over a question's candidates (ListNet's top-one loss, Cao et al. 2007), sentences by logistic regression, both with an L2 penalty
on standardised signals. Every figure printed is of the public sets and cross-validated: by question (five folds), and by leaving out one
text, or all of CLAP NQ, at a time, which is nearer to articles that the model has never seen. What it brings on news is measured on
sources that are left out (`assistant eval`).
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
from training.constrained_regression import fit_logistic

from assistant.config import load_config
from assistant.evaluation import metrics
from assistant.evaluation.benchmarks import retrieval
from assistant.evaluation.benchmarks.retrieval import Benchmark, BenchQuestion
from assistant.evaluation.metrics import ArticleSpan
from assistant.index.collection import Collection, collect
from assistant.index.embedding import Embedder, make_embedder
from assistant.ingest.folder import read_file, scan
from assistant.retrieval import features, ranker, retriever
from assistant.retrieval.question import understand

Array = NDArray[np.float64]
PASSAGE_PENALTY, SENTENCE_PENALTY = 20.0, 5.0
FOLDS = 5
OF_READING = ("confidence", "expected", "risk", "threshold")
"""What of CLAP NQ's figures is of the confidence, which only reading gives."""


@dataclasses.dataclass(frozen=True)
class Example:
    """One question's candidates."""

    question: BenchQuestion
    group: str
    collection: Collection
    found: retriever.Found
    gain: Array
    """(candidates,): the share of the question's gold characters in each candidate"""

    @property
    def answerable(self) -> bool:
        return self.question.article_id is not None


def main() -> None:
    """Cross-validate, train on everything, write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--news",
        type=Path,
        nargs="+",
        action="append",
        default=[],
        metavar=("CORPUS", "QUESTIONS"),
        help="a folder of articles and questions over it",
    )
    parser.add_argument("--most", type=int, default=700, help="questions of each such file")
    parser.add_argument("--out", type=Path, default=Path("assistant/data/ranking.json"))
    parser.add_argument("--ablate", action="store_true", help="only print what each group of signals adds")
    arguments = parser.parse_args()
    if any(len(one) < 2 for one in arguments.news):
        parser.error("--news wants a folder and at least one file of questions over it")
    embedder = make_embedder(load_config())
    examples = read_public(arguments.data, embedder)
    news = [
        example
        for corpus, *files in arguments.news
        for example in read_reports(corpus, files, arguments.most, embedder)
    ]
    print(f"{len(examples)} public questions, {len(news)} over news", flush=True)
    if arguments.ablate:
        for group in (None, *features.GROUPS):
            print(group or "all", json.dumps(ablate(examples, group)), flush=True)
        return
    report = {
        "by question": cross_validate(examples, by_question, news),
        "left out": cross_validate(examples, by_group, news),
    }
    print(json.dumps(report, indent=1))
    write(arguments.out, train([*examples, *news]), report)


def read_public(data: Path, embedder: Embedder) -> list[Example]:
    """The questions of both public sets."""
    sets = (retrieval.load_chunking(data / "chunking"), retrieval.load_clapnq(data / "clapnq"))
    return [example for one in sets for example in read_examples(one, collect(one.articles, embedder), embedder)]


def read_examples(benchmark: Benchmark, collection: Collection, embedder: Embedder) -> list[Example]:
    """Every question's candidates. `group` is what is left out together: a text with its questions, or a set."""
    examples = []
    for question in benchmark.questions:
        found = retriever.look_up(collection, embedder.query(question.text), understand(question.text))
        if found is None:
            continue
        rows = found.signals.rows.tolist()
        gold = sum(copies[0][1][1] - copies[0][1][0] for copies in question.gold)
        gain = [_gold_in(collection, row, question.gold) / max(gold, 1) for row in rows]
        group = benchmark.name if benchmark.name != "chunking" else str(question.article_id)
        examples.append(Example(question, group, collection, found, np.array(gain)))
    return examples


def read_reports(corpus: Path, files: Sequence[Path], most: int, embedder: Embedder) -> list[Example]:
    """At most so many answerable questions of each file, searched for among all articles of a folder."""
    articles = {a.article_id: a for file in scan(corpus)[0] for a in read_file(corpus, file.path)[0]}
    rng, asked = random.Random(0), []
    for path in files:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        rows = [row for row in rows if row["gold"] and row["article_id"] in articles]
        for number, row in enumerate(rng.sample(rows, min(most, len(rows)))):
            gold = tuple(((row["article_id"], tuple(span)),) for span in row["gold"])
            asked.append(BenchQuestion(f"{path.stem} {number}", row["text"], gold, row["article_id"]))
    collection = collect(list(articles.values()), embedder)
    return read_examples(Benchmark(corpus.name, tuple(articles.values()), tuple(asked)), collection, embedder)


def read_news(corpus: Path, questions: Path, embedder: Embedder) -> list[Example]:
    """A question set over a folder of articles, follow-ups left out: only whether each can be answered is used."""
    articles = [article for file in scan(corpus)[0] for article in read_file(corpus, file.path)[0]]
    asked = []
    for line in questions.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not row.get("history"):
            asked.append(BenchQuestion(row["query_id"], row["text"], (), "some" if row["answerable"] else None))
    return read_examples(
        Benchmark(questions.stem, tuple(articles), tuple(asked)), collect(articles, embedder), embedder
    )


def _gold_in(collection: Collection, row: int, gold: Sequence[Sequence[ArticleSpan]]) -> int:
    """Gold characters in a passage; of each span's copies the one that it holds most of."""
    passage = collection.passages[row]
    place: ArticleSpan = (passage.article_id, (passage.start, passage.end))
    return metrics.fair_coverage([place], gold).covered if gold else 0


# --- fitting -------------------------------------------------------------------------------------------------------


def fit_passages(examples: Sequence[Example]) -> Array:
    """Weights of `features.PASSAGE`: maximises Σ log Σ_candidates gain · softmax(score) over questions, less the penalty."""
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


def fit_line(table: Array, right: NDArray[np.bool_], penalty: float) -> tuple[Array, float]:
    """Logistic regression, every example of one weight and no sign prescribed: the signals' weights and the constant.

    `penalty` is beside the sum of the losses, not their mean.
    """
    return fit_logistic(
        table, right.astype(np.float64), np.ones(len(table)), np.zeros(table.shape[1]), penalty / len(table)
    )


def _moments(table: Array) -> tuple[Array, Array]:
    deviation = table.std(axis=0)
    return table.mean(axis=0), np.where(deviation > 0, deviation, 1.0)


def train(examples: Sequence[Example]) -> ranker.Model:
    """Both models. Sentences learn from passages as a model ranks them that has not seen them."""
    unseen: list[tuple[Example, retriever.Ranked, ranker.Weighed]] = []
    for seen, rest in by_question(examples):
        passage = fit_passages(seen)
        unseen += [(example, *ranked_by(example, passage)) for example in rest]
    answered = [entry for entry in unseen if entry[0].question.gold]
    tables = [weighed.table.astype(np.float64) for _, _, weighed in answered]
    right = [_gold_sentences(example, ranked) for example, ranked, _ in answered]
    sentence, constant = fit_line(np.concatenate(tables), np.concatenate(right), SENTENCE_PENALTY)
    return ranker.Model(fit_passages(examples), sentence, constant)


def ranked_by(example: Example, passage: Array) -> tuple[retriever.Ranked, ranker.Weighed]:
    """The five best passages and their sentences' signals under a passage model."""
    model = ranker.Model(passage, np.zeros(0), 0.0)
    query = understand(example.question.text)
    ranked = retriever.rank(example.collection, query, example.found, model, ranker.MARKED)
    return ranked, retriever.weigh(ranked)


def _gold_sentences(example: Example, ranked: retriever.Ranked) -> NDArray[np.bool_]:
    """For each sentence of the chosen passages whether at least half of it is gold."""
    right = []
    for place, _ in ranked.chosen:
        passage = example.collection.passages[int(ranked.signals.rows[place])]
        for span in passage.sentences:
            marked: ArticleSpan = (passage.article_id, span)
            covered = max(
                (metrics.fair_coverage([marked], [copies]).covered for copies in example.question.gold), default=0
            )
            right.append(covered >= 0.5 * (span[1] - span[0]))
    return np.array(right)


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


def cross_validate(
    examples: Sequence[Example], folds: Callable[[Sequence[Example]], list[Fold]], news: Sequence[Example] = ()
) -> dict[str, Any]:
    """Every question measured as `assistant bench` does, by models that have not seen it, but the `news`."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for seen, rest in folds(examples):
        model = train([*seen, *news])
        for example in rest:
            query = understand(example.question.text)
            retrieved = retriever.from_found(example.collection, query, example.found, model, 4 * retrieval.PASSAGES)
            name = "clapnq" if example.group == "clapnq" else "chunking"
            rows.setdefault(name, []).append(retrieval.MEASURES[name](example.question, retrieved, 1.0, 1.0))
    summaries = {name: retrieval.SUMMARIES[name](found) for name, found in rows.items()}
    return {
        name: {k: v for k, v in figures.items() if not k.startswith(("seconds", "over", *OF_READING))}
        for name, figures in summaries.items()
    }


def ablate(examples: Sequence[Example], group: str | None) -> dict[str, float]:
    """The main figures, cross-validated by question, with the signals of one group blanked out."""
    left_out = features.GROUPS[group] if group else ()
    columns = [place for place, name in enumerate(features.PASSAGE) if name.startswith(left_out)] if left_out else []
    further = [place for place, name in enumerate(features.SENTENCE) if name.startswith(left_out)] if left_out else []
    blanked = []
    for example in examples:
        found = example.found.signals
        passages, sentences = found.passages.copy(), found.sentences.copy()
        passages[:, columns] = 0.0
        sentences[:, [place for place in further if place < sentences.shape[1]]] = 0.0
        kept = dataclasses.replace(found, passages=passages, sentences=sentences)
        blanked.append(dataclasses.replace(example, found=dataclasses.replace(example.found, signals=kept)))
    summaries = cross_validate(blanked, by_question)
    chunking, clapnq = summaries["chunking"], summaries["clapnq"]
    wanted = ("recall@4000", "recall of 5", "precision of 5", "marks IoU", "marks recall")
    figures = {name: chunking[name]["mean"] for name in wanted}
    figures |= {f"clapnq {name}": clapnq[name]["mean"] for name in ("recall@1", "sentence F1")}
    return {name: round(value, 3) for name, value in figures.items()}


def write(path: Path, model: ranker.Model, report: dict[str, Any]) -> None:
    """The weights by name, five significant digits, beside the cross-validated figures."""

    def named(names: Sequence[str], weights: Array) -> dict[str, float]:
        return {name: float(f"{weight:.5g}") for name, weight in zip(names, weights, strict=True)}

    stored = {
        "passage": named(features.PASSAGE, model.passage),
        "sentence": {**named(features.SENTENCE, model.sentence), "constant": float(f"{model.sentence_constant:.5g}")},
        "cross-validated": report,
    }
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
