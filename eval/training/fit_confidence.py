"""Fits what a reading is worth: `PYTHONPATH=eval python -m training.fit_confidence --data DIR --news CORPUS FILE`.

Two small logistic regressions, written to `assistant/data/reading.json`: the confidence (answerable or not, on CLAP NQ,
the reader's held-out articles and the news sets) and the probability of a sentence (gold or not, on CLAP NQ and the held-out
articles, whose questions want short answers as those of the news do; the news sets then measure it fairly). DIR is what
`training.train_ranker` takes. Printed: AUC of the confidence, cross-validated by question, and with all of a set left out; the weights of
a sentence, of all sets, only scale it. With
`--multilingual` the same for the reader of several languages, on the reports of `eval/reading/languages/` that it was not trained on,
each language a set.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm
from training.reading_pairs import read_article, read_in_languages, read_rows
from training.train_ranker import (
    Example,
    by_group,
    by_question,
    fit_line,
    read_examples,
    read_news,
    read_public,
)

from assistant.config import load_config
from assistant.evaluation import metrics
from assistant.evaluation.benchmarks.retrieval import Benchmark, BenchQuestion
from assistant.index.collection import collect
from assistant.index.embedding import Embedder, MultilingualE5, make_embedder
from assistant.retrieval import confidence, ranker, retriever
from assistant.retrieval.confidence import CONFIDENCE, SENTENCE
from assistant.retrieval.cross_encoder import MULTILINGUAL, CrossEncoder
from assistant.retrieval.logistic import log_odds
from assistant.retrieval.question import understand
from assistant.retrieval.types import Reading, Retrieved
from assistant.schema import Evidence

PENALTY = 5.0
RETRIEVED = 0.5
"""What retrieval's log-odds weigh beside the reader's, for a sentence. Not fitted: sets differ more from each other in how near an answer
is than in what tells one, and a fit takes the first for the second (eval/figures.md)."""
EACH, ABSENT, TAKEN_AWAY = 110, 40, 50
"""Questions of a language; those of them whose report is taken away; reports that are."""
ANSWERABLE = 0.785
"""The share of questions that the articles asked can answer, for which the constant holds: half of those that the confidence is fitted on
are near-misses, far more than are asked. So that at the threshold of .6 at most one answerable question in twenty of CNN and of the other
news is lost (eval/figures.md)."""
ANSWERABLE_ACROSS = 0.7
"""The same for the multilingual reader: with .7 it withholds two of the five unanswerable questions of `eval/languages/` and loses three
of thirty-five answerable ones, with .75 none and one."""


@dataclasses.dataclass(frozen=True)
class Read:
    """One question, what was retrieved for it, and what was read."""

    example: Example
    retrieved: Retrieved
    readings: Sequence[Reading]

    def passages(self) -> Iterator[tuple[Evidence, NDArray[np.float64]]]:
        """Each passage that was read, with its sentences' signals."""
        for item, reading in zip(self.retrieved.evidence, self.readings, strict=False):
            yield item, confidence.sentence_signals(item, reading)


def main() -> None:
    """Fit, print cross-validated figures, write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--multilingual", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("assistant/data/reading.json"))
    parser.add_argument("--news", type=Path, nargs=2, action="append", default=[], metavar=("CORPUS", "QUESTIONS"))
    parser.add_argument("--texts", type=Path, default=Path("eval/reading"))
    arguments = parser.parse_args()
    stored = json.loads(arguments.out.read_text(encoding="utf-8"))
    if arguments.multilingual:
        stored["multilingual"] = fitted_across(arguments.texts)
    else:
        stored["english"] = fitted(arguments.data, arguments.news, arguments.texts)
    arguments.out.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def fitted(data: Path, sets: Sequence[tuple[Path, Path]], texts: Path) -> dict[str, Any]:
    """The weights of the English reader."""
    embedder = make_embedder(load_config())
    public = [example for example in read_public(data, embedder) if example.group == "clapnq"]
    loaded = load_held_out(texts)
    public += read_examples(loaded, collect(loaded.articles, embedder), embedder)
    news = [example for corpus, questions in sets for example in read_news(corpus, questions, embedder)]
    read = read_all([*public, *news], CrossEncoder(load_config().cache))
    return _fitted(read, read[: len(public)], ANSWERABLE)


def fitted_across(texts: Path) -> dict[str, Any]:
    """The weights of the multilingual one."""
    cache = load_config().cache
    read = read_all(read_languages(texts, MultilingualE5(cache)), CrossEncoder(cache, base=MULTILINGUAL))
    return _fitted(read, read, ANSWERABLE_ACROSS)


def _fitted(read: Sequence[Read], with_gold: Sequence[Read], share: float) -> dict[str, Any]:
    sentence = fit_sentences(with_gold)
    report = {
        "by question": cross_validate(read, by_question, sentence, share),
        "left out": cross_validate(read, by_group, sentence, share),
    }
    print(json.dumps(report, indent=1))
    confidence = fit_confidence(read, sentence, share)
    return {
        "confidence": dict(zip(CONFIDENCE, map(_short, confidence), strict=True)),
        "sentence": dict(zip(SENTENCE, map(_short, sentence), strict=True)),
        "cross-validated": report,
    }


def load_held_out(folder: Path) -> Benchmark:
    """The questions that the reader was not trained on, asked of its training articles and theirs together."""
    held = read_rows(folder / "held_out.jsonl")
    articles = tuple(read_article(row) for row in [*read_rows(folder / "train.jsonl"), *held])
    return Benchmark("held out", articles, tuple(_questions(held)))


def _questions(rows: Sequence[dict[str, Any]]) -> list[BenchQuestion]:
    found = []
    for row in rows:
        for number, asked in enumerate(row["questions"]):
            starts = [(row["text"].index(sentence), len(sentence)) for sentence in asked["gold"]]
            gold = tuple(((row["id"], (start, start + length)),) for start, length in starts)
            found.append(BenchQuestion(f"{row['id']}/{number}", asked["text"], gold, row["id"] if gold else None))
    return found


def read_languages(texts: Path, embedder: Embedder) -> list[Example]:
    """EACH questions of a language that the reader was not trained on, asked of the reports of all languages together; and ABSENT whose
    own reports are taken away, which nothing answers then.
    """
    rows = read_in_languages(texts / "languages", "test")
    articles = {row["id"]: read_article(row) for row in [*rows, *read_rows(texts / "held_out.jsonl")]}
    away = set(sorted(articles)[:: len(articles) // TAKEN_AWAY])
    left = [article for name, article in articles.items() if name not in away]
    whole, rest = collect(list(articles.values()), embedder), collect(left, embedder)
    examples = []
    for language in sorted({row["language"] for row in rows}):
        questions = _questions([row for row in rows if row["language"] == language])
        chosen = random.Random(0).sample(questions, min(EACH, len(questions)))
        without = [
            dataclasses.replace(question, gold=(), article_id=None)
            for question in questions
            if question.article_id in away
        ][:ABSENT]
        for asked, collection in ((chosen, whole), (without, rest)):
            examples += read_examples(Benchmark(language, (), tuple(asked)), collection, embedder)
    return examples


def read_all(examples: Sequence[Example], network: CrossEncoder) -> list[Read]:
    """Every question's evidence as `ask` finds it, and what is read in the best of it."""
    model, found = ranker.model(), []
    for example in tqdm(examples, desc="reading", unit=" questions", disable=None, leave=False):
        query = understand(example.question.text)
        retrieved = retriever.from_found(example.collection, query, example.found, model, confidence.READ)
        found.append(Read(example, retrieved, network.score(query, retrieved.evidence[: confidence.READ])))
    return found


def fit_confidence(read: Sequence[Read], sentence: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """`Weights.confidence`; the constant is moved to that share of answerable questions (King & Zeng 2001)."""
    answerable = np.array([entry.example.answerable for entry in read])
    (weight,), constant = fit_line(np.array([[_likeliest(entry, sentence)] for entry in read]), answerable, PENALTY)
    return np.array([weight, constant + log_odds(share) - log_odds(float(answerable.mean()))])


def _likeliest(entry: Read, sentence: NDArray[np.float64]) -> float:
    """The log-odds of a question's likeliest sentence."""
    return max(float((signals @ sentence).max(initial=log_odds(0.0))) for _, signals in entry.passages())


def fit_sentences(read: Sequence[Read]) -> NDArray[np.float64]:
    """`Weights.sentence`: RETRIEVED to one, and a constant."""
    tables, right = [], []
    for entry in read:
        for item, signals in entry.passages():
            tables.append(signals[:, :2])
            for sentence in item.sentences:
                piece = (item.article_id, (sentence.start, sentence.end))
                covered = [metrics.fair_coverage([piece], [copies]).covered for copies in entry.example.question.gold]
                right.append(2 * max(covered, default=0) >= sentence.end - sentence.start)
    (weight,), constant = fit_line(np.concatenate(tables) @ np.array([[RETRIEVED], [1.0]]), np.array(right), PENALTY)
    return np.array([RETRIEVED * weight, weight, constant])


def cross_validate(
    judged: Sequence[Read],
    folds: Callable[[Sequence[Example]], list[tuple[list[Example], list[Example]]]],
    sentence: NDArray[np.float64],
    share: float,
) -> dict[str, Any]:
    """For each set the AUC of the confidence, answerable against unanswerable."""
    by_example = {id(entry.example): entry for entry in judged}
    cases: dict[str, list[tuple[bool, float]]] = {}
    for seen, rest in folds([entry.example for entry in judged]):
        weights = fit_confidence([by_example[id(example)] for example in seen], sentence, share)
        for example in rest:
            entry = by_example[id(example)]
            odds = float(np.array([_likeliest(entry, sentence), 1.0]) @ weights)
            cases.setdefault(example.group, []).append((example.answerable, odds))
    return {
        group: {
            "questions": len(found),
            "AUC": metrics.auc([odds for _, odds in found], [answerable for answerable, _ in found]),
        }
        for group, found in cases.items()
    }


def _short(value: float) -> float:
    return float(f"{value:.5g}")


if __name__ == "__main__":
    main()
