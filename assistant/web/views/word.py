"""An answer, or a whole conversation, as a Word document: each citation a footnote with the exact words, the sources listed."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape as escape_xml

from assistant.answering.wording import written_day
from assistant.schema import Answer, Citation, Evidence, Sentence
from assistant.text.invisible import strip_invisible
from assistant.web.storage.collections import Collection
from assistant.web.storage.conversations import Turn
from assistant.web.views.collections import KINDS
from assistant.web.views.collections import cited as cited_source
from assistant.web.views.export import remarked, source_text
from assistant.web.views.phrases import outlet_and_date, stressed, title
from assistant.web.views.sources import cited
from assistant.web.views.turn import asked_within

WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""
RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
    for number, kind, mark in ((-1, "separator", "separator"), (0, "continuationSeparator", "continuationSeparator"))
)


def word_document(turns: Sequence[Turn]) -> bytes:
    """The turns in order, the question of each as its heading."""
    document = new_document(turns[0].question if turns else "Dateline")
    footnotes: list[str] = []
    for turn in turns:
        add_turn(document, turn, footnotes)
    add_footnotes(document, footnotes)
    return saved(document)


def collection_document(collection: Collection) -> bytes:
    """What is kept in a collection: answers as in a conversation, passages with a footnote for their place, articles by name."""
    document = new_document(collection.name)
    footnotes: list[str] = []
    for item in collection.items:
        if item.answer and item.question is not None:
            add_turn(
                document, Turn(1, item.question, item.asked or item.kept, answer=item.answer, final=True), footnotes
            )
            continue
        document.add_heading(written(KINDS[item.kind]), level=1)
        document.add_paragraph().add_run(f"Kept on {written_day(item.kept)}").italic = True
        for source in item.sources:
            paragraph = document.add_paragraph(written(source.quote or title(source)))
            footnotes.append(written(cited_source(source)))
            add_reference(paragraph, len(footnotes))
    add_footnotes(document, footnotes)
    return saved(document)


def new_document(title: str) -> Any:
    import docx  # imported late: 0.15 s

    document = docx.Document()
    document.core_properties.title = written(title)[:255]
    document.core_properties.author = "Dateline"
    return document


def saved(document: Any) -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def add_turn(document: Any, turn: Turn, footnotes: list[str]) -> None:
    document.add_heading(written(turn.question), level=1)
    document.add_paragraph().add_run(f"Asked on {written_day(turn.asked)}").italic = True
    if within := asked_within(turn.choices):
        document.add_paragraph().add_run(written(within)).italic = True
    answer = turn.answer
    if answer:
        for sentence in answer.sentences:
            add_sentence(document, sentence, answer, footnotes)
        if not answer.sentences:
            document.add_paragraph(written(answer.text))
        for note in answer.notes:
            document.add_paragraph().add_run(written(note.text)).italic = True
        if sources := cited(answer):
            document.add_heading("Sources", level=2)
        for item in sources:
            document.add_paragraph(written(f"[{item.label}] {source_text(item)}"))
    if turn.error:
        document.add_paragraph().add_run(written(turn.error)).italic = True


def add_sentence(document: Any, sentence: Sentence, answer: Answer, footnotes: list[str]) -> None:
    """The sentence, its short answer in bold, a footnote for each citation, and what is remarked on it."""
    paragraph = document.add_paragraph()
    for text, strong in stressed(sentence):
        paragraph.add_run(written(text)).bold = strong
    by_label = {item.label: item for item in answer.evidence}
    for citation in sentence.citations:
        footnotes.append(footnote_text(citation, by_label.get(citation.label)))
        add_reference(paragraph, len(footnotes))
    if said := remarked(sentence, answer):
        paragraph.add_run(f" {written(said)}").italic = True


def footnote_text(citation: Citation, source: Evidence | None) -> str:
    """`Kestrel Daily, 31 December 2021, “Correction” (file.md, characters 12–80): “…” [2]`"""
    quote = " ".join(citation.quote.split())
    named = f"{outlet_and_date(source)}, “{title(source)}” " if source else ""
    place = f"({citation.article_id}, characters {citation.start}–{citation.end})"
    return written(f"{named}{place}: “{quote}” [{citation.label}]")


def add_reference(paragraph: Any, number: int) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    run = paragraph.add_run()
    run.font.superscript = True
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), str(number))
    run._r.append(reference)


def add_footnotes(document: Any, footnotes: Sequence[str]) -> None:
    """The part of the document that holds the footnotes, which python-docx has no words for."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    body = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r>{RAISED}<w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape_xml(text)}</w:t></w:r></w:p></w:footnote>'
        for number, text in enumerate(footnotes, start=1)
    )
    whole = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes xmlns:w="{WORDS}">{SEPARATORS}{body}</w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES_TYPE, whole.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def written(text: str) -> str:
    """Text as a document can hold it."""
    return UNWRITABLE.sub("", strip_invisible(text))
