"""`assistant eval export` and `import`: question sets and runs in the forms of other tools."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.options import open_assistant, print_json, shared, update_index


@click.command("export")
@click.argument("kind", type=click.Choice(["ragas", "deepeval", "beir", "csv", "jsonl"]))
@click.option(
    "--run", "run_name", help="A run's name or folder, for its answers and measures (default: the questions alone)."
)
@click.option("--questions", type=click.Path(path_type=Path), help="The question set (default: eval/questions.jsonl).")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Where to (default: eval/exported/KIND…; a folder for beir)."
)
@shared(corpus=True)
def export(
    home: Path,
    index_path: Path | None,
    corpus: Path | None,
    as_json: bool,
    kind: str,
    run_name: str | None,
    questions: Path | None,
    out: Path | None,
) -> None:
    """Write questions, and a run's answers, for ragas, DeepEval, BEIR and TREC tools, or as a table for pandas."""
    from assistant.evaluation import run_files
    from assistant.evaluation.exchange import exports
    from assistant.evaluation.question_sets import check_articles, load_questions

    assistant = open_assistant(home, index_path, corpus=corpus)
    update_index(assistant)
    path = questions or home / "eval" / "questions.jsonl"
    asked = load_questions(path)
    generation = assistant.generation()
    check_articles(asked, generation.articles, path)
    run = run_files.load_run(run_files.find_run(run_name, home / "eval" / "runs")) if run_name else None
    rows = {row["query_id"]: row for row in run.rows} if run else {}
    ends = {
        "ragas": "ragas.jsonl",
        "deepeval": "deepeval.json",
        "csv": "rows.csv",
        "jsonl": "rows.jsonl",
        "beir": "beir",
    }
    target = out or home / "eval" / "exported" / ends[kind]
    if kind == "beir":
        count = exports.beir(asked, rows, generation.collection.passages, generation.articles, target)
    else:
        count = exports.write(kind, asked, rows, generation.articles, target)
    if as_json:
        print_json({"written": str(target), "questions": count})
    else:
        click.echo(f"{count} questions written to {target}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The question set to write.")
@shared(corpus=True)
def import_(home: Path, index_path: Path | None, corpus: Path | None, as_json: bool, file: Path, out: Path) -> None:
    """Make a question set of one for ragas or DeepEval, of a table, or of a BEIR folder; its contexts become gold."""
    from assistant.evaluation.exchange import imports
    from assistant.evaluation.referee.placing import Placer

    assistant = open_assistant(home, index_path, corpus=corpus)
    update_index(assistant)
    imported = imports.read(file, Placer(assistant.generation().articles))
    imports.write(imported, out)
    if as_json:
        print_json({"written": str(out), "questions": len(imported.lines), "left_out": list(imported.problems)})
        return
    for problem in imported.problems:
        click.echo(problem, err=True)
    click.echo(f"{len(imported.lines)} questions written to {out}, {len(imported.problems)} left out")
    click.echo(f"ask them with: assistant eval --questions {out}")
