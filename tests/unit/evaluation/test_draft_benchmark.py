"""The red pencil's benchmark: its sentences are of the sample, its figures what their definitions say."""

from __future__ import annotations

import collections
import json
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.draft.findings import VERDICTS
from assistant.errors import QuestionSetError
from assistant.evaluation.benchmarks import Setup, draft, results
from tests.conftest import ROOT

LINES = [json.loads(line) for line in (ROOT / "eval" / "draft.jsonl").read_text(encoding="utf-8").splitlines()]


def test_the_sentences_are_enough_and_of_every_verdict_in_both_halves() -> None:
    assert len(LINES) >= 150
    assert len({line["id"] for line in LINES}) == len({line["sentence"] for line in LINES}) == len(LINES)
    for half in draft.HALVES:
        found = collections.Counter(line["verdict"] for line in LINES if line["half"] == half)
        assert set(found) == set(VERDICTS) - {"not judged"}
        assert min(found.values()) >= 3


def test_no_sentence_is_one_of_the_reports(sample: Assistant) -> None:
    reports = " ".join(" ".join(article.text.split()) for article in sample.articles())
    assert [line["sentence"] for line in LINES if line["verdict"] == "supported" and line["sentence"] in reports] == []


def test_measures_are_shares_of_what_was_expected() -> None:
    rows = [
        {"expected": expected, "predicted": predicted}
        for expected, predicted in (
            ("supported", "supported"),
            ("supported", "contradicted"),
            ("partly", "supported"),
            ("contradicted", "partly"),
            ("overtaken", "overtaken"),
            ("not in the archive", "not in the archive"),
        )
    ]
    assert draft.measures(rows) == {
        "faulty not called supported": 0.6667,
        "true called supported": 0.5,
        "true called contradicted": 0.5,
        "absent called absent": 1.0,
        "right verdict": 0.5,
    }
    assert draft.measures(rows[:1])["absent called absent"] is None


def test_the_baselines_threshold_parts_true_from_faulty() -> None:
    rows = [
        {"expected": expected, "coverage": coverage}
        for expected, coverage in (("supported", 0.9), ("supported", 0.6), ("contradicted", 0.7), ("partly", 0.2))
    ]
    assert draft._best_threshold(rows, "coverage") in (0.6, 0.9)


def test_it_runs_over_an_index_and_prints_a_table(sample: Assistant, tmp_path: Path) -> None:
    few = [line for line in LINES if line["kind"] in ("overtaken", "context")]
    data = tmp_path / "few.jsonl"
    data.write_text("\n".join(map(json.dumps, few)), encoding="utf-8")
    result = draft.run(data, Setup(sample.config, sample.embedder))
    assert [row["id"] for row in result["rows"]] == [line["id"] for line in few]
    assert result["summary"]["halves"]["tuned"]["confusion"]["overtaken"] == {"overtaken": 3}
    printed = results.table(result)
    assert "kept back: " in printed
    assert "red pencil    coverage      cosine" in printed


@pytest.mark.parametrize(
    "line",
    [
        {"id": "a", "sentence": "He left.", "verdict": "supported", "kind": "plain"},
        {"id": "a", "sentence": "He left.", "verdict": "true", "kind": "plain", "half": "tuned"},
        {"id": "a", "sentence": "He left.", "verdict": "supported", "kind": "plain", "half": "tuned", "day": "Tuesday"},
    ],
)
def test_a_line_of_another_form_is_named(line: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"bad\.jsonl"):
        draft.read_cases(tmp_path)
