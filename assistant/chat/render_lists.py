"""The corpus, the conversations on this machine, and the cited reports in the order of their dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from assistant.chat.conversations import Conversation, Turn
from assistant.chat.encode import encode
from assistant.chat.protocol import ArticleRecord
from assistant.chat.render_turn import citation_html
from assistant.chat.words import count, day, months, outlet, published
from assistant.schema import Citation, Evidence, Skipped

UNDATED = dt.date.max


def corpus_html(status: dict[str, Any], articles: Sequence[ArticleRecord], skipped: Sequence[Skipped]) -> str:
    """What is indexed, of which days and outlets, and what was skipped and why."""
    facts = [count(len(articles), "article"), count(int(status.get("passages") or 0), "passage")]
    facts += [text for text in (months(status.get("oldest"), status.get("newest")),) if text]
    facts.append(count(len(status.get("outlets") or ()), "outlet"))
    ordered = sorted(articles, key=lambda article: (article.published or UNDATED, article.article_id))
    rows = "".join(map(article_row, ordered))
    left_out = "".join(f"<li><code>{encode(item.path)}</code> {encode(item.reason)}</li>" for item in skipped)
    passed = f'<h3>{count(len(skipped), "file")} skipped</h3><ul class="skipped">{left_out}</ul>' if skipped else ""
    return (
        f'<h2 class="view-title">What can be answered from</h2><p class="view-sum">{encode(" · ".join(facts))}</p>{passed}'
        '<div class="table-frame" tabindex="0" role="region" aria-label="Articles"><table class="corpus"><thead><tr>'
        '<th scope="col">Date</th><th scope="col">Outlet</th><th scope="col">Title</th><th scope="col">File</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def article_row(article: ArticleRecord) -> str:
    when = encode(published(article.published, article.published_inferred))
    file = encode(article.article_id)
    return (
        f'<tr><td data-head="Date">{when}</td><td data-head="Outlet">{encode(article.outlet or "not stated")}</td>'
        f'<td data-head="Title"><button type="button" class="open-article" data-article="{file}">'
        f'{encode(article.title or article.article_id)}</button></td><td data-head="File"><code>{file}</code></td></tr>'
    )


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
