"""Runs indexing in processes that can be killed: reads orders from standard input, one JSON object a line.

An order `{"corpus", "index", "die_at", "trace"}` forks a process that brings the index up to date, with the deterministic embedder;
`die_at` kills it with SIGKILL at its n-th file-system event (opening, making, renaming or removing a file). The answer
is `{"pid"}` at once and, after a further line of input, `{"exit", "events", "error"}`: until then the process's id is
not given to another. Everything heavy is imported once, before the first fork: half a second less for each of a hundred.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.copytree", "shutil.rmtree"}


def main() -> None:
    import chromadb_rust_bindings  # noqa: F401
    import filelock  # noqa: F401
    import llama_index.vector_stores.chroma  # noqa: F401
    import sentencex  # noqa: F401

    from assistant.index import manager  # noqa: F401
    from tests import conftest  # noqa: F401

    print("ready", flush=True)
    for line in sys.stdin:
        _run(json.loads(line))


def _run(order: dict[str, Any]) -> None:
    outcome, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(outcome)
        _index(order, write)
    os.close(write)
    print(json.dumps({"pid": child}), flush=True)
    sys.stdin.readline()
    with os.fdopen(outcome) as told:
        result = json.loads(told.read() or "{}")
    _, status = os.waitpid(child, 0)
    print(json.dumps({"exit": os.waitstatus_to_exitcode(status), **result}), flush=True)


def _index(order: dict[str, Any], write: int) -> None:
    """In the forked process: one run of indexing, which tells how it went and never returns."""
    from assistant.errors import AssistantError
    from assistant.index import manager
    from tests.conftest import HashedWords

    seen: list[str] = []

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        if event in EVENTS:
            if len(seen) == order["die_at"]:
                os.kill(os.getpid(), signal.SIGKILL)
            seen.append(f"{event} {arguments[0] if arguments else ''}")

    sys.addaudithook(count)
    error = None
    try:
        manager.update(Path(order["corpus"]), Path(order["index"]), HashedWords())
    except AssistantError as failure:
        error = f"{type(failure).__name__}: {failure}"
    with os.fdopen(write, "w") as told:
        told.write(json.dumps({"events": seen if order["trace"] else [], "error": error}))
    os._exit(0 if error is None else 1)


if __name__ == "__main__":
    main()
