"""The conversations on this machine."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.web.storage.conversations import Conversation
from assistant.web.views.fragments import Fragment, render


def history_html(conversations: Sequence[Conversation], kept: bool) -> Fragment:
    """Every conversation, the newest first, each with what can be done with it."""
    where = "Kept on this machine, in files that no one else is sent." if kept else "Kept until Dateline is closed."
    return render("history.html", rows=conversations_html(conversations) if conversations else "", where=where)


def conversations_html(conversations: Sequence[Conversation]) -> Fragment:
    """The list of them."""
    return render(
        "conversations.html", conversations=[(held, held.turns[-1].asked.astimezone()) for held in conversations]
    )
