"""The corpus view: what is indexed, of which days and outlets, what was skipped and why, and where articles are added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from assistant.ingest.loaders import SUFFIXES
from assistant.ingest.parsing import Limits
from assistant.schema import Skipped
from assistant.web.protocol import ArticleRecord
from assistant.web.storage.uploads import FOLDER
from assistant.web.views.escape import encode
from assistant.web.views.frame import pending
from assistant.web.views.phrases import count, months, published

UNDATED = dt.date.max
ROWS = 200
"""Articles listed at once; more are fetched."""
NOTHING_FOUND = '<tr><td colspan="4" class="view-empty">No article has these words in its title, outlet, date or file name.</td></tr>'


def corpus_html(
    status: dict[str, Any], articles: Sequence[ArticleRecord], skipped: Sequence[Skipped], limits: Limits
) -> str:
    facts = [count(len(articles), "article"), count(int(status.get("passages") or 0), "passage")]
    facts += [text for text in (months(status.get("oldest"), status.get("newest")),) if text]
    facts.append(count(len(status.get("outlets") or ()), "outlet"))
    facts += [text for text in (pending(status),) if text]
    left_out = "".join(f"<li><code>{encode(item.path)}</code> {encode(item.reason)}</li>" for item in skipped)
    passed = (
        f'<details class="skipped-files" open><summary>{count(len(skipped), "file")} skipped</summary>'
        f'<ul class="skipped">{left_out}</ul></details>'
        if skipped
        else ""
    )
    listed = articles_html(articles) if articles else '<p class="view-empty">Nothing is indexed yet.</p>'
    return (
        f'<h2 class="view-title">What can be answered from</h2><p class="view-sum">{encode(" · ".join(facts))}</p>'
        f"{upload_html(limits)}{passed}{listed}"
    )


def upload_html(limits: Limits) -> str:
    """Where files are dropped or chosen, and where their fate is told."""
    kinds = ", ".join(suffix.lstrip(".") for suffix in SUFFIXES)
    return (
        f'<div class="drop"><label class="choose"><input type="file" id="files" multiple accept="{",".join(SUFFIXES)}">'
        "<span>Add articles</span></label><p>or drop files here. They are copied to <code>corpus/"
        f"{FOLDER}/</code> and can be asked about within seconds.<br>Read are {kinds}, up to {limits.file_bytes / 1e6:g} MB each.</p></div>"
        '<ul class="uploads" aria-label="Files added" aria-live="polite"></ul>'
    )


def articles_html(articles: Sequence[ArticleRecord]) -> str:
    return (
        '<label class="field find"><span>Find an article</span><input type="search" id="find" placeholder="Title, outlet, date or file" '
        'autocomplete="off"></label><div class="table-frame" tabindex="0" role="region" aria-label="Articles"><table class="corpus">'
        '<thead><tr><th scope="col">Date</th><th scope="col">Outlet</th><th scope="col">Title</th><th scope="col">File</th></tr></thead>'
        f"<tbody>{rows_html(articles)}</tbody></table></div>"
    )


def rows_html(articles: Sequence[ArticleRecord], find: str = "", shown: int = 0) -> str:
    """The next rows after those shown, of the articles in which every word of `find` occurs, in the order of their dates."""
    words = find.casefold().split()
    wanted = [article for article in articles if not words or all(word in searched(article) for word in words)]
    wanted.sort(key=lambda article: (article.published or UNDATED, article.article_id))
    rows = "".join(map(article_row, wanted[shown : shown + ROWS]))
    left = len(wanted) - shown - ROWS
    if left > 0:
        button = f'<button type="button" class="quiet more-rows">Show more ({left:,} left)</button>'
        rows += f'<tr class="more"><td colspan="4">{button}</td></tr>'
    return (
        rows
        or '<tr><td colspan="4" class="view-empty">No article has these words in its title, outlet, date or file name.</td></tr>'
    )


def searched(article: ArticleRecord) -> str:
    date = published(article.published, False)
    return (
        f"{article.title or ''} {article.outlet or ''} {article.published or ''} {date} {article.article_id}".casefold()
    )


def article_row(article: ArticleRecord) -> str:
    when = encode(published(article.published, article.published_inferred))
    file = encode(article.article_id)
    remove = (
        f' <button type="button" class="quiet remove" data-article="{file}" '
        f'aria-label="Remove {encode(article.title or article.article_id)}">Remove</button>'
        if article.article_id.startswith(f"{FOLDER}/")
        else ""
    )
    return (
        f'<tr><td data-head="Date">{when}</td><td data-head="Outlet">{encode(article.outlet or "not stated")}</td>'
        f'<td data-head="Title"><button type="button" class="open-article" data-article="{file}">'
        f'{encode(article.title or article.article_id)}</button></td><td data-head="File"><code>{file}</code>{remove}</td></tr>'
    )
