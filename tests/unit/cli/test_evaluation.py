"""`assistant eval` as it is typed: the contract's options, exit codes, and one line for each failure."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support import command

Run = Callable[..., command.Done]
FEW = 8


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, workspace_with_sample: Callable[[Path], None]) -> Path:
    folder = tmp_path_factory.mktemp("home")
    workspace_with_sample(folder)
    (folder / "eval").mkdir()
    for name in ("gates.toml", "prices.toml", "judged.jsonl"):
        (folder / "eval" / name).symlink_to(ROOT / "eval" / name)
    lines = (ROOT / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "eval" / "questions.jsonl").write_text("".join(lines[:FEW]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def first(run: Run) -> command.Done:
    return run("--name", "first", "--keep", "eval/baseline")


def test_a_run_a_baseline_and_a_comparison(run: Run, first: command.Done, home: Path) -> None:
    assert first.returncode == 0, first.stderr
    assert f"{FEW} questions, 0 failed" in first.stdout
    assert "recall@5" in first.stdout
    assert "rows, settings, report: eval/runs/first" in first.stdout
    assert (home / "eval" / "runs" / "first" / "report.html").exists()
    for against in ("first", "eval/baseline"):
        second = run("--name", "second", "--against", against, "--json")
        assert second.returncode == 0, second.stderr
        summary = json.loads(second.stdout)
        assert summary["questions"] == FEW
        assert summary["comparison"]["questions"] == FEW
        assert summary["comparison"]["broken"] == []


def test_a_broken_gate_is_exit_code_one(run: Run, first: command.Done, home: Path) -> None:
    whole = home / "eval" / "runs" / "whole"
    shutil.copytree(home / "eval" / "runs" / "first", whole)
    rows = whole / "rows.jsonl"
    changed = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    for row in changed:
        row["measures"]["nugget recall"] = 3.0  # better than any run can be
    rows.write_text("".join(json.dumps(row) + "\n" for row in changed), encoding="utf-8")
    done = run("--name", "held", "--against", "whole")
    assert done.returncode == 1
    assert "GATE: nugget recall is worse" in done.stdout
    assert done.stderr.strip().splitlines()[-1].startswith("assistant: worse than whole: nugget recall is worse")


def test_settings_are_varied_and_ranked(run: Run) -> None:
    done = run("--name", "grid", "--vary", "k=2,4", "answerer=extractive", "--by", "recall@5", "--json")
    assert done.returncode == 0, done.stderr
    ranked = json.loads(done.stdout)
    assert sorted(entry["settings"]["passages"] for entry in ranked) == ["2", "4"]
    assert ranked[0]["recall@5"] >= ranked[1]["recall@5"]


def test_questions_are_proposed(run: Run, home: Path) -> None:
    made = run("make", "--limit", "5")
    assert made.returncode == 0, made.stderr
    assert "5 questions proposed in eval/proposed.jsonl" in made.stdout
    assert "of them otherwise" in made.stdout
    asked = run("--questions", "eval/proposed.jsonl")
    assert asked.returncode == 1
    assert "5 proposals wait to be accepted" in asked.stderr
    lines = (home / "eval" / "proposed.jsonl").read_text(encoding="utf-8")
    (home / "eval" / "proposed.jsonl").write_text(lines.replace('"proposed": true', '"proposed": false'))
    assert run("--questions", "eval/proposed.jsonl").returncode == 0


def test_the_check_is_held_against_labels(run: Run) -> None:
    done = run("--judge-agreement", "eval/judged.jsonl")
    assert done.returncode == 0, done.stderr
    assert "check: 60 sentences labelled by hand, 0 replies unparsed" in done.stdout
    assert "Cohen's κ" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--against", "nowhere"), 1, "there is no run nowhere"),
        (("--questions", "nowhere.jsonl"), 1, "nowhere.jsonl: cannot be read"),
        (("--judge", "support"), 1, "set OPENAI_API_KEY or OPENAI_BASE_URL"),
        (("--judge-agreement", "eval/gates.toml"), 1, "gates.toml:1: not JSON"),
        (("--judge-agreement", "eval/judged.jsonl", "--judge", "vibes"), 2, "choose one --judge"),
        (("--vary", "k=0"), 1, "passages"),
        (("--vary", "colour=red"), 1, "known are"),
        (("--vary", "k=2", "--against", "x"), 2, "--vary runs many"),
        (("make", "--by-model"), 1, "leave --by-model out"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_failures_are_one_line_with_what_to_do(run: Run, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = run(*arguments)
    assert done.returncode == code, done.stdout
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    if code == 1:
        assert len(done.stderr.strip().splitlines()) == 1
