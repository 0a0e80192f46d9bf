"""`assistant index --dry-run`: what would be indexed, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from assistant.cli.options import day_of, plain, print_json, progress_bars
from assistant.errors import AssistantError
from assistant.schema import to_json

if TYPE_CHECKING:
    from assistant.ingest.preview import Preview
    from assistant.service import Assistant

WIDEST = {"day": 21, "outlet": 28, "words": 6, "headline": 60}


def show(assistant: Assistant, as_json: bool) -> None:
    """Reads the folder of articles and prints what it holds; the index is neither opened nor changed."""
    from assistant.ingest.preview import preview

    if not assistant.config.corpus_path.is_dir():
        raise AssistantError(f"there is no folder {assistant.config.corpus_path}: make it and put articles into it")
    with progress_bars() as progress:
        found = preview(assistant.config.corpus_path, assistant.limits, progress)
    if as_json:
        counts = {name: getattr(found, name) for name in ("split_files", "dated", "inferred", "named")}
        print_json(to_json(found) | counts)
        return
    for line in table(found):
        click.echo(line)


def table(found: Preview) -> Iterator[str]:
    """A row an article, then what is left out and why, then the counts."""
    if found.articles:
        yield row(list(WIDEST), "article")
    for item in found.articles:
        day = day_of(item.published, item.published_inferred)
        yield row([day, item.outlet or "no outlet", f"{item.words:,}", item.title or "no headline"], item.article_id)
        if item.date_note:
            yield f"{'':{WIDEST['day']}}  the day is {plain(item.date_note)}"
        if named := [field for field in item.by_hand if field != "published"]:
            yield f"{'':{WIDEST['day']}}  {' and '.join(named)} set by hand"
    for problem in found.skipped:
        yield f"not read: {plain(problem.path)}: {plain(problem.reason)}"
    count = len(found.articles)
    yield (
        f"{count:,} articles in {found.files:,} files, {found.split_files:,} of which hold several; "
        f"{found.dated:,} dated ({found.inferred:,} inferred), {count - found.named:,} without an outlet; "
        f"{len(found.skipped):,} remarks on what is not read"
    )


def row(cells: list[str], last: str) -> str:
    """The cells, cut to their columns, and at the end the article's id whole."""
    cut = [shortened(plain(cell), width).ljust(width) for cell, width in zip(cells, WIDEST.values(), strict=True)]
    return "  ".join([*cut, plain(last)])


def shortened(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
