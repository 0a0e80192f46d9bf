"""What stands before every request: host and origin checks, closed routes, and a content security policy.

Gradio's page holds inline scripts and its HTML component compiles a constant template with `Function`: so the policy gives that
page's own script tags a fresh nonce and allows `unsafe-eval`, and nothing else. Values never reach the compiler as code.
"""

from __future__ import annotations

import re
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.config import Config
from assistant.web.security.refusals import Refusal, error_response, is_programs

LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
CLOSED = (
    "/gradio_api/upload",
    "/gradio_api/file",
    "/gradio_api/proxy",
    "/gradio_api/stream",
    "/gradio_api/deep_link",
    "/monitoring",
    "/docs",
    "/redoc",
    "/openapi.json",
)
"""Routes of the frameworks that this page does not use."""

POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'{nonce}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
LIMIT_BODY = 1_000_000
"""Bytes: a question and its choices are far smaller."""
HANG_UP = {"Connection": "close"}
"""With a refusal: else the server reads, and throws away, whatever is still being sent."""
UPLOAD = "/dateline/upload"
"""The one route that takes more: as much as an article file may have."""
ASSETS = "/assets/"
"""Gradio's scripts and styles, sixty for a page: each is named by its content and need not be asked for again."""
LASTING = "private, max-age=31536000, immutable"


def strangers_read(config: Config) -> bool:
    """Whether the page may be read by others than whoever started it, and asks for no password."""
    return config.auth is None and (config.host not in LOOPBACK or bool(config.allowed_hosts))


class Guard:
    """Refuses what no part of the page sends, and sets the security headers of every answer."""

    def __init__(self, app: ASGIApp, largest_upload: int) -> None:
        self.app = app
        self.largest_upload = largest_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        if refusal := refused(scope, self.largest_upload if scope["path"] == UPLOAD else LIMIT_BODY):
            await refusal(scope, receive, secured(send, nonce=None))
        elif scope["path"] == "/":
            nonce = secrets.token_urlsafe(16)
            await self.app(uncompressed(scope), receive, with_nonce(secured(send, nonce), nonce))
        else:
            await self.app(scope, receive, secured(send, nonce=None, lasting=scope["path"].startswith(ASSETS)))


def refused(scope: Scope, largest: int) -> Response | None:
    """The refusal, for a closed route, a request from another site, or a body that is too large: before any of it is read."""
    found = fault(scope, largest)
    if found is None:
        return None
    status, said = found
    if is_programs(scope["path"]):
        return error_response(Refusal(status, said), HANG_UP)
    return JSONResponse({"detail": said}, 413, HANG_UP) if status == 413 else PlainTextResponse(said, status, HANG_UP)


def fault(scope: Scope, largest: int) -> tuple[int, str] | None:
    """What is wrong with a request: a status, and a sentence."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if any(scope["path"] == path or scope["path"].startswith((path + "/", path + "=")) for path in CLOSED):
        return 404, "Not offered here."
    if origin and urlsplit(origin).netloc != headers.get("host"):
        return 403, "Requests from other sites are refused."
    if "transfer-encoding" in headers:
        return 411, "Say how long it is."
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > largest:
        return 413, f"It is larger than {largest / 1e6:g} MB."
    return None


def uncompressed(scope: Scope) -> Scope:
    """The request without its wish for compression: the page's HTML is changed on its way out."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}


def secured(send: Send, nonce: str | None, *, lasting: bool = False) -> Send:
    """`send` with the security headers added; what is `lasting`, and is there, the browser keeps."""

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = POLICY.format(nonce=f" 'nonce-{nonce}'" if nonce else "")
            headers["X-Content-Type-Options"] = "nosniff"
            headers.setdefault("Referrer-Policy", "no-referrer")
            headers.setdefault("Cache-Control", LASTING if lasting and message["status"] == 200 else "no-cache")
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
        await send(message)

    return wrapped


def with_nonce(send: Send, nonce: str) -> Send:
    """`send` that holds the page back until it is whole and gives its script tags the nonce.

    Gradio writes its configuration with `<` and `>` escaped, so every literal script tag is the page's own.
    """
    start: Message = {}
    body = bytearray()

    async def wrapped(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
            return
        body.extend(message.get("body", b""))
        if not message.get("more_body"):
            html = re.sub(rb"<script(?=[\s>])", b'<script nonce="%s"' % nonce.encode(), bytes(body))
            MutableHeaders(scope=start)["Content-Length"] = str(len(html))
            await send(start)
            await send({"type": "http.response.body", "body": html})

    return wrapped
