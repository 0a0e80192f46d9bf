"""Sources are numbered as a reader meets them: those that an answer cites in the order cited, then the others by rank."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from assistant.answering.assembly import with_labels
from assistant.schema import Answer, Note, NoteKind, Sentence

LABEL = re.compile(r"\[(\d+)\]")
NAMES_LABELS: tuple[NoteKind, ...] = ("no date", "instructions")
"""Notes whose text is ours and names sources by label."""


def in_order_cited(answer: Answer) -> Answer:
    """The answer with its labels given anew; ranks, and the order of the evidence, stay what they are.

    An answer that cites 4 and then 2 cites 1 and then 2: while it grows, a number that was shown stays.
    """
    cited = [citation.label for sentence in answer.sentences for citation in sentence.citations]
    order = dict.fromkeys([*cited, *(item.label for item in answer.evidence)])
    new = {label: place for place, label in enumerate(order, 1)}
    if all(label == place for label, place in new.items()):
        return answer
    sentences = tuple(_relabelled(sentence, new) for sentence in answer.sentences)
    return dataclasses.replace(
        answer,
        text="\n".join(map(with_labels, sentences)) or answer.text,
        sentences=sentences,
        removed=tuple(_relabelled(sentence, new) for sentence in answer.removed),
        evidence=tuple(dataclasses.replace(item, label=new[item.label]) for item in answer.evidence),
        notes=tuple(_note(note, new) for note in answer.notes),
    )


def _relabelled(sentence: Sentence, new: Mapping[int, int]) -> Sentence:
    citations = (dataclasses.replace(citation, label=new[citation.label]) for citation in sentence.citations)
    return dataclasses.replace(sentence, citations=tuple(citations))


def _note(note: Note, new: Mapping[int, int]) -> Note:
    text = note.text
    if note.kind in NAMES_LABELS:
        text = LABEL.sub(lambda found: f"[{new.get(int(found[1]), found[1])}]", text)
    return dataclasses.replace(note, text=text, labels=tuple(new.get(label, label) for label in note.labels))
