"""A source's passage in the language of its question, by the language model: asked for when the reader presses the button, never before."""

from __future__ import annotations

import secrets
import threading

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from assistant.errors import AssistantError
from assistant.service import Assistant
from assistant.text.languages.detection import language_of
from assistant.web.asking import broken
from assistant.web.log import logged
from assistant.web.routes.conversation import found_source
from assistant.web.storage.conversations import Conversations
from assistant.web.views.sources import translation_html

BUSY = "Dateline is translating other passages. Try again in a moment."


def translation_routes(assistant: Assistant, conversations: Conversations, at_once: int) -> APIRouter:
    """`at_once`: passages that are translated at the same time; whoever comes then is told so."""
    router = APIRouter(prefix="/dateline", default_response_class=HTMLResponse)
    places = threading.BoundedSemaphore(at_once)

    @router.post("/translation")
    def translation(conversation: str, turn: int, label: int) -> str:
        answer, evidence = found_source(conversations, conversation, turn, label)
        if not places.acquire(blocking=False):
            raise HTTPException(503, BUSY)
        request_id = secrets.token_hex(8)
        try:
            with logged("translate", request_id, "page", ""):
                into = language_of(answer.question)
                return translation_html(assistant.translate(evidence.text, into, spoken=evidence.language))
        except AssistantError as error:
            raise HTTPException(502, f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
        except Exception:  # noqa: BLE001 - logged, with its places in the code
            raise HTTPException(500, broken(request_id)) from None
        finally:
            places.release()

    return router
