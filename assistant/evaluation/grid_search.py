"""Every combination of some settings, run over one question set and ranked: `answerer=extractive,llm k=4,8`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.config import Config
from assistant.errors import ConfigError
from assistant.evaluation import comparison, runner, statistics
from assistant.evaluation.measures import LOWER_IS_BETTER
from assistant.evaluation.run_files import Run
from assistant.evaluation.runner import Evaluation
from assistant.llm.settings import has_language_model
from assistant.service import Assistant

SHORT = {"k": "passages"}
FIXED = frozenset(
    {"home", "corpus", "index", "cache", "api_key", "host", "port", "embedding_model", "embedding_base_url"}
)
"""Combination of the index, of secrets and of the page: a run does not vary them."""

Combination = Mapping[str, str]
"""Setting → value, as typed."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One combination, what it reached, and how sure it is that the best one is better."""

    settings: Combination
    run: Run
    value: float | None
    p: float | None
    """The adjusted p of its difference to the best one; None for the best one itself."""


def combinations(varied: Sequence[str]) -> list[Combination]:
    """
    >>> combinations(["answerer=extractive,llm", "k=4"])
    [{'answerer': 'extractive', 'passages': '4'}, {'answerer': 'llm', 'passages': '4'}]
    """
    names, values = [], []
    for text in varied:
        name, equals, listed = text.partition("=")
        name = SHORT.get(name.strip(), name.strip())
        chosen = list(dict.fromkeys(part.strip() for part in listed.split(",") if part.strip()))
        if not equals or not chosen:
            raise ConfigError(f"--vary {text}: write NAME=VALUE,VALUE, like k=4,8")
        known = sorted((Config.model_fields.keys() - FIXED) | SHORT.keys())
        if name not in known or name in names:
            raise ConfigError(f"--vary {text}: name each setting once; known are {', '.join(known)}")
        names.append(name)
        values.append(chosen)
    return [dict(zip(names, chosen, strict=True)) for chosen in itertools.product(*values)]


def run_grid(assistant: Assistant, evaluation: Evaluation, varied: Sequence[str], by: str = "right") -> list[Entry]:
    """Runs each combination and ranks them by a measure, the best first. Raises ConfigError for a value that is none."""
    chosen = combinations(varied)
    assistants = [_with_settings(assistant, settings) for settings in chosen]
    base = evaluation.name or dt.datetime.now().strftime("%Y-%m-%d-%H%M%S")
    found = []
    for settings, changed in zip(chosen, assistants, strict=True):
        label = ",".join(f"{name}={value}" for name, value in settings.items()).replace("/", "_")
        answerer: Any = settings.get("answerer", evaluation.answerer)
        run = runner.run(changed, dataclasses.replace(evaluation, name=f"{base}-{label}", answerer=answerer))
        found.append((settings, run))
    return _ranked(found, by)


def table(entries: Sequence[Entry], by: str) -> str:
    """The ranking for a terminal."""
    lines = [f"ranked by {by}; p (Holm) of the difference to the best"]
    for place, entry in enumerate(entries, 1):
        settings = " ".join(f"{name}={value}" for name, value in entry.settings.items())
        value = "not applicable" if entry.value is None else f"{entry.value:.3f}"
        p = "" if entry.p is None else f"  p {entry.p:.3f}"
        lines.append(f"{place}. {settings:40} {value}{p}  {entry.run.folder}")
    return "\n".join(lines)


def _ranked(found: Sequence[tuple[Combination, Run]], by: str) -> list[Entry]:
    if by not in found[0][1].summary["measures"]:
        raise ConfigError(
            f"there is no measure {by!r} to rank by: known are {', '.join(found[0][1].summary['measures'])}"
        )

    def value(run: Run) -> float | None:
        measured = run.summary["measures"][by]
        return measured["mean"] if measured else None

    def order(item: tuple[Combination, Run]) -> float:
        reached = value(item[1])
        return float("inf") if reached is None else reached if by in LOWER_IS_BETTER else -reached

    ranked = sorted(found, key=order)
    ps = [_p(run, ranked[0][1], by) for _, run in ranked[1:]]
    adjusted = [None, *statistics.holm(ps)]
    return [Entry(settings, run, value(run), p) for (settings, run), p in zip(ranked, adjusted, strict=True)]


def _p(run: Run, best: Run, by: str) -> float:
    found = comparison.difference(by, comparison.paired(best.rows, run.rows))
    return found.p if found else 1.0


def _with_settings(assistant: Assistant, settings: Combination) -> Assistant:
    """The same index under other settings, checked as those of a file are. Raises ConfigError."""
    from pydantic import ValidationError

    values = assistant.config.model_dump() | dict(settings)
    try:
        config = Config(**values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ConfigError(f"--vary: {first['loc'][0]}: {first['msg']}") from None
    if config.answerer == "llm" and not has_language_model(config):
        raise ConfigError(
            "--vary answerer=llm: no language model is set: set OPENAI_API_KEY or OPENAI_BASE_URL, or `assistant model get`"
        )
    return Assistant(config)
