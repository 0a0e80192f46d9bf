"""What became of the articles that a kept item rests on: gone, changed, saved again, dated otherwise, or corrected by another since."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering.wording import written_day
from assistant.errors import AssistantError
from assistant.schema import Article, Evidence, Span
from assistant.service import Assistant
from assistant.text import languages
from assistant.web.storage.collections import Kept, Source, digest_of
from assistant.web.views.phrases import outlet_and_date

LOOKED_AT = 8
"""Passages of the archive among which a correction is looked for."""

FIRST = 300
"""Characters of the words that tell what was kept where it has no title."""


def changes(assistant: Assistant, item: Kept) -> list[str]:
    """One sentence for each change of an article that the item rests on, each once; none where all is as it was."""
    return list(dict.fromkeys(said for source in item.sources for said in changes_of(assistant, source)))


def changes_of(assistant: Assistant, source: Source) -> Iterator[str]:
    name = f"“{source.title or source.article_id}”"
    try:
        article, versions = assistant.article(source.article_id), assistant.versions(source.article_id)
    except KeyError:
        yield f"{name} is no longer among the articles."
        return
    if digest_of(article) != source.digest:
        yield f"{name} has changed since. {where_now(article, source)}".strip()
    if versions and versions[0] not in (source.newest, source.article_id):
        yield f"{name} was saved again since: its newest version is {versions[0]}."
    if article.published != source.published:
        yield f"{name} is now of {written_day(article.published)}; it was of {written_day(source.published)}."
    if article.outlet != source.outlet:
        yield f"{name} is now by {article.outlet or 'nobody named'}; it was by {source.outlet or 'nobody named'}."


def where_now(article: Article, source: Source) -> str:
    """Whether the words that were kept still stand in it."""
    if source.start is None or not source.quote:
        return ""
    if article.text[source.start : source.end] == source.quote:
        return "The words that were kept still stand there."
    if source.quote in article.text:
        return "The words that were kept stand elsewhere in it."
    return "The words that were kept are gone from it."


def place_now(assistant: Assistant, source: Source) -> Span | None:
    """The characters at which the kept words stand in the article as it is now; None where they do not, or none were kept."""
    try:
        text = assistant.article(source.article_id).text
    except (AssistantError, KeyError):
        return None
    start = source.start if text.startswith(source.quote, source.start) else text.find(source.quote)
    return None if start is None or start < 0 else (start, start + len(source.quote))


def corrected_since(assistant: Assistant, item: Kept) -> list[str]:
    """One sentence for each article that corrects a report of the item and did not when it was kept."""
    return [
        f"A correction has come since: “{one.title or one.article_id}”, {outlet_and_date(one)}."
        for one in corrections(assistant, item)
        if one.article_id not in item.corrections
    ]


def corrections(assistant: Assistant, item: Kept) -> list[Evidence]:
    """Passages of articles that say that they correct a report, by an outlet of the item's, and come up for the same question."""
    cited = {source.article_id for source in item.sources}
    outlets = {source.outlet for source in item.sources if source.outlet}
    about = item.question or next(filter(None, (words_of(assistant, source) for source in item.sources)), None)
    if about is None or not outlets:
        return []
    near = {one.article_id: one for one in assistant.search(about, k=LOOKED_AT, outlets=sorted(outlets))}
    return [
        one
        for one in near.values()
        if one.article_id not in cited and says_it_corrects(assistant.article(one.article_id))
    ]


def words_of(assistant: Assistant, source: Source) -> str:
    """What tells what a source is about: its title, else the words that were kept, else those it begins with."""
    if told := source.title or source.quote:
        return told[:FIRST]
    try:
        article = assistant.article(source.article_id)
    except KeyError:
        return ""
    return article.text[article.body_start :].strip()[:FIRST]


def says_it_corrects(article: Article) -> bool:
    rules = languages.language(article.language).answers.says_it_corrects
    return any(rules.search(line) for line in (article.title or "", *article.text[article.body_start :].splitlines()))
