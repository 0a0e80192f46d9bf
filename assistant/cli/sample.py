"""The sample: invented reports that the wheel carries, offered where there are no articles yet (`hatch_build.py`)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"
"""A checkout has them in its `corpus/`."""


def offer(corpus: Path, *, wished: bool, may_ask: bool) -> None:
    """Fills the folder of articles with the sample if that is wished, or agreed to at a terminal; never one that holds something."""
    if corpus.is_dir() and any(corpus.iterdir()):
        return
    if not SAMPLE.is_dir():
        if wished:
            raise click.UsageError(f"--sample: this installation carries none: put articles into {corpus}")
        return
    reports = len(list(SAMPLE.iterdir()))
    asked = f"There are no articles in {corpus}. Begin with a sample there, {reports} invented reports?"
    ask = may_ask and sys.stdin.isatty() and sys.stderr.isatty()
    if wished or (ask and click.confirm(asked, default=True, err=True)):
        shutil.copytree(SAMPLE, corpus, dirs_exist_ok=True)
