"""The command `assistant eval`: run a question set, compare runs, try settings, judge, propose questions."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.exchange import export, import_
from assistant.cli.options import Workspace, print_json, shared, update_index
from assistant.errors import ConfigError
from assistant.schema import to_json

if TYPE_CHECKING:
    from assistant.evaluation.judges import Judge
    from assistant.evaluation.run_files import Run
    from assistant.evaluation.runner import Evaluation
    from assistant.service import Assistant


class EvalCommand(click.Group):
    """`--vary` takes every NAME=VALUE,… that follows it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        spread: list[str] = []
        varying = False
        for place, argument in enumerate(args):
            if varying and "=" in argument and not argument.startswith("-") and args[place - 1] != "--vary":
                spread.append("--vary")
            else:
                varying = argument == "--vary" or (varying and args[place - 1] == "--vary")
            spread.append(argument)
        return super().parse_args(ctx, spread)


@click.group("eval", cls=EvalCommand, invoke_without_command=True)
@click.option("--questions", type=Path, help="A question set (default: eval/questions.jsonl).")
@click.option("--answerer", type=click.Choice(["extractive", "llm"]), help="Default: extractive.", default="extractive")
@click.option("--name", help="The run's name (default: date and time); one that was stopped goes on.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Questions under way at once (default: 1, 4 with a model).")
@click.option("--against", help="A run's name or folder to compare with; exit 1 when a gate does not hold.")
@click.option("--keep", type=Path, help="Also write the measures to this folder: a baseline.")
@click.option("--vary", multiple=True, help="NAME=VALUE,VALUE …: run every combination of settings and rank them.")
@click.option("--by", default="right", help="The measure to rank by (default: right).")
@click.option(
    "--judge", "judges", help="support, nuggets, faithfulness, relevancy, correctness: those to ask, by comma."
)
@click.option("--judge-model", help="The judges' model at the same endpoint (default: the answerer's).")
@click.option("--judge-agreement", type=Path, help="Labelled sentences: how far a judge agrees.")
@click.option(
    "--answers", multiple=True, help="Score another system's answers: [NAME=]FILE, or a run's name; may be repeated."
)
@click.option(
    "--shape",
    type=click.Choice(["dateline", "ragas", "deepeval", "openai", "plain"]),
    help="Of --answers (default: told from its fields).",
)
@click.option("--endpoint", help="Ask a system at this OpenAI-compatible address and score it.")
@click.option("--model", help="The system's model there.")
@click.option(
    "--key-from",
    help="The environment variable that holds the system's key (default: ours, where it is the same host).",
)
@click.option(
    "--contexts",
    help="Send it passages: `search` for Dateline's own, or a file of contexts (default: the question alone).",
)
@shared(corpus=True)
@click.pass_context
def evaluate(
    context: click.Context,
    place: Workspace,
    /,
    questions: Path | None,
    answerer: Any,
    name: str | None,
    jobs: int | None,
    against: str | None,
    keep: Path | None,
    vary: tuple[str, ...],
    by: str,
    judges: str | None,
    judge_model: str | None,
    judge_agreement: Path | None,
    **others: Any,
) -> None:
    """Run a question set and write its figures, rows and report to eval/runs/NAME/."""
    from assistant.cli.referee import Options, check, referee
    from assistant.evaluation.runner import Evaluation

    if context.invoked_subcommand:
        return
    if vary and (against or keep):
        raise click.UsageError("--vary runs many: compare one of them afterwards, with --name NAME --against RUN")
    assistant = place.open()
    if any(others.values()):
        options = Options(**others, questions=questions, name=name, jobs=jobs, against=against)
        check(options, vary, keep, judges)
        referee(assistant, options, place.as_json)
        return
    update_index(assistant)
    if judge_agreement:
        _agree(assistant, judge_agreement, judges or "check", judge_model, place)
        return
    evaluation = Evaluation(
        questions=questions or place.home / "eval" / "questions.jsonl",
        runs=place.home / "eval" / "runs",
        name=name,
        answerer=answerer,
        judge=_judge(assistant, judges, judge_model),
        jobs=jobs,
    )
    if vary:
        _rank(assistant, evaluation, vary, by, place)
    else:
        _run(assistant, evaluation, against, keep, place.as_json)


evaluate.add_command(export)
evaluate.add_command(import_)


def _run(assistant: Assistant, evaluation: Evaluation, against: str | None, keep: Path | None, as_json: bool) -> None:
    from assistant.evaluation import run_files, runner
    from assistant.evaluation.summary import table

    other = run_files.load_run(run_files.find_run(against, evaluation.runs)) if against else None
    run = runner.run(assistant, evaluation)
    if as_json and other is None:
        print_json(run.summary)
    elif not as_json:
        click.echo(table(run.summary, run.folder))
        if run.summary["proposed"]:
            click.echo(
                f"{run.summary['proposed']} proposed questions were not asked: take `proposed` out of their lines"
            )
    if keep:
        run_files.keep_baseline(run, keep)
    if other:
        _compare(run, other, assistant.config.home / "eval" / "gates.toml", as_json)


def _compare(run: Run, other: Run, gates: Path, as_json: bool) -> None:
    from assistant.evaluation import comparison, report

    compared = comparison.compare(run, other, comparison.load_gates(gates))
    report.write(run, compared)
    if as_json:
        print_json({**run.summary, "comparison": to_json(compared)})
    else:
        click.echo(comparison.table(compared))
    if not compared.passed:
        click.echo(f"assistant: worse than {other.name}: {'; '.join(compared.broken)}", err=True)
        sys.exit(1)


def _rank(assistant: Assistant, evaluation: Evaluation, vary: tuple[str, ...], by: str, place: Workspace) -> None:
    from assistant.evaluation import grid_search

    entries = grid_search.run_grid(assistant, evaluation, vary, by)
    values = [
        {"settings": e.settings, "run": str(e.run.folder), by: e.value, "p": e.p, **e.run.summary} for e in entries
    ]
    place.tell(values, grid_search.table(entries, by))


def _judge(assistant: Assistant, names: str | None, model: str | None) -> Judge | None:
    if not names:
        return None
    from assistant.evaluation.judges import make_judge

    return make_judge([name.strip() for name in names.split(",")], assistant.config, model)


def _agree(assistant: Assistant, path: Path, name: str, model: str | None, place: Workspace) -> None:
    from assistant.evaluation import judge_agreement
    from assistant.llm import reply_cache

    if name not in ("check", "support", "faithfulness"):
        raise click.UsageError("--judge-agreement: choose one --judge of check, support, faithfulness")
    judge = None if name == "check" else _judge(assistant, name, model)
    sentences = judge_agreement.load_labelled(path, assistant.generation().articles)
    with reply_cache.kept_in(assistant.config.home / "eval" / "runs" / ".replies"):
        result = judge_agreement.measure_agreement(sentences, name, judge)
    place.tell(result, judge_agreement.table(result))


@evaluate.command("make")
@click.option("--out", type=Path, help="Where proposals are added (default: eval/proposed.jsonl).")
@click.option(
    "--by-model", is_flag=True, help="Ask the language model for the questions instead, one an article and one a pair."
)
@click.option("--limit", type=click.IntRange(1), default=100, help="The most proposals (default: 100).")
@click.option(
    "--leave-out",
    type=Path,
    help="Copy the corpus there without every fourth article, and propose what then nothing answers, too.",
)
@shared(corpus=True)
def make(place: Workspace, out: Path | None, by_model: bool, limit: int, leave_out: Path | None) -> None:
    """Propose questions from the articles, for you to accept: take `proposed` out of the lines that are good."""
    from assistant.evaluation import question_proposals

    assistant = place.open_updated()
    asked_of, found = _proposed(assistant, leave_out, by_model)
    first = list(islice(found, limit))
    failed = [item for item in first if isinstance(item, str)]
    made = (item for item in first if not isinstance(item, str))
    proposals = list(question_proposals.held_against_reader(made, assistant, asked_of))
    doubted = sum(question_proposals.DOUBTED in item.tags for item in proposals)
    path = out or place.home / "eval" / "proposed.jsonl"
    added, repeated = question_proposals.write_proposals(path, proposals)
    for reason in () if place.as_json else failed:
        click.echo(reason, err=True)
    further = f" --corpus {leave_out} --index {leave_out}.index" if leave_out else ""
    place.tell(
        {"file": str(path), "added": added, "already_there": repeated, "doubted": doubted, "failed": failed},
        f"{added} questions proposed in {path}, {repeated} were there already: take `proposed` out of the good ones",
        f"the reader sees {doubted} of them otherwise: they are tagged “{question_proposals.DOUBTED}”",
        f"and run them with: assistant eval --questions {path}{further}",
    )


def _proposed(assistant: Assistant, leave_out: Path | None, by_model: bool) -> tuple[list[str], Iterator[Any]]:
    """The articles that are left (none named: all of them), and questions about one of them and about two in turn, those that nothing
    answers among them where articles are left out.
    """
    from assistant.evaluation import question_proposals, several_articles

    propose, compare = _by_model(assistant) if by_model else (question_proposals.propose, several_articles.compare)
    articles = assistant.articles()
    out = several_articles.to_leave_out(articles) if leave_out else []
    left = [article for article in articles if article not in out]
    kinds = [propose(left), compare(left)]
    if leave_out:
        several = sum(not several_articles.is_single(article) for article in articles)
        if several:
            click.echo(
                f"{several} of {len(articles)} articles are in files of several, which stay as they are", err=True
            )
        several_articles.copy_without(assistant.config.corpus_path, out, leave_out)
        kinds.append(several_articles.untold(propose(out), left))
    in_turn = (one for turn in itertools.zip_longest(*kinds) for one in turn if one is not None)
    return [article.article_id for article in left] if leave_out else [], in_turn


def _by_model(assistant: Assistant) -> tuple[Callable[..., Iterator[Any]], Callable[..., Iterator[Any]]]:
    from assistant.evaluation import question_proposals, several_articles
    from assistant.llm.settings import has_language_model, settings_from

    if not has_language_model(assistant.config):
        raise ConfigError("no language model is set: set OPENAI_API_KEY or OPENAI_BASE_URL, or leave --by-model out")
    settings, folder = settings_from(assistant.config), assistant.config.home / "prompts"
    return (
        partial(question_proposals.propose_by_model, settings=settings, folder=folder),
        partial(several_articles.compare_by_model, settings=settings, folder=folder),
    )
