"""The answer without a language model: a short answer where the question has a type, then the sentences that answer,
quoted exactly, introduced by outlet and date."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from assistant.answering import disagreement, events
from assistant.answering.events import source_name, written_day
from assistant.answering.quotation import quotations
from assistant.answering.sentence_ranking import MOST_SENTENCES, Draft, choose, rank_sentences
from assistant.answering.short_answer import headline
from assistant.llm import injection
from assistant.retrieval.answer_type import expected, stems
from assistant.retrieval.question import asks_for_the_latest
from assistant.schema import Article, Evidence
from assistant.text.mentions import read_mentions
from assistant.text.normalize import is_function_word, words

__all__ = ["Draft", "Drafted", "draft", "missing_words", "source_name", "written_day"]

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
    most = max(2, MOST_SENTENCES - len(short))
    chosen = choose(ranked, shown, most)
    if not any(note.startswith((events.DIFFER, events.CORRECTED)) for note in notes):
        found = disagreement.differing(question, expected(question), ranked, chosen)
        if found:
            chosen = choose(ranked, [*chosen[:1], found.one, found.other, *chosen[1:]], len(chosen) + 1)[
                :MOST_SENTENCES
            ]
            notes = [*notes, found.note]
        elif opposed := disagreement.opposed(question, chosen):
            notes = [*notes, opposed]
    quotes = quotations(chosen, evidence, articles)[:most]
    cited = [item for item in evidence if any(item.label in draft.labels for draft in quotes)]
    if not any(note.startswith(events.CORRECTED) for note in notes):
        quoted = [item for item in chosen if any(item.text in draft.text for draft in quotes)]
        notes = [*notes, *events.correction_notes([(item.text, item.evidence) for item in quoted], articles)]
    newest = events.newest_note(cited) if asks_for_the_latest(question) else None
    copies = events.independent(cited, articles)
    further = [note for note in (newest, copies, injection.note(evidence)) if note]
    return Drafted((*short, *quotes), (*notes, *further))


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
