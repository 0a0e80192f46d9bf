"""Outlets under several spellings: `KESTREL DAILY`, `The Kestrel Daily` and `kestreldaily.example` are one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

DOMAIN = re.compile(r"(?:www\.)?((?:[\w-]+\.)+)([a-z]{2,24})", re.IGNORECASE)
SECOND_LEVEL = ("co", "com", "org", "net", "gov", "ac", "or", "ne", "in")
"""Labels that belong to the ending of an address: lark.co.uk, lark.com.au."""


def outlet_key(name: str) -> str:
    """What all spellings of an outlet share: its letters and figures, without the article, a place in brackets or a domain's ending.

    >>> outlet_key("The Kestrel Daily (Northam)") == outlet_key("KESTREL DAILY") == outlet_key("www.kestreldaily.example")
    True
    """
    plain = unicodedata.normalize("NFKC", name).strip()
    if domain := DOMAIN.fullmatch(plain):
        labels = domain[1].rstrip(".").split(".")
        plain = ".".join(labels[:-1] if len(labels) > 1 and labels[-1] in SECOND_LEVEL else labels[-1:])
    plain = re.sub(r"\s*\([^()]{1,40}\)$|,\s*the$", "", plain, flags=re.IGNORECASE)
    letters = "".join(character for character in plain.casefold() if character.isalnum())
    shorter = letters.removeprefix("the")
    return (shorter if len(shorter) >= 3 else letters) or name


def shown_names(counted: Mapping[str, int]) -> dict[str, str]:
    """Every spelling with the one that its outlet is shown by: the one written most often, and of these a name before an address."""
    groups: dict[str, list[str]] = {}
    for name in counted:
        groups.setdefault(outlet_key(name), []).append(name)
    shown: dict[str, str] = {}
    for names in groups.values():
        best = min(names, key=lambda name: (DOMAIN.fullmatch(name) is not None, -counted[name], name))
        shown |= dict.fromkeys(names, best)
    return shown


def same_outlets(names: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """Those of `known` that are an outlet of `names` in some spelling."""
    wanted = {outlet_key(name) for name in names}
    return frozenset(name for name in known if outlet_key(name) in wanted)


def as_shown(outlets: Sequence[str | None]) -> list[str | None]:
    """The outlets of some articles, each by the name that it is shown by among them."""
    shown = shown_names(Counter(name for name in outlets if name))
    return [shown[name] if name else None for name in outlets]
