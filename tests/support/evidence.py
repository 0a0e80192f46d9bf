"""Evidence and statements as tests need them."""

from __future__ import annotations

import dataclasses

from assistant.answering.sentence_ranking import Statement
from assistant.schema import Evidence, EvidenceSentence, Sentence
from assistant.text.sentences import sentences


def cut(item: Evidence, probability: float = 0.001) -> Evidence:
    """Evidence with its sentences, each as likely as the others."""
    found = [EvidenceSentence(item.start + s, item.start + e, probability) for s, e in sentences(item.text)]
    return dataclasses.replace(item, sentences=tuple(found))


def bold(sentence: Sentence | Statement) -> str:
    """The text with its short answer between asterisks: `**About fifty minutes**`."""
    if sentence.short_answer is None:
        return sentence.text
    start, end = sentence.short_answer
    return f"{sentence.text[:start]}**{sentence.text[start:end]}**{sentence.text[end:]}"
