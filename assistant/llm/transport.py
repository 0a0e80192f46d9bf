"""A streamed reply from an endpoint that may fail in any way: one deadline, one layer of retries, and one line that says what to do.

The request runs in a thread of its own, since no timeout of the libraries below ends a reply that is dripped or kept alive for ever.
"""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import json
import queue
import re
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from assistant.errors import LanguageModelError
from assistant.text.invisible import strip_invisible

if TYPE_CHECKING:
    import httpx

    from assistant.llm.settings import LanguageModelSettings

FIRST_WAIT = 0.5
"""Seconds before the second request where the endpoint names none; doubled before the third."""
MOST_CHARACTERS = 40
"""A reply of more characters a token asked for is no reply: the endpoint does not stop by itself."""


class Chunk(NamedTuple):
    """One event of a streamed reply."""

    text: str
    has_choice: bool
    finish_reason: str | None
    usage: dict[str, int] | None


def stream(request: Callable[[httpx.Client], Iterator[Chunk]], settings: LanguageModelSettings) -> Generator[Chunk]:
    """The reply's chunks as they come. Raises LanguageModelError; ends the request when the caller stops reading."""
    import httpx  # noqa: F401 - imported before the clock starts

    call = _Call(settings)
    run = contextvars.copy_context().run  # who watches LlamaIndex or OpenAI's client sees whose request it is
    threading.Thread(target=run, args=(call.run, request), name="language model request", daemon=True).start()
    try:
        while True:
            try:
                item = call.items.get(timeout=max(0.0, call.remaining))
            except queue.Empty:
                raise LanguageModelError(_late(settings)) from None
            if isinstance(item, LanguageModelError):
                raise item
            if item is None:
                return
            yield item
    finally:
        call.hang_up()


class _Call:
    """One question on its way: the requests made for it, and the connection that is open."""

    def __init__(self, settings: LanguageModelSettings) -> None:
        self.settings = settings
        self.deadline = time.monotonic() + settings.total_deadline
        self.items: queue.Queue[Chunk | LanguageModelError | None] = queue.Queue()
        self.over = threading.Event()
        self.socket: socket.socket | None = None
        self.content_type = ""
        self.seen = _Seen()

    @property
    def remaining(self) -> float:
        return self.deadline - time.monotonic()

    def run(self, request: Callable[[httpx.Client], Iterator[Chunk]]) -> None:
        """Send the request, again where that may help, and hand over what comes back or one named error."""
        for attempt in range(1, self.settings.max_requests + 1):
            try:
                self._once(request)
            except Exception as error:  # noqa: BLE001 - whatever it is, the thread that waits has to be told
                wait = None if self.seen.chunks else _wait_before_next(error, attempt)
                longest = min(self.settings.retry_after_cap, self.remaining)
                if wait is None or wait > longest or attempt == self.settings.max_requests:
                    self.items.put(LanguageModelError(explain(error, self.settings, wait)))
                    return
            else:
                self.items.put(None)
                return
            if self.over.wait(wait):
                return

    def _once(self, request: Callable[[httpx.Client], Iterator[Chunk]]) -> None:
        import httpx

        self.seen = _Seen()
        hooks: dict[str, list[Callable[..., Any]]] = {"request": [self._follow], "response": [self._note]}
        with httpx.Client(timeout=self.settings.total_deadline, event_hooks=hooks) as client:
            for chunk in request(client):
                self.seen = self.seen.after(chunk)
                if self.seen.characters > MOST_CHARACTERS * self.settings.max_output_tokens:
                    self._forget()
                    raise LanguageModelError(
                        f"{_where(self.settings)} went on far beyond the {self.settings.max_output_tokens} tokens it was asked"
                        " for: use a model or server that keeps to `max_tokens`"
                    )
                if self.remaining < 0:  # a slow reader finds the queue never empty, and so would not see it
                    raise LanguageModelError(_late(self.settings))
                self.items.put(chunk)
        fault = self.seen.fault(self.content_type, self.settings)
        if fault:
            raise LanguageModelError(fault)

    def _forget(self) -> None:
        """Drop what has come and is not read yet: there is too much of it, and it is no reply."""
        with contextlib.suppress(queue.Empty):
            while True:
                self.items.get_nowait()

    def _follow(self, request: httpx.Request) -> None:
        request.extensions["trace"] = self._trace

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        """Keep hold of the socket, so that a read that waits on it can be ended from outside."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self.socket = info["return_value"].get_extra_info("socket")
            if self.over.is_set():
                self.hang_up()

    def _note(self, response: httpx.Response) -> None:
        self.content_type = response.headers.get("content-type", "")

    def hang_up(self) -> None:
        """End the request, wherever it is."""
        self.over.set()
        if self.socket is not None:  # a shutdown wakes the thread that reads; closing the socket would not
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)


@dataclasses.dataclass(frozen=True, slots=True)
class _Seen:
    """What has come of a reply: enough to tell a whole one from those that only look so."""

    chunks: int = 0
    choice: bool = False
    text: bool = False
    finish_reason: str | None = None
    characters: int = 0

    def after(self, chunk: Chunk) -> _Seen:
        return _Seen(
            self.chunks + 1,
            self.choice or chunk.has_choice,
            self.text or bool(chunk.text.strip()),
            chunk.finish_reason or self.finish_reason,
            self.characters + len(chunk.text),
        )

    def fault(self, content_type: str, settings: LanguageModelSettings) -> str | None:
        """What is wrong with a reply that ended without an error; None for a good one."""
        where = _where(settings)
        if not self.chunks and "text/event-stream" not in content_type:
            kind = "a web page" if "html" in content_type else f"`{content_type or 'no content type'}`"
            address = settings.called("base_url")
            return (
                f"{where} sent {kind} instead of a stream: check that {address} ends where the API begins (often /v1)"
            )
        if not self.choice:
            return f"{where} sent a reply without any choice: see the server's log, or use another model"
        if not self.finish_reason:
            return f"{where} broke off in mid-reply: ask again, and see the server's log if it lasts"
        if self.text:
            return None
        if self.finish_reason == "length":
            return f"{where} used all {settings.max_output_tokens} tokens before its answer: raise {settings.called('max_output_tokens')}"
        if self.finish_reason == "content_filter":
            return (
                f"{where} withheld its answer by a content filter: word the question differently or use another model"
            )
        return f"{where} sent an empty reply: ask again or use another model"


def _wait_before_next(error: Exception, attempt: int) -> float | None:
    """Seconds until the request may be sent again; None where that cannot help. A quota that is used up does not come back by waiting."""
    import openai

    if not isinstance(error, openai.APIStatusError) or _quota(error):
        return None
    if error.status_code != 429 and error.status_code < 500:
        return None
    asked = retry_after(error.response.headers.get("retry-after", ""))
    return FIRST_WAIT * 2.0 ** (attempt - 1) if asked is None else asked


def retry_after(header: str) -> float | None:
    """Seconds that a `Retry-After` header asks to wait, which it says in seconds or as a date (RFC 9110); None where it says neither.

    >>> retry_after("1.5"), retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), retry_after("soon")
    (1.5, 0.0, None)
    """
    if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", header.strip()):
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())


QUOTA = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})


def _quota(error: Any) -> bool:
    return error.status_code == 402 or bool(QUOTA & {error.code, error.type})


def explain(error: Exception, settings: LanguageModelSettings, wait: float | None = None) -> str:
    """One line on what failed and what to do about it, without the key, even where the endpoint repeats it."""
    import httpx
    import openai

    where = _where(settings)
    if isinstance(error, LanguageModelError):
        return str(error)
    if isinstance(error, openai.APIStatusError):
        return f"{where} {_status(error, settings, wait)}"
    cause = error.__cause__ if isinstance(error, openai.APIConnectionError) else error
    if isinstance(error, openai.APITimeoutError) or isinstance(cause, httpx.TimeoutException):
        return _late(settings)
    if isinstance(cause, (httpx.ConnectError, httpx.UnsupportedProtocol, httpx.ProxyError, httpx.InvalidURL)):
        return f"{where} cannot be reached: start it, or mend {settings.called('base_url')}"
    if isinstance(cause, httpx.HTTPError):
        begun = "in mid-reply" if isinstance(error, httpx.HTTPError) else "before answering"
        return f"{where} closed the connection {begun}: ask again, and see the server's log if it lasts"
    if isinstance(error, (json.JSONDecodeError, UnicodeDecodeError)):
        return f"{where} sent broken JSON: check that it is OpenAI-compatible and that no proxy stands between"
    if isinstance(error, openai.APIError):
        return (
            f"{where} reported a failure in mid-reply{_detail(error, settings)}: ask again, and see its log if it lasts"
        )
    return f"{where} sent a reply that cannot be read ({type(error).__name__}): check that it is OpenAI-compatible"


def _status(error: Any, settings: LanguageModelSettings, wait: float | None) -> str:
    status, detail = error.status_code, _detail(error, settings)
    told = error.response.text.lower()
    if _quota(error):
        return "has no quota left for this key: check the account's billing"
    if status == 401:
        return f"refused the key (401): set {settings.called('api_key')} to a valid one"
    if status == 403:
        return f"does not let this key use `{settings.model}` (403): use another model or key"
    if status == 404:
        check = f"check {settings.called('model')} and {settings.called('base_url')}"
        return f"has no model `{settings.model}` or no API at this address (404): {check}"
    if status == 413 or (status == 400 and "context" in told):
        return f"finds question and evidence too long ({status}): lower {settings.called('context_tokens')} to what the model can read"
    if status == 429:
        return f"is busy (429): ask again in {max(1, round(wait or 1))} s, or allow more requests in the account"
    if status >= 500:
        return f"fails ({status}): ask again later, and see the server's log if it lasts"
    return f"refused the request ({status}){detail}: check {settings.called('model')} and the other settings"


def _detail(error: Any, settings: LanguageModelSettings) -> str:
    """The endpoint's own words in brackets, short, on one line, and without anything like a key."""
    body = error.body if isinstance(error.body, dict) else {}
    words = " ".join(strip_invisible(str(body.get("message") or "")).split())
    if settings.api_key:
        words = words.replace(settings.api_key, "[key]")
    words = re.sub(r"(?i)\b(?:sk|pk|key|bearer|token)[-_ :=]+[\w*.\-]{6,}", "[key]", words)[:160]
    return f' ("{words}")' if words else ""


def _late(settings: LanguageModelSettings) -> str:
    return f"{_where(settings)} did not finish within {settings.total_deadline:g} s: ask again, or raise {settings.called('deadline')}"


def _where(settings: LanguageModelSettings) -> str:
    """The endpoint's address without a name, password or query that may stand in it."""
    if settings.local:
        return f"the language model on this machine ({settings.model})"
    try:
        url = urlsplit(settings.base_url or "https://api.openai.com/v1")
    except ValueError:
        return f"the language model at the address in {settings.called('base_url')}, which is none,"
    host = url.netloc.rpartition("@")[2]
    return f"the language model at {url.scheme}://{host}{url.path}"
