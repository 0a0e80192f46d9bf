"""The check of an answer as a table: a sentence a row, beside it the words it rests on and every detail ticked or crossed."""

from __future__ import annotations

from assistant.schema import Answer, Atom, Citation, Sentence
from assistant.web.storage.conversations import Turn
from assistant.web.views.escape import encode
from assistant.web.views.highlights import Mark, marked
from assistant.web.views.phrases import SUPPORT_WORDS, count, outlet, published, support_name
from assistant.web.views.turn import citation_html, emphasised, reason

KINDS = {"figure": "figure", "date": "date", "name": "name", "quote": "quotation"}

NO_QUOTE = '<p class="no-quote">No source was found for it.</p>'


def check_html(turn: Turn) -> str:
    """The whole view for one turn."""
    answer = turn.answer
    if answer is None or not (answer.sentences or answer.removed):
        return '<p class="view-empty">This answer makes no statement that could be checked.</p>'
    return (
        f'<h2 class="view-title">{encode(turn.question)}</h2>{strip_html(answer)}<p class="view-sum">{verdict(answer)}</p>'
        f"{filters_html(answer)}{check_table(answer, turn.number)}"
    )


def strip_html(answer: Answer) -> str:
    """The answer as a strip, a piece a sentence, in the colour of its support; the line below says it in words."""
    names = [support_name(sentence) for sentence in answer.sentences] + ["taken"] * len(answer.removed)
    pieces = "".join(f'<i class="{name}"></i>' for name in names)
    return f'<div class="strip" aria-hidden="true">{pieces}</div>'


def filters_html(answer: Answer) -> str:
    """A choice of the rows that need a look, where others do not."""
    whole = len(answer.sentences) + len(answer.removed)
    doubtful = whole - sum(support_name(sentence) == "supported" for sentence in answer.sentences)
    if doubtful in (0, whole):
        return ""
    return (
        '<div class="chips" role="group" aria-label="Sentences shown"><button type="button" class="chip filter-rows" '
        f'data-show="all" aria-pressed="true">All <span>{whole}</span></button><button type="button" class="chip filter-rows" '
        f'data-show="doubtful" aria-pressed="false">Not plainly supported <span>{doubtful}</span></button></div>'
    )


def check_table(answer: Answer, turn: int) -> str:
    """The sentences that were said, then those that were removed."""
    rows = [row(sentence, answer, turn, index) for index, sentence in enumerate(answer.sentences)]
    rows += [row(sentence, answer, turn, None) for sentence in answer.removed]
    return (
        '<div class="table-frame" tabindex="0" role="region" aria-label="Check, sentence by sentence"><table class="check">'
        '<thead><tr><th scope="col">Sentence of the answer</th><th scope="col">Support</th>'
        f'<th scope="col">What the source says</th></tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def verdict(answer: Answer) -> str:
    """`2 sentences: 1 supported, 1 partly supported. 1 removed.`"""
    names = [support_name(sentence) for sentence in answer.sentences]
    parts = [f"{names.count(name)} {word}" for name, word in SUPPORT_WORDS.items() if name in names]
    taken = f" {count(len(answer.removed), 'sentence')} removed." if answer.removed else ""
    return encode(f"{count(len(names), 'sentence')}: {', '.join(parts)}.{taken}")


def row(sentence: Sentence, answer: Answer, turn: int, index: int | None) -> str:
    """One sentence; a removed one (`index` None) is struck out and its citations do not link."""
    name = support_name(sentence)
    said = emphasised(sentence)
    labels = dict.fromkeys(citation.label for citation in sentence.citations)
    cites = "".join(citation_html(label, index, turn) for label in labels) if index is not None else ""
    text = f'<span class="said">{said}</span>&#8288;{cites}' if index is not None else f"<del>{said}</del>"
    word = "removed" if index is None else SUPPORT_WORDS[name]
    why = reason(sentence) if index is None or name in ("partly", "unsupported") else ""
    because = f'<p class="reason">{encode(why)}</p>' if why else ""
    atoms = "".join(map(atom_html, sentence.support.atoms)) if sentence.support else ""
    details = f'<ul class="atoms">{atoms}</ul>' if atoms else ""
    quotes = "".join(quotation(citation, sentence, answer, turn, index) for citation in sentence.citations)
    return (
        f'<tr class="{name}{" taken" if index is None else ""}"><td data-head="Sentence of the answer"><p class="checked">{text}</p></td>'
        f'<td data-head="Support"><span class="support">{word}</span>'
        f"{because}{details}</td>"
        f'<td data-head="What the source says">{quotes or NO_QUOTE}</td></tr>'
    )


def atom_html(atom: Atom) -> str:
    """A detail, ticked where the cited text has it, crossed where not; said in words for those who do not see the sign."""
    state, sign, word = ("found", "✓", "found") if atom.found else ("missing", "✗", "not found")
    at = atom.start if atom.found and atom.start is not None else ""
    return (
        f'<li class="atom {state}" data-at="{at}"><span class="sign" aria-hidden="true">{sign}</span>'
        f'<span class="detail">{encode(atom.text)}</span> <span class="kind">{KINDS[atom.kind]}, {word}</span></li>'
    )


def quotation(citation: Citation, sentence: Sentence, answer: Answer, turn: int, index: int | None) -> str:
    """The cited characters, the details found in them marked, and whose they are: a way into the article."""
    atoms = sentence.support.atoms if sentence.support else ()
    marks = [
        Mark(atom.start, atom.end, f"detail at-{atom.start}")
        for atom in atoms
        if atom.found and atom.article_id == citation.article_id and atom.start is not None and atom.end is not None
    ]
    evidence = next((item for item in answer.evidence if item.label == citation.label), None)
    who = (
        f"{outlet(evidence)}, {published(evidence.published, evidence.published_inferred)}"
        if evidence
        else citation.article_id
    )
    return (
        f'<figure class="quotation"><blockquote>{marked(citation.quote, marks, citation.start)}</blockquote>'
        f'<figcaption><button type="button" class="open-quote" data-turn="{turn}" data-label="{citation.label}" '
        f'data-cite="{"" if index is None else f"cite-{index}-{citation.label}"}" title="Open in the article">'
        f"[{citation.label}] {encode(who)}</button></figcaption></figure>"
    )
