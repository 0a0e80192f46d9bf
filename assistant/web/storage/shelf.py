"""A shelf: things in one JSON file each, or in memory where no folder is given. What is deleted goes to `trash/` beside the folder.

Files that cannot be read, cut off or of another shape after an upgrade, are left as they are and named beside the others.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

from assistant.files import write_durably

IDENTITY = re.compile(r"[A-Za-z0-9_-]{16}")
logger = logging.getLogger(__name__)
Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """Things by their id, each read when it is first asked for. Every change is on disk before it is shown."""

    def __init__(
        self,
        folder: Path | None,
        read: Callable[[Path], Thing],
        to_json: Callable[[Thing], dict[str, Any]],
        prefix: str = "",
    ) -> None:
        """`prefix` is that of a file's name in the trash, which other shelves share."""
        self.folder, self.read, self.to_json, self.prefix = folder, read, to_json, prefix
        self.held: dict[str, Thing] = {}
        self.deleted: dict[str, Thing] = {}
        """Since the start: one that still changes then ends in the trash."""
        self.damaged: set[str] = set()
        """Names of files that could not be read when they were last looked at."""
        self.lock = threading.RLock()

    def get(self, identity: str | None) -> Thing | None:
        """From memory or its file; None where there is none of that id, or none that can be read."""
        if not identity or not IDENTITY.fullmatch(identity):
            return None
        with self.lock:
            if identity not in self.held and (read := self._read(identity, False)):
                self.held[identity] = read
            return self.held.get(identity)

    def all(self) -> list[Thing]:
        """In no particular order."""
        with self.lock:
            paths = list(self.folder.glob("*.json")) if self.folder else []
            self.damaged &= {path.name for path in paths}
            for path in paths:
                self.get(path.stem)
            return list(self.held.values())

    def delete(self, identity: str) -> bool:
        """Moves it to the trash; False where there is none of that id."""
        with self.lock:
            thing = self.get(identity)
            return thing is not None and self._move(identity, thing, True)

    def restore(self, identity: str) -> bool:
        """Puts it back from the trash; False where it is not there."""
        with self.lock:
            if not IDENTITY.fullmatch(identity):
                return False
            thing = self.deleted.get(identity) or self._read(identity, True)
            return thing is not None and self._move(identity, thing, False)

    def write(self, identity: str, thing: Thing, deleted: bool | None = None) -> None:
        """Into the trash where it is deleted, or already was when it changed."""
        path = self._path(identity, identity in self.deleted if deleted is None else deleted)
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, json.dumps(self.to_json(thing), ensure_ascii=False))

    def _move(self, identity: str, thing: Thing, deleted: bool) -> bool:
        self.write(identity, thing, deleted)
        if left := self._path(identity, not deleted):
            left.unlink(missing_ok=True)
        (self.held if deleted else self.deleted).pop(identity, None)
        (self.deleted if deleted else self.held)[identity] = thing
        return True

    def _path(self, identity: str, deleted: bool) -> Path | None:
        if self.folder and deleted:
            return self.folder.with_name("trash") / f"{self.prefix}{identity}.json"
        return self.folder and self.folder / f"{identity}.json"

    def _read(self, identity: str, deleted: bool) -> Thing | None:
        """None where there is no file or none that can be read: that is told in the log, and outside the trash among the damaged."""
        path = self._path(identity, deleted)
        if not path or not path.is_file():
            return None
        try:
            thing = self.read(path)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            if path.name not in self.damaged:
                logger.warning("%s could not be read: %s", path, type(error).__name__)
            if not deleted:
                self.damaged.add(path.name)
            return None
        self.damaged.discard(path.name)
        return thing
