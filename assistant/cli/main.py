"""The command `assistant`. Exit codes: 0 done, 1 a named failure (one line, what to do next), 2 wrong usage."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from assistant import __version__
from assistant.answering.wording import remark, written_page
from assistant.cli.check import check
from assistant.cli.evaluation import evaluate
from assistant.cli.model import model
from assistant.cli.options import Command, Workspace, batched, day_of, known, plain, print_json, shared, update_index
from assistant.cli.sample import offer
from assistant.cli.translation import shown, translate, translation_lines
from assistant.errors import AssistantError, IndexDamaged, QuestionError
from assistant.evaluation import benchmarks
from assistant.evaluation.benchmarks import BENCHMARKS
from assistant.schema import Turn, to_json


def main() -> None:
    """Runs the command; a named failure becomes one line on stderr and exit code 1.

    Numpy, which is imported later, multiplies on one thread: what a question needs is so small that a second one only waits.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli(standalone_mode=False)
    except AssistantError as error:
        click.echo(f"assistant: {error}", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("assistant: stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def filters(command: Command) -> Command:
    """The options that narrow the articles a question is answered from."""
    for option in (
        click.option("--outlet", "outlets", multiple=True, help="Only this outlet; may be given several times."),
        click.option(
            "--lang",
            "languages",
            multiple=True,
            help="Only articles in this language, by its code (en, de, uk …); may be given several times.",
        ),
        click.option(
            "--until", type=click.DateTime(["%Y-%m-%d"]), help="Only articles published on this day or before."
        ),
        click.option(
            "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only articles published on this day or after."
        ),
        click.option("--k", type=click.IntRange(1, 50), help="How many passages (default: 8)."),
        click.option(
            "--batch",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="Questions, one JSON object a line: {query_id, text}; for search also CSV.",
        ),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="assistant")
def cli() -> None:
    """Answers questions from a folder of news articles, every sentence cited and checked.

    Put articles into corpus/, run `assistant index`, then `assistant ask "How long did the call last?"` or
    `assistant chat` for the page.
    """


cli.add_command(check)
cli.add_command(evaluate)
cli.add_command(model)


@cli.command()
@click.option("--host", help="Address to bind (default: 127.0.0.1, this machine only).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port (default: 7860, or the next free one).")
@click.option("--sample", is_flag=True, help="Put the sample articles into corpus/ where it holds nothing.")
@shared(corpus=True)
def chat(place: Workspace, host: str | None, port: int | None, sample: bool) -> None:
    """Index what is new, open the chat page, and keep up with changes in corpus/."""
    assistant = place.open(host=host, port=port)
    offer(assistant.config.corpus_path, wished=sample, may_ask=not place.as_json)
    from assistant.index.watch import follow, wait_until_askable
    from assistant.web import server
    from assistant.web.log import log_to_stderr

    log_to_stderr(assistant.config)
    with follow(assistant, lambda: update_index(assistant)) as first:
        if wait_until_askable(assistant, first):
            _print_report(first.result(), place.as_json)
        server.serve(
            assistant,
            assistant.config,
            history=place.home / "history",
            on_ready=lambda url: click.echo(json.dumps({"url": url}) if place.as_json else f"Dateline is at {url}"),
        )


@cli.command()
@click.option("--rebuild", is_flag=True, help="Build anew, whatever the state of the index.")
@click.option(
    "--dry-run", is_flag=True, help="Index nothing: list what would be read, with outlet and day, and what not."
)
@shared(corpus=True)
def index(place: Workspace, rebuild: bool, dry_run: bool) -> None:
    """Bring the index up to date with the articles; only what changed is done again."""
    assistant = place.open()
    if dry_run:
        from assistant.cli.dry_run import show

        show(assistant, place.as_json)
    else:
        _print_report(update_index(assistant, rebuild=rebuild), place.as_json)


def listed(names: Sequence[str], most: int = 20) -> str:
    """`A, B and 300 more`: so many names, and how many there are besides."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


@cli.command()
@click.option("--verify", is_flag=True, help="Read every byte of the index and name what is damaged.")
@shared()
def status(place: Workspace, verify: bool) -> None:
    """What is indexed, with what model and settings, and how fresh it is."""
    from assistant.text.languages.detection import language_name

    assistant = place.open()
    state = to_json(assistant.status())
    if verify:
        state["damaged"] = assistant.verify()
    spoken = [f"{language_name(code)} {number}" for code, number in state["languages"].items()]
    pending = f"{state['pending']} passages are not embedded yet: they are found by their words only"
    place.tell(
        state,
        f"{state['articles']} articles in {state['passages']} passages, built {state['built']}",
        *([pending] if state["pending"] else []),
        f"published {state['oldest']} to {state['newest']}; {state['undated']} without a date",
        "outlets: " + (listed([plain(name) for name in state["outlets"]]) or "none named"),
        f"languages: {', '.join(spoken) or 'none'}",
        f"embedded with {state['settings']['embedder']}; answerers: {', '.join(state['answerers'])}",
        *_skipped(state["skipped"]),
    )
    if verify and state["damaged"]:
        names = ", ".join(state["damaged"])
        raise IndexDamaged(f"damaged parts of the index: {names}: run `assistant index --rebuild`")
    if verify and not place.as_json:
        click.echo("every part of the index is exactly what was written")


@cli.command()
@click.argument("question", required=False)
@click.option("--articles", is_flag=True, help="Articles with their best passages; a CSV of searches gives CSV.")
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", help="Of articles.")
@click.option(
    "--said", is_flag=True, help='What person:"NAME" is quoted as saying; with no operator QUESTION is the name.'
)
@filters
@shared()
def search(place: Workspace, question: str | None, articles: bool, sort: Any, **options: Any) -> None:
    """Ranked evidence for QUESTION, with the sentences that bear on it.

    With an operator (outlet: title: person: lang: kind: after: before: until: date: or -without) or --articles: articles.
    """
    import time

    import assistant.cli.article_search as article_search
    from assistant.retrieval.search_query import parse

    assistant = place.open()
    narrow = _narrow(options)
    if article_search.asked(assistant, question, articles, sort, place.as_json, options):
        return

    def one(line: dict[str, Any]) -> dict[str, Any]:
        query_id = line.get("query_id")
        if articles or parse(line["text"]).has_operators:
            return article_search.one(assistant, line["text"], sort, options, query_id)
        started = time.perf_counter()
        evidence = assistant.search(line["text"], options["k"], query_id=query_id, history=_history(line), **narrow)
        return {"query_id": query_id, "evidence": to_json(evidence), "seconds": time.perf_counter() - started}

    found = batched(options["batch"], None if question is None else {"text": question}, one, ("text",), place.as_json)
    if found is None:
        return
    for item in found["evidence"]:
        click.echo("\n".join([_source_line(item), *_marked_lines(item)]))
    if not found["evidence"]:
        click.echo("Nothing found.")


@cli.command()
@click.argument("question", required=False)
@click.option("--answerer", type=click.Choice(["extractive", "llm"]), help="Default: llm if a key or endpoint is set.")
@click.option(
    "--translate", "translates", is_flag=True, help="Passages in other languages, by the language model, too."
)
@filters
@shared()
def ask(place: Workspace, question: str | None, answerer: Any, translates: bool, **options: Any) -> None:
    """An answer to QUESTION, every sentence cited and checked."""
    from assistant.llm.settings import require_language_model

    assistant = place.open()
    narrow = _narrow(options)
    if translates:
        require_language_model(assistant.config)

    def one(line: dict[str, Any]) -> dict[str, Any]:
        asked = {"query_id": line.get("query_id"), "history": _history(line)}
        value: dict[str, Any] = to_json(
            assistant.ask(line["text"], answerer=answerer, k=options["k"], **asked, **narrow)
        )
        if translates:
            translate(assistant, value)
        return value

    answer = batched(options["batch"], None if question is None else {"text": question}, one, ("text",), place.as_json)
    if answer is None:
        return
    if not answer["sentences"]:
        click.echo(plain(answer["text"], keep_lines=True))
    for number, sentence in enumerate(answer["sentences"]):
        click.echo(_sentence_line(sentence, None if number else answer["confidence"]))
    for removed in answer["removed"]:
        click.echo(f"  removed, {removed['support']['reason'] or 'not supported'}: {plain(removed['text'])}", err=True)
    items = shown(answer)
    click.echo("\nNearest passages" if answer["status"] == "abstained" and items else "\nSources" if items else "")
    for item in items:
        marked = _marked_lines(item) if answer["status"] == "abstained" else ()
        click.echo("\n".join([_source_line(item), *marked, *translation_lines(item)]))
    for note in answer["notes"]:
        click.echo(f"note: {plain(note)}")


@cli.command()
@click.argument("name", type=click.Choice(list(BENCHMARKS)))
@click.option(
    "--data",
    type=click.Path(exists=True, path_type=Path),
    required=True,
    help="Folder of the benchmark's data; for support, a file of claims too.",
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write rows, summary and report.html here."
)
@click.option("--sample", type=click.IntRange(0), default=0, help="Injection: also attack the language model so often.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def bench(name: str, data: Path, out: Path | None, sample: int, as_json: bool) -> None:
    """Run a public benchmark and print its figures with intervals."""
    from assistant.evaluation.benchmarks import results

    result = benchmarks.run(name, data, sample=sample)
    if out:
        results.write(result, out, name)
    if as_json:
        print_json(result)
    else:
        click.echo(results.table(result))


def _print_report(report: Any, as_json: bool) -> None:
    if as_json:
        print_json(to_json(report))
        return
    click.echo(
        f"{report.added} added, {report.changed} changed, {report.removed} removed, {report.unchanged} unchanged: "
        f"{report.articles} articles in {report.passages} passages ({report.embedded} embedded), {report.seconds:.1f} s"
    )
    if report.remark:
        click.echo(report.remark)
    for line in _skipped(to_json(report.skipped)):
        click.echo(line)


def _skipped(skipped: list[dict[str, str]]) -> list[str]:
    return [f"skipped {plain(item['path'])}: {plain(item['reason'])}" for item in skipped]


def _narrow(options: dict[str, Any]) -> dict[str, Any]:
    days = {name: options[name].date() if options[name] else None for name in ("since", "until")}
    return days | {name: options[name] for name in ("outlets", "languages")}


def _history(line: dict[str, Any]) -> list[Turn]:
    """The turns before a line's question. Raises QuestionError where they are not pairs of texts."""
    turns = line.get("history") or []
    if not isinstance(turns, list) or not all(
        isinstance(turn, list) and [type(x) for x in turn] == [str, str] for turn in turns
    ):
        raise QuestionError("`history` is a list of [question, answer]: mend the line")
    return [(asked, answered) for asked, answered in turns]


def _sentence_line(sentence: dict[str, Any], confidence: float | None) -> str:
    """A sentence with its markers and what is remarked on it, the short answer in bold where this is a terminal.

    `confidence` is the answer's, for the sentence that opens it.
    """
    text, short = sentence["text"], sentence["short_answer"]
    start, end = short or (len(text), len(text))
    before, bold, behind = (plain(part, keep_lines=True) for part in (text[:start], text[start:end], text[end:]))
    said = f"{before}{click.style(bold, bold=True)}{behind}" if short else plain(text)
    labels = "".join(f"[{citation['label']}]" for citation in sentence["citations"])
    remarked = remark(sentence["support"]["label"], confidence if short else None)
    return " ".join(part for part in (said, labels, remarked) if part)


def _marked_lines(item: dict[str, Any]) -> list[str]:
    """The sentences of a passage that bear on what was asked, else the whole."""
    spans = item["spans"] or [(item["start"], item["end"])]
    return [f"    {plain(item['text'][start - item['start'] : end - item['start']])}" for start, end in spans]


def _source_line(item: dict[str, Any]) -> str:
    named = known(item["outlet"], day_of(item["published"], item["published_inferred"]), item["title"])
    copies = f" (also in {len(item['duplicates'])} copies)" if item["duplicates"] else ""
    copies += f" (earlier version: {', '.join(map(plain, item['earlier']))})" if item["earlier"] else ""
    copies += " (read by OCR)" if item["by_ocr"] else ""
    return f"[{item['label']}] {named}{copies}: {plain(item['article_id'])}{written_page(item['page'])} {item['start']}–{item['end']}"
