"""Which sentences of the evidence answer a question: each with its weight against the best one."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.llm import injection
from assistant.retrieval import retriever
from assistant.retrieval.echoes import asks_again
from assistant.schema import Article, Evidence, EvidenceSentence, Query, QuestionForm, Span
from assistant.text.furniture import furniture
from assistant.text.languages import language
from assistant.text.mentions import find_mention, read_mentions
from assistant.text.normalize import stems
from assistant.text.numbers import Figure

MOST_SENTENCES = 5
KEEP_SHARE = 0.08
"""A further sentence is quoted when it weighs at least this share of the best one: three to four in a usual answer. From .04 on the
sample loses a gold sentence in 200 and every seventh of the quoted ones."""
NEWER = 2.0
"""What a sentence of the newest report gains over one of an undated report where the latest is asked for: it leads, and what is as good and
older stays above KEEP_SHARE."""
COPIED = 8
"""Words of a sentence that two reporters do not write alike."""
BESIDE = 300
"""Characters on either side of a passage by which it is told what is a heading in it."""
ANSWERED = 0.9
"""The least probability of the reader's short answer before one is shown. See eval/figures.md."""
IN_SENTENCES: frozenset[QuestionForm] = frozenset(("yes or no", "why or how", "summary", "comparison"))
"""Forms of question that a few words do not answer."""
LEAST_LIKELY, MOST_LIKELY = 0.001, 0.999
OPENED_BY = {")": "(", "]": "[", "”": "“", "»": "«", "」": "「", "』": "『", '"': '"'}


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
    """Every sentence of the evidence, the likeliest to answer first; what asks, gives orders or is none never answers."""
    found = [
        (item, sentence, text)
        for item in evidence
        for sentence, text in _statements(item, articles[item.article_id])
        if not asks_again(query, text)
    ]
    if not found:
        return []
    odds = np.array([_likely(sentence) for _, sentence, _ in found])
    if query.wants_latest:
        days = np.array([item.published.toordinal() if item.published else 0 for item, _, _ in found])
        odds += NEWER * retriever.newness(days)
    held = _shares(query.subject_stems, [stems(text, language(item.language)) for item, _, text in found])
    ranked = [
        Scored(
            item, (sentence.start, sentence.end), text, math.exp(odd - odds.max()), _short(query, item, sentence), share
        )
        for (item, sentence, text), odd, share in zip(found, odds.tolist(), held, strict=True)
    ]
    return sorted(ranked, key=lambda scored: (-scored.score, scored.evidence.rank, scored.span))


def _statements(item: Evidence, article: Article) -> list[tuple[EvidenceSentence, str]]:
    """The sentences of a passage that state something, as they are and in words."""
    none = no_sentences(item, article)
    texts = [article.text[sentence.start : sentence.end] for sentence in item.sentences]
    return [
        (sentence, text)
        for sentence, text in zip(item.sentences, texts, strict=True)
        if (sentence.start, sentence.end) not in none and not injection.asks_or_orders(text, language(item.language))
    ]


def no_sentences(item: Evidence, article: Article) -> set[Span]:
    """The headings, captions and the like that stand among the sentences of a passage."""
    first = max(article.body_start, item.start - BESIDE)
    spans = tuple((sentence.start - first, sentence.end - first) for sentence in item.sentences)
    found = furniture(article.text[first : item.end + BESIDE], spans, language(item.language))
    return {(first + start, first + end) for start, end in found}


def _short(query: Query, item: Evidence, sentence: EvidenceSentence) -> Span | None:
    """Where in a sentence the reader sees the short answer, if it is sure enough; not of a question that a few words do not answer,
    nor in the question's own words, nor another name where a name is all that is asked about (who is Ushakov?), nor one of several."""
    sure = item.answer and item.answer.probability >= ANSWERED and query.form not in IN_SENTENCES
    seen = read_in(item, (sentence.start, sentence.end)) if sure else None
    if seen is None:
        return None
    start = sentence.start - item.start
    text, spoken = item.text[start : sentence.end - item.start], language(item.language)
    named = (
        min(one.end, seen[1]) - max(one.start, seen[0])
        for one in read_mentions(text, language=spoken)
        if one.kind == "name"
    )
    if 2 * max(named, default=0) > seen[1] - seen[0] and query.words and all(word.named for word in query.words):
        return None
    short = text[slice(*seen)]
    if _asks_for_several(query) and "," not in short and spoken.function_words.isdisjoint(short.lower().split()):
        return None
    return None if set(stems(short, spoken)) <= set(query.stems) else seen


def _asks_for_several(query: Query) -> bool:
    """Whether a question says in words how many it asks for: which two, the four."""
    asked = read_mentions(query.text, "figure", language(query.language)) if query.form == "list" else []
    return any(isinstance(one.value, Figure) and one.value.value > 1 and not one.value.bare for one in asked)


def read_in(item: Evidence, sentence: Span) -> Span | None:
    """Where in a sentence the reader sees the likeliest short answer of the passage, however unsure it is; None elsewhere."""
    read, (start, end) = item.answer, sentence
    if read is None or not start <= read.start < read.end <= end:
        return None
    if not any(letter.isalnum() for letter in item.text[read.start - item.start : read.end - item.start]):
        return None
    return closed(item.text[start - item.start : end - item.start], (read.start - start, read.end - start))


def closed(text: str, span: Span) -> Span:
    """A span with the bracket or quotation mark right behind it, where it is open in the span.

    >>> closed("Up to 435 miles (700 km), it said.", (0, 23))
    (0, 24)
    """
    start, end = span
    inside, behind = text[start:end], text[end : end + 1]
    opening = OPENED_BY.get(behind)
    if opening is None:
        return span
    is_open = inside.count(behind) % 2 == 1 if opening == behind else inside.count(opening) > inside.count(behind)
    return (start, end + 1) if is_open else span


def _likely(sentence: EvidenceSentence) -> float:
    """Log-odds of a sentence as retrieval sees it."""
    share = min(max(sentence.probability, LEAST_LIKELY), MOST_LIKELY)
    return math.log(share / (1 - share))


def _shares(asked: Sequence[str], bags: Sequence[Sequence[str]]) -> list[float]:
    """The share of the question's words that each sentence holds; a word weighs more, the fewer of the sentences hold it."""
    frequency = Counter(stem for bag in bags for stem in set(bag))
    weights = {stem: math.log(1 + len(bags) / (1 + frequency[stem])) for stem in asked}
    whole = sum(weights.values()) or 1.0
    return [sum(weights[stem] for stem in weights.keys() & set(bag)) / whole for bag in bags]


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
    """In the same words, and no figure or quotation of one that the other lacks."""
    return in_the_same_words(one, other) and not (_lacks(one, other) or _lacks(other, one))


def in_the_same_words(one: str, other: str) -> bool:
    """Jaccard similarity of the words of at least 0.7."""
    a, b = set(stems(one)), set(stems(other))
    return len(a & b) >= 0.7 * len(a | b)


def is_copy(one: str, other: str) -> bool:
    """Whether a sentence of one report was taken from another: long, and in the same words."""
    return len(one.split()) >= COPIED and says_the_same(one, other)


def _lacks(text: str, other: str) -> bool:
    """Whether a text lacks a figure or a quotation of the other."""
    exact = [mention for mention in read_mentions(other) if mention.kind in ("figure", "quote")]
    return any(find_mention(mention, text) is None for mention in exact)
