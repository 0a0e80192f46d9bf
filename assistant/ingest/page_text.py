"""The whole text of a page whose article stands in several containers: what the extractor left out is put back in its place.

An extractor takes the container that looks most like an article. Where a page has several, or shows less than the body that its
metadata states, much is missing; comments, teasers and the site's own texts stay out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from typing import Any

from assistant.ingest.printed_dates import belongs_to_others, main_heading, plain
from assistant.text.languages.language import word_set

MUCH = 0.3
"""Share of the page's paragraphs that must be missing before any is put back."""
LEAST = 300
"""Characters that must be missing."""
PARAGRAPH = 60
"""Characters of a paragraph that is looked for."""
LEAD = 2
"""So many paragraphs below the headline are put back where only they are missing: a lead in a container of its own."""
MARKED = ("p", "blockquote")
INLINE = word_set("a abbr b cite code em font i img ins mark q s small span strong sub sup time u")
HOLDERS = INLINE | {"article", "body", "center", "dd", "div", "li", "main", "section", "td"}
"""What may hold text that is not marked as a paragraph."""
LINKED = 0.3
"""Share of a paragraph in links from which it is none of an article."""
LONGER = 1.5
"""How much longer than the text the stated body must be to be taken."""


def whole_text(tree: Any, title: str | None, text: str, stated_body: Any) -> str:
    """`text`, with the paragraphs that it lacks where much is missing, or the body that the metadata states where that is fuller."""
    own = list(own_paragraphs(tree, title))
    paragraphs = [part for part, _ in own]
    held = plain(text)
    present = [plain(part)[:PARAGRAPH] in held for part in paragraphs]
    lead = present.index(True) if True in present else 0
    lacking = sum(len(part) for part, there in zip(paragraphs, present, strict=True) if not there)
    if lacking >= max(LEAST, MUCH * sum(map(len, paragraphs))):
        text = put_back(text, paragraphs)
    elif 0 < lead <= LEAD:
        text = put_back(text, [part for part, is_marked in own[:lead] if is_marked] + paragraphs[lead : lead + 1])
    body = without_tags(stated_body) if isinstance(stated_body, str) else ""
    fuller = len(body) >= LONGER * max(len(text), 1) and len(body) - len(text) >= LEAST
    return body if fuller or (plain(body) == plain(text) and body.count("\n") > text.count("\n")) else text


def own_paragraphs(tree: Any, title: str | None) -> Iterator[tuple[str, bool]]:
    """The paragraphs of running text below the headline, in order, that do not belong to others; and whether each is marked as one."""
    from lxml import etree  # type: ignore[import-untyped]

    heading = main_heading(tree, title)
    body = tree.find(".//body")
    body = tree if body is None else body
    held = {body, *((heading, *heading.iterancestors()) if heading is not None else ())}
    below = heading is None
    blocks = blocks_of(body)
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        below = below or element is heading
        is_marked = element.tag in MARKED and event == "start"
        if event == "start":
            passed_over = element not in held and (element not in blocks or belongs_to_others(element, True))
            text, linked = ("", 0) if passed_over else run_of(element, element.text, next(iter(element), None), blocks)
            if is_marked and not passed_over:
                text = " ".join(element.text_content().split())
                linked = sum(len(link.text_content()) for link in element.iter("a"))
            if is_marked or passed_over:
                walker.skip_subtree()
        elif element is not body and element in blocks:
            text, linked = run_of(element.getparent(), element.tail, element.getnext(), blocks)
        else:
            continue
        if below and len(text) >= PARAGRAPH and linked <= LINKED * len(text):
            yield text, is_marked


def run_of(holder: Any, text: str | None, following: Any, blocks: Collection[Any]) -> tuple[str, int]:
    """The words of a container from some place in it down to its next block, and how many characters of them are in links."""
    if holder.tag not in HOLDERS:
        return "", 0
    parts, linked = [text or ""], 0
    while following is not None and following not in blocks:
        if isinstance(following.tag, str) and not belongs_to_others(following, True):
            parts.append(following.text_content())
            linked += sum(len(link.text_content()) for link in following.iter("a"))
        parts.append(following.tail or "")
        following = following.getnext()
    return " ".join("".join(parts).split()), linked


def blocks_of(body: Any) -> set[Any]:
    """The elements that no line runs through, and those that hold one."""
    found: set[Any] = set()
    for element in body.iter():
        if isinstance(element.tag, str) and element.tag not in INLINE:
            while element is not None and element not in found:
                found.add(element)
                element = element.getparent()
    return found


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
