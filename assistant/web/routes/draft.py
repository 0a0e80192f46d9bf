"""The draft view's requests: a file read into the box, a draft checked sentence by sentence, its findings taken away."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import threading
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import BaseModel, Field

from assistant.draft.check import notes
from assistant.draft.claims import MOST_CHARACTERS
from assistant.draft.findings import DraftCheck, Finding
from assistant.draft.reading import read_draft
from assistant.errors import AssistantError, DraftError
from assistant.service import Assistant
from assistant.text.sentences import sentences
from assistant.web.asking import broken
from assistant.web.log import logged
from assistant.web.routes.history import WORD, attached
from assistant.web.storage.drafts import Drafts
from assistant.web.views.draft import card_html, draft_html, summary_html, text_html
from assistant.web.views.draft_export import draft_document, draft_markdown, draft_page

BUSY = "Dateline is checking other drafts. Try again in a moment."


class Given(BaseModel):
    """A draft, as the form sends it: longer ones are refused in words, so more is taken than is checked."""

    text: str = Field(max_length=20 * MOST_CHARACTERS)
    day: dt.date | None = None


def draft_routes(assistant: Assistant, at_once: int) -> APIRouter:
    """`at_once`: drafts that are checked at the same time; whoever comes then is told so."""
    router = APIRouter(prefix="/dateline")
    drafts = Drafts()
    places = threading.BoundedSemaphore(at_once)

    @router.get("/draft", response_class=HTMLResponse)
    def draft() -> str:
        return draft_html()

    @router.post("/draft/file")
    async def file(request: Request, name: str) -> dict[str, Any]:
        """The text of a file, and the day that it states: the body is the file."""
        data = await request.body()
        try:
            text, day = await run_in_threadpool(read_draft, name or "draft", data, assistant.limits)
        except DraftError as error:
            raise HTTPException(422, f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
        return {"text": text, "day": day.isoformat() if day else None}

    @router.post("/draft/check")
    def check(given: Given) -> StreamingResponse:
        """A line of JSON for the draft, one for each sentence, and one for the whole."""
        if not places.acquire(blocking=False):
            raise HTTPException(503, BUSY)
        try:
            day, findings = assistant.stream_draft(given.text, day=given.day)
        except AssistantError as error:
            places.release()
            raise HTTPException(422, f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
        lines = told(given.text, day, findings, drafts)
        return StreamingResponse(released(lines, places), media_type="application/x-ndjson")

    @router.get("/draft/export/{name}.{kind}")
    def export(name: str, kind: str) -> Response:
        held = drafts.get(name)
        if held is None:
            raise HTTPException(404, "These findings are no longer held: check the draft again.")
        if kind == "md":
            return Response(
                draft_markdown(held), media_type="text/plain; charset=utf-8", headers=attached(kind, "draft")
            )
        if kind == "html":
            return HTMLResponse(draft_page(held), headers=attached(kind, "draft"))
        if kind == "docx":
            return Response(draft_document(held), media_type=WORD, headers=attached(kind, "draft"))
        raise HTTPException(404, "No such format.")

    @router.delete("/draft/{name}")
    def forget(name: str) -> dict[str, bool]:
        drafts.forget(name)
        return {"forgotten": True}

    return router


def told(text: str, day: dt.date | None, findings: Iterator[Finding], drafts: Drafts) -> Iterator[str]:
    """The check as lines of JSON; what was found up to where the reader stops is held for export.

    A failure is logged and is the last line: raised into the connection, it would break that before the line is read.
    """
    name, request_id = drafts.begin(), secrets.token_hex(8)
    found: list[Finding] = []
    try:
        with logged("draft", request_id, "page", "") as line:
            spans = sentences(text)
            yield as_line(draft=text_html(text, spans), of=len(spans), name=name)
            for finding in findings:
                found.append(finding)
                drafts.hold(name, DraftCheck(text, day, tuple(found), notes(found, day)))
                yield as_line(at=len(found) - 1, verdict=finding.verdict, card=card_html(finding, len(found) - 1))
            line.facts["sentences"] = len(found)
    except AssistantError as error:
        yield as_line(failure=str(error))
    except Exception:  # noqa: BLE001 - logged, with its places in the code
        yield as_line(failure=broken(request_id))
    else:
        yield as_line(summary=summary_html(DraftCheck(text, day, tuple(found), notes(found, day))))


def released(lines: Iterator[str], places: threading.BoundedSemaphore) -> Iterator[str]:
    """The lines; the place is free again when they end, or when the reader goes away."""
    try:
        yield from lines
    finally:
        places.release()


def as_line(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"
