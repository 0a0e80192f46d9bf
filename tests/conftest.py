"""Shared fixtures: a deterministic embedder where meaning does not matter, the real one where it does."""

from __future__ import annotations

import functools
import hashlib
import mmap
import os
import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import settings

from assistant.config import Config
from assistant.index.embedding import Advance, Encoded, MiniLM
from assistant.retrieval.cross_encoder import CrossEncoder
from assistant.service import Assistant
from tests.support.language_model_server import language_model_server as language_model_server

settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")  # the same examples on every machine; no time limit on loaded ones

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"


CANARY = "sk-canary-4be1c0ffee"
KEYED = {"OPENAI_API_KEY": CANARY, "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "ASSISTANT_ANSWERER": "extractive"}
"""Settings with a key that nothing may show, of an endpoint that is not there and is not asked."""


def pytest_configure() -> None:
    os.environ.update(KEYED)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that prints, logs or raises the canary key has failed."""
    report = yield
    shown = [name for name, text in report.sections if CANARY in text]
    if shown or (report.failed and CANARY in report.longreprtext):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} shows the canary key: {', '.join(shown) or 'in its error'}"
    return report


@pytest.fixture(scope="session", autouse=True)
def no_key_is_written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """After the whole suite: no file that any test left (index, run, history, log, page) holds the canary key."""
    yield
    assert files_with(CANARY.encode(), tmp_path_factory.getbasetemp()) == []


def files_with(sought: bytes, folder: Path) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.stat().st_size and os.access(path, os.R_OK):
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                if content.find(sought) >= 0:
                    found.append(str(path.relative_to(folder)))
    return found


def clean_environment() -> dict[str, str]:
    """This process's environment without what would set up an assistant: for commands that tests start."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("ASSISTANT_", "OPENAI_"))}


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
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], progress: Advance | None = None
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
    """Where the real embedding graph is built, once a run: workers of one run share it."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = tmp_path_factory.getbasetemp().parent / "cache"
        folder.mkdir(exist_ok=True)
        return folder
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def network(cache: Path) -> CrossEncoder:
    return CrossEncoder(cache)


@pytest.fixture(scope="session")
def minilm(cache: Path) -> MiniLM:
    return MiniLM(cache)


@pytest.fixture(scope="session")
def sample(cache: Path) -> Assistant:
    """The sample corpus, indexed with the real embedding model, once a run: who comes second has nothing left to do."""
    folder = cache.with_name("sample")
    assistant = Assistant(Config(home=ROOT, index=folder / "index", cache=cache))
    with FileLock(f"{folder}.lock"):
        assistant.update()
    return assistant


@pytest.fixture(scope="session")
def workspace_with_sample(sample: Assistant) -> Callable[[Path], None]:
    """Gives a workspace the sample corpus and a copy of its index: what is the same need not be embedded again."""

    def fill(home: Path) -> None:
        (home / "corpus").symlink_to(ROOT / "corpus")
        with FileLock(f"{sample.config.index_path.parent}.lock"):
            shutil.copytree(sample.config.index_path, home / "index")

    return fill


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Assistant:
    """The five real articles, where the folder that holds them is there."""
    if not SEEDS.is_dir():
        pytest.skip("the folder of real articles is not here")
    config = Config(corpus=SEEDS, index=tmp_path_factory.mktemp("seeds") / "index", cache=cache)
    assistant = Assistant(config)
    assistant.update()
    return assistant
