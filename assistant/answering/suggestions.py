"""Questions to start with and to go on with: about whom and what the articles name, kept where the answer begins with that name."""

from __future__ import annotations

import collections
import dataclasses
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from assistant.schema import Answer, Article
from assistant.text.mentions import read_mentions
from assistant.text.normalize import stems
from assistant.text.sentences import sentences

READ = 6_000
"""Characters of an article from its beginning in which names are looked for."""
MOST_ARTICLES = 40
"""Articles, spread over the corpus, from which questions to start with are made."""


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A name of whole words, and the article that should say something about it."""

    name: str
    article_id: str

    @property
    def question(self) -> str:
        return f"What is reported about {self.name}?"


def example_candidates(articles: Sequence[Article]) -> list[Candidate]:
    """Questions to start with, one article after another, each article's first before any one's second."""
    each = [candidates(article) for article in articles[:: max(1, len(articles) // MOST_ARTICLES)]]
    most = max(map(len, each), default=0)
    return [found[place] for place in range(most) for found in each if place < len(found)]


def follow_up_candidates(answer: Answer, articles: Sequence[Article]) -> list[Candidate]:
    """Questions about whom the cited articles name and neither question nor answer does, not even by a part of the name."""
    told = set(stems(f"{answer.question} {answer.text}"))
    return [one for article in articles for one in candidates(article) if told.isdisjoint(stems(one.name))]


def candidates(article: Article) -> list[Candidate]:
    """The names of an article's first sentences, the one named most often first; none of one that is not in English."""
    if article.language != "en":
        return []
    body = article.text[article.body_start : article.body_start + READ]
    named = collections.Counter(name for start, end in sentences(body) for name in _names(body[start:end]))
    return [Candidate(name, article.article_id) for name, _ in named.most_common()]


def _names(sentence: str) -> Iterator[str]:
    """Names of several words as they stand behind "about": `the Harbour Office` where the sentence says "the"."""
    for mention in read_mentions(sentence):
        name = mention.text.removeprefix("The ")
        if mention.kind == "name" and " " in name:
            the = name != mention.text or sentence[: mention.start].lower().endswith("the ")
            yield f"the {name}" if the else name


def answered_ones(wanted: Iterable[Candidate], ask: Callable[[str], Answer], count: int, seconds: float) -> list[str]:
    """The first `count` of the questions whose answer begins with what the article says of the name; fewer when time is over."""
    ends = time.monotonic() + seconds
    found: list[str] = []
    for one in wanted:
        if len(found) == count or time.monotonic() > ends:
            break
        if one.question not in found and _begins_with(ask(one.question), one):
            found.append(one.question)
    return found


def _begins_with(answer: Answer, one: Candidate) -> bool:
    return any(
        citation.article_id == one.article_id and one.name.lower() in citation.quote.lower()
        for sentence in answer.sentences[:1]
        for citation in sentence.citations
    )
