"""Public benchmarks: their data as articles and questions with gold characters, and what was measured on them.

`assistant bench NAME --data DIR`. Everything is measured on what `search` returns: the evidence of readers.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.config import Config
from assistant.errors import QuestionSetError
from assistant.evaluation import metrics
from assistant.evaluation.metrics import Piece
from assistant.schema import Article, Evidence

if TYPE_CHECKING:
    from assistant.index.collection import Collection
    from assistant.index.embedding import Embedder
    from assistant.retrieval.types import Retrieved

NAMES = ("chunking", "clapnq", "support", "injection", "poisoning")
BUDGET = 4000
PASSAGES = 5
STYLE = "<style>.line{fill:none;stroke:#2457a6;stroke-width:2}line{stroke:#999}text{font:11px sans-serif}</style>"


@dataclasses.dataclass(frozen=True, slots=True)
class BenchQuestion:
    """A question with the places that answer it. A gold span may stand in several copies: any of them counts."""

    query_id: str
    text: str
    gold: tuple[tuple[Piece, ...], ...]
    article_id: str | None
    """The article that answers it; None where none does."""


@dataclasses.dataclass(frozen=True, slots=True)
class Benchmark:
    name: str
    articles: tuple[Article, ...]
    questions: tuple[BenchQuestion, ...]


def load_chunking(data: Path) -> Benchmark:
    """Chroma's *Evaluating Chunking Strategies*: whole texts, gold spans, each with its copies elsewhere in its text."""
    texts = {path.name: _text(path) for path in sorted((data / "corpora").glob("*.md"))}
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
    rows = _rows(data / "passages.jsonl")
    articles = {row["article_id"]: Article(row["article_id"], row["text"], title=row["title"]) for row in rows}

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


def run(name: str, data: Path, embedder: Embedder | None = None, sample: int = 0) -> dict[str, Any]:
    """The benchmark's summary and rows; `sample` attacks are tried on the settings' language model, too.

    Raises QuestionSetError for data that is missing or of another form.
    """
    if name == "support":
        from assistant.evaluation.benchmarks.support import bench_support

        return bench_support(data)
    from assistant.config import load_config
    from assistant.index.collection import collect
    from assistant.retrieval.cross_encoder import CrossEncoder
    from assistant.service import make_embedder

    config = load_config()
    embedder = embedder or make_embedder(config)
    if name == "injection":
        from assistant.evaluation.benchmarks.injection import bench_injection

        return bench_injection(_rows(data / "attacks.jsonl"), embedder, CrossEncoder(config.cache), config, sample)
    if name == "poisoning":
        from assistant.evaluation.benchmarks.poisoning import bench_poisoning
        from assistant.evaluation.question_sets import load_questions

        questions, articles = load_questions(data / "questions.jsonl"), read_corpus(config.corpus_path)
        return bench_poisoning(questions, articles, embedder, CrossEncoder(config.cache))
    benchmark = LOADERS[name](data)
    collection = collect(benchmark.articles, embedder, _bar("embedding"))
    rows = [MEASURES[name](question, *timed(collection, embedder, question.text)) for question in benchmark.questions]
    return {"summary": {"benchmark": name, "questions": len(rows), **SUMMARIES[name](rows)}, "rows": rows}


def read_corpus(folder: Path) -> list[Article]:
    """Every article of a corpus folder, read as an index reads them."""
    from assistant.ingest import folder as corpus

    files, _ = corpus.scan(folder)
    return [article for file in files for article in corpus.read_file(folder, file.path)[0]]


def timed(collection: Collection, embedder: Embedder, text: str) -> tuple[Retrieved, float, float]:
    """The evidence, the seconds from question to evidence, and the seconds that embedding the question took alone."""
    from assistant.retrieval.question import understand
    from assistant.retrieval.retriever import retrieve

    started = time.perf_counter()
    embedder.query(text)
    embedded = time.perf_counter()
    retrieved = retrieve(collection, embedder, understand(text), 4 * PASSAGES)
    return retrieved, time.perf_counter() - embedded, embedded - started


def table(result: dict[str, Any]) -> str:
    """The summary for a terminal: means with their intervals, then what is a single number."""
    summary = result["summary"]
    if "benchmark" not in summary:
        return json.dumps(summary, ensure_ascii=False, indent=1)
    lines = [f"{summary['benchmark']}: {summary['questions']} questions"]
    for name, value in summary.items():
        if isinstance(value, dict) and "mean" in value:
            interval = f"95 %: {value['low']:.3f} to {value['high']:.3f}; {value['count']} questions"
            lines.append(f"{name:28} {value['mean']:.3f}  ({interval})")
        elif isinstance(value, float):
            lines.append(f"{name:28} {value:.3f}")
    if "threshold" in summary:
        at = summary["threshold"]
        lines.append(
            f"{'abstaining below ' + format(at['at'], '.2f'):28} precision {at['precision']:.3f}, "
            f"recall {at['recall']:.3f}, F1 {at['F1']:.3f}"
        )
        lines.append("threshold  coverage  risk")
        lines += [
            f"{point['threshold']:9.3f} {point['coverage']:9.2f} {point['risk']:5.2f}"
            for point in summary["risk-coverage curve"]
        ]
    return "\n".join(lines)


def write(result: dict[str, Any], folder: Path, name: str) -> None:
    """The files of an evaluation run (settings, rows, summary, report.html), and the risk-coverage curve where there is one."""
    from assistant import __version__
    from assistant.evaluation import charts, run_files, runner

    folder.mkdir(parents=True, exist_ok=True)
    started = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    settings = {
        "schema": run_files.SCHEMA,
        "benchmark": name,
        "answerer": None,
        "version": __version__,
        "started": started,
    }
    run_files.write_json(folder / "settings.json", settings)
    runner.finish(folder, [_run_row(row) for row in result["rows"]], benchmark=result["summary"])
    curve = result["summary"].get("risk-coverage curve")
    if curve:
        points = [(point["coverage"], point["risk"]) for point in curve]
        drawn = charts.curve(points, title="Risk at each coverage", x="coverage", y="risk")
        (folder / "risk-coverage.svg").write_text(drawn.replace(">", f">{STYLE}", 1), encoding="utf-8")


def _run_row(row: dict[str, Any]) -> dict[str, Any]:
    """A benchmark's row as a run keeps it: what is a number is a measure, the rest stands beside it."""
    numbers = {key: float(value) for key, value in row.items() if isinstance(value, (bool, int, float))}
    rest = {key: value for key, value in row.items() if key not in numbers}
    return {"query_id": str(row.get("query_id") or row.get("id")), "tags": [], **rest, "measures": numbers}


def _chunking_row(question: BenchQuestion, retrieved: Retrieved, seconds: float, embedding: float) -> dict[str, Any]:
    """Measures of one question; see the README of the public set for their definitions."""
    found = retrieved.evidence
    passages = _pieces(found)
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


def _sentence_f1(found: Sequence[Evidence], gold: Sequence[Piece]) -> float:
    """2·P·R / (P + R): P the share of marked sentences that lie in a gold one by half, R of gold ones marked by half."""
    from assistant.text.sentences import sentences

    marked: list[Piece] = []
    for item in found:
        for start, end in item.spans:
            inside = item.text[start - item.start : end - item.start]
            marked += [(item.article_id, (start + a, start + b)) for a, b in sentences(inside)]
    right = sum(any(_shared(piece, one) > 0.5 * _length(piece) for one in gold) for piece in marked)
    found_gold = sum(sum(_shared(piece, one) for piece in marked) > 0.5 * _length(one) for one in gold)
    precision, recall = right / max(len(marked), 1), found_gold / len(gold)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _summarise_chunking(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    names = [name for name in rows[0] if name not in ("query_id", "seconds", "seconds of embedding")]
    return {**{name: _interval([row[name] for row in rows]) for name in names}, **_seconds(rows)}


def _summarise_clapnq(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    answerable = [row for row in rows if row["answerable"]]
    names = ("recall@1", "recall@5", "sentence F1", "marks recall")
    summary: dict[str, Any] = {name: _interval([row[name] for row in answerable if name in row]) for name in names}

    def separation(cases: Sequence[dict[str, Any]]) -> float | None:
        return metrics.auc(
            [row["confidence"] for row in cases if row["answerable"]],
            [row["confidence"] for row in cases if not row["answerable"]],
        )

    drawn = metrics.bootstrap_statistic(rows, separation)
    confidences, right = [row["confidence"] for row in rows], [row["answerable"] for row in rows]
    curve = metrics.risk_coverage(confidences, right)
    summary["confidence AUC"] = dataclasses.asdict(drawn) if drawn else None
    summary["expected calibration error"] = metrics.expected_calibration_error(confidences, right)
    summary["risk-coverage curve"] = [
        {"threshold": t, "coverage": round(c, 3), "risk": round(r, 3)} for t, c, r in curve[:: max(1, len(curve) // 20)]
    ]
    summary["threshold"] = threshold_summary(confidences, right)
    return {**summary, **_seconds(rows)}


def threshold_summary(confidences: Sequence[float], answerable: Sequence[bool]) -> dict[str, float]:
    """What abstaining at the shipped threshold is worth, as detection of the unanswerable questions."""
    threshold = Config().answer_threshold
    doubts = [1 - confidence for confidence in confidences]
    unanswerable = [not value for value in answerable]
    found = metrics.abstention(doubts, unanswerable, 1 - threshold)
    return {"at": threshold, "precision": found.precision, "recall": found.recall, "F1": found.f1}


def _interval(values: Sequence[float]) -> dict[str, Any] | None:
    drawn = metrics.bootstrap(values)
    return dataclasses.asdict(drawn) if drawn else None


def _seconds(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Question to evidence, and how many times that is the embedding of the question in the same run (medians)."""
    seconds = statistics.median(row["seconds"] for row in rows)
    embedding = statistics.median(row["seconds of embedding"] for row in rows)
    return {"seconds p50": seconds, "over embedding the question": seconds / embedding}


def _pieces(found: Sequence[Evidence]) -> list[Piece]:
    return [(item.article_id, (item.start, item.end)) for item in found]


def _marks(found: Sequence[Evidence]) -> list[Piece]:
    return [(item.article_id, span) for item in found for span in item.spans]


def _shared(one: Piece, other: Piece) -> int:
    if one[0] != other[0]:
        return 0
    return max(0, min(one[1][1], other[1][1]) - max(one[1][0], other[1][0]))


def _length(piece: Piece) -> int:
    return piece[1][1] - piece[1][0]


def _bar(what: str) -> Callable[[int], None]:
    from tqdm import tqdm

    bar: Any = tqdm(desc=what, unit=" passages", disable=None, leave=False)
    return lambda count: bar.update(count) and None


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise QuestionSetError(f"{path}: cannot be read: {error.strerror}: give the benchmark's folder") from None
    except ValueError as error:
        raise QuestionSetError(f"{path}: not JSON lines: {error}") from None


def _questions(path: Path, read: Callable[[dict[str, Any]], BenchQuestion]) -> tuple[BenchQuestion, ...]:
    found = []
    for number, row in enumerate(_rows(path), 1):
        try:
            found.append(read(row))
        except (KeyError, TypeError, ValueError) as error:
            raise QuestionSetError(f"{path}:{number}: not a question: {type(error).__name__} {error}") from None
    return tuple(found)


LOADERS = {"chunking": load_chunking, "clapnq": load_clapnq}
MEASURES = {"chunking": _chunking_row, "clapnq": _clapnq_row}
SUMMARIES = {"chunking": _summarise_chunking, "clapnq": _summarise_clapnq}
