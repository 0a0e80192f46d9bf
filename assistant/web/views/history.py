"""The conversations on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.web.storage.conversations import Conversation
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.phrases import where_kept


def history_html(conversations: Sequence[Conversation], kept: bool, damaged: Iterable[str] = ()) -> Fragment:
    """Every conversation, the newest first, each with what can be done with it."""
    rows = conversations_html(conversations) if conversations else ""
    return render("history.html", rows=rows, where=where_kept(kept, damaged))


def conversations_html(conversations: Sequence[Conversation]) -> Fragment:
    """The list of them."""
    return render(
        "conversations.html", conversations=[(held, held.turns[-1].asked.astimezone()) for held in conversations]
    )
