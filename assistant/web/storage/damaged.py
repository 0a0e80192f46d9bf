"""Files that cannot be read: cut off, or of another shape after an upgrade. They are left as they are and named beside the others."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

logger = logging.getLogger(__name__)
Content = TypeVar("Content")


def read_or_name(path: Path, read: Callable[[Path], Content], damaged: set[str]) -> Content | None:
    """What `read` makes of the file. None where it cannot: its name is added to `damaged`, and once a line to the log."""
    try:
        content = read(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if path.name not in damaged:
            logger.warning("%s could not be read: %s", path, type(error).__name__)
        damaged.add(path.name)
        return None
    damaged.discard(path.name)
    return content
