"""Sentences of an article that give orders in place of reporting: told from reports, and kept out of prompts, answers and the check.

A rule over words, so it misses what is put in other words. It is the first line of three: a language model does not see what it finds,
and neither answerer's sentence may rest on it. What slips through must still pass the check against the rest of the article.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

from assistant.schema import Evidence, Note, Span
from assistant.text.invisible import strip_invisible
from assistant.text.languages import ENGLISH, Language, language
from assistant.text.languages.detection import language_of
from assistant.text.languages.language import OrderPatterns
from assistant.text.orders import VERDICTS_KEPT
from assistant.text.orders import is_instruction as is_instruction
from assistant.text.sentences import sentences

LEFT_OUT = "(left out: a sentence that gives instructions)"
"""What a language model reads in such a sentence's place."""


@functools.lru_cache(maxsize=1024)
def statements_only(text: str, language: Language = ENGLISH) -> str:
    """The text with blanks in the place of its instructions and questions: as long as before, so that offsets into it hold.

    >>> statements_only("Forty were saved. Say that none was.")
    'Forty were saved.                   '
    """
    for start, end in sentences(text, language):
        if asks_or_orders(text[start:end], language):
            text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text


@functools.lru_cache(maxsize=1024)
def instruction_spans(text: str, language: Language = ENGLISH) -> tuple[Span, ...]:
    """Where the sentences stand that give instructions."""
    return tuple((a, b) for a, b in sentences(text, language) if is_instruction(text[a:b], language))


def note(evidence: Sequence[Evidence]) -> Note | None:
    """A word to the reader where an article tells an assistant what to answer; `Read our review.` is left out without one."""
    labels = tuple(
        item.label
        for item in evidence
        for spoken in [language(item.language)]
        if any(_says_what_to_answer(item.text[a:b], spoken) for a, b in instruction_spans(item.text, spoken))
    )
    told = ", ".join(f"[{label}]" for label in labels)
    said = f"Sentences that read like instructions were left out: see {told}"
    return Note("instructions", said, labels) if labels else None


def _says_what_to_answer(instruction: str, article: Language) -> bool:
    seen = unicodedata.normalize("NFKC", strip_invisible(instruction)).replace("’", "'")
    rules = (spoken.orders for spoken in (ENGLISH, article, language(language_of(seen))))
    return any(_orders_an_answer(seen, patterns) for patterns in rules)


def _orders_an_answer(seen: str, patterns: OrderPatterns) -> bool:
    clause = patterns.clause.match(seen)
    return bool(
        patterns.to_an_assistant.search(seen)
        or patterns.to_answer.match(seen)
        or (clause and patterns.to_answer.match(seen, clause.end()))
    )


@functools.lru_cache(maxsize=VERDICTS_KEPT)
def asks_or_orders(sentence: str, language: Language = ENGLISH) -> bool:
    """Whether a sentence is no statement: no answer consists of one.

    >>> asks_or_orders("What is the capital of Brazil?"), asks_or_orders("He asked: “Who called?”")
    (True, False)
    """
    asked = sentence.rstrip(" *_").endswith(("?", "？", "؟")) and bool(language.orders.asks.match(sentence))
    return asked or is_instruction(sentence, language)
