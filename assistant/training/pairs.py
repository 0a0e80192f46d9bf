"""What the reader is trained on: the questions of `eval/reading/`, each paired with passages."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.atoms import read_mentions
from assistant.config import load_config
from assistant.datewords import DateWords, days_meant
from assistant.passages import embedded_text, sentences, split
from assistant.reader import Tokens, as_read, load_tokenizer, tokenise
from assistant.schema import Article, Span
from assistant.service import make_embedder

Array = NDArray[Any]


DATED, WRONGLY = 0.35, 0.3
"""The share of undated questions that are asked once more with a date, and of those with an answer the share with a wrong one."""
OPENINGS = frozenset({"who", "what", "when", "where", "why", "how", "which", "did", "was", "were", "had", "has"})


@dataclasses.dataclass(frozen=True, eq=False)
class Pair:
    """A question and a passage."""

    tokens: Tokens
    gold: Array
    """(sentences,), bool"""
    answer: tuple[int, int]
    """First and last token of the shortest answer; (0, 0) where the passage has none"""


@dataclasses.dataclass(frozen=True)
class Question:
    article: str
    answerable: bool
    right: Sequence[Pair]
    """with the passages that hold a gold sentence"""
    own: Sequence[Pair]
    """with the other passages of its article, the nearest first"""
    others: Sequence[Pair]
    """with near passages of other articles"""


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The articles of a file with their questions."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_questions(path: Path, dated: bool = False) -> list[Question]:
    """The questions of a file, each paired with passages; where `dated`, some of them once more with a date (`with_date`)."""
    rows, rng = read_rows(path), random.Random(0)
    articles = [read_article(row) for row in rows]
    passages = [(article, passage) for article in articles for passage in split(article)]
    embedder, tokenizer = make_embedder(load_config()), load_tokenizer()
    texts = [embedded_text(article, passage) for article, passage in passages]
    vectors = embedder.encode([text for text, _ in texts], [()] * len(texts)).vectors

    def pair(row: dict[str, Any], asked: dict[str, Any], place: int) -> Pair:
        article, passage = passages[place]
        inside = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
        text, spans = as_read(article, passage.text, inside)
        own = asked["gold"] if row["id"] == article.article_id else []
        gold = [_within(row["text"], sentence) for sentence in own]
        right = np.array([any(2 * _shared(s, one) >= s[1] - s[0] for one in gold) for s in passage.sentences])
        tokens = tokenise(tokenizer, asked["text"], text, spans)
        answer = _answer_tokens(tokenizer, tokens, text, spans[int(right.argmax())], asked) if right.any() else (0, 0)
        return Pair(tokens, right & tokens.inside.any(axis=1), answer)

    found = []
    for row in rows:
        for asked in [*row["questions"], *(with_date(row, rng) if dated else ())]:
            order = np.argsort(-(vectors @ embedder.query(asked["text"]))).tolist()
            own = [pair(row, asked, place) for place in order if passages[place][0].article_id == row["id"]]
            near = [place for place in order[:8] if passages[place][0].article_id != row["id"]][:3]
            right, rest = [p for p in own if p.gold.any()], [p for p in own if not p.gold.any()]
            if right or not asked["gold"]:
                found.append(Question(row["id"], bool(right), right, rest, [pair(row, asked, place) for place in near]))
    return found


def read_article(row: dict[str, Any]) -> Article:
    published = dt.date.fromisoformat(row["published"]) if row.get("published") else None
    return Article(
        row["id"], row["text"], title=row["title"] or None, outlet=row["outlet"] or None, published=published
    )


def with_date(row: dict[str, Any], rng: random.Random) -> list[dict[str, Any]]:
    """Some of an article's questions, asked of a day or a month as readers do: `… on 12 March 2024?`

    The day is that of the sentence that answers, as its words and the publication tell; what has no answer gets a day of the
    article and still has none. Some of the answerable are asked of a day that the article does not speak of, and so lose their answer.
    """
    article = read_article(row)
    if article.published is None:
        return []
    days = {day for start, end in sentences(article.text) if (day := _day(article.text[start:end], article))}
    found = []
    for asked in row["questions"]:
        if any(mention.kind == "date" for mention in read_mentions(asked["text"])) or rng.random() > DATED:
            continue
        right = (_day(asked["gold"][0], article) if asked["gold"] else None) or rng.choice(
            [article.published, *([] if asked["gold"] else sorted(days))]
        )
        if asked["gold"] and rng.random() < WRONGLY:
            wrong = article.published - dt.timedelta(days=rng.randint(20, 400))
            if all(abs((wrong - day).days) > 15 and wrong.month != day.month for day in {right, *days}):
                found.append({"text": _asked_of(asked["text"], wrong, rng), "gold": []})
                continue
        found.append({**asked, "text": _asked_of(asked["text"], right, rng)})
    return found


def _day(sentence: str, article: Article) -> dt.date | None:
    """The one day that a sentence speaks of."""
    meant = {
        days_meant(mention.value, article.published)
        for mention in read_mentions(sentence)
        if isinstance(mention.value, DateWords)
    }
    only = meant.pop() if len(meant) == 1 else None
    return only[0] if only and only[0] == only[1] else None


def _asked_of(question: str, day: dt.date, rng: random.Random) -> str:
    """The question with the day or its month, in one of the ways in which people write them."""
    said = rng.choice(
        [
            f"on {day.day} {day:%B %Y}",
            f"on {day.day} {day:%B}",
            f"on {day:%B} {day.day}",
            f"on {day:%B} {day.day}, {day.year}",
            f"in {day:%B %Y}",
            f"in {day:%B}",
        ]
    )
    if rng.random() < 0.3 and question[:1].isupper() and question.split()[0].lower() in OPENINGS:
        return f"{said[0].upper()}{said[1:]}, {question[0].lower()}{question[1:]}"
    return f"{question.rstrip('? ')} {said}{'?' if question.endswith('?') else ''}"


def _within(text: str, sentence: str) -> Span:
    start = text.index(sentence)
    return (start, start + len(sentence))


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _answer_tokens(tokenizer: Any, tokens: Tokens, text: str, gold: Span, asked: dict[str, Any]) -> tuple[int, int]:
    """The tokens of the shortest answer; (0, 0) where it lies outside of the passage."""
    start = text.find(asked["answer"], *gold) if 0 <= gold[0] < len(text) else -1
    if start < 0:
        return (0, 0)
    before = int((tokens.kinds == 0).sum())
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets[: len(tokens.ids) - before - 1]
    inside = [n for n, (s, e) in enumerate(offsets) if s < start + len(asked["answer"]) and e > start]
    return (inside[0] + before, inside[-1] + before) if inside else (0, 0)


def sample(questions: Sequence[Question], rng: random.Random) -> list[Pair]:
    """The pairs of one epoch: all right ones, and some wrong ones of each question."""
    pairs: list[Pair] = []
    for question in questions:
        pairs += question.right
        if question.own and (not question.answerable or rng.random() < 0.6):
            pairs.append(question.own[0] if rng.random() < 0.5 else rng.choice(question.own))
        if not question.answerable and len(question.own) > 1 and rng.random() < 0.3:
            pairs.append(rng.choice(question.own[1:]))
        if question.others and rng.random() < 0.3:
            pairs.append(rng.choice(question.others))
    return pairs
