"""Fits what a reading is worth: `PYTHONPATH=eval python -m training.fit_confidence --data DIR --news CORPUS FILE`.

Three small logistic regressions, written to `assistant/data/reading.json`: the confidence (answerable or not, on CLAP NQ,
the reader's held-out articles and the news sets), the probability of a sentence and that of one that was compared with others (gold or
not, on CLAP NQ and the held-out articles, whose questions want short answers as those of the news do; the news sets then measure it
fairly). DIR is what
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
from assistant.retrieval.confidence import COMPARISON, CONFIDENCE, SENTENCE, Place
from assistant.retrieval.cross_encoder import MULTILINGUAL, CrossEncoder
from assistant.retrieval.logistic import log_odds
from assistant.retrieval.question import understand
from assistant.retrieval.types import Reading, Retrieved
from assistant.schema import Evidence, Query

PENALTY = 5.0
RETRIEVED = 0.5
"""What retrieval's log-odds weigh beside the reader's, for a sentence. Not fitted: sets differ more from each other in how near an answer
is than in what tells one, and a fit takes the first for the second (eval/figures.md)."""
EACH, ABSENT, TAKEN_AWAY = 110, 40, 50
"""Questions of a language; those of them whose report is taken away; reports that are."""
ANSWERABLE = 0.75
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
    query: Query
    retrieved: Retrieved
    readings: Sequence[Reading]

    def passages(self) -> Iterator[tuple[Evidence, NDArray[np.float64]]]:
        """Each passage that was read, with its sentences' signals."""
        for item, reading in zip(self.retrieved.evidence, self.readings, strict=False):
            yield item, confidence.sentence_signals(item, reading)

    def is_gold(self, passage: int, sentence: int) -> bool:
        item = self.retrieved.evidence[passage]
        of_text = item.sentences[sentence]
        piece = (item.article_id, (of_text.start, of_text.end))
        covered = [metrics.fair_coverage([piece], [copies]).covered for copies in self.example.question.gold]
        return 2 * max(covered, default=0) >= of_text.end - of_text.start


@dataclasses.dataclass(frozen=True)
class Compared:
    """What a question's likeliest sentences are, and were found to be beside each other."""

    read: Read
    places: list[Place]
    before: NDArray[np.float64]
    """(places,): log-odds"""
    beside: NDArray[np.float64]

    def table(self) -> NDArray[np.float64]:
        """(places, COMPARISON)"""
        return np.column_stack([self.before, self.beside, np.ones(len(self.places))])

    def likeliest(self, comparison: NDArray[np.float64]) -> float:
        """The log-odds of the likeliest sentence."""
        odds = self.table() @ comparison if self.places else self.before
        return float(odds.max(initial=log_odds(0.0)))


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
    network = CrossEncoder(load_config().cache)
    return _fitted(read_all([*public, *news], network), len(public), network, ANSWERABLE)


def fitted_across(texts: Path) -> dict[str, Any]:
    """The weights of the multilingual one."""
    cache = load_config().cache
    network = CrossEncoder(cache, base=MULTILINGUAL)
    read = read_all(read_languages(texts, MultilingualE5(cache)), network)
    return _fitted(read, len(read), network, ANSWERABLE_ACROSS)


def _fitted(read: Sequence[Read], with_gold: int, network: CrossEncoder, share: float) -> dict[str, Any]:
    """The weights; those of sentences and of a comparison from the first `with_gold` questions."""
    sentence = fit_sentences(read[:with_gold])
    compared = compare_all(read, sentence, network)
    comparison = fit_comparison(compared[:with_gold])
    report = {
        "by question": cross_validate(compared, by_question, comparison, share),
        "left out": cross_validate(compared, by_group, comparison, share),
    }
    print(json.dumps(report, indent=1))
    confidence = fit_confidence(compared, comparison, share)
    return {
        "confidence": dict(zip(CONFIDENCE, map(_short, confidence), strict=True)),
        "sentence": dict(zip(SENTENCE, map(_short, sentence), strict=True)),
        "comparison": dict(zip(COMPARISON, map(_short, comparison), strict=True)),
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
        found.append(Read(example, query, retrieved, network.score(query, retrieved.evidence[: confidence.READ])))
    return found


def compare_all(read: Sequence[Read], sentence: NDArray[np.float64], network: CrossEncoder) -> list[Compared]:
    """Every question's likeliest sentences by those weights, read beside each other."""
    found = []
    for entry in tqdm(read, desc="comparing", unit=" questions", disable=None, leave=False):
        passages = entry.retrieved.evidence[: len(entry.readings)]
        by_sentence = [signals @ sentence for _, signals in entry.passages()]
        places, beside = confidence.compared(network, entry.query, passages, by_sentence)
        before = np.array([by_sentence[passage][place] for passage, place in places])
        alone = np.concatenate([*by_sentence, np.zeros(0)])
        found.append(Compared(entry, places, before if places else alone, beside))
    return found


def fit_confidence(compared: Sequence[Compared], comparison: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """`Weights.confidence`; the constant is moved to that share of answerable questions (King & Zeng 2001)."""
    answerable = np.array([entry.read.example.answerable for entry in compared])
    likeliest = np.array([[entry.likeliest(comparison)] for entry in compared])
    (weight,), constant = fit_line(likeliest, answerable, PENALTY)
    return np.array([weight, constant + log_odds(share) - log_odds(float(answerable.mean()))])


def fit_sentences(read: Sequence[Read]) -> NDArray[np.float64]:
    """`Weights.sentence`: RETRIEVED to one, and a constant."""
    tables, right = [], []
    for entry in read:
        for passage, (item, signals) in enumerate(entry.passages()):
            tables.append(signals[:, :2])
            right += [entry.is_gold(passage, sentence) for sentence in range(len(item.sentences))]
    (weight,), constant = fit_line(np.concatenate(tables) @ np.array([[RETRIEVED], [1.0]]), np.array(right), PENALTY)
    return np.array([RETRIEVED * weight, weight, constant])


def fit_comparison(compared: Sequence[Compared]) -> NDArray[np.float64]:
    """`Weights.comparison`."""
    tables = np.concatenate([entry.table()[:, :2] for entry in compared if entry.places])
    right = np.array([entry.read.is_gold(*place) for entry in compared for place in entry.places])
    (before, beside), constant = fit_line(tables, right, PENALTY)
    return np.array([before, beside, constant])


def cross_validate(
    judged: Sequence[Compared],
    folds: Callable[[Sequence[Example]], list[tuple[list[Example], list[Example]]]],
    comparison: NDArray[np.float64],
    share: float,
) -> dict[str, Any]:
    """For each set the AUC of the confidence, answerable against unanswerable."""
    by_example = {id(entry.read.example): entry for entry in judged}
    cases: dict[str, list[tuple[bool, float]]] = {}
    for seen, rest in folds([entry.read.example for entry in judged]):
        weights = fit_confidence([by_example[id(example)] for example in seen], comparison, share)
        for example in rest:
            odds = float(np.array([by_example[id(example)].likeliest(comparison), 1.0]) @ weights)
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
