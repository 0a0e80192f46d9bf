"""The requests about the language model of this machine: whether one can be got, its download begun, followed and stopped.

Strangers are neither told of it nor may they begin anything: a page that others read offers it only behind a password.
"""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from assistant.background import Background
from assistant.config import Config
from assistant.llm import model_store
from assistant.service import Assistant
from assistant.web.security.guard import strangers_read
from assistant.web.views.model import model_html


def model_routes(assistant: Assistant, config: Config) -> APIRouter:
    router = APIRouter(prefix="/dateline", default_response_class=HTMLResponse)
    download = Background("model download")

    @router.get("/model")
    def model() -> str:
        return "" if strangers_read(config) else model_html(assistant.writer, config, plan(), download.state)

    @router.post("/model")
    def get() -> str:
        refuse_strangers()
        model_store.begin(download, plan())
        return model()

    @router.delete("/model")
    def stop() -> str:
        refuse_strangers()
        download.stop()
        return model()

    def plan() -> model_store.Plan:
        return model_store.plan_for(model_store.DEFAULT, config.models_path)

    def refuse_strangers() -> None:
        if strangers_read(config):
            raise HTTPException(
                403, "A model is downloaded from the machine itself, or behind a password (ASSISTANT_AUTH)."
            )

    return router
