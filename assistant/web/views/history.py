"""The conversations on this machine."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.web.storage.conversations import Conversation
from assistant.web.views.escape import encode
from assistant.web.views.phrases import count, day


def history_html(conversations: Sequence[Conversation], kept: bool) -> str:
    """Every conversation, the newest first, each with what can be done with it."""
    where = "Kept on this machine, in files that no one else is sent." if kept else "Kept until Dateline is closed."
    if not conversations:
        return f'<h2 class="view-title">Conversations</h2><p class="view-empty">None yet. {where}</p>'
    rows = "".join(map(conversation_row, conversations))
    return (
        f'<h2 class="view-title">Conversations</h2><p class="view-sum">{where}</p><ul class="conversations">{rows}</ul>'
    )


def conversation_row(conversation: Conversation) -> str:
    held = conversation.conversation_id
    said = f"{count(len(conversation.turns), 'question')}, {day(conversation.turns[-1].asked.date())}"
    return (
        f'<li><a class="conversation" href="/?conversation={held}">{encode(conversation.title)}</a><span class="when">{said}</span>'
        f'<span class="exports"><a href="/dateline/export/{held}.md" download>Markdown</a>'
        f'<a href="/dateline/export/{held}.json" download>JSON</a>'
        f'<button type="button" class="quiet delete" data-conversation="{held}">Delete</button></span></li>'
    )
