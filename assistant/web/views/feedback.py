"""The reader's word on an answer: the thumbs under it, and in the evaluation view what was said so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.web.storage.feedback import REASONS
from assistant.web.views.escape import encode
from assistant.web.views.phrases import count

SHOWN = 50
"""The latest are listed; the file holds all."""


THUMBS = (
    '<span class="thumbs" role="group" aria-label="Your word on this answer">'
    '<button type="button" class="quiet thumb up" aria-label="Good answer" aria-pressed="false"></button>'
    '<button type="button" class="quiet thumb down" aria-label="Not a good answer: say why" aria-expanded="false" '
    'aria-pressed="false"></button></span>'
)
"""Two thumbs; the second opens the reasons."""
REASONS_CHOICE = (
    '<div class="reasons" hidden role="group" aria-label="What is wrong with the answer"><label class="field note">'
    '<span>What is wrong? A note, if you like, then the reason.</span><input class="note-text" maxlength="2000" autocomplete="off"></label>'
    + "".join(
        f'<button type="button" class="chip reason-pick" data-reason="{encode(reason)}">{encode(word)}</button>'
        for reason, word in REASONS.items()
    )
    + '</div><p class="rated" hidden><span></span> <button type="button" class="quiet take-back">Undo</button></p>'
)


def feedback_html(records: Sequence[dict[str, Any]]) -> str:
    """What readers said of answers: candidate questions, the latest first."""
    if not records:
        return ""
    rows = "".join(map(feedback_row, records[: -SHOWN - 1 : -1]))
    return (
        f'<h3 class="part">Feedback</h3><p class="view-sum">{count(len(records), "answer")} rated in eval/feedback.jsonl, each with '
        f'all that is needed to ask again.</p><ul class="given">{rows}</ul>'
    )


def feedback_row(record: dict[str, Any]) -> str:
    good = record.get("rating") == "good"
    sign, name, word = ("✓", "good", "good") if good else ("✗", "bad", str(record.get("reason") or "not good"))
    note = f'<span class="note-said">“{encode(record["note"])}”</span>' if record.get("note") else ""
    rated = f'<span class="verdict-word {name}"><span aria-hidden="true">{sign}</span> {encode(word)}</span>'
    given = f'<span class="when">{encode(str(record.get("given") or "")[:10])}</span>'
    withdraw = f'<button type="button" class="quiet withdraw" data-record="{encode(record.get("record_id") or "")}">Take back</button>'
    asked = f'<button type="button" class="example">{encode(record.get("text") or "")}</button>'
    return f"<li>{asked}{rated}{given}{note}{withdraw}</li>"
