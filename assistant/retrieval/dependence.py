"""Whether a question can be understood alone: a pronoun without a bearer, an ellipsis or an "and …?" cannot.

What a question says of something that it names itself ("How has ChatGPT developed since its launch?") is its own. Who may be
meant is told by clauses: "it" is never what its own clause is about ("How did Macron react to it?"), "its" may be.
"""

from __future__ import annotations

import re

from assistant.text.languages import ENGLISH, Language
from assistant.text.mentions import read_mentions
from assistant.text.normalize import content_stems

FEW_WORDS = 1
"""Content words with which a question that names nothing says too little: `Who won?`"""
OPENING = 30
"""Characters of a main clause within which its subject is named."""
SHORT = 5
"""Content words up to which "the bridge", where nothing is named, may be what was spoken of before."""


def depends(question: str, language: Language = ENGLISH) -> bool:
    """Whether a question needs those before it."""
    known = language.follow_ups
    plain = known.opener.sub("", question).strip()
    if known.adding.match(question) or known.ellipsis.match(plain):
        return True
    if any(not _has_bearer(plain, found, language) for found in known.reference.finditer(plain)):
        return True
    if _names(question, language):
        return False
    return len(_content(plain, language)) <= FEW_WORDS and not known.defines.match(plain)


def says_little(question: str, language: Language = ENGLISH) -> bool:
    """Whether a question that can be understood alone may be a follow-up yet: `Why were the repairs delayed?`"""
    named = any(mention.kind != "figure" for mention in read_mentions(question, language=language))
    known = language.follow_ups.definite.search(question)
    return bool(known) and not named and len(_content(question, language)) <= SHORT


def _has_bearer(question: str, found: re.Match[str], language: Language) -> bool:
    """Whether what a reference stands for is in the question, or nowhere: `Is it true that …?`"""
    known = language.follow_ups
    before = question[: found.start()]
    if any(empty.start() <= found.start() < empty.end() for empty in known.expletive.finditer(question)):
        return True
    if known.ahead.match(question) and _named_behind(question, found.end(), language):
        return True
    if found["whose"] and any(
        known.inverted.search(question[:at]) for at in _names(question, language) if at > found.end()
    ):
        return True  # `What assurance on his country did Zelensky get?`
    starts_clause = found["one"] and not known.object_form.match(question, found.start())
    if found["whose"] or (starts_clause and not known.inverted.search(before)):
        return _names_something(before, found[0], language)
    if known.possessor.search(before):
        return True
    ends = [end.start() for end in known.clause.finditer(before) if not (found["that"] and known.joins.match(end[0]))]
    return bool(ends) and _names_something(before[: ends[-1]], found[0], language)


def _names_something(text: str, reference: str, language: Language) -> bool:
    """Whether a text speaks of something that the reference can mean; "he" and "her" mean somebody."""
    known = language.follow_ups
    text = known.no_bearer.sub(" ", text)
    if known.person.fullmatch(reference) and not known.somebody.search(text) and not _names(text, language):
        return False
    return bool(_content(text, language))


def _named_behind(question: str, at: int, language: Language) -> bool:
    """Whether the main clause, behind a comma, names somebody or speaks of something known: `Before they met, where had the two …`"""
    comma = question.find(", ", at)
    if comma < 0:
        return False
    main = question[comma : comma + OPENING]
    return bool(language.follow_ups.definite.search(main)) or bool(_names(main, language))


def _content(text: str, language: Language) -> list[str]:
    return content_stems(language.follow_ups.asking.sub(" ", text), language)


def _names(text: str, language: Language) -> list[int]:
    """Where names begin."""
    return [mention.start for mention in read_mentions(text, language=language) if mention.kind == "name"]
