"""The conversations on this machine, and the cited reports in the order of their dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from assistant.chat.conversations import Conversation, Turn
from assistant.chat.encode import encode
from assistant.chat.render_turn import citation_html
from assistant.chat.words import count, day, outlet
from assistant.schema import Citation, Evidence

UNDATED = dt.date.max


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


def timeline_html(turn: Turn) -> str:
    """The cited words of each day, sources of one day side by side."""
    answer = turn.answer
    sources = {item.label: item for item in answer.evidence} if answer else {}
    cited: dict[tuple[int, int], tuple[int, Citation]] = {}
    for index, sentence in enumerate(answer.sentences if answer else ()):
        for citation in sentence.citations:
            if citation.label in sources:
                cited.setdefault((citation.label, citation.start), (index, citation))
    if not cited:
        return '<p class="view-empty">This answer cites nothing that could be put in order.</p>'

    def when(item: tuple[int, Citation]) -> dt.date:
        return sources[item[1].label].published or UNDATED

    days = groupby(sorted(cited.values(), key=when), key=when)
    rows = "".join(day_html(date, list(items), sources, turn.number) for date, items in days)
    return (
        f'<h2 class="view-title">{encode(turn.question)}</h2><p class="view-sum">What the cited articles say, by the day they '
        f'were published.</p><ol class="timeline">{rows}</ol>'
    )


def day_html(date: dt.date, items: Sequence[tuple[int, Citation]], sources: dict[int, Evidence], turn: int) -> str:
    reports = "".join(
        f'<figure class="report"><figcaption>{encode(outlet(sources[citation.label]))}'
        f"{', date inferred' if sources[citation.label].published_inferred else ''} {citation_html(citation.label, index, turn)}"
        f"</figcaption><blockquote>{encode(citation.quote)}</blockquote></figure>"
        for index, citation in items
    )
    name = "No date" if date == UNDATED else day(date)
    return f'<li><h3>{name}</h3><div class="reports">{reports}</div></li>'
