"""What readers say of answers, appended to JSON Lines files under `eval/`: one object a line, written whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from filelock import FileLock

from assistant.files import write_durably


class Records:
    """One file of records. Each has an unguessable `record_id`, by which it can be taken back."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, record: dict[str, Any]) -> str:
        """Adds the record at the end, on disk before this returns; gives its id."""
        record_id = secrets.token_urlsafe(12)
        line = json.dumps({"record_id": record_id, **record}, ensure_ascii=False) + "\n"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.lock(), self.path.open("ab") as file:
            file.write(line.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        return record_id

    def take_back(self, record_id: str) -> bool:
        """Removes that record and no other; False where there is none. Lines that cannot be read stay as they are."""
        if not self.path.is_file():
            return False
        with self.lock():
            lines = self.path.read_bytes().splitlines(keepends=True)
            kept = [line for line in lines if (parsed(line) or {}).get("record_id") != record_id]
            if len(kept) == len(lines):
                return False
            write_durably(self.path, b"".join(kept))
        return True

    def all(self) -> list[dict[str, Any]]:
        """Every record that can be read, the oldest first."""
        if not self.path.is_file():
            return []
        read = (parsed(line) for line in self.path.read_bytes().splitlines())
        return [record for record in read if record is not None]

    def lock(self) -> FileLock:
        return FileLock(self.path.with_name(f".{self.path.name}.lock"))


def parsed(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
