"""Public benchmarks from the command line. So far: `support`, the check against hand-labelled claims."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.errors import QuestionSetError


def run(name: str, data: Path) -> dict[str, Any]:
    """The benchmark's summary and rows. Raises QuestionSetError for data that is missing or of another form."""
    from assistant.verify_bench import bench_support

    if name != "support":
        raise QuestionSetError(f"there is no benchmark {name!r}: the one that can be run is support")
    return bench_support(data)


def table(result: dict[str, Any]) -> str:
    """The summary for a terminal."""
    return json.dumps(result["summary"], ensure_ascii=False, indent=1)
