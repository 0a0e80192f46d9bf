"""The form in which a reader sets title, outlet and day of an article."""

from __future__ import annotations

from assistant.ingest.loaders import file_of
from assistant.ingest.overrides import FILE
from assistant.schema import Article
from assistant.web.views.fragments import Fragment, render


def form_html(article: Article, in_file: int) -> Fragment:
    """A row of the corpus view's table; `in_file` counts the articles of its file."""
    return render("by_hand.html", article=article, file=file_of(article.article_id), in_file=in_file, kept_in=FILE)
