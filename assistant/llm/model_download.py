"""A model that comes in the background: one at a time, followed by whoever looks, stopped and gone on with.

download.start()       # in a thread of its own
download.state         # how far it is, or why it ended
download.stop()        # what has come stays, and `start` goes on from there
"""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Callable

from assistant.errors import ModelFileError, ModelStopped
from assistant.llm import model_store
from assistant.llm.model_store import Plan

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """How far a download is. Neither running nor ended: it was not begun."""

    running: bool = False
    stopping: bool = False
    doing: str = ""
    """What is being done (`from huggingface.co`), with so many bytes of so many."""
    done: int = 0
    total: int = 0
    failed: str | None = None
    """Why it ended without the model."""


class Download:
    """The getting of one model. Safe to share between threads."""

    def __init__(self, plan: Callable[[], Plan]) -> None:
        """`plan` is asked anew at each start."""
        self.plan = plan
        self._state = State()
        self._lock = threading.Lock()
        self._stop = threading.Event()

    @property
    def state(self) -> State:
        return self._state

    def start(self) -> None:
        """Begins, or goes on where it was. Raises ModelFileError where it runs already, ModelSpaceError where there is no room."""
        with self._lock:
            if self._state.running:
                raise ModelFileError("the model is being downloaded already")
            plan = self.plan()
            model_store.check_space(plan)
            self._stop.clear()
            self._state = State(running=True, done=(plan.size or 0) - (plan.missing or 0), total=plan.size or 0)
        threading.Thread(target=self._get, args=(plan,), name="model download", daemon=True).start()

    def stop(self) -> None:
        """Asks it to end; it does so within a moment."""
        with self._lock:
            self._stop.set()
            self._state = dataclasses.replace(self._state, stopping=self._state.running)

    def _get(self, plan: Plan) -> None:
        failed: str | None = None
        try:
            model_store.get(plan, self._progress)
        except ModelStopped:
            pass  # as was wished
        except ModelFileError as error:
            failed = str(error)
        except Exception:
            logger.exception("the download of %s failed", plan.name)
            failed = "something failed inside Dateline: the log says where"
        with self._lock:
            self._state = State(failed=failed)

    def _progress(self, doing: str, done: int, total: int) -> None:
        with self._lock:
            self._state = dataclasses.replace(self._state, doing=doing, done=done, total=total)
        if self._stop.is_set():
            raise ModelStopped("the download was stopped")
