"""Statements into an `Answer`: each is checked against what it cites, what does not stand is removed, the rest gets its notes.

A sentence that its own citation does not support is not part of the text; it stays in `removed` with the reason.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.answering import extractive, provenance
from assistant.answering.languages import NOT_JUDGED, judges, not_judged
from assistant.answering.sentence_ranking import Statement
from assistant.answering.wording import listed, written_day
from assistant.config import Config
from assistant.llm import injection
from assistant.retrieval.name_kinds import NameKinds
from assistant.retrieval.types import Retrieved
from assistant.schema import Answer, Answerer, Article, AsOf, Citation, Evidence, Note, Query, Sentence, to_json
from assistant.text.languages import ENGLISH, Language, language
from assistant.text.languages.detection import language_of
from assistant.tracing import Span, traced
from assistant.verification.across import check_across, is_measured
from assistant.verification.check import Reference, check_claim, supporting_span

NO_ANSWER = "The articles do not answer this."
UNSURE = "The articles tell of this, but may not answer it."
MISSING = 0.2
"""A question beside another is said not to be answered below this confidence: higher, one in ten such notes is wrong (eval/figures.md)."""
NEARLY = 0.5
"""The share of the threshold from which evidence that lacks nothing the question names is called unsure in place of no answer."""


def verdict(text: str) -> str | None:
    """What the text of an answer that abstains begins with; None for one that answers."""
    return next((told for told in (NO_ANSWER, UNSURE, NOT_JUDGED) if text.startswith(told)), None)


@dataclasses.dataclass(frozen=True)
class Context:
    """All that an answer is made from."""

    question: str
    """As the reader typed it."""
    query: Query
    retrieved: Retrieved
    articles: Mapping[str, Article]
    config: Config
    coverage: tuple[dt.date | None, dt.date | None] = (None, None)
    """The oldest and the newest publication date in the corpus."""
    kinds: NameKinds | None = None
    """What tells whether a name is a person's."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return self.retrieved.evidence

    @property
    def is_judged(self) -> bool:
        """Whether it was judged that the evidence answers: in some languages it cannot be."""
        return judges(self.query, self.retrieved)

    @property
    def is_sure(self) -> bool:
        """Whether the confidence reaches the threshold below which nothing is quoted; never where it was not judged."""
        return self.is_judged and self.retrieved.confidence >= self.config.answer_threshold


def check(statement: Statement, context: Context) -> Sentence:
    """A statement with the exact characters that support it, and how far they do.

    A quotation is held against the characters that it quotes, and called `quoted` in place of supported; a sentence of a model's
    own against the passages that it cites, of which the supporting characters are then found. Nothing can rest on an instruction or a
    question.
    """
    by_label = {item.label: item for item in context.evidence}
    cited = [by_label[label] for label in statement.labels]
    citations = []
    for place, item in enumerate(cited):
        span = statement.spans[place] if statement.spans else None
        if span is None:
            local = supporting_span(statement.claim, statements(item), language(item.language))
            span = (item.start + local[0], item.start + local[1]) if local else (item.start, item.end)
        quoted = context.articles[item.article_id].text[span[0] : span[1]]
        citations.append(
            Citation(item.label, item.passage_id, item.article_id, span[0], span[1], quoted, page=item.page_of(span[0]))
        )
    references = [
        Reference(citation.quote, item.article_id, citation.start, item.published)
        if statement.spans
        else Reference(
            statements(item), item.article_id, item.start, item.published, _whole(context.articles[item.article_id])
        )
        for citation, item in zip(citations, cited, strict=True)
    ]
    spoken = [language(item.language) for item in cited]
    claimed = spoken[0] if statement.spans and spoken else _spoken_in(statement, context)
    if statement.spans or is_measured(claimed, spoken):
        question = "" if statement.spans else context.query.text
        support = check_claim(statement.claim, references, language=claimed, question=question)
    else:
        support = check_across(statement.claim, references, claimed, spoken)
    if statement.spans and support.label == "supported":
        support = dataclasses.replace(support, label="quoted")
    return Sentence(statement.text, tuple(citations), support, statement.short_answer)


def _spoken_in(statement: Statement, context: Context) -> Language:
    """The language of a sentence that a model wrote: that of an English question, else what it shows."""
    asked = context.query.language or ENGLISH.code
    return ENGLISH if asked == ENGLISH.code else language(language_of(statement.claim))


def statements(item: Evidence) -> str:
    """The passage without its instructions and questions, on which nothing can rest."""
    return injection.statements_only(item.text, language(item.language))


def _whole(article: Article) -> str:
    """All that an article says, its title and day included."""
    return f"{article.title or ''}\n{written_day(article.published)}\n{article.text}"


def quote(context: Context, notes: Sequence[Note] = (), removed: Sequence[Sentence] = ()) -> Answer:
    """The extractive answer: the sentences that answer, quoted exactly."""
    judged = context.retrieved.languages
    is_person = context.kinds.may_be_person if context.kinds else lambda _: True
    quoted = extractive.draft(context.query, context.evidence, context.articles, judged, is_person)
    if not quoted.statements:
        return abstain(context, "extractive", notes, removed)
    with traced("GUARDRAIL", "check") as span:
        checked = [check(statement, context) for statement in quoted.statements]
        tell_checked(span, checked)
    every = tuple(dict.fromkeys((*notes, *quoted.notes)))
    return finish(context, "extractive", checked, every, removed, not_quoted=to_json(quoted.left_out))


def finish(
    context: Context,
    answerer: Answerer,
    checked: Sequence[Sentence],
    notes: Sequence[Note] = (),
    removed: Sequence[Sentence] = (),
    **trace: Any,
) -> Answer:
    """Keeps what is supported at least partly, every figure, date, name and quotation found; the rest goes to `removed`."""
    kept = tuple(sentence for sentence in checked if stands(sentence))
    by_others = provenance.by_others(context.query, context.evidence)
    of_sources = [Note("another outlet", by_others)] if by_others else []
    of_sources += [
        Note("missing part", f"Nothing was found that answers “{part}”")
        for part in missing_parts(context.query, context.retrieved)
    ]
    dropped = (*removed, *(sentence for sentence in checked if sentence not in kept))
    return Answer(
        question=context.question,
        query_id=context.query.query_id,
        status="answered",
        answerer=answerer,
        text="\n".join(with_labels(sentence) for sentence in kept),
        sentences=kept,
        removed=dropped,
        evidence=context.evidence,
        confidence=context.retrieved.confidence,
        as_of=as_of(provenance.cited_by(kept, context.evidence)),
        notes=(*notes, *of_sources, *provenance.notes(kept, context.evidence)),
        trace={**_trace(context), "standing": to_json(provenance.standing(kept, context.evidence)), **trace},
    )


def missing_parts(query: Query, retrieved: Retrieved) -> list[str]:
    """Of several questions asked at once, those to which nothing that was found may be an answer."""
    apart = zip(query.parts, (found for _, found in retrieved.parts), strict=False)
    lacking = [
        part.text for part, found in apart if not part.outlets and found.is_judged and found.confidence < MISSING
    ]
    return [text.split("? (")[0].rstrip("?") + "?" for text in lacking]


def tell_checked(span: Span, checked: Sequence[Sentence]) -> None:
    """What the check says of each sentence: its label, its score and the passages that it cites."""
    told = [
        {
            "label": sentence.support.label if sentence.support else None,
            "score": sentence.support.score if sentence.support else None,
            "stands": stands(sentence),
            "passages": [citation.passage_id for citation in sentence.citations],
        }
        for sentence in checked
    ]
    span.tell(metadata={"sentences": told})
    span.tell_text(input__value="\n".join(sentence.text for sentence in checked))


def stands(sentence: Sentence) -> bool:
    support = sentence.support
    return support is not None and support.label != "unsupported" and all(atom.found for atom in support.atoms)


def with_labels(sentence: Sentence) -> str:
    """A sentence with its markers, as on the command line: `It lasted an hour. [1][3]`"""
    return f"{sentence.text} {''.join(f'[{citation.label}]' for citation in sentence.citations)}".rstrip()


def abstain(
    context: Context, answerer: Answerer, notes: Sequence[Note] = (), removed: Sequence[Sentence] = ()
) -> Answer:
    """Says that the articles do not hold the answer, what was looked for and not found, and what comes nearest."""
    return Answer(
        question=context.question,
        query_id=context.query.query_id,
        status="abstained",
        answerer=answerer,
        text=" ".join(_explanation(context)),
        sentences=(),
        removed=tuple(removed),
        evidence=context.evidence,
        confidence=context.retrieved.confidence,
        as_of=as_of(context.evidence),
        notes=tuple(notes),
        trace=_trace(context),
    )


def _explanation(context: Context) -> list[str]:
    """Why nothing is answered, in sentences."""
    if not context.articles:
        return ["There are no articles yet: put some into the corpus folder, and run `assistant index`."]
    missing = extractive.missing_words(
        context.query, context.evidence, context.retrieved.trace.get("in no article", ())
    )
    by_others = provenance.by_others(context.query, context.evidence)
    nearly = not missing and not by_others and context.retrieved.confidence >= NEARLY * context.config.answer_threshold
    text = [UNSURE if nearly else NO_ANSWER]
    if context.query.about_collection:
        count = len(context.articles)
        held = "one article" if count == 1 else f"{count:,} articles"
        text = [
            f"This asks about the collection and not about what it reports. It holds {held}; `assistant status` says more."
        ]
    elif context.evidence and not context.is_judged:
        text = [not_judged(context.query, context.retrieved), "The closest passages are shown; see for yourself."]
    elif not context.evidence:
        query = context.query
        filtered = query.since or query.until or query.outlets or query.articles or query.languages
        text.append(f"No passage matches the question{' within the filters' if filtered else ''}.")
    elif by_others:
        text.append(f"{by_others}.")
    elif missing:
        text.append(f"The nearest passages do not mention {listed([f'“{word}”' for word in missing[:4]])}.")
    oldest, newest = context.coverage
    if oldest and newest:
        text.append(f"The articles were published from {written_day(oldest)} to {written_day(newest)}.")
    return text


def as_of(evidence: Sequence[Evidence]) -> AsOf:
    """The dates between which the evidence was published."""
    dates = [item.published for item in evidence if item.published]
    return AsOf(min(dates, default=None), max(dates, default=None))


def _trace(context: Context) -> dict[str, Any]:
    return {"query": context.query.text, "retrieval": context.retrieved.trace}
