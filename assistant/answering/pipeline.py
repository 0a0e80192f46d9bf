"""Evidence to an answer. One path for both answerers: draft sentences → check → `Answer`.

A sentence that its own citation does not support is not part of the text; it stays in `removed`. If nothing of a
language model's draft survives, the answer falls back to quoting the articles, and says so.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.answering import events, extractive, provenance
from assistant.config import Config
from assistant.errors import LanguageModelError
from assistant.llm import injection
from assistant.llm.settings import settings_from
from assistant.retrieval import retriever
from assistant.retrieval.question import about_the_index
from assistant.schema import (
    Answer,
    Answerer,
    Article,
    AsOf,
    Citation,
    Evidence,
    Query,
    Sentence,
    Support,
    to_json,
)

if TYPE_CHECKING:
    from assistant.answering import citations as markers
    from assistant.llm import client

MODEL_FLOOR = 0.5
"""A language model is asked at this share of the extractive answerer's threshold: it can say itself that the sources
do not hold the answer, and what it says is checked."""
WARY = "Only partly supported, and a source of this answer gives instructions."
"""A model that has read orders is believed only what an article says in full."""
INCOMPLETE = "Incomplete: the language model's reply broke off."
CUT_OFF = {
    "length": "it reached its length limit (`max_output_tokens`)",
    "content_filter": "the endpoint's content filter ended it",
}
"""Why a reply that is incomplete ended, by its finish reason."""


@dataclasses.dataclass(frozen=True)
class Context:
    """All that an answer is made from."""

    question: str
    query: Query
    retrieved: retriever.Retrieved
    articles: Mapping[str, Article]
    config: Config
    coverage: tuple[dt.date | None, dt.date | None]
    """The oldest and the newest publication date in the corpus."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return self.retrieved.evidence


def stream(context: Context, answerer: Answerer) -> Iterator[Answer]:
    """The answer as it grows; the last one is final."""
    if not context.articles or about_the_index(context.query.text):
        yield abstain(context, answerer)
        return
    if not context.evidence or not is_sure(context, MODEL_FLOOR if answerer == "llm" else 1.0):
        yield abstain(context, answerer)
    elif answerer == "llm":
        yield from _from_model(context)
    else:
        yield quote(context)


def is_sure(context: Context, share: float = 1.0) -> bool:
    """Whether the confidence reaches the threshold, or a share of it."""
    wanted = context.config.answer_threshold
    return context.retrieved.confidence >= share * (retriever.ANSWER_THRESHOLD if wanted is None else wanted)


def quote(context: Context, notes: Sequence[str] = (), removed: Sequence[Sentence] = ()) -> Answer:
    """The extractive answer: the sentences that answer, quoted exactly."""
    drafted = extractive.draft(context.query.text, context.evidence, context.articles, context.retrieved.likely)
    if not drafted.sentences:
        return abstain(context, "extractive", notes, removed)
    checked = [check(draft, context) for draft in drafted.sentences]
    return finish(context, "extractive", checked, tuple(dict.fromkeys((*notes, *drafted.notes))), removed)


def check(draft: extractive.Draft, context: Context) -> Sentence:
    """A draft sentence with the exact characters that support it, and how far they do.

    A quotation is held against the characters that it quotes; a sentence of a model's own against the passages that it
    cites, of which the supporting characters are then found. Nothing can rest on an instruction or a question.
    """
    from assistant.verification.check import Reference, check_claim, supporting_span

    by_label = {item.label: item for item in context.evidence}
    cited = [by_label[label] for label in draft.labels]
    citations = []
    for place, item in enumerate(cited):
        span = draft.spans[place] if draft.spans else None
        if span is None:
            local = supporting_span(draft.claim, injection.statements_only(item.text))
            span = (item.start + local[0], item.start + local[1]) if local else (item.start, item.end)
        quoted = context.articles[item.article_id].text[span[0] : span[1]]
        citations.append(Citation(item.label, item.passage_id, item.article_id, span[0], span[1], quoted))
    references = [
        Reference(citation.quote, item.article_id, citation.start, item.published)
        if draft.spans
        else Reference(injection.statements_only(item.text), item.article_id, item.start, item.published)
        for citation, item in zip(citations, cited, strict=True)
    ]
    return Sentence(draft.text, tuple(citations), check_claim(draft.claim, references))


def finish(
    context: Context,
    answerer: Answerer,
    checked: Sequence[Sentence],
    notes: Sequence[str],
    removed: Sequence[Sentence] = (),
    **trace: Any,
) -> Answer:
    """Keeps what is supported at least partly, every figure, date, name and quotation found; the rest goes to `removed`."""
    kept = tuple(sentence for sentence in checked if _stands(sentence))
    differ = any(note.startswith(events.DIFFER) for note in notes)
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
        as_of=as_of([item for item in context.evidence if _is_cited(item, kept)]),
        notes=(*notes, *provenance.notes(kept, context.evidence, differ)),
        trace={**_trace(context), "standing": to_json(provenance.standing(kept, context.evidence)), **trace},
    )


def _stands(sentence: Sentence) -> bool:
    support = sentence.support
    return support is not None and support.label != "unsupported" and all(atom.found for atom in support.atoms)


def with_labels(sentence: Sentence) -> str:
    """A sentence with its markers, as on the command line: `It lasted an hour. [1][3]`"""
    return f"{sentence.text} {''.join(f'[{citation.label}]' for citation in sentence.citations)}".rstrip()


def abstain(
    context: Context, answerer: Answerer, notes: Sequence[str] = (), removed: Sequence[Sentence] = ()
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
    text = ["The articles do not answer this."]
    missing = extractive.missing_words(context.query.text, context.evidence)
    if about_the_index(context.query.text):
        count = len(context.articles)
        held = "one article" if count == 1 else f"{count:,} articles"
        text = [
            f"This asks about the collection and not about what it reports. It holds {held}; `assistant status` says more."
        ]
    elif not context.evidence:
        text.append("No passage matches the question" + (" within the filters." if _filtered(context.query) else "."))
    elif missing:
        text.append(f"The nearest passages do not mention {_listed([f'“{word}”' for word in missing[:4]])}.")
    oldest, newest = context.coverage
    if oldest and newest:
        text.append(
            f"The articles were published from {extractive.written_day(oldest)} to {extractive.written_day(newest)}."
        )
    return text


def as_of(evidence: Sequence[Evidence]) -> AsOf:
    """The dates between which the evidence was published."""
    dates = [item.published for item in evidence if item.published]
    return AsOf(min(dates, default=None), max(dates, default=None))


def _from_model(context: Context) -> Iterator[Answer]:
    """A language model's draft, each sentence checked as soon as it is complete."""
    from assistant.answering import citations as markers
    from assistant.llm import client, prompts

    known = [item.label for item in context.evidence]
    checked: dict[markers.DraftSentence, Sentence] = {}

    def answer(drafted: Sequence[markers.DraftSentence], notes: Sequence[str], **trace: Any) -> Answer:
        for sentence in drafted:
            if sentence not in checked:
                checked[sentence] = _check_model(sentence, context)
        return finish(context, "llm", [checked[sentence] for sentence in drafted], notes, **trace)

    written: client.Completion | None = None
    text, shown = "", 0
    try:
        prompt = prompts.load("answer", context.config.home / "prompts")
        for piece in client.complete(context.query.text, context.evidence, settings_from(context.config), prompt):
            if isinstance(piece, client.Completion):
                written = piece
                continue
            text += piece
            complete, _ = markers.complete_sentences(text, known)
            if len(complete) > shown:
                shown = len(complete)
                yield answer(complete, ())
    except LanguageModelError as error:
        broken = [incomplete(_check_model(part, context)) for part in markers.parse(text, known).sentences]
        yield instead_of_model(context, "the language model failed", f": {error}", (), broken)
        return
    assert written is not None
    yield from_draft(written, context, checked)


def from_draft(
    written: client.Completion, context: Context, checked: Mapping[markers.DraftSentence, Sentence] | None = None
) -> Answer:
    """What a model wrote, checked; the articles quoted where nothing of it stands. `checked` holds what is checked already."""
    from assistant.answering import citations as markers

    parsed = markers.parse(written.text, written.labels)
    done = {one: (checked or {}).get(one) or _check_model(one, context) for one in parsed.sentences}
    whole = [done[one] for one in parsed.sentences]
    half = written.incomplete and whole and not markers.ends(whole[-1].text)
    cut = (incomplete(whole.pop()),) if half else ()
    final = finish(context, "llm", whole, _notes(written, parsed, context), model=to_json(written))
    final = dataclasses.replace(final, removed=(*final.removed, *cut))
    if final.sentences:
        return final
    if parsed.not_in_sources:
        found_none = abstain(context, "llm", ("the language model found no answer in the sources",), final.removed)
        return _with_model(found_none, written)
    reason = "nothing that the language model wrote is supported by its citations"
    return _with_model(instead_of_model(context, reason, "", final.notes, final.removed), written)


def instead_of_model(
    context: Context, reason: str, detail: str, notes: Sequence[str], removed: Sequence[Sentence]
) -> Answer:
    """What is answered where a model's words cannot be: the articles are quoted where they are sure enough for that."""
    if is_sure(context):
        return quote(context, (f"{reason}, so the articles are quoted instead{detail}", *notes), removed)
    told = f"{reason}, and what the articles say is too unsure to be quoted instead{detail}"
    return abstain(context, "extractive", (told, *notes), removed)


def _notes(written: client.Completion, parsed: markers.Parsed, context: Context) -> list[str]:
    """What a reader should know of a model's reply."""
    notes = []
    if written.incomplete:
        notes.append(f"the language model's answer is incomplete: {CUT_OFF[written.finish_reason]}")
    if parsed.unknown:
        notes.append(f"{len(parsed.unknown)} citations of sources that were not given were dropped")
    kept_out = injection.note([item for item in context.evidence if item.label in written.labels])
    return [*notes, kept_out] if kept_out else notes


def incomplete(sentence: Sentence) -> Sentence:
    """A sentence of a reply that broke off, marked so: it is shown among what was removed, whatever its check says."""
    support = sentence.support or Support("unsupported", 0.0)
    return dataclasses.replace(sentence, support=dataclasses.replace(support, reason=INCOMPLETE))


def _with_model(answer: Answer, written: client.Completion) -> Answer:
    """An answer that is not the model's, with the trace of what the model wrote and took."""
    return dataclasses.replace(answer, trace={**answer.trace, "model": to_json(written)})


def _check_model(sentence: markers.DraftSentence, context: Context) -> Sentence:
    if not sentence.labels:
        return Sentence(sentence.text, (), Support("unsupported", 0.0, (), "it cites no source"))
    if injection.asks_or_orders(sentence.text):
        return Sentence(sentence.text, (), Support("unsupported", 0.0, (), "It asks or orders in place of answering."))
    checked = check(extractive.Draft(sentence.text, sentence.text, sentence.labels), context)
    if checked.support and checked.support.label == "partly" and injection.note(context.evidence):
        return dataclasses.replace(
            checked, support=dataclasses.replace(checked.support, label="unsupported", reason=WARY)
        )
    return checked


def _is_cited(item: Evidence, sentences: Sequence[Sentence]) -> bool:
    return any(citation.label == item.label for sentence in sentences for citation in sentence.citations)


def _filtered(query: Query) -> bool:
    return bool(query.since or query.until or query.outlets)


def _trace(context: Context) -> dict[str, Any]:
    return {"query": context.query.text, "retrieval": context.retrieved.trace}


def _listed(words: Sequence[str]) -> str:
    """['a', 'b', 'c'] → `a, b or c`"""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
