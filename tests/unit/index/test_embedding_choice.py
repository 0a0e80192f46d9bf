"""The model of an index: by the setting, by the languages of the articles, by what the index was built with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.config import Config
from assistant.index import e5, embedding_choice
from assistant.index.embedding import MiniLM, MultilingualE5, _without


def with_index(home: Path, embedder: str) -> Config:
    folder = home / "index" / "generation-00000001"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"settings": {"embedder": embedder}}), encoding="utf-8")
    (home / "index" / "CURRENT").write_text("generation-00000001 0\n", encoding="utf-8")
    return Config(home=home, cache=home / "cache")


def test_an_index_of_the_multilingual_model_as_it_was_before_is_not_taken_for_an_english_one(tmp_path: Path) -> None:
    config = with_index(tmp_path, "multilingual-e5-small int8 centred 1571fc982750")
    assert isinstance(embedding_choice.choose(config), MultilingualE5)


def test_an_index_that_is_there_is_asked_with_its_own_model(tmp_path: Path) -> None:
    assert isinstance(embedding_choice.choose(Config(home=tmp_path, cache=tmp_path)), MiniLM)
    config = with_index(tmp_path, MultilingualE5.name)
    assert isinstance(embedding_choice.choose(config), MultilingualE5)
    said = config.model_copy(update={"embedding": "english"})
    assert isinstance(embedding_choice.choose(said), MiniLM)


def test_more_than_a_few_articles_in_other_languages_want_the_multilingual_model() -> None:
    assert embedding_choice.wanted({"en": 500, "de": 3}) == "english"
    assert embedding_choice.wanted({"en": 500, "de": 2, "fr": 2}) == "multilingual"


def test_what_is_said_names_the_command_or_the_change(monkeypatch: pytest.MonkeyPatch) -> None:
    languages = {"en": 30, "de": 8, "uk": 2}
    monkeypatch.setattr(e5, "is_installed", lambda: False)
    said = embedding_choice.remark(languages, changed=False)
    assert said is not None
    assert said.startswith("10 of 40 articles are in other languages than English")
    assert embedding_choice.GET_IT in said
    monkeypatch.setattr(e5, "is_installed", lambda: True)
    assert "built with the multilingual model" in (embedding_choice.remark(languages, changed=True) or "")
    assert embedding_choice.remark(languages, changed=False) is None
    assert embedding_choice.remark({"en": 40, "de": 1}, changed=False) is None


def test_a_folder_that_is_new_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Der Hafenmeister wies die Kritik zurück und sprach von einem Irrtum.\n", encoding="utf-8"
    )
    (tmp_path / "b.txt").write_text(
        "The harbour master rejected the criticism and spoke of an error.\n", encoding="utf-8"
    )
    assert embedding_choice.languages_in(tmp_path) == {"de": 1, "en": 1}


def test_what_tells_a_language_is_taken_out_of_a_vector() -> None:
    means = e5.load_means()
    rng = np.random.default_rng(0)
    vectors = np.vstack([rng.normal(size=(3, 384)), np.zeros(384)]).astype(np.float32)
    rest = _without(vectors, means.passages, means.languages)
    np.testing.assert_allclose(np.linalg.norm(rest, axis=1), [1, 1, 1, 0], atol=1e-5)
    np.testing.assert_allclose(rest @ means.languages.T, 0, atol=1e-5)
    np.testing.assert_allclose(_without(vectors[0], means.passages, means.languages), rest[0], atol=1e-6)
