"""The corpus view's requests: what is indexed, a file added, whether it is answerable, an uploaded one removed and restored."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from assistant.errors import ArticleError, ConfigError
from assistant.ingest.folder import read_overrides
from assistant.service import Assistant
from assistant.web.storage.uploads import Uploads, clean_name
from assistant.web.views.corpus import corpus_html, files_html, rows_html


def corpus_routes(assistant: Assistant) -> APIRouter:
    router = APIRouter(prefix="/dateline")
    uploads = Uploads(assistant.corpus_folder, assistant.home / "trash", assistant.limits)

    @router.get("/corpus", response_class=HTMLResponse)
    def corpus() -> str:
        try:
            read_overrides(assistant.corpus_folder)
            broken = None
        except ConfigError as error:
            broken = f"{error}: nothing new is indexed until it is mended"
        return corpus_html(assistant.status(), assistant.articles(), assistant.skipped(), assistant.limits, broken)

    @router.get("/corpus/rows", response_class=HTMLResponse)
    def rows(find: str = "", shown: int = 0) -> str:
        return rows_html(assistant.articles(), find, shown)

    @router.get("/corpus/files", response_class=HTMLResponse)
    def files(shown: int = 0) -> str:
        return files_html(assistant.articles(), assistant.skipped(), shown)

    @router.put("/upload")
    async def upload(request: Request, name: str) -> dict[str, Any]:
        """The body is the file. Read no further than the limit for its kind."""
        data = bytearray()
        limit = uploads.limit(clean_name(name))
        async for chunk in request.stream():
            data.extend(chunk)
            if len(data) > limit:
                raise ArticleError(f"is larger than {limit / 1_000_000:g} MB")
        return {"article": await run_in_threadpool(uploads.add, name, bytes(data))}

    @router.get("/upload")
    def state(article: str) -> dict[str, Any]:
        """Whether the index holds the file by now, and how many articles of it; why not, where it was skipped."""
        skipped = [item.reason for item in assistant.skipped() if item.path == article]
        return {"articles": assistant.count_in(article), "skipped": skipped[:1]}

    @router.delete("/upload")
    def remove(article: str) -> dict[str, str]:
        return {"kept": uploads.remove(article)}

    @router.post("/upload/restore")
    def restore(kept: str) -> dict[str, str]:
        return {"article": uploads.restore(kept)}

    return router
