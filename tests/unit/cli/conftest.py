"""`assistant eval` as it is typed in the workspace of a test's module."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import clean_environment
from tests.support import command


@pytest.fixture(scope="module")
def run(home: Path, cache: Path) -> Callable[..., command.Done]:
    def typed(*arguments: str) -> command.Done:
        return command.run(("eval", *arguments), home, clean_environment() | {"ASSISTANT_CACHE": str(cache)})

    return typed
