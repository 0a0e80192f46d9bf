"""Articles cut into passages: runs of whole sentences that follow paragraphs, with exact offsets."""

from __future__ import annotations

import hashlib

from assistant.config import USUAL_SIZE, PassageSize
from assistant.schema import Article, Evidence, Passage, Span
from assistant.text.languages import language
from assistant.text.sentences import Piece, pieces

MOST_SENTENCES = 40
"""In a passage, whatever their length: a table of numbers is not worth looking further back."""
SPLITTER_VERSION = 3
"""Raise it when the same article would be cut otherwise: indexes built by another version are built anew."""


def split(article: Article, size: PassageSize = USUAL_SIZE) -> list[Passage]:
    """The passages of an article, in order, from its body's start. Their size is a setting (`config.py`).

    >>> [p.text for p in split(Article("a.txt", "Mr. Biden called. It lasted an hour.\\n"))]
    ['Mr. Biden called. It lasted an hour.']
    """
    cut = list(pieces(article.text, article.body_start, language(article.language)))
    passages = []
    for first, last in _groups(cut, size):
        spans = tuple((piece.start, piece.end) for piece in cut[first:last])
        start, end = spans[0][0], spans[-1][1]
        text = article.text[start:end]
        passages.append(Passage(_passage_id(article, start, end), article.article_id, start, end, text, spans))
    return passages


def embedded_text(article: Article, passage: Passage) -> tuple[str, int]:
    """The text a passage is embedded and indexed with, and where in it the passage's own text starts.

    Headline, outlet and date come before it: "it" and "Tuesday" in the middle of an article then keep their subject.
    """
    before = source_line(article, passage.text)
    return before + passage.text, len(before)


def source_line(source: Article | Evidence, text: str) -> str:
    """`Headline. Outlet, 30 December 2021. `, as far as they are known; the headline only where the text lacks it."""
    title = source.title if source.title and source.title not in text else None
    date = f"{source.published.day} {source.published:%B %Y}" if source.published else None
    origin = ", ".join(part for part in (source.outlet, date) if part)
    return "".join(f"{part}. " for part in (title and title.rstrip(". "), origin) if part)


def _groups(pieces: list[Piece], size: PassageSize) -> list[Span]:
    """The best way to gather sentences into passages, as index intervals: least total cost (dynamic programming)."""
    best: list[float] = [0.0]
    back = [0]
    for last in range(1, len(pieces) + 1):
        costs = []
        of_end = _cost_of_end(pieces[last - 1], last == len(pieces))
        for first in range(last - 1, -1, -1):
            length = pieces[last - 1].end - pieces[first].start
            if first < last - 1 and (length > size.longest or last - first > MOST_SENTENCES):
                break
            costs.append((best[first] + ((length - size.target) / size.target) ** 2 + of_end, first))
        cost, first = min(costs)
        best.append(cost)
        back.append(first)
    groups = []
    last = len(pieces)
    while last:
        groups.append((back[last], last))
        last = back[last]
    return groups[::-1]


def _cost_of_end(last: Piece, ends_article: bool) -> float:
    """How bad it is that a passage ends here: amid a paragraph, or on a heading that belongs to the next one.

    In the measure of the other cost, the squared share by which a passage misses the target: to end with a paragraph is
    worth being two fifths too long or too short.
    """
    return (0 if last.ends_paragraph else 0.15) + (1.0 if last.heading and not ends_article else 0)


def _passage_id(article: Article, start: int, end: int) -> str:
    """Made from content and position, so that indexing the same article twice gives the same ids."""
    content = f"{article.article_id}\0{start}\0{end}\0{article.text[start:end]}"
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:24]
