"""The built wheel carries what it needs: prompts, the page's files, the check's weights."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files, unpacked outside the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
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
