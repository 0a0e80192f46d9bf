"""Outlet, title and day set by hand in the corpus view: the form of an article, what it sets, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import ConfigError
from assistant.ingest.loaders import file_of
from assistant.ingest.overrides import FILE
from assistant.service import Assistant
from assistant.web.storage.by_hand import ByHand
from assistant.web.views.fragments import render


class Fields(BaseModel):
    """What is set: a text, an empty one where nothing is known, None for what stays."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, max_length=500)
    outlet: str | None = Field(None, max_length=500)
    published: str | None = Field(None, max_length=10)

    def given(self) -> dict[str, str]:
        return self.model_dump(exclude_none=True)


class Before(BaseModel):
    """An entry as it was; None where there was none."""

    entry: Fields | None


def by_hand_routes(assistant: Assistant) -> APIRouter:
    router = APIRouter(prefix="/dateline/by-hand")
    settings = ByHand(assistant.corpus_folder)

    @router.get("", response_class=HTMLResponse)
    def form(article: str) -> str:
        """A row of the corpus view's table."""
        check_known(assistant, article)
        file = file_of(article)
        in_file = assistant.count_in(file)
        return render("by_hand.html", article=assistant.article(article), file=file, in_file=in_file, kept_in=FILE)

    @router.put("")
    def change(name: str, fields: Fields) -> dict[str, Any]:
        """`name` is the id of an article, or the path of a file, for all in it."""
        check_known(assistant, name)
        with refused():
            return {"name": name, "before": settings.change(name, fields.given())}

    @router.delete("")
    def clear(name: str) -> dict[str, Any]:
        check_known(assistant, name)
        with refused():
            return {"name": name, "before": settings.put(name, None)}

    @router.put("/entry")
    def take_back(name: str, before: Before) -> dict[str, Any]:
        check_known(assistant, name)
        with refused():
            return {"name": name, "before": settings.put(name, before.entry.given() if before.entry else None)}

    @router.get("/state")
    def state(article: str) -> dict[str, bool]:
        """Whether the index has an article as it was set."""
        check_known(assistant, article)
        with refused():
            several = assistant.count_in(file_of(article)) > 1
            return {"in_force": settings.in_force(assistant.article(article), several)}

    return router


@contextmanager
def refused() -> Iterator[None]:
    """Turns what is wrong with the file into a sentence for the reader."""
    try:
        yield
    except ConfigError as error:
        raise HTTPException(422, f"{error}.") from None
    except OSError as error:
        raise HTTPException(422, f"It cannot be written: {(error.strerror or 'the disk refuses').lower()}.") from None


def check_known(assistant: Assistant, name: str) -> None:
    """Only what the index holds can be set: an article, or a file of some."""
    try:
        assistant.article(name)
    except KeyError:
        if not assistant.count_in(name):
            raise HTTPException(404, "That article is no longer in the index.") from None
