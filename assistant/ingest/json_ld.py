"""What a page says of itself in JSON-LD: the object of its own article, not those of teasers, comments or pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from assistant.ingest.printed_dates import plain

LONGEST_SCRIPT = 500_000
"""Characters of one script that are read."""
MOST_OBJECTS = 200
DEPTH = 6
OF_ITSELF = ("@graph", "mainEntity", "mainEntityOfPage")
"""Where an object holds what the page is about. Elsewhere stand comments, lists, pictures and other articles."""
ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report|Review|Story|Statement|PressRelease)$")
NO_ARTICLE_TYPE = re.compile(
    r"(?:Comment|Image|Video|Audio|Media|List|Crumb|Person|Organization|WebSite|SearchAction)", re.IGNORECASE
)
BROKEN = re.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"]{6,60})"')


def article_fields(tree: Any, title: str | None) -> dict[str, Any]:
    """The fields of the article that the page is: of several the one whose headline is the page's, else the first.

    Of a script that is no JSON only the dates that stand in it first are taken.
    """
    objects: list[dict[str, Any]] = []
    broken: dict[str, Any] = {}
    for script in tree.xpath("//script[contains(@type, 'ld+json')]/text()"):
        try:
            objects += _own(json.loads(str(script)[:LONGEST_SCRIPT], strict=False))
        except (ValueError, RecursionError):
            for name, value in BROKEN.findall(str(script)[:LONGEST_SCRIPT]):
                broken.setdefault(name, value)
    objects.sort(key=lambda fields: not _is_article(fields))
    articles = [fields for fields in objects if _is_article(fields)] or objects
    wanted = plain(title)
    said = [plain(fields.get("headline") or fields.get("name")) for fields in articles]
    begins = [name.startswith(f"{wanted} ") and len(wanted.split()) > 2 for name in said]  # behind it the outlet
    same = [name == wanted for name in said] if wanted in said else begins
    named = [fields for fields, is_same in zip(articles, same, strict=True) if wanted and is_same]
    chosen = (named or articles or [{}])[0]
    return broken | {key: value for fields in (*reversed(objects), chosen) for key, value in _common(fields, chosen)}


def _common(fields: dict[str, Any], chosen: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """All of the chosen object; of others (a WebPage beside the article) only who publishes."""
    return ((key, value) for key, value in fields.items() if fields is chosen or key in ("publisher", "isPartOf"))


def _own(value: Any, depth: int = 0) -> list[dict[str, Any]]:
    """The objects that the page itself is, however they are wrapped."""
    if isinstance(value, list):
        found = [item for one in value[:MOST_OBJECTS] for item in _own(one, depth + 1)] if depth < DEPTH else []
    elif isinstance(value, dict) and depth < DEPTH:
        found = [] if NO_ARTICLE_TYPE.search(_type(value)) else [value]
        for key in OF_ITSELF:
            found += _own(value.get(key), depth + 1)
    else:
        found = []
    return found[:MOST_OBJECTS]


def _type(fields: dict[str, Any]) -> str:
    kind = fields.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind or "")


def _is_article(fields: dict[str, Any]) -> bool:
    return any(ARTICLE_TYPE.search(kind) for kind in _type(fields).split())


def names(value: Any) -> Iterator[str]:
    """The names in a field that holds a name, an object with a name, or several of them."""
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str) and name.strip():
            yield name
