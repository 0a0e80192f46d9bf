"""A real HTTP server on loopback with one file, which can be slow, break off, forget about ranges, and change."""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FileServer:
    """`content` at any address; `requests` are the methods and ranges that were asked for."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.break_after: int | None = None
        """Bytes of a reply after which the connection breaks."""
        self.pause = 0.0
        """Seconds before each sixteenth of a reply."""
        self.ranges = True
        self.tagged = True
        self.status = 0
        """Answered in place of the file, where it is not 0."""
        self.requests: list[tuple[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                outer.answer(self, "HEAD")

            def do_GET(self) -> None:
                outer.answer(self, "GET")

            def log_message(self, *_: Any) -> None:
                """Not in the tests' output."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> FileServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, name: str = "tiny.gguf") -> str:
        return f"http://127.0.0.1:{self._server.server_port}/{name}"

    @property
    def tag(self) -> str:
        return f'"{hashlib.sha256(self.content).hexdigest()[:8]}"'

    def answer(self, request: BaseHTTPRequestHandler, method: str) -> None:
        asked = request.headers.get("Range", "")
        self.requests.append((method, asked))
        if self.status:
            request.send_error(self.status)
            return
        same = request.headers.get("If-Range") in (None, self.tag)
        begin = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.ranges and same else 0
        if begin >= len(self.content):
            request.send_error(416)
            return
        rest = self.content[begin:]
        request.send_response(206 if begin else 200)
        request.send_header("Content-Length", str(len(rest)))
        if self.tagged:
            request.send_header("ETag", self.tag)
        request.end_headers()
        if method == "GET":
            self.write(request, rest[: self.break_after])

    def write(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        step = len(body) // 16 + 1 if self.pause else max(1, len(body))
        with contextlib.suppress(ConnectionError):  # who asked may leave
            for begin in range(0, len(body), step):
                time.sleep(self.pause)
                request.wfile.write(body[begin : begin + step])
