"""Work beside other work: one at a time, followed by whoever looks, and stopped.

work.state         # how far it is, or why it failed
work.stop()        # it ends at its next step; what is done stays
"""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Callable

from assistant.errors import AssistantError, Stopped

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """How far the work is. Neither running nor failed: none was begun, or it has ended."""

    running: bool = False
    stopping: bool = False
    doing: str = ""
    """What is being done, or to what: `from huggingface.co`, `questions.jsonl`."""
    done: int = 0
    total: int = 0
    failed: str | None = None
    """Why it ended without what it was begun for."""


class Background:
    """Safe to share between threads."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.state = State()
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def begin(self, prepare: Callable[[], tuple[State, Callable[[], object]]], under_way: AssistantError) -> None:
        """Begins in a thread of its own what `prepare` gives, with the state at its start.

        Raises what `prepare` does, and `under_way` where it runs already.
        """
        with self._lock:
            if self.state.running:
                raise under_way
            state, work = prepare()
            self._stop.clear()
            self.state = dataclasses.replace(state, running=True)
        threading.Thread(target=self._run, args=(work,), name=self.name, daemon=True).start()

    def stop(self) -> None:
        """Asks it to end."""
        with self._lock:
            self._stop.set()
            self.state = dataclasses.replace(self.state, stopping=self.state.running)

    def progress(self, doing: str, done: int, total: int) -> None:
        """Called by the work at each step. Raises Stopped where it is to end."""
        with self._lock:
            self.state = dataclasses.replace(self.state, doing=doing, done=done, total=total)
        if self._stop.is_set():
            raise Stopped(f"the {self.name} was stopped")

    def _run(self, work: Callable[[], object]) -> None:
        failed: str | None = None
        try:
            work()
        except Stopped:
            pass  # as was wished
        except AssistantError as error:
            failed = str(error)
        except Exception:
            logger.exception("the %s failed", self.name)
            failed = "something failed inside Dateline: the log says where"
        with self._lock:
            self.state = State(failed=failed)
