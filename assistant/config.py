"""The settings: one frozen `Config`, read once at the edge from `assistant.toml` and the environment.

Later sources win: defaults, `assistant.toml` in the workspace, `ASSISTANT_*` variables (and the customary
`OPENAI_API_KEY` and `OPENAI_BASE_URL`), options on the command line.
"""

from __future__ import annotations

import dataclasses
import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from assistant.errors import ConfigError
from assistant.schema import Answerer

FILE = "assistant.toml"
PREFIX = "ASSISTANT_"
CUSTOMARY = {"OPENAI_API_KEY": "api_key", "OPENAI_BASE_URL": "base_url"}
GONE = frozenset({"embedding_precision"})
"""Settings of earlier versions: passed over."""


@dataclasses.dataclass(frozen=True, slots=True)
class PassageSize:
    """How articles are cut: the characters of a passage that are aimed at, and those that none exceeds."""

    target: int = 600
    longest: int = 860

    def __str__(self) -> str:
        return f"passages of {self.target}, at most {self.longest} characters"


USUAL_SIZE = PassageSize()


class Config(BaseModel):
    """Every setting with its default. Paths are relative to the workspace `home`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Path()
    corpus: Path = Path("corpus")
    index: Path = Path("index")
    cache: Path = Field(default_factory=lambda: platformdirs.user_cache_path("dateline"))
    """Where the embedding model's graph and language models are kept, shared by all workspaces."""

    passage_characters: int = Field(USUAL_SIZE.target, ge=100, le=10_000)
    """The size of passages that is aimed at; another one, or another longest one, asks for `assistant index --rebuild`."""
    longest_passage: int = Field(USUAL_SIZE.longest, ge=500, le=10_000, validate_default=True)
    """No passage has more characters; a sentence may have 500. The built-in model reads about the first 1,000."""

    passages: int = Field(8, ge=1, le=50)
    """How many passages a question is answered from."""
    answerer: Answerer | None = None
    """`extractive` or `llm`; when not set, `llm` if an endpoint or key is set. A model on this machine is slower and is asked for."""
    answer_threshold: float = Field(0.6, ge=0, le=1)
    """The confidence below which an answer is withheld. The higher it is, the more unanswerable questions are found and the more answerable
    ones lost: here one in fifty of a source left out, one in six of the sample (eval/figures.md)."""

    model: str = "gpt-4o-mini"
    base_url: str | None = None
    api_key: SecretStr | None = None
    temperature: float = Field(0.0, ge=0, le=2)
    max_output_tokens: int = Field(500, ge=16)
    context_tokens: int = Field(6000, ge=256)
    deadline: float = Field(60.0, gt=0)
    """Seconds in all that a language model may take."""

    embedding: Literal["english", "multilingual", "auto"] = "auto"
    """The built-in model: `auto` takes the multilingual one where more than a few articles are in other languages than English and it is
    installed (docs/languages.md)."""
    embedding_model: str | None = None
    """The name of a model behind `embedding_base_url`; when not set, a built-in one."""
    embedding_base_url: str | None = None
    embedding_requests: int = Field(4, ge=1, le=64)
    """Requests to an embedding endpoint at a time."""

    local_model: str | None = None
    """The name (`assistant model list`) or the path of a model on this machine; when not set, the only one that is here, if no endpoint
    is set. Never beside an endpoint."""
    local_idle: float = Field(600.0, ge=0)
    """Seconds without a question after which the model on this machine leaves the memory."""
    local_context_tokens: int = Field(2048, ge=256)
    """`context_tokens` of the model on this machine: a longer prompt takes longer to read."""
    local_evidence_tokens: int = Field(500, ge=50)
    """Of the passages about so many tokens are read by the model on this machine: the sentences that bear on the question."""
    prompt: Literal["full", "short"] | None = None
    """Of `prompts/`: `full` (answer.md) tells all rules, `short` (short.md) one instruction, which is all that a small model follows.
    When not set, `short` for a model on this machine and `full` for an endpoint."""

    chroma_url: str | None = None
    """A Chroma server in place of the store in the index folder; never expose one (docs/scaling.md)."""
    chroma_token: SecretStr | None = None
    chroma_collection: str = "passages"
    vector_store: str | None = None
    """Another LlamaIndex vector store, by import path, made with `vector_store_options`."""
    vector_store_options: dict[str, Any] = Field(default_factory=dict)

    max_file_megabytes: float = Field(20.0, gt=0)
    host: str = "127.0.0.1"
    port: int = Field(7860, ge=0, le=65535)
    auth: SecretStr | None = Field(None, min_length=1)
    """`name:password`, or a password alone, without which the page answers nothing. Never an option of the command line."""
    allowed_hosts: tuple[str, ...] = ()
    """Names beside `host` and this machine's own by which the page is reached, as behind a proxy; in a variable parted by commas."""
    concurrency: int = Field(3, ge=1, le=64)
    """Questions that the page answers at the same time; measured in docs/security.md, as is the next."""
    queue: int = Field(17, ge=1, le=10_000)
    """Questions that wait meanwhile; whoever comes then is told that Dateline is busy."""
    log_questions: bool = False
    """Whether the page's log holds the words of questions."""
    trace_texts: bool = False
    """Whether spans (`OTEL_…`, docs/tracing.md) hold the texts of questions, passages, prompts and answers."""

    _sources: dict[str, str] = PrivateAttr(default_factory=dict)

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _parted_by_commas(cls, hosts: object) -> object:
        """A variable holds one text: `news.example, archive.example`."""
        return [name.strip() for name in hosts.split(",") if name.strip()] if isinstance(hosts, str) else hosts

    @field_validator("vector_store_options", mode="before")
    @classmethod
    def _written_as_json(cls, options: object) -> object:
        try:
            return json.loads(options) if isinstance(options, str) else options
        except ValueError:
            raise ValueError('write it as JSON, such as {"host": "vectors.example"}') from None

    @field_validator("longest_passage")
    @classmethod
    def _longest_is_longest(cls, longest: int, values: ValidationInfo) -> int:
        target = values.data.get("passage_characters", 0)
        if longest < target:
            raise ValueError(f"must be at least passage_characters, which is {target}")
        return longest

    @field_validator("local_model")
    @classmethod
    def _one_model_answers(cls, name: str | None, values: ValidationInfo) -> str | None:
        # A key alone may be that of an embedding endpoint.
        key = values.data.get("api_key") and not values.data.get("embedding_base_url")
        if name is not None and (values.data.get("base_url") or key):
            raise ValueError(
                "an endpoint is set too (OPENAI_BASE_URL or OPENAI_API_KEY): choose one and unset the other"
            )
        return name

    @property
    def passage_size(self) -> PassageSize:
        return PassageSize(self.passage_characters, self.longest_passage)

    @property
    def corpus_path(self) -> Path:
        return self.home / self.corpus

    @property
    def index_path(self) -> Path:
        return self.home / self.index

    @property
    def models_path(self) -> Path:
        """Where language models on this machine are kept."""
        return self.cache / "models"

    @property
    def has_endpoint(self) -> bool:
        return self.api_key is not None or self.base_url is not None

    def written(self, setting: str) -> str:
        """A setting as whoever set it wrote it, so that an error names what there is to mend: `ASSISTANT_DEADLINE`; the usual name of
        one that nobody set."""
        source = self._sources.get(setting)
        if source == FILE:
            return f"`{setting}` in {FILE}"
        return source or usual_name(setting)

    @property
    def default_answerer(self) -> Answerer:
        return self.answerer or ("llm" if self.has_endpoint else "extractive")


def usual_name(setting: str) -> str:
    """What a setting is called where nothing is known of how it was set: `OPENAI_API_KEY`."""
    return {name: variable for variable, name in CUSTOMARY.items()}.get(setting, f"`{setting}`")


def load_config(home: Path = Path(), environment: Mapping[str, str] = os.environ, **options: Any) -> Config:
    """The settings in force in the workspace `home`. Options that are None count as not given.

    Raises ConfigError, naming the setting and where it was read.
    """
    known = Config.model_fields
    values: dict[str, Any] = {"home": home}
    sources: dict[str, str] = {}

    def take(name: str, value: Any, source: str) -> None:
        if name in GONE:
            return
        if name not in known:
            raise ConfigError(f"{source}: unknown setting {name!r}; known are {', '.join(sorted(known))}")
        values[name] = value
        sources[name] = source

    for name, value in _read_file(home / FILE).items():
        take(name, value, FILE)
    for variable, name in CUSTOMARY.items():
        if environment.get(variable):
            take(name, environment[variable], variable)
    for variable, value in sorted(environment.items()):
        if variable.startswith(PREFIX) and value:
            take(variable.removeprefix(PREFIX).lower(), value, variable)
    for name, value in options.items():
        if value is not None:
            take(name, value, f"--{name.replace('_', '-')}")
    try:
        config = Config(**values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0])
        said = first["msg"].removeprefix("Value error, ")
        raise ConfigError(f"{sources.get(name, FILE)}: {name}: {said}") from None
    config._sources.update(sources)
    return config


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
