"""The same index with its vectors elsewhere: a real Chroma server, and another LlamaIndex store; parallel embedding."""

from __future__ import annotations

import gc
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from assistant.config import Config
from assistant.errors import ConfigError, EmbeddingError, IndexMismatch, VectorStoreError
from assistant.index import manager
from assistant.index.embedding import make_embedder
from assistant.index.external_store import make_store
from assistant.service import Assistant
from tests.conftest import HashedWords
from tests.unit.index.test_manager import TEXTS

SIMPLE = "llama_index.core.vector_stores.SimpleVectorStore"


@pytest.fixture
def chroma_url(tmp_path: Path) -> Iterator[str]:
    """A Chroma server of its own, on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path / "chroma server"
    chroma = Path(sys.executable).with_name("chroma")
    command = [str(chroma), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        for client in filter(lambda value: isinstance(value, httpx.Client), gc.get_objects()):
            client.close()  # Chroma leaves its connections open
        server.kill()
        server.wait()


def make_corpus(home: Path) -> Path:
    (home / "corpus").mkdir()
    for name, text in TEXTS.items():
        (home / "corpus" / name).write_text(text)
    return home / "corpus"


def opened(config: Config) -> Assistant:
    assistant = Assistant(config)
    assistant.__dict__["embedder"] = HashedWords()
    return assistant


def check_a_life(config: Config, corpus: Path) -> None:
    """Build, change and ask, comparing each state's search with the exact one."""
    assistant = opened(config)
    assert assistant.update().passages == 3
    (corpus / "a.txt").write_text("The ferry stayed in port. Nobody sailed.")
    (corpus / "b.txt").unlink()
    (corpus / "d.txt").write_text("A bridge was painted green.")
    report = assistant.update()
    assert (report.added, report.changed, report.removed) == (1, 1, 1)
    for follower in (assistant, opened(config)):
        generation = follower.generation()
        assert generation.verify() == []
        assert not (generation.folder / "chroma").exists()
        for row, vector in enumerate(generation.vectors[:]):
            rows, cosines = generation.collection.nearest(vector, 3)
            assert rows[0] == row
            assert sorted(rows.tolist()) == [0, 1, 2]
            assert len(cosines) == 3
        assert follower.search("Who painted the bridge?", k=1)[0].article_id == "d.txt"


def test_a_chroma_server_holds_the_passages(tmp_path: Path, chroma_url: str) -> None:
    import chromadb

    config = Config(home=tmp_path, chroma_url=chroma_url, chroma_collection="life")
    check_a_life(config, make_corpus(tmp_path))
    client: Any = chromadb.HttpClient(host="127.0.0.1", port=int(chroma_url.rpartition(":")[2]))
    held = client.get_collection("life", embedding_function=None)
    assert held.count() == 3
    articles = {str(item["article_id"]) for item in held.get()["metadatas"] or []}
    assert articles == {"a.txt", "c.txt", "d.txt"}


def test_another_store_of_llama_index_holds_the_passages(tmp_path: Path) -> None:
    config = Config(home=tmp_path, vector_store=SIMPLE)
    check_a_life(config, make_corpus(tmp_path))
    assert len(json.loads((tmp_path / "index" / "vector_store.json").read_text())["embedding_dict"]) == 3


def test_another_store_than_the_index_was_built_with_is_refused(tmp_path: Path) -> None:
    make_corpus(tmp_path)
    opened(Config(home=tmp_path)).update()
    with pytest.raises(IndexMismatch, match=r"built with chroma, the settings say .*SimpleVectorStore.*--rebuild"):
        opened(Config(home=tmp_path, vector_store=SIMPLE)).generation()
    counted = opened(Config(home=tmp_path, vector_store=SIMPLE))
    assert counted.update(rebuild=True).embedded == 0  # the vectors are kept


def test_a_store_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no no_such_package\.Store"):
        make_store(Config(home=tmp_path, vector_store="no_such_package.Store"))
    with pytest.raises(VectorStoreError, match=r"no Chroma server answers at http://127\.0\.0\.1:9"):
        make_store(Config(home=tmp_path, chroma_url="http://127.0.0.1:9"))
    with pytest.raises(ConfigError, match="both set"):
        make_store(Config(home=tmp_path, chroma_url="http://127.0.0.1:9", vector_store=SIMPLE))


class EmbeddingServer(ThreadingHTTPServer):
    """Answers as OpenAI's embeddings endpoint does, and counts how many requests it holds at once."""

    now = most = 0
    broken = False
    guard = threading.Lock()


class _Embeddings(BaseHTTPRequestHandler):
    server: EmbeddingServer

    def do_POST(self) -> None:
        asked: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.guard:
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
        time.sleep(0.2)
        with self.server.guard:
            self.server.now -= 1
        texts = asked["input"] if isinstance(asked["input"], list) else [asked["input"]]
        data = [
            {"object": "embedding", "index": place, "embedding": [float(len(text)), 1.0]}
            for place, text in enumerate(texts)
        ]
        body = json.dumps({"object": "list", "model": asked["model"], "data": data, "usage": {}}).encode()
        self.send_response(400 if self.server.broken else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Says nothing."""


@pytest.fixture
def embedding_server() -> Iterator[EmbeddingServer]:
    server = EmbeddingServer(("127.0.0.1", 0), _Embeddings)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_endpoint_embeds_batches_in_parallel_and_in_order(embedding_server: EmbeddingServer) -> None:
    url = f"http://127.0.0.1:{embedding_server.server_port}/v1"
    model = make_embedder(Config(embedding_model="text-embedding-3-small", embedding_base_url=url))
    texts = ["x" * (number + 1) for number in range(200)]
    counted: list[int] = []
    vectors = model.encode(texts, [()] * len(texts), counted.append).vectors
    expected = np.array([[len(text), 1.0] for text in texts])
    assert np.allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=1e-5)
    assert sum(counted) == 200
    assert embedding_server.most == 4
    embedding_server.broken = True
    with pytest.raises(EmbeddingError, match="embedding endpoint failed"):
        model.encode(texts, [()] * len(texts))


def test_the_index_is_the_same_wherever_its_vectors_are(tmp_path: Path) -> None:
    make_corpus(tmp_path)
    found = []
    for config in (Config(home=tmp_path), Config(home=tmp_path, index=Path("other"), vector_store=SIMPLE)):
        assistant = opened(config)
        assistant.update()
        found.append(assistant.search("Why was the harbour closed?", k=3))
    assert found[0] == found[1]
    assert manager.current_name(tmp_path / "other") == manager.current_name(tmp_path / "index")
