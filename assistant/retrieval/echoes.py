"""Sentences of an article that ask what the reader asks. They answer nothing, and draw to what stands beside them whoever reads.

Interviews and explainers have such sentences, and so has whoever plants an article and knows what will be asked: read with it, the
reader takes the question for its own answer, and what follows for likelier than the same words without it (docs/security.md).
"""

from __future__ import annotations

import re

from assistant.schema import Evidence, Query
from assistant.text.languages import language
from assistant.text.normalize import content_stems, stems

REPEATED = 0.5
"""The share of the question's words from which a sentence that asks is taken for the question."""
SHORT = 6
"""What is told in so few words may be understood only behind the question that it answers, which is then read with it."""
_ASKS = re.compile(r"[?？؟]\W*$")


def asks_again(query: Query, text: str) -> bool:
    """Whether a sentence is the question itself, in its own words or nearly.

    >>> from assistant.retrieval.question import understand
    >>> asks_again(understand("How long did the call last?"), "Readers wondered: how long did this call last?")
    True
    """
    if not _ASKS.search(text):
        return False
    asked = set(content_stems(query.text, language(query.language))) or set(query.stems)
    return len(asked & set(stems(text, language(query.language)))) >= REPEATED * len(asked)


def without_echoes(query: Query, item: Evidence) -> str:
    """A passage's text with blanks in the place of the question, where what follows it stands by itself: offsets hold."""
    text = item.text
    spans = [(sentence.start - item.start, sentence.end - item.start) for sentence in item.sentences]
    behind = [item.text[start:end] for start, end in spans[1:]] + [""]
    for (start, end), following in zip(spans, behind, strict=True):
        understood = not following or len(following.split()) > SHORT
        if understood and asks_again(query, item.text[start:end]):
            text = text[:start] + " " * (end - start) + text[end:]
    return text
