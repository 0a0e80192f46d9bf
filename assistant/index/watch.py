"""Keeps the index up to date with the corpus folder while the page runs."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, Protocol

from assistant.config import Config
from assistant.errors import AssistantError
from assistant.index.manager import IndexReport

LOG = logging.getLogger(__name__)
SETTLE_MILLISECONDS = 400
"""How long the folder must be quiet before it is read, so that a copy in progress is not read half."""
GRACE = 3.0
"""Seconds that a page waits for the first update to end before it opens over what can be asked already."""
LONG = 6.0
"""Seconds after which it opens where nothing can be asked yet, to say how far the reading is."""


class Updatable(Protocol):
    """What is kept up to date: `assistant.service.Assistant`."""

    config: Config

    def generation(self) -> Any: ...

    def update(self) -> IndexReport: ...


@contextlib.contextmanager
def follow(assistant: Updatable, first: Callable[[], IndexReport] | None = None) -> Iterator[Future[IndexReport]]:
    """Updates the index in the background whenever something in the corpus folder changes.

    `first` is done before, in the same thread, for there may be one writer only; what came of it is the future's.
    """
    stop = threading.Event()
    done: Future[IndexReport] = Future()
    thread = threading.Thread(target=_follow, args=(assistant, stop, first, done), name="corpus-watch", daemon=True)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join(timeout=10)


def wait_until_askable(assistant: Updatable, first: Future[IndexReport]) -> bool:
    """Waits until the first update is over (True), or has long begun (False): its words can be searched, or it takes still longer.

    Raises what the update raised.
    """
    begun = time.monotonic()
    while not first.done():
        time.sleep(0.05)
        taken = time.monotonic() - begun
        if taken > LONG or (taken > GRACE and _askable(assistant)):
            first.add_done_callback(_warn_of_failure)
            return False
    first.result()
    return True


def _warn_of_failure(first: Future[IndexReport]) -> None:
    error = first.exception()
    if isinstance(error, AssistantError):
        LOG.warning("the index was not brought up to date: %s", error)
    elif error is not None:
        LOG.error("the index was not brought up to date", exc_info=error)


def _askable(assistant: Updatable) -> bool:
    try:
        assistant.generation()
    except AssistantError:
        return False
    return True


def _follow(
    assistant: Updatable, stop: threading.Event, first: Callable[[], IndexReport] | None, done: Future[IndexReport]
) -> None:
    from watchfiles import watch

    if first is not None:
        try:
            report = first()
        except BaseException as error:  # noqa: BLE001  whoever holds the future handles it
            done.set_exception(error)
            if not assistant.config.corpus_path.is_dir():
                return  # there is nothing to watch, as the error says
        else:
            done.set_result(report)
            _tell(report)
            _update(assistant)  # what came while the first one ran
    changes = watch(assistant.config.corpus_path, stop_event=stop, debounce=SETTLE_MILLISECONDS, rust_timeout=1000)
    for _ in changes:
        _update(assistant)


def _update(assistant: Updatable) -> None:
    try:
        report = assistant.update()
    except AssistantError as error:
        LOG.warning("the index was not brought up to date: %s", error)
    else:
        _tell(report)


def _tell(report: IndexReport) -> None:
    if report.did_something:
        LOG.info("indexed: %d added, %d changed, %d removed", report.added, report.changed, report.removed)
