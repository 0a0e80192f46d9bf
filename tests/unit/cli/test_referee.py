"""`assistant eval --answers`, `--endpoint`, `export`, `import` and `make --leave-out` as they are typed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.cli.evaluation import _proposed
from assistant.config import Config
from assistant.schema import Article
from tests.conftest import ROOT, clean_environment
from tests.support import command
from tests.support.scripted_endpoint import ScriptedEndpoint

Run = Callable[..., command.Done]
FEW = 6


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, workspace_with_sample: Callable[[Path], None]) -> Path:
    folder = tmp_path_factory.mktemp("home")
    workspace_with_sample(folder)
    (folder / "eval").mkdir()
    lines = (ROOT / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    unanswerable = [line for line in lines if '"answerable": false' in line]
    (folder / "eval" / "questions.jsonl").write_text("".join([*lines[: FEW - 2], *unanswerable[:2]]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def mine(run: Run) -> command.Done:
    return run("--name", "mine")


@pytest.fixture(scope="module")
def theirs(home: Path) -> Path:
    """Another system: it answers everything, the first question rightly."""
    lines = [json.loads(line) for line in (home / "eval" / "questions.jsonl").read_text("utf-8").splitlines()]
    gold = lines[0]["gold"][0]
    text = (home / "corpus" / gold["article_id"]).read_text("utf-8")
    answers = [
        {"question": line["text"], "answer": "They spoke for about 50 minutes [1].", "contexts": [text]}
        for line in lines
    ]
    (home / "theirs.jsonl").write_text("".join(json.dumps(answer) + "\n" for answer in answers), "utf-8")
    return home / "theirs.jsonl"


def test_systems_are_scored_side_by_side_against_a_run(run: Run, mine: command.Done, theirs: Path, home: Path) -> None:
    assert mine.returncode == 0, mine.stderr
    done = run(
        "--answers",
        "theirs.jsonl",
        "--answers",
        "again=eval/runs/mine/rows.jsonl",
        "--against",
        "mine",
        "--name",
        "two",
    )
    assert done.returncode == 0, done.stderr
    header, questions = done.stdout.splitlines()[:2]
    assert header.split() == ["mine", "theirs", "again"]
    assert questions.split() == ["questions", "(failed)", *(["6", "(0)"] * 3)]
    assert "wrongly answered ↓" in done.stdout
    assert "could show" in done.stdout
    report = (home / "eval" / "runs" / "two-theirs" / "report.html").read_text("utf-8")
    assert "Side by side" in report
    assert "Against mine" in report
    found = json.loads(run("--answers", "theirs.jsonl", "--name", "three", "--json").stdout)
    measures = found["systems"][0]["measures"]
    assert measures["wrongly answered"]["mean"] == 1.0
    assert measures["gold cited"]["count"] == 4


def test_without_questions_that_match_and_without_articles(run: Run, home: Path, tmp_path: Path) -> None:
    (home / "other.jsonl").write_text(
        json.dumps(
            {
                "user_input": "Who won?",
                "response": "Ann Hill won 3-1.",
                "retrieved_contexts": ["Ann Hill won 3-1 on Friday."],
                "reference": "Ann Hill",
            }
        )
        + "\n"
    )
    done = run("--answers", "other.jsonl", "--name", "other", "--home", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("no question set has these questions")
    assert any(line.split()[:3] == ["context", "support", "1.000"] for line in done.stdout.splitlines())
    refused = run("--answers", "other.jsonl", "--questions", "eval/questions.jsonl")
    assert refused.returncode == 1
    assert "none of its questions is in the set" in refused.stderr


def test_a_system_behind_an_endpoint_is_asked(run: Run, home: Path) -> None:
    with ScriptedEndpoint(
        lambda asked: "They spoke for about 50 minutes [1]." if "| " in asked else "I do not know."
    ) as server:
        server.mode = "whole"
        typed = ("--endpoint", server.base_url, "--model", "some/model")
        done = run(*typed, "--contexts", "search", "--name", "asked")
        assert done.returncode == 0, done.stderr
        assert len(server.requests) == FEW
        assert server.requests[0]["model"] == "some/model"
        assert any(line.split() == ["completion", "tokens", "120"] for line in done.stdout.splitlines())
        again = run(*typed, "--contexts", "search", "--name", "asked")
        assert len(server.requests) == FEW, "what was answered is not asked again"
        assert again.returncode == 0, again.stderr
        alone = run(*typed, "--name", "alone")
        assert "wrongly withheld ↓" in alone.stdout
        assert run(*typed, "--name", "asked").returncode == 1
    assert (home / "eval" / "runs" / "asked" / "answers.jsonl").is_file()


@pytest.mark.parametrize(
    ("kind", "file"), [("ragas", "r.jsonl"), ("deepeval", "d.json"), ("csv", "c.csv"), ("beir", "beir")]
)
def test_what_goes_out_comes_back(run: Run, mine: command.Done, home: Path, kind: str, file: str) -> None:
    out = run("export", kind, "--run", "mine", "--out", file)
    assert out.returncode == 0, out.stderr
    back = run("import", file, "--out", f"from-{kind}.jsonl", "--json")
    assert back.returncode == 0, back.stderr
    assert json.loads(back.stdout)["questions"] == FEW


def test_articles_in_files_of_several_are_said_to_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "corpus").mkdir()
    articles = [
        Article("one.txt", "A ferry sailed."),
        Article("many.csv#1", "It rained."),
        Article("many.csv#2", "It snowed."),
    ]
    assistant: Any = SimpleNamespace(articles=lambda: articles, config=Config(home=tmp_path))
    _proposed(assistant, tmp_path / "less", by_model=False)
    assert "2 of 3 articles are in files of several, which stay" in capsys.readouterr().err


def test_questions_about_several_articles_and_about_left_out_ones_are_proposed(run: Run, home: Path) -> None:
    made = run("make", "--limit", "40", "--leave-out", "less", "--out", "proposed.jsonl")
    assert made.returncode == 0, made.stderr
    assert "--corpus less --index less.index" in made.stdout
    lines = [json.loads(line) for line in (home / "proposed.jsonl").read_text("utf-8").splitlines()]
    assert all(line["proposed"] for line in lines)
    assert any("several articles" in line["tags"] for line in lines)
    left_out = {line["left_out"] for line in lines if not line["answerable"]}
    assert left_out
    assert not any((home / "less" / name).exists() for name in left_out)
    assert all((home / "less" / gold["article_id"]).exists() for line in lines for gold in line["gold"])


def test_a_model_asks_of_one_of_two_and_of_left_out_articles(home: Path, cache: Path) -> None:
    def reply(asked: str) -> str:
        """The first sentence of each passage, as what answers a question of its own."""
        passages = re.findall(r"^\[\d\] (.+)\n\| (.+)$", asked, re.MULTILINE)
        question = f"Q: What is told first by {' and '.join(source for source, _ in passages)}?\n"
        return question + "\n".join(f"A: {sentence[:50]}\nQUOTE: {sentence}" for _, sentence in passages)

    typed = ("eval", "make", "--by-model", "--leave-out", "fewer", "--limit", "6", "--out", "by_model.jsonl")
    with ScriptedEndpoint(reply) as endpoint:
        settings = {"ASSISTANT_CACHE": str(cache), "OPENAI_BASE_URL": endpoint.base_url}
        done = command.run(typed, home, clean_environment() | settings)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in (home / "by_model.jsonl").read_text("utf-8").splitlines()]
    kinds = [(line["answerable"], len(line["gold"])) for line in lines]
    assert set(kinds) == {(True, 1), (True, 2), (False, 0)}
    for line in lines:
        assert line["proposed"] is True
        named = [gold["article_id"] for gold in line["gold"]] or [line["left_out"]]
        assert [(home / "fewer" / name).exists() for name in named] == [line["answerable"]] * len(named)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--answers", "gone.jsonl"), 1, "gone.jsonl: cannot be read"),
        (("--answers", "eval/questions.jsonl"), 1, "questions.jsonl:1: "),
        (("--answers", "theirs.jsonl", "--answers", "theirs.jsonl"), 1, "two systems are called theirs"),
        (("--answers", "theirs.jsonl", "--name", "mine"), 1, "is another run"),
        (("--answers", "theirs.jsonl", "--against", "nowhere"), 1, "there is no run nowhere"),
        (("--answers", "theirs.jsonl", "--vary", "k=2"), 2, "leave --vary"),
        (("--endpoint", "http://127.0.0.1:9/v1"), 2, "needs --model"),
        (("--model", "x"), 2, "give --endpoint"),
        (("--endpoint", "http://127.0.0.1:9/v1", "--model", "m", "--name", "down"), 1, "or mend --endpoint"),
        (
            ("--endpoint", "http://127.0.0.1:9/v1", "--model", "m", "--key-from", "NOT_SET"),
            1,
            "no such environment variable",
        ),
        (("export", "csv", "--run", "nowhere"), 1, "there is no run nowhere"),
        (("export", "parquet"), 2, "parquet"),
        (("import", "gone.csv", "--out", "x.jsonl"), 1, "gone.csv: cannot be read"),
        (("make", "--leave-out", "corpus"), 1, "is not empty"),
    ],
)
def test_failures_are_one_line_with_what_to_do(
    run: Run, mine: command.Done, theirs: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    done = run(*arguments)
    assert done.returncode == code, done.stdout
    assert says in done.stderr
    assert "Traceback" not in done.stderr
