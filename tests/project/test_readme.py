"""Every command in the README runs, in a workspace made as the README says; the files that documents name are there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import KEYED, ROOT, clean_environment
from tests.support import command

README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = re.findall(r"<!-- run -->\n```(sh|python)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for kind, block in RUN if kind == "sh" for line in block.splitlines()]
PROGRAMS = [block for kind, block in RUN if kind == "python"]

DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "NOTICE", "corpus/README.md", "index/README.md")),
    *sorted(path for folder in ("docs", "eval", "prompts") for path in (ROOT / folder).glob("*.md")),
]
FOLDERS = ("assistant", "eval", "tests", "docs", "prompts")
GENERATED = ("eval/runs/", "eval/feedback.jsonl", "eval/judgements.jsonl", "eval/proposed.jsonl")
"""What the program writes: no checkout has it."""
SOURCES = [
    f"/{path.relative_to(ROOT).as_posix()}"
    for folder in ("assistant", "eval", "tests")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".js", ".css")
]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, workspace_with_sample: Callable[[Path], None]) -> Path:
    home = tmp_path_factory.mktemp("workspace")
    workspace_with_sample(home)
    shutil.copytree(ROOT / "eval", home / "eval", ignore=shutil.ignore_patterns("runs"))
    questions = home / "eval" / "questions.jsonl"
    few = questions.read_text(encoding="utf-8").splitlines(keepends=True)[::40]
    questions.write_text("".join(few), encoding="utf-8")  # unit/evaluation/test_comparison asks a third
    return home


def run(home: Path, arguments: list[str]) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=home, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_are_commands_to_run() -> None:
    assert len(COMMANDS) >= 9
    assert all(re.match(r"([A-Z_]+=\S+ )?assistant ", line) for line in COMMANDS)
    assert len(PROGRAMS) == 2


def test_the_command_is_there(workspace: Path) -> None:
    """As a process of its own; the others run within this one."""
    assert run(workspace, ["-m", *shlex.split(COMMANDS[0])]).strip()


@pytest.mark.parametrize("line", COMMANDS)
def test_the_command_runs(line: str, workspace: Path, cache: Path) -> None:
    environment = clean_environment() | KEYED | {"ASSISTANT_CACHE": str(cache)}
    variable, is_set, _ = line.partition(" assistant ")
    if is_set:
        program = [sys.executable, "-m", *shlex.split(line)[1:]]
        environment |= dict([variable.split("=")])
        done: Any = subprocess.run(program, cwd=workspace, env=environment, capture_output=True, text=True, check=False)
        assert '"openinference.span.kind": "RETRIEVER"' in done.stderr
    else:
        done = command.run(tuple(shlex.split(line)[1:]), workspace, environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize(("program", "said"), list(zip(PROGRAMS, ("quoted ", " minutes"), strict=True)))
def test_the_program_runs(program: str, said: str, workspace: Path) -> None:
    assert said in run(workspace, ["-c", program])


def test_make_knows_every_target_that_is_named() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`?make ([a-z][a-z-]*)`?", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert gone(text) == set()
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize(
    "planted",
    [
        "assistant/chat/marks.py",
        "see `retrieve.py`:",
        "eval/none.md, which",
        "tests/unit/nowhere/",
        "python -m training.ranking --data DIR",
        "assistant.reader.read",
        "assistant.schema.read_folder",
    ],
)
def test_a_planted_name_of_nothing_is_found(planted: str) -> None:
    assert len(gone(planted)) == 1


def gone(text: str) -> set[str]:
    """The paths, source files and modules that a text names and that are not there."""
    paths = re.findall(rf"(?<![\w/.])(?:{'|'.join(FOLDERS)})/(?:[\w./-]*[\w/])?", text)
    files = re.findall(r"(?<![\w/.])(?:\w+/)*\w+\.(?:py|js|css)\b", text)
    modules = re.findall(r"(?<![\w/])(?:assistant|training|performance)\.(?!toml)[a-z_.]*[a-z_]", text)
    return {
        *(path for path in paths if not (ROOT / path).exists() and not path.startswith(GENERATED)),
        *(file for file in files if not any(source.endswith(f"/{file}") for source in SOURCES)),
        *(module for module in modules if not is_module(module)),
    }


def is_module(name: str) -> bool:
    """Whether `assistant.text.dates`, or a name in it, is there; told from the files, for training wants libraries of its own."""
    home = ROOT if name.startswith("assistant.") else ROOT / "eval"
    parent, _, last = name.rpartition(".")
    file, package = (home / f"{parent.replace('.', '/')}{end}" for end in (".py", f"/{last}"))
    if file.exists():
        return bool(re.search(rf"\b{last}\b", file.read_text(encoding="utf-8")))
    return package.is_dir() or package.with_suffix(".py").exists()


def test_every_public_setting_variable_is_a_setting() -> None:
    from assistant.config import Config

    for name in re.findall(r"ASSISTANT_([A-Z_]+)\b", README):
        assert name.lower() in Config.model_fields, name
