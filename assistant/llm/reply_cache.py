"""What language models replied, kept by content: the same request to the same model is sent once.

Evaluations set a store for the time that a question takes; without one every request is sent.

    with reply_cache.kept_in(folder):
        answer = assistant.ask("…")
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from assistant.context import held
from assistant.files import write_durably
from assistant.llm.prompts import Message

_FOLDER: ContextVar[Path | None] = ContextVar("replies", default=None)
_FENCE = re.compile(r"^===== SOURCES ([0-9a-f]{8}) =====$", re.MULTILINE)
kept_in = functools.partial(held, _FOLDER)
"""Requests of this thread are looked up in the folder first, and their replies kept there."""


def key_of(messages: Sequence[Message], **settings: Any) -> str:
    """Names a request by its content. The fence, drawn anew for each, does not count.

    >>> one = Message("user", "===== SOURCES 0a1b2c3d =====")
    >>> key_of([one], model="m") == key_of([Message("user", "===== SOURCES ffffffff =====")], model="m")
    True
    """
    texts = [(message.role, message.content) for message in messages]
    for fence in {code for _, text in texts for code in _FENCE.findall(text)}:
        texts = [(role, text.replace(fence, "fence")) for role, text in texts]
    return hashlib.sha256(json.dumps([texts, settings], sort_keys=True).encode()).hexdigest()


def find(key: str) -> dict[str, Any] | None:
    """The reply that was kept under a key; None where none was, or where no folder is set."""
    folder = _FOLDER.get()
    if folder is None:
        return None
    try:
        kept = json.loads((folder / f"{key}.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return kept if isinstance(kept, dict) else None


def keep(key: str, reply: dict[str, Any]) -> None:
    """Keeps a reply, where a folder is set."""
    folder = _FOLDER.get()
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    # Several questions are under way at once and may ask the same: each writes a file of its own, the last rename wins.
    write_durably(folder / f"{key}.json", json.dumps(reply, ensure_ascii=False))
