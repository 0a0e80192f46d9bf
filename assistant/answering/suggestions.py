"""Questions to start with and to go on with: made from sentences of the articles, and kept where the answer quotes that sentence."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from assistant.answering.asking import DATELINE, questions_of
from assistant.schema import Answer, Article, Span
from assistant.text.mentions import read_mentions
from assistant.text.normalize import stems
from assistant.text.sentences import sentences

READ = 6_000
"""Characters of an article from its beginning in which questions are looked for."""
MOST_ARTICLES = 40
"""Articles, spread over the corpus, from which questions to start with are made."""
OF_ONE_FORM = 2
"""So many at most open with the same two words: four times "Who is" is no choice."""


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A question, and the sentence that should answer it."""

    question: str
    article_id: str
    span: Span


def example_candidates(articles: Sequence[Article]) -> list[Candidate]:
    """Questions to start with, one article after another, each article's first before any one's second."""
    step = max(1, len(articles) // MOST_ARTICLES)
    each = [list(candidates(article)) for article in articles[::step]]
    most = max(map(len, each), default=0)
    by_turns = [found[place] for place in range(most) for found in each if place < len(found)]
    return [*by_turns, *about_names(articles[::step])]


def follow_up_candidates(answer: Answer, articles: Sequence[Article]) -> list[Candidate]:
    """Questions that the cited articles answer and this answer does not, those that share a name with it first."""
    quoted = [
        (citation.article_id, citation.start, citation.end)
        for sentence in answer.sentences
        for citation in sentence.citations
    ]
    spoken_of = f"{answer.question} {answer.text}"
    names = {mention.text for mention in read_mentions(spoken_of) if mention.kind == "name"}
    asked = set(stems(answer.question))

    def told(one: Candidate) -> bool:
        start, end = one.span
        return any(name == one.article_id and a < end and start < b for name, a, b in quoted)

    found = [one for article in articles for one in candidates(article) if not told(one)]
    new = [one for one in found if not set(stems(one.question)) <= asked]
    return sorted(new, key=lambda one: not any(name in one.question for name in names))


def candidates(article: Article) -> Iterator[Candidate]:
    """The questions of an article's first sentences, in reading order; none of one that is not in English."""
    if article.language != "en":
        return
    body = article.text[article.body_start : article.body_start + READ]
    for start, end in sentences(body):
        for question in questions_of(DATELINE.sub("", body[start:end])):
            yield Candidate(question, article.article_id, (article.body_start + start, article.body_start + end))


def answered_ones(wanted: Iterable[Candidate], ask: Callable[[str], Answer], count: int, seconds: float) -> list[str]:
    """The first `count` of the questions whose answer quotes the sentence that they are made from; fewer when the time is over."""
    ends = time.monotonic() + seconds
    found: list[str] = []
    forms: list[str] = []
    for one in wanted:
        if len(found) == count or time.monotonic() > ends:
            break
        form = " ".join(one.question.split()[:2])
        if one.question not in found and forms.count(form) < OF_ONE_FORM and _quotes(ask(one.question), one):
            found.append(one.question)
            forms.append(form)
    return found


def _quotes(answer: Answer, one: Candidate) -> bool:
    start, end = one.span
    return any(
        citation.article_id == one.article_id and citation.start < end and start < citation.end
        for sentence in answer.sentences
        for citation in sentence.citations
    )


def about_names(articles: Sequence[Article]) -> Iterator[Candidate]:
    """What one can ask of any article that names somebody or something: for where no sentence gives a better question."""
    for article in articles:
        lead = article.title or article.text[article.body_start : article.body_start + 200]
        names = [m.text for m in read_mentions(lead) if m.kind == "name" and " " in m.text]
        if names:
            question = f"What is reported about {max(names, key=len)}?"
            yield Candidate(question, article.article_id, (article.body_start, len(article.text)))
