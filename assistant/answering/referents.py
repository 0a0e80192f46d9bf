"""Whom a sentence means that does not name him: the bearer of its pronoun, the speaker of its words.

Read from what stands before it in the article, and said only where one person can be meant: no name is better than a wrong one.
"""

from __future__ import annotations

import re

from assistant.llm import injection
from assistant.schema import Article, Span
from assistant.text.furniture import furniture
from assistant.text.languages import ENGLISH, Language
from assistant.text.mentions import Mention, read_mentions
from assistant.text.persons import persons_named
from assistant.text.sentences import sentences

LOOK_BACK = 800
"""Characters before a sentence in which whom it means is looked for."""
BESIDE = 80
"""Characters around a name in which a verb of saying is looked for."""
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
_MARKS = re.compile(r"[“”„«»「」『』\"]")
_CLOSING = {"“": '”"', "„": "“”", "«": "»", '"': '"”', "「": "」", "『": "』"}


def needs_referent(sentence: str, language: Language = ENGLISH) -> bool:
    """Whether a sentence speaks of somebody or something that an earlier one names.

    It opens with a pronoun or the like, or says "he" or "she", quoted words aside, before any name.
    """
    if language.answers.opens_with_reference.match(sentence):
        return True
    pronoun = language.answers.person.search(without_quotations(sentence))
    if pronoun is None:
        return False
    names = [mention for mention in read_mentions(sentence, language=language) if mention.kind == "name"]
    return all(name.start >= pronoun.start() for name in names)


def explains(sentence: str, language: Language) -> bool:
    """Whether a sentence can be understood without one before it, and states something."""
    return not needs_referent(sentence, language) and not injection.asks_or_orders(sentence, language)


def person_meant(article: Article, start: int, sentence: str, language: Language) -> str | None:
    """The person that a sentence's pronoun means: the only one whom the nearest sentence before names that needs no other.

    Those in between speak of the same person, by the same pronoun.
    """
    pronoun = _pronoun(sentence, language)
    first = max(article.body_start, start - LOOK_BACK)
    before = article.text[first:start]
    spans = sentences(before, language)
    headings = furniture(before, tuple(spans), language)
    for told in (before[a:b] for a, b in reversed(spans) if (a, b) not in headings):
        if pronoun is None or injection.asks_or_orders(told, language):
            return None
        if explains(told, language):
            others = {found.lastgroup for found in language.answers.person_or_whose.finditer(told)} - {pronoun}
            return None if others else _only_person(told, article, language)
        if _pronoun(told, language) != pronoun:
            return None
    return None


def _says(text: str, start: int, end: int, language: Language) -> bool:
    """Whether who is named there says something: `Ann Hill, the mayor, said`, `said the mayor, Ann Hill`."""
    behind = text[end : end + BESIDE]
    apposition = re.match(r",[^,.“”\"]*,", behind)
    behind = behind[apposition.end() if apposition else 0 :]
    before = text[max(0, start - BESIDE) : start]
    return bool(language.answers.said_by.search(before) or language.answers.says.match(f" {behind.lstrip(' ,')}"))


def without_quotations(text: str) -> str:
    """Blanks in the place of quoted words, so that the others keep their places."""
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)


def without_speech(line: str) -> str:
    """A line with blanks in the place of quoted words, marks included.

    >>> without_speech("“No. Never,” he said.")
    '             he said.'
    """
    for start, end in quoted_spans(line):
        line = line[:start] + " " * (end - start) + line[end:]
    return line


def quoted_spans(line: str) -> list[Span]:
    """Where words are quoted in a line, with their marks; a mark without its partner reaches to the line's end, or from its start."""
    spans: list[Span] = []
    opened: re.Match[str] | None = None
    for mark in _MARKS.finditer(line):
        if opened is not None:
            if mark[0] in _CLOSING[opened[0]]:
                spans, opened = [*spans, (opened.start(), mark.end())], None
        elif mark[0] in _CLOSING and (mark[0] != '"' or line[mark.end() : mark.end() + 1].strip()):
            opened = mark
        else:
            spans.append((0, mark.end()))
    return spans if opened is None else [*spans, (opened.start(), len(line))]


def _pronoun(sentence: str, language: Language) -> str | None:
    """`he` for "he" and "his", `she` for "she" and "her": what a sentence opens with, or says first, quoted words aside."""
    own = without_quotations(sentence)
    opened = language.answers.opens_with_reference.match(own.lstrip())
    found = language.answers.person_or_whose.search(opened[0] if opened else own)
    return found.lastgroup if found else None


def _only_person(sentence: str, article: Article, language: Language) -> str | None:
    """The one person that a sentence names, who has a title or says something in the article."""
    persons = persons_named(sentence, language)
    names = [m for m in read_mentions(sentence, language=language) if m.kind == "name"]
    meant = [name for name in names if any(start <= name.start < end for start, end in persons)]
    if len({_last_word(name) for name in meant}) != 1:
        return None
    places = re.finditer(rf"\b{re.escape(_last_word(meant[0]))}\b", article.text)
    speaks = any(_says(article.text, place.start(), place.end(), language) for place in places)
    return meant[0].text if speaks or language.answers.title.search(sentence[: meant[0].start]) else None


def _last_word(name: Mention) -> str:
    return name.text.split()[-1].removesuffix("'s").removesuffix("’s")
