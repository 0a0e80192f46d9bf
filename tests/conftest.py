"""Shared fixtures: a deterministic embedder where meaning does not matter, the real one where it does."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from assistant.config import Config
from assistant.embedding import Encoded, MiniLM, Progress
from assistant.service import Assistant
from tests.language_model_server import language_model_server as language_model_server

settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")  # the same examples on every machine; no time limit on loaded ones

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"


@functools.cache
def _direction(word: str) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()[:4], "big")
    return np.random.default_rng(seed).standard_normal(64, dtype=np.float32)


class HashedWords:
    """A deterministic embedder: a text's vector is the sum of its words' random vectors."""

    name = "hashed words"

    def __init__(self) -> None:
        self.texts = 0

    def query(self, text: str) -> np.ndarray:
        total = np.zeros(64, dtype=np.float32)
        for word in text.lower().split():
            total += _direction(word)
        return total / max(float(np.linalg.norm(total)), 1e-9)

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], progress: Progress | None = None
    ) -> Encoded:
        self.texts += len(texts)
        vectors = np.array([self.query(text) for text in texts], dtype=np.float32).reshape(-1, 64)
        parts = [
            np.array([self.query(text[s:e]) for s, e in wanted], dtype=np.float32).reshape(-1, 64)
            for text, wanted in zip(texts, spans, strict=True)
        ]
        return Encoded(vectors, parts)


@pytest.fixture
def hashed() -> HashedWords:
    return HashedWords()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the real embedding graph is built, once a run."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def minilm(cache: Path) -> MiniLM:
    return MiniLM(cache)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Assistant:
    """The sample corpus, indexed with the real embedding model."""
    config = Config(home=ROOT, index=tmp_path_factory.mktemp("sample") / "index", cache=cache)
    assistant = Assistant(config)
    assistant.update()
    return assistant


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Assistant:
    """The five real articles, where the folder that holds them is there."""
    if not SEEDS.is_dir():
        pytest.skip("the folder of real articles is not here")
    config = Config(corpus=SEEDS, index=tmp_path_factory.mktemp("seeds") / "index", cache=cache)
    assistant = Assistant(config)
    assistant.update()
    return assistant
