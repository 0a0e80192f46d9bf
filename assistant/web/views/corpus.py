"""The corpus view: what is indexed, of which days and outlets, what was skipped and why, and where articles are added."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.answering.wording import written_day
from assistant.ingest.loaders import SUFFIXES, file_of
from assistant.ingest.overrides import BY_HAND
from assistant.ingest.parsing import Limits
from assistant.schema import Article, AsOf, Skipped
from assistant.text.languages.detection import language_name
from assistant.web.storage.uploads import FOLDER
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.frame import pending
from assistant.web.views.phrases import count, months, period

UNDATED = dt.date.max
ROWS = 200
"""Articles and files listed at once; more are fetched."""
REMARKS = 5
"""Of one file, listed one by one."""


@dataclasses.dataclass(frozen=True, slots=True)
class FileRead:
    """What became of a file: how many articles, of which days, and what was not read of it."""

    path: str
    articles: int
    days: str
    undated: int
    inferred: int
    differing: int
    """Articles whose stated days differ: each says which was taken."""
    unnamed: int
    remarks: tuple[str, ...]
    more: int
    """Remarks beyond those."""


def corpus_html(
    status: dict[str, Any],
    articles: Sequence[Article],
    skipped: Sequence[Skipped],
    limits: Limits,
    broken: str | None = None,
) -> Fragment:
    """The whole view; `broken` says what is wrong with the file of what was set by hand."""
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
        broken=broken or "",
        files=files_html(articles, skipped) if articles or skipped else "",
        rows=rows_html(articles) if articles else "",
    )


def spoken(languages: Mapping[str, int]) -> str:
    """`40 English, 2 French`; nothing where all are in English."""
    told = [f"{number:,} {language_name(code)}" for code, number in languages.items()]
    return ", ".join(told) if set(languages) - {"en"} else ""


def rows_html(articles: Sequence[Article], find: str = "", shown: int = 0) -> Fragment:
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


def files_html(articles: Sequence[Article], skipped: Sequence[Skipped], shown: int = 0) -> Fragment:
    """The next files after those shown: first those of which something was not read."""
    files = files_read(articles, skipped)
    left = len(files) - shown - ROWS
    return render("corpus_files.html", files=files[shown : shown + ROWS], left=f"{left:,}" if left > 0 else "")


def files_read(articles: Iterable[Article], skipped: Iterable[Skipped]) -> list[FileRead]:
    held: dict[str, list[Article]] = {}
    for article in articles:
        held.setdefault(file_of(article.article_id), []).append(article)
    remarks: dict[str, list[str]] = {}
    for item in skipped:
        remarks.setdefault(item.path, []).append(item.reason)
    paths = sorted({*held, *remarks}, key=lambda path: (path not in remarks, path))
    return [file_read(path, held.get(path, []), remarks.get(path, [])) for path in paths]


def file_read(path: str, articles: Sequence[Article], remarks: Sequence[str]) -> FileRead:
    days = [article.published for article in articles if article.published]
    return FileRead(
        path,
        len(articles),
        (period(AsOf(min(days), max(days))) or "") if days else "",
        undated=len(articles) - len(days),
        inferred=sum(article.published_inferred for article in articles),
        differing=sum(
            bool(article.date_note) and not str(article.date_note).startswith(BY_HAND) for article in articles
        ),
        unnamed=sum(article.outlet is None for article in articles),
        remarks=tuple(remarks[:REMARKS]),
        more=max(0, len(remarks) - REMARKS),
    )


def searched(article: Article) -> str:
    """All that an article can be found by."""
    date = f"{article.published or ''} {written_day(article.published)}"
    return f"{article.title or ''} {article.outlet or ''} {language_name(article.language)} {date} {article.article_id}".casefold()
