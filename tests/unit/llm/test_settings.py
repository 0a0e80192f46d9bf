"""Which model answers, where several could; without what serves a local one everything is as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.config import Config, load_config
from assistant.errors import ConfigError
from assistant.llm import model_store, settings
from assistant.llm.settings import LOCAL_DEADLINE, has_language_model, require_language_model, settings_from, with_model


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two model files that are not registered."""
    for name in ("small", "large"):
        (tmp_path / f"{name}.gguf").write_bytes(b"GGUF" + bytes(100))
    monkeypatch.setattr(settings, "can_serve", lambda: True)
    return tmp_path


def config(models: Path, *registered: str, **values: Any) -> Config:
    for name in registered:
        model_store.register(models / f"{name}.gguf", models / "cache" / "models")
    return Config(cache=models / "cache", **values)


def test_the_only_model_that_is_here_answers(models: Path) -> None:
    given = settings_from(config(models, "small", local_idle=5, local_context_tokens=1024))
    assert given.local
    assert (given.model, given.base_url, given.api_key, given.context_tokens) == ("small", None, None, 1024)
    assert (given.local.path, given.local.idle, given.local.size) == (models / "small.gguf", 5, 104)
    assert given.total_deadline == LOCAL_DEADLINE
    assert settings_from(config(models, deadline=7)).total_deadline == 7


def test_it_has_to_be_asked_for(models: Path) -> None:
    assert config(models, "small").default_answerer == "extractive"
    assert config(models, "small", answerer="llm").default_answerer == "llm"


def test_an_endpoint_answers_before_it(models: Path) -> None:
    given = config(models, "small", base_url="http://127.0.0.1:9/v1")
    assert settings_from(given).local is None
    assert settings_from(given).base_url == "http://127.0.0.1:9/v1"
    assert given.default_answerer == "llm"


@pytest.mark.parametrize("endpoint", ["OPENAI_API_KEY", "OPENAI_BASE_URL"])
def test_an_endpoint_and_a_local_model_both_set_are_refused(models: Path, endpoint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(models, {endpoint: "http://127.0.0.1:9/v1", "ASSISTANT_LOCAL_MODEL": "small"})
    assert str(caught.value) == (
        "ASSISTANT_LOCAL_MODEL: local_model: an endpoint is set too (OPENAI_BASE_URL or OPENAI_API_KEY):"
        " choose one and unset the other"
    )


def test_a_key_for_embedding_is_no_endpoint_beside_a_local_model(models: Path) -> None:
    embedding = "http://127.0.0.1:9/v1"
    given = config(models, "small", api_key="sk-1", embedding_base_url=embedding, local_model="small")
    assert settings_from(given).local
    assert settings_from(given).api_key is None


def test_of_two_one_has_to_be_chosen(models: Path) -> None:
    both = config(models, "small", "large")
    assert not has_language_model(both)
    with pytest.raises(ConfigError, match="2 language models are here: set `local_model` to one of large, small"):
        require_language_model(both)
    assert settings_from(config(models, local_model="large")).model == "large"
    assert settings_from(with_model(config(models, local_model="large"), "small")).model == "small"
    assert with_model(config(models, base_url="http://127.0.0.1:9/v1"), "x").model == "x"


def test_a_model_by_its_path_need_not_be_registered(models: Path) -> None:
    given = settings_from(config(models, local_model=str(models / "large.gguf")))
    assert given.local
    assert (given.model, given.local.path) == ("large", models / "large.gguf")


@pytest.mark.parametrize(
    ("registered", "name", "says"),
    [
        ((), "none", "local_model: there is no model 'none' here; here are: none. Get it with `assistant model get`"),
        (("small",), "none", "here are: small"),
        (("small",), "text", "is no GGUF file"),
    ],
)
def test_one_that_is_not_here_is_named(models: Path, registered: tuple[str, ...], name: str, says: str) -> None:
    (models / "text").write_text("not a model")
    wanted = config(models, *registered, local_model=str(models / name) if name == "text" else name)
    assert not has_language_model(wanted)
    for ask in (settings_from, require_language_model):
        with pytest.raises(ConfigError) as caught:
            ask(wanted)
        assert says in str(caught.value)


def test_a_registered_file_that_is_gone_is_as_none(models: Path) -> None:
    given = config(models, "small")
    (models / "small.gguf").unlink()
    assert not has_language_model(given)


def test_without_what_serves_it_a_model_is_not_offered(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "can_serve", lambda: False)
    assert settings_from(config(models, "small")).local is None
    for wanted in (config(models), config(models, local_model="small")):
        assert not has_language_model(wanted)
        with pytest.raises(ConfigError, match=r"pip install 'dateline-assistant\[local\]'"):
            require_language_model(wanted)


def test_nothing_heavy_is_imported_to_find_out(models: Path) -> None:
    config(models, "small")
    program = (
        "import sys; from pathlib import Path; from assistant.config import Config; from assistant.llm import settings;"
        f"settings.has_language_model(Config(cache=Path({str(models / 'cache')!r})));"
        "print([name for name in ('xllamacpp', 'openai', 'httpx', 'llama_index') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n", done.stderr
