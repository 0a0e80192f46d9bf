"""Questions of public data sets for the reader: each with the passages of its own document, the gold ones and the nearest others.

`folder` holds `passages.jsonl` (`article_id, doc, title, text, source`) and `questions.jsonl` (`text, doc, article_ids, answer,
selected_sentences, source`). None of it enters the product: only the weights do.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
import math
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from training.reading_pairs import Group, Pair, answer_tokens, grouped, read_rows, shared

from assistant.ingest.chunking import split
from assistant.retrieval.cross_encoder import PairTokenizer, as_read
from assistant.schema import Article, Passage, Span
from assistant.text.normalize import content_stems

HELD_OUT = 20
"""One document of so many is not trained on."""
NEAREST = 4
"""Passages without the answer from which the wrong ones of a question are drawn."""
SHARE = {"qamr": 0.6}
"""Of a source's questions, taken anew in each epoch: five thousand of the one are asked of single sentences."""


@dataclasses.dataclass(frozen=True)
class PublicQuestion:
    text: str
    source: str
    right: tuple[tuple[Article, Passage, tuple[Span, ...]], ...]
    """Passages with the spans of their gold sentences, in the article's characters."""
    wrong: tuple[tuple[Article, Passage], ...]
    """The nearest of the document that hold no gold sentence, by the words that they share with the question."""
    answers: tuple[str, ...]
    """The shortest answers, any of which will do; empty where the set has none."""


def read_public_questions(
    folder: Path, leave_out: str | None = None
) -> tuple[list[PublicQuestion], list[PublicQuestion]]:
    """Those that are trained on, and those that are not: of one document in HELD_OUT, and all of the source `leave_out`."""
    documents: dict[str, list[tuple[Article, Passage]]] = collections.defaultdict(list)
    for row in read_rows(folder / "passages.jsonl"):
        article = Article(row["article_id"], row["text"], title=row["title"] or None)
        documents[row["doc"]] += [(article, passage) for passage in split(article)]
    seen: list[PublicQuestion] = []
    held: list[PublicQuestion] = []
    held_documents = {doc for place, doc in enumerate(sorted(documents)) if place % HELD_OUT == 0}
    nearest = _Nearest(documents)
    for row in read_rows(folder / "questions.jsonl"):
        question = _question(row, documents[row["doc"]], nearest)
        if question is not None:
            apart = row["doc"] in held_documents or row["source"] == leave_out
            (held if apart else seen).append(question)
    return seen, held


def _question(
    row: dict[str, Any], passages: Sequence[tuple[Article, Passage]], nearest: _Nearest
) -> PublicQuestion | None:
    """None where the gold sentences of an answerable question are not found."""
    right = []
    for article, passage in passages:
        if article.article_id in row["article_ids"]:
            starts = [(article.text.find(sentence), len(sentence)) for sentence in row["selected_sentences"]]
            gold = [(start, start + length) for start, length in starts if start >= 0]
            spans = tuple(s for s in passage.sentences if any(2 * shared(s, one) >= s[1] - s[0] for one in gold))
            if spans:
                right.append((article, passage, spans))
    if row["answerable"] and not right:
        return None
    taken = {id(passage) for _, passage, _ in right}
    wrong = [(a, p) for a, p in nearest.order(row["text"], passages) if id(p) not in taken][:NEAREST]
    answers = tuple(answer for answer in row["answer"].split("; ") if answer) if row["answerable"] else ()
    return PublicQuestion(row["text"], row["source"], tuple(right), tuple(wrong), answers)


class _Nearest:
    """Passages by the rareness of the words that they share with a question."""

    def __init__(self, documents: Mapping[str, Sequence[tuple[Article, Passage]]]) -> None:
        every = [passage for passages in documents.values() for _, passage in passages]
        self.counts = collections.Counter(stem for passage in every for stem in self.stems(passage.text))
        self.total = len(every)

    @staticmethod
    @functools.lru_cache(maxsize=200_000)
    def stems(text: str) -> frozenset[str]:
        return frozenset(content_stems(text))

    def order(self, question: str, passages: Sequence[tuple[Article, Passage]]) -> list[tuple[Article, Passage]]:
        asked = self.stems(question)

        def score(entry: tuple[Article, Passage]) -> float:
            return -sum(math.log(self.total / self.counts[stem]) for stem in asked & self.stems(entry[1].text))

        return sorted(passages, key=score)


def groups(questions: Sequence[PublicQuestion], size: int, tokenizer: PairTokenizer, rng: random.Random) -> list[Group]:
    """Those of one epoch: of a question one right passage, and of the wrong ones some."""
    made = []
    for question in questions:
        if rng.random() > SHARE.get(question.source, 1.0):
            continue
        right = [rng.choice(question.right)] if question.right else []
        wrong = rng.sample(question.wrong, min(len(question.wrong), rng.randint(1, size - len(right))))
        read = [pair(tokenizer, question, *one) for one in right]
        made.append(grouped([*read, *(pair(tokenizer, question, *one, ()) for one in wrong)], size))
    return made


def pair(
    tokenizer: PairTokenizer, question: PublicQuestion, article: Article, passage: Passage, gold: Sequence[Span]
) -> Pair:
    """Question and passage as the reader sees them."""
    inside = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
    read = as_read(article, passage.text, inside)
    text, spans = read.text, read.sentences
    tokens = tokenizer(question.text, text, spans)
    right = np.array([sentence in gold for sentence in passage.sentences]) & tokens.inside.any(axis=1)
    places = [spans[place] for place in np.flatnonzero(right)]
    found = (
        answer_tokens(tokenizer.plain, tokens, text, place, answer) for place in places for answer in question.answers
    )
    return Pair(tokens, right, next((one for one in found if one != (0, 0)), (0, 0)))


def overlap(one: tuple[int, int] | None, other: tuple[int, int]) -> float:
    """F1 of the tokens of two spans whose ends are both in them."""
    if one is None or one == (0, 0):
        return 0.0
    both = max(0, min(one[1], other[1]) - max(one[0], other[0]) + 1)
    return 2 * both / (one[1] - one[0] + other[1] - other[0] + 2)
