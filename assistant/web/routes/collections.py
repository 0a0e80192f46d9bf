"""The requests of what is kept: listed, something kept, taken out and put back, opened with what changed since, taken away as a file."""

from __future__ import annotations

import dataclasses

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field

from assistant.errors import AssistantError
from assistant.service import Assistant
from assistant.web.routes.conversation import found_turn
from assistant.web.routes.history import WORD, attached, done
from assistant.web.storage.changes import changes, corrected_since, corrections, place_now
from assistant.web.storage.collections import Collection, Collections, Kept, collection_to_json, kept_answer, kept_place
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


def collection_routes(assistant: Assistant, conversations: Conversations, collections: Collections) -> APIRouter:
    router = APIRouter(prefix="/dateline", default_response_class=HTMLResponse)

    @router.get("/kept")
    def kept() -> str:
        held = [(one, changed(assistant, one)) for one in collections.list()]
        return collections_html(held, collections.folder is not None, collections.damaged)

    @router.get("/kept/names", response_class=JSONResponse)
    def names() -> list[str]:
        return [one.name for one in collections.list()]

    @router.post("/kept", response_class=JSONResponse)
    def keep(wanted: Wanted) -> dict[str, str]:
        held = collections.keep(wanted.collection, kept_item(assistant, conversations, wanted))
        return {"collection": held.collection_id, "name": held.name, "item": held.items[-1].item_id}

    @router.get("/kept/{collection}/{item}")
    def since(collection: str, item: str) -> str:
        """What changed since it was kept, and the item itself."""
        held = found(collections, collection).item(item)
        if held is None:
            raise HTTPException(404, "That is not in the collection.")
        try:
            said = [*changes(assistant, held), *corrected_since(assistant, held)]
        except AssistantError as error:
            said = [str(error)]
        return since_html(said) + item_html(held, [place_now(assistant, source) for source in held.sources])

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

    add_exports(router, collections)
    return router


def add_exports(router: APIRouter, collections: Collections) -> None:
    """A collection as a file to take away."""

    @router.get("/kept-export/{collection}.md", response_class=PlainTextResponse)
    def as_markdown(collection: str) -> Response:
        text = collection_markdown(found(collections, collection))
        return PlainTextResponse(text, headers=attached("md", "collection"))

    @router.get("/kept-export/{collection}.json", response_class=JSONResponse)
    def as_json(collection: str) -> Response:
        value = collection_to_json(found(collections, collection))
        return JSONResponse(value, headers=attached("json", "collection"))

    @router.get("/kept-export/{collection}.docx")
    def as_word(collection: str) -> Response:
        whole = collection_document(found(collections, collection))
        return Response(whole, media_type=WORD, headers=attached("docx", "collection"))


def found(collections: Collections, collection_id: str) -> Collection:
    held = collections.get(collection_id)
    if held is None:
        raise HTTPException(404, "No such collection.")
    return held


def changed(assistant: Assistant, collection: Collection) -> dict[str, bool]:
    """For each item whether one of its articles is not as it was; where the index cannot be asked, opening the item says why."""
    try:
        return {item.item_id: bool(changes(assistant, item)) for item in collection.items}
    except AssistantError:
        return {}


def kept_item(assistant: Assistant, conversations: Conversations, wanted: Wanted) -> Kept:
    """What is to be kept, with the corrections of it that are known today. Raises QuestionError where there is nothing."""
    if wanted.conversation:
        item = kept_answer(assistant, wanted.conversation, found_turn(conversations, wanted.conversation, wanted.turn))
    else:
        item = kept_place(assistant, wanted.article, wanted.start, wanted.end)
    known = tuple(one.article_id for one in corrections(assistant, item))
    return dataclasses.replace(item, corrections=known)
