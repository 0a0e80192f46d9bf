"""Every command in the README runs, in a workspace made as the README says."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = re.findall(r"<!-- run -->\n```(sh|python)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for kind, block in RUN if kind == "sh" for line in block.splitlines()]
PROGRAMS = [block for kind, block in RUN if kind == "python"]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("workspace")
    shutil.copytree(ROOT / "corpus", home / "corpus")
    shutil.copytree(ROOT / "eval", home / "eval", ignore=shutil.ignore_patterns("runs"))
    questions = home / "eval" / "questions.jsonl"
    few = questions.read_text(encoding="utf-8").splitlines(keepends=True)[
        ::24
    ]  # unit/evaluation/test_comparison asks half
    questions.write_text("".join(few), encoding="utf-8")
    run(home, ["-m", "assistant", "index"])
    return home


def run(home: Path, arguments: list[str]) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=home, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_are_commands_to_run() -> None:
    assert len(COMMANDS) >= 9
    assert all(line.startswith("assistant ") for line in COMMANDS)
    assert len(PROGRAMS) == 1


@pytest.mark.parametrize("line", COMMANDS)
def test_the_command_runs(line: str, workspace: Path) -> None:
    assert run(workspace, ["-m", *shlex.split(line)]).strip()


def test_the_program_runs(workspace: Path) -> None:
    assert "supported" in run(workspace, ["-c", PROGRAMS[0]])


def test_make_knows_every_target_that_is_named() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`?make ([a-z]+)`?", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_file_that_is_linked_is_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_public_setting_variable_is_a_setting() -> None:
    from assistant.config import Config

    for name in re.findall(r"ASSISTANT_([A-Z_]+)\b", README):
        assert name.lower() in Config.model_fields, name
