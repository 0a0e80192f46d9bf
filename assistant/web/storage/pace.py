"""How long a model on this machine takes for an answer: the seconds of its last ones, kept in a file of the cache."""

from __future__ import annotations

import json
import logging
import statistics
import threading
from pathlib import Path

from assistant.files import write_durably

logger = logging.getLogger(__name__)

FILE = "seconds.json"
LAST = 9
"""Answers whose median is the usual time: one of a crowded machine, or with a model that had to be loaded, changes little."""


class Pace:
    """The seconds of the last answers of each model. Safe to share between threads."""

    def __init__(self, cache: Path) -> None:
        self.file = cache / FILE
        self._lock = threading.Lock()
        self._seconds = _read(self.file)

    def usual(self, model: str) -> float | None:
        """The median of the model's last answers; None before the first."""
        last = self._seconds.get(model)
        return statistics.median(last) if last else None

    def keep(self, model: str, seconds: float) -> None:
        """Notes one answer more. Where the file cannot be written it is known until this process ends."""
        with self._lock:
            self._seconds[model] = [*self._seconds.get(model, []), round(seconds, 1)][-LAST:]
            try:
                self.file.parent.mkdir(parents=True, exist_ok=True)
                write_durably(self.file, json.dumps(self._seconds))
            except OSError as error:
                logger.warning("how long answers take is not kept in %s: %s", self.file, error.strerror)


def _read(file: Path) -> dict[str, list[float]]:
    """What was kept; nothing where it cannot be read, since it is measured anew with the next answer."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return {str(model): [float(one) for one in last][-LAST:] for model, last in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
