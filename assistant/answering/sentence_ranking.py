"""Which sentences of the evidence answer a question: each with its weight against the best one."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.llm import injection
from assistant.retrieval import retriever
from assistant.retrieval.answer_type import UNITS, candidates, short_answer
from assistant.retrieval.question import days_asked, is_near, is_of
from assistant.schema import AnswerType, Article, Days, Evidence, EvidenceSentence, Query, Span
from assistant.text.date_words import DateWords, days_meant
from assistant.text.languages import language
from assistant.text.mentions import find_mention, read_mentions
from assistant.text.normalize import stems

if TYPE_CHECKING:
    import numpy as np

MOST_SENTENCES = 5
KEEP_SHARE = 0.04
"""A further sentence is quoted when it weighs at least this share of the best one: three in a usual answer. Low, because the reader
spreads the weights."""
MEANT, HEAD = 6.0, 2.0
"""What a sentence gains (log-odds) that says all that the question asks about, in its words or in like ones; and one whose
article's head says the rest."""
OF_THE_KIND: Mapping[AnswerType, float] = {
    "duration": 3.0,
    "money": 3.0,
    "share": 3.0,
    "count": 3.0,
    "time": 3.0,
    "quote": 2.0,
    "date": 1.0,
}
"""What it gains for holding what the question asks for. Nearly every sentence of the news holds a person and a place."""
A_NAME, MOST_NAMES = 2.0, 4
"""What it gains for each name, up to so many, where the question asks for several persons."""
NEWER = 2.0
"""What a sentence of the newest report gains over one of an undated report where the latest is asked for: it leads, and what is as good and
older stays above KEEP_SHARE."""
OTHER_DAYS = 2.0
"""What a sentence loses that is of other days than the question names."""
LEAST_LIKELY, MOST_LIKELY = 0.001, 0.999
HEAD_CHARACTERS = 300
"""An article's head: its title and so many characters of its text."""


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """A sentence before the check."""

    text: str
    """As the reader will see it."""
    claim: str
    """What its citations must support: for a quotation, the quoted words."""
    labels: tuple[int, ...]
    spans: tuple[Span, ...] = ()
    """Where it quotes: the article's characters, one interval a label."""
    short_answer: Span | None = None
    """Where in `text` the short answer stands."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scored:
    """A sentence of the evidence and how well it answers."""

    evidence: Evidence
    span: Span
    text: str
    score: float
    """Its odds of answering over those of the best sentence: in (0, 1]."""
    short: Span | None
    """Offsets of the short answer in `text`."""
    held: float = 0.0
    """The share of the question's informative words that it holds."""


def rank_sentences(query: Query, evidence: Sequence[Evidence], articles: Mapping[str, Article]) -> list[Scored]:
    """Every sentence of the evidence, the one that answers best first; what asks or gives orders never answers.

    Log-odds add up: what retrieval found, how much of what the question asks about is said in the sentence, and in its
    article's head, and whether it holds the kind of thing that is asked for.
    """
    import numpy as np

    found = [
        (item, sentence, text)
        for item in evidence
        for sentence in item.sentences
        if not injection.asks_or_orders(
            text := item.text[sentence.start - item.start : sentence.end - item.start], language(item.language)
        )
    ]
    if not found:
        return []
    asked = query.subject_stems
    bags = [stems(text, language(item.language)) for item, _, text in found]
    heads = [_head(articles[item.article_id]) for item, _, _ in found]
    weights = _weights(asked, bags)
    exact = _shares(asked, weights, bags)
    odds = MEANT * _meant(asked, weights, bags)
    odds += HEAD * (_shares(asked, weights, [[*bag, *head] for bag, head in zip(bags, heads, strict=True)]) - exact)
    if query.wants_latest:
        days = np.array([item.published.toordinal() if item.published else 0 for item, _, _ in found])
        odds += NEWER * retriever.newness(days)
    odds -= OTHER_DAYS * np.array([_of_other_days(query, item, text) for item, _, text in found])
    ranked = []
    for place, (item, sentence, text) in enumerate(found):
        short = short_answer(query, text)
        odds[place] += _likely(sentence) + _of_the_kind(query, text, short)
        span = (sentence.start, sentence.end)
        ranked.append(Scored(item, span, text, float(odds[place]), short, float(exact[place])))
    best = max(item.score for item in ranked)
    shares = [dataclasses.replace(item, score=math.exp(item.score - best)) for item in ranked]
    return sorted(shares, key=lambda scored: (-scored.score, scored.evidence.rank, scored.span))


def _of_other_days(query: Query, item: Evidence, text: str) -> bool:
    """Whether the question names days, and its article is of others, as is all that its passage names.

    Where a measure is asked for, a sentence that names a day has that of this day.
    """
    asked = days_asked(query, item.published)
    if not asked:
        return False
    told = [days for days in _days(text, item.published) if days.first == days.last]
    if told and query.answer_type in UNITS:
        return not any(is_near(days, asked) for days in told)
    if item.published is None or is_of(item.published, asked):
        return False
    return not any(is_near(days, asked) for days in _days(item.text, item.published))


def _days(text: str, published: dt.date | None) -> list[Days]:
    """The days, weeks and months that a text speaks of."""
    found = [days_meant(m.value, published) for m in read_mentions(text) if isinstance(m.value, DateWords)]
    return [meant for meant in found if meant]


def _likely(sentence: EvidenceSentence) -> float:
    """Log-odds of a sentence as retrieval sees it."""
    share = min(max(sentence.probability, LEAST_LIKELY), MOST_LIKELY)
    return math.log(share / (1 - share))


def _of_the_kind(query: Query, text: str, short: Span | None) -> float:
    """What the kind that the question expects adds. A figure counts where several could be meant; other things do not."""
    kind = query.answer_type
    if kind is None:
        return 0.0
    if kind == "person" and query.wants_several:
        return A_NAME * min(_names_in(text, short), MOST_NAMES)
    measured = kind not in ("quote", "date")
    holds = bool(candidates(query, text)) if measured else short is not None
    return OF_THE_KIND.get(kind, 0.0) * holds


def _names_in(text: str, short: Span | None) -> int:
    """How many names a short answer lists."""
    return sum(mention.kind == "name" for mention in read_mentions(text[slice(*short)])) if short else 0


def _head(article: Article) -> list[str]:
    head = article.text[article.body_start : article.body_start + HEAD_CHARACTERS]
    return stems(f"{article.title or ''} {head}", language(article.language))


def _weights(asked: Sequence[str], bags: Sequence[Sequence[str]]) -> np.ndarray:
    """How much each word of the question counts: more, the fewer of the sentences hold it. They add up to 1."""
    import numpy as np

    wanted = set(asked)
    frequency = Counter(stem for bag in bags for stem in set(bag) if stem in wanted)
    weights = np.array([math.log(1 + len(bags) / (1 + frequency[stem])) for stem in asked])
    normalised: np.ndarray = weights / max(weights.sum(), 1e-9)
    return normalised


def _shares(asked: Sequence[str], weights: np.ndarray, bags: Sequence[Sequence[str]]) -> np.ndarray:
    """The share of the question's words that each bag of words holds."""
    import numpy as np

    return np.array([sum(w for stem, w in zip(asked, weights, strict=True) if stem in bag) for bag in map(set, bags)])


def _meant(asked: Sequence[str], weights: np.ndarray, bags: Sequence[Sequence[str]]) -> np.ndarray:
    """The same where words of like meaning count by the square of their likeness: "reply" for "answer"."""
    import numpy as np

    from assistant.text.word_vectors import likeness

    near = likeness(asked, [bag or [""] for bag in bags])
    shares: np.ndarray = weights @ np.clip(near, 0.0, 1.0) ** 2
    return shares


def choose(
    ranked: Sequence[Scored], shown: Sequence[Scored], most: int = MOST_SENTENCES
) -> tuple[list[Scored], list[Scored]]:
    """The sentences of the short answers, then the best others; and those left out because one of them says the same."""
    chosen: list[Scored] = []
    repeated: list[Scored] = []
    others = [item for item in ranked if item.score >= KEEP_SHARE * ranked[0].score]
    for item in dict.fromkeys([*shown, *others]):
        if len(chosen) == most:
            break
        repeats = any(says_the_same(item.text, other.text) for other in chosen)
        (repeated if repeats else chosen).append(item)
    return chosen, repeated


def says_the_same(one: str, other: str) -> bool:
    """Jaccard similarity of the words of at least 0.7, and no figure or quotation of one that the other lacks."""
    a, b = set(stems(one)), set(stems(other))
    return len(a & b) >= 0.7 * len(a | b) and not (_lacks(one, other) or _lacks(other, one))


def _lacks(text: str, other: str) -> bool:
    """Whether a text lacks a figure or a quotation of the other."""
    exact = [mention for mention in read_mentions(other) if mention.kind in ("figure", "quote")]
    return any(find_mention(mention, text) is None for mention in exact)
