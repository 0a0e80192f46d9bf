"""Word documents: the text of their paragraphs by python-docx, and a stated title."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.metadata import Metadata, clean_document_title
from assistant.ingest.parsing import Limits, Loaded, check_archive, foreign_parser, require_text

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
REPEATED_OR_DELETED = (
    f"{WORD}del",
    f"{WORD}moveFrom",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
BREAKS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}noBreakHyphen": "-"}


def read_docx(data: bytes, limits: Limits) -> Loaded:
    """Paragraphs, tables, text boxes and tracked insertions of a Word document, in order, a paragraph a line."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ArticleError("is encrypted, or an old .doc file")
    with foreign_parser("DOCX"):
        check_archive("DOCX", data, limits)
        import docx  # imported late: 0.15 s

        document = docx.Document(io.BytesIO(data))
        text = "\n\n".join(paragraph for paragraph in word_paragraphs(document.element.body) if paragraph.strip())
        title = clean_document_title(document.core_properties.title)
    return Loaded(require_text(text), Metadata(title))


def word_paragraphs(body: Any) -> Iterator[str]:
    """The text of each paragraph; that of a text box comes before the paragraph it hangs on."""
    from lxml import etree  # type: ignore[import-untyped]

    open_paragraphs: list[list[str]] = []
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if element.tag == f"{WORD}p":
            if event == "start":
                open_paragraphs.append([])
            else:
                yield "".join(open_paragraphs.pop())
        elif event == "start" and element.tag in REPEATED_OR_DELETED:
            walker.skip_subtree()
        elif event == "start" and open_paragraphs:
            text = element.text if element.tag == f"{WORD}t" else BREAKS.get(element.tag)
            open_paragraphs[-1].append(text or "")
