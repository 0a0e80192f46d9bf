"""HTML as lines: all text of a page or a fragment, a block a paragraph; and what exports mark in it, as labels."""

from __future__ import annotations

import re
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.parsing import foreign_parser
from assistant.ingest.xml_tree import MOST_TAGS, local_name
from assistant.text.languages.language import word_set

EXPORT = re.compile(
    rb"[>\s]\d{1,6} (?:of|von|de|di|van|sur) \d{1,6} DO[CK]UMENT|\s(?-i:[A-Z][A-Z0-9]{7}(?:19|20)\d{6}[a-z0-9]{6,14})\s*<"
    rb"|DocPublicationName|>\s*End of Document\s*<|ProQuest document ID",
    re.IGNORECASE,
)
"""What an export of a news database has in it, before it is parsed."""
BLOCKS = word_set("""
    p div td th tr li h1 h2 h3 h4 h5 h6 article section header footer table ul ol dl dt dd blockquote main aside title hl2 media note
""")
UNSEEN = frozenset(("script", "style", "head", "noscript", "template", "svg"))
BESIDE = frozenset(("aside", "footer"))
"""Of Europresse's articles: the database's own words."""
MARKS = {
    "hd": "HEADLINE: ",
    **dict.fromkeys(("rdp__docpublicationname", "docpublicationname"), "Publication title: "),
    **dict.fromkeys(("rdp__docheader", "docheader"), "Publication date: "),
    **dict.fromkeys(("titrearticle", "titrearticlevisu"), "Title: "),
    **dict.fromkeys(("docauthors", "sm-margin-bottomnews"), "Author: "),
    **dict.fromkeys(("dococurrcontainer", "doctext"), "Full text: "),
    "public-lblnodoc": "Document ID: ",
}
"""What an element's id or class says of its text, as the text exports say it."""
HEADLINE_CLASS = re.compile(r"[a-z]{2}headline")
RULE = "_" * 60
"""Above each article of Europresse and ProQuest."""


def may_be_export(data: bytes) -> bool:
    return EXPORT.search(data) is not None


def lines_of_page(page: str) -> str:
    """The text of a page, with the labels of MARKS; raises ArticleError for what is none."""
    if page.count("<") > MOST_TAGS:
        raise ArticleError(f"has more than {MOST_TAGS:,} tags")
    with foreign_parser("HTML"):
        from lxml import html  # type: ignore[import-untyped]  # imported late: 0.1 s

        tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", page))
        return text_of_tree(tree, is_europresse="DocPublicationName" in page)


def text_of_tree(tree: Any, is_europresse: bool = False) -> str:
    """All text below an element of HTML, or of XML whose elements are named so."""
    from lxml import etree

    parts: list[str] = []
    walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        tag = local_name(element)
        if event == "start" and (tag in UNSEEN or (is_europresse and tag in BESIDE)):
            walker.skip_subtree()
        elif event == "start" and tag:
            enter(element, tag, parts, is_europresse)
        else:
            parts.append(break_of(element, tag) if tag else "")
            parts.append(SPACES.sub(" ", element.tail or "") if event != "start" and element is not tree else "")
    lines = (line.strip(" ") for line in "".join(parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


SPACES = re.compile(r"[ \t\r\n\f]+")


def text_of_fragment(fragment: str) -> str:
    """The text of a piece of HTML; plain text stays as it is.

    >>> text_of_fragment("<p>One &amp; two.</p><p>Three<br>four.</p>")
    'One & two.\\n\\nThree\\nfour.'
    """
    return lines_of_page(f"<div>{fragment}</div>") if re.search(r"<[a-zA-Z!/]|&[#\w]+;", fragment) else fragment.strip()


def enter(element: Any, tag: str, parts: list[str], is_europresse: bool) -> None:
    """The text before an element's first child, with what breaks the line before it and what it is marked as."""
    mark = mark_of(element)
    if mark and "".join(parts[-4:]).rstrip().endswith(mark.strip()):
        mark = ""  # an element and its only child may both be marked
    else:
        parts.append("\n" if tag == "br" else break_of(element, tag))
    if (tag == "article" and is_europresse) or (tag == "a" and element.get("name", "").startswith("DocID_")):
        parts.append(f"{RULE}\n\n")
    parts += [mark, SPACES.sub(" ", element.text or "")]


def break_of(element: Any, tag: str) -> str:
    return "\n\n" if tag in BLOCKS or mark_of(element) else ""


def mark_of(element: Any) -> str:
    """The label for what an element's id or class calls it."""
    names = f"{element.get('id') or ''} {element.get('class') or ''}".lower().split()
    marks = [MARKS.get(name) or ("HEADLINE: " if HEADLINE_CLASS.fullmatch(name) else "") for name in names[:8]]
    return next(filter(None, marks), "")
