"""`assistant …` as it is typed, run within this process: what it prints, and its exit code.

As a process of its own each would import for two seconds what is imported already.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from assistant.cli import main


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def run(arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str]) -> Done:
    """The command started in a folder, with this environment and no other."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(sys, "argv", ["assistant", *arguments]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return Done(code, out.getvalue(), err.getvalue())
