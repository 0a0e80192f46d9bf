"""A model that comes in the background: one at a time; stopped, what has come stays, and it is gone on with."""

from __future__ import annotations

from collections.abc import Callable

from assistant.background import Background, State
from assistant.errors import ModelFileError
from assistant.llm import model_store
from assistant.llm.model_store import Plan


class Download(Background):
    """The getting of one model."""

    def __init__(self, plan: Callable[[], Plan]) -> None:
        """`plan` is asked anew at each start."""
        super().__init__("model download", ModelFileError("the model is being downloaded already"))
        self.plan = plan

    def start(self) -> None:
        """Begins, or goes on where it was. Raises ModelFileError where it runs already, ModelSpaceError where there is no room."""

        def prepare() -> tuple[State, Callable[[], object]]:
            plan = self.plan()
            model_store.check_space(plan)
            come = State(done=(plan.size or 0) - (plan.missing or 0), total=plan.size or 0)
            return come, lambda: model_store.get(plan, self.progress)

        self.begin(prepare)
