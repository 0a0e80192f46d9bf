"""Runs side by side, on rows made by hand; and the gate over the sample questions."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ConfigError, QuestionSetError
from assistant.evaluation import grid_search, report, run_files, runner
from assistant.evaluation.comparison import Gates, compare, load_gates, table
from assistant.evaluation.run_files import Run
from assistant.evaluation.runner import Evaluation
from assistant.evaluation.summary import summarise
from assistant.service import Assistant
from tests.conftest import ROOT

GATES = Gates(("right", "nugget recall"), most={"unsupported shown": 0})


def row(number: int, right: float, nuggets: float | None = None, **changed: Any) -> run_files.Row:
    measures: dict[str, Any] = {
        "right": right,
        "answerable": 1.0,
        "abstained": 0.0,
        "confidence": 0.5,
        "evidence holds": right,
        "gold cited": right,
        "nugget recall": nuggets,
        "unsupported shown": 0.0,
        "atoms missing": 0.0,
    }
    return {"query_id": f"q{number}", "question_sha256": "same", "tags": ["t"], "measures": {**measures, **changed}}


def made(name: str, rows: list[run_files.Row], **settings: Any) -> Run:
    return Run(Path(name), {"schema": run_files.SCHEMA, **settings}, rows, summarise(rows))


def test_a_run_against_itself_shows_nothing() -> None:
    run = made("a", [row(i, i % 2, i / 20) for i in range(20)])
    comparison = compare(run, run, GATES)
    assert comparison.passed
    assert comparison.questions == 20
    assert all(item.difference == 0 and item.verdict == "" for item in comparison.differences)
    assert table(comparison).endswith("every gate holds")
    assert table(compare(run, run, Gates())).endswith("no measure is gated")


def test_a_gated_measure_that_is_worse_beyond_chance_breaks_the_gate() -> None:
    before = made("before", [row(i, 1.0, 0.5) for i in range(30)])
    after = made("after", [row(i, float(i >= 10), 0.5) for i in range(30)])
    comparison = compare(after, before, GATES)
    found = {item.name: item for item in comparison.differences}["right"]
    # ten lost, none gained: 2 / 2^10; two gated measures, so Holm doubles it
    assert found.p == pytest.approx(2 / 1024)
    assert found.adjusted == pytest.approx(4 / 1024)
    assert found.verdict == "worse"
    assert found.difference == pytest.approx(-1 / 3)
    assert comparison.broken == ("right is worse: 1.000 before, 0.667 now, p 0.004",)
    assert comparison.lost == tuple(f"q{i}" for i in range(10))
    assert comparison.gained == ()
    assert "10 right before, not now: q0, q1" in table(comparison)
    assert compare(before, after, GATES).passed, "better is no reason to fail"
    assert compare(after, before, dataclasses.replace(GATES, gated=("nugget recall",))).passed


def test_a_loss_within_chance_passes() -> None:
    before = made("before", [row(i, 1.0) for i in range(30)])
    after = made("after", [row(i, float(i >= 3)) for i in range(30)])
    comparison = compare(after, before, GATES)
    assert comparison.passed
    smallest = {item.name: item.smallest for item in comparison.differences}["right"]
    assert smallest is not None
    assert smallest > 0.1, "and it says that three of thirty could not have been shown"


def test_limits_hold_whatever_was_before() -> None:
    run = made("a", [row(i, 1.0, **{"unsupported shown": float(i == 0)}) for i in range(9)])
    assert compare(run, run, GATES).broken == ("1 unsupported shown, at most 0 may be",)


def test_only_the_same_questions_are_paired() -> None:
    before = made("before", [row(i, 1.0) for i in range(10)], passages=5)
    edited = [{**row(i, 0.0), "question_sha256": "other"} if i < 6 else row(i, 1.0) for i in range(10)]
    comparison = compare(made("after", edited, passages=8), before, GATES)
    assert comparison.questions == 4
    assert comparison.notes[1] == "they differ in passages"
    assert "renew the baseline" in comparison.broken[0]
    with pytest.raises(QuestionSetError, match="no question in common"):
        compare(made("b", [row(99, 1.0)]), before, GATES)


def test_gates_name_measures_that_exist(tmp_path: Path) -> None:
    path = tmp_path / "gates.toml"
    assert load_gates(path) == Gates()
    path.write_text('gated = ["recal@5"]')
    with pytest.raises(ConfigError, match=r"there is no measure 'recal@5'"):
        load_gates(path)
    path.write_text("gated = 3")
    with pytest.raises(ConfigError, match="not a file of gates"):
        load_gates(path)


def test_combinations_are_settings_that_exist() -> None:
    assert grid_search.combinations(["k=4,8", "answerer=extractive"]) == [
        {"passages": "4", "answerer": "extractive"},
        {"passages": "8", "answerer": "extractive"},
    ]
    for wrong in (["k"], ["k="], ["nonsense=1"], ["k=1", "passages=2"], ["api_key=x"]):
        with pytest.raises(ConfigError, match="--vary"):
            grid_search.combinations(wrong)


@pytest.fixture(scope="module")
def fresh(sample: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Every third one of the sample questions, run anew: enough for a gate, in a third of the time of `make eval`."""
    folder = tmp_path_factory.mktemp("runs")
    lines = (ROOT / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "third.jsonl").write_text("".join(lines[::3]), encoding="utf-8")
    return runner.run(sample, Evaluation(folder / "third.jsonl", folder, "gate"))


def test_the_sample_questions_hold_the_gates(fresh: Run) -> None:
    """What `make eval` does, in continuous integration."""
    baseline = run_files.load_run(ROOT / "eval" / "baseline")
    comparison = compare(fresh, baseline, load_gates(ROOT / "eval" / "gates.toml"))
    assert comparison.passed, table(comparison)


def test_the_gate_would_see_a_loss(fresh: Run) -> None:
    """The same run with a third of its right answers taken away does not pass."""
    gates = load_gates(ROOT / "eval" / "gates.toml")
    spoiled = json.loads(json.dumps(list(fresh.rows)))
    for place, one in enumerate(spoiled):
        if place % 3 == 0 and one["measures"]["right"]:
            one["measures"]["right"] = 0.0
    comparison = compare(Run(fresh.folder, fresh.settings, spoiled, summarise(spoiled)), fresh, gates)
    assert any("right is worse" in reason for reason in comparison.broken)


def test_most_answers_of_the_sample_carry_no_note_on_what_they_stand_on(fresh: Run) -> None:
    """A remark on every answer is read by nobody."""
    answered = [one["answer"] for one in fresh.rows if one["answer"]["status"] == "answered"]
    flagged = [one for one in answered if any(note["kind"] in ("one outlet", "no date") for note in one["noted"])]
    assert len(answered) > 30
    assert len(flagged) < 0.35 * len(answered)


def test_a_grid_is_ranked_with_the_best_first(sample: Assistant, tmp_path: Path) -> None:
    lines = (ROOT / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines()[:6]
    (tmp_path / "few.jsonl").write_text("\n".join(lines), encoding="utf-8")
    evaluation = Evaluation(tmp_path / "few.jsonl", tmp_path / "runs", "grid")
    entries = grid_search.run_grid(sample, evaluation, ["k=1,6"], by="recall@5")
    assert [entry.settings for entry in entries] == [{"passages": "6"}, {"passages": "1"}]
    values = [entry.value for entry in entries]
    assert None not in values
    assert values == sorted(values, reverse=True)  # type: ignore[type-var]
    assert entries[0].p is None
    assert entries[1].p is not None
    assert {path.name for path in (tmp_path / "runs").iterdir()} == {"grid-passages=1", "grid-passages=6"}
    with pytest.raises(ConfigError, match="no measure 'beauty'"):
        grid_search.run_grid(sample, evaluation, ["k=1,6"], by="beauty")
    with pytest.raises(ConfigError, match="passages"):
        grid_search.run_grid(sample, evaluation, ["k=0"])
    with pytest.raises(ConfigError, match="no language model"):
        grid_search.run_grid(sample, evaluation, ["answerer=llm"])


def test_a_baseline_holds_no_answers(fresh: Run, tmp_path: Path) -> None:
    run_files.keep_baseline(fresh, tmp_path / "kept")
    kept = run_files.load_run(tmp_path / "kept")
    assert all(set(one) == {"query_id", "question_sha256", "tags", "measures"} for one in kept.rows)
    assert not any("seconds" in one["measures"] for one in kept.rows)
    assert compare(fresh, kept, GATES).passed


def test_the_comparison_is_in_the_report(fresh: Run) -> None:
    page = report.page(fresh, compare(fresh, fresh, GATES))
    assert "Against gate" in page
    assert "not shown, gated" in page
