"""Who wants to know how far a file is read that takes long: set around the reading, told from within it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar

from assistant.context import held

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""
_LISTENER: ContextVar[Progress | None] = ContextVar("progress", default=None)
telling = functools.partial(held, _LISTENER)


def tell(what: str, done: int, total: int) -> None:
    if listener := _LISTENER.get():
        listener(what, done, total)
