"""What was found in the drafts checked last: held in memory for export, and forgotten. Nothing of a draft is written to the disk."""

from __future__ import annotations

import collections
import secrets
import threading
import time

from assistant.draft.findings import DraftCheck

MOST = 8
LIFETIME = 3600.0
"""Seconds."""


class Drafts:
    """The last checks by a name that only their reader knows."""

    def __init__(self) -> None:
        self._held: collections.OrderedDict[str, tuple[float, DraftCheck]] = collections.OrderedDict()
        self._lock = threading.Lock()

    def begin(self) -> str:
        """A name for a check to come."""
        return secrets.token_urlsafe(16)

    def hold(self, name: str, check: DraftCheck) -> None:
        with self._lock:
            self._held[name] = (time.monotonic(), check)
            while len(self._held) > MOST:
                self._held.popitem(last=False)

    def get(self, name: str) -> DraftCheck | None:
        with self._lock:
            began, check = self._held.get(name, (0.0, None))
            if check is not None and time.monotonic() - began > LIFETIME:
                del self._held[name]
                return None
            return check

    def forget(self, name: str) -> None:
        with self._lock:
            self._held.pop(name, None)
