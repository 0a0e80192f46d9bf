"""Questions, and the answers of a run where one is named, as other tools read them.

- `ragas`: JSON lines of `user_input, retrieved_contexts, response, reference, reference_contexts` (`EvaluationDataset.from_jsonl`)
- `deepeval`: a JSON list of `input, actual_output, expected_output, context, retrieval_context` (goldens, or test cases)
- `beir`: `corpus.jsonl, queries.jsonl, qrels/test.tsv`, the same as TREC's `qrels.trec`, and of a run `run.trec`; documents are
  passages
- `csv` and `jsonl`: a row a question with its measures, for pandas

An abstention is the words that the reader was shown. What stands in a table's cell cannot become a spreadsheet's formula.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation.measures import relevant_passages
from assistant.evaluation.question_sets import Question, write_file
from assistant.evaluation.run_files import Row, row_line
from assistant.schema import Article, Passage
from assistant.text.cells import guarded

Articles = Mapping[str, Article]
Rows = Mapping[str, Row]
"""The rows of a run by query_id; empty where only questions are wanted."""


def write(kind: str, questions: Sequence[Question], rows: Rows, articles: Articles, out: Path) -> int:
    """Writes a file; how many questions are in it. Raises QuestionSetError where it cannot be written."""
    text = {"ragas": ragas, "deepeval": deepeval, "csv": table, "jsonl": lines}[kind](questions, rows, articles)
    write_file(out, text)
    return len(questions)


def ragas(questions: Sequence[Question], rows: Rows, articles: Articles) -> str:
    return "".join(row_line(_sample(question, rows.get(question.query_id), articles)) for question in questions)


def _sample(question: Question, row: Row | None, articles: Articles) -> dict[str, Any]:
    sample: dict[str, Any] = {
        **ours(question),
        "user_input": question.text,
        "reference": question.answer or "",
        "reference_contexts": gold_texts(question, articles),
    }
    said = response(row)
    return sample if said is None else sample | {"response": said, "retrieved_contexts": retrieved(row)}


def deepeval(questions: Sequence[Question], rows: Rows, articles: Articles) -> str:
    cases = []
    for question in questions:
        row = rows.get(question.query_id)
        said = response(row)
        case: dict[str, Any] = {
            "input": question.text,
            "expected_output": question.answer or "",
            "context": gold_texts(question, articles),
            "additional_metadata": ours(question),
        }
        cases.append(case if said is None else case | {"actual_output": said, "retrieval_context": retrieved(row)})
    return json.dumps(cases, ensure_ascii=False, indent=1) + "\n"


def table(questions: Sequence[Question], rows: Rows, articles: Articles) -> str:  # noqa: ARG001 - as the others
    """A header and a line a question, for spreadsheets and `pandas.read_csv`."""
    flat = [flattened(question, rows.get(question.query_id)) for question in questions]
    names = list(dict.fromkeys(name for row in flat for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows({name: guarded(value) for name, value in row.items()} for row in flat)
    return text.getvalue()


def lines(questions: Sequence[Question], rows: Rows, articles: Articles) -> str:  # noqa: ARG001 - as the others
    """The same as JSON lines, which lose nothing: `pandas.read_json(…, lines=True)`."""
    return "".join(row_line(flattened(question, rows.get(question.query_id))) for question in questions)


def beir(
    questions: Sequence[Question], rows: Rows, passages: Sequence[Passage], articles: Articles, folder: Path
) -> int:
    """A BEIR folder: passages as documents, relevant where they hold half of a gold span. How many questions have one."""
    documents = (
        {
            "_id": passage.passage_id,
            "title": articles[passage.article_id].title or "",
            "text": passage.text,
            "metadata": {"article_id": passage.article_id, "start": passage.start, "end": passage.end},
        }
        for passage in passages
    )
    of_article: dict[str, list[Passage]] = {}
    for passage in passages:
        of_article.setdefault(passage.article_id, []).append(passage)
    judged = {
        question.query_id: relevant_passages(
            question.gold, [p for name in {gold.article_id for gold in question.gold} for p in of_article.get(name, ())]
        )
        for question in questions
    }
    qrels = [(_id(query_id), document) for query_id, found in judged.items() for document in found]
    queries = ({"_id": _id(one.query_id), "text": one.text, "metadata": ours(one)} for one in questions)
    write_file(folder / "corpus.jsonl", "".join(map(row_line, documents)))
    write_file(folder / "queries.jsonl", "".join(map(row_line, queries)))
    beir_lines = (f"{query_id}\t{document}\t1\n" for query_id, document in qrels)
    write_file(folder / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore\n" + "".join(beir_lines))
    write_file(folder / "qrels.trec", "".join(f"{query_id} 0 {_id(document)} 1\n" for query_id, document in qrels))
    if rows:
        write_file(folder / "run.trec", "".join(_ranked(rows.values())))
    return sum(map(bool, judged.values()))


def flattened(question: Question, row: Row | None) -> dict[str, Any]:
    """One flat row: the question, what was answered, what it cites, and every measure in a column of its own."""
    answer = (row or {}).get("answer") or {}
    cited = [citation["article_id"] for sentence in answer.get("sentences", ()) for citation in sentence["citations"]]
    values: dict[str, Any] = {
        "query_id": question.query_id,
        "question": question.text,
        "expected": question.answer,
        "nuggets": "; ".join(question.nuggets),
        **ours(question),
        "tags": "; ".join(question.tags),
    }
    if question.history:
        values["history"] = json.dumps(question.history, ensure_ascii=False)
    if row is None:
        return values
    return {
        **values,
        "status": answer.get("status"),
        "answer": answer.get("text"),
        "cited": "; ".join(dict.fromkeys(cited)),
        "failed": row.get("failed"),
        **{name: value for name, value in row["measures"].items() if name != "answerable"},
    }


def ours(question: Question) -> dict[str, Any]:
    """What of a question other tools have no field for, so that it comes back on import."""
    gold = (
        f"{one.article_id}:{one.start}-{one.end}{f' (part {one.part})' if one.part > 1 else ''}"
        for one in question.gold
    )
    values: dict[str, Any] = {
        "query_id": question.query_id,
        "answerable": question.answerable,
        "tags": list(question.tags),
        "gold": "; ".join(gold),
    }
    return values | ({"history": [list(turn) for turn in question.history]} if question.history else {})


def gold_texts(question: Question, articles: Articles) -> list[str]:
    return [articles[gold.article_id].text[gold.start : gold.end] for gold in question.gold]


def response(row: Row | None) -> str | None:
    """What was answered, with its markers; None where the question failed or no run is at hand."""
    answer = (row or {}).get("answer")
    return str(answer["text"]) if answer else None


def retrieved(row: Row | None) -> list[str]:
    """The passages in the order of their labels: other tools take `[2]` for the second of them."""
    evidence = ((row or {}).get("answer") or {}).get("evidence", ())
    return [str(item["text"]) for item in sorted(evidence, key=lambda item: item["label"])]


def _ranked(rows: Iterable[Row]) -> Iterable[str]:
    """TREC's run format: `query Q0 document rank score tag`; the score follows the rank, which trec_eval does not read."""
    for row in rows:
        for item in (row.get("answer") or {}).get("evidence", ()):
            yield f"{_id(row['query_id'])} Q0 {_id(item['passage_id'])} {item['rank']} {1 / item['rank']:.6f} dateline\n"


def _id(name: str) -> str:
    """An id without blanks, which part columns there."""
    return "_".join(name.split())
