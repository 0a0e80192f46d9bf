"""The look-up of known vulnerabilities says what it found, and plainly where it could not look."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.service import Assistant
from tests.conftest import ROOT
from tests.project import advisories

LOCK = "chromadb==1.5.9 \\\n    --hash=sha256:00\ngradio==6.31.0 ; sys_platform == 'linux' \\\n    --hash=sha256:01\n"
KNOWN = {
    "GHSA-server": {"id": "GHSA-server", "aliases": ["CVE-2026-45829"], "summary": "Chroma server"},
    "GHSA-page": {"id": "GHSA-page", "aliases": ["CVE-2030-1"], "summary": "Files of the server are read"},
}


class Database(BaseHTTPRequestHandler):
    """As much of OSV as is asked for: which packages have which advisories is in `of`."""

    of: dict[str, list[str]]

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        assert all(query["package"]["ecosystem"] == "PyPI" and query["version"] for query in asked)
        found = [self.of.get(query["package"]["name"], []) for query in asked]
        self._send({"results": [{"vulns": [{"id": one} for one in ids]} if ids else {} for ids in found]})

    def do_GET(self) -> None:
        self._send(KNOWN[self.path.rpartition("/")[2]])

    def _send(self, value: object) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Database]]:
    Database.of = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Database)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    monkeypatch.setenv("ADVISORIES_URL", f"http://127.0.0.1:{server.server_port}/v1")
    yield Database
    server.shutdown()
    server.server_close()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text(LOCK, encoding="utf-8")
    return path


def test_every_pin_of_the_lock_is_asked_about() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = advisories.pinned(text)
    assert (
        len(packages)
        == len(set(packages))
        == sum("==" in line and not line.startswith((" ", "#")) for line in text.splitlines())
    )
    assert dict(packages)["chromadb"].startswith("1.5")


def test_nothing_known_is_said(database: type[Database], lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert advisories.main(lock) == 0
    assert "2 packages checked, 0 accepted advisories, no other is known" in capsys.readouterr().out


def test_an_advisory_fails_the_lint(database: type[Database], lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database.of = {"gradio": ["GHSA-page"], "chromadb": ["GHSA-server"]}
    assert advisories.main(lock) == 1
    told = capsys.readouterr().out
    assert "gradio 6.31.0: GHSA-page, CVE-2030-1: Files of the server are read" in told
    assert "chromadb" not in told


def test_an_accepted_advisory_does_not(
    database: type[Database], lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database.of = {"chromadb": ["GHSA-server"]}
    assert advisories.main(lock) == 0
    assert "1 accepted advisories" in capsys.readouterr().out


def test_no_network_is_said_and_fails_nothing(
    lock: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISORIES_URL", "http://127.0.0.1:9/v1")
    assert advisories.main(lock) == 0
    assert "NOT CHECKED" in capsys.readouterr().out


def test_each_accepted_advisory_is_explained() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert all(name in text for name in advisories.ACCEPTED)


def test_embedded_chroma_brings_no_server(sample: Assistant) -> None:
    """Why CVE-2026-45829 is accepted: the code that it is about is not even imported when a question is answered."""
    program = (
        "import sys; from pathlib import Path; from assistant import Assistant; from assistant.config import Config\n"
        "assistant = Assistant(Config(index=Path(sys.argv[1]), cache=Path(sys.argv[2])))\n"
        "assert assistant.ask('How long did the call of 30 December 2021 last?', answerer='extractive').sentences\n"
        "assert assistant.verify() == []\n"  # reads Chroma, which so few passages are not asked from
        "assert 'chromadb' in sys.modules\n"
        "print([name for name in sys.modules if name.startswith(('chromadb.server', 'uvicorn', 'fastapi'))])\n"
    )
    command = [sys.executable, "-c", program, str(sample.config.index_path), str(sample.config.cache)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "[]", done.stderr
