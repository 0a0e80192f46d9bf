"""Questions and runs out to other tools and back: what comes back is what went out."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assistant.errors import QuestionSetError
from assistant.evaluation.exchange import exports, imports
from assistant.evaluation.nuggets import propose_nuggets
from assistant.evaluation.question_sets import Gold, Question, load_questions
from assistant.evaluation.referee.placing import Placer
from assistant.ingest.chunking import split
from assistant.schema import Article

TEXT = "The call lasted 50 minutes, the Kremlin said on 30 December. Both leaders called it “frank”.\n"
ARTICLES = {"a b.txt": Article("a b.txt", TEXT, title="A call", published=dt.date(2021, 12, 30))}
FIRST = Gold("a b.txt", 0, TEXT.index(" Both"))
QUESTIONS = [
    Question("q1", "How long did the call last?", True, "50 minutes", ("50 minutes",), (FIRST,), ("figure", "date")),
    Question("q2", "=Who painted it?", False, None, (), (), ("near-miss",)),
]
PASSAGE = split(ARTICLES["a b.txt"])[0]
ROW: dict[str, Any] = {
    "query_id": "q1",
    "measures": {"right": 1.0, "answerable": 1.0, "recall@5": None},
    "answer": {
        "status": "answered",
        "text": "It lasted 50 minutes. [2]",
        "evidence": [
            {"text": TEXT, "article_id": "a b.txt", "passage_id": PASSAGE.passage_id, "rank": 1, "label": 2},
            {"text": "A ferry.", "article_id": "c.txt", "passage_id": "c", "rank": 2, "label": 1},
        ],
        "sentences": [{"citations": [{"article_id": "a b.txt"}]}],
    },
}
ROWS = {"q1": ROW}


@pytest.mark.parametrize(
    ("kind", "name"), [("ragas", "s.jsonl"), ("deepeval", "s.json"), ("csv", "s.csv"), ("jsonl", "s.jsonl")]
)
def test_a_set_comes_back_as_it_went(kind: str, name: str, tmp_path: Path) -> None:
    assert exports.write(kind, QUESTIONS, {}, ARTICLES, tmp_path / name) == 2
    back = imports.read(tmp_path / name, Placer(ARTICLES))
    assert back.problems == ()
    imports.write(back, tmp_path / "back.jsonl")
    first, second = load_questions(tmp_path / "back.jsonl")
    assert (first.query_id, first.text, first.answer, first.gold) == ("q1", QUESTIONS[0].text, "50 minutes", (FIRST,))
    assert first.vital == ("50 minutes",)
    assert (second.answerable, second.gold) == (False, ())
    with pytest.raises(QuestionSetError, match="is there already"):
        imports.write(back, tmp_path / "back.jsonl")
    with pytest.raises(QuestionSetError, match="cannot be written"):
        imports.write(back, tmp_path / "back.jsonl" / "further.jsonl")


@pytest.mark.parametrize(
    ("kind", "name"), [("ragas", "s.jsonl"), ("deepeval", "s.json"), ("csv", "s.csv"), ("beir", "beir")]
)
def test_parts_turns_and_what_looks_like_a_formula_come_back(kind: str, name: str, tmp_path: Path) -> None:
    second = Gold("a b.txt", FIRST.end + 1, len(TEXT) - 1, 2)
    turns = (("Who called?", "Two leaders."), ("When?", "On 30 December; [1]"))
    asked = [
        Question("q 1", "-And how long?", True, "'-50 minutes", ("50",), (FIRST, second), ("figure",), turns),
        Question("q2", "=Who painted it?", False, None, (), (), ("near-miss",)),
    ]
    if kind == "beir":
        exports.beir(asked, {}, split(ARTICLES["a b.txt"]), ARTICLES, tmp_path / name)
    else:
        exports.write(kind, asked, {}, ARTICLES, tmp_path / name)
    back = imports.read(tmp_path / name, Placer(ARTICLES))
    imports.write(back, tmp_path / "back.jsonl")
    first, unanswered = load_questions(tmp_path / "back.jsonl")
    assert (first.query_id, first.text, first.gold, first.history, first.tags) == (
        "q 1", "-And how long?", (FIRST, second), turns, ("figure",),
    )  # fmt: skip
    assert kind == "beir" or first.answer == "'-50 minutes"
    assert (unanswered.text, unanswered.answerable) == ("=Who painted it?", False)
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO((tmp_path / name).read_text("utf-8"))))
        assert [row["question"] for row in rows] == ["'-And how long?", "'=Who painted it?"]


def test_marked_gold_that_is_elsewhere_than_its_words_is_not_believed(tmp_path: Path) -> None:
    exports.write("ragas", QUESTIONS[:1], {}, ARTICLES, tmp_path / "s.jsonl")
    moved = {"a b.txt": Article("a b.txt", f"{'A new first paragraph. ' * 9}\n\n{TEXT}")}
    (line,) = imports.read(tmp_path / "s.jsonl", Placer(moved)).lines
    (gold,) = line["gold"]
    assert moved["a b.txt"].text[gold["start"] : gold["end"]] == TEXT[: FIRST.end]


def test_a_runs_answers_stand_beside_the_questions() -> None:
    sample = json.loads(exports.ragas(QUESTIONS, ROWS, ARTICLES).splitlines()[0])
    assert (sample["user_input"], sample["response"], sample["retrieved_contexts"]) == (
        QUESTIONS[0].text,
        "It lasted 50 minutes. [2]",
        ["A ferry.", TEXT],
    )
    assert sample["reference_contexts"] == [TEXT[: FIRST.end]]
    case = json.loads(exports.deepeval(QUESTIONS, ROWS, ARTICLES))[0]
    assert (case["input"], case["actual_output"], case["expected_output"], case["retrieval_context"]) == (
        QUESTIONS[0].text,
        "It lasted 50 minutes. [2]",
        "50 minutes",
        ["A ferry.", TEXT],
    )
    assert "actual_output" not in json.loads(exports.deepeval(QUESTIONS, ROWS, ARTICLES))[1]


def test_pandas_reads_the_rows(tmp_path: Path) -> None:
    exports.write("csv", QUESTIONS, ROWS, ARTICLES, tmp_path / "rows.csv")
    exports.write("jsonl", QUESTIONS, ROWS, ARTICLES, tmp_path / "rows.jsonl")
    for frame in (pd.read_csv(tmp_path / "rows.csv"), pd.read_json(tmp_path / "rows.jsonl", lines=True)):
        assert list(frame["query_id"]) == ["q1", "q2"]
        assert frame["right"][0] == 1.0
        assert frame["cited"][0] == "a b.txt"
        assert pd.isna(frame["right"][1])


def test_no_cell_becomes_a_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(exports.table(QUESTIONS, {}, ARTICLES))))
    assert rows[1]["question"] == "'=Who painted it?"
    assert '"=Who painted it?"' in exports.lines(QUESTIONS, {}, ARTICLES), "JSON loses nothing"


def test_beir_and_trec(tmp_path: Path) -> None:
    passages = split(ARTICLES["a b.txt"])
    assert exports.beir(QUESTIONS, ROWS, passages, ARTICLES, tmp_path) == 1
    documents = [json.loads(line) for line in (tmp_path / "corpus.jsonl").read_text("utf-8").splitlines()]
    qrels = (tmp_path / "qrels" / "test.tsv").read_text("utf-8").splitlines()
    assert qrels[0] == "query-id\tcorpus-id\tscore"
    query, document, score = qrels[1].split("\t")
    assert (query, score) == ("q1", "1")
    assert next(item for item in documents if item["_id"] == document)["text"] == passages[0].text
    fields = (tmp_path / "run.trec").read_text("utf-8").splitlines()[0].split()
    assert [*fields[:2], *fields[3:]] == ["q1", "Q0", "1", "1.000000", "dateline"]
    line, unanswerable = imports.read(tmp_path, Placer(ARTICLES)).lines
    assert line["query_id"] == "q1"
    assert line["gold"][0]["article_id"] == "a b.txt"
    assert not unanswerable["answerable"]


def test_what_ir_measures_reads_scores_as_it_should(tmp_path: Path) -> None:
    import ir_measures

    exports.beir(QUESTIONS, ROWS, split(ARTICLES["a b.txt"]), ARTICLES, tmp_path)
    run = list(ir_measures.read_trec_run(str(tmp_path / "run.trec")))  # type: ignore[no-untyped-call]
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels.trec")))  # type: ignore[no-untyped-call]
    assert len(qrels) == len((tmp_path / "qrels" / "test.tsv").read_text().splitlines()) - 1
    assert ir_measures.calc_aggregate([ir_measures.RR], qrels, run) == {ir_measures.RR: 1.0}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("set.csv", "colour,size\nred,3\n", r"set.csv:2: holds no question \(colour, size\)"),
        ("set.csv", 'question,answer\n"x' + "y" * 200_000 + '",z\n', r"set.csv:\d+: not a table"),
        ("set.jsonl", '{"user_input": "x"}\n{half\n', r"set.jsonl:2: not JSON"),
        ("set.jsonl", "\n", r"holds no question"),
        ("set.json", "[3]", r"item 1 is not an object"),
        ("gone.csv", None, r"gone.csv: cannot be read"),
    ],
)
def test_what_is_no_set_is_named(name: str, text: str | None, says: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(QuestionSetError, match=says):
        imports.read(tmp_path / name, Placer(ARTICLES))


def test_what_cannot_be_measured_here_is_left_out_and_said(tmp_path: Path) -> None:
    lines = [
        {
            "id": 1,
            "user_input": "How long?",
            "reference": "50 minutes",
            "reference_contexts": ["The call lasted 50 minutes, the Kremlin said"],
        },
        {"id": 1, "user_input": "Again?", "reference": "x", "reference_contexts": []},
        {
            "id": 2,
            "user_input": "Elsewhere?",
            "reference": "x",
            "reference_contexts": ["Nothing of this stands in any article."],
        },
        {"id": 3, "user_input": "Who?", "reference": "The context does not say; I don't know.", "answerable": False},
    ]
    (tmp_path / "set.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    found = imports.read(tmp_path / "set.jsonl", Placer(ARTICLES))
    assert [line["query_id"] for line in found.lines] == ["1", "3"]
    assert [problem.split(": ")[1] for problem in found.problems] == [
        f"1 is at {tmp_path / 'set.jsonl'}:1 already",
        "no article has the words that answer it",
    ]


def test_an_article_may_say_that_nothing_was_said(tmp_path: Path) -> None:
    text = "Both spoke on Friday. No details were given, the Kremlin told reporters."
    asked = {"user_input": "What was agreed?", "reference_contexts": [text]}
    lines = [
        {**asked, "id": 1, "reference": "No details were given."},
        {**asked, "id": 2, "reference": "The answer to the given question is not present in the context."},
    ]
    (tmp_path / "set.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    told, untold = imports.read(tmp_path / "set.jsonl", Placer({"a.txt": Article("a.txt", text)})).lines
    assert (told["answerable"], told["answer"], len(told["gold"])) == (True, "No details were given.", 1)
    assert (untold["answerable"], untold["gold"]) == (False, [])


def test_trecs_columns_are_read_and_queries_without_a_judgement_named(tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.qrels").write_text("q1 0 d1 1\nq1 0 d2 0\n", "utf-8")
    (tmp_path / "corpus.jsonl").write_text(json.dumps({"_id": "d1", "text": TEXT}) + "\n", "utf-8")
    queries = [{"_id": "q1", "text": "How long?"}, {"_id": "q2", "text": "Who painted it?"}]
    (tmp_path / "queries.jsonl").write_text("".join(json.dumps(line) + "\n" for line in queries), "utf-8")
    found = imports.read(tmp_path, Placer(ARTICLES))
    assert [line["query_id"] for line in found.lines] == ["q1"]
    assert found.problems == (f"{tmp_path / 'queries.jsonl'}:2: nothing says what answers it: “Who painted it?”",)


def test_a_broken_judgement_is_named(tmp_path: Path) -> None:
    exports.beir(QUESTIONS, {}, split(ARTICLES["a b.txt"]), ARTICLES, tmp_path)
    with (tmp_path / "qrels" / "test.tsv").open("a") as file:
        file.write("q1 d1 yes\n")
    with pytest.raises(QuestionSetError, match=r"test.tsv:3: not a judgement"):
        imports.read(tmp_path, Placer(ARTICLES))


def test_nuggets_are_vital_or_welcome() -> None:
    gold = "The call of 30 December lasted 50 minutes, the Kremlin said; Joe Biden spoke first."
    proposed = propose_nuggets(
        "How long was the call of 30 December?",
        "It went on for 50 minutes, as the Kremlin told reporters on Friday.",
        gold,
    )
    assert proposed[:2] == ["50 minutes", "Kremlin"]
    assert {"text": "Joe Biden", "vital": False} in proposed
    assert propose_nuggets("Who?", None, gold) == []
