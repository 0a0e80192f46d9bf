"""How far an update of the index is, in words: for whoever waits for the first one, on the page and in the terminal."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done (a step, and behind a space the name of what it is done to), how much is done, and how much there is."""
STEPS = {"preparing": "Preparing the models", "reading": "Reading files", "embedding": "Embedding passages"}


@dataclasses.dataclass(frozen=True, slots=True)
class Doing:
    """A step of an update, and how far it is."""

    what: str
    done: int
    total: int

    @property
    def step(self) -> str:
        first = self.what.partition(" ")[0]
        return first if first in STEPS else self.what

    @property
    def name(self) -> str:
        """What it is done to; empty where that is not said."""
        return self.what.removeprefix(self.step).strip()

    def __str__(self) -> str:
        """`Reading files: 12 of 90, report.pdf`"""
        told = STEPS.get(self.step, self.step.capitalize())
        far = f": {self.done:,} of {self.total:,}" if self.total else ""
        return f"{told}{far}{', ' if self.name else ''}{self.name}"
