"""What the page asks of the real assistant beside answers: its settings without secrets, and another model over the same index."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from pydantic import SecretStr

from assistant.config import Config
from assistant.service import Assistant
from tests.browser.fake_assistant import FakeAssistant
from tests.conftest import ROOT, HashedWords


def small(home: Path) -> Assistant:
    (home / "corpus").mkdir()
    (home / "corpus" / "a.txt").write_text("The council of Lisbon voted for a third ferry.\n", encoding="utf-8")
    assistant = Assistant(
        Config(home=home, api_key=SecretStr("sk-canary"), base_url="http://user:canary@127.0.0.1:9/v1")
    )
    assistant.__dict__["embedder"] = HashedWords()
    assistant.update()
    return assistant


def test_settings_kept_beside_answers_hold_no_secret(tmp_path: Path) -> None:
    settings = small(tmp_path).settings()
    assert settings["model"] == "gpt-4o-mini"
    assert settings["passages"] == 8
    assert "canary" not in json.dumps(settings)


def test_another_model_shares_index_and_embedder(tmp_path: Path) -> None:
    assistant = small(tmp_path)
    other = assistant.with_model("another")
    assert other.settings()["model"] == "another"
    assert assistant.settings()["model"] == "gpt-4o-mini"
    assert other.embedder is assistant.embedder
    assert other.generation() is assistant.generation()


def test_folders_of_the_page_lie_in_the_workspace(tmp_path: Path) -> None:
    assistant = small(tmp_path)
    assert assistant.home == tmp_path
    assert assistant.corpus_folder == tmp_path / "corpus"
    assert assistant.limits.file_bytes == 20_000_000


def test_the_fake_has_all_that_the_page_asks_of_the_assistant() -> None:
    """To mypy it inherits the rest."""
    fake, asked = FakeAssistant(), set()
    for path in (ROOT / "assistant" / "web").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("assistant", "self.assistant"):
                asked.add(node.attr)
    assert {"stream", "article", "search"} <= asked
    assert {name for name in asked if not hasattr(fake, name)} == set()
