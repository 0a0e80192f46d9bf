"""A language model served on this machine, in a child process that is there only while it is wanted.

    with local_server.serving(settings) as reached:    # waits for its turn, starts the model where it is not running
        …                                              # `reached` holds the address and the key

One question at a time in the order of their coming, for all threads of this process: a model answers two at once in more than twice the
time. The child (`local_child`) stays warm between questions and ends when nobody asked for a while, and with this process, however that
ends. Another process of the same machine has a child of its own; whether there is memory for it is looked up before the start.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import functools
import json
import os
import secrets
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path

from assistant.context import held
from assistant.errors import LanguageModelError, LocalModelError
from assistant.llm import local_child
from assistant.llm.settings import LanguageModelSettings, LocalModel

CHILD = (sys.executable, "-P", local_child.__file__)
START_SECONDS = 120.0
"""A gigabyte is read from a slow disk in that time."""
GRACE = 0.5
"""Seconds in which a child whose connection broke is seen to have ended."""
MEMORY_FACTOR, MEMORY_BESIDE = 1.7, 250_000_000
"""Resident for a 4-bit model of 1.12 GB, measured at 2,048 tokens of context: 1.93 GB, for a part of the weights is held twice."""

_told: ContextVar[Callable[[int], None] | None] = ContextVar("told", default=None)
telling = functools.partial(held, _told)
"""Questions of this thread tell their place: how many are before them, at first and whenever it changes, last 0.

What the listener raises takes the question out of the line.
"""


@contextlib.contextmanager
def serving(settings: LanguageModelSettings) -> Iterator[LanguageModelSettings]:
    """The settings with which the model can be asked now: those of an endpoint as they are, of a local model with its address and key.

    Raises LocalModelError where it does not start, and in place of any LanguageModelError where it ended while it was asked.
    """
    if settings.local is None:
        yield settings
        return
    with SERVER.turn(settings.local, settings.total_deadline) as endpoint:
        yield dataclasses.replace(settings, base_url=endpoint.base_url, api_key=endpoint.key)


@dataclasses.dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a child listens, and the key without which it answers nobody."""

    base_url: str
    key: str = dataclasses.field(repr=False)


class LocalServer:
    """The child of this process, if one is running, and the line of those who want it. Safe to share between threads."""

    def __init__(self, command: Sequence[str] = CHILD, start_seconds: float = START_SECONDS) -> None:
        self.command, self.start_seconds = command, start_seconds
        self.line = Line()
        self._lock = threading.RLock()
        self._child: _Child | None = None
        self._idle: threading.Timer | None = None

    @contextlib.contextmanager
    def turn(self, model: LocalModel, deadline: float) -> Iterator[Endpoint]:
        """Holds the model for one question of at most `deadline` seconds. Raises LocalModelError."""
        with self.line.turn(self.start_seconds + deadline, _told.get()):
            child = self._ready(model)
            try:
                yield child.endpoint
            except LanguageModelError as error:
                ended = child.ended_within(GRACE)
                if ended is None:
                    raise
                raise LocalModelError(
                    f"the language model on this machine ended in the middle of its reply ({ended}):"
                    " ask again, it is started anew"
                ) from error
            finally:
                self._rest(model.idle)

    @property
    def running(self) -> LocalModel | None:
        """The model that is in memory."""
        child = self._child
        return child.model if child and child.ended is None else None

    def leave(self) -> None:
        """Ends the child while this process ends, without waiting for one that is just starting: that ends with its stdin."""
        if self._child:
            self._child.stop()

    def stop(self) -> None:
        """Ends the child, if there is one."""
        with self._lock:
            if self._idle:
                self._idle.cancel()
            if self._child:
                self._child.stop()
            self._child = self._idle = None

    def _ready(self, model: LocalModel) -> _Child:
        with self._lock:
            if self._idle:
                self._idle.cancel()
            if self._child is None or self._child.ended is not None or self._child.model != model:
                self.stop()
                check_memory(model)
                self._child = _Child(self.command, model, self.start_seconds)
            return self._child

    def _rest(self, seconds: float) -> None:
        """Begins the time after which a child that nobody asks ends."""
        with self._lock:
            if self._idle:
                self._idle.cancel()
            self._idle = threading.Timer(seconds, self._stop_if_idle)
            self._idle.daemon = True
            self._idle.start()

    def _stop_if_idle(self) -> None:
        with self._lock:
            if not len(self.line):  # who waits sets the time anew when done
                self.stop()


class Line:
    """Those who wait for the model, in the order of their coming. The first has the turn.

    A turn that is not given back is over at its end all the same: a reader that stops reading must not hold up all others for ever.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[_Ticket] = deque()

    def __len__(self) -> int:
        """How many have the turn or wait for it."""
        return len(self._waiting)

    @contextlib.contextmanager
    def turn(self, longest: float, told: Callable[[int], None] | None = None) -> Iterator[None]:
        """Waits for the turn, which may last so many seconds; `told` hears how many are before it whenever that changes."""
        ticket = _Ticket()
        with self._changed:
            self._waiting.append(ticket)
        try:
            self._wait(ticket, longest, told)
            yield
        finally:
            with self._changed, contextlib.suppress(ValueError):  # its time may have been over
                self._waiting.remove(ticket)
                self._changed.notify_all()

    def _wait(self, ticket: _Ticket, longest: float, told: Callable[[int], None] | None) -> None:
        last: int | None = None
        while True:
            with self._changed:
                first, place, now = self._waiting[0], self._waiting.index(ticket), time.monotonic()
                if place == 0:
                    ticket.until = now + longest
                elif first.until < now:
                    self._waiting.popleft()
                elif place == last:
                    self._changed.wait(min(1.0, first.until - now))
            if told and place != last:
                told(place)
            if place == 0:
                return
            last = place


@dataclasses.dataclass(eq=False, slots=True)
class _Ticket:
    until: float = float("inf")
    """When its turn is over; not known before it begins."""


class _Child:
    """A running child process that serves one model."""

    def __init__(self, command: Sequence[str], model: LocalModel, start_seconds: float) -> None:
        self.model, key = model, secrets.token_urlsafe(24)
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            self.endpoint = Endpoint(f"{self._begin(key, start_seconds)}/v1", key)
        except BaseException:
            self.stop()
            raise

    @property
    def ended(self) -> str | None:
        """How it ended; None while it runs."""
        code = self._process.poll()
        if code is None:
            return None
        return f"killed by signal {-code}" if code < 0 else f"exit code {code}"

    def ended_within(self, seconds: float) -> str | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self.ended

    def stop(self) -> None:
        """Closes its stdin, at which it ends, and makes sure of it."""
        assert self._process.stdin
        assert self._process.stdout
        with contextlib.suppress(OSError):  # it may have ended before
            self._process.stdin.close()
        if self.ended_within(GRACE) is None:
            self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def _begin(self, key: str, seconds: float) -> str:
        """The address at which it listens, once it does."""
        assert self._process.stdin
        assert self._process.stdout
        order: local_child.Order = {
            "path": str(self.model.path),
            "context_tokens": self.model.context_tokens,
            "threads": threads(),
            "key": key,
        }
        said, late = "", threading.Timer(seconds, self._process.kill)
        late.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(json.dumps(order) + "\n")
                self._process.stdin.flush()
            for line in self._process.stdout:
                if line.startswith(local_child.LISTENING):
                    return line.removeprefix(local_child.LISTENING).strip()
                said = line.removeprefix(local_child.FAILED).strip() if line.startswith(local_child.FAILED) else said
        finally:
            late.cancel()
        why = said or self.ended_within(GRACE) or "it said nothing"
        raise LocalModelError(f"the language model {self.model.name} did not start ({why}): {REMEDY}")


REMEDY = "see that the file is a whole model and `pip install 'dateline-assistant[local]'` is up to date"


def needed_memory(size: int) -> float:
    """Bytes of memory that a model takes whose file has so many."""
    return MEMORY_FACTOR * size + MEMORY_BESIDE


def check_memory(model: LocalModel) -> None:
    """Raises LocalModelError where the memory that is free is too little for a model; says nothing where that cannot be told."""
    free = available_memory()
    needed = needed_memory(model.size)
    if free is not None and free < needed:
        raise LocalModelError(
            f"the language model {model.name} needs {needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free:"
            " close other programs (another Dateline may hold a model too), or use a smaller model"
        )


def available_memory(meminfo: Path = Path("/proc/meminfo")) -> int | None:
    """Bytes that a new process may take without swapping, as Linux estimates them; None elsewhere."""
    with contextlib.suppress(OSError):
        for line in meminfo.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def threads() -> int:
    """As many as there are cores, or half of them where others are at work: threads that wait for each other lose far more by being
    interrupted than they gain. With eight other processes on two cores, two threads wrote .3 tokens a second and one wrote 4.7."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    busy = hasattr(os, "getloadavg") and os.getloadavg()[0] > cores / 2
    return max(1, cores // 2 if busy else cores)


SERVER = LocalServer()
atexit.register(SERVER.leave)
