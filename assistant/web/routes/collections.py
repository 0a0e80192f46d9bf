"""The requests of what is kept: listed, something kept, taken out and put back, opened with what changed since, taken away as a file."""

from __future__ import annotations

import dataclasses
from typing import Any

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field

from assistant.errors import AssistantError
from assistant.web.protocol import AssistantLike
from assistant.web.routes.conversation import found_turn
from assistant.web.routes.history import WORD, attached
from assistant.web.storage.changes import changes, corrected_since, corrections
from assistant.web.storage.collections import (
    Collection,
    Collections,
    Kept,
    collection_to_json,
    kept_answer,
    kept_place,
)
from assistant.web.storage.conversations import Conversations
from assistant.web.views.collections import collection_markdown, collections_html, item_html, since_html
from assistant.web.views.word import collection_document


class Wanted(BaseModel):
    """What is to be kept: an answer by its conversation and turn, else an article or the named characters of it."""

    collection: str = Field(max_length=200)
    conversation: str = Field("", max_length=40)
    turn: int = 0
    article: str = Field("", max_length=2000)
    start: int | None = None
    end: int | None = None


def collection_routes(assistant: AssistantLike, conversations: Conversations, collections: Collections) -> APIRouter:
    router = APIRouter(prefix="/dateline", default_response_class=HTMLResponse)

    @router.get("/kept")
    def kept() -> str:
        return collections_html([(one, changed(one)) for one in collections.list()], collections.folder is not None)

    @router.get("/kept/names", response_class=JSONResponse)
    def names() -> list[str]:
        return [one.name for one in collections.list()]

    @router.post("/kept", response_class=JSONResponse)
    def keep(wanted: Wanted) -> dict[str, str]:
        if wanted.conversation:
            turn = found_turn(conversations, wanted.conversation, wanted.turn)
        try:
            if wanted.conversation:
                item = kept_answer(assistant, wanted.conversation, turn)
            else:
                item = kept_place(assistant, wanted.article, wanted.start, wanted.end)
            known = tuple(one.article_id for one in corrections(assistant, item))
            held = collections.keep(wanted.collection, dataclasses.replace(item, corrections=known))
        except AssistantError as error:
            raise HTTPException(422, str(error)) from None
        return {"collection": held.collection_id, "name": held.name, "item": held.items[-1].item_id}

    @router.get("/kept/{collection}/{item}")
    def since(collection: str, item: str) -> str:
        """What changed since it was kept, and the item itself."""
        held = found(collection).item(item)
        if held is None:
            raise HTTPException(404, "That is not in the collection.")
        try:
            said = [*changes(assistant, held), *corrected_since(assistant, held)]
        except AssistantError as error:
            return since_html([str(error)]) + item_html(held)
        return since_html(said) + item_html(held)

    @router.delete("/kept/{collection}/{item}")
    def take_out(collection: str, item: str) -> str:
        return done(collections.take_out(collection, item), "That is not in the collection.")

    @router.post("/kept/{collection}/{item}/restore")
    def put_back(collection: str, item: str) -> str:
        return done(collections.put_back(collection, item), "That cannot be put back any more.")

    @router.delete("/kept/{collection}")
    def delete(collection: str) -> str:
        return done(collections.delete(collection), "No such collection.")

    @router.post("/kept/{collection}/restore")
    def restore(collection: str) -> str:
        return done(collections.restore(collection), "That collection is not in the trash.")

    @router.get("/kept-export/{collection}.md", response_class=PlainTextResponse)
    def as_markdown(collection: str) -> Response:
        return PlainTextResponse(collection_markdown(found(collection)), headers=attached("md", "collection"))

    @router.get("/kept-export/{collection}.json", response_class=JSONResponse)
    def as_json(collection: str) -> Response:
        return JSONResponse(collection_to_json(found(collection)), headers=attached("json", "collection"))

    @router.get("/kept-export/{collection}.docx")
    def as_word(collection: str) -> Response:
        return Response(collection_document(found(collection)), media_type=WORD, headers=attached("docx", "collection"))

    def found(collection_id: str) -> Collection:
        held = collections.get(collection_id)
        if held is None:
            raise HTTPException(404, "No such collection.")
        return held

    def changed(collection: Collection) -> dict[str, bool]:
        """For each item whether one of its articles is not as it was."""
        return {item.item_id: bool(safely(item)) for item in collection.items}

    def safely(item: Kept) -> Any:
        try:
            return changes(assistant, item)
        except AssistantError:
            return []  # said when the item is opened

    return router


def done(worked: bool, otherwise: str) -> str:
    if not worked:
        raise HTTPException(404, otherwise)
    return ""
