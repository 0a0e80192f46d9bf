"""Whom a sentence means that does not name him: the bearer of its pronoun, the speaker of its words.

Read from what stands before it in the article, and said only where one person can be meant: no name is better than a wrong one.
"""

from __future__ import annotations

import re

from assistant.llm import injection
from assistant.schema import Span
from assistant.text.languages import ENGLISH, Language
from assistant.text.mentions import read_mentions
from assistant.text.quotes import CLOSING_MARKS

LOOK_BACK = 800
"""Characters before a sentence in which whom it means is looked for."""
_MARKS = re.compile(r"[“”„«»「」『』\"]|(?P<opens>(?<!\w)['‘](?=[^\W\d_]))|(?P<closes>(?<!\s)['’](?!\w))")
"""Quotation marks, single ones where no apostrophe stands."""
_CLOSING = CLOSING_MARKS | {'"': '"”', "“": '"”'}
"""An opening mark closes none that is open."""


def needs_referent(sentence: str, language: Language = ENGLISH) -> bool:
    """Whether a sentence speaks of somebody or something that an earlier one names.

    It opens with a pronoun or the like, or says "he" or "she", quoted words aside, before any name.
    """
    if language.answers.opens_with_reference.match(sentence):
        return True
    pronoun = language.answers.person.search(without_speech(sentence))
    if pronoun is None:
        return False
    names = [mention for mention in read_mentions(sentence, language=language) if mention.kind == "name"]
    return all(name.start >= pronoun.start() for name in names)


def explains(sentence: str, language: Language) -> bool:
    """Whether a sentence can be understood without one before it, and states something."""
    return not needs_referent(sentence, language) and not injection.asks_or_orders(sentence, language)


def without_speech(line: str) -> str:
    """A line with blanks in the place of quoted words, marks included.

    >>> without_speech("“No. Never,” he said.")
    '             he said.'
    """
    for start, end in quoted_spans(line):
        line = line[:start] + " " * (end - start) + line[end:]
    return line


def quoted_spans(line: str) -> list[Span]:
    """Where words are quoted in a line, with their marks; a mark without its partner reaches to the line's end, or from its start.

    A single one without its partner is none.
    """
    spans: list[Span] = []
    opened: re.Match[str] | None = None
    marks = list(_MARKS.finditer(line))
    last = max((mark.start() for mark in marks if mark["closes"]), default=0)
    for mark in marks:
        if opened is not None:
            if mark[0] in _CLOSING[opened[0]] and not mark["opens"]:
                spans, opened = [*spans, (opened.start(), mark.end())], None
        elif mark["opens"]:
            opened = mark if mark.start() < last else None
        elif (
            mark[0] in _CLOSING and not mark["closes"] and (mark[0] != '"' or line[mark.end() : mark.end() + 1].strip())
        ):
            opened = mark
        elif not (mark["closes"] or spans or _is_of_inches(line, mark)):
            spans.append((0, mark.end()))
    return spans if opened is None else [*spans, (opened.start(), len(line))]


def _is_of_inches(line: str, mark: re.Match[str]) -> bool:
    """A pipe of 12" quotes nothing."""
    return mark[0] == '"' and line[: mark.start()][-1:].isdigit()
