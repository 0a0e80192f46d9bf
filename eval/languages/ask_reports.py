"""Asks what nobody trained on in `eval/reading/languages/`: `PYTHONPATH=eval python -m languages.ask_reports`.

One folder holds all the reports that were left out, of every language, and the held-out English ones. *Own* are questions in the
language of their report, *crossed* those in one of the seven about English reports. Printed for each language: how often gold is
among the passages; how often the likeliest sentence of all is gold, by retrieval alone and as read; the AUC of the confidence,
answerable against unanswerable, of both; and of the answers how many answerable ones are right (the first quotation holds gold), wrong and
withheld, and how many unanswerable ones are answered.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm
from training.reading_pairs import read_in_languages, read_rows, shared

from assistant.config import load_config
from assistant.evaluation import metrics
from assistant.schema import Answer, Evidence
from assistant.service import Assistant

READING = Path(__file__).parents[1] / "reading"
COLUMNS = (
    "questions", "gold found", "likeliest is gold: found", "read", "AUC: found", "AUC: read", "right", "wrong", "withheld",
    "answered",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Asked:
    """What came of one question: `found` by retrieval alone, `read` with what the reader makes of it."""

    language: str
    kind: str
    answerable: bool
    found: bool
    likeliest_found: bool
    likeliest_read: bool
    confidence_found: float
    confidence_read: float
    answered: bool
    right: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path("build/reports"), help="the workspace that is made there")
    parser.add_argument("--share", type=float, default=1.0, help="of the questions, every so many")
    parser.add_argument("--out", type=Path, help="a row a question")
    arguments = parser.parse_args()
    rows = read_in_languages(READING / "languages", "test")
    assistant = opened(arguments.home, [*rows, *read_rows(READING / "held_out.jsonl")])
    asked = [(row, question) for row in rows for question in row["questions"]]
    chosen = [asked[int(n / arguments.share)] for n in range(int(len(asked) * arguments.share))]
    results = [ask(assistant, *one) for one in tqdm(chosen, unit=" questions", disable=None)]
    if arguments.out:
        arguments.out.write_text("".join(json.dumps(dataclasses.asdict(row)) + "\n" for row in results))
    for line in table(results):
        print(line)


def opened(home: Path, rows: Sequence[dict[str, Any]]) -> Assistant:
    """A workspace with these reports, indexed with the multilingual model."""
    (home / "corpus").mkdir(parents=True, exist_ok=True)
    for row in {row["id"]: row for row in rows}.values():
        known = {"title": row["title"], "outlet": row["outlet"], "date": row["published"]}
        head = "".join(f"{name}: {json.dumps(said, ensure_ascii=False)}\n" for name, said in known.items() if said)
        (home / "corpus" / f"{row['id']}.md").write_text(f"---\n{head}---\n\n{row['text']}\n", encoding="utf-8")
    assistant = Assistant(load_config(home=home, embedding="multilingual"))
    assistant.update()
    return assistant


def ask(assistant: Assistant, row: dict[str, Any], question: dict[str, Any]) -> Asked:
    article = assistant.article(f"{row['id']}.md")
    gold = [(article.text.index(sentence), len(sentence)) for sentence in question["gold"]]
    spans = [(start, start + length) for start, length in gold]

    def is_gold(article_id: str, start: int, end: int) -> bool:
        return article_id == article.article_id and any(
            2 * shared((start, end), one) >= min(end - start, one[1] - one[0]) for one in spans
        )

    def likeliest(evidence: Sequence[Evidence]) -> bool:
        every = [(s.probability, item.article_id, s.start, s.end) for item in evidence for s in item.sentences]
        return bool(every) and is_gold(*max(every)[1:])

    retrieved = assistant.retrieve(assistant.understand(question["text"]))
    answer: Answer = assistant.ask(question["text"])
    first = next((c for sentence in answer.sentences for c in sentence.citations), None)
    return Asked(
        row["language"],
        row["asked"],
        bool(spans),
        any(is_gold(i.article_id, s.start, s.end) for i in answer.evidence[:5] for s in i.sentences),
        likeliest(retrieved.evidence),
        likeliest(answer.evidence),
        max((one.probability for item in retrieved.evidence for one in item.sentences), default=0.0),
        answer.confidence,
        not answer.abstained,
        first is not None and not answer.abstained and is_gold(first.article_id, first.start, first.end),
    )


def table(results: Sequence[Asked]) -> Iterator[str]:
    groups: dict[str, list[Asked]] = collections.defaultdict(list)
    for one in results:
        for name in (f"{one.language} {one.kind}", f"all {one.kind}"):
            groups[name].append(one)
    yield "| | " + " | ".join(COLUMNS) + " |"
    yield "|---" * (len(COLUMNS) + 1) + "|"
    for name in sorted(groups):
        yield f"| {name} | " + " | ".join(_cells(groups[name])) + " |"


def _cells(group: Sequence[Asked]) -> Iterator[str]:
    known, unknown = [one for one in group if one.answerable], [one for one in group if not one.answerable]
    answers = [one.answerable for one in group]
    yield f"{len(known)}; {len(unknown)}"
    for name in ("found", "likeliest_found", "likeliest_read"):
        yield _share([getattr(one, name) for one in known])
    for name in ("confidence_found", "confidence_read"):
        area = metrics.auc([getattr(one, name) for one in group], answers)
        yield "–" if area is None else f"{area:.3f}"
    yield _share([one.right for one in known])
    yield _share([one.answered and not one.right for one in known])
    yield _share([not one.answered for one in known])
    yield _share([one.answered for one in unknown])


def _share(values: Sequence[bool]) -> str:
    return f"{np.mean(values):.3f}".lstrip("0") if values else "–"


if __name__ == "__main__":
    main()
