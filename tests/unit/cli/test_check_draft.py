"""`assistant check --draft`: each sentence with its verdict, as lines and as JSON; what is no draft is refused in one line."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import clean_environment
from tests.support import command

Run = Callable[..., command.Done]
DRAFT = "The ferry's first crossing carried 312 passengers. The pilots' union elected a new treasurer.\n"


@pytest.fixture
def run(tmp_path: Path, cache: Path, workspace_with_sample: Callable[[Path], None]) -> Run:
    workspace_with_sample(tmp_path)

    def typed(*arguments: str) -> command.Done:
        return command.run(arguments, tmp_path, clean_environment() | {"ASSISTANT_CACHE": str(cache)})

    return typed


def test_a_draft_is_printed_sentence_by_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text(DRAFT, encoding="utf-8")
    done = run("check", "--draft", "draft.md")
    assert done.returncode == 0, done.stderr
    assert "[contradicted] The ferry's first crossing" in done.stdout
    assert "The archive has 212, the draft 312." in done.stdout
    assert "2 sentences: 1 contradicted, 1 not in the archive" in done.stdout


def test_standard_input_and_json(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(DRAFT.encode())))
    done = run("check", "--draft", "-", "--day", "2022-02-05", "--json")
    checked = json.loads(done.stdout)
    assert checked["day"] == "2022-02-05"
    first = checked["findings"][0]
    assert first["verdict"] == "contradicted"
    assert first["differences"][0]["claimed"] == "312"
    assert {"article_id", "start", "end", "quote"} <= set(first["sources"][0])


def test_an_empty_draft_and_another_kind_of_file_are_refused_in_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    for name, said in (("empty.txt", "the draft is empty"), ("a.pdf", "no draft that can be read")):
        done = run("check", "--draft", name)
        assert done.returncode == 1
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_draft_and_a_claim_at_once_are_wrong_usage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text(DRAFT, encoding="utf-8")
    assert run("check", "--draft", "draft.txt", "--claim", "It sank.").returncode == 2
