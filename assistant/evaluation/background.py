"""A run beside other work: one at a time, followed by whoever looks, stopped, and gone on with under its name."""

from __future__ import annotations

import dataclasses
import logging
import threading
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, QuestionSetError, RunStopped
from assistant.evaluation import runner
from assistant.evaluation.question_sets import load_set
from assistant.evaluation.runner import Evaluation

if TYPE_CHECKING:
    from assistant.service import Assistant

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """How far the run is. Neither running nor ended: none was begun."""

    running: bool = False
    stopping: bool = False
    questions: str = ""
    """The name of its file of questions."""
    done: int = 0
    total: int = 0
    failed: str | None = None
    """Why it ended without figures."""


class BackgroundRun:
    """Safe to share between threads."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.state = State()
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def start(self, evaluation: Evaluation) -> None:
        """Raises QuestionSetError where another runs, or the questions cannot be read."""
        with self._lock:
            if self.state.running:
                raise QuestionSetError("a run is under way already: wait for it, or stop it")
            asked = load_set(evaluation.questions).questions
            self._stop.clear()
            self.state = State(running=True, questions=evaluation.questions.name, total=len(asked))
        told = dataclasses.replace(evaluation, progress=self._progress)
        threading.Thread(target=self._run, args=(told,), name="evaluation", daemon=True).start()

    def stop(self) -> None:
        """Asks it to end, which it does after the question that is being asked. Its rows stay."""
        with self._lock:
            self._stop.set()
            self.state = dataclasses.replace(self.state, stopping=self.state.running)

    def _run(self, evaluation: Evaluation) -> None:
        failed: str | None = None
        try:
            runner.run(self.assistant, evaluation)
        except RunStopped:
            pass  # as was wished
        except AssistantError as error:
            failed = str(error)
        except Exception:
            logger.exception("the run of %s failed", evaluation.questions)
            failed = "something failed inside Dateline: the log says where"
        with self._lock:
            self.state = State(failed=failed)

    def _progress(self, done: int, total: int) -> None:
        with self._lock:
            self.state = dataclasses.replace(self.state, done=done, total=total)
        if self._stop.is_set():
            raise RunStopped("the run was stopped")
