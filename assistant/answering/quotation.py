"""Sentences quoted exactly, each with what a reader needs where it stands alone.

What is announced, asked, corrected or said by somebody is quoted with what announces, asks, corrects or says it (`neighbours.py`). A
pronoun's referent is quoted with it, or named: `She said so.` behind `The mayor, Ann Hill, spoke first.` is quoted with that
sentence. Where that one lies in another passage, or further ahead, the one person it names is added: `She [Ann Hill] said so.`;
where it names several, it is quoted before, if that passage was retrieved. What can be helped by none of these is not quoted.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence

from assistant.answering import wording
from assistant.answering.neighbours import Neighbours, belonging
from assistant.answering.referents import LOOK_BACK, explains, needs_referent, without_speech
from assistant.answering.sayings import person_meant, saying
from assistant.answering.sentence_ranking import Scored, Statement
from assistant.schema import Article, Evidence, Span
from assistant.text import languages
from assistant.text.languages import ENGLISH, Language
from assistant.text.sentences import SENTENCE_END, sentences


@dataclasses.dataclass(frozen=True, slots=True)
class _Quoted:
    """What is quoted of one source."""

    evidence: Evidence
    span: Span
    who: str | None = None
    """The person that its first pronoun means."""
    says: str | None = None
    """The person whose words it is made of, where none of them tells."""

    def holds(self, other: _Quoted) -> bool:
        return self.evidence.label == other.evidence.label and self.span[0] <= other.span[0] < self.span[1]


@dataclasses.dataclass(frozen=True, slots=True)
class Quotations:
    """What is quoted, and the chosen sentences that are not because nothing tells whom their pronoun means."""

    statements: tuple[Statement, ...]
    unexplained: tuple[Scored, ...]


def quotations(
    chosen: Sequence[Scored],
    evidence: Sequence[Evidence],
    articles: Mapping[str, Article],
    is_person: Callable[[str], bool] = lambda _: True,
) -> Quotations:
    """The best of the chosen sentences, then the others in reading order, each with what it needs; as one what overlaps or stands together.

    Those are left out whose pronoun nothing explains, or only a name that is no person's.
    """
    order = {article_id: place for place, article_id in enumerate(dict.fromkeys(i.evidence.article_id for i in chosen))}
    explained = [(item, _explained(item, evidence, articles, is_person)) for item in chosen]
    found = [quoted for _, parts in explained for quoted in parts]
    found.sort(key=lambda quoted: (order[quoted.evidence.article_id], quoted.span))
    best = next((parts for _, parts in explained if parts), [])
    merged = sorted(_merged(found, articles), key=lambda quoted: not any(quoted.holds(part) for part in best))
    statements = tuple(_statement(quoted, articles) for quoted in merged)
    return Quotations(statements, tuple(item for item, parts in explained if not parts))


def _explained(
    item: Scored, evidence: Sequence[Evidence], articles: Mapping[str, Article], is_person: Callable[[str], bool]
) -> list[_Quoted]:
    """A sentence with what belongs to it and what explains its pronoun; nothing where nothing does."""
    source, article = item.evidence, articles[item.evidence.article_id]
    near = Neighbours(source, article)
    at = near.spans.index(item.span)
    first, last = belonging(near, at)
    speech = all(near.is_speech(place) for place in range(first, last + 1))
    said = saying(article, item.span) if speech else None
    found = _with_referent(near, first, last, is_person)
    if not found and (first <= 1 and (ahead := _sentence_before(article, source.start, near.language))):
        found = _with_another(source, (near.spans[0][0], near.spans[last][1]), evidence, ahead)
    if not found and said:
        found = [_Quoted(source, (near.spans[first][0], near.spans[last][1]))]
    return [dataclasses.replace(quoted, says=said.speaker if said else None) for quoted in found]


def _with_referent(near: Neighbours, first: int, last: int, is_person: Callable[[str], bool]) -> list[_Quoted]:
    """Sentences of one passage with the one or two before them, no question, that tell whom the first of them means, or with his name."""
    for before in (0, 1, 2):
        begins = first - before
        if begins >= 0 and all(near.quotable[place] and not near.asks(place) for place in range(begins, first)):
            told = near.texts[begins]
            if explains(told, near.language) if before else not needs_referent(told, near.language):
                return [_Quoted(near.evidence, (near.spans[begins][0], near.spans[last][1]))]
    start, end = near.spans[first][0], near.spans[last][1]
    who = person_meant(near.article, start)
    judged = who and near.language.code == ENGLISH.code  # of names in other languages nothing was learned
    return [_Quoted(near.evidence, (start, end), who=who)] if who and (not judged or is_person(who)) else []


def _sentence_before(article: Article, start: int, language: Language) -> Span | None:
    """The sentence before a passage, where it needs no other."""
    first = max(article.body_start, start - LOOK_BACK)
    ahead = [(first + a, first + b) for a, b in sentences(article.text[first:start], language)]
    return ahead[-1] if ahead and explains(article.text[slice(*ahead[-1])], language) else None


def _with_another(source: Evidence, span: Span, evidence: Sequence[Evidence], ahead: Span) -> list[_Quoted]:
    """What is quoted with a sentence of another passage, if that was retrieved."""
    for other in evidence:
        if other.article_id == source.article_id and other.start <= ahead[0] and ahead[1] <= other.end:
            return [_Quoted(other, ahead), _Quoted(source, span)]
    return []


def _merged(found: Sequence[_Quoted], articles: Mapping[str, Article]) -> list[_Quoted]:
    """What overlaps within one passage, or follows one another in it, is quoted once."""
    merged: list[_Quoted] = []
    for quoted in found:
        last = merged[-1] if merged else None
        if last and last.evidence.label == quoted.evidence.label and _together(last, quoted, articles):
            merged[-1] = dataclasses.replace(last, span=(last.span[0], max(last.span[1], quoted.span[1])))
        else:
            merged.append(quoted)
    return merged


def _together(last: _Quoted, quoted: _Quoted, articles: Mapping[str, Article]) -> bool:
    """Whether one begins in the other, or right behind its full stop and neither has a name added, which would be said of both."""
    text = articles[quoted.evidence.article_id].text
    ends = SENTENCE_END.search(text[slice(*last.span)]) and not text[last.span[1] : quoted.span[0]].strip()
    return quoted.span[0] < last.span[1] or bool(ends and not (last.says or quoted.says or quoted.who))


def _statement(quoted: _Quoted, articles: Mapping[str, Article]) -> Statement:
    text = articles[quoted.evidence.article_id].text[slice(*quoted.span)]
    shown = " ".join(text.split())
    if quoted.who:
        shown = _with_name(shown, quoted.who, languages.language(quoted.evidence.language))
    named = quoted.says and re.search(rf"(?<!\w){re.escape(quoted.says.split()[-1])}(?!\w)", shown)
    says = None if named else quoted.says  # nobody speaks of himself so
    line = wording.quotation(quoted.evidence, shown, says)
    return Statement(line, text, (quoted.evidence.label,), (quoted.span,))


def _with_name(shown: str, who: str, language: Language) -> str:
    """`He said so` → `He [Ann Hill] said so`; quoted words are left as they are."""
    pronoun = language.answers.person_or_whose.search(without_speech(shown))
    return f"{shown[: pronoun.end()]} [{who}]{shown[pronoun.end() :]}" if pronoun else shown
