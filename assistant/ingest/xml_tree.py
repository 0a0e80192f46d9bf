"""XML of strangers as a tree: nothing is looked up, nothing unfolds, and what is damaged is told."""

from __future__ import annotations

import html.entities
import logging
import re
from typing import Any

from assistant.errors import ArticleError
from assistant.ingest.parsing import reason_of

logger = logging.getLogger(__name__)

MOST_TAGS = 1_000_000
"""Of an export: some thousand articles."""
XML_ENTITIES = {b"amp", b"lt", b"gt", b"quot", b"apos"}


def parse_xml(data: bytes) -> tuple[Any, str]:
    """The tree, and what is damaged in it. Its own entities are read, none from elsewhere; libxml2 ends a billion laughs."""
    from lxml import etree  # type: ignore[import-untyped]  # imported late: 40 ms

    if data.count(b"<") > MOST_TAGS:
        raise ArticleError(f"has more than {MOST_TAGS:,} tags")

    def parse(source: bytes, recover: bool = False) -> Any:
        return etree.fromstring(source, etree.XMLParser(resolve_entities="internal", no_network=True, recover=recover))

    data = data.lstrip()
    try:
        return parse(data), ""
    except etree.XMLSyntaxError:
        data = ENTITY.sub(character_of, data)  # a feed's &nbsp; is known to HTML only
    try:
        return parse(data), ""
    except etree.XMLSyntaxError as error:
        tree = parse(data, recover=True) if b"<!ENTITY" not in data else None
        if tree is None:
            raise  # it is none, or what is wrong is what it declares
        logger.debug("damaged XML: %s", reason_of(error))
        return tree, "is damaged: something may be missing"


ENTITY = re.compile(rb"&(\w{2,31});")


def character_of(entity: re.Match[bytes]) -> bytes:
    """`&nbsp;` as a number."""
    character = html.entities.html5.get(f"{entity[1].decode()};")
    if entity[1] in XML_ENTITIES or character is None:
        return entity[0]
    return "".join(f"&#{ord(one)};" for one in character).encode()


def local_name(element: Any) -> str:
    """The name of an element without its namespace, in small letters; empty for a comment."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def find(element: Any, *names: str) -> Any:
    """The first element below of one of these names, in the order of the names."""
    return next((one for name in names for one in element.iter() if local_name(one) == name), None)
