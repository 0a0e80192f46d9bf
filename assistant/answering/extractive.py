"""The answer without a language model: a short answer where the reader sees one, then the sentences that answer,
quoted exactly, introduced by outlet and date."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence

from assistant.answering import disagreement, events
from assistant.answering.quotation import Quotations, quotations
from assistant.answering.sentence_ranking import MOST_SENTENCES, Scored, Statement, choose, rank_sentences
from assistant.answering.short_answer import short_answers
from assistant.llm import injection
from assistant.retrieval.confidence import CLOSEST
from assistant.schema import Article, Evidence, Note, Query
from assistant.text.languages import ENGLISH, language
from assistant.text.normalize import stems

REPEATS = "says the same as another that is quoted"
UNEXPLAINED = "nothing tells whom its pronoun means"


@dataclasses.dataclass(frozen=True, slots=True)
class NotQuoted:
    """A sentence that was chosen and is not quoted after all, and why. Kept in the answer's trace."""

    article_id: str
    start: int
    end: int
    text: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class Quoted:
    """An answer in the articles' own words, before the check."""

    statements: tuple[Statement, ...]
    notes: tuple[Note, ...] = ()
    left_out: tuple[NotQuoted, ...] = ()


def draft(
    query: Query,
    evidence: Sequence[Evidence],
    articles: Mapping[str, Article],
    judged: Collection[str] = (ENGLISH.code,),
    is_person: Callable[[str], bool] = lambda _: True,
) -> Quoted:
    """The short answer where the reader sees one, then the quoted sentences, the best first; of passages in the languages that
    were `judged`. A "he" is told by a name only where that `is_person`."""
    ranked = rank_sentences(query, [item for item in evidence if (item.language or ENGLISH.code) in judged], articles)
    if not ranked:
        return Quoted(())
    short = short_answers(query, ranked, articles)
    most = max(2, len(short.statements), MOST_SENTENCES - len(short.statements))
    chosen, repeated = choose(ranked, short.sources, most)
    notes = list(short.notes)
    compared = any(note.kind in ("sources differ", "corrected") for note in notes)
    if not compared and (found := disagreement.differing(query, ranked, chosen)):
        # Two renderings of one thing are shown side by side, so the other one is quoted too.
        wanted = [*chosen[:1], found.one, found.other, *chosen[1:]]
        chosen = choose(ranked, wanted, len(chosen) + 1)[0][:MOST_SENTENCES]
        notes.append(found.note)
    quoted = quotations(chosen, evidence, articles, is_person)
    cited = [item for item in evidence if any(item.label in statement.labels for statement in quoted.statements)]
    if not any(note.kind == "corrected" for note in notes):
        told = [item for item in chosen if item not in quoted.unexplained]
        notes += events.correction_notes(told, articles)
    newest = events.newest_note(cited) if query.wants_latest else None
    statements = (*short.statements, *quoted.statements)
    lead = [item for item in evidence if any(item.label in one.labels for one in statements[:1])]
    further = (newest, events.copies_note(lead, articles), injection.note(evidence))
    notes += [note for note in further if note]
    return Quoted(statements, tuple(notes), _left_out(repeated, quoted))


def _left_out(repeated: Sequence[Scored], quoted: Quotations) -> tuple[NotQuoted, ...]:
    by_reason = ((REPEATS, repeated), (UNEXPLAINED, quoted.unexplained))
    return tuple(
        NotQuoted(item.evidence.article_id, *item.span, item.text, reason)
        for reason, items in by_reason
        for item in items
    )


def missing_words(query: Query, evidence: Sequence[Evidence], in_no_article: Collection[str] = ()) -> list[str]:
    """What the question names and no evidence holds, as the reader wrote it: names first, then words that no article has.

    Dates are left out: an article is of a date without saying it. That the evidence lacks another word says nothing: who asks what
    somebody wrote is answered by what he said. Nor does it where the closest passages are in another language than the question.
    """
    if any((item.language or "en") != query.language for item in evidence[:CLOSEST]):
        return []
    held = {
        stem
        for item in evidence
        for stem in stems(f"{item.title or ''} {item.outlet or ''} {item.text}", language(item.language))
    }
    missing = [word for word in query.words if word.stem not in held and (word.named or word.stem in in_no_article)]
    return list(dict.fromkeys(word.text for word in sorted(missing, key=lambda word: not word.named)))
