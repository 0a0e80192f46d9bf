"""What the commands share: their common options, the assistant that they open, and how they print."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.sample import SAMPLE
from assistant.errors import AssistantError, QuestionSetError
from assistant.evaluation.question_sets import read_lines
from assistant.index.progress import Doing

if TYPE_CHECKING:
    from assistant.config import Config
    from assistant.service import Assistant

LOG = logging.getLogger(__name__)

Command = Callable[..., Any]


@dataclasses.dataclass(frozen=True)
class Workspace:
    """What the options say that commands share."""

    home: Path
    as_json: bool
    index: Path | None = None
    corpus: Path | None = None

    def config(self, **options: Any) -> Config:
        """The settings in force. Raises UsageError for a --home that is no folder."""
        from assistant.config import load_config

        if not self.home.is_dir():
            raise click.UsageError(f"--home {self.home}: no such folder")
        folders = {"index": self.index, "corpus": self.corpus}
        options |= {name: path and path.absolute() for name, path in folders.items()}
        return load_config(self.home, **options)

    def open(self, **options: Any) -> Assistant:
        from assistant.service import Assistant

        return Assistant(self.config(**options))

    def open_updated(self) -> Assistant:
        """The assistant over an index that is brought up to date."""
        assistant = self.open()
        update_index(assistant)
        return assistant

    def tell(self, value: Any, *lines: str) -> None:
        """A command's result: the value as JSON, or what is said of it."""
        if self.as_json:
            print_json(value)
        for line in () if self.as_json else lines:
            click.echo(line)


def shared(*, index: bool = True, corpus: bool = False) -> Callable[[Command], Command]:
    """The options that commands share, as their first argument: --home, --json, --index where one is opened and --corpus where articles
    are read."""

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def run(*given: Any, home: Path, as_json: bool, **options: Any) -> Any:
            place = Workspace(home, as_json, options.pop("index_path", None), options.pop("corpus", None))
            return command(place, *given, **options)

        made: Command = run
        if corpus:
            made = click.option("--corpus", type=Path, help="Folder of articles (default: corpus/).")(made)
        made = click.option("--json", "as_json", is_flag=True, help="Print JSON.")(made)
        if index:
            made = click.option("--index", "index_path", type=Path, help="Folder of the index (default: index/).")(made)
        return click.option("--home", type=Path, default=Path(), help="The workspace (default: this folder).")(made)

    return decorate


def update_index(assistant: Assistant, *, rebuild: bool = False) -> Any:
    """Brings the index up to date, with a progress bar on stderr when that is a terminal."""
    if not assistant.config.corpus_path.is_dir():
        sample = ", or begin with the sample: `assistant chat --sample`" if SAMPLE.is_dir() else ""
        raise AssistantError(
            f"there is no folder {assistant.config.corpus_path}: make it and put articles into it{sample}"
        )
    with progress_bars() as progress:
        return assistant.update(rebuild=rebuild, progress=progress)


@contextlib.contextmanager
def progress_bars(**options: Any) -> Iterator[Callable[[str, int, int], None]]:
    """Told what is done, how much of it and of how much: a bar for each on stderr; a line now and then where that is no terminal."""
    from tqdm import tqdm

    if not sys.stderr.isatty():
        yield progress_lines()
        return
    bars: dict[str, Any] = {}

    def progress(what: str, done: int, total: int) -> None:
        doing = Doing(what, done, total)
        if doing.step not in bars:
            bars[doing.step] = tqdm(desc=doing.step, total=total or None, leave=False, **options)
        bars[doing.step].set_postfix_str(plain(doing.name)[-40:], refresh=False)
        bars[doing.step].update(done - bars[doing.step].n)

    try:
        yield progress
    finally:
        for bar in bars.values():
            bar.close()


def progress_lines(every: float = 5.0) -> Callable[[str, int, int], None]:
    """A line on stderr every few seconds, the first after as many: what takes less time is not remarked on."""
    told = [time.monotonic()]

    def progress(what: str, done: int, total: int) -> None:
        if time.monotonic() - told[0] >= every:
            told[0] = time.monotonic()
            line = f"{plain(str(Doing(what, done, total)))}…"
            if LOG.isEnabledFor(logging.INFO):  # the page's log, whose lines are JSON
                LOG.info(line)
            else:
                click.echo(line, err=True)

    return progress


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def plain(text: str, *, keep_lines: bool = False) -> str:
    """Text of strangers made safe for a terminal: no control characters, one line unless asked otherwise."""
    kept = "".join(c if c.isprintable() or (keep_lines and c == "\n") else " " for c in text)
    return kept if keep_lines else " ".join(kept.split())


def known(*parts: str | None) -> str:
    """`Kestrel Daily, 31 December 2021, Correction`: the parts that there are."""
    return ", ".join(plain(part) for part in parts if part)


def day_of(published: object, inferred: bool) -> str:
    return f"{published}{' (inferred)' if inferred else ''}" if published else "no date"


def batched(
    batch: Path | None,
    single: dict[str, Any] | None,
    one: Callable[[dict[str, Any]], dict[str, Any]],
    needed: tuple[str, ...],
    as_json: bool,
) -> dict[str, Any] | None:
    """What `one` makes of the single line that was given; None where all is printed: as JSON, or a line out a line in of a batch file."""
    if (batch is None) == (single is None):
        raise click.UsageError("give either one text or --batch FILE")
    if single is not None:
        made = one(single)
        if as_json:
            print_json(made)
        return None if as_json else made
    assert batch is not None
    from tqdm import tqdm

    lines = list(_lines(batch, needed))
    for line in tqdm(lines, disable=None, unit="line"):
        try:
            result = one(line)
        except AssistantError as error:
            result = {name: line[name] for name in ("query_id", "id") if name in line} | {"error": str(error)}
        click.echo(json.dumps(result, ensure_ascii=False))
    return None


def _lines(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file. Raises QuestionSetError, naming file and line."""
    for number, value in read_lines(path):
        missing = [name for name in needed if name not in value]
        if missing:
            raise QuestionSetError(f"{path}:{number}: lacks {', '.join(missing)}")
        yield value
