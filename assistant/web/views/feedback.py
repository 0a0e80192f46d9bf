"""What readers said of answers so far, in the evaluation view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.web.views.fragments import Fragment, render
from assistant.web.views.phrases import count, day_in_words

SHOWN = 50
"""The latest are listed; the file holds all."""


def feedback_html(records: Sequence[dict[str, Any]]) -> Fragment:
    """Candidate questions, the latest first; nothing where no answer was rated."""
    latest = [said(record) for record in records[: -SHOWN - 1 : -1]]
    return render("feedback.html", given=count(len(records), "answer") if records else "", latest=latest)


def said(record: dict[str, Any]) -> dict[str, Any]:
    """The record with every field that is shown: its file may have been written by hand."""
    known = {name: record.get(name) or "" for name in ("text", "rating", "reason", "note", "record_id")}
    return known | {"day": day_in_words(record.get("given"))}
