"""The page served on a free loopback port from a thread of this process."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from assistant.web.server import build_app, free_socket

FIRST_PORT = 18_000 + 200 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
"""Of this process of the tests alone: an address that was given back is nobody else's at once."""


@contextmanager
def served(assistant: Any, **options: Any) -> Iterator[str]:
    """The address of the page of this assistant, while the block runs."""
    bound = free_socket("127.0.0.1", FIRST_PORT)
    app = build_app(assistant, **options)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the page's server ended before it began")
            time.sleep(0.02)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        bound.close()


def here(path: str) -> Path:
    return Path(__file__).parent / path
