"""The corpus view: what is indexed, of which days and outlets, what was skipped and why, and where articles are added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.answering.wording import written_day
from assistant.ingest.loaders import SUFFIXES
from assistant.ingest.parsing import Limits
from assistant.schema import Skipped
from assistant.text.languages.detection import language_name
from assistant.web.protocol import ArticleRecord
from assistant.web.storage.uploads import FOLDER
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.frame import pending
from assistant.web.views.phrases import count, months

UNDATED = dt.date.max
ROWS = 200
"""Articles listed at once; more are fetched."""


def corpus_html(
    status: dict[str, Any], articles: Sequence[ArticleRecord], skipped: Sequence[Skipped], limits: Limits
) -> Fragment:
    facts = [
        count(len(articles), "article"),
        count(int(status.get("passages") or 0), "passage"),
        months(status.get("oldest"), status.get("newest")),
        count(len(status.get("outlets") or ()), "outlet"),
        spoken(status.get("languages") or {}),
        pending(status),
    ]
    return render(
        "corpus.html",
        facts=" · ".join(fact for fact in facts if fact),
        folder=FOLDER,
        accepted=",".join(SUFFIXES),
        kinds=", ".join(suffix.lstrip(".") for suffix in SUFFIXES),
        megabytes=f"{limits.file_bytes / 1e6:g}",
        skipped=skipped,
        rows=rows_html(articles) if articles else "",
    )


def spoken(languages: Mapping[str, int]) -> str:
    """`40 English, 2 French`; nothing where all are in English."""
    told = [f"{number:,} {language_name(code)}" for code, number in languages.items()]
    return ", ".join(told) if set(languages) - {"en"} else ""


def rows_html(articles: Sequence[ArticleRecord], find: str = "", shown: int = 0) -> Fragment:
    """The next rows after those shown, of the articles in which every word of `find` occurs, in the order of their dates."""
    words = find.casefold().split()
    wanted = [article for article in articles if not words or all(word in searched(article) for word in words)]
    wanted.sort(key=lambda article: (article.published or UNDATED, article.article_id))
    left = len(wanted) - shown - ROWS
    return render(
        "corpus_rows.html",
        articles=wanted[shown : shown + ROWS],
        uploaded=f"{FOLDER}/",
        left=f"{left:,}" if left > 0 else "",
    )


def searched(article: ArticleRecord) -> str:
    """All that an article can be found by."""
    date = f"{article.published or ''} {written_day(article.published)}"
    return f"{article.title or ''} {article.outlet or ''} {language_name(article.language)} {date} {article.article_id}".casefold()
