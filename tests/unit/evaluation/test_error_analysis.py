"""Why a question was not answered right is the last stage that its gold came to."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.evaluation.error_analysis import ABSTAINED, FAILED, PARTLY, STAGES, cause, causes, counts
from assistant.evaluation.run_files import Row

GOLD = {"article_id": "a.txt", "start": 100, "end": 200, "part": 1}
PASSAGE = {"article_id": "a.txt", "start": 50, "end": 400}


def row(**changed: Any) -> Row:
    answer = {
        "status": "answered",
        "confidence": 0.6,
        "evidence": [PASSAGE],
        "sentences": [],
        "removed": [],
        "notes": [],
    }
    return {
        "query_id": "q",
        "gold": [GOLD],
        "tags": ["sources differ"],
        "measures": {"answerable": 1.0, "right": 0.0},
        "answer": answer | changed,
    }


def cited(start: int, end: int, article_id: str = "a.txt") -> dict[str, Any]:
    return {"text": "…", "citations": [{"article_id": article_id, "start": start, "end": end}]}


@pytest.mark.parametrize(
    ("changed", "stage"),
    [
        ({"evidence": [PASSAGE | {"article_id": "b.txt"}]}, 0),
        ({"evidence": [PASSAGE | {"start": 0, "end": 140}]}, 1),
        ({"evidence": [PASSAGE | {"article_id": "b.txt", "duplicates": ["a.txt"]}]}, 1),
        ({"sentences": [cited(250, 300)]}, 2),
        ({"removed": [cited(150, 160)]}, 3),
    ],
)
def test_the_last_stage_that_gold_came_to(changed: dict[str, Any], stage: int) -> None:
    found = cause(row(**changed))
    assert found
    assert found.cause == STAGES[stage]


def test_an_abstention_says_how_far_gold_came() -> None:
    found = cause(row(status="abstained", confidence=0.31))
    assert found
    assert (found.cause, found.detail) == (ABSTAINED, f"confidence 0.31; {STAGES[2]}")


def test_one_part_of_several() -> None:
    asked = row(sentences=[cited(120, 130)])
    asked["gold"] = [GOLD, GOLD | {"part": 2, "article_id": "b.txt"}]
    found = cause(asked)
    assert found
    assert (found.cause, found.detail) == (PARTLY, f"1 of 2; the others: {STAGES[0]}")


def test_what_is_right_unanswerable_or_without_an_answer_has_no_cause() -> None:
    right = row() | {"measures": {"answerable": 1.0, "right": 1.0}}
    unanswerable = row() | {"measures": {"answerable": 0.0, "right": 0.0}, "gold": []}
    kept = {name: value for name, value in row().items() if name != "answer"}
    failed = {**kept, "measures": {}, "failed": "the endpoint is gone"}
    assert [one.cause for one in causes([right, unanswerable, kept, failed])] == [FAILED]
    assert counts([right, failed])[FAILED] == 1
