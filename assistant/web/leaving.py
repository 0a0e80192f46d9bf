"""A reader who leaves while an answer is made may only have loaded the page anew: it is gone on with until it is plain that he left."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from typing import Any

PATIENCE = 5.0
"""Seconds for which nobody may look at a turn until its making ends."""
MOST = 3
"""Answers that are made for readers who left: beside them the page's places are for those who are there."""


class Leaving:
    """The answers that are gone on with, and when each conversation was looked at last."""

    def __init__(self, patience: float = PATIENCE, most: int = MOST) -> None:
        self.patience = patience
        self.places = threading.Semaphore(most)
        self.looked: dict[str, float] = {}

    def look(self, conversation_id: str) -> None:
        """Somebody reads the conversation: he has come back."""
        if conversation_id in self.looked:
            self.looked[conversation_id] = time.monotonic()

    def go_on(self, states: Generator[Any, None, None], conversation_id: str) -> None:
        """Goes on with the states of a turn in a thread of its own; ends them at once where too many are gone on with."""
        if not self.places.acquire(blocking=False):
            states.close()
            return
        self.looked[conversation_id] = time.monotonic()
        threading.Thread(target=self._run, args=(states, conversation_id), name="left", daemon=True).start()

    def _run(self, states: Generator[Any, None, None], conversation_id: str) -> None:
        try:
            for _ in states:
                if time.monotonic() - self.looked[conversation_id] > self.patience:
                    break
        finally:
            states.close()
            self.looked.pop(conversation_id, None)
            self.places.release()
