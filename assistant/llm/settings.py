"""Which language model is asked, where, and within what limits: an endpoint, or a model on this machine.

An endpoint that is set answers. Without one, the model that `local_model` names does, or the only one that is here. Both an endpoint and
`local_model` set is refused when the settings are read (`config`): whoever sets both may believe that nothing leaves the machine.
"""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Mapping
from pathlib import Path

from assistant.config import Config, usual_name
from assistant.errors import ConfigError, ModelFileError
from assistant.llm import model_store

LOCAL_DEADLINE = 240.0
"""Seconds for a reply on this machine where `deadline` is not set: a busy one reads ten tokens a second, a free one seventy."""
PROMPTS = {"full": "answer", "short": "short"}
EXTRA = "install what serves a model on this machine: pip install 'dateline-assistant[local]'"


@dataclasses.dataclass(frozen=True, slots=True)
class LocalModel:
    """A model's file on this machine, and how it is served."""

    name: str
    path: Path
    size: int
    """Bytes of the file."""
    context_tokens: int = 2048
    idle: float = 600.0
    """Seconds without a question after which it leaves the memory."""


@dataclasses.dataclass(frozen=True, slots=True)
class LanguageModelSettings:
    """Which model answers, where, and within what limits."""

    model: str
    base_url: str | None = None
    """None for OpenAI itself."""
    api_key: str | None = dataclasses.field(default=None, repr=False)
    temperature: float = 0.0
    max_output_tokens: int = 800
    context_tokens: int = 8192
    """What the model can read and write together; evidence beyond it is left out, weakest first."""
    evidence_tokens: int | None = None
    """About so many of the passages are sent: the sentences that bear on the question, with their neighbours. None for whole passages."""
    prompt: str = "answer"
    """The prompt that asks for an answer, by its file's name."""
    total_deadline: float = 60.0
    """Seconds for the whole reply, retries included. Keep-alives do not extend it; a local model's start is not counted."""
    max_requests: int = 3
    """How often one question is sent at most, when the endpoint is busy (429) or fails (5xx)."""
    retry_after_cap: float = 10.0
    """The longest wait in seconds that an endpoint may ask for before the question is given up."""
    written: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False, hash=False, compare=False)
    """What settings are called by whoever set them (`Config.written`), for errors that say what to mend."""
    local: LocalModel | None = None
    """The model on this machine that answers in place of an endpoint: `local_server` finds its address and key when it is asked."""

    def called(self, setting: str) -> str:
        """A setting as it was set."""
        return self.written.get(setting) or usual_name(setting)


NAMED = ("base_url", "api_key", "deadline", "max_output_tokens", "context_tokens", "model")
"""Settings that errors name."""


def settings_from(config: Config) -> LanguageModelSettings:
    """The language model's part of the settings. Raises ConfigError where `local_model` names none that can be used."""
    endpoint = LanguageModelSettings(
        model=config.model,
        base_url=config.base_url,
        api_key=config.api_key.get_secret_value() if config.api_key else None,
        temperature=config.temperature,
        max_output_tokens=config.max_output_tokens,
        context_tokens=config.context_tokens,
        total_deadline=config.deadline,
        prompt=PROMPTS[config.prompt or "full"],
        written={name: config.written(name) for name in NAMED},
    )
    local = local_model(config)
    if local is None:
        return endpoint
    deadline = config.deadline if "deadline" in config.model_fields_set else LOCAL_DEADLINE
    return dataclasses.replace(
        endpoint,
        model=local.name,
        base_url=None,
        api_key=None,
        context_tokens=local.context_tokens,
        evidence_tokens=config.local_evidence_tokens,
        prompt=PROMPTS[config.prompt or "short"],
        total_deadline=deadline,
        written={**endpoint.written, "context_tokens": config.written("local_context_tokens")},
        local=local,
    )


def with_model(config: Config, model: str) -> Config:
    """The settings with another model of the same kind: at the endpoint, or on this machine."""
    return config.model_copy(update={"local_model" if local_model(config) else "model": model})


def has_language_model(config: Config) -> bool:
    """Whether there is a model to be asked: an endpoint, or one on this machine and what serves it."""
    try:
        require_language_model(config)
    except ConfigError:
        return False
    return True


def require_language_model(config: Config) -> None:
    """Raises ConfigError, which says what to do, where there is no model to be asked."""
    if config.has_endpoint or local_model(config):
        return
    here = model_store.installed(config.models_path)
    gone = [one for one in here if not one.there]
    if gone and len(gone) == len(here):
        raise ConfigError(
            f"the file of the language model {_names(gone)} is gone or changed: `assistant model get` it again"
        )
    here = [one for one in here if one.there]
    if not here:
        raise ConfigError(
            "no language model is set: set OPENAI_API_KEY or OPENAI_BASE_URL, run `assistant model get`, or ask without it"
        )
    if len(here) > 1:
        raise ConfigError(f"{len(here)} language models are here: set `local_model` to one of {_names(here)}")
    raise ConfigError(f"the language model {here[0].name} is here, but nothing serves it: {EXTRA}")


def local_model(config: Config) -> LocalModel | None:
    """The model on this machine that answers; None where an endpoint does, or none is set and not exactly one is here.

    Raises ConfigError where `local_model` names one that is not here or cannot be served.
    """
    if config.local_model is None:
        here = [] if config.has_endpoint else [one for one in model_store.installed(config.models_path) if one.there]
        return _served(here[0], config) if len(here) == 1 and can_serve() else None
    try:
        found = model_store.find(config.local_model, config.models_path)
    except ModelFileError as error:
        raise ConfigError(f"local_model: {error}") from None
    if not can_serve():
        raise ConfigError(f"local_model: {EXTRA}")
    return _served(found, config)


def can_serve() -> bool:
    """Whether the optional library that serves a model is installed; it is not imported here."""
    return importlib.util.find_spec("xllamacpp") is not None


def _served(model: model_store.Installed, config: Config) -> LocalModel:
    return LocalModel(model.name, model.path, model.size, config.local_context_tokens, config.local_idle)


def _names(models: list[model_store.Installed]) -> str:
    return ", ".join(model.name for model in models)
