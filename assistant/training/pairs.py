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

from assistant.config import load_config
from assistant.passages import embedded_text, split
from assistant.reader import Tokens, load_tokenizer, tokenise
from assistant.schema import Article, Span
from assistant.service import make_embedder

Array = NDArray[Any]


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


def read_questions(path: Path) -> list[Question]:
    """The questions of a file, each paired with passages."""
    rows = read_rows(path)
    articles = [read_article(row) for row in rows]
    passages = [(article, passage) for article in articles for passage in split(article)]
    embedder, tokenizer = make_embedder(load_config()), load_tokenizer()
    texts = [embedded_text(article, passage) for article, passage in passages]
    vectors = embedder.encode([text for text, _ in texts], [()] * len(texts)).vectors

    def pair(row: dict[str, Any], asked: dict[str, Any], place: int) -> Pair:
        (text, shift), (article, passage) = texts[place], passages[place]
        move = shift - passage.start
        spans = [(start + move, end + move) for start, end in passage.sentences]
        gold = (
            [_within(row["text"], sentence, move) for sentence in asked["gold"]]
            if row["id"] == article.article_id
            else []
        )
        tokens = tokenise(tokenizer, asked["text"], text, spans)
        right = np.array([any(2 * _shared(span, one) >= span[1] - span[0] for one in gold) for span in spans])
        answer = _answer_tokens(tokenizer, tokens, text, gold[0], asked) if right.any() else (0, 0)
        return Pair(tokens, right & tokens.inside.any(axis=1), answer)

    found = []
    for row in rows:
        for asked in row["questions"]:
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


def _within(text: str, sentence: str, move: int) -> Span:
    start = text.index(sentence)
    return (start + move, start + move + len(sentence))


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
