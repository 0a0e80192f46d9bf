"""Attacks over HTTP on a real running server: files, hosts, origins, sizes, paths in every parameter, and secrets in its log."""

from __future__ import annotations

import http.client
import itertools
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.browser.test_endpoints import call
from tests.conftest import ROOT, clean_environment

KEY = "sk-canary-of-this-server"
PASSED = "secret-canary-in-a-file"
GIGABYTE = 1_000_000_000


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """A workspace with what must not get out: a .env, settings with a key, a file beside the corpus."""
    home = tmp_path_factory.mktemp("attacked")
    (home / "corpus").mkdir()
    report = (
        "---\ntitle: Third ferry\noutlet: Tidewater Post\npublished: 2022-05-03\n---\n"
        "The harbour council voted for a third ferry on Tuesday.\n"
    )
    (home / "corpus" / "ferry.md").write_text(report, encoding="utf-8")
    for name in (".env", "secret.txt"):
        (home / name).write_text(PASSED, encoding="utf-8")
    (home / "assistant.toml").write_text(f'base_url = "http://127.0.0.1:9/v1"\ncache = "{cache}"\n', encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[str]:
    """`assistant chat` in a process of its own, with a key in its environment."""
    environment = clean_environment() | {"OPENAI_API_KEY": KEY, "ASSISTANT_ANSWERER": "extractive"}
    command = [sys.executable, "-m", "assistant", "chat", "--json", "--port", "0", "--home", str(home)]
    with (home.parent / "attacked.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=environment, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        line = next((line for line in process.stdout if '"url"' in line), None)
        assert line, (home.parent / "attacked.log").read_text(encoding="utf-8")
        yield json.loads(line)["url"]
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=30) as client:
        yield client


TARGETS = (
    "/etc/passwd",
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "file:///etc/passwd",
    "/proc/self/environ",
    ".env",
    "../.env",
    "secret.txt",
    "../secret.txt",
    "assistant.toml",
    "index/CURRENT",
    "../index/generation-00000001/articles.jsonl",
    "corpus/ferry.md",
    "http://169.254.169.254/latest/meta-data",
    "http://127.0.0.1:9/",
    "//169.254.169.254/",
    "a\x00b",
    "..\\..\\etc\\passwd",
    "~/.ssh/id_rsa",
)
FILE_ROUTES = (
    "/gradio_api/file=",
    "/gradio_api/file/",
    "/file=",
    "/file/",
    "/gradio_api/proxy=",
    "/proxy=",
    "/gradio_api/stream/",
    "/gradio_api/custom_component/",
    "/custom_component/",
    "/assets/",
    "/static/",
    "/svelte/",
    "/dateline/static/",
    "/dateline/export/",
    "/",
)
PARAMETERS = (
    "/dateline/file?article=",
    "/dateline/turns?conversation=",
    "/dateline/article?turn=1&label=1&conversation=",
    "/dateline/check?turn=1&conversation=",
    "/dateline/timeline?turn=1&conversation=",
    "/dateline/copy?turn=1&conversation=",
    "/dateline/feedback?conversation=",
    "/dateline/evaluation?a=",
    "/dateline/evaluation?b=",
    "/dateline/evaluation/answer?question=q&run=",
    "/dateline/evaluation/answer?run=r&question=",
    "/dateline/compare/both?other=x&one=",
    "/dateline/compare/article?label=1&side=",
    "/dateline/corpus/rows?find=",
    "/dateline/upload?article=",
    "/?conversation=",
)
SIGNS = ("root:", PASSED, KEY, "PATH=", '"article_id"', "generation-0", "base_url")


def harmless(answer: httpx.Response) -> bool:
    """It gives nothing of a file, and it is no fault of the server's."""
    return answer.status_code < 500 and not any(sign in answer.text for sign in SIGNS)


@pytest.mark.parametrize("route", FILE_ROUTES)
def test_no_file_is_served(client: httpx.Client, route: str) -> None:
    for target, encoded in itertools.product(TARGETS, (True, False)):
        path = route + (quote(target, safe="") if encoded else target.replace("\x00", "%00").replace("\\", "%5c"))
        status, text = raw(client, "GET", path)
        assert status in (400, 403, 404, 405, 422), (path, status)
        assert not any(sign in text for sign in SIGNS), path


def raw(client: httpx.Client, method: str, path: str) -> tuple[int, str]:
    """The request with the path exactly as it is written: httpx would tidy it."""
    connection = http.client.HTTPConnection(client.base_url.host, client.base_url.port or 80, timeout=30)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        connection.putheader("Content-Length", "0")
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_no_parameter_reads_a_file(client: httpx.Client, parameter: str) -> None:
    for target in TARGETS:
        answer = client.get(parameter + quote(target, safe=""))
        if not parameter.startswith("/?"):
            assert harmless(answer), (target, answer.status_code, answer.text[:300])


def test_nothing_is_removed_or_restored_by_a_path(client: httpx.Client, home: Path) -> None:
    before = held(home)
    for target in [*TARGETS, "ferry.md", "uploaded/../ferry.md", "uploaded/../../.env"]:
        name = quote(target, safe="")
        assert client.delete(f"/dateline/upload?article={name}").status_code == 422
        assert client.post(f"/dateline/upload/restore?kept={name}").status_code == 422
        for path in (f"/dateline/history/{name}", f"/dateline/feedback/{name}", f"/dateline/judgement/{name}"):
            assert raw(client, "DELETE", path)[0] in (200, 404, 405), path
    assert held(home) == before


def held(home: Path) -> list[str]:
    return [*sorted(str(path) for path in (home / "corpus").rglob("*")), (home / ".env").read_text(encoding="utf-8")]


def test_programs_reach_no_file_either(client: httpx.Client) -> None:
    for target in TARGETS[:6]:
        event, (found,) = call(client, "search", "ferry", 3, None, None, [target])
        assert (event, found) == ("complete", [])
        event, (support,) = call(client, "check", "The ferry is new.", [target])
        assert event == "complete"
        assert "root:" not in json.dumps(support)
        assert call(client, "ask", "ferry", target, None, None, None, 5)[0] == "error"
        assert call(client, "ask", "ferry", None, target, None, None, 5)[0] == "error"
    file = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
    event_or_status = client.post("/gradio_api/call/ask", json={"data": [file, None, None, None, None, 5]})
    if event_or_status.status_code == 200:
        text = client.get(f"/gradio_api/call/ask/{event_or_status.json()['event_id']}").text
        assert "root:" not in text


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "169.254.169.254", "[::2]", "localhost.", "", "a@b"],
)
@pytest.mark.parametrize("path", ["/", "/health", "/gradio_api/info", "/dateline/corpus"])
def test_foreign_hosts_are_refused(client: httpx.Client, host: str, path: str) -> None:
    """A name that an attacker points at this machine (DNS rebinding) gets nothing."""
    assert client.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "http://localhost.evil.example", "x"],
)
def test_foreign_origins_are_refused(client: httpx.Client, origin: str) -> None:
    body = {"data": ["ferry", None, None, None, None, 5]}
    for method, path in (
        ("POST", "/gradio_api/call/ask"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/mcp/"),
        ("PUT", "/dateline/upload?name=a.txt"),
        ("DELETE", "/dateline/upload?article=x"),
        ("GET", "/dateline/history"),
        ("OPTIONS", "/gradio_api/call/ask"),
    ):
        answer = client.request(method, path, json=body, headers={"Origin": origin})
        assert answer.status_code == 403, path
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "route", ["/dateline/upload?name=a.txt", "/gradio_api/upload", "/gradio_api/call/ask", "/login", "/"]
)
@pytest.mark.parametrize("lying", [False, True])
def test_a_gigabyte_is_cut_off_early(server: str, home: Path, route: str, lying: bool) -> None:
    """Refused by its stated length before it is read; what is longer than it says, or says nothing, is not read on."""
    length = "Content-Length: 100" if lying else f"Content-Length: {GIGABYTE}"
    sent, answer, seconds = pour(server, route, length)
    assert sent < 30_000_000, "much of it was read"
    assert seconds < 20
    assert lying or answer.split()[1] in ("413", "404"), answer
    assert not list((home / "corpus").rglob("*.part"))


def pour(server: str, route: str, length: str) -> tuple[int, str, float]:
    """Sends up to a gigabyte, a piece at a time; gives the bytes sent before the server hung up, and what it said."""
    address = urlsplit(server)
    began, sent, piece = time.monotonic(), 0, b"x" * 65536
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        head = f"PUT {route} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/octet-stream\r\n{length}\r\n\r\n"
        connection.sendall(head.encode())
        answer = b""
        connection.settimeout(0.2)
        try:
            while sent < GIGABYTE and time.monotonic() - began < 20:
                sent += connection.send(piece)
                if sent > 5_000_000 and not answer:
                    answer = connection.recv(4096)
                    if not answer:
                        break
        except (ConnectionError, TimeoutError):
            pass
        if not answer:
            try:
                connection.settimeout(10)
                answer = connection.recv(4096)
            except (ConnectionError, TimeoutError):
                answer = b""
    return sent, answer.decode("ascii", "replace"), time.monotonic() - began


def test_a_stream_without_a_length_is_refused(client: httpx.Client) -> None:
    pieces = itertools.repeat(b"x" * 65536, 40)
    assert client.put("/dateline/upload?name=a.txt", content=pieces).status_code == 411


@pytest.mark.parametrize("name", ["evil.html", "evil.htm"])
def test_executable_html_is_an_article_and_never_a_page(client: httpx.Client, home: Path, name: str) -> None:
    """It may be read as an article; no address gives its bytes back."""
    html = (
        b"<html><head><title>Report</title></head><body><script>window.harmed=1</script>"
        b"<p>The mayor of Porto opened a bridge in April 2022, the council said on Monday.</p></body></html>"
    )
    kept = client.put(f"/dateline/upload?name={name}", content=html).json()["article"]
    for path in (f"/{kept}", f"/corpus/{kept}", f"/gradio_api/file={kept}", f"/gradio_api/file={home}/corpus/{kept}",
                 f"/dateline/static/{kept}", f"/file={kept}"):  # fmt: skip
        assert raw(client, "GET", path)[0] in (400, 403, 404), path
    shown = client.get("/dateline/file", params={"article": kept}).text
    assert "<script" not in shown


@pytest.mark.parametrize(
    "name", ["evil.svg", "evil.js", "evil.exe", "evil.php", "evil.html.exe", "evil.xhtml", "evil", ".html"]
)
def test_other_executables_are_refused(client: httpx.Client, home: Path, name: str) -> None:
    answer = client.put(f"/dateline/upload?name={quote(name)}", content=b"<svg onload=window.harmed=1>")
    assert answer.status_code == 422
    assert not [
        path for path in (home / "corpus").rglob("*") if path.suffix not in ("", ".md", ".txt", ".html", ".htm")
    ]


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PATCH", "PROPFIND"])
def test_other_methods_do_nothing(client: httpx.Client, method: str) -> None:
    assert raw(client, method, "/dateline/corpus")[0] in (400, 404, 405, 501)


def test_the_log_tells_of_questions_and_holds_no_secret_and_no_text(client: httpx.Client, home: Path) -> None:
    """Last: after all of the above, the log, the index, the history and every answer are looked through for the key."""
    event, (answer,) = call(client, "ask", "What did the harbour council vote for?", None, None, None, None, 5)
    assert event == "complete"
    call(client, "ask", "", None, None, None, None, 5)
    call(client, "ask", "ferry", "llm", None, None, None, 5)
    call(client, "ask", "ferry", "nobody", None, None, None, 5)
    log = (home.parent / "attacked.log").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    told = next(line for line in lines if line.get("id") == answer["trace"]["id"])
    assert told["event"] == "ask"
    assert told["status"] == answer["status"]
    assert told["evidence"] == len(answer["evidence"])
    assert told["seconds"] > 0
    assert {"QuestionError", "ConfigError"} <= {line.get("error") for line in lines if line.get("status") == "failed"}
    assert "harbour council" not in log
    assert "third ferry" not in log
    for page in ("/", "/config", "/gradio_api/info", "/dateline/corpus", "/dateline/compare", "/dateline/evaluation"):
        assert KEY not in client.get(page).text
    for path in home.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path
    assert KEY not in log
