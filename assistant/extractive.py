"""The answer without a language model: a short answer where the question has a type, then the sentences that answer,
quoted exactly, introduced by outlet and date."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence

from assistant import events, passages, untrusted, variants
from assistant.atoms import read_mentions
from assistant.events import source_name, written_day
from assistant.expected import expected, stems
from assistant.headline import headline
from assistant.schema import Article, Evidence
from assistant.sentences import MOST_SENTENCES, Draft, Scored, choose, rank_sentences
from assistant.words import is_function_word, words

__all__ = ["Draft", "Drafted", "draft", "missing_words", "source_name", "written_day"]

_OPENS_WITH_REFERENCE = re.compile(
    r"^[“\"‘'(]*(?:He|She|They|It|His|Her|Their|Its|This|These|Those|That|Both|The two|The latter|The former|The pair)\b"
)
_ASKING = frozenset(
    stems("long much many say said call tell told describe name ask asked kind sort type happen happened")
)
"""Words that ask rather than name what is asked for."""


@dataclasses.dataclass(frozen=True, slots=True)
class Drafted:
    sentences: tuple[Draft, ...]
    notes: tuple[str, ...] = ()


def draft(
    question: str,
    evidence: Sequence[Evidence],
    articles: Mapping[str, Article],
    likely: Mapping[tuple[str, int], float] | None = None,
) -> Drafted:
    """The short answer where the question has a type, then the quoted sentences in reading order.

    `likely` tells for sentences, by article_id and start, the probability that they answer (see `Retrieved`).
    """
    ranked = rank_sentences(question, evidence, articles, likely or {})
    if not ranked:
        return Drafted(())
    short, shown, notes = headline(question, ranked, articles)
    chosen = choose(ranked, shown, max(2, MOST_SENTENCES - len(short)))
    if not any(note.startswith((events.DIFFER, events.CORRECTED)) for note in notes):
        found = variants.differing(question, expected(question), ranked, chosen)
        if found:
            chosen = choose(ranked, [*chosen[:1], found.one, found.other, *chosen[1:]], len(chosen) + 1)[
                :MOST_SENTENCES
            ]
            notes = [*notes, found.note]
    quotes = [_quotation(item, articles) for item in _reading_order(chosen)]
    cited = [item for item in evidence if any(item.label in draft.labels for draft in quotes)]
    copies = events.independent(cited, articles)
    further = [note for note in (copies, _instructions(evidence)) if note]
    return Drafted((*short, *_without_overlap(quotes)), (*notes, *further))


def _instructions(evidence: Sequence[Evidence]) -> str | None:
    """A word to the reader where an article gives instructions in place of reporting."""
    sources = [
        item
        for item in evidence
        if any(untrusted.is_instruction(item.text[start:end]) for start, end in passages.sentences(item.text))
    ]
    labels = ", ".join(f"[{item.label}]" for item in sources)
    return f"Sentences that read like instructions were not quoted: see {labels}" if sources else None


def missing_words(question: str, evidence: Sequence[Evidence]) -> list[str]:
    """What the question names and no evidence holds, as the reader wrote it: names first, then other words.

    Dates are left out: an article is of a date without saying it.
    """
    held = {stem for item in evidence for stem in stems(f"{item.title or ''} {item.outlet or ''} {item.text}")}
    mentions = read_mentions(question)
    dates = [(m.start, m.end) for m in mentions if m.kind == "date"]
    names = [(m.start, m.end) for m in mentions if m.kind == "name"]
    missing: list[tuple[bool, str]] = []
    for word in words(question):
        plain = is_function_word(word.stem) or word.stem in _ASKING or word.stem in held
        if not plain and not any(start <= word.start < end for start, end in dates) and not word.stem.isdigit():
            named = any(start <= word.start < end for start, end in names)
            missing.append((not named, question[word.start : word.end]))
    return list(dict.fromkeys(text for _, text in sorted(missing, key=lambda pair: pair[0])))


def _reading_order(chosen: Sequence[Scored]) -> list[Scored]:
    """Article by article, the one with the best sentence first; within an article as it is written."""
    order: dict[str, int] = {}
    for item in chosen:
        order.setdefault(item.evidence.article_id, len(order))
    return sorted(chosen, key=lambda item: (order[item.evidence.article_id], item.span))


def _quotation(item: Scored, articles: Mapping[str, Article]) -> Draft:
    """`Harbour Courier, 30 December 2021: “…”`, with the sentence before where a pronoun needs it."""
    start, end = item.span
    if _OPENS_WITH_REFERENCE.match(item.text):
        start = _sentence_before(item.evidence, start)
    quoted = articles[item.evidence.article_id].text[start:end]
    text = f"{source_name(item.evidence)}: “{' '.join(quoted.split())}”"
    return Draft(text, quoted, (item.evidence.label,), ((start, end),))


def _sentence_before(evidence: Evidence, start: int) -> int:
    before = [s for s, _ in passages.sentences(evidence.text) if evidence.start + s < start]
    return evidence.start + before[-1] if before else start


def _without_overlap(quotes: Sequence[Draft]) -> list[Draft]:
    """Drops a quotation that lies within another of the same source."""

    def inside(one: Draft, other: Draft) -> bool:
        (start, end), (first, last) = one.spans[0], other.spans[0]
        return one is not other and one.labels == other.labels and first <= start and end <= last

    return [one for one in quotes if not any(inside(one, other) for other in quotes)]
