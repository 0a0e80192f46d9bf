"""The conversations on this machine."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.web.storage.conversations import Conversation, Conversations
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.phrases import where_kept


def history_html(conversations: Conversations) -> Fragment:
    """Every conversation, the newest first."""
    held = conversations.list()
    where = where_kept(conversations.folder is not None, conversations.damaged)
    return render("history.html", rows=conversations_html(held) if held else "", where=where)


def conversations_html(conversations: Sequence[Conversation]) -> Fragment:
    """Each with what can be done with it."""
    dated = [(held, held.turns[-1].asked.astimezone()) for held in conversations]
    return render("conversations.html", conversations=dated)
