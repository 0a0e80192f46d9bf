"""Proposes questions that one article does not answer: comparisons of what two report, and what only a left-out one told.

Two articles are compared where sentences of theirs that share names state a value of one kind, by templates or by a model. A
question is unanswerable when its article is left out of the corpus and no other says what it said. All are proposals: a person reads
them before they are asked.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from assistant.answering.wording import conjoined
from assistant.errors import QuestionSetError
from assistant.evaluation.question_proposals import Fact, Proposal, ask_model, facts, kind_tag, source
from assistant.ingest import chunking
from assistant.llm import prompts
from assistant.llm.settings import LanguageModelSettings
from assistant.schema import Article, Passage
from assistant.text.mentions import Reference, locate
from assistant.text.normalize import content_stems, stems
from assistant.text.sentences import sentences

WHAT: dict[str, str] = {
    "duration": "what length of time is named",
    "money": "how much money is named",
    "share": "which percentage is named",
    "time": "which time of day is named",
    "count": "how many {noun} are reported",
    "date": "which date is named",
}
SAME_EVENT = 3
"""Days within which two reports that share names are taken for reports of one event."""
COMMON = 0.34
"""A name in more than this share of the articles alone binds no two of them."""
NEXT = 20
"""With so many reports a fact is compared, of those that share a rare name with it: the next ones by day."""
EVERY = 4
"""Of so many articles one is left out."""
TELLS = 0.6
"""The share of a question's content words beside which its answer, in one sentence elsewhere, would answer it."""


def compare(articles: Sequence[Article]) -> Iterator[Proposal]:
    """Comparisons, the pairs that share most names first; one a pair of articles and kind of value."""
    told = [fact for article in articles for fact in facts(article) if fact.kind in WHAT and fact.topic]
    spread = Counter(name for _, name in {(fact.article.article_id, name) for fact in told for name in fact.topic})
    common = {name for name, count in spread.items() if count > max(2.0, COMMON * len(articles))}
    pairs = []
    for one, other in _near(told, common):
        if one.article.article_id != other.article.article_id and source(one.article) != source(other.article):
            shared = [name for name in one.topic if name in other.topic]
            rare = sum(name not in common for name in shared)
            pairs.append((rare, _one_event(one.article, other.article), shared, one, other))
    seen: set[tuple[str, str, str]] = set()
    for _, _, shared, one, other in sorted(pairs, key=lambda pair: pair[:2], reverse=True):
        key = (one.article.article_id, other.article.article_id, one.kind)
        if key not in seen:
            seen.add(key)
            yield _compared(_worded(shared[:3], one, other), one, other)


def compare_by_model(
    articles: Sequence[Article], settings: LanguageModelSettings, folder: Path
) -> Iterator[Proposal | str]:
    """A question of the model's about each of those pairs, once a pair of articles, or a line that says why there is none."""
    prompt = prompts.load("comparison", folder)
    seen: set[tuple[str, ...]] = set()
    for pair in compare(articles):
        names = tuple(fact.article.article_id for fact in pair.facts)
        if names not in seen:
            seen.add(names)
            told = ask_model(prompt, settings, [(fact.article, _passage(fact)) for fact in pair.facts])
            yield told if isinstance(told, str) else _compared(told[0], *told[1])


def _passage(fact: Fact) -> Passage:
    """The one that holds most of a fact's sentence."""
    start, end = fact.span
    return max(chunking.split(fact.article), key=lambda one: min(one.end, end) - max(one.start, start))


def _compared(text: str, one: Fact, other: Fact) -> Proposal:
    asks = "comparison"
    if _one_event(one.article, other.article):
        asks = "same event in several outlets" if _alike(one, other) else "sources differ"
    return Proposal(text, (one, other), (kind_tag(one.kind), "several articles", asks))


def _near(told: Sequence[Fact], common: Collection[str]) -> Iterator[tuple[Fact, Fact]]:
    """Facts of one kind that share a rare name, each with those of the days next to its own: linear in the facts."""
    alike: dict[tuple[str, str, str], list[int]] = {}
    for at, fact in enumerate(told):
        for name in set(fact.topic).difference(common):
            alike.setdefault((name, fact.kind, _noun(fact)), []).append(at)
    pairs: set[tuple[int, int]] = set()
    for group in alike.values():
        by_day = sorted(group, key=lambda at: told[at].article.published or dt.date.max)
        for place, at in enumerate(by_day, 1):
            pairs.update((min(at, other), max(at, other)) for other in by_day[place : place + NEXT])
    return ((told[one], told[other]) for one, other in sorted(pairs))


def to_leave_out(articles: Sequence[Article]) -> list[Article]:
    """Every fourth article. Files of several articles stay whole, in the corpus."""
    return [article for article in articles if is_single(article)][EVERY - 1 :: EVERY]


def untold(proposals: Iterable[Proposal | str], left: Sequence[Article]) -> Iterator[Proposal | str]:
    """Of proposals about articles that are left out those that none of the others answers."""
    others = [_sentences_of(article) for article in left]
    for one in proposals:
        if isinstance(one, str):
            yield one
        elif not any(_tells(one, told) for told in others):
            yield dataclasses.replace(one, tags=("near-miss unanswerable",), left_out=True)


def is_single(article: Article) -> bool:
    """Whether an article is a file of its own, and not one of several in a table, an export or JSON lines."""
    return "#" not in article.article_id


def copy_without(corpus: Path, out: Sequence[Article], folder: Path) -> int:
    """Copies the corpus without some articles; how many files were left out. Raises QuestionSetError where the folder holds files."""
    if folder.exists() and any(folder.iterdir()):
        raise QuestionSetError(
            f"{folder}: is not empty: name a new folder for the corpus without the articles that are left out"
        )
    if folder.resolve().is_relative_to(corpus.resolve()):
        raise QuestionSetError(f"{folder}: lies in the corpus itself: name a folder beside it")
    names = {article.article_id for article in out}

    def ignored(inside: str, files: list[str]) -> set[str]:
        return {name for name in files if (Path(inside) / name).relative_to(corpus).as_posix() in names}

    try:
        shutil.copytree(corpus, folder, ignore=ignored, dirs_exist_ok=True)
    except (OSError, shutil.Error) as error:
        raise QuestionSetError(f"{folder}: cannot be written: {error}") from None
    return len(names)


def _noun(fact: Fact) -> str:
    """`How many people does {source} report …` → people"""
    return fact.template.removeprefix("How many ").partition(" does ")[0] if fact.kind == "count" else ""


def _worded(topic: Sequence[str], one: Fact, other: Fact) -> str:
    what = WHAT[one.kind].replace("{noun}", _noun(one))
    return f"In connection with {conjoined(topic)}, {what} by {source(one.article)}, and by {source(other.article)}?"


def _one_event(one: Article, other: Article) -> bool:
    if one.published is None or other.published is None:
        return False
    return abs((one.published - other.published).days) <= SAME_EVENT


def _alike(one: Fact, other: Fact) -> bool:
    """Whether two say the same figure or day, in whichever words."""
    found = locate(one.answer, [Reference(other.answer, published=other.article.published)])
    return (
        all(value.span is not None for value in found) if found else set(stems(one.answer)) == set(stems(other.answer))
    )


def _sentences_of(article: Article) -> list[set[str]]:
    return [set(stems(article.text[start:end])) for start, end in sentences(article.text)]


def _tells(proposal: Proposal, told: Sequence[set[str]]) -> bool:
    """Whether a sentence has the answer, and most of what the question is about (its source aside)."""
    (fact,) = proposal.facts
    answer = set(content_stems(fact.answer))
    about = set(content_stems(proposal.text)) & set(stems(fact.sentence)) - answer
    return any(answer <= words and len(about & words) >= TELLS * len(about) for words in told)
