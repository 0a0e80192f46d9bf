"""The built wheel carries what it needs: prompts, the page's files, the check's weights, the models' graphs."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path

import httpx
import pytest
from packaging.requirements import Requirement

import assistant
from tests.conftest import ROOT
from tests.support.wheel_folder import link_files, make_wheels


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files, unpacked outside the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=300)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def test_weights_are_told_whose_they_are() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    weights = [path.relative_to(ROOT).as_posix() for path in (ROOT / "assistant" / "data").glob("*.npz")]
    assert weights
    assert [path for path in weights if path not in notice] == []


def test_every_prompt_renders_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = (
        "import assistant.llm.prompts as p, pathlib, sys\n"
        f"assert pathlib.Path(p.__file__).is_relative_to({str(installed)!r}), p.__file__\n"
        f"for file in sorted(pathlib.Path({str(ROOT / 'prompts')!r}).glob('*.md')):\n"
        "    prompt = p.load(file.stem)\n"
        "    assert prompt.text == file.read_text(encoding='utf-8')\n"
        "    assert prompt.render(**{name: 'x' for name in prompt.variables})\n"
        "    print(file.stem)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(installed)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) >= {"answer", "condense", "judge"}


def test_data_files_and_typing_marker_are_in_the_wheel(installed: Path) -> None:
    carried = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    package = ROOT / "assistant"
    needed = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.suffix in (".json", ".css", ".js", ".html", ".py") and "__pycache__" not in path.parts
    }
    assert needed <= carried
    assert "assistant/py.typed" in carried
    assert not any(name.startswith(("corpus", "tests", "eval", "index")) for name in carried)


def test_the_version_is_that_of_the_newest_section_of_the_changelog(installed: Path) -> None:
    dated = re.findall(r"^## \[(\d.+)\] - \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert list(installed.parent.glob(f"dateline_assistant-{dated[0]}-*.whl"))
    assert dated[0] == assistant.__version__


@pytest.fixture(scope="module")
def wheels(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of wheels: the one built, and those of all packages that are here, the tools of development too."""
    folder = tmp_path_factory.mktemp("wheels")
    make_wheels(folder, (one for one in distributions() if one.metadata["Name"] != "dateline-assistant"))
    (wheel,) = installed.parent.glob("*.whl")
    (folder / wheel.name).symlink_to(wheel)
    return folder


def install(environment: Path, wheels: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """As a user types it, from that folder and no index: pip resolves what the wheel declares."""
    python = ["--python", str(environment / "bin" / "python")]
    command = ["-m", "pip", *python, "install", "--quiet", "--no-compile", "--no-index", "--find-links", str(wheels)]
    alone = {"PATH": os.environ["PATH"], "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return subprocess.run(
        [sys.executable, *command, *options, "dateline-assistant"],
        env=alone, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def environment(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment into which pip has put the wheel and what it chose for it, and no others."""
    made = tmp_path_factory.mktemp("environment")
    venv.create(made, with_pip=False, symlinks=True)
    done = install(made, wheels)
    assert done.returncode == 0, done.stderr
    link_files(made)
    return made


DEPENDENCIES = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="other versions of Python need some packages more or fewer")
def test_as_many_packages_are_installed_as_is_said(environment: Path) -> None:
    (stated,) = re.findall(r"An installation of the wheel is (\d+) packages", DEPENDENCIES)
    assert len(list(environment.glob("lib/python*/site-packages/*.dist-info"))) == int(stated)


def test_every_package_that_is_declared_has_its_reason_and_no_other() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed, optional = project["dependencies"], itertools.chain(*project["optional-dependencies"].values())
    cells = re.findall(r"^\| ([\w, -]+)(?: \(.*\))? \| \w", DEPENDENCIES, re.MULTILINE)
    told = {name.lower() for cell in cells[1:] for name in cell.split(", ")}
    assert told == {Requirement(one).name.lower() for one in needed}
    assert [one for one in optional if f"**{Requirement(one).name}**" not in DEPENDENCIES] == []


def test_what_is_declared_and_not_to_be_had_is_named(wheels: Path, tmp_path: Path) -> None:
    """That pip resolves what the wheel declares, and what this declares in turn."""
    venv.create(tmp_path / "environment", with_pip=False, symlinks=True)
    (tmp_path / "fewer").mkdir()
    for wheel in wheels.glob("*.whl"):
        if not wheel.name.startswith("kubernetes-"):
            (tmp_path / "fewer" / wheel.name).symlink_to(wheel)
    refused = install(tmp_path / "environment", tmp_path / "fewer", "--dry-run")
    assert refused.returncode == 1
    assert "No matching distribution found for kubernetes" in refused.stderr


Typed = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def typed(environment: Path, tmp_path: Path) -> Typed:
    """A command of that environment, run in an empty folder."""
    variables = {"ASSISTANT_CACHE": str(tmp_path / "cache"), "PATH": os.environ["PATH"], "HOME": str(tmp_path)}

    def run(name: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [str(environment / "bin" / name), *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=variables | more, capture_output=True, text=True, timeout=300, check=False
        )

    return run


def test_an_installed_wheel_answers_with_what_it_declares_alone(typed: Typed, tmp_path: Path) -> None:
    """No weights' package, no onnx, no network: the graphs travel in the wheel, and nothing is built. A page is read as well."""
    missing = "('onnx', 'safetensors', 'scipy', 'sentence_transformers', 'torch', 'pytest')"
    found = typed("python", "-c", f"import importlib.util as u; print([n for n in {missing} if u.find_spec(n)])")
    assert found.stdout.strip() == "[]", found
    (tmp_path / "corpus").mkdir()
    for name in ("2022-03-12-kestrel-daily-museum-reopening.html", "2022-02-03-harbour-courier-ferry-line.md"):
        shutil.copy(ROOT / "corpus" / name, tmp_path / "corpus")
    indexed = typed("assistant", "index")
    assert indexed.returncode == 0, indexed.stderr
    assert "2 added" in indexed.stdout, indexed.stdout
    asked = typed("assistant", "ask", "How many passengers did the first crossing of the ferry carry?")
    assert asked.returncode == 0, asked.stderr
    assert "212" in asked.stdout
    assert not list(tmp_path.glob("cache/**/*.onnx")), "nothing was built"


def test_the_page_opens_over_the_sample_with_one_command(environment: Path, tmp_path: Path) -> None:
    """As `uvx dateline-assistant chat` does it, in an empty folder."""
    variables = {"ASSISTANT_CACHE": str(tmp_path / "cache"), "PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    command = [str(environment / "bin" / "dateline-assistant"), "chat", "--sample", "--port", "0", "--json"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as page:
        try:
            assert page.stdout
            address = next(json.loads(line)["url"] for line in page.stdout if line.startswith('{"url"'))
            question = {"messages": [{"role": "user", "content": "How long did the call of 30 December 2021 last?"}]}
            answer = httpx.post(f"{address}/v1/chat/completions", json=question, timeout=120).json()
        finally:
            page.terminate()
    assert "50 minutes" in answer["choices"][0]["message"]["content"]
    assert len(list((tmp_path / "corpus").iterdir())) == 36
