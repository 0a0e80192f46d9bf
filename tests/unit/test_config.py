"""Settings that do not go together are refused, naming the one to change."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from assistant.config import PassageSize, load_config
from assistant.errors import ConfigError
from assistant.llm.settings import settings_from
from assistant.llm.transport import explain
from assistant.text.sentences import LONGEST_SENTENCE


def test_the_longest_passage_is_no_shorter_than_the_usual_one_or_a_sentence(tmp_path: Path) -> None:
    assert load_config(tmp_path, {}).passage_size == PassageSize()
    sized = {"ASSISTANT_PASSAGE_CHARACTERS": "1000", "ASSISTANT_LONGEST_PASSAGE": "1400"}
    assert load_config(tmp_path, sized).passage_size == PassageSize(1000, 1400)
    with pytest.raises(ConfigError, match=r"longest_passage: .*at least passage_characters, which is 1000"):
        load_config(tmp_path, {"ASSISTANT_PASSAGE_CHARACTERS": "1000"})
    with pytest.raises(ConfigError, match=f"longest_passage: .*{LONGEST_SENTENCE}"):
        load_config(tmp_path, {"ASSISTANT_PASSAGE_CHARACTERS": "200", "ASSISTANT_LONGEST_PASSAGE": "300"})


def test_a_setting_is_called_what_whoever_set_it_wrote(tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_text("deadline = 5\n", encoding="utf-8")
    config = load_config(tmp_path, {"ASSISTANT_BASE_URL": "http://127.0.0.1:9/v1"}, passages=4)
    assert config.written("deadline") == "`deadline` in assistant.toml"
    assert config.written("base_url") == "ASSISTANT_BASE_URL"
    assert config.written("passages") == "--passages"
    assert config.written("api_key") == "OPENAI_API_KEY"
    assert config.written("context_tokens") == "`context_tokens`"
    settings = settings_from(config)
    assert "mend ASSISTANT_BASE_URL" in explain(httpx.ConnectError("refused"), settings)
    assert "raise `deadline` in assistant.toml" in explain(httpx.ReadTimeout("late"), settings)


def test_a_variable_holds_hosts_parted_by_commas_and_options_as_json(tmp_path: Path) -> None:
    told = {
        "ASSISTANT_ALLOWED_HOSTS": "news.example, archive.example,",
        "ASSISTANT_VECTOR_STORE_OPTIONS": '{"port": 6333}',
    }
    config = load_config(tmp_path, told)
    assert config.allowed_hosts == ("news.example", "archive.example")
    assert config.vector_store_options == {"port": 6333}
    (tmp_path / "assistant.toml").write_text('allowed_hosts = ["news.example"]\n', encoding="utf-8")
    assert load_config(tmp_path, {}).allowed_hosts == ("news.example",)
    with pytest.raises(ConfigError, match=r"ASSISTANT_VECTOR_STORE_OPTIONS: .*as JSON"):
        load_config(tmp_path, {"ASSISTANT_VECTOR_STORE_OPTIONS": "port=6333"})


def test_a_setting_of_an_earlier_version_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_text('embedding_precision = "fp32"\nlocal_idle = 5\n', encoding="utf-8")
    assert load_config(tmp_path, {"ASSISTANT_EMBEDDING_PRECISION": "fp32"}).local_idle == 5
    with pytest.raises(ConfigError, match="unknown setting 'embedding_precise'"):
        load_config(tmp_path, {"ASSISTANT_EMBEDDING_PRECISE": "fp32"})
