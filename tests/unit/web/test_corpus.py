"""The corpus view's requests, asked of a real index."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fastapi.routing import APIRoute

from assistant import Assistant
from assistant.config import Config
from assistant.web.routes.corpus import corpus_routes
from tests.conftest import HashedWords


class Ready(Assistant):
    """Needs no network: nothing is asked of it."""

    def prepare(self) -> None:
        """Nothing to be made ready."""


def poll_among(articles: int, home: Path) -> tuple[dict[str, Any], int]:
    """What the page is told of a file of two articles while it follows it, among so many others, and how many calls that takes."""
    (home / "corpus").mkdir(parents=True)
    reports = [json.dumps({"text": f"The ferry of {town} sails again."}) for town in ("Lisbon", "Porto")]
    (home / "corpus" / "both.jsonl").write_text("\n".join(reports), encoding="utf-8")
    for number in range(articles):
        (home / "corpus" / f"{number}.md").write_text(f"Report {number} on the ferry.\n", encoding="utf-8")
    assistant = Ready(Config(home=home, cache=home / "cache"))
    assistant.__dict__["embedder"] = HashedWords()
    assistant.update()
    routes = [route for route in corpus_routes(assistant).routes if isinstance(route, APIRoute)]
    (poll,) = (one.endpoint for one in routes if one.path == "/dateline/upload" and one.methods == {"GET"})
    told, calls = poll("both.jsonl"), 0  # what is read once a state of the index is read here

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        poll("both.jsonl")
    finally:
        sys.setprofile(None)
    return told, calls


def test_an_upload_is_followed_at_a_cost_that_no_other_article_adds_to(tmp_path: Path) -> None:
    few, many = poll_among(2, tmp_path / "few"), poll_among(40, tmp_path / "many")
    assert few == many
    assert few[0] == {"articles": 2, "skipped": []}
