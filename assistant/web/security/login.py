"""The optional password: with it, nothing but the login page, its style and `/health` answers to those who have not given it.

Gradio's own login leaves the schemas of its endpoints open; this stands in front of all of Gradio. Browsers get a cookie,
programs may log in as `gradio_client` does or send the password with every request (HTTP Basic; below `/v1` as a bearer token).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections import deque
from collections.abc import Mapping
from urllib.parse import parse_qs

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.security.refusals import Refusal, error_response, is_programs
from assistant.web.views.frame import login_html

OPEN = ("/health", "/dateline/static/base.css", "/dateline/static/login.css")
COOKIE = "dateline-session"
SESSION = 86_400.0
"""Seconds after which the password is asked for again."""
MOST_SESSIONS = 1000
WRONG, WITHIN = 5, 60.0
"""So many wrong passwords an address in so many seconds; after them none is looked at until the time is over."""
PAUSE = 0.5
"""Seconds that a wrong password is answered late."""
LONGEST_FORM = 4_000
MOST_ADDRESSES = 10_000

AGAIN_LATER = "Too many wrong passwords. Wait a minute."
WRONG_PASSWORD = "That is not the password."  # noqa: S105  what a reader is told
LOG_IN = "Log in first."


class Credentials:
    """What the setting `auth` asks for. Holds a digest, so that no error or dump of it can show the password."""

    def __init__(self, auth: str) -> None:
        _, _, password = auth.partition(":")
        self.named = ":" in auth
        self._digest = digest(auth)
        self._token = digest(password if self.named else auth)

    def fit(self, name: str, password: str) -> bool:
        """Whether they are right; takes the same time whether they are nearly so or not."""
        return hmac.compare_digest(self._digest, digest(f"{name}:{password}" if self.named else password))

    def fit_token(self, token: str) -> bool:
        """Whether a bearer token is right: the password, with or without its name."""
        return hmac.compare_digest(self._token, digest(token)) | hmac.compare_digest(self._digest, digest(token))


class Attempts:
    """The wrong passwords of the last minute, by address."""

    def __init__(self) -> None:
        self.wrong: dict[str, deque[float]] = {}

    def exhausted(self, address: str) -> bool:
        times = self.wrong.get(address, deque())
        while times and times[0] < time.monotonic() - WITHIN:
            times.popleft()
        return len(times) >= WRONG

    def count(self, address: str) -> None:
        while len(self.wrong) >= MOST_ADDRESSES:
            del self.wrong[next(iter(self.wrong))]
        self.wrong.setdefault(address, deque()).append(time.monotonic())


class Sessions:
    """Who has given the password: digests of the cookies' tokens, each with its end. A restart ends all."""

    def __init__(self) -> None:
        self.ends: dict[bytes, float] = {}

    def begin(self) -> str:
        while len(self.ends) >= MOST_SESSIONS:
            del self.ends[next(iter(self.ends))]
        token = secrets.token_urlsafe(32)
        self.ends[digest(token)] = time.monotonic() + SESSION
        return token

    def hold(self, token: str) -> bool:
        return self.ends.get(digest(token), 0.0) > time.monotonic()

    def end(self, token: str) -> None:
        self.ends.pop(digest(token), None)


class Login:
    """Passes on the requests of those who have given the password; answers all others itself."""

    def __init__(self, app: ASGIApp, auth: str) -> None:
        self.app = app
        self.credentials = Credentials(auth)
        self.sessions = Sessions()
        self.attempts = Attempts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        token = request.cookies.get(COOKIE, "")
        if scope["path"] == "/login":
            response = await self.log_in(request) if scope["method"] == "POST" else self.page()
        elif self.sessions.hold(token):
            if scope["path"] != "/logout":
                await self.app(scope, receive, send)
                return
            self.sessions.end(token)
            response = PlainTextResponse("Logged out.")
            set_cookie(response, "", request, seconds=0)
        elif (given := self.given(request)) is not None:
            refusal = await self.refusal(request, given)
            if refusal is None:
                await self.app(scope, receive, send)
                return
            response = refusal
        else:
            response = self.page(401) if scope["path"] == "/" else said_to(request, 401, LOG_IN)
        await response(scope, receive, send)

    def given(self, request: Request) -> bool | None:
        """Whether the password that the request carries is right; None where it carries none."""
        if pair := basic(request.headers):
            return self.credentials.fit(*pair)
        token = bearer(request.headers) if is_programs(request.url.path) else None
        return None if token is None else self.credentials.fit_token(token)

    async def log_in(self, request: Request) -> Response:
        """The form of the login page, or of a program: a cookie for the right password."""
        form = parse_qs((await body(request)).decode("utf-8", "replace"))
        name, password = (form.get(field, [""])[0] for field in ("username", "password"))
        refusal = await self.refusal(request, self.credentials.fit(name, password))
        if refusal is not None:
            return refusal
        response: Response = JSONResponse({"success": True})
        if reads_html(request.headers):
            response = Response(status_code=303, headers={"Location": "/"})
        set_cookie(response, self.sessions.begin(), request, seconds=int(SESSION))
        return response

    async def refusal(self, request: Request, right: bool) -> Response | None:
        """None for the right password; a wrong one is counted before anything is waited for."""
        address = request.client.host if request.client else ""
        status, said = 401, WRONG_PASSWORD
        if self.attempts.exhausted(address):
            status, said = 429, AGAIN_LATER
        elif right:
            return None
        else:
            self.attempts.count(address)
            await anyio.sleep(PAUSE)
        response = self.page(status, said) if reads_html(request.headers) else said_to(request, status, said)
        if status == 429:
            response.headers["Retry-After"] = str(int(WITHIN))
        return response

    def page(self, status: int = 200, said: str = "") -> Response:
        """The login page. Its own form must send its origin, which `no-referrer` would keep back."""
        html = login_html(self.credentials.named, said)
        return HTMLResponse(html, status, headers={"Referrer-Policy": "same-origin", "Cache-Control": "no-store"})


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


async def body(request: Request) -> bytes:
    """The request's body, read no further than a login form can be long."""
    data = bytearray()
    async for chunk in request.stream():
        data.extend(chunk)
        if len(data) > LONGEST_FORM:
            return b""
    return bytes(data)


def set_cookie(response: Response, token: str, request: Request, seconds: int) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, max_age=seconds, secure=secure, httponly=True, samesite="lax")


def basic(headers: Mapping[str, str]) -> tuple[str, str] | None:
    """Name and password of an `Authorization: Basic` header; None where there is none that can be read."""
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "basic":
        return None
    try:
        name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, password


def bearer(headers: Mapping[str, str]) -> str | None:
    """The token of an `Authorization: Bearer` header; None where there is none."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not token.strip():
        return None
    return token.strip().encode("latin-1", "replace").decode("utf-8", "replace")  # headers are read as Latin-1


def said_to(request: Request, status: int, said: str) -> Response:
    """A refusal in the shape that the program knows."""
    if is_programs(request.url.path):
        return error_response(Refusal(status, said, code="invalid_api_key" if status == 401 else None))
    return JSONResponse({"detail": said}, status)


def reads_html(headers: Mapping[str, str]) -> bool:
    return "text/html" in headers.get("accept", "")
