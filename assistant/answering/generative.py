"""The answer in a language model's words: each sentence checked as soon as it is complete.

If nothing of the model's draft survives, the answer falls back to quoting the articles, and says so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.answering import citations
from assistant.answering.assembly import Context, abstain, check, finish, quote
from assistant.answering.citations import DraftSentence
from assistant.answering.sentence_ranking import Statement
from assistant.errors import LanguageModelError
from assistant.llm import injection
from assistant.llm.settings import settings_from
from assistant.schema import Answer, Note, Sentence, Support, to_json

if TYPE_CHECKING:
    from assistant.llm import client

WARY = "Only partly supported, and a source of this answer gives instructions."
"""A model that has read orders is believed only what an article says in full."""
INCOMPLETE = "Incomplete: the language model's reply broke off."
CUT_OFF = {
    "length": "it reached its length limit (`max_output_tokens`)",
    "content_filter": "the endpoint's content filter ended it",
}
"""Why a reply that is incomplete ended, by its finish reason."""


def write(context: Context) -> Iterator[Answer]:
    """The answer as the model writes it; the last one is final."""
    from assistant.llm import client, prompts

    known = [item.label for item in context.evidence]
    checked: dict[DraftSentence, Sentence] = {}

    def answer(drafted: Sequence[DraftSentence]) -> Answer:
        for sentence in drafted:
            if sentence not in checked:
                checked[sentence] = _check(sentence, context)
        return finish(context, "llm", [checked[sentence] for sentence in drafted])

    written: client.Completion | None = None
    text, shown = "", 0
    try:
        prompt = prompts.load("answer", context.config.home / "prompts")
        for piece in client.complete(context.query.text, context.evidence, settings_from(context.config), prompt):
            if isinstance(piece, client.Completion):
                written = piece
                continue
            text += piece
            complete, _ = citations.complete_sentences(text, known)
            if len(complete) > shown:
                shown = len(complete)
                yield answer(complete)
    except LanguageModelError as error:
        broken = [incomplete(_check(part, context)) for part in citations.parse(text, known).sentences]
        yield instead_of_model(context, "the language model failed", f": {error}", (), broken)
        return
    assert written is not None
    yield from_draft(written, context, checked)


def from_draft(
    written: client.Completion, context: Context, checked: Mapping[DraftSentence, Sentence] | None = None
) -> Answer:
    """What a model wrote, checked; the articles quoted where nothing of it stands. `checked` holds what is checked already."""
    parsed = citations.parse(written.text, written.labels)
    done = {one: (checked or {}).get(one) or _check(one, context) for one in parsed.sentences}
    whole = [done[one] for one in parsed.sentences]
    half = written.incomplete and whole and not citations.ends(whole[-1].text)
    cut = (incomplete(whole.pop()),) if half else ()
    final = finish(context, "llm", whole, _notes(written, parsed, context), model=to_json(written))
    final = dataclasses.replace(final, removed=(*final.removed, *cut))
    if final.sentences:
        return final
    if parsed.not_in_sources:
        found_none = abstain(
            context,
            "llm",
            (Note("language model", "the language model found no answer in the sources"),),
            final.removed,
        )
        return _with_model(found_none, written)
    reason = "nothing that the language model wrote is supported by its citations"
    return _with_model(instead_of_model(context, reason, "", final.notes, final.removed), written)


def instead_of_model(
    context: Context, reason: str, detail: str, notes: Sequence[Note], removed: Sequence[Sentence]
) -> Answer:
    """What is answered where a model's words cannot be: the articles are quoted where they are sure enough for that."""
    if context.is_sure():
        told = Note("language model", f"{reason}, so the articles are quoted instead{detail}")
        return quote(context, (told, *notes), removed)
    told = Note("language model", f"{reason}, and what the articles say is too unsure to be quoted instead{detail}")
    return abstain(context, "extractive", (told, *notes), removed)


def _notes(written: client.Completion, parsed: citations.Parsed, context: Context) -> list[Note]:
    """What a reader should know of a model's reply."""
    notes = []
    if written.incomplete:
        why = CUT_OFF[written.finish_reason]
        notes.append(Note("language model", f"the language model's answer is incomplete: {why}"))
    if parsed.unknown:
        count = len(parsed.unknown)
        notes.append(Note("language model", f"{count} citations of sources that were not given were dropped"))
    kept_out = injection.note([item for item in context.evidence if item.label in written.labels])
    return [*notes, kept_out] if kept_out else notes


def incomplete(sentence: Sentence) -> Sentence:
    """A sentence of a reply that broke off, marked so: it is shown among what was removed, whatever its check says."""
    support = sentence.support or Support("unsupported", 0.0)
    return dataclasses.replace(sentence, support=dataclasses.replace(support, reason=INCOMPLETE))


def _with_model(answer: Answer, written: client.Completion) -> Answer:
    """An answer that is not the model's, with the trace of what the model wrote and took."""
    return dataclasses.replace(answer, trace={**answer.trace, "model": to_json(written)})


def _check(sentence: DraftSentence, context: Context) -> Sentence:
    if not sentence.labels:
        return Sentence(sentence.text, (), Support("unsupported", 0.0, (), "it cites no source"))
    if injection.asks_or_orders(sentence.text):
        return Sentence(sentence.text, (), Support("unsupported", 0.0, (), "It asks or orders in place of answering."))
    checked = check(Statement(sentence.text, sentence.text, sentence.labels), context)
    if checked.support and checked.support.label == "partly" and injection.note(context.evidence):
        return dataclasses.replace(
            checked, support=dataclasses.replace(checked.support, label="unsupported", reason=WARY)
        )
    return checked
