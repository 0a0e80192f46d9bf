"""The whole text of a page whose article stands in several containers: what the extractor left out is put back in its place.

An extractor takes the container that looks most like an article. Where a page has several, or shows less than the body that its
metadata states, much is missing; comments, teasers and the site's own texts stay out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from assistant.ingest.printed_dates import belongs_to_others, main_heading, plain

MUCH = 0.3
"""Share of the page's paragraphs that must be missing before any is put back."""
LEAST = 300
"""Characters that must be missing."""
PARAGRAPH = 60
"""Characters of a paragraph that is looked for."""
LEAD = 2
"""So many paragraphs below the headline are put back where only they are missing: a lead in a container of its own."""
LINKED = 0.3
"""Share of a paragraph in links from which it is none of an article."""
LONGER = 1.5
"""How much longer than the text the stated body must be to be taken."""


def whole_text(tree: Any, title: str | None, text: str, stated_body: Any) -> str:
    """`text`, with the paragraphs that it lacks where much is missing, or the body that the metadata states where that is fuller."""
    paragraphs = list(own_paragraphs(tree, title))
    held = plain(text)
    present = [plain(part)[:PARAGRAPH] in held for part in paragraphs]
    lead = present.index(True) if True in present else 0
    lacking = sum(len(part) for part, there in zip(paragraphs, present, strict=True) if not there)
    if lacking >= max(LEAST, MUCH * sum(map(len, paragraphs))):
        text = put_back(text, paragraphs)
    elif 0 < lead <= LEAD:
        text = put_back(text, paragraphs[: lead + 1])
    body = without_tags(stated_body) if isinstance(stated_body, str) else ""
    fuller = len(body) >= LONGER * max(len(text), 1) and len(body) - len(text) >= LEAST
    return body if fuller or (plain(body) == plain(text) and body.count("\n") > text.count("\n")) else text


def own_paragraphs(tree: Any, title: str | None) -> Iterator[str]:
    """The paragraphs of running text below the headline, in order, that do not belong to others."""
    from lxml import etree  # type: ignore[import-untyped]

    heading = main_heading(tree, title)
    body = tree.find(".//body")
    body = tree if body is None else body
    held = {body, *((heading, *heading.iterancestors()) if heading is not None else ())}
    below = heading is None
    walker = etree.iterwalk(body, events=("start",))
    for _, element in walker:
        if element in held:
            below = below or element is heading
        if not isinstance(element.tag, str) or belongs_to_others(element, True):
            walker.skip_subtree()
        elif element.tag in ("p", "blockquote"):
            text = " ".join(element.text_content().split())
            linked = sum(len(link.text_content()) for link in element.iter("a"))
            if below and len(text) >= PARAGRAPH and linked <= LINKED * len(text):
                yield text
            walker.skip_subtree()


def put_back(text: str, paragraphs: list[str]) -> str:
    """The text with every paragraph that it lacks behind the one that comes before it on the page."""
    lines = text.split("\n")
    folded = [plain(line) for line in lines]
    place = 0
    for paragraph in paragraphs:
        start = plain(paragraph)[:PARAGRAPH]
        found = next((at for at in range(len(folded)) if start in folded[at]), None)
        if found is not None:
            place = max(place, found + 1)
            continue
        lines.insert(place, paragraph)
        folded.insert(place, plain(paragraph))
        place += 1
    return "\n".join(lines)


def without_tags(body: str) -> str:
    """A stated body as paragraphs: some outlets put HTML there."""
    lines = re.sub(r"<(?:/p|br\s*/?|/h\d|/li)>", "\n", body, flags=re.IGNORECASE)
    lines = html.unescape(re.sub(r"<[^<>]{0,500}>", "", lines))
    return "\n".join(line for line in (" ".join(part.split()) for part in lines.splitlines()) if line)
