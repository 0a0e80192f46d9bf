"""Is what answers a question found? `assistant bench chunking|clapnq --data DIR`, two public sets.

Everything is measured on what `search` returns, the evidence of readers; the confidence is that of `ask`, which reads it.
"""

from __future__ import annotations

import dataclasses
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.config import Config
from assistant.errors import QuestionSetError
from assistant.evaluation import measures, metrics
from assistant.evaluation.benchmarks import Result, Setup
from assistant.evaluation.benchmarks.results import interval
from assistant.evaluation.metrics import ArticleSpan
from assistant.evaluation.question_sets import read_lines
from assistant.index.collection import Collection, collect
from assistant.index.embedding import Embedder
from assistant.retrieval.confidence import after_reading
from assistant.retrieval.cross_encoder import CrossEncoder
from assistant.retrieval.question import understand
from assistant.retrieval.retriever import retrieve
from assistant.retrieval.types import Retrieved
from assistant.schema import Article, Evidence
from assistant.text.sentences import sentences

BUDGET = 4000
"""Characters that are read: recall within them does not depend on how long passages are."""
PASSAGES = 5
"""How many a reader looks at. Four times as many are fetched, so that the budget is filled whatever their length."""


@dataclasses.dataclass(frozen=True, slots=True)
class BenchQuestion:
    """A question with the places that answer it. A gold span may stand in several copies: any of them counts."""

    query_id: str
    text: str
    gold: tuple[tuple[ArticleSpan, ...], ...]
    article_id: str | None
    """The article that answers it; None where none does."""


@dataclasses.dataclass(frozen=True, slots=True)
class Benchmark:
    name: str
    articles: tuple[Article, ...]
    questions: tuple[BenchQuestion, ...]


def run_chunking(data: Path, setup: Setup) -> Result:
    return _run(load_chunking(data), setup)


def run_clapnq(data: Path, setup: Setup) -> Result:
    return _run(load_clapnq(data), setup)


def _run(benchmark: Benchmark, setup: Setup) -> Result:
    """Its articles indexed in memory, and every question asked of them."""
    from tqdm import tqdm

    name = benchmark.name
    with tqdm(desc="embedding", unit=" passages", disable=None, leave=False) as bar:
        collection = collect(benchmark.articles, setup.embedder, bar.update)
    network = CrossEncoder(setup.config.cache)
    rows = []
    for one in benchmark.questions:
        found, seconds, embedding = timed(collection, setup.embedder, one.text)
        if name == "clapnq":
            found = dataclasses.replace(
                found, confidence=after_reading(network, understand(one.text), found).confidence
            )
        rows.append(MEASURES[name](one, found, seconds, embedding))
    return {"summary": {"benchmark": name, "questions": len(rows), **SUMMARIES[name](rows)}, "rows": rows}


def timed(collection: Collection, embedder: Embedder, text: str) -> tuple[Retrieved, float, float]:
    """The evidence, the seconds from question to evidence, and the seconds that embedding the question took alone."""
    started = time.perf_counter()
    embedder.query(text)
    embedded = time.perf_counter()
    retrieved = retrieve(collection, embedder, understand(text), 4 * PASSAGES)
    return retrieved, time.perf_counter() - embedded, embedded - started


def load_chunking(data: Path) -> Benchmark:
    """Chroma's *Evaluating Chunking Strategies*: whole texts, gold spans, each with its copies elsewhere in its text."""
    texts = {path.name: path.read_bytes().decode("utf-8") for path in sorted((data / "corpora").glob("*.md"))}
    if not texts:
        raise QuestionSetError(
            f"{data}: there is no corpora/*.md: give the folder that holds corpora/ and questions.jsonl"
        )

    def question(row: dict[str, Any]) -> BenchQuestion:
        text = texts[row["article_id"]]
        gold = tuple(tuple(metrics.copies_of(text, (s, e), row["article_id"])) for s, e in row["spans"])
        return BenchQuestion(row["query_id"], row["text"], gold, row["article_id"])

    articles = tuple(Article(name, text) for name, text in texts.items())
    return Benchmark("chunking", articles, _questions(data / "questions.jsonl", question))


def load_clapnq(data: Path) -> Benchmark:
    """CLAP NQ: Wikipedia passages, questions with the sentences that answer, and near-misses that none answers."""
    articles = {
        row["article_id"]: Article(row["article_id"], row["text"], title=row["title"])
        for _, row in read_lines(data / "passages.jsonl")
    }

    def question(row: dict[str, Any]) -> BenchQuestion:
        if not row["answerable"]:
            return BenchQuestion(row["query_id"], row["text"], (), None)
        text = articles[row["article_id"]].text
        gold = []
        for sentence in row["selected_sentences"]:
            start = text.find(sentence.strip())
            if start >= 0:
                gold.append(((row["article_id"], (start, start + len(sentence.strip()))),))
        return BenchQuestion(row["query_id"], row["text"], tuple(gold), row["article_id"])

    return Benchmark("clapnq", tuple(articles.values()), _questions(data / "questions.jsonl", question))


def _questions(path: Path, read: Callable[[dict[str, Any]], BenchQuestion]) -> tuple[BenchQuestion, ...]:
    found = []
    for number, row in read_lines(path):
        try:
            found.append(read(row))
        except (KeyError, TypeError, ValueError) as error:
            raise QuestionSetError(f"{path}:{number}: not a question: {type(error).__name__} {error}") from None
    return tuple(found)


def _chunking_row(question: BenchQuestion, retrieved: Retrieved, seconds: float, embedding: float) -> dict[str, Any]:
    """Measures of one question; see the README of the public set for their definitions."""
    found = retrieved.evidence
    passages = _shown(found)
    strict = [(copies[0],) for copies in question.gold]
    budget = metrics.first_characters(passages, BUDGET)
    five = metrics.fair_coverage(passages[:PASSAGES], question.gold)
    as_marked = metrics.fair_coverage(passages[:PASSAGES], strict)
    marks = metrics.fair_coverage(_marks(found[:PASSAGES]), question.gold)
    return {
        "query_id": question.query_id,
        "recall@4000": metrics.fair_coverage(budget, question.gold).recall,
        "recall of 5": five.recall,
        "precision of 5": five.precision,
        "IoU of 5": five.iou,
        "strict recall of 5": as_marked.recall,
        "strict precision of 5": as_marked.precision,
        "marks recall": marks.recall,
        "marks precision": marks.precision,
        "marks IoU": marks.iou,
        "seconds": seconds,
        "seconds of embedding": embedding,
    }


def _clapnq_row(question: BenchQuestion, retrieved: Retrieved, seconds: float, embedding: float) -> dict[str, Any]:
    found = retrieved.evidence
    row: dict[str, Any] = {
        "query_id": question.query_id,
        "answerable": question.article_id is not None,
        "confidence": retrieved.confidence,
        "seconds": seconds,
        "seconds of embedding": embedding,
    }
    if question.article_id is not None:
        ranked = [item.article_id for item in found]
        row["recall@1"] = metrics.recall_at(ranked, [question.article_id], 1)
        row["recall@5"] = metrics.recall_at(ranked, [question.article_id], PASSAGES)
    if question.gold:
        row["sentence F1"] = _sentence_f1(found[:PASSAGES], [copies[0] for copies in question.gold])
        row["marks recall"] = metrics.fair_coverage(_marks(found[:PASSAGES]), question.gold).recall
    return row


def _sentence_f1(found: Sequence[Evidence], gold: Sequence[ArticleSpan]) -> float:
    """2·P·R / (P + R): P the share of marked sentences that lie in a gold one by half, R of gold ones marked by half."""
    marked: list[ArticleSpan] = []
    for item in found:
        for start, end in item.spans:
            inside = item.text[start - item.start : end - item.start]
            marked += [(item.article_id, (start + a, start + b)) for a, b in sentences(inside)]
    right = sum(any(_shared(place, one) > 0.5 * _length(place) for one in gold) for place in marked)
    found_gold = sum(sum(_shared(place, one) for place in marked) > 0.5 * _length(one) for one in gold)
    precision, recall = right / max(len(marked), 1), found_gold / len(gold)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _summarise_chunking(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    names = [name for name in rows[0] if name not in ("query_id", "seconds", "seconds of embedding")]
    return {**{name: interval([row[name] for row in rows]) for name in names}, **_seconds(rows)}


def _summarise_clapnq(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    answerable = [row for row in rows if row["answerable"]]
    names = ("recall@1", "recall@5", "sentence F1", "marks recall")
    summary: dict[str, Any] = {name: interval([row[name] for row in answerable if name in row]) for name in names}

    def separation(cases: Sequence[dict[str, Any]]) -> float | None:
        return metrics.auc([row["confidence"] for row in cases], [row["answerable"] for row in cases])

    confidences, right = [row["confidence"] for row in rows], [row["answerable"] for row in rows]
    curve = metrics.risk_coverage(confidences, right)
    summary["confidence AUC"] = interval(rows, separation)
    summary["expected calibration error"] = metrics.expected_calibration_error(confidences, right)
    summary["risk-coverage curve"] = [
        {"threshold": t, "coverage": round(c, 3), "risk": round(r, 3)} for t, c, r in curve[:: max(1, len(curve) // 20)]
    ]
    summary["threshold"] = threshold_summary(confidences, right)
    return {**summary, **_seconds(rows)}


def threshold_summary(confidences: Sequence[float], answerable: Sequence[bool]) -> dict[str, float]:
    """What abstaining at the shipped threshold is worth, as detection of the unanswerable questions."""
    threshold = Config().answer_threshold
    cases: list[measures.Values] = [
        {"abstained": float(confidence < threshold), "answerable": float(one)}
        for confidence, one in zip(confidences, answerable, strict=True)
    ]
    return {
        "at": threshold,
        "precision": measures.abstention_precision(cases) or 0.0,
        "recall": measures.abstention_recall(cases) or 0.0,
        "F1": measures.abstention_f1(cases) or 0.0,
    }


def _seconds(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Question to evidence, and how many times that is the embedding of the question in the same run (medians)."""
    seconds = statistics.median(row["seconds"] for row in rows)
    embedding = statistics.median(row["seconds of embedding"] for row in rows)
    return {"seconds p50": seconds, "over embedding the question": seconds / embedding}


def _shown(found: Sequence[Evidence]) -> list[ArticleSpan]:
    return [(item.article_id, (item.start, item.end)) for item in found]


def _marks(found: Sequence[Evidence]) -> list[ArticleSpan]:
    return [(item.article_id, span) for item in found for span in item.spans]


def _shared(one: ArticleSpan, other: ArticleSpan) -> int:
    if one[0] != other[0]:
        return 0
    return max(0, min(one[1][1], other[1][1]) - max(one[1][0], other[1][0]))


def _length(place: ArticleSpan) -> int:
    return place[1][1] - place[1][0]


MEASURES = {"chunking": _chunking_row, "clapnq": _clapnq_row}
SUMMARIES = {"chunking": _summarise_chunking, "clapnq": _summarise_clapnq}
