"""The sample is offered where no articles are, and touches no folder that holds something."""

from __future__ import annotations

import io
from pathlib import Path

import click
import pytest

from assistant.cli import options, sample
from assistant.errors import AssistantError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel's sample of one article."""
    folder = tmp_path / "wheel"
    folder.mkdir()
    (folder / "ferry.md").write_text("The ferry sails again.", encoding="utf-8")
    monkeypatch.setattr(sample, "SAMPLE", folder)
    return folder


@pytest.mark.parametrize("there", [True, False])
def test_who_wishes_it_gets_it(there: bool, carried: Path, tmp_path: Path) -> None:
    if there:
        (tmp_path / "corpus").mkdir()
    sample.offer(tmp_path / "corpus", wished=True, may_ask=False)
    assert [path.name for path in (tmp_path / "corpus").iterdir()] == ["ferry.md"]


def test_where_none_is_carried_it_is_not_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "SAMPLE", tmp_path / "none")
    sample.offer(tmp_path / "corpus", wished=False, may_ask=True)
    with pytest.raises(click.UsageError, match="carries none: put articles into"):
        sample.offer(tmp_path / "corpus", wished=True, may_ask=False)
    monkeypatch.setattr(options, "SAMPLE", tmp_path / "none")
    with pytest.raises(AssistantError) as none:
        options.Workspace(tmp_path, as_json=False).open_updated()
    assert "--sample" not in str(none.value)


def test_a_folder_that_holds_something_stays_as_it_is(carried: Path, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "mine.txt").write_text("Mine.", encoding="utf-8")
    sample.offer(tmp_path / "corpus", wished=True, may_ask=False)
    assert [path.name for path in (tmp_path / "corpus").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("agreed", [True, False])
@pytest.mark.parametrize("may_ask", [True, False])
def test_at_a_terminal_it_is_offered_not_forced(
    agreed: bool, may_ask: bool, there: bool, carried: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if there:
        (tmp_path / "corpus").mkdir()
    asked: list[str] = []

    def confirm(question: str, **_: object) -> bool:
        asked.append(question)
        return agreed

    monkeypatch.setattr(click, "confirm", confirm)
    sample.offer(tmp_path / "corpus", wished=False, may_ask=may_ask)
    assert asked == [], "pytest is no terminal"
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sys.stderr", Terminal())
    sample.offer(tmp_path / "corpus", wished=False, may_ask=may_ask)
    assert [question.endswith("a sample there, 1 invented reports?") for question in asked] == [True] * may_ask
    assert (tmp_path / "corpus" / "ferry.md").exists() is (agreed and may_ask)
