"""The public benchmarks' data is read as published, and its measures are what their definitions say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import QuestionSetError
from assistant.evaluation.benchmarks import injection, retrieval
from tests.conftest import HashedWords

TEXT = "The mayor opened the bridge on Monday. Nobody was hurt. The bridge cost nine million."


def write_chunking(folder: Path, span: tuple[int, int]) -> None:
    (folder / "corpora").mkdir()
    (folder / "corpora" / "town.md").write_text(TEXT, encoding="utf-8")
    question = {"query_id": "q1", "text": "What did the bridge cost?", "article_id": "town.md", "spans": [span]}
    (folder / "questions.jsonl").write_text(json.dumps(question) + "\n", encoding="utf-8")


def test_chunking_figures_of_one_passage_are_worked_out_by_hand(tmp_path: Path) -> None:
    start = TEXT.index("The bridge cost")
    write_chunking(tmp_path, (start, len(TEXT)))
    result = retrieval.run("chunking", tmp_path, HashedWords())
    row = result["rows"][0]
    gold = len(TEXT) - start
    assert row["recall@4000"] == row["recall of 5"] == 1.0
    assert row["precision of 5"] == pytest.approx(gold / len(TEXT))
    assert row["IoU of 5"] == pytest.approx(gold / len(TEXT))
    assert row["marks recall"] == 1.0
    assert result["summary"]["recall of 5"]["count"] == 1


def test_a_span_that_stands_twice_counts_at_either_place(tmp_path: Path) -> None:
    (tmp_path / "corpora").mkdir()
    (tmp_path / "corpora" / "twice.md").write_text("Sales fell. Sales fell.", encoding="utf-8")
    question = {"query_id": "q1", "text": "What fell?", "article_id": "twice.md", "spans": [[12, 23]]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(question), encoding="utf-8")
    loaded = retrieval.load_chunking(tmp_path)
    assert [piece[1] for piece in loaded.questions[0].gold[0]] == [(12, 23), (0, 11)]


def test_clapnq_counts_the_gold_article_its_sentences_and_the_confidence(tmp_path: Path) -> None:
    passages = [
        {"article_id": "p1", "title": "Bridges", "text": TEXT},
        {"article_id": "p2", "title": "Fishing", "text": "The fleet stayed in port because of storms ."},
    ]
    questions = [
        {
            "query_id": "a1",
            "text": "what did the bridge cost",
            "article_id": "p1",
            "answerable": True,
            "selected_sentences": ["The bridge cost nine million."],
        },
        {"query_id": "u1", "text": "who painted the harbour", "article_id": "p2", "answerable": False},
    ]
    for name, rows in (("passages", passages), ("questions", questions)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    result = retrieval.run("clapnq", tmp_path, HashedWords())
    row = result["rows"][0]
    assert (row["recall@1"], row["recall@5"]) == (1.0, 1.0)
    assert row["sentence F1"] > 0
    assert result["summary"]["confidence AUC"]["count"] == 2
    assert "recall@1" not in result["rows"][1]
    retrieval.write(result, tmp_path / "out", "clapnq")
    assert len((tmp_path / "out" / "rows.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert "recall@1" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "out" / "risk-coverage.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "recall@1" in retrieval.table(result)


def test_data_that_is_missing_or_malformed_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="corpora"):
        retrieval.load_chunking(tmp_path)
    write_chunking(tmp_path, (0, 5))
    (tmp_path / "questions.jsonl").write_text('{"query_id": "q1"}\n', encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"questions\.jsonl:1: .*article_id"):
        retrieval.load_chunking(tmp_path)


def test_what_stands_before_and_after_is_no_attack() -> None:
    assert injection._says((0, 10), (4, 14))
    assert not injection._says((0, 10), (8, 30))
