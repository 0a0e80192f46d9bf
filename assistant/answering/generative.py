"""The answer in a language model's words: each sentence checked as soon as it is complete.

If nothing of the model's draft survives, the answer falls back to quoting the articles, and says so.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from assistant.answering import citations
from assistant.answering.assembly import Context, abstain, check, finish, quote, stands, tell_checked
from assistant.answering.citations import DraftSentence
from assistant.answering.conclusions import MOST_CITED, conclude
from assistant.answering.disagreement import COMPARABLE, sort_of
from assistant.answering.second_opinion import second_opinion
from assistant.answering.sentence_ranking import Statement
from assistant.answering.wording import listed
from assistant.errors import LanguageModelError
from assistant.llm import client, injection, prompts
from assistant.llm.settings import LanguageModelSettings, settings_from
from assistant.schema import Answer, Atom, Note, Sentence, Support, to_json
from assistant.text.languages import ENGLISH
from assistant.text.languages.english import replies
from assistant.text.mentions import find_mention, read_mentions
from assistant.text.normalize import content_stems, listed_stems, stems
from assistant.tracing import traced

WARY = "Only partly supported, and it has words that nothing but an instruction in a source has."
"""A model that follows orders of an article is believed only what an article says in full."""
REPEATS = "It only repeats the question."
WITHHELD = "It says that the sources do not hold the answer."
FOUND_NONE = "the language model found no answer in the sources"
NONE_STANDS = "nothing that the language model wrote is supported by its citations"
INCOMPLETE = "Incomplete: the language model's reply broke off."
MOST_WRITTEN = 4
"""Sentences of a small model's reply; of 139 six were longer, none had what was asked for behind the fourth."""
BEARS = 0.75
"""The share of the threshold for quoting from which a model on this machine is asked. Of 186 questions below it lay 7 of the 12
unanswerable ones that it answered, and 1 of its 79 right answers (eval/figures.md)."""
NOT_OF_THIS_FORM = "this language model is not asked questions of this kind"
NOT_ASKED = "the language model on this machine was not asked: nothing that was found seems to answer"
SURELY = 0.75
"""The score from which a further source of a sentence is shown. Of 22 further citations of 46 answers none carried its sentence; all were
below .65 (eval/figures.md)."""
MOST_NAMED = 3
"""Values of a model that are named beside the one that was read."""
RANK = {"unsupported": 0, "not judged": 1, "partly": 1, "supported": 2}
CUT_OFF = {
    "length": "it reached its length limit (`max_output_tokens`)",
    "content_filter": "the endpoint's content filter ended it",
}
"""Why a reply that is incomplete ended, by its finish reason."""


def write(context: Context) -> Iterator[Answer]:
    """The answer as the model writes it; the last one is final. A small model does not say itself that there is none.

    Questions of a form that the model's prompt has no instruction for are answered by quoting.
    """
    settings = settings_from(context.config)
    prompt = prompts.load(settings.prompt, context.config.home / "prompts")
    if not prompt.is_for(context.query.form):
        yield instead_of_model(context, NOT_OF_THIS_FORM)
        return
    least = BEARS * context.config.answer_threshold
    if settings.local and context.is_judged and context.retrieved.confidence < least:
        yield abstain(context, "llm", (Note("language model", NOT_ASKED),))
        return
    known = [item.label for item in context.evidence]
    checked: dict[DraftSentence, Sentence] = {}

    def answer(drafted: Sequence[DraftSentence]) -> Answer:
        sentences = citations.once(drafted)
        for sentence in sentences:
            if sentence not in checked:
                checked[sentence] = _check(sentence, context, known)
        return finish(context, "llm", conclude([checked[sentence] for sentence in sentences]))

    written: client.Completion | None = None
    text, shown = "", 0
    try:
        asked = prompt.of_form(context.query.form)
        for piece in client.complete(context.query.text, context.evidence, settings, asked, _end_of(settings)):
            if isinstance(piece, client.Completion):
                written = piece
                continue
            text += piece
            complete, _ = citations.complete_sentences(text, known)
            if len(complete) > shown:
                shown = len(complete)
                yield answer(complete)
    except LanguageModelError as error:
        broken = [incomplete(_check(part, context, known)) for part in citations.parse(text, known).sentences]
        yield instead_of_model(context, "the language model failed", f": {error}", removed=broken)
        return
    assert written is not None
    all_sent = set(written.labels) == set(known)  # else a citation may have been found in what was not
    draft = from_draft(written, context, checked if all_sent else None)
    yield _compared(context, _corrected(context, written, draft))


def _end_of(settings: LanguageModelSettings) -> Callable[..., int | None]:
    """Where a reply has said enough: a small model goes on until it repeats itself, a large one knows its end."""
    return partial(citations.end_of_answer, most=MOST_WRITTEN if settings.local else sys.maxsize)


def _corrected(context: Context, written: client.Completion, answer: Answer) -> Answer:
    """The answer, or what the model makes of it when it is told once what the check did not find.

    Asked where nothing of its own stands, or a figure did not; not where it found no answer. The second reply counts where as much
    of it stands; else its sentences with a figure that stands are added.
    """
    missing = _missing(answer)
    kept = answer.sentences if answer.answerer == "llm" else ()
    if not kept and (answer.answerer == "llm" or any(_withholds(one) for one in answer.removed)):
        return answer
    if kept and not any(atom.kind == "figure" for atom in missing):
        return answer
    named = "; ".join(dict.fromkeys(f"“{' '.join(atom.text.split())}”" for atom in missing))
    try:
        prompt = prompts.load("correct", context.config.home / "prompts").of_form("missing" if named else "nothing")
        told = {"missing": named} if named else {}
        settings = settings_from(context.config)
        again = client.follow_up(written, settings, prompt, _end_of(settings), **told)
    except LanguageModelError as error:  # there is an answer already: what failed is told in its trace
        return dataclasses.replace(answer, trace={**answer.trace, "correction_failed": str(error)})
    second = from_draft(again, context)
    stands_now = second.sentences if second.answerer == "llm" else ()
    if len(stands_now) < max(1, len(kept)) or (kept and _missing(second)):
        mended = [one for one in stands_now if _has_figure(one)] if kept else []
        if not mended:
            return dataclasses.replace(answer, trace={**answer.trace, "correction": to_json(again)})
        second = _added(context, kept, mended, second)
    why = f"the check had not found {named}" if named else "nothing that it wrote at first could be used"
    note = Note("language model", f"the language model corrected itself once: {why}")
    trace = {**second.trace, "before_correction": to_json(written)}
    removed = (*answer.removed, *second.removed)
    return dataclasses.replace(second, notes=(note, *second.notes), removed=removed, trace=trace)


def _has_figure(sentence: Sentence) -> bool:
    return any(atom.kind == "figure" for atom in (sentence.support.atoms if sentence.support else ()))


def _added(context: Context, kept: Sequence[Sentence], mended: Sequence[Sentence], second: Answer) -> Answer:
    """The second answer with what it mended behind those sentences of the first that it does not repeat."""
    said = [set(content_stems(one.text)) for one in mended]
    new = [one for one in kept if not any(set(content_stems(one.text)) <= stems for stems in said)]
    of_reply = [note for note in second.notes if note.kind == "language model"]
    joined = finish(context, "llm", [*new, *mended], of_reply, second.removed)
    return dataclasses.replace(joined, trace={**second.trace, **joined.trace})


def _compared(context: Context, answer: Answer) -> Answer:
    """The answer with what stands beside a quoted one: that sources differ, one of which it cites, or that the best quotation gives
    another figure, day or name than the model does.
    """
    if answer.answerer != "llm" or not answer.sentences or not context.is_sure:
        return answer
    quoted = quote(context)
    cited = {citation.label for sentence in answer.sentences for citation in sentence.citations}
    differ = [
        note for note in quoted.notes if note.kind in ("sources differ", "corrected") and cited & set(note.labels)
    ]
    answer = dataclasses.replace(answer, notes=(*answer.notes, *differ))
    lead = next((one for one in quoted.sentences if one.short_answer), None)
    if lead is None or lead.short_answer is None:
        return answer
    short = lead.text[slice(*lead.short_answer)]
    text = " ".join(sentence.text for sentence in answer.sentences)
    read = [mention for mention in read_mentions(short) if mention.kind != "quote"]
    day = _published(lead, context)
    if not read or any(find_mention(mention, text, day, day) for mention in read):
        return answer
    kinds = {sort_of(mention) for mention in read}
    written = [
        m.text for m in read_mentions(text) if sort_of(m) in kinds and not find_mention(m, context.query.text, day, day)
    ]
    if not written:
        return answer
    given = listed(list(dict.fromkeys(written))[:MOST_NAMED])
    labels = tuple(citation.label for citation in lead.citations)
    told = f"The two differ: the language model gives {given}, and the sentence that answers best {short}: “{lead.citations[0].quote}”"
    return dataclasses.replace(answer, notes=(*answer.notes, Note("language model", told, labels)))


def _published(sentence: Sentence, context: Context) -> dt.date | None:
    """The day from which the sentence's words such as Tuesday count: that of the source that it cites first."""
    cited = {item.label: item.published for item in context.evidence}
    return next((cited.get(citation.label) for citation in sentence.citations), None)


def _missing(answer: Answer) -> list[Atom]:
    """The pieces of a model's removed sentences that its sources do not hold; one that broke off was not removed for them."""
    supports = [sentence.support for sentence in answer.removed if sentence.support]
    return [atom for support in supports if support.reason != INCOMPLETE for atom in support.atoms if not atom.found]


def from_draft(
    written: client.Completion, context: Context, checked: Mapping[DraftSentence, Sentence] | None = None
) -> Answer:
    """What a model wrote, checked; the articles quoted where nothing of it stands. `checked` holds what is checked already.

    Where a model on this machine says that there is no answer, and the reader is sure of one, it is quoted.
    """
    parsed = citations.parse(written.text, written.labels)
    sentences = citations.once(parsed.sentences)
    with traced("GUARDRAIL", "check") as span:
        alone = [(checked or {}).get(one) or _check(one, context, written.labels) for one in sentences]
        weighed, failure = second_opinion(alone, context, settings_from(context.config))
        tell_checked(span, weighed)
    whole = conclude(weighed)
    half = written.incomplete and whole and not citations.ends(whole[-1].text)
    cut = (incomplete(whole.pop()),) if half else ()
    final = finish(context, "llm", whole, _notes(written, parsed, context), model=to_json(written), **failure)
    withheld = (Sentence(text, (), Support("unsupported", 0.0, (), WITHHELD)) for text in parsed.withheld)
    final = dataclasses.replace(final, removed=(*final.removed, *cut, *withheld))
    if final.sentences:
        return final
    withheld_all = any(_withholds(one) for one in final.removed)
    if withheld_all and not (settings_from(context.config).local and context.is_sure):
        instead = abstain(context, "llm", (Note("language model", FOUND_NONE),), final.removed)
    else:
        reason = FOUND_NONE if withheld_all else NONE_STANDS
        instead = instead_of_model(context, reason, "", final.notes, final.removed)
    return dataclasses.replace(instead, trace={**instead.trace, "model": to_json(written)})


def instead_of_model(
    context: Context, reason: str, detail: str = "", notes: Sequence[Note] = (), removed: Sequence[Sentence] = ()
) -> Answer:
    """What is answered where a model's words cannot be: the articles are quoted where they are sure enough for that."""
    if context.is_sure:
        told = Note("language model", f"{reason}, so the articles are quoted instead{detail}")
        quoted = quote(context, (told, *notes), removed)
        return dataclasses.replace(quoted, notes=(*quoted.notes, *_other_figures(quoted, removed, context)))
    told = Note("language model", f"{reason}, and what the articles say is too unsure to be quoted instead{detail}")
    return abstain(context, "extractive", (told, *notes), removed)


def _other_figures(quoted: Answer, removed: Sequence[Sentence], context: Context) -> list[Note]:
    """A word where a removed sentence gave another figure or day than the short answer that is quoted in its place, or where there is
    none, than all that is quoted.
    """
    short = [(one, one.text[slice(*one.short_answer)]) for one in quoted.sentences[:1] if one.short_answer]
    held = short or [(one, " ".join(cited.quote for cited in one.citations)) for one in quoted.sentences]
    known = [(text, _published(one, context)) for one, text in held]
    read = {sort_of(m): one for one, text in reversed(held) for m in read_mentions(text) if m.kind in COMPARABLE}
    gave = [one.text for one in removed if not _withholds(one) and not (short and _gives(one.text, *known[0]))]
    known += [(context.query.text, day) for _, day in known]
    mentions = [mention for text in gave for mention in read_mentions(text) if sort_of(mention) in read]
    others = [m for m in mentions if not any(find_mention(m, text, day, day) for text, day in known)]
    if not others:
        return []
    lead = read[sort_of(others[0])]
    named = ", ".join(dict.fromkeys(mention.text for mention in others))
    told = short[0][1] if short else f"“{lead.citations[0].quote}”"
    labels = tuple(citation.label for citation in lead.citations)
    return [Note("language model", f"the language model gave {named}, and the articles {told}", labels)]


def _gives(text: str, short: str, day: dt.date | None) -> bool:
    return any(find_mention(mention, text, day, day) for mention in read_mentions(short))


def _withholds(sentence: Sentence) -> bool:
    return sentence.support is not None and sentence.support.reason == WITHHELD


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


def _check(sentence: DraftSentence, context: Context, given: Sequence[int]) -> Sentence:
    """A model's sentence with the citations that carry it; `given` are the labels of the evidence that it was given."""
    if injection.asks_or_orders(sentence.text):
        return Sentence(sentence.text, (), Support("unsupported", 0.0, (), "It asks or orders in place of answering."))
    if _finds_no_answer(sentence.text, context):
        return Sentence(sentence.text, (), Support("unsupported", 0.0, (), WITHHELD))
    if _only_repeats(sentence.text, context):
        return Sentence(sentence.text, (), Support("unsupported", 0.0, (), REPEATS))
    checked = _cited(sentence, context, given)
    if checked.support and checked.support.label == "partly" and _follows_orders(sentence.text, context):
        return dataclasses.replace(
            checked, support=dataclasses.replace(checked.support, label="unsupported", reason=WARY)
        )
    return checked


def _only_repeats(text: str, context: Context) -> bool:
    """Whether all words of a sentence are the question's, which the answer to `Which of the two?` or `Did it?` may be."""
    asked = set(content_stems(context.query.text))
    return context.query.form not in ("yes or no", "comparison") and set(content_stems(text)) <= asked


def _finds_no_answer(text: str, context: Context) -> bool:
    """Whether a sentence says of the question's words, and of no others, that it is unclear or not told."""
    said, asked = replies.NOT_TOLD.search(text), set(content_stems(context.query.text))
    if said is None or context.query.form == "yes or no" or asked & set(content_stems(said[0])):
        return False
    rest = content_stems(f"{text[: said.start()]} {text[said.end() :]}")
    return set(rest) <= asked | listed_stems(replies.SOURCES | replies.AROUND_SOURCES, ENGLISH)


def _follows_orders(text: str, context: Context) -> bool:
    """Whether a sentence has words of the evidence's instructions that neither its reports nor the question have."""
    ordered = {
        stem
        for item in context.evidence
        for a, b in injection.instruction_spans(item.text)
        for stem in stems(item.text[a:b])
    }
    reported = {stem for item in context.evidence for stem in stems(injection.statements_only(item.text))}
    return bool(set(stems(text)) & ordered - reported - set(stems(context.query.text)))


def _cited(sentence: DraftSentence, context: Context, given: Sequence[int]) -> Sentence:
    """The sentence with the labels that carry it, at most MOST_CITED: of those that it cites, else of all that the model was given.

    Models list every label that they saw, or cite in a sentence of its own, or a wrong one, or not at all. So each label is judged by
    itself, and where none that it cites supports the sentence, the rest of the evidence is looked through.
    """
    own = [_carried(sentence.text, sentence.labels, context)]
    if len(sentence.labels) > 1:  # what no source says alone two may say together
        own.append(_judged(sentence.text, sentence.labels[:MOST_CITED], context))
    tried = [one for one in own if one is not None and stands(one)]
    if not any(_worth(one)[0] == RANK["supported"] for one in tried):
        found = _carried(sentence.text, [label for label in given if label not in sentence.labels], context)
        if found is not None:
            citations = tuple(dataclasses.replace(citation, found=True) for citation in found.citations)
            tried.append(dataclasses.replace(found, citations=citations))
    if tried:
        return max(tried, key=lambda one: _worth(one)[0])
    if not sentence.labels:
        return Sentence(
            sentence.text, (), Support("unsupported", 0.0, (), "It cites no source, and none of them says it.")
        )
    return _judged(sentence.text, sentence.labels, context)


def _carried(text: str, labels: Sequence[int], context: Context) -> Sentence | None:
    """The sentence with the label that carries it best, and with others that surely support it, too; None where none does."""
    alone = {label: _judged(text, [label], context) for label in labels}
    good = sorted(
        (label for label in labels if stands(alone[label])), key=lambda label: _worth(alone[label]), reverse=True
    )
    if not good:
        return None
    kept = good[:1] + [label for label in good[1:MOST_CITED] if _worth(alone[label]) >= (RANK["supported"], SURELY)]
    return _judged(text, kept, context)


def _worth(sentence: Sentence) -> tuple[int, float]:
    """How good a sentence's support is, to compare."""
    support = sentence.support
    return (RANK[support.label], support.score) if support else (0, 0.0)


def _judged(text: str, labels: Sequence[int], context: Context) -> Sentence:
    return check(Statement(text, text, tuple(labels)), context)
