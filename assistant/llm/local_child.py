"""The child process that serves one model: started by `local_server`, which speaks first.

It stands alone, importing nothing of this package, so that it starts at once and cannot take a module of the workspace for one of ours.
Spoken is: one line of JSON in (`Order`), one line out (`listening on ADDRESS` or `cannot serve: WHY`), then nothing. When its stdin
closes the process ends: a pipe's end is closed by the system however the parent ended, so no child outlives it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any, TypedDict

LISTENING, FAILED = "listening on ", "cannot serve: "


class Order(TypedDict):
    """What the parent asks for. The key comes this way because a command line and an environment can be read by others."""

    path: str
    context_tokens: int
    threads: int
    key: str


def main() -> None:
    order: Order = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        server = serve(order)
    except Exception as error:  # noqa: BLE001 - whatever the engine raises, the parent has to be told
        print(FAILED + " ".join(str(error).split()), flush=True)
        sys.exit(1)
    print(LISTENING + server.listening_address, flush=True)
    # Nobody reads this pipe any more: whatever the engine may print would fill it, and then block.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    threading.Event().wait()


def serve(order: Order) -> Any:
    """llama.cpp's server on loopback at a free port, for one question at a time."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = order["path"]
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [order["key"]]
    parameters.n_ctx = order["context_tokens"]
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = order["threads"]
    parameters.cache_ram_mib = 0  # the last prompt stays in the context anyway; older ones would cost up to 8 GB
    parameters.ui = parameters.endpoint_slots = False
    parameters.verbosity = 0
    return xllamacpp.Server(parameters)


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)  # at once: the engine's threads may be in the middle of a reply that nobody waits for


if __name__ == "__main__":
    main()
