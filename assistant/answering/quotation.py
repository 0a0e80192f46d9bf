"""Sentences quoted exactly, each so that a reader knows who is meant: a pronoun's referent is quoted with it, or named.

`She said so.` behind `The mayor, Ann Hill, spoke first.` is quoted with that sentence. Where that one lies in another passage,
the one person it names is added: `She [Ann Hill] said so.`; where it names several, it is quoted before, if that passage was
retrieved. What can be helped by none of these is not quoted.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence

from assistant.answering import wording
from assistant.answering.sentence_ranking import Scored, Statement
from assistant.llm import injection
from assistant.retrieval.answer_type import persons_named
from assistant.schema import Article, Evidence, Span
from assistant.text import languages
from assistant.text.languages import ENGLISH, Language
from assistant.text.mentions import Mention, read_mentions
from assistant.text.sentences import sentences

MOST_BEFORE = 2
"""Sentences that are quoted before the one that answers."""
LOOK_BACK = 800
"""Characters before a passage in which its first sentence's referent is looked for."""
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")


@dataclasses.dataclass(frozen=True, slots=True)
class _Quoted:
    """What is quoted of one source."""

    evidence: Evidence
    span: Span
    who: str | None = None
    """The person that its first pronoun means."""

    def holds(self, other: _Quoted) -> bool:
        return self.evidence.label == other.evidence.label and self.span[0] <= other.span[0] < self.span[1]


@dataclasses.dataclass(frozen=True, slots=True)
class Quotations:
    """What is quoted, and the chosen sentences that are not because nothing tells whom their pronoun means."""

    statements: tuple[Statement, ...]
    unexplained: tuple[Scored, ...]


def quotations(chosen: Sequence[Scored], evidence: Sequence[Evidence], articles: Mapping[str, Article]) -> Quotations:
    """The best of the chosen sentences, then the others in reading order, each with what it needs and what overlaps as one.

    Those are left out whose pronoun nothing explains.
    """
    order = {article_id: place for place, article_id in enumerate(dict.fromkeys(i.evidence.article_id for i in chosen))}
    explained = [
        (item, _explained(item, evidence, articles, languages.language(item.evidence.language))) for item in chosen
    ]
    found = [quoted for _, parts in explained for quoted in parts]
    found.sort(key=lambda quoted: (order[quoted.evidence.article_id], quoted.span))
    best = next((parts for _, parts in explained if parts), [])
    merged = sorted(_merged(found), key=lambda quoted: not any(quoted.holds(part) for part in best))
    statements = tuple(_statement(quoted, articles, languages.language(quoted.evidence.language)) for quoted in merged)
    return Quotations(statements, tuple(item for item, parts in explained if not parts))


def needs_referent(sentence: str, language: Language = ENGLISH) -> bool:
    """Whether a sentence speaks of somebody or something that an earlier one names.

    It opens with a pronoun or the like, or says "he" or "she", quoted words aside, before any name.
    """
    if language.answers.opens_with_reference.match(sentence):
        return True
    pronoun = language.answers.person.search(_without_quoted(sentence))
    if pronoun is None:
        return False
    names = [mention for mention in read_mentions(sentence, language=language) if mention.kind == "name"]
    return all(name.start >= pronoun.start() for name in names)


def _explained(
    item: Scored, evidence: Sequence[Evidence], articles: Mapping[str, Article], language: Language
) -> list[_Quoted]:
    """A sentence with what explains its pronoun; nothing where nothing does."""
    source, (start, end) = item.evidence, item.span
    if not needs_referent(item.text, language):
        return [_Quoted(source, item.span)]
    before = [(one.start, one.end) for one in source.sentences if one.start < start][-MOST_BEFORE:]
    article = articles[source.article_id]
    for first, last in reversed(before):
        if injection.asks_or_orders(article.text[first:last], language):
            return []
        if not needs_referent(article.text[first:last], language):
            return [_Quoted(source, (first, end))]
    if len(before) == MOST_BEFORE:
        return []
    return _explained_elsewhere(item, (before[0][0] if before else start, end), evidence, article, language)


def _explained_elsewhere(
    item: Scored, span: Span, evidence: Sequence[Evidence], article: Article, language: Language
) -> list[_Quoted]:
    """By the sentence before the passage: the only person that it names, else itself where it was retrieved."""
    first = max(article.body_start, item.evidence.start - LOOK_BACK)
    ahead = [(first + s, first + e) for s, e in sentences(article.text[first : item.evidence.start], language)]
    sentence = article.text[slice(*ahead[-1])] if ahead else ""
    if not ahead or needs_referent(sentence, language) or injection.asks_or_orders(sentence, language):
        return []
    persons = persons_named(sentence, language)
    names = [m for m in read_mentions(sentence, language=language) if m.kind == "name"]
    meant = [name for name in names if any(start <= name.start < end for start, end in persons)]
    pronoun = language.answers.person_or_whose.search(_QUOTED.sub("", item.text))
    if pronoun and len({_last_word(name) for name in meant}) == 1:
        return [_Quoted(item.evidence, span, who=meant[0].text)]
    for other in evidence:
        if other.article_id == article.article_id and other.start <= ahead[-1][0] and ahead[-1][1] <= other.end:
            return [_Quoted(other, ahead[-1]), _Quoted(item.evidence, span)]
    return []


def _last_word(name: Mention) -> str:
    return name.text.split()[-1].removesuffix("'s").removesuffix("’s")


def _merged(found: Sequence[_Quoted]) -> list[_Quoted]:
    """What overlaps within one passage is quoted once."""
    merged: list[_Quoted] = []
    for quoted in found:
        last = merged[-1] if merged else None
        if last and last.evidence.label == quoted.evidence.label and quoted.span[0] < last.span[1]:
            merged[-1] = dataclasses.replace(last, span=(last.span[0], max(last.span[1], quoted.span[1])))
        else:
            merged.append(quoted)
    return merged


def _statement(quoted: _Quoted, articles: Mapping[str, Article], language: Language) -> Statement:
    text = articles[quoted.evidence.article_id].text[slice(*quoted.span)]
    shown = " ".join(text.split())
    if quoted.who:
        shown = _with_name(shown, quoted.who, language)
    line = wording.quotation(quoted.evidence, shown)
    return Statement(line, text, (quoted.evidence.label,), (quoted.span,))


def _with_name(shown: str, who: str, language: Language) -> str:
    """`He said so` → `He [Ann Hill] said so`; quoted words are left as they are."""
    pronoun = language.answers.person_or_whose.search(_without_quoted(shown))
    return f"{shown[: pronoun.end()]} [{who}]{shown[pronoun.end() :]}" if pronoun else shown


def _without_quoted(text: str) -> str:
    """Blanks in the place of quoted words, so that the others keep their places."""
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)
