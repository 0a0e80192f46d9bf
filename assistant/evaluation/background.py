"""A run of a question set in the background: one at a time, and gone on with under its name."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from assistant.background import Background, State
from assistant.errors import QuestionSetError
from assistant.evaluation import runner
from assistant.evaluation.question_sets import load_set
from assistant.evaluation.runner import Evaluation
from assistant.service import Assistant


class BackgroundRun(Background):
    """Stopped, it ends after the question that is being asked. Its rows stay."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__("evaluation", QuestionSetError("a run is under way already: wait for it, or stop it"))
        self.assistant = assistant

    def start(self, evaluation: Evaluation) -> None:
        """Raises QuestionSetError where another runs, or the questions cannot be read."""
        name = evaluation.questions.name

        def prepare() -> tuple[State, Callable[[], object]]:
            asked = load_set(evaluation.questions).questions
            told = dataclasses.replace(evaluation, progress=lambda done, total: self.progress(name, done, total))
            return State(doing=name, total=len(asked)), lambda: runner.run(self.assistant, told)

        self.begin(prepare)
