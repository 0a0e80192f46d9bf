"""The canary key of the whole suite (`conftest.py`) would be found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import CANARY, files_with, pytest_runtest_makereport


def test_the_suite_runs_with_the_canary() -> None:
    assert os.environ["OPENAI_API_KEY"] == CANARY


def test_it_is_found_where_it_was_written(tmp_path: Path) -> None:
    planted = "sk-another-canary"
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "settings.json").write_text(f'{{"key": "{planted}"}}', encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    assert files_with(planted.encode(), tmp_path) == ["runs/settings.json"]


@pytest.mark.parametrize(
    ("said", "outcome"), [(f"the key is {CANARY}", "failed"), ("the key is …", "passed")], ids=["shown", "not shown"]
)
def test_a_test_that_shows_it_fails(request: pytest.FixtureRequest, said: str, outcome: str) -> None:
    sections = [("Captured stderr call", said)]
    report = pytest.TestReport("test_x", ("x.py", 1, "test_x"), {}, "passed", None, "call", sections)
    hook = pytest_runtest_makereport(request.node)
    next(hook)
    with pytest.raises(StopIteration) as end:
        hook.send(report)
    assert end.value.value.outcome == outcome
    assert CANARY not in end.value.value.longreprtext
