"""What `assistant bench NAME --data DIR` runs, each over a folder of other people's data.

To add one: a module here with a function of (folder, setup) that gives a `Result`, and its line in BENCHMARKS.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.config import Config
    from assistant.index.embedding import Embedder

Result = dict[str, Any]
"""`{"summary": {name: value}, "rows": [one a case]}`, as `--json` prints it."""

BENCHMARKS = {
    "chunking": "retrieval.run_chunking",
    "clapnq": "retrieval.run_clapnq",
    "multihop": "multihop.run",
    "abstaining": "abstaining.run",
    "support": "support.run",
    "draft": "draft.run",
    "injection": "injection.run",
    "poisoning": "poisoning.run",
}
"""Name → module and function. Strings, so that the command line can list the names without importing what they need."""


@dataclasses.dataclass(frozen=True)
class Setup:
    """What a benchmark may use. The models' files are read when one does."""

    config: Config
    embedder: Embedder
    sample: int = 0
    """How many attacks the settings' language model is asked about too, where a benchmark attacks."""


def run(name: str, data: Path, embedder: Embedder | None = None, sample: int = 0) -> Result:
    """A benchmark's summary and rows. Raises QuestionSetError for data that is missing or of another form."""
    from assistant.config import load_config
    from assistant.index.embedding import make_embedder

    config = load_config()
    return find(name)(data, Setup(config, embedder or make_embedder(config), sample))


def find(name: str) -> Callable[[Path, Setup], Result]:
    """The function of a benchmark, its module imported."""
    module, _, function = BENCHMARKS[name].rpartition(".")
    found: Callable[[Path, Setup], Result] = getattr(importlib.import_module(f"{__name__}.{module}"), function)
    return found
