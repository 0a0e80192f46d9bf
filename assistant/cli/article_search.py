"""`assistant search` for articles: what its operators find, printed, as JSON, or a whole list of searches from CSV to CSV."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from assistant.answering.wording import written_page
from assistant.cli.options import known, plain, print_json
from assistant.errors import AssistantError, QuestionSetError
from assistant.retrieval.article_search import Sort
from assistant.retrieval.search_query import parse
from assistant.schema import to_json
from assistant.service import Assistant
from assistant.text.cells import guarded

SHOWN = 10
"""Articles, unless `--k` says otherwise."""
COLUMNS = (
    "query_id", "text", "found", "rank", "article_id", "title", "outlet", "published", "start", "end", "passage", "error",
)  # fmt: skip
"""Of the list that is written: a row a passage, a row for each search that finds nothing or cannot be read."""
TEXT_COLUMNS = ("text", "query", "question", "search")
"""What the column of searches may be called; a list of one column needs no head."""


def asked(
    assistant: Assistant, text: str | None, articles: bool, sort: Sort, as_json: bool, options: dict[str, Any]
) -> bool:
    """Whether articles are asked for, which are shown then: by `--articles`, an operator or a CSV of searches; or what is said."""
    batch = options["batch"]
    if options["said"] and text is not None:
        named = text if parse(text).of("person") else f'person:"{text}"'
        show_said(assistant, narrowed(named, options), as_json)
    elif batch is not None and text is None and batch.suffix.lower() == ".csv":
        from_table(assistant, batch, sort, as_json, options)
    elif batch is None and text is not None and (articles or parse(text).has_operators):
        show(one(assistant, text, sort, options), as_json)
    else:
        return False
    return True


def narrowed(text: str, options: dict[str, Any]) -> str:
    """The search with what is chosen by options as operators."""
    outlets = [f'outlet:"{name}"' for name in options["outlets"]]
    outlets += [f"lang:{code}" for code in options["languages"]]
    days = [f"{name}:{day:%Y-%m-%d}" for name, day in (("after", options["since"]), ("until", options["until"])) if day]
    return " ".join([text, *outlets, *days])


def show(found: dict[str, Any], as_json: bool) -> None:
    """Prints the articles that a search finds."""
    if as_json:
        print_json(found)
        return
    if not found["every_word"] and found["articles"]:
        click.echo("No article has all these words. With some of them, or nearest in meaning:")
    for article in found["articles"]:
        named = known(article["outlet"], article["published"] or "no date", article["title"])
        click.echo(f"{article['rank']}. {named}: {plain(article['article_id'])}")
        for passage in article["passages"]:
            click.echo(f"    {marked(passage)}{written_page(passage['page'])} {passage['start']}–{passage['end']}")
    left = found["found"] - len(found["articles"])
    if left or not found["found"]:
        click.echo(f"{left} more: --k shows up to 50" if left else "Nothing found.")


def show_said(assistant: Assistant, text: str, as_json: bool) -> None:
    """Prints what the persons of a search are quoted as saying, each with its article and its characters there."""
    found = assistant.who_said(text)
    if as_json:
        print_json({"said": to_json(found)})
        return
    for said in found:
        named = known(said.outlet, str(said.published or "no date"), said.title)
        also = f" (also in {', '.join(map(plain, said.also))})" if said.also else ""
        click.echo(f"{plain(said.speaker)}, in {named}: {plain(said.article_id)} {said.start}–{said.end}{also}")
        click.echo(f"    {plain(said.text)}")
    if not found:
        click.echo("No quoted words whose speaker is told.")


def one(
    assistant: Assistant, text: str, sort: Sort, options: dict[str, Any], query_id: str | None = None
) -> dict[str, Any]:
    """The articles that a search and the options find, as JSON has them."""
    started = time.perf_counter()
    found = assistant.search_articles(narrowed(text, options), sort=sort, count=options["k"] or SHOWN)
    return {
        "query_id": query_id,
        "articles": to_json(found.articles),
        "found": found.found,
        "every_word": found.every_word,
        "seconds": time.perf_counter() - started,
    }


def marked(passage: dict[str, Any]) -> str:
    """The passage with the words that were looked for in bold, where this is a terminal."""
    text, at, pieces = plain(passage["text"], keep_lines=True).replace("\n", " "), 0, []
    for start, end in passage["marks"]:
        start, end = start - passage["start"], end - passage["start"]
        pieces += [text[at:start], click.style(text[start:end], bold=True)]
        at = end
    return "".join([*pieces, text[at:]]).strip()


def from_table(assistant: Assistant, path: Path, sort: Sort, as_json: bool, options: dict[str, Any]) -> None:
    """Every search of a CSV file, its articles as CSV, or a JSON object a line."""
    if as_json:
        for query_id, text in searches(path):
            try:
                line = one(assistant, text, sort, options, query_id)
            except AssistantError as error:
                line = {"query_id": query_id, "error": str(error)}
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for query_id, text in searches(path):
        for row in rows(assistant, narrowed(text, options), sort, options["k"] or SHOWN):
            writer.writerow(
                {name: guarded(value) for name, value in ({"query_id": query_id, "text": text} | row).items()}
            )
        click.echo(out.getvalue(), nl=False)
        out.seek(0)
        out.truncate()


def searches(path: Path) -> Iterator[tuple[str, str]]:
    """(query_id, text) of each line. Raises QuestionSetError where no column holds searches."""
    try:
        lines = [
            line for line in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))) if any(map(str.strip, line))
        ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise QuestionSetError(f"{path}: cannot be read as CSV in UTF-8: {error}") from None
    head = [name.strip().lower() for name in lines[0]] if lines else []
    column = next((head.index(name) for name in TEXT_COLUMNS if name in head), None)
    if column is None and any(len(line) > 1 for line in lines):
        raise QuestionSetError(f"{path}: name the column of searches “text” in the first line")
    named = head.index("query_id") if "query_id" in head else None
    for number, line in enumerate(lines[0 if column is None else 1 :], start=1):
        text = line[column or 0] if len(line) > (column or 0) else ""
        yield (line[named] if named is not None and len(line) > named else str(number)), text


def rows(assistant: Assistant, text: str, sort: Sort, count: int) -> Iterator[dict[str, Any]]:
    try:
        found = assistant.search_articles(text, sort=sort, count=count)
    except AssistantError as error:
        yield {"error": str(error)}
        return
    if not found.articles:
        yield {"found": 0}
    names = ("rank", "article_id", "title", "outlet", "published")
    for article in found.articles:
        about = {"found": found.found, **{name: getattr(article, name) for name in names}}
        for passage in article.passages:
            yield about | {"start": passage.start, "end": passage.end, "passage": " ".join(passage.text.split())}
        if not article.passages:
            yield about
