"""`assistant eval --answers FILE` and `--endpoint URL`: other systems under the same measures, side by side."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from assistant.cli.options import print_json, update_index
from assistant.errors import ConfigError, QuestionSetError
from assistant.schema import to_json

if TYPE_CHECKING:
    from assistant.evaluation.question_sets import QuestionSet
    from assistant.evaluation.referee.runs import Court, System
    from assistant.service import Assistant


@dataclasses.dataclass(frozen=True)
class Options:
    """What was typed."""

    answers: tuple[str, ...] = ()
    """`FILE`, `NAME=FILE`, or a run's name."""
    shape: str | None = None
    endpoint: str | None = None
    model: str | None = None
    key_from: str | None = None
    """The environment variable that holds the system's key."""
    contexts: str | None = None
    """`search`, or a file of contexts."""
    questions: Path | None = None
    name: str | None = None
    jobs: int | None = None
    against: str | None = None


def referee(assistant: Assistant, options: Options, as_json: bool) -> None:
    """Scores every system that is named, writes a run each, and prints them side by side."""
    from assistant.evaluation import comparison, run_files
    from assistant.evaluation.referee import runs, side_by_side

    court = _court(assistant, options)
    name = options.name or dt.datetime.now().strftime("%Y-%m-%d-%H%M%S")
    systems = [_from_file(item, options.shape, court.runs) for item in options.answers]
    wanted = options.questions or options.endpoint
    if court.questions and not wanted and not any(_asked(system, court.questions) for system in systems):
        court = dataclasses.replace(court, questions=None)
    if options.endpoint:
        systems.append(_from_endpoint(assistant, options, court, court.runs / name))
    _refuse(systems, court.questions if options.questions else None)
    folders = [
        court.runs / (name if len(systems) == 1 else f"{name}-{_folder_name(system.name)}") for system in systems
    ]
    judged = [runs.judge(system, court, folder) for system, folder in zip(systems, folders, strict=True)]
    named = run_files.load_run(run_files.find_run(options.against, court.runs)) if options.against else None
    other = runs.rescored(named, court) if named else None
    compared = runs.beside(judged, other)
    shown = [*([other] if other else []), *judged]
    if as_json:
        print_json({"systems": [{"run": run.name, **run.summary} for run in shown], "comparisons": to_json(compared)})
        return
    for line in _said(systems, court):
        click.echo(line)
    click.echo(side_by_side.table(shown))
    for one in compared:
        click.echo(f"\n{comparison.table(one)}")
    click.echo(f"\nrows, settings, report: {', '.join(str(run.folder) for run in judged)}")


def _court(assistant: Assistant, options: Options) -> Court:
    """Articles where there are any: another system's contexts can be checked without."""
    from assistant.evaluation.pricing import load_prices
    from assistant.evaluation.question_sets import check_articles, load_set
    from assistant.evaluation.referee.placing import Placer
    from assistant.evaluation.referee.runs import Court
    from assistant.evaluation.run_files import corpus_sha256

    home = assistant.config.home
    articles: Mapping[str, Any] = {}
    digest = None
    if assistant.config.corpus_path.is_dir():
        update_index(assistant)
        articles = assistant.generation().articles
        digest = corpus_sha256(assistant.generation())
    path = options.questions or home / "eval" / "questions.jsonl"
    asked = load_set(path, judged=False) if options.questions or options.endpoint or path.exists() else None
    if asked and options.questions:
        check_articles(asked.questions, articles, path)
    return Court(home / "eval" / "runs", asked, Placer(articles), digest, load_prices(home / "eval" / "prices.toml"))


def _from_file(item: str, shape: str | None, folder: Path) -> System:
    from assistant.evaluation.referee import shapes
    from assistant.evaluation.referee.runs import System

    name, _, file = item.rpartition("=") if "=" in item and not Path(item).exists() else ("", "", item)
    path = folder / file / "rows.jsonl" if (folder / file / "rows.jsonl").is_file() else Path(file)
    given = tuple(shapes.load(path, shape))
    named = name or (path.parent.name if path.name == "rows.jsonl" else path.stem)
    return System(named, given, {"answers": path.name, "answers_sha256": hashlib.sha256(path.read_bytes()).hexdigest()})


def _from_endpoint(assistant: Assistant, options: Options, court: Court, folder: Path) -> System:
    from assistant.evaluation.referee import endpoint
    from assistant.llm import prompts
    from assistant.llm.settings import settings_from

    assert court.questions is not None
    config = assistant.config
    model = options.model or config.model
    settings = settings_from(config)
    key = _key(assistant, options)
    keyed = options.key_from or (settings.called("api_key") if key else "--key-from")
    asked = endpoint.Asked(
        name=_folder_name(model),
        settings=dataclasses.replace(
            settings,
            model=model,
            base_url=options.endpoint,
            api_key=key,
            local=None,
            evidence_tokens=None,
            written={**settings.written, "base_url": "--endpoint", "model": "--model", "api_key": keyed},
        ),
        jobs=options.jobs or 4,
        contexts=_contexts(assistant, options, court) if options.contexts else None,
        prompt=prompts.load("answer", config.home / "prompts") if options.contexts else None,
    )
    told = {
        "endpoint": _without_credentials(str(options.endpoint)),
        "model": model,
        "contexts": options.contexts,
        "temperature": asked.settings.temperature,
        "asked_sha256": court.questions.sha256,
        "prompt_sha256": asked.prompt.sha256 if asked.prompt else None,
    }
    return endpoint.ask_all(asked, court.questions.questions, folder, told)


def _key(assistant: Assistant, options: Options) -> str | None:
    """The key for a system: from the variable that is named, or ours where it is the same host. It goes to no other."""
    if options.key_from:
        if not os.environ.get(options.key_from):
            raise ConfigError(f"--key-from {options.key_from}: there is no such environment variable, or it is empty")
        return os.environ[options.key_from]
    config = assistant.config
    ours = urlsplit(config.base_url or "https://api.openai.com/v1").netloc
    same = urlsplit(str(options.endpoint)).netloc == ours
    return config.api_key.get_secret_value() if config.api_key and same else None


def _contexts(assistant: Assistant, options: Options, court: Court) -> Any:
    """`search`: Dateline's own passages; else those of a file, by question."""
    if options.contexts == "search":
        return lambda question: assistant.search(question.text, history=question.history)
    from assistant.evaluation.referee import scoring, shapes

    given = scoring.load_contexts(Path(str(options.contexts)), court.placer)
    return lambda question: given.get(question.query_id) or given.get(shapes.plain(question.text)) or ()


def _asked(system: System, questions: QuestionSet) -> bool:
    from assistant.evaluation.referee.runs import match

    return bool(match(system.given, questions.questions))


def _said(systems: Sequence[System], court: Court) -> list[str]:
    """What a reader has to know before the figures."""
    from assistant.evaluation.referee.runs import match

    if court.questions is None:
        return ["no question set has these questions: what needs to know their answer does not apply"]
    lines = []
    for system in systems:
        further = len(system.given) - len(match(system.given, court.questions.questions))
        if further:
            lines.append(f"{system.name}: {further} answers are to no question of the set, and left out")
    return lines


def _refuse(systems: Sequence[System], named: QuestionSet | None) -> None:
    """Raises QuestionSetError for two systems of one name, and for one that answers nothing of the set that was named."""
    names = [system.name for system in systems]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise QuestionSetError(f"two systems are called {twice}: give one another name, with --answers NAME=FILE")
    for system in systems:
        if named and not _asked(system, named):
            raise QuestionSetError(
                f"{system.name}: none of its questions is in the set: give the set that it answers, or leave --questions out"
            )


def _folder_name(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name)


def _without_credentials(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def check(options: Options, vary: Sequence[str], keep: object, judges: str | None) -> None:
    """Raises UsageError for options that do not go together."""
    if vary or keep or judges:
        raise click.UsageError("--answers and --endpoint score other systems: leave --vary, --keep and --judge out")
    if options.endpoint and not options.model:
        raise click.UsageError("--endpoint URL needs --model NAME")
    if (options.model or options.contexts) and not options.endpoint:
        raise click.UsageError("--model and --contexts are for a system that is asked: give --endpoint URL")
