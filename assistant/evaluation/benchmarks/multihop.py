"""Is what answers a question found where several articles hold it? `assistant bench multihop --data DIR`.

MultiHop-RAG (Tang & Yang 2024), asked in a workspace that holds its articles. BM25 alone, over the same passages, is measured beside
`search`, and the questions of odd number, on which nothing was chosen, beside all.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import QuestionSetError
from assistant.evaluation.benchmarks import Result, Setup
from assistant.evaluation.benchmarks.results import interval
from assistant.evaluation.metrics import mean
from assistant.evaluation.question_sets import read_lines
from assistant.index.collection import Collection
from assistant.schema import Passage
from assistant.service import Assistant

PASSAGES, BUDGET = 10, 10_000
"""Passages, and characters, that are looked at."""
FETCHED = 40
"""Enough to fill the budget, however short they are."""
MEASURED = ("Hits@10", "articles@10", f"facts within {BUDGET:,} characters")
ALONE, ODD = "BM25 alone: ", "odd: "


@dataclasses.dataclass(frozen=True, slots=True)
class MultihopQuestion:
    """A question with the facts that answer it together: each its article, and its words without white space."""

    query_id: str
    text: str
    gold: tuple[tuple[str, str], ...]
    odd: bool


def run(data: Path, setup: Setup) -> Result:
    """Every answerable question of DIR/questions.jsonl. Raises QuestionSetError where a line is none, or its articles are not indexed."""
    assistant = Assistant(setup.config)
    collection = assistant.generation().collection
    rows = []
    for question in read_questions(data):
        if not all(article_id in collection.articles for article_id, _ in question.gold):
            raise QuestionSetError(
                f"{setup.config.index_path}: lacks articles of {question.query_id}: index those of {data} in this workspace"
            )
        found = [(item.article_id, item.text) for item in assistant.search(question.text, FETCHED)]
        alone = [(one.article_id, one.text) for one in by_words(collection, question.text)]
        beside = {ALONE + name: value for name, value in measured(alone, question.gold).items()}
        rows.append({"query_id": question.query_id, "odd": question.odd, **measured(found, question.gold), **beside})
    return {"summary": {"benchmark": "multihop", "questions": len(rows), **summarise(rows)}, "rows": rows}


def read_questions(data: Path) -> list[MultihopQuestion]:
    """The answerable questions; the others have no gold facts."""
    path, found = data / "questions.jsonl", []
    for place, (line, row) in enumerate(read_lines(path)):
        try:
            gold = tuple((fact["article_id"], _plain(fact["evidence"])) for fact in row["gold"])
            found.append(MultihopQuestion(row["query_id"], row["text"], gold, place % 2 == 1))
        except (KeyError, TypeError) as error:
            raise QuestionSetError(f"{path}:{line}: not a question: {error!r}") from None
    return [question for question in found if question.gold]


def measured(found: Sequence[tuple[str, str]], gold: Sequence[tuple[str, str]]) -> dict[str, float]:
    """The measures of passages, as article and text, for gold facts.

    A fact is found where it stands whole in one passage, white space aside; Hits@10: any fact in ten passages; articles@10: the share
    of its articles among theirs; then the share of the facts in the first passages that together have at most BUDGET characters.
    """
    first, within, length = found[:PASSAGES], [], 0
    for passage in found:
        length += len(passage[1])
        if length > BUDGET:
            break
        within.append(passage)
    articles = {article_id for article_id, _ in gold}
    values = (
        float(any(_found(first, gold))),
        len(articles & {article_id for article_id, _ in first}) / len(articles),
        mean([float(one) for one in _found(within, gold)]) or 0.0,
    )
    return dict(zip(MEASURED, values, strict=True))


def by_words(collection: Collection, text: str) -> list[Passage]:
    """The passages that BM25 alone puts first."""
    order = np.argsort(-collection.lexical.scores(text), kind="stable")[:FETCHED]
    return [collection.passages[row] for row in order.tolist()]


def summarise(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The means over all questions, and over those of odd number."""
    names = [start + name for name in MEASURED for start in ("", ALONE)]
    odd = [row for row in rows if row["odd"]]
    return {name: interval([row[name] for row in rows]) for name in names} | {
        ODD + name: interval([row[name] for row in odd]) for name in names
    }


def _found(passages: Sequence[tuple[str, str]], gold: Sequence[tuple[str, str]]) -> list[bool]:
    """For each fact whether it stands whole in one of the passages."""
    texts = [_plain(text) for _, text in passages]
    return [any(fact in text for text in texts) for _, fact in gold]


def _plain(text: str) -> str:
    return "".join(text.split())
