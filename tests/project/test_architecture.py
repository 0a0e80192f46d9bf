"""The packages import in one direction only: docs/architecture.md draws it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "assistant"
LAYERS = (
    {"schema", "errors"},
    {"text", "config"},
    {"ingest", "llm", "verification"},
    {"index"},
    {"retrieval"},
    {"answering"},
    {"service"},
    {"evaluation", "llama"},
    {"web"},
    {"cli"},
)
"""Each may import from those above it; rooms of one layer do not import from each other."""
FACE = {"__init__", "__main__", "corpus"}
"""What only hands names on."""
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}


def room_of(path: Path, package: Path) -> str:
    return path.relative_to(package).parts[0].removesuffix(".py")


def imported(source: str) -> Iterator[str]:
    """The rooms that a module imports from, those for types only included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield "a relative import"
        elif isinstance(node, ast.ImportFrom) and node.module == "assistant":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("assistant."):
            yield (node.module or "").split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("assistant."))


def forbidden(package: Path) -> list[str]:
    """`retrieval/followup.py imports answering` for each import against the order."""
    found = []
    for path in sorted(package.rglob("*.py")):
        room = room_of(path, package)
        if room in FACE:
            continue
        for other in sorted(set(imported(path.read_text(encoding="utf-8")))):
            if other in ("__version__", room):
                continue
            if LEVEL.get(other, len(LAYERS)) >= LEVEL[room]:
                found.append(f"{path.relative_to(package)} imports {other}")
    return found


def test_no_package_imports_from_below_or_beside() -> None:
    assert forbidden(PACKAGE) == []


@pytest.mark.parametrize(
    "planted",
    [
        "from assistant.answering.pipeline import stream",
        "from assistant.verification import check",
        "import assistant.web.server",
        "from assistant import service",
        "def late() -> None:\n    from assistant.index import manager",
        "from .. import index",
    ],
)
def test_a_planted_import_is_found(planted: str, tmp_path: Path) -> None:
    (tmp_path / "llm").mkdir()
    (tmp_path / "llm" / "planted.py").write_text(planted + "\n", encoding="utf-8")
    assert len(forbidden(tmp_path)) == 1
