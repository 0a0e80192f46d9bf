"""Other tools' question sets as ours: the contexts that should be found become gold where the articles have them.

Read are ragas' and DeepEval's sets (JSON lines or a list), tables (CSV), and BEIR folders (`queries.jsonl`, `corpus.jsonl`, `qrels/`, the
judgements in BEIR's or TREC's columns). A question whose contexts no article has cannot be measured here; it is named with its line and
left out. One whose reference says that there is no answer (in words that its contexts do not have), or that says `"answerable": false`,
is unanswerable.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import QuestionSetError
from assistant.evaluation.nuggets import propose_nuggets
from assistant.evaluation.question_sets import Gold, read_file, read_lines, write_file
from assistant.evaluation.referee import shapes
from assistant.evaluation.referee.placing import Placer
from assistant.evaluation.referee.plain_text import refuses
from assistant.text.cells import bare
from assistant.text.normalize import content_stems, stems

EXPECTED = ("reference_contexts", "context", "contexts", "gold_contexts", "supporting_passages", "evidence")
"""What holds the passages that answer a question."""
Record = Mapping[str, Any]

JUDGEMENTS = (".tsv", ".txt", ".qrels", ".trec")
"""What files of judgements end in."""
LARGEST_CELL = 131_072
"""Characters of one cell of a table of questions."""


@dataclasses.dataclass(frozen=True, slots=True)
class Imported:
    """Lines of a question set, and what could not be made one, each with its place and reason."""

    lines: tuple[dict[str, Any], ...]
    problems: tuple[str, ...]


def read(path: Path, placer: Placer) -> Imported:
    """Reads a file or a BEIR folder. Raises QuestionSetError naming file and line where it cannot be read at all."""
    lines: list[dict[str, Any]] = []
    problems: list[str] = []
    known: dict[str, str] = {}
    for where, found in _records(path):
        record = {**_metadata(found), **found}
        text = shapes.first(record, "question") or record.get("text")
        if not isinstance(text, str) or not text.strip():
            raise QuestionSetError(
                f"{where}: holds no question ({', '.join(sorted(record)[:8])}): give `question` or `user_input`"
            )
        query_id = str(
            next(
                (record[name] for name in shapes.NAMES["id"] if record.get(name) not in (None, "")),
                f"i{len(lines) + 1:04}",
            )
        )
        if query_id in known:
            problems.append(f"{where}: {query_id} is at {known[query_id]} already")
            continue
        known[query_id] = where
        line = _line(query_id, text.strip(), record, placer)
        if line is None:
            lacking = "no article has the words that answer it" if _expected(record) else "nothing says what answers it"
            problems.append(f"{where}: {lacking}: “{shapes.short(text)}”")
        else:
            lines.append(line)
    if not lines and not problems:
        raise QuestionSetError(f"{path}: holds no question")
    return Imported(tuple(lines), tuple(problems))


def write(imported: Imported, out: Path) -> None:
    """Writes a question set. Raises QuestionSetError where a file is there already, or cannot be written."""
    write_file(out, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in imported.lines), "x")


def _records(path: Path) -> Iterator[tuple[str, Record]]:
    if path.is_dir():
        return _beir(path)
    return _table(path) if path.suffix.lower() in (".csv", ".tsv") else shapes.records(path)


def _metadata(record: Record) -> Record:
    found = record.get("additional_metadata") or record.get("metadata")
    return found if isinstance(found, dict) else {}


def _line(query_id: str, text: str, record: Record, placer: Placer) -> dict[str, Any] | None:
    """A line of a question set; None where it should be answerable and no article has its gold."""
    reference = shapes.first(record, "reference") or record.get("answer")
    reference = reference[0] if isinstance(reference, list) and reference else reference
    answer = reference.strip() if isinstance(reference, str) else None
    placed = [found for item in _expected(record) if (found := _gold(item, placer)) is not None]
    marked = _marked(record.get("gold"), placer)
    gold = marked if marked and (not placed or all(any(map(one.meets, placed)) for one in marked)) else placed
    words = " ".join(placer.articles[one.article_id].text[one.start : one.end] for one in gold)
    stated = str(record.get("answerable", "")).lower()
    unanswerable = stated in ("false", "no", "0") or bool(answer and refuses(answer) and not _told(answer, words))
    if not gold and not unanswerable:
        return None
    tags = record.get("tags")
    return {
        "query_id": query_id,
        "text": text,
        "answerable": not unanswerable,
        "answer": None if unanswerable else answer,
        "nuggets": propose_nuggets(text, answer, words) if answer and not unanswerable else [],
        "gold": [] if unanswerable else [dataclasses.asdict(one) for one in gold],
        "history": [turn for turn in shapes.listed(record.get("history")) if isinstance(turn, list) and len(turn) == 2],
        "tags": [str(tag) for tag in tags]
        if isinstance(tags, list)
        else [part.strip() for part in str(tags or "").split(";") if part.strip()],
    }


def _expected(record: Record) -> list[Any]:
    return next((shapes.listed(record[name]) for name in EXPECTED if record.get(name)), [])


def _told(answer: str, words: str) -> bool:
    """Whether an article says it itself: `No details were given.`"""
    said = set(content_stems(answer))
    return len(said) > 1 and said <= set(stems(words))


def _marked(cell: Any, placer: Placer) -> list[Gold]:
    """The gold of a set that was written here: `report.txt:10-80; other.txt:5-40 (part 2)`."""
    found = re.findall(r"(?:^|; )(.+?):(\d+)-(\d+)(?: \(part (\d+)\))?(?=; |$)", cell) if isinstance(cell, str) else []
    spans = [Gold(name, int(start), int(end), int(part or 1)) for name, start, end, part in found]
    return [
        one
        for one in spans
        if one.article_id in placer.articles and one.start < one.end <= len(placer.articles[one.article_id].text)
    ]


def _gold(item: Any, placer: Placer) -> Gold | None:
    try:
        context = shapes.context(item, 1)
    except TypeError:
        return None
    placed = placer.place(context) if context.text.strip() or context.span else None
    return Gold(placed.article_id, *placed.span) if placed else None


def _table(path: Path) -> Iterator[tuple[str, Record]]:
    """The rows of a CSV or TSV file with a header; lists in a cell are JSON."""
    csv.field_size_limit(LARGEST_CELL)  # of the process: who reads tables of articles allows more
    text = read_file(path)
    header = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count))
    try:
        for row in reader:
            values = {
                name.strip(): bare(value)
                for name, value in row.items()
                if isinstance(name, str) and value not in (None, "")
            }
            if values:
                yield f"{path}:{reader.line_num}", values
    except csv.Error as error:
        raise QuestionSetError(f"{path}:{reader.line_num}: not a table: {error}") from None


def _beir(folder: Path) -> Iterator[tuple[str, Record]]:
    """The queries of a BEIR folder, each with the texts of its relevant documents."""
    relevant = _judged(folder / "qrels")
    wanted = {document for found in relevant.values() for document in found}
    documents = {
        str(values.get("_id")): str(values.get("text") or "")
        for _, values in read_lines(folder / "corpus.jsonl")
        if str(values.get("_id")) in wanted
    }
    for number, values in read_lines(folder / "queries.jsonl"):
        found = [documents[name] for name in relevant.get(str(values.get("_id")), ()) if name in documents]
        yield f"{folder / 'queries.jsonl'}:{number}", {**values, "reference_contexts": found}


def _judged(folder: Path) -> dict[str, list[str]]:
    """The relevant documents of each query: BEIR's three columns parted by tabs, or TREC's four, of which the second says nothing."""
    relevant: dict[str, list[str]] = {}
    for path in sorted(path for path in folder.glob("*") if path.suffix in JUDGEMENTS):
        for number, line in enumerate(read_file(path).splitlines(), 1):
            fields = line.split("\t") if "\t" in line else line.split()
            if (number == 1 and fields[:1] == ["query-id"]) or not line.strip():
                continue
            if len(fields) not in (3, 4) or not fields[-1].strip().lstrip("-").isdigit():
                raise QuestionSetError(
                    f"{path}:{number}: not a judgement: query, document and score, parted by tabs, or TREC's four columns"
                )
            if int(fields[-1]) > 0:
                relevant.setdefault(fields[0], []).append(fields[-2])
    return relevant
