"""Evidence and statements as tests need them."""

from __future__ import annotations

import dataclasses

from assistant.answering.disagreement import mention_at
from assistant.answering.sentence_ranking import Statement
from assistant.schema import AnswerSpan, Evidence, EvidenceSentence, Sentence
from assistant.text.mentions import Mention
from assistant.text.sentences import sentences


def cut(item: Evidence, probability: float = 0.001, **likely: float) -> Evidence:
    """Evidence with its sentences, each as likely as the others, but for those that hold one of the words named."""
    found = []
    for start, end in sentences(item.text):
        held = [share for word, share in likely.items() if word in item.text[start:end]]
        found.append(EvidenceSentence(item.start + start, item.start + end, max(held, default=probability)))
    return dataclasses.replace(item, sentences=tuple(found))


def read(item: Evidence, *short: str, probability: float = 0.95) -> Evidence:
    """Evidence in which the reader sees the short answer: the first of these words that it has; none where it has none of them."""
    for words in short:
        if words in item.text:
            start = item.start + item.text.index(words)
            return dataclasses.replace(item, answer=AnswerSpan(start, start + len(words), probability))
    return item


def mentioned(words: str, sentence: str) -> Mention | None:
    """The figure, day, name or quotation that words of a sentence are."""
    start = sentence.index(words)
    return mention_at(sentence, (start, start + len(words)))


def bold(sentence: Sentence | Statement) -> str:
    """The text with its short answer between asterisks: `**About fifty minutes**`."""
    if sentence.short_answer is None:
        return sentence.text
    start, end = sentence.short_answer
    return f"{sentence.text[:start]}**{sentence.text[start:end]}**{sentence.text[end:]}"
