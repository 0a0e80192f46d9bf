"""A turn of the conversation as HTML: the question, the answer sentence by sentence, what was removed, what comes nearest."""

from __future__ import annotations

from assistant.answering.assembly import NO_ANSWER
from assistant.schema import Answer, Evidence, Sentence
from assistant.web.storage.conversations import Turn
from assistant.web.views.escape import encode
from assistant.web.views.feedback import REASONS_CHOICE, THUMBS
from assistant.web.views.phrases import SUPPORT_WORDS, count, day, outlet, period, support_name, title

NEAREST = 3
ANSWERER_NAMES = {"extractive": "Quoted from the articles", "llm": "Written by the language model"}


def turn_html(turn: Turn, conversation_id: str) -> str:
    """The whole turn. It carries no ids: the page gives it its place by `data-turn`."""
    state = "error" if turn.error else "final" if turn.final else "growing"
    return (
        f'<article class="turn" data-turn="{turn.number}" data-state="{state}" data-conversation="{conversation_id}" '
        f'aria-label="Question {turn.number}"><h2 class="question">{encode(turn.question)}</h2>{reply(turn)}</article>'
    )


def reply(turn: Turn) -> str:
    answer = turn.answer
    parts = []
    if answer is None:
        parts.append("" if turn.error else '<p class="waiting"><span class="dots"></span>Reading the articles…</p>')
    elif answer.abstained:
        parts.append(abstained(answer, turn))
    else:
        parts.append(answered(answer, turn))
    if turn.error:
        parts.append(failed(turn.error, partial=answer is not None))
    if turn.final and answer is not None:
        parts += [notes(answer), removed(answer), actions(answer)]
    return f'<div class="reply">{"".join(parts)}</div>'


def answered(answer: Answer, turn: Turn) -> str:
    sentences = "".join(sentence_html(sentence, index, turn.number) for index, sentence in enumerate(answer.sentences))
    caret = "" if turn.final else '<span class="caret" aria-hidden="true"></span>'
    return f'{byline(answer, turn)}<div class="answer">{sentences}{caret}</div>'


def byline(answer: Answer, turn: Turn) -> str:
    """Who speaks, from articles of which days, in what time."""
    said = [ANSWERER_NAMES.get(answer.answerer, answer.answerer)]
    if dates := period(answer.as_of):
        said.append(f"articles of {dates}")
    if turn.seconds is not None:
        said.append(f"{turn.seconds:.1f} s")
    return f'<p class="byline">{encode(" · ".join(said))}</p>'


def sentence_html(sentence: Sentence, index: int, turn: int) -> str:
    """The sentence, its citations, and its support in a word."""
    name = support_name(sentence)
    labels = dict.fromkeys(citation.label for citation in sentence.citations)
    cites = "".join(citation_html(label, index, turn) for label in labels)
    word = f'<span class="support">{SUPPORT_WORDS[name]}</span>' if sentence.support else ""
    reason = sentence.support.reason if sentence.support and name != "supported" else None
    because = f'<span class="reason">{encode(reason)}</span>' if reason else ""
    return (
        f'<p class="sentence {name}" data-sentence="{index}"><span class="said">{emphasised(sentence)}</span>'
        f"&#8288;{cites} {word}{because}</p>"
    )


def emphasised(sentence: Sentence) -> str:
    """The sentence encoded, its short answer in bold."""
    if sentence.short_answer is None:
        return encode(sentence.text)
    start, end = sentence.short_answer
    before, short, behind = sentence.text[:start], sentence.text[start:end], sentence.text[end:]
    return f"{encode(before)}<strong>{encode(short)}</strong>{encode(behind)}"


def citation_html(label: int, index: int, turn: int) -> str:
    """`[2]`, a link to source 2 of this turn; `data-cite` names the characters this sentence rests on."""
    return (
        f'<a class="cite" href="#source-{turn}-{label}" data-turn="{turn}" data-label="{label}" '
        f'data-cite="cite-{index}-{label}" aria-label="Source {label}">[{label}]</a>'
    )


def abstained(answer: Answer, turn: Turn) -> str:
    nearest = "".join(nearest_html(evidence, turn.number) for evidence in answer.evidence[:NEAREST])
    explained = answer.text.removeprefix(NO_ANSWER).strip()
    shown = f'<h3>What comes nearest</h3><ul class="nearest">{nearest}</ul>' if nearest else ""
    said = f"<p>{encode(explained)}</p>" if explained else ""
    return (
        f'<div class="abstained"><p class="verdict">{NO_ANSWER}</p>{said}{shown}'
        f'<p class="hint">Ask it in other words, widen the dates, or add articles that cover it.</p></div>'
    )


def nearest_html(evidence: Evidence, turn: int) -> str:
    """A passage that came near: its first marked sentence, or its beginning."""
    start, end = evidence.spans[0] if evidence.spans else (evidence.start, evidence.start + 160)
    quote = evidence.text[start - evidence.start : end - evidence.start].strip()
    cite = (
        f'<a class="cite" href="#source-{turn}-{evidence.label}" data-turn="{turn}" data-label="{evidence.label}" '
        f'data-cite="" aria-label="Source {evidence.label}">[{evidence.label}]</a>'
    )
    where = f"{outlet(evidence)}, {day(evidence.published)}"
    return f'<li><q>{encode(quote)}</q> {cite}<span class="where" title="{encode(title(evidence))}">{encode(where)}</span></li>'


def failed(message: str, partial: bool) -> str:
    cut = '<p class="verdict">The answer above is incomplete.</p>' if partial else ""
    return (
        f'<div class="failure" role="alert">{cut}<p>{encode(message)}</p>'
        f'<button type="button" class="quiet again">Try again</button></div>'
    )


def notes(answer: Answer) -> str:
    if not answer.notes:
        return ""
    return f'<ul class="notes">{"".join(f"<li>{encode(note.text)}</li>" for note in answer.notes)}</ul>'


def removed(answer: Answer) -> str:
    """Sentences that did not hold, struck out, each with the reason."""
    if not answer.removed:
        return ""
    rows = "".join(
        f"<li><del>{encode(s.text)}</del> <span class='reason'>{encode(reason(s))}</span></li>" for s in answer.removed
    )
    summary = f"{count(len(answer.removed), 'sentence')} removed by the check"
    return f'<details class="removed"><summary>{summary}</summary><ul>{rows}</ul></details>'


def reason(sentence: Sentence) -> str:
    """Why the sentence was removed: the check's reason, else the missing details, else its verdict."""
    support = sentence.support
    if support is None:
        return "It was not checked."
    missing = [atom.text for atom in support.atoms if not atom.found]
    return support.reason or (
        f"Not in the cited text: {', '.join(missing)}." if missing else "The cited text does not support it."
    )


def actions(answer: Answer) -> str:
    sources = count(len(answer.evidence), "source")
    check = '<button type="button" class="quiet to-view" data-view="check">Check</button>' if answer.sentences else ""
    return (
        f'<div class="actions"><button type="button" class="quiet to-sources">{sources}</button>{check}'
        '<button type="button" class="quiet copy" data-format="text">Copy</button>'
        '<button type="button" class="quiet copy" data-format="markdown">Copy Markdown</button>'
        '<button type="button" class="quiet to-compare">Compare</button>'
        f'<button type="button" class="quiet again">Ask again</button>{THUMBS}</div>{REASONS_CHOICE}'
    )
