"""What the page asks of the real assistant beside answers: its settings without secrets, and another model over the same index."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import SecretStr

from assistant.config import Config
from assistant.service import Assistant
from tests.conftest import HashedWords


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
