"""`/v1`: what other programs ask. OpenAI's chat completions with the answerers as models; search, check and check-draft as plain JSON.

Same guard, same password (as a bearer token), same places as the page. Nothing is streamed before it is checked: what a program was
sent cannot be taken back, and a model may still correct what the check finds missing.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import secrets
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import aclosing, contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field, model_validator
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from assistant import __version__
from assistant.draft.claims import MOST_CHARACTERS
from assistant.errors import AssistantError, ConfigError, DraftError, QuestionError
from assistant.schema import to_json
from assistant.service import Assistant
from assistant.verification.check import Reference, check_claim
from assistant.web.api import draft_checked, searched
from assistant.web.asking import broken
from assistant.web.choices import Within
from assistant.web.completions import Message, Reply, Shape, StreamOptions, asked_of, model_json, models
from assistant.web.log import Line, logged
from assistant.web.places import BUSY, Busy, Places
from assistant.web.protocol import AskOptions
from assistant.web.security.refusals import Refusal, error_json, error_response
from assistant.web.writing import Writing

PULSE = 10.0
"""Seconds of silence after which a stream says that it is still there: proxies hang up on the silent."""
VIA = "programs"
MOST_REFERENCES, LONGEST_TEXT = 50, 100_000


class Completion(Within):
    """OpenAI's request. Fields that are not named here (temperature, tools …) change nothing; what could not be kept is refused.

    Clients send null for what they leave out.
    """

    model: str = "dateline"
    messages: list[Message] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()
    n: int = Field(1, ge=1, le=1)
    response_format: dict[str, Any] = Field({"type": "text"})

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, sent: Any) -> Any:
        return {name: value for name, value in sent.items() if value is not None} if isinstance(sent, dict) else sent


class Search(Within):
    question: str = Field(min_length=1, max_length=2000)


class Check(BaseModel):
    """A sentence, and the texts that it should rest on."""

    claim: str = Field(min_length=1, max_length=2000)
    references: list[Annotated[str, Field(max_length=LONGEST_TEXT)]] = Field(min_length=1, max_length=MOST_REFERENCES)


class Draft(BaseModel):
    """A draft, and its day, from which its "Tuesday" counts; where none is given, the day that its head states."""

    text: str = Field(min_length=1, max_length=MOST_CHARACTERS)
    day: dt.date | None = None


class ProgramsRoute(APIRoute):
    """A route whose failures have OpenAI's shape."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except (RequestValidationError, HTTPException, AssistantError, Refusal, Busy) as error:
                refusal = refusal_of(error)
            return error_response(refusal, {"Retry-After": "1"} if refusal.status == 429 else None)

        return handled


def refusal_of(error: Exception) -> Refusal:
    """The failure as a program is told it."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, Busy):
        return Refusal(429, BUSY, code="rate_limit_exceeded")
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:])
        return Refusal(400, f"{field or 'The request'}: {first['msg']}", param=field or None)
    if isinstance(error, HTTPException):
        return Refusal(error.status_code, str(error.detail))
    wrong = isinstance(error, (QuestionError, DraftError, ConfigError))
    return Refusal(400 if wrong else 503, str(error), code=type(error).__name__)


def programs_routes(assistant: Assistant, places: Places) -> APIRouter:
    """All of `/v1`."""
    router = APIRouter(prefix="/v1", route_class=ProgramsRoute)

    @router.get("/models")
    def list_models() -> dict[str, Any]:
        """The answerers: `dateline` as the page answers, `dateline-quoted`, and one that a language model writes where one is set."""
        return {"object": "list", "data": [model_json(name) for name in models(assistant)]}

    @router.get("/models/{name}")
    def one_model(name: str) -> dict[str, Any]:
        """One of them."""
        return model_json(known(name, assistant))

    @router.post("/chat/completions")
    async def complete(asked: Completion, request: Request) -> Response:
        """Answers the last message from the articles, with the messages before it as context: OpenAI's chat completions."""
        work = Asked(assistant, asked, str(request.base_url), places)
        if asked.stream:
            return Streamed(work)
        try:
            return JSONResponse(await work.completion(request))
        finally:
            work.end()

    add_plain_json(router, assistant, places)
    add_documents(router)
    return router


def add_plain_json(router: APIRouter, assistant: Assistant, places: Places) -> None:
    """Search and check, whose answers have the shapes that `--json` prints."""

    @router.post("/search")
    async def search(asked: Search) -> dict[str, Any]:
        """The passages that bear on a question, best first, with the sentences that do."""

        def found(line: Line) -> dict[str, Any]:
            return {"evidence": searched(assistant, asked.question, asked.k, asked.filters, line)}

        return await placed(places, "search", asked.question, found)

    @router.post("/check")
    async def check(asked: Check) -> dict[str, Any]:
        """Whether a sentence is supported by the given texts, and by which of its details."""
        references = [Reference(text) for text in asked.references]
        return await placed(places, "check", asked.claim, lambda _: check_claim(asked.claim, references))

    @router.post("/check-draft")
    async def check_draft(asked: Draft) -> dict[str, Any]:
        """A draft against all articles: of each sentence whether they carry it, contradict it or do not have it, with exact characters."""
        return await placed(places, "draft", "", lambda line: draft_checked(assistant, asked.text, asked.day, line))


def add_documents(router: APIRouter) -> None:
    """The OpenAPI document of the routes above, for programs and for people, and an end to every other path."""
    document = get_openapi(
        title="Dateline", version=__version__, description=(__doc__ or "").strip(), routes=router.routes
    )

    @router.get("/openapi.json", include_in_schema=False)
    @router.get("/docs", include_in_schema=False)
    def openapi() -> Response:
        return Response(json.dumps(document, indent=1, ensure_ascii=False), media_type="application/json")

    @router.api_route("/{rest:path}", methods=["GET", "POST", "PUT", "DELETE"], include_in_schema=False)
    def nothing(rest: str) -> None:
        raise Refusal(404, f"There is no /v1/{rest[:100]}: /v1/docs lists what there is.", code="not_found")


def known(name: str, assistant: Assistant) -> str:
    if name in (names := models(assistant)):
        return name
    said = f"There is no model of that name: choose {', '.join(names)}."
    raise Refusal(404, said, param="model", code="model_not_found")


class Asked:
    """One request for a completion: its question, its place, and the answer on its way. Raises Refusal and Busy at once."""

    def __init__(self, assistant: Assistant, asked: Completion, home: str, places: Places) -> None:
        if asked.response_format.get("type") != "text":
            raise Refusal(
                400, "Answers are text, with citations: no other format can be kept.", param="response_format"
            )
        self.assistant, self.asked, self.home = assistant, asked, home
        self.question, history = asked_of(asked.messages)
        self.id = secrets.token_hex(8)
        answerer = models(assistant)[known(asked.model, assistant)]
        self.options = AskOptions(**asked.filters, k=asked.k, answerer=answerer, history=history, trace_id=self.id)
        self.shape = Shape(id=self.id, model=asked.model)
        self.work: Writing | None = None
        self.ticket = places.ticket()

    async def completion(self, request: Request) -> dict[str, Any]:
        """The whole reply. Where the program is gone, it is not waited for here either."""
        async with aclosing(self.replies()) as replies:
            async for reply in replies:
                if reply:
                    return self.shape.completion(reply)
                if await request.is_disconnected():
                    break
        raise Refusal(499, "Nobody waited for the answer.")

    async def events(self) -> AsyncGenerator[str, None]:
        """The reply as server-sent events. A failure is one too: its status was sent long ago."""
        yield event(self.shape.chunk({"role": "assistant", "content": ""}))
        try:
            async with aclosing(self.replies()) as replies:
                async for reply in replies:
                    if reply is None:
                        yield ": still here\n\n"
                        continue
                    for chunk in self.shape.chunks(reply, self.asked.stream_options.include_usage):
                        yield event(chunk)
        except (AssistantError, Refusal) as error:
            yield event(error_json(refusal_of(error)))
        yield "data: [DONE]\n\n"

    async def replies(self) -> AsyncGenerator[Reply | None, None]:
        """None again and again while it waits or is answered, last the reply. Closed before, the work behind it ends soon."""
        with told(self.id), logged("ask", self.id, VIA, self.question) as line:
            async with aclosing(pulses(asyncio.wrap_future(self.ticket.came))) as waiting:
                async for _ in waiting:
                    yield None
            self.work = Writing(self.assistant, self.question, self.options)
            self.work.over.add_done_callback(
                lambda _: self.ticket.leave()
            )  # whoever left, the machine works until then
            try:
                async with aclosing(pulses(asyncio.wrap_future(self.work.over))) as working:
                    async for _ in working:
                        yield None
            finally:
                self.work.left.set()
            if self.work.error:
                raise self.work.error
            assert self.work.answer is not None
            line.ended(self.work.answer)
            reply = await run_in_threadpool(Reply, self.work.answer, self.assistant, self.home, self.asked.messages)
        yield reply

    def end(self) -> None:
        """Gives the place back where no work began that will."""
        if self.work is None:
            self.ticket.leave()


class Streamed(StreamingResponse):
    """Events; it ends its work however it ends itself, even where the program was gone before the first."""

    def __init__(self, work: Asked) -> None:
        self.work, self.events = work, work.events()
        super().__init__(self.events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self.events.aclose()
            self.work.end()


def event(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


async def pulses(waited: asyncio.Future[None]) -> AsyncGenerator[None, None]:
    """One every few seconds until it is done."""
    while not (await asyncio.wait({waited}, timeout=PULSE))[0]:
        yield


@contextmanager
def told(question_id: str) -> Iterator[None]:
    """A failure that nobody foresaw, and that the log has, as one line with the id under which it has it."""
    try:
        yield
    except (AssistantError, Refusal):
        raise
    except Exception:  # noqa: BLE001  the edge: what it says could hold anything
        raise Refusal(500, broken(question_id)) from None


async def placed(places: Places, event: str, words: str, work: Callable[[Line], Any]) -> dict[str, Any]:
    """What the work gives, as JSON: done in a thread when a place is free, and logged. Raises Busy."""
    question_id = secrets.token_hex(8)

    def logged_work() -> dict[str, Any]:
        with logged(event, question_id, VIA, words) as line:
            value: dict[str, Any] = to_json(work(line))
        return value

    ticket = places.ticket()
    try:
        await asyncio.wait(
            {asyncio.wrap_future(ticket.came)}
        )  # who is cancelled meanwhile leaves the line, and it stays whole
        with told(question_id):
            return await run_in_threadpool(logged_work)
    finally:
        ticket.leave()
