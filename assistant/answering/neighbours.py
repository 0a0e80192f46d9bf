"""Which sentences around one belong to it: what announces, asks or corrects it, the rest of its list, and who says it.

Only sentences of the same passage count, since a citation is of one passage.
"""

from __future__ import annotations

import dataclasses
import re
from functools import cached_property

from assistant.answering.referents import without_speech
from assistant.answering.sentence_ranking import no_sentences
from assistant.llm import injection
from assistant.schema import Article, Evidence, Span
from assistant.text import languages
from assistant.text.furniture import LINE_END
from assistant.text.languages import Language
from assistant.text.normalize import content_stems, stems
from assistant.text.sentences import lines

MOST_BEFORE, MOST_AFTER = 2, 2
"""Sentences that are quoted with the one that answers; those of a list do not count."""
SHORT = 6
"""A sentence of so few words may be understood only behind the question that it answers."""
_ASKS = re.compile(r"\?[\"”’»)*_]*$")


@dataclasses.dataclass(frozen=True)
class Neighbours:
    """The sentences of a passage, by their place in it."""

    evidence: Evidence
    article: Article

    @property
    def language(self) -> Language:
        return languages.language(self.evidence.language)

    @cached_property
    def spans(self) -> list[Span]:
        return [(sentence.start, sentence.end) for sentence in self.evidence.sentences]

    @cached_property
    def texts(self) -> list[str]:
        return [self.article.text[start:end] for start, end in self.spans]

    @cached_property
    def quotable(self) -> list[bool]:
        """Whether each may be quoted beside an answer, as a question may and an order may not."""
        none = no_sentences(self.evidence, self.article)
        return [
            span not in none and not injection.is_instruction(text, self.language)
            for span, text in zip(self.spans, self.texts, strict=True)
        ]

    @cached_property
    def lines(self) -> list[Span]:
        """The lines that the sentences stand in, whole even where the passage begins within one."""
        text = self.article.text
        first = max(self.article.body_start, text.rfind("\n", 0, self.evidence.start) + 1)
        end = text.find("\n", self.evidence.end)
        return [(first + a, first + b) for a, b in lines(text[first : end if end >= 0 else None])]

    def line(self, place: int) -> Span:
        start = self.spans[place][0]
        return next(((a, b) for a, b in self.lines if a <= start < b), self.spans[place])

    def own_words(self, place: int) -> str:
        """A sentence with blanks in the place of what is said in quotation marks, opened in another sentence or not."""
        first, end = self.line(place)
        start, stop = self.spans[place]
        return without_speech(self.article.text[first:end])[start - first : stop - first]

    def asks(self, place: int) -> bool:
        return _ASKS.search(self.texts[place]) is not None

    def is_speech(self, place: int) -> bool:
        return not re.search(r"\w", self.own_words(place))

    def is_item(self, place: int) -> bool:
        """Whether a sentence is a line that ends like none."""
        return not LINE_END.search(self.texts[place]) and self.line(place)[0] == self.spans[place][0]


def belonging(near: Neighbours, at: int) -> Span:
    """The places of the first and the last sentence to be quoted with the one at a place."""
    first, last = _with_list(near, at) or _with_speaker(near, at)
    goes_on = near.language.answers.corrects_before
    while last + 1 < len(near.texts) and last - at < MOST_AFTER and near.quotable[last + 1]:
        if not (near.texts[last].endswith(":") or goes_on.match(near.texts[last + 1])):
            break
        last += 1
    while first and at - first < MOST_BEFORE and near.quotable[first - 1]:
        if not _leans_on_the_last(near, first):
            break
        first -= 1
    return first, last


def _leans_on_the_last(near: Neighbours, place: int) -> bool:
    """Whether the sentence before announces this one, asks for it in the same line, or is corrected or continued by it."""
    before, sentence = near.texts[place - 1], near.texts[place]
    goes_on = near.language.answers.continues_before.match(sentence) is not None
    if near.asks(place - 1):
        return (goes_on or near.line(place) == near.line(place - 1)) and _answers(sentence, before, near.language)
    return goes_on or before.endswith(":")


def _answers(sentence: str, question: str, language: Language) -> bool:
    """Whether a sentence is too short to stand without a question, or shares a word with it: a planted one stands beside anything."""
    told = stems(sentence, language)
    return len(told) <= SHORT or not set(told).isdisjoint(content_stems(question, language))


def _with_list(near: Neighbours, at: int) -> Span | None:
    """A list with what announces it, where a sentence is part of one."""
    first = at
    while first and near.is_item(first):
        first -= 1
    if not near.texts[first].endswith(":"):
        return None
    last = first
    while last + 1 < len(near.texts) and near.is_item(last + 1):
        last += 1
    inside = near.quotable[first : last + 1]
    return (first, last) if last > first and all(inside) else None


def _with_speaker(near: Neighbours, at: int) -> Span:
    """Quoted words with the nearest sentence of their line that is not only quoted, else with the one before the line."""
    if not near.is_speech(at):
        return at, at
    line = near.line(at)
    told = [place for place in range(len(near.texts)) if near.line(place) == line and not near.is_speech(place)]
    opening = next(place for place in range(len(near.texts)) if near.line(place) == line)
    nearest = min(told, key=lambda place: abs(place - at), default=opening - 1 if opening else at)
    first, last = min(at, nearest), max(at, nearest)
    within = at - first <= MOST_BEFORE and last - at <= MOST_AFTER and all(near.quotable[first : last + 1])
    return (first, last) if within else (at, at)
