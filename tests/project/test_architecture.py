"""The packages import in one direction only: docs/architecture.md draws it. No module and no function outgrows its reader."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "assistant"
LAYERS = (
    {"schema", "errors"},
    {"text", "config", "tracing", "background", "context", "files"},
    {"ingest", "llm", "verification"},
    {"index"},
    {"retrieval"},
    {"answering"},
    {"draft"},
    {"service"},
    {"evaluation", "llama"},
    {"web"},
    {"cli"},
)
"""Each may import from those above it; rooms of one layer do not import from each other."""
FACE = {"__init__", "__main__"}
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


# No circle between modules


def circles(package: Path) -> list[list[str]]:
    """The groups of modules that import each other, however long the way round, those for types only included."""
    modules = {module_name(path, package): path for path in package.rglob("*.py")}
    imports = {
        name: {other for other in targets(path.read_text(encoding="utf-8")) if other in modules and other != name}
        for name, path in modules.items()
    }
    reached = {name: reachable(name, imports) for name in imports}
    groups = {frozenset(other for other in reached[name] if name in reached[other]) for name in imports}
    return sorted(sorted(group) for group in groups if group)


def module_name(path: Path, package: Path) -> str:
    """`assistant.text.dates`; a package's own name for its `__init__`."""
    parts = ["assistant", *path.relative_to(package).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def targets(source: str) -> Iterator[str]:
    """Whatever an import may name, module or not."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reachable(name: str, imports: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    following = [name]
    while following:
        further = imports[following.pop()] - seen
        seen |= further
        following += further
    return seen


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert circles(PACKAGE) == []


def test_a_planted_circle_is_found(tmp_path: Path) -> None:
    planted = {
        "a.py": "from assistant.text import b",
        "text/__init__.py": "",
        "text/b.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from assistant.c import C",
        "c.py": "def late() -> None:\n    import assistant.a",
        "d.py": "from assistant import a, schema",
        "schema.py": "import json",
    }
    (tmp_path / "text").mkdir()
    for name, source in planted.items():
        (tmp_path / name).write_text(source + "\n", encoding="utf-8")
    assert circles(tmp_path) == [["assistant.a", "assistant.c", "assistant.text.b"]]


# What a reader can hold

MOST_LINES, MOST_FUNCTION_LINES, MOST_PARAMETERS = 400, 60, 6


def too_large(folder: Path) -> list[str]:
    """`web/api.py: add_endpoints has 86 lines` for each module, function or list of parameters beyond the limits."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        where, source = path.relative_to(folder), path.read_text(encoding="utf-8")
        if (lines := source.count("\n")) > MOST_LINES:
            found.append(f"{where} has {lines} lines")
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            if (lines := (node.end_lineno or 0) - node.lineno + 1) > MOST_FUNCTION_LINES:
                found.append(f"{where}: {node.name} has {lines} lines")
            if (count := parameters(node)) > MOST_PARAMETERS and where.parts[0] != "cli":  # each is an option there
                found.append(f"{where}: {node.name} takes {count} parameters")
    return found


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many there are to give; `self` and `cls` are not given."""
    every = function.args
    named = [*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg, every.kwarg]
    return sum(one is not None and one.arg not in ("self", "cls") for one in named)


@pytest.mark.parametrize("folder", ["assistant", "eval"])
def test_no_module_function_or_list_of_parameters_is_too_large(folder: str) -> None:
    assert too_large(ROOT / folder) == []


def test_what_is_planted_too_large_is_found(tmp_path: Path) -> None:
    seven = "a, /, b, *more, c, d, e, **rest"
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "main.py").write_text(f"def command({seven}): ...\n")
    (tmp_path / "few.py").write_text(
        f"class A:\n    def six(self, a, b, c, d, e, f): ...\n    async def seven(self, {seven}): ...\n"
    )
    (tmp_path / "long.py").write_text("def sixty():\n" + "    1\n" * 59 + "def longer():\n" + "    1\n" * 60)
    (tmp_path / "longest.py").write_text("\n" * 401)
    assert too_large(tmp_path) == [
        "few.py: seven takes 7 parameters",
        "long.py: longer has 61 lines",
        "longest.py has 401 lines",
    ]
