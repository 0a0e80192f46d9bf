"""What stands on an article's page and is no sentence of it: headings, captions, links to other articles, signatures.

Told by form, since every outlet words them otherwise: a line that ends like no sentence, with sentences around it. Several such
lines in a row are a list or a table, and those tell something.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from assistant.schema import Span
from assistant.text.languages import ENGLISH, Language
from assistant.text.sentences import lines

LONGEST_LINE = 130
"""A longer line without a full stop is a sentence that lost it, or a table."""
LONGEST_TAIL = 40
"""The same for what stands behind the last full stop of a line."""
LONGEST_CAPTION = 250
"""All of a line that ends with a picture's credit is its caption, up to this length; of a longer one, its last sentence."""
LONGEST_RUN = 2
"""More such lines in a row are a list."""
MOST_FIGURES = 1
"""A line with more of them tells of a score, a price or an hour."""
KEPT = 4096
"""Texts of which the verdict is remembered: the same passages are found by many questions."""
LINE_END = re.compile(r"[.!?…:;,][\"”’'»)\]*_]*\s*$")
_ITEM = re.compile(r"\s*(?:[-*•·▪●+]|\d{1,2}[.)])\s")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s")
_FIGURE = re.compile(r"\d[\d.,:]*")
_VALUE = re.compile(r": ?[-–+]?\W?\d")
"""`Revenue: $141 million`"""
_BY = r"[—–-]\s?[^—–]{0,60}\(@\w+\)"
_POST = re.compile(rf"{_BY}|https?://|pic\.twitter")
"""Somebody's words from a network: `Good morning! — Ann Hill (@annhill) 1 March 2022`"""
_SIGNED = re.compile(rf"\W*{_BY}")
_SIGNATURE = re.compile(r"\W*[—–]\s?\S")


@functools.lru_cache(maxsize=KEPT)
def furniture(text: str, sentences: tuple[Span, ...], language: Language = ENGLISH) -> frozenset[Span]:
    """Those sentences of a text that are none.

    >>> set(furniture("The ferry sank.\n\nA black day\n\nForty were saved.", ((0, 15), (17, 28), (30, 47))))
    {(17, 28)}
    """
    shown = [(start, text[start:end]) for start, end in lines(text) if any(char.isalnum() for char in text[start:end])]
    is_open = [not LINE_END.search(line) for _, line in shown]
    found = {(a, b) for a, b in sentences if language.pages.leads_elsewhere.search(text[a:b])}
    for place, (start, line) in enumerate(shown):
        inside = [span for span in sentences if start <= span[0] and span[1] <= start + len(line)]
        if not inside:
            continue
        apart = is_open[place] and _is_bare(line, LONGEST_LINE) and _apart(place, is_open, shown)
        if _is_none(line, is_open[place], language) or (apart and len(inside) == 1):
            found.update(inside)
        elif is_open[place] and len(inside) > 1 and _is_tail(text[slice(*inside[-1])], language):
            found.add(inside[-1])
    return frozenset(found)


def _is_none(line: str, is_open: bool, language: Language) -> bool:
    """Whether a line is known by what it says: a form to be filled in, a heading, a signature, a caption with its credit."""
    pages = language.pages
    caption = is_open and len(line) <= LONGEST_CAPTION and pages.credit.search(line)
    return bool(pages.form.search(line) or _HEADING.match(line) or _SIGNED.match(line) or caption)


def _is_tail(sentence: str, language: Language) -> bool:
    """Whether the last words of a line, which end like no sentence, are a credit, a signature or a link."""
    signed = _SIGNATURE.match(sentence) or language.pages.credit.search(sentence)
    return bool(signed) or _is_bare(sentence, LONGEST_TAIL)


def _is_bare(line: str, longest: int) -> bool:
    """Neither an item of a list nor a post, and without the figures of a score."""
    return (
        len(line) <= longest
        and len(_FIGURE.findall(line)) <= MOST_FIGURES
        and not _ITEM.match(line)
        and not _VALUE.search(line)
        and not _POST.search(line)
    )


def _apart(place: int, is_open: Sequence[bool], shown: Sequence[tuple[int, str]]) -> bool:
    """Whether so few lines like it follow each other that they are no list, and no sentence introduces them."""
    first = last = place
    while first and is_open[first - 1]:
        first -= 1
    while last + 1 < len(is_open) and is_open[last + 1]:
        last += 1
    introduced = first > 0 and shown[first - 1][1].rstrip().endswith(":")
    return last - first < LONGEST_RUN and not introduced
