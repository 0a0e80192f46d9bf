"""The command: its outputs are the contract's, its failures one line and exit code 1."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import KEYED, ROOT, clean_environment
from tests.support import command
from tests.support.scripted_endpoint import ScriptedEndpoint

Run = Callable[..., command.Done]
ATOM = {"text", "kind", "found", "article_id", "start", "end"}
CITATION = {"label", "passage_id", "article_id", "start", "end", "quote", "found", "page"}
EVIDENCE = {
    "label", "rank", "passage_id", "article_id", "title", "outlet", "published", "start", "end", "text", "score", "spans", "duplicates",
}  # fmt: skip
ANSWER = {
    "query_id", "question", "status", "answerer", "text", "sentences", "removed", "evidence", "confidence", "as_of", "notes",
    "noted", "trace",
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "corpus").symlink_to(ROOT / "corpus")
    return folder


@pytest.fixture(scope="module")
def run(home: Path, cache: Path) -> Run:
    def typed(*arguments: str, **environment: str) -> command.Done:
        variables = clean_environment() | KEYED | {"ASSISTANT_CACHE": str(cache)} | environment
        return command.run(arguments, home, variables)

    done = typed("index", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["articles"] == 36
    return typed


def test_ask_prints_the_contract(run: Run) -> None:
    done = run("ask", "How long did the call of 30 December 2021 last?", "--json")
    answer = json.loads(done.stdout)
    assert set(answer) == ANSWER
    assert answer["status"] == "answered"
    assert answer["answerer"] == "extractive"
    assert set(answer["as_of"]) == {"oldest", "newest"}
    for item in answer["evidence"]:
        assert set(item) >= EVIDENCE
    for sentence in answer["sentences"]:
        assert {"text", "citations", "support"} <= set(sentence)
        assert sentence["support"]["label"] == "quoted"
        assert all(set(atom) == ATOM for atom in sentence["support"]["atoms"])
        for citation in sentence["citations"]:
            assert set(citation) == CITATION
            text = (ROOT / "corpus" / citation["article_id"]).read_text(encoding="utf-8")
            assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_ask_says_what_is_quoted_and_how_likely_the_short_answer_answers(run: Run) -> None:
    asked = run("ask", "How long did Biden and Putin talk on 30 December 2021?").stdout
    first, *others, last = asked.partition("\nSources")[0].strip().splitlines()
    assert re.search(r"^50 minutes (\[\d\])+ \(quoted, (likely to|may) answer the question\)$", first)
    told = "\n".join(others)
    assert re.search(r"^Kestrel Daily, .*about 35 minutes \[\d\] \(quoted\)$", told, re.MULTILINE)
    assert re.search(r"“.* 50 minutes.*” \[\d\] \(quoted\)$", told, re.MULTILINE)
    assert "(quoted, " not in told, "the confidence is of what opens the answer"
    assert re.search(r"”.* \[\d\] \(quoted\)$", last)


def test_what_comes_nearest_is_shown_where_nothing_answers(run: Run) -> None:
    asked = run("ask", "Who painted the portrait of the mayor of Saltmarsh?").stdout
    assert re.search(r"\nNearest passages\n.*\n {4}\w", asked)


def test_batches_keep_order_and_a_bad_question_does_not_stop_them(run: Run, home: Path) -> None:
    lines = [
        {"query_id": "b", "text": "Who won the Marsh Cup?"},
        {"query_id": "x", "text": "  "},
        {"query_id": "a", "text": "ferry"},
    ]
    (home / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)))
    for name in ("search", "ask"):
        done = run(name, "--batch", "questions.jsonl")
        assert done.returncode == 0, done.stderr
        printed = [json.loads(line) for line in done.stdout.splitlines()]
        assert [line["query_id"] for line in printed] == ["b", "x", "a"]
        assert "error" in printed[1]
    assert set(json.loads(run("search", "--batch", "questions.jsonl").stdout.splitlines()[0])) == {
        "query_id",
        "evidence",
        "seconds",
    }


def test_search_finds_articles_by_operators(run: Run) -> None:
    printed = run("search", 'person:Ushakov -outlet:"Le Phare International" before:2022', "--sort", "oldest").stdout
    assert printed.startswith("1. Meridian Wire, 2021-12-07")
    assert "Le Phare" not in printed
    found = json.loads(run("search", '"colossal mistake"', "--articles", "--json").stdout)
    assert (found["found"], found["every_word"]) == (2, True)
    passage = found["articles"][0]["passages"][0]
    text = (ROOT / "corpus" / found["articles"][0]["article_id"]).read_text(encoding="utf-8")
    assert text[passage["start"] : passage["end"]] == passage["text"]
    wrong = run("search", "oultet:Kestrel")
    assert (wrong.returncode, "did you mean “outlet:”?" in wrong.stderr) == (1, True)


def test_search_says_what_a_person_is_quoted_as_saying(run: Run) -> None:
    printed = run("search", "--said", "Yuri Ushakov").stdout
    assert "cardinal-error.txt 364–380" in printed
    (said,) = json.loads(run("search", "--said", "person:Blinken until:2022-03-30", "--json").stdout)["said"]
    text = (ROOT / "corpus" / said["article_id"]).read_text(encoding="utf-8")
    assert text[said["start"] : said["end"]] == '"in a constructive way"'
    assert text[slice(*said["sentence"])] == said["text"]


def test_a_list_of_searches_is_csv_and_gives_csv_that_no_spreadsheet_computes(run: Run, home: Path) -> None:
    (home / "searches.csv").write_text(
        'query_id,text\na,ferry\nb,outlet:Nowhere\n"=1+1","""no such words"""\n', encoding="utf-8"
    )
    rows = list(csv.DictReader(io.StringIO(run("search", "--batch", "searches.csv").stdout)))
    assert {row["query_id"] for row in rows} == {"a", "b", "'=1+1"}
    assert any("ferry" in row["passage"] for row in rows if row["query_id"] == "a")
    assert [row["error"] for row in rows if row["query_id"] == "b"] == ["There is no outlet “Nowhere” here."]
    assert [row["found"] for row in rows if row["query_id"] == "'=1+1"] == ["0"]


def test_a_list_of_searches_is_narrowed_by_the_options(run: Run, home: Path) -> None:
    narrow = ("--outlet", "Kestrel Daily", "--since", "2021-12-01")
    (home / "searches.csv").write_text("query_id,text\na,call\n", encoding="utf-8")
    (home / "searches.jsonl").write_text('{"query_id": "a", "text": "call"}\n', encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(run("search", "--batch", "searches.csv", *narrow).stdout)))
    assert {row["outlet"] for row in rows} == {"Kestrel Daily"}
    assert min(row["published"] for row in rows) >= "2021-12-01"
    for batch in (("searches.csv", "--json"), ("searches.jsonl", "--articles")):
        (found,) = map(json.loads, run("search", "--batch", *batch, *narrow).stdout.splitlines())
        assert {article["article_id"] for article in found["articles"]} == {row["article_id"] for row in rows}


def test_check_prints_the_contract(run: Run, home: Path) -> None:
    line = {"id": 7, "claim": "Forty people were saved.", "references": ["The ferry sank. Forty people were saved."]}
    (home / "claims.jsonl").write_text(json.dumps(line) + "\n")
    result = json.loads(run("check", "--batch", "claims.jsonl").stdout)
    assert result["id"] == 7
    assert result["label"] == "supported"
    assert 0 <= result["score"] <= 1
    assert set(result["atoms"][0]) == ATOM


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("ask",), 2, "give either one text or --batch FILE"),
        (("ask", "long " * 3000), 1, "assistant: "),
        (("ask", "Who?", "--answerer", "llm"), 1, "OPENAI_BASE_URL"),
        (("search", "x", "--since", "yesterday"), 2, "--since"),
        (("ask", "Who?", "--index", "nowhere"), 1, "run `assistant index`"),
        (("index", "--corpus", "nowhere"), 1, "there is no folder"),
        (("bench", "support"), 2, "--data"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_failures_are_one_line_with_what_to_do(run: Run, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = run(*arguments, OPENAI_API_KEY="", OPENAI_BASE_URL="")
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    if code == 1:
        assert len(done.stderr.strip().splitlines()) == 1


def test_a_wrong_setting_is_named(run: Run) -> None:
    done = run("status", ASSISTANT_PASSAGES="many")
    assert done.returncode == 1
    assert "ASSISTANT_PASSAGES: passages" in done.stderr
    unknown = run("status", ASSISTANT_PASAGES="5")
    assert "unknown setting 'pasages'" in unknown.stderr


def test_a_line_of_a_batch_may_have_turns_before_it(run: Run, home: Path) -> None:
    """DESIGN: `history`. Without them nobody knows what "the one" is, with something else than turns the line says so."""
    turns = [["How long did the call of 30 December 2021 last?", "About fifty minutes."]]
    lines = [
        {"text": "And who made the first move to have it?", "history": turns},
        {"text": "And then?", "history": "x"},
    ]
    (home / "turns.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    answered, refused = map(json.loads, run("ask", "--batch", "turns.jsonl").stdout.splitlines())
    assert any(note["kind"] == "understood" and "30 December" in note["text"] for note in answered["noted"])
    assert "`history` is a list" in refused["error"]
    found, _ = map(json.loads, run("search", "--batch", "turns.jsonl").stdout.splitlines())
    assert found["evidence"]


def test_a_malformed_batch_is_named_with_its_line(run: Run, home: Path) -> None:
    (home / "bad.jsonl").write_text('{"text": "fine"}\n{"no": "text"}\n')
    done = run("ask", "--batch", "bad.jsonl")
    assert done.returncode == 1
    assert "bad.jsonl:2: lacks text" in done.stderr


def test_a_batch_in_another_encoding_is_named_with_its_line(run: Run, home: Path) -> None:
    (home / "latin.jsonl").write_bytes('{"text": "fine"}\n{"text": "Zürich"}\n'.encode("latin-1"))
    done = run("ask", "--batch", "latin.jsonl")
    assert done.returncode == 1
    assert done.stderr == "assistant: latin.jsonl:2: not UTF-8: save the file as UTF-8\n"


def test_status_tells_what_is_indexed_and_verifies_it(run: Run) -> None:
    state = json.loads(run("status", "--json", "--verify").stdout)
    assert state["articles"] == 36
    assert state["damaged"] == []
    assert state["oldest"] == "2021-12-07"
    assert "36 articles" in run("status").stdout


@pytest.mark.parametrize("name", ["chat", "index", "status", "search", "ask", "check", "eval", "bench"])
def test_every_command_explains_itself(run: Run, name: str) -> None:
    assert "Options:" in run(name, "--help").stdout


def test_help_imports_nothing_heavy(run: Run) -> None:
    heavy = ("numpy", "chromadb", "llama_index", "gradio", "openai", "pydantic", "assistant.text.languages")
    code = f"import sys\nfrom assistant import cli\nprint([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("given", "expected"), [(None, "1"), ("3", "3")])
def test_multiplies_on_one_thread_where_nobody_says_otherwise(given: str | None, expected: str) -> None:
    told = {} if given is None else {"OPENBLAS_NUM_THREADS": given}
    code = (
        "import atexit, os, sys\nfrom assistant import cli\nassert 'numpy' not in sys.modules\n"
        "atexit.register(lambda: print(os.environ.get('OPENBLAS_NUM_THREADS')))\nsys.argv = ['assistant', '--version']\ncli.main()"
    )
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"} | told
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split()[-1] == expected


def test_ask_translates_passages_in_other_languages_where_it_is_told_to(run: Run) -> None:
    asked = ("ask", "Hur länge varade telefonsamtalet den 30 december 2021?", "--answerer", "extractive", "--k", "2")
    replies = ["De två presidenterna har talat med varandra: "]

    def reply(sent: str) -> str:
        return replies[-1] + "; ".join(re.findall(r"\d[\d,:]*", sent.partition("\n\n")[2]))

    with ScriptedEndpoint(reply) as endpoint:
        environment = {"OPENAI_BASE_URL": endpoint.base_url, "ASSISTANT_MODEL": "tiny"}
        plainly = json.loads(run(*asked, "--json", **environment).stdout)
        assert endpoint.requests == []
        answer = json.loads(run(*asked, "--json", "--translate", **environment).stdout)
        assert [set(item) - set(plainly["evidence"][0]) for item in answer["evidence"]] == [{"translation"}] * 2
        for item in answer["evidence"]:
            assert item["text"] in (ROOT / "corpus" / item["article_id"]).read_text(encoding="utf-8")
            assert item["translation"]["text"].startswith(replies[0])
            assert (item["translation"]["model"], item["translation"]["language"]) == ("tiny", "sv")
        printed = run(*asked, "--translate", **environment).stdout
        assert printed.count("    Translated by tiny; not a quotation: De två") == 2
        replies.append("The two presidents spoke: ")
        sent = len(endpoint.requests)
        failed = json.loads(run(*asked, "--json", "--translate", **environment).stdout)
    assert [item["translation"] for item in failed["evidence"]] == [None, None]
    assert "there is no translation of [1]" in failed["notes"][-1]
    assert len(endpoint.requests) == sent + 1, "what failed once is not waited for again"
