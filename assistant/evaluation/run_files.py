"""A run on disk: `settings.json` (what ran), `rows.jsonl` (one question a line), `summary.json`, `report.html`.

A run that was stopped goes on under its name: rows that are there are kept, as long as nothing that it depends on has
changed. A baseline is a run whose rows hold measures and no answers.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import importlib.metadata
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import QuestionSetError
from assistant.evaluation.question_sets import QuestionSet, json_lines
from assistant.files import write_durably
from assistant.index.snapshot import Generation
from assistant.llm import prompts
from assistant.service import Assistant

SCHEMA = 2
"""Rows and settings of another schema are not read."""
PACKAGES = ("chromadb", "gradio", "llama-index-core", "numpy", "onnxruntime", "openai")
SAMPLED = frozenset({"started", "jobs", "schema", "questions"})
"""Settings that do not change what is measured."""
MEASURED = ("query_id", "question_sha256", "tags", "measures")
"""What a baseline keeps of a row."""
NOT_KEPT = ("seconds",)

Row = dict[str, Any]
Settings = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    folder: Path
    settings: Settings
    rows: Sequence[Row]
    summary: dict[str, Any]

    @property
    def name(self) -> str:
        return self.folder.name


def settings_of(assistant: Assistant, path: Path, asked: QuestionSet, **options: Any) -> Settings:
    """Everything that a run depends on: settings, and hashes of questions, articles, prompts and the program."""
    generation = assistant.generation()
    config = assistant.config
    model = {
        name: getattr(config, name)
        for name in ("model", "base_url", "temperature", "max_output_tokens", "context_tokens")
    }
    names = ("answer", "condense") if options.get("answerer") == "llm" else ()
    return {
        "schema": SCHEMA,
        "passages": config.passages,
        "answer_threshold": config.answer_threshold,
        **(model if options.get("answerer") == "llm" else {"model": None}),
        **options,
        "questions": path.name,
        "questions_sha256": asked.sha256,
        "corpus_sha256": corpus_sha256(generation),
        "prompts_sha256": {name: prompts.load(name, config.home / "prompts").sha256 for name in names},
        "program_sha256": program_sha256(),
        "index": generation.settings,
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "started": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }


def corpus_sha256(generation: Generation) -> str:
    """Names the articles as they are indexed."""
    return hashlib.sha256(json.dumps(generation.article_hashes, sort_keys=True).encode()).hexdigest()


def program_sha256() -> str:
    """Names the program's own text: its modules and data files."""
    folder = Path(__file__).resolve().parents[1]
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".json"))
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def begin(folder: Path, settings: Settings, questions: QuestionSet) -> list[Row]:
    """Opens a run's folder and gives the rows that a stopped run left there, those that failed excepted.

    Raises QuestionSetError when the run there depends on other things than those in force.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "settings.json").exists():
        if changed := differing(json.loads(json.dumps(settings)), read_settings(folder)):
            names = ", ".join(name.removesuffix("_sha256") for name in changed)
            raise QuestionSetError(
                f"the run {folder} was started with other {names}: give another --name, or delete {folder}"
            )
    else:
        write_json(folder / "settings.json", settings)
    rows = read_rows(folder / "rows.jsonl", mend=True) if (folder / "rows.jsonl").exists() else []
    known = {question.query_id for question in questions.questions}
    kept = [row for row in rows if row["query_id"] in known and not row.get("failed")]
    write_rows(folder / "rows.jsonl", kept)
    return kept


def differing(one: Settings, other: Settings) -> list[str]:
    """The names of the settings in which two runs differ, those that change no figure left out."""
    names = sorted((one.keys() | other.keys()) - SAMPLED)
    return [name for name in names if one.get(name) != other.get(name)]


def read_settings(folder: Path) -> Settings:
    """Raises QuestionSetError for a folder that is no run, or one of another schema."""
    path = folder / "settings.json"
    settings = _read_json(path)
    if settings.get("schema") != SCHEMA:
        raise QuestionSetError(
            f"{path}: written by another version (schema {settings.get('schema', 1)}, this one reads {SCHEMA}): "
            "run the questions again under another --name"
        )
    return settings


def read_rows(path: Path, *, mend: bool = False) -> list[Row]:
    """The rows of a run. With `mend`, a last line that was cut off while it was written is left out.

    Raises QuestionSetError naming file and line.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace" if mend else "strict")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{path}: cannot be read: {error}") from None
    if mend and text and not text.endswith("\n"):
        text = text[: text.rfind("\n") + 1]
    rows = []
    for number, row in json_lines(text, path):
        if not isinstance(row.get("query_id"), str) or not isinstance(row.get("measures"), dict):
            raise QuestionSetError(f"{path}:{number}: not a row of a run: lacks query_id or measures")
        rows.append(row)
    return rows


def load_run(folder: Path) -> Run:
    """A finished run or a baseline. Raises QuestionSetError, saying what to do."""
    if not folder.is_dir():
        raise QuestionSetError(f"there is no run {folder}: name one of eval/runs/, or a folder that holds one")
    settings = read_settings(folder)
    if not (folder / "summary.json").exists():
        done = len(read_rows(folder / "rows.jsonl", mend=True))
        raise QuestionSetError(
            f"the run {folder} was stopped after {done} questions: go on with it by --name {folder.name}"
        )
    return Run(folder, settings, read_rows(folder / "rows.jsonl"), _read_json(folder / "summary.json"))


def find_run(name: str, runs: Path) -> Path:
    """A run by its name in eval/runs/, else by its folder."""
    return runs / name if (runs / name).is_dir() else Path(name)


def keep_baseline(run: Run, folder: Path) -> None:
    """Writes the run's measures, without answers and seconds, to a folder that is meant to be committed."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "settings.json", run.settings)
    write_json(folder / "summary.json", {**run.summary, "seconds": None})
    write_rows(folder / "rows.jsonl", [_measured(row) for row in run.rows])


def _measured(row: Row) -> Row:
    kept = {name: row[name] for name in MEASURED}
    kept["measures"] = {
        name: value for name, value in row["measures"].items() if value is not None and name not in NOT_KEPT
    }
    return kept


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """All rows at once: the file is whole before and after."""
    write_durably(path, "".join(row_line(row) for row in rows))


def row_line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def write_json(path: Path, value: Any) -> None:
    write_durably(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise QuestionSetError(f"{path}: cannot be read ({error.strerror}): the folder holds no run") from None
    except ValueError as error:
        raise QuestionSetError(f"{path}: not JSON ({error}): run the questions again under another --name") from None
    if not isinstance(value, dict):
        raise QuestionSetError(f"{path}: not an object: run the questions again under another --name")
    return value
