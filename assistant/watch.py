"""Keeps the index up to date with the corpus folder while the page runs."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from assistant.service import Assistant

LOG = logging.getLogger(__name__)
SETTLE_MILLISECONDS = 400
"""How long the folder must be quiet before it is read, so that a copy in progress is not read half."""


@contextlib.contextmanager
def follow(assistant: Assistant) -> Iterator[None]:
    """Updates the index in the background whenever something in the corpus folder changes."""
    stop = threading.Event()
    thread = threading.Thread(target=_follow, args=(assistant, stop), name="corpus-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=10)


def _follow(assistant: Assistant, stop: threading.Event) -> None:
    from watchfiles import watch

    changes = watch(assistant.config.corpus_path, stop_event=stop, debounce=SETTLE_MILLISECONDS, rust_timeout=1000)
    for _ in changes:
        try:
            report = assistant.update()
        except AssistantError as error:
            LOG.warning("the index was not brought up to date: %s", error)
        else:
            if report.did_something:
                LOG.info("indexed: %d added, %d changed, %d removed", report.added, report.changed, report.removed)
