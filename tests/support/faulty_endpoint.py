"""An OpenAI-compatible endpoint on loopback that says what it is told to, or fails in the way it is told to.

    with FaultyEndpoint("429 then good") as endpoint:
        ...  # endpoint.base_url, endpoint.requests

A mode is the name of a method of `_Modes`.
"""

from __future__ import annotations

import itertools
import json
import socket
import struct
import threading
import time
from collections.abc import Iterable, Sequence
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

GOOD = ("The call lasted ", "about fifty minutes [1]. ", "Both leaders ", "agreed to talk again [2].")


class FaultyEndpoint:
    """A server in a thread; each request is kept in `requests` (its parsed body) and answered by `mode`."""

    def __init__(self, mode: str = "good", pieces: Sequence[str] = GOOD, echo: str = "") -> None:
        self.mode = mode
        self.pieces = pieces
        self.echo = echo
        """What error messages repeat: a careless endpoint repeats the key."""
        self.requests: list[dict[str, Any]] = []
        self.gone = threading.Event()
        """Set once a client of a reply without end has hung up."""
        self.closing = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.server.block_on_close = False

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


def _handler(endpoint: FaultyEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(_Modes):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            endpoint.requests.append(json.loads(body))
            self.endpoint = endpoint
            try:
                getattr(self, endpoint.mode.replace(" ", "_"))()
            except OSError:
                endpoint.gone.set()

    return Handler


class _Modes(BaseHTTPRequestHandler):
    """What the endpoint does, one method a mode. Replies end with the connection (HTTP/1.0)."""

    endpoint: FaultyEndpoint

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr."""

    # What is sent

    def head(self, content_type: str = "text/event-stream") -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.end_headers()

    def event(self, **fields: Any) -> None:
        self.raw(f"data: {json.dumps({'object': 'chat.completion.chunk', **fields})}\n\n")

    def raw(self, text: str) -> None:
        self.wfile.write(text.encode())
        self.wfile.flush()

    def write(self, pieces: Iterable[str]) -> None:
        for piece in pieces:
            self.event(choices=[{"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}])

    def end(self, reason: str = "stop") -> None:
        self.event(choices=[{"index": 0, "delta": {}, "finish_reason": reason}])
        self.event(choices=[], usage={"prompt_tokens": 200, "completion_tokens": 20, "total_tokens": 220})
        self.raw("data: [DONE]\n\n")

    def error(self, status: int, code: str | None = None, message: str = "failed", **headers: str) -> None:
        body = json.dumps(
            {"error": {"message": f"{message} {self.endpoint.echo}", "type": code, "code": code}}
        ).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def drip(self, text: str) -> None:
        """The same for ever, until the client hangs up."""
        while not self.endpoint.closing.wait(0.02):
            self.raw(text)

    def hang(self) -> None:
        """Nothing more, until the client hangs up."""
        self.connection.settimeout(0.05)
        while not self.endpoint.closing.is_set():
            try:
                if not self.connection.recv(1):
                    raise ConnectionResetError
            except TimeoutError:
                continue

    # Good

    def good(self) -> None:
        self.head()
        self.write(self.endpoint.pieces)
        self.end()

    def slow(self) -> None:
        self.head()
        for piece in self.endpoint.pieces:
            self.write([piece])
            self.endpoint.closing.wait(0.1)
        self.end()

    def busy_once(self) -> None:
        if len(self.endpoint.requests) == 1:
            return self.error(429, "rate_limit_exceeded", Retry_After="0.3")
        return self.good()

    # Before the reply

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def closed(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def hang_before_headers(self) -> None:
        self.hang()

    def dripped_headers(self) -> None:
        self.raw("HTTP/1.1 200 OK\r\n")
        self.drip("X-Wait: yes\r\n")

    def e401(self) -> None:
        self.error(401, "invalid_api_key", "Incorrect API key provided:")

    def e402(self) -> None:
        self.error(402, None, "Insufficient balance")

    def e403(self) -> None:
        self.error(403, "unsupported_country", "not allowed")

    def e404(self) -> None:
        self.error(404, "model_not_found", "The model does not exist")

    def e400(self) -> None:
        self.error(400, "unsupported_parameter", "Unsupported parameter: temperature")

    def reasoning(self) -> None:
        """As models that reason refuse a temperature."""
        if "temperature" in self.endpoint.requests[-1]:
            return self.error(
                400, "unsupported_value", "Unsupported value: 'temperature' does not support 0.0 with this model."
            )
        return self.whole()

    def e400_context(self) -> None:
        self.error(400, "context_length_exceeded", "This model's maximum context length is 4096 tokens")

    def e413(self) -> None:
        self.error(413)

    def e429(self) -> None:
        self.error(429, "rate_limit_exceeded")

    def e429_retry_after(self) -> None:
        self.error(429, "rate_limit_exceeded", Retry_After="0.2")

    def e429_retry_soon(self) -> None:
        self.error(429, "rate_limit_exceeded", Retry_After="2")

    def e429_retry_date(self) -> None:
        self.error(429, "rate_limit_exceeded", Retry_After=formatdate(time.time() + 86_000, usegmt=True))

    def e429_retry_date_past(self) -> None:
        self.error(429, "rate_limit_exceeded", Retry_After="Wed, 21 Oct 2015 07:28:00 GMT")

    def e429_retry_nonsense(self) -> None:
        self.error(429, "rate_limit_exceeded", Retry_After="-1, soon")

    def e503_retry_much_later(self) -> None:
        self.error(503, None, "overloaded", Retry_After="3600")

    def e429_retry_much_later(self) -> None:
        self.error(429, "rate_limit_exceeded", Retry_After="3600")

    def e429_quota(self) -> None:
        self.error(429, "insufficient_quota", "You exceeded your current quota")

    def e500(self) -> None:
        self.error(500)

    def e503(self) -> None:
        self.send_response(503)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html>no server is available</html>")

    def redirect(self) -> None:
        self.error(301, Location="/elsewhere")

    # Dressed as success

    def hang_in_stream(self) -> None:
        self.head()
        self.write(self.endpoint.pieces[:2])
        self.hang()

    def keep_alives(self) -> None:
        self.head()
        self.write(self.endpoint.pieces[:2])
        self.drip(": keep-alive\n\n")

    def keep_alives_first(self) -> None:
        self.head()
        self.drip(": keep-alive\n\n")

    def truncated(self) -> None:
        self.head()
        self.write(self.endpoint.pieces[:2])

    def truncated_chunk(self) -> None:
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.raw('80\r\ndata: {"choices": [{"index": 0, "delta": {"content": "The ca')
        self.close_connection = True

    def reset_in_stream(self) -> None:
        self.head()
        self.write(self.endpoint.pieces[:2])
        self.endpoint.closing.wait(0.1)
        self.reset()

    def length(self) -> None:
        self.head()
        self.write(self.endpoint.pieces[:3])
        self.end("length")

    def length_without_text(self) -> None:
        self.head()
        self.end("length")

    def filtered(self) -> None:
        self.head()
        self.end("content_filter")

    def empty(self) -> None:
        self.head()
        self.write([""])
        self.end()

    def blank(self) -> None:
        self.head()
        self.write([" ", "\n"])
        self.end()

    def nothing(self) -> None:
        self.head()

    def no_choices(self) -> None:
        self.head()
        self.event(choices=[])
        self.raw("data: [DONE]\n\n")

    def null_choices(self) -> None:
        self.head()
        self.event(choices=None)

    def html(self) -> None:
        self.head("text/html; charset=utf-8")
        self.raw("<!doctype html><title>Welcome</title><p>Sign in")

    def whole_json(self) -> None:
        self.head("application/json")
        self.raw(json.dumps({"choices": [{"message": {"content": "Fifty minutes [1]."}, "finish_reason": "stop"}]}))

    def whole(self) -> None:
        """What an endpoint sends that was not asked to stream."""
        message = {"role": "assistant", "content": "".join(self.endpoint.pieces)}
        self.head("application/json")
        usage = {"prompt_tokens": 200, "completion_tokens": 20}
        self.raw(json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": usage}))

    def whole_endless(self) -> None:
        self.head("application/json")
        self.drip(" " * 500_000)

    def broken_json(self) -> None:
        self.head()
        self.write(self.endpoint.pieces[:1])
        self.raw('data: {"choices": [{"delta": {"content": "half\n\n')

    def error_as_success(self) -> None:
        self.head("application/json")
        self.raw(json.dumps({"error": {"message": f"out of memory {self.endpoint.echo}", "code": 500}}))

    def endless(self) -> None:
        self.head()
        for first in itertools.count(step=20):
            if self.endpoint.closing.wait(0.001):
                break
            self.write([f"Call {number} lasted about fifty minutes [1]. " for number in range(first, first + 20)])

    def wrong_types(self) -> None:
        self.head()
        self.event(choices=[{"index": 0, "delta": {"content": 50}, "finish_reason": None}])

    def error_in_stream(self) -> None:
        self.head()
        self.write(self.endpoint.pieces[:1])
        self.event(error={"message": f"out of memory {self.endpoint.echo}", "type": "server_error"})
