"""Whose report a question asks for, and whether what was found is theirs.

`What does the Bloomberg article say of the merger?` is not answered by what others write of the merger. Who only reported something
(`according to the Navy`) may be named in the articles of others; who wrote an article must be an outlet of those that were found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.schema import Evidence, QuerySource
from assistant.text.languages import ENGLISH, Language
from assistant.text.mentions import Mention, find_mention, read_mentions
from assistant.text.outlet_names import same_outlets

SECTION = re.compile(r" [-–—|] $")
"""What stands between an outlet and a part of it: `FOX News - Health`."""


def sources(text: str, mentions: Sequence[Mention], language: Language = ENGLISH) -> tuple[QuerySource, ...]:
    """Those whose report a question asks for, each once, in its order.

    >>> asked = "Who leads the bank, according to Reuters and an article in The Hindu?"
    >>> [(one.name, one.wrote) for one in sources(asked, read_mentions(asked))]
    [('Reuters', False), ('The Hindu', True)]
    """
    found: dict[str, bool] = {}
    for mention in mentions:
        before = language.questions.before_a_source.search(text[: mention.start])
        behind = language.questions.behind_a_source.match(text[mention.end :])
        if mention.kind == "name" and (before or behind) and not SECTION.search(text[: mention.start]):
            wrote = any(side and side["wrote"] for side in (before, behind))
            found[mention.text] = found.get(mention.text, False) or wrote
    return tuple(QuerySource(name, wrote) for name, wrote in found.items())


def not_found(asked: Sequence[QuerySource], evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """The sources that a question asks for and the evidence lacks; none where some of it does not say whose it is."""
    if not all(item.outlet for item in evidence):
        return ()
    return tuple(source.name for source in asked if not any(_is_of(source, item) for item in evidence))


def _is_of(source: QuerySource, item: Evidence) -> bool:
    """Whether a passage is by a source, in some spelling of its name; one who need not be an outlet may be named in it."""
    outlet = item.outlet or ""
    by = bool(same_outlets((source.name,), (outlet,))) or _names(outlet, source.name)
    return by or (not source.wrote and _names(f"{item.title or ''}\n{item.text}", source.name))


def _names(text: str, name: str) -> bool:
    """Whether a text has a name as it is written, or another form of it: `NYT` for `The New York Times`."""
    return name in text or any(find_mention(mention, text) for mention in read_mentions(name, "name"))
