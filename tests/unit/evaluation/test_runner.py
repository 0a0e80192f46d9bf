"""Runs of a question set: what they write, how they go on after a stop, and what is said of bad input."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from assistant.background import Background, State
from assistant.config import Config
from assistant.errors import QuestionSetError
from assistant.evaluation import run_files, runner
from assistant.evaluation.pricing import Price, load_prices
from assistant.evaluation.question_sets import load_questions, load_set
from assistant.evaluation.runner import Evaluation
from assistant.llm import reply_cache
from assistant.service import Assistant
from tests.conftest import ROOT
from tests.support.scripted_endpoint import ScriptedEndpoint

FERRY = "2022-02-03-harbour-courier-ferry-line.md"
LINES: list[dict[str, Any]] = [
    {
        "query_id": "f1",
        "text": "How many passengers did the first crossing of the ferry carry?",
        "answerable": True,
        "answer": "212",
        "nuggets": ["212 passengers", {"text": "50 minutes", "vital": False}],
        "gold": [{"article_id": FERRY, "start": 265, "end": 350}],
        "tags": ["figure"],
    },
    {"query_id": "f2", "text": "Who painted the Marigold?", "answerable": False, "gold": [], "tags": ["near-miss"]},
    {
        "query_id": "f3",
        "text": "And what did the engines cost?",
        "answerable": True,
        "answer": "1.2 million euros",
        "nuggets": ["1.2 million euros"],
        "gold": [{"article_id": FERRY, "start": 352, "end": 442}],
        "tags": ["follow-up"],
        "history": [["Which ship runs between Port Aldry and the outer islands?", "The Marigold of the Aldry Line."]],
        "missing": "ignored",
    },
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write(tmp_path / "questions.jsonl", LINES)


def write(path: Path, lines: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def evaluation(questions: Path, name: str = "run", **options: Any) -> Evaluation:
    return Evaluation(questions, questions.parent / "runs", name, **options)


def test_a_run_writes_all_that_it_rests_on(sample: Assistant, questions: Path) -> None:
    run = runner.run(sample, evaluation(questions))
    assert sorted(path.name for path in run.folder.iterdir()) == [
        "report.html", "rows.jsonl", "settings.json", "summary.json",
    ]  # fmt: skip
    read = run_files.load_run(run.folder)
    assert [row["query_id"] for row in read.rows] == ["f1", "f2", "f3"]
    assert read.rows[0]["measures"]["recall@5"] == 1.0
    assert read.rows[0]["answer"]["query_id"] == "f1"
    for name in ("questions_sha256", "corpus_sha256", "program_sha256", "index", "versions", "prompts_sha256"):
        assert name in read.settings
    for value in read.summary["measures"].values():
        assert value is None or set(value) == {"mean", "low", "high", "count", "not_applicable"}
    assert read.summary["measures"]["recall@5"]["count"] == 2
    assert read.summary["measures"]["recall@5"]["not_applicable"] == 1
    assert read.summary["questions"] == 3
    assert read.summary["failed"] == 0


def test_a_follow_up_is_asked_with_its_history(sample: Assistant, questions: Path) -> None:
    run = runner.run(sample, evaluation(questions))
    answer = run.rows[2]["answer"]
    assert answer["question"] == "And what did the engines cost?"
    assert "Aldry" in answer["trace"]["query"]


def test_a_stopped_run_goes_on_and_keeps_its_rows(sample: Assistant, questions: Path) -> None:
    whole = runner.run(sample, evaluation(questions))
    lines = (whole.folder / "rows.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    first = json.loads(lines[0])
    first["measures"]["seconds"] = 1234.5
    (whole.folder / "rows.jsonl").write_text(json.dumps(first) + "\n" + lines[1][:100], encoding="utf-8")
    (whole.folder / "summary.json").unlink()
    with pytest.raises(QuestionSetError, match="was stopped after 1 questions: go on with it by --name run"):
        run_files.load_run(whole.folder)
    again = runner.run(sample, evaluation(questions))
    assert [row["query_id"] for row in again.rows] == ["f1", "f2", "f3"]
    assert again.rows[0]["measures"]["seconds"] == 1234.5, "the row that was there is kept as it was"


def test_a_run_of_other_settings_is_not_mixed_in(sample: Assistant, questions: Path) -> None:
    runner.run(sample, evaluation(questions))
    write(questions, LINES[:2])
    with pytest.raises(QuestionSetError, match=r"other questions: give another --name"):
        runner.run(sample, evaluation(questions))
    write(questions, LINES)
    other = Assistant(Config(**{**sample.config.model_dump(), "passages": 3}))
    with pytest.raises(QuestionSetError, match="other passages"):
        runner.run(other, evaluation(questions))


def test_a_question_that_failed_is_counted_and_asked_again(sample: Assistant, questions: Path) -> None:
    write(questions, [{**LINES[1], "text": "long " * 3000}, LINES[0]])
    run = runner.run(sample, evaluation(questions))
    assert run.summary["failed"] == 1
    assert run.rows[0]["failed"]
    assert run.summary["measures"]["right"]["count"] == 1
    settings = run_files.settings_of(sample, questions, load_set(questions), answerer="extractive", judge=None, jobs=1)
    assert [row["query_id"] for row in run_files.begin(run.folder, settings, load_set(questions))] == ["f1"]


def test_questions_in_parallel_give_the_same_rows(sample: Assistant, questions: Path) -> None:
    one = runner.run(sample, evaluation(questions, "one"))
    many = runner.run(sample, evaluation(questions, "many", jobs=3))

    def measured(run: run_files.Run) -> list[dict[str, float]]:
        return [{k: v for k, v in row["measures"].items() if k != "seconds"} for row in run.rows]

    assert measured(one) == measured(many)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{half", r"questions.jsonl:4: not JSON"),
        ("[1]", r"questions.jsonl:4: not an object but list"),
        ('{"query_id": "x", "text": "?", "answerable": true}', r"questions.jsonl:4: x is answerable exactly if"),
        ('{"query_id": "x", "answerable": false}', r"questions.jsonl:4: not a question: KeyError 'text'"),
        ('{"query_id": "f1", "text": "?", "answerable": false}', r"questions.jsonl:4: f1 is there already"),
        (
            '{"query_id": "x", "text": "?", "answerable": true, "gold": [{"article_id": "a", "start": 9, "end": 9}]}',
            r"questions.jsonl:4: x has an empty",
        ),
    ],
)
def test_a_malformed_line_is_named(questions: Path, line: str, says: str) -> None:
    with questions.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(QuestionSetError, match=says):
        load_questions(questions)


def test_files_that_are_no_questions(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match=r"none.jsonl: cannot be read"):
        load_questions(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"query_id": "a"}\n"caf\xe9"\n')
    with pytest.raises(QuestionSetError, match=r"latin.jsonl:2: not UTF-8"):
        load_questions(tmp_path / "latin.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(QuestionSetError, match="holds no question"):
        load_questions(tmp_path / "empty.jsonl")


def test_gold_outside_the_corpus_is_named_before_anything_is_asked(sample: Assistant, questions: Path) -> None:
    write(questions, [{**LINES[0], "gold": [{"article_id": "gone.txt", "start": 0, "end": 5}]}])
    with pytest.raises(QuestionSetError, match=r"f1: gone.txt is not in the index"):
        runner.run(sample, evaluation(questions))
    write(questions, [{**LINES[0], "gold": [{"article_id": FERRY, "start": 0, "end": 999_999}]}])
    with pytest.raises(QuestionSetError, match=r"the gold span ends at 999999"):
        runner.run(sample, evaluation(questions))


def test_runs_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="there is no run"):
        run_files.load_run(tmp_path / "none")
    (tmp_path / "settings.json").write_text('{"answerer": "extractive"}')
    with pytest.raises(QuestionSetError, match=r"settings.json: written by another version \(schema 1"):
        run_files.load_run(tmp_path)
    (tmp_path / "settings.json").write_text(json.dumps({"schema": run_files.SCHEMA}))
    (tmp_path / "rows.jsonl").write_text('{"query_id": "a", "measures": {}}\n{"query_id": "b"}\n')
    with pytest.raises(QuestionSetError, match=r"rows.jsonl:2: not a row"):
        run_files.load_run(tmp_path)


def test_proposals_are_not_asked(questions: Path) -> None:
    write(questions, [LINES[0], {**LINES[1], "proposed": True}])
    asked = load_set(questions)
    assert [question.query_id for question in asked.questions] == ["f1"]
    assert asked.proposed == 1
    write(questions, [{**LINES[1], "proposed": True}])
    with pytest.raises(QuestionSetError, match="1 proposals wait to be accepted"):
        load_set(questions)


def test_a_model_is_asked_once_for_the_same_question(sample: Assistant, questions: Path, tmp_path: Path) -> None:
    with ScriptedEndpoint(lambda asked: "The first crossing carried 212 passengers [1].") as endpoint:
        config = Config(**{**sample.config.model_dump(), "base_url": endpoint.base_url, "model": "gpt-4o-mini"})
        assistant = Assistant(config)
        write(questions, LINES[:1])
        first = runner.run(assistant, evaluation(questions, "first", answerer="llm"))
        again = runner.run(assistant, evaluation(questions, "again", answerer="llm"))
        assert len(endpoint.requests) == 1
        assert first.rows[0]["answer"]["text"] == again.rows[0]["answer"]["text"]
        assert first.rows[0]["answer"]["answerer"] == "llm"
        values = again.rows[0]["measures"]
        assert (values["prompt tokens"], values["completion tokens"]) == (200, 20)
        assert values["cost"] == pytest.approx((200 * 0.15 + 20 * 0.60) / 1e6)
        kept = again.rows[0]["answer"]["trace"]["model"]
        assert kept["kept"]
        assert values["seconds"] >= kept["seconds"], "a kept reply takes as long as it took"
        assert again.settings["prompts_sha256"].keys() == {"answer", "condense"}


def test_tokens_count_where_the_articles_are_quoted_instead(sample: Assistant, questions: Path) -> None:
    with ScriptedEndpoint(lambda asked: "It carried 999 horses to Dunmere [1].") as endpoint:
        assistant = Assistant(Config(**{**sample.config.model_dump(), "base_url": endpoint.base_url}))
        write(questions, LINES[:1])
        row = runner.run(assistant, evaluation(questions, answerer="llm")).rows[0]
    assert row["answer"]["answerer"] == "extractive"
    assert row["measures"]["prompt tokens"] == 200


def test_replies_are_kept_only_where_a_folder_is_set(tmp_path: Path) -> None:
    reply_cache.keep("key", {"text": "x"})
    assert reply_cache.find("key") is None
    with reply_cache.kept_in(tmp_path / "kept"):
        reply_cache.keep("key", {"text": "x"})
        assert reply_cache.find("key") == {"text": "x"}
        assert reply_cache.find("other") is None
    assert reply_cache.find("key") is None


def test_prices_are_those_of_a_million_tokens() -> None:
    prices = load_prices(ROOT / "eval" / "prices.toml")
    assert prices["gpt-4o-mini"] == Price(0.15, 0.60)
    assert load_prices(ROOT / "nowhere.toml") == {}


def test_a_run_beside_other_work_is_followed_stopped_and_alone(sample: Assistant, questions: Path) -> None:
    background = Background("evaluation")
    seen: list[tuple[int, int]] = []
    wanted = evaluation(questions)
    told = background.progress

    def stop_at_two(doing: str, done: int, total: int) -> None:
        seen.append((done, total))
        if len(seen) == 1:
            with pytest.raises(QuestionSetError, match="under way"):
                runner.begin(background, sample, wanted)
        if len(seen) == 2:
            background.stop()
            assert background.state.stopping
        told(doing, done, total)

    background.progress = stop_at_two  # type: ignore[method-assign]
    finish(background, sample, wanted)
    assert seen == [(1, 3), (2, 3)]
    assert background.state == State(), "stopped as was wished: nothing failed"
    assert (wanted.runs / "run" / "rows.jsonl").read_text().count("\n") == 2
    finish(background, sample, wanted)
    assert seen[2:] == [(3, 3)], "it goes on under its name"
    assert (wanted.runs / "run" / "summary.json").is_file()


def test_a_run_beside_other_work_says_why_it_failed(sample: Assistant, tmp_path: Path) -> None:
    elsewhere = write(tmp_path / "q.jsonl", [{**LINES[0], "gold": [{"article_id": "gone.md", "start": 0, "end": 1}]}])
    background = Background("evaluation")
    finish(background, sample, evaluation(elsewhere))
    assert "gone.md is not in the index" in (background.state.failed or "")
    with pytest.raises(QuestionSetError, match=r"none\.jsonl"):
        runner.begin(background, sample, evaluation(tmp_path / "none.jsonl"))


def finish(background: Background, assistant: Assistant, wanted: Evaluation) -> None:
    runner.begin(background, assistant, wanted)
    for thread in threading.enumerate():
        if thread.name == "evaluation":
            thread.join(timeout=120)
    assert not background.state.running
