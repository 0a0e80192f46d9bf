"""Who wants to know how far a file is read that takes long: set around the reading, told from within it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""
_LISTENER: ContextVar[Progress | None] = ContextVar("progress", default=None)


@contextlib.contextmanager
def telling(listener: Progress | None) -> Iterator[None]:
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def tell(what: str, done: int, total: int) -> None:
    if listener := _LISTENER.get():
        listener(what, done, total)
