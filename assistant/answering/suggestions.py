"""Questions to start with, made from the articles at hand."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.schema import Article
from assistant.text.mentions import read_mentions


def example_questions(articles: Sequence[Article], count: int) -> list[str]:
    """Questions that the articles should answer, spread over the corpus: words that somebody is quoted with, headlines."""
    found: list[str] = []
    step = max(1, len(articles) // (2 * count))
    for place, article in enumerate([*articles[::step], *articles]):
        question = (_about_quoted_words if place % 2 else _about_headline)(article)
        if question and question not in found:
            found.append(question)
        if len(found) == count:
            break
    return found


def _about_quoted_words(article: Article) -> str | None:
    quoted = [m.text[1:-1] for m in read_mentions(article.text[article.body_start :][:3000]) if m.kind == "quote"]
    chosen = next((text for text in quoted if 2 <= len(text.split()) <= 6), None)
    return f"Who said “{' '.join(chosen.split()).strip(' .,')}”, and about what?" if chosen else None


def _about_headline(article: Article) -> str | None:
    if not article.title or not 20 <= len(article.title) <= 70:
        return None
    return f"What is reported under “{' '.join(article.title.split())}”?"
