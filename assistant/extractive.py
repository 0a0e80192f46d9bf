"""The answer without a language model: the sentences that answer, quoted exactly, introduced by outlet and date."""

from __future__ import annotations

import dataclasses
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from assistant import passages
from assistant.expected import content_stems, expected, short_answer, stems
from assistant.schema import Article, Evidence, Span

MOST_SENTENCES = 5
KEEP_SHARE = 0.6
"""A further sentence is quoted when it scores at least this share of the best one."""
OPENS_WITH_PRONOUN = re.compile(
    r"^[“\"‘'(]*(?:He|She|They|It|His|Her|Their|Its|This|These|Those|That|Both|The two|The latter|The former)\b"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """A sentence before the check."""

    text: str
    """As the reader will see it."""
    claim: str
    """What its citations must support: for a quotation, the quoted words."""
    labels: tuple[int, ...]
    span: Span | None = None
    """The article's characters that it quotes, where it quotes."""


@dataclasses.dataclass(frozen=True, slots=True)
class Drafted:
    sentences: tuple[Draft, ...]
    notes: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Scored:
    """A sentence of the evidence and how well it answers."""

    evidence: Evidence
    span: Span
    text: str
    score: float
    short: Span | None
    """Offsets of the short answer in `text`."""


def draft(question: str, evidence: Sequence[Evidence], articles: Mapping[str, Article]) -> Drafted:
    """The headline answer where the question has a type, then the quoted sentences in reading order."""
    ranked = rank_sentences(question, evidence)
    if not ranked:
        return Drafted(())
    chosen = _choose(ranked)
    quotes = [_quotation(item, articles) for item in _reading_order(chosen)]
    return Drafted((*_headline(chosen), *quotes))


def rank_sentences(question: str, evidence: Sequence[Evidence]) -> list[Scored]:
    """Every sentence of the evidence, the one that answers best first.

    The score is the share of the question's informative words that the sentence holds (each word weighs by its rarity
    in the evidence), more when retrieval marked the sentence, when its passage ranks high and when it holds a span of
    the kind the question expects.
    """
    sentences = [(item, span) for item in evidence for span in passages.sentences(item.text)]
    bags = [set(stems(item.text[start:end])) for item, (start, end) in sentences]
    asked = list(dict.fromkeys(content_stems(question)))
    frequency = Counter(stem for bag in bags for stem in bag if stem in asked)
    weight = {stem: math.log(1 + len(bags) / (1 + frequency[stem])) for stem in asked}
    total = sum(weight.values()) or 1.0
    kind = expected(question)
    best = max((item.score for item in evidence), default=1.0) or 1.0
    ranked = []
    for (item, (start, end)), bag in zip(sentences, bags, strict=True):
        text = item.text[start:end]
        span = (item.start + start, item.start + end)
        marked = any(s < span[1] and span[0] < e for s, e in item.spans)
        short = short_answer(question, text)
        score = sum(weight[stem] for stem in asked if stem in bag) / total
        score += 0.5 * marked + 0.3 * item.score / best + 0.4 * (kind is not None and short is not None)
        ranked.append(Scored(item, span, text, score, short))
    return sorted(ranked, key=lambda scored: (-scored.score, scored.evidence.rank, scored.span))


def missing_words(question: str, evidence: Sequence[Evidence]) -> list[str]:
    """The question's informative words that no evidence holds, as the reader wrote them."""
    from assistant.words import is_function_word, words

    held = {stem for item in evidence for stem in stems(f"{item.title or ''} {item.text}")}
    missing = [
        question[word.start : word.end]
        for word in words(question)
        if word.stem not in held and not is_function_word(word.stem)
    ]
    return list(dict.fromkeys(missing))


def _choose(ranked: Sequence[Scored]) -> list[Scored]:
    """The best sentences, without repeating what another one already says."""
    chosen: list[Scored] = []
    for item in ranked:
        if len(chosen) == MOST_SENTENCES or item.score < KEEP_SHARE * ranked[0].score:
            break
        if not any(_says_the_same(item.text, other.text) for other in chosen):
            chosen.append(item)
    return chosen


def _says_the_same(one: str, other: str) -> bool:
    """Jaccard similarity of the words of at least 0.7."""
    a, b = set(stems(one)), set(stems(other))
    return len(a & b) >= 0.7 * len(a | b)


def _reading_order(chosen: Sequence[Scored]) -> list[Scored]:
    """Article by article, the one with the best sentence first; within an article as it is written."""
    order = {name: place for place, name in reversed(list(enumerate(item.evidence.article_id for item in chosen)))}
    return sorted(chosen, key=lambda item: (order[item.evidence.article_id], item.span))


def _headline(chosen: Sequence[Scored]) -> list[Draft]:
    """The short answer in bold, cited to every source that gives the same one."""
    first = chosen[0]
    if first.short is None:
        return []
    start, end = first.short
    words = first.text[start:end]
    span = (first.span[0] + start, first.span[0] + end)
    return [Draft(f"**{words[:1].upper()}{words[1:]}**", words, (first.evidence.label,), span)]


def _quotation(item: Scored, articles: Mapping[str, Article]) -> Draft:
    """`Harbour Courier, 30 December 2021: “…”`, with the sentence before where a pronoun needs it."""
    start, end = item.span
    if OPENS_WITH_PRONOUN.match(item.text):
        start = _sentence_before(item.evidence, start)
    quoted = articles[item.evidence.article_id].text[start:end]
    return Draft(
        f"{source_name(item.evidence)}: “{' '.join(quoted.split())}”", quoted, (item.evidence.label,), (start, end)
    )


def _sentence_before(evidence: Evidence, start: int) -> int:
    before = [s for s, _ in passages.sentences(evidence.text) if evidence.start + s < start]
    return evidence.start + before[-1] if before else start


def source_name(evidence: Evidence) -> str:
    """Outlet and date as a reader would say them; the title or the file's name where no outlet is known."""
    from assistant.answer import day

    name = evidence.outlet or evidence.title or evidence.article_id
    return f"{name}, {day(evidence.published)}" if evidence.published else f"{name}, no date"
