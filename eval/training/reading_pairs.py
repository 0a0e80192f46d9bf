"""What the reader is trained on: the questions of `eval/reading/`, each paired with passages."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.config import load_config
from assistant.index.embedding import make_embedder
from assistant.ingest.chunking import embedded_text, split
from assistant.ingest.folder import read_file, scan
from assistant.retrieval.cross_encoder import PairTokenizer, Tokens, as_read
from assistant.retrieval.question import without_dates
from assistant.schema import Article, Passage, Span
from assistant.text.date_words import DateWords, days_meant
from assistant.text.mentions import read_mentions
from assistant.text.sentences import sentences

Array = NDArray[Any]


DATED, WRONGLY = 0.35, 0.3
"""The share of undated questions that are asked once more with a date, and of those with an answer the share with a wrong one."""
UNDATED = 0.2
"""The share of dated articles that are read as if nobody knew their day: many pages have none."""
AS_A_NAME = 0.5
"""How often a date stands beside the event that it tells apart, where the question has one: the call of December 2021."""
OWN, NEAR, OTHERS = 6, 12, 4
"""Wrong passages: so many of the question's article, the nearest; and of so many of the nearest of all at most so many of other articles,
those that do not have the words of the answer."""
EVENTS = (
    "accident|agreement|attack|auction|blast|call|collision|conference|congress|conversation|crash|debate|decision|deal|demonstration|"
    "earthquake|election|eruption|exchange|exercise|explosion|festival|fire|flood|game|hearing|incident|interview|landslide|launch|leak|"
    "march|match|meeting|offer|outage|outbreak|protest|race|raid|rally|referendum|report|robbery|ruling|sale|session|shooting|speech|"
    "statement|storm|strike|summit|talks|theft|trial|verdict|visit|vote|walkout"
)
WHICH = "first|second|third|last|latest|final|phone|telephone|video|special|emergency"
_EVENT = re.compile(rf"\b[Tt]he ((?:(?:{WHICH}) )?(?:{EVENTS}))\b(?! (?:of|in|on|at) [A-Z\d])")
OPENINGS = frozenset({"who", "what", "when", "where", "why", "how", "which", "did", "was", "were", "had", "has"})


@dataclasses.dataclass(frozen=True, eq=False)
class Pair:
    """A question and a passage."""

    tokens: Tokens
    gold: Array
    """(sentences,), bool"""
    answer: tuple[int, int]
    """First and last token of the shortest answer; (0, 0) where the passage has none"""


Group = list[Pair | None]
"""The passages that are read together for one question, all of the same number; None stands for one that there is not."""


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


def read_in_languages(folder: Path, use: Literal["train", "test"]) -> list[dict[str, Any]]:
    """Reports in other languages with questions in theirs (`own`), and English ones with questions in another (`crossed`), as
    `read_rows` gives them, each with its `language`."""
    known = {row["id"]: row for name in ("train", "held_out") for row in read_rows(folder.parent / f"{name}.jsonl")}
    files = sorted(folder.glob("??.jsonl"))
    own = [{**row, "language": file.stem, "asked": "own"} for file in files for row in read_rows(file)]
    crossed = [
        {
            **known[row["id"]],
            **{name: row[name] for name in ("language", "use")},
            "asked": "crossed",
            "questions": [
                {**asked, "text": text}
                for asked, text in zip(known[row["id"]]["questions"], row["questions"], strict=True)
            ],
        }
        for row in read_rows(folder / "translated.jsonl")
    ]
    return [row for row in [*own, *crossed] if row["use"] == use]


def read_news(corpus: Path, questions: Path) -> list[dict[str, Any]]:
    """The articles of a folder as `read_rows` gives them, with the questions of a file that names articles and characters only."""
    asked: dict[str, list[dict[str, Any]]] = collections.defaultdict(list)
    for row in read_rows(questions):
        asked[row["article_id"]].append(row)
    articles = [article for file in scan(corpus)[0] for article in read_file(corpus, file.path)[0]]
    return [_as_row(article, asked[article.article_id]) for article in articles if article.article_id in asked]


def _as_row(article: Article, asked: Sequence[dict[str, Any]]) -> dict[str, Any]:
    def words(span: Sequence[int]) -> str:
        return article.text[span[0] : span[1]]

    questions = [
        {"text": row["text"], "gold": [words(span) for span in row["gold"]], "answer": words(row["answer"] or (0, 0))}
        for row in asked
    ]
    head = {"id": article.article_id, "title": article.title or "", "outlet": article.outlet or ""}
    published = article.published.isoformat() if article.published else ""
    return {**head, "published": published, "text": article.text, "questions": questions}


def read_questions(rows: Sequence[dict[str, Any]], tokenizer: PairTokenizer, dated: bool = False) -> list[Question]:
    """The questions of articles, each paired with passages; where `dated`, some of them once more with a date (`with_date`), and some of
    the articles without theirs.

    What is asked of an undated article is read without its dates (`reader.as_pair`); where it then has another answer, it is left out.
    """
    rng = random.Random(0)
    if dated:
        rows = [{**row, "published": ""} if rng.random() < UNDATED else row for row in rows]
    articles = [read_article(row) for row in rows]
    passages = [(article, passage) for article in articles for passage in split(article)]
    embedder = make_embedder(load_config())
    texts = [embedded_text(article, passage) for article, passage in passages]
    vectors = embedder.encode([text for text, _ in texts], [()] * len(texts)).vectors

    def pair(row: dict[str, Any], asked: dict[str, Any], place: int) -> Pair:
        article, passage = passages[place]
        inside = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
        read = as_read(article, passage.text, inside)
        text, spans = read.text, read.sentences
        right = np.array([answers(row, asked, article, sentence) for sentence in passage.sentences])
        question = asked["text"] if article.published else without_dates(asked["text"])
        tokens = tokenizer(question, text, spans)
        places = [spans[place] for place in np.flatnonzero(right)] if asked.get("answer") else []
        found = (answer_tokens(tokenizer.plain, tokens, text, place, asked["answer"]) for place in places)
        return Pair(tokens, right & tokens.inside.any(axis=1), next((one for one in found if one != (0, 0)), (0, 0)))

    found = []
    for row in rows:
        for asked in [*row["questions"], *(with_date(row, rng) if dated else ())]:
            if not (row.get("published") or asked["gold"] or without_dates(asked["text"]) == asked["text"]):
                continue
            order = np.argsort(-(vectors @ embedder.query(asked["text"]))).tolist()
            own = [place for place in order if passages[place][0].article_id == row["id"]]
            answer = asked.get("answer") or None
            near = [
                place
                for place in order[:NEAR]
                if passages[place][0].article_id != row["id"] and not (answer and answer in passages[place][1].text)
            ][:OTHERS]
            if _could_be_asked_of_any(asked["text"]):
                near = []
            gold = [place for place in own if any(answers(row, asked, *at) for at in _sentences(passages[place]))]
            read = [pair(row, asked, place) for place in [*gold, *[place for place in own if place not in gold][:OWN]]]
            right, rest = [one for one in read if one.gold.any()], [one for one in read if not one.gold.any()]
            if right or not asked["gold"]:
                found.append(Question(row["id"], bool(right), right, rest, [pair(row, asked, place) for place in near]))
    return found


def answers(row: dict[str, Any], asked: dict[str, Any], article: Article, sentence: Span) -> bool:
    """Whether half of a sentence of some article, or more, is in what answers a question about the article of `row`."""
    gold = [_within(row["text"], one) for one in asked["gold"]] if row["id"] == article.article_id else []
    return any(2 * shared(sentence, one) >= sentence[1] - sentence[0] for one in gold)


def _sentences(entry: tuple[Article, Passage]) -> list[tuple[Article, Span]]:
    return [(entry[0], sentence) for sentence in entry[1].sentences]


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


def _could_be_asked_of_any(question: str) -> bool:
    """`How long was the call?` names nothing: a near article of another call may answer it as well."""
    return len(question.split()) <= 5 and not any(letter.isupper() or letter.isdigit() for letter in question[1:])


def _day(sentence: str, article: Article) -> dt.date | None:
    """The one day that a sentence speaks of."""
    meant = {
        days_meant(mention.value, article.published)
        for mention in read_mentions(sentence)
        if isinstance(mention.value, DateWords)
    }
    only = meant.pop() if len(meant) == 1 else None
    return only.only if only else None


def _asked_of(question: str, day: dt.date, rng: random.Random) -> str:
    """The question with the day or its month, in one of the ways in which people write them."""
    event = _EVENT.search(question)
    if event and rng.random() < AS_A_NAME:
        return question[: event.start(1)] + _called_after(event[1], day, rng) + question[event.end(1) :]
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


def _called_after(event: str, day: dt.date, rng: random.Random) -> str:
    """`call` → `call of December 2021` or `30 December call`."""
    month = f"{day:%B}"
    said = rng.choice([f"{month} {day.year}", month, f"{day.day} {month}", f"{day.day} {month} {day.year}"])
    return (
        f"{said} {event}"
        if rng.random() < 0.4
        else f"{event} {rng.choice(['of', 'on' if said[0].isdigit() else 'in'])} {said}"
    )


def _within(text: str, sentence: str) -> Span:
    start = text.index(sentence)
    return (start, start + len(sentence))


def shared(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def answer_tokens(tokenizer: Any, tokens: Tokens, text: str, gold: Span, answer: str) -> tuple[int, int]:
    """The tokens of the shortest answer; (0, 0) where it lies outside of the passage."""
    start = text.find(answer, *gold) if 0 <= gold[0] < len(text) else -1
    if start < 0:
        return (0, 0)
    before = int((tokens.kinds == 0).sum())
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets[: len(tokens.ids) - before - 1]
    inside = [n for n, (s, e) in enumerate(offsets) if s < start + len(answer) and e > start]
    return (inside[0] + before, inside[-1] + before) if inside else (0, 0)


def sample(questions: Sequence[Question], size: int, rng: random.Random) -> list[Group]:
    """For each question what is read together in one epoch: one or two right passages with the nearest other one of its article, or where
    there are none the two nearest, which seem to answer; and others of its article and of other articles."""
    groups = []
    for question in questions:
        right = rng.sample(question.right, min(len(question.right), rng.choice((1, 1, 2))))
        first = [*right, *question.own[:1]] if right else question.own[:2]
        own = [pair for pair in question.own[:size] if pair not in first and rng.random() < (0.4 if right else 0.8)]
        wrong = [*own, *question.others] or question.own
        read = [*first, *rng.sample(wrong, min(len(wrong), size - len(first)))]
        groups += [grouped(read, size)] if read else []
    return groups


def grouped(pairs: Sequence[Pair], size: int) -> Group:
    return [*pairs[:size], *[None] * (size - len(pairs))]


def part(groups: list[Group], share: float, rng: random.Random) -> list[Group]:
    return rng.sample(groups, round(share * len(groups)))


def longest(group: Group) -> int:
    return max(length(pair) for pair in group if pair)


def length(pair: Pair) -> int:
    """Tokens."""
    return len(pair.tokens.ids)
