"""The check of an answer as a table: a sentence a row, beside it the words it rests on and every detail ticked or crossed."""

from __future__ import annotations

from typing import NamedTuple

from assistant.answering.wording import SUPPORT_WORDS
from assistant.schema import Answer, Atom, Citation, Evidence, Sentence
from assistant.text.mentions import read_mentions
from assistant.text.numbers import Figure
from assistant.web.storage.conversations import Turn
from assistant.web.views.fragments import Fragment, render
from assistant.web.views.highlights import Mark, marked
from assistant.web.views.phrases import cited_place, count, support_name

KINDS = {"figure": "figure", "date": "date", "name": "name", "quote": "quotation"}


def kind_word(atom: Atom) -> str:
    """What a detail is called: `figure`, and of "noon" a time of day."""
    values = [mention.value for mention in read_mentions(atom.text)]
    clock = [isinstance(value, Figure) and value.unit == "clock" for value in values]
    return "time of day" if atom.kind == "figure" and clock and all(clock) else KINDS[atom.kind]


def check_html(turn: Turn) -> Fragment:
    """The whole view for one turn."""
    answer = turn.answer
    if answer is None:
        return render("check.html", answer=None)
    whole = len(answer.sentences) + len(answer.removed)
    names = [support_name(sentence) for sentence in answer.sentences]
    return render(
        "check.html",
        question=turn.question,
        answer=answer,
        verdict=verdict(answer),
        whole=whole,
        doubtful=whole - names.count("supported") - names.count("quoted"),
        quotes="quoted" in names,
        table=check_table(answer, turn.number),
    )


def verdict(answer: Answer) -> str:
    """`2 sentences: 1 quoted, 1 partly supported. 1 sentence removed.`"""
    names = [support_name(sentence) for sentence in answer.sentences]
    parts = [f"{names.count(name)} {word}" for name, word in SUPPORT_WORDS.items() if name in names]
    taken = f" {count(len(answer.removed), 'sentence')} removed." if answer.removed else ""
    return f"{count(len(names), 'sentence')}: {', '.join(parts)}.{taken}"


class Quotation(NamedTuple):
    """The cited characters, the details found in them marked, whose they are, and the passage, where it is among the sources."""

    citation: Citation
    quote: Fragment
    source: str
    item: Evidence | None


def check_table(answer: Answer, turn: int) -> Fragment:
    """The sentences that were said, then those that were removed, which have no index."""
    evidence = {item.label: item for item in answer.evidence}
    sentences: list[tuple[Sentence, int | None]] = [(sentence, i) for i, sentence in enumerate(answer.sentences)]
    sentences += [(sentence, None) for sentence in answer.removed]
    rows = [
        (sentence, index, [quotation(citation, sentence, evidence) for citation in sentence.citations])
        for sentence, index in sentences
    ]
    return render("check_table.html", rows=rows, turn=turn, kind_word=kind_word, confidence=answer.confidence)


def quotation(citation: Citation, sentence: Sentence, evidence: dict[int, Evidence]) -> Quotation:
    atoms = sentence.support.atoms if sentence.support else ()
    marks = [
        Mark(atom.start, atom.end, f"detail at-{atom.start}")
        for atom in atoms
        if atom.found and atom.article_id == citation.article_id and atom.start is not None and atom.end is not None
    ]
    item = evidence.get(citation.label)
    source = cited_place(item, citation.page) if item else citation.article_id
    return Quotation(citation, marked(citation.quote, marks, citation.start), source, item)
