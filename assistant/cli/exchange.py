"""`assistant eval export` and `import`: question sets and runs in the forms of other tools."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.options import Workspace, shared


@click.command("export")
@click.argument("kind", type=click.Choice(["ragas", "deepeval", "beir", "csv", "jsonl"]))
@click.option(
    "--run", "run_name", help="A run's name or folder, for its answers and measures (default: the questions alone)."
)
@click.option("--questions", type=Path, help="The question set (default: eval/questions.jsonl).")
@click.option("--out", type=Path, help="Where to (default: eval/exported/KIND…; a folder for beir).")
@shared(corpus=True)
def export(place: Workspace, kind: str, run_name: str | None, questions: Path | None, out: Path | None) -> None:
    """Write questions, and a run's answers, for ragas, DeepEval, BEIR and TREC tools, or as a table for pandas."""
    from assistant.evaluation import run_files
    from assistant.evaluation.exchange import exports
    from assistant.evaluation.question_sets import check_articles, load_questions

    generation = place.open_updated().generation()
    path = questions or place.home / "eval" / "questions.jsonl"
    asked = load_questions(path)
    check_articles(asked, generation.articles, path)
    run = run_files.load_run(run_files.find_run(run_name, place.home / "eval" / "runs")) if run_name else None
    rows = {row["query_id"]: row for row in run.rows} if run else {}
    ends = {"ragas": "ragas.jsonl", "deepeval": "deepeval.json", "csv": "rows.csv", "jsonl": "rows.jsonl"}
    target = out or place.home / "eval" / "exported" / ends.get(kind, kind)
    if kind == "beir":
        count = exports.beir(asked, rows, generation.collection.passages, generation.articles, target)
    else:
        count = exports.write(kind, asked, rows, generation.articles, target)
    place.tell({"written": str(target), "questions": count}, f"{count} questions written to {target}")


@click.command("import")
@click.argument("file", type=Path)
@click.option("--out", type=Path, required=True, help="The question set to write.")
@shared(corpus=True)
def import_(place: Workspace, file: Path, out: Path) -> None:
    """Make a question set of one for ragas or DeepEval, of a table, or of a BEIR folder; its contexts become gold."""
    from assistant.evaluation.exchange import imports
    from assistant.evaluation.referee.placing import Placer

    imported = imports.read(file, Placer(place.open_updated().generation().articles))
    imports.write(imported, out)
    for problem in () if place.as_json else imported.problems:
        click.echo(problem, err=True)
    place.tell(
        {"written": str(out), "questions": len(imported.lines), "left_out": list(imported.problems)},
        f"{len(imported.lines)} questions written to {out}, {len(imported.problems)} left out",
        f"ask them with: assistant eval --questions {out}",
    )
