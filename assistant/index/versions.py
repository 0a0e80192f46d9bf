"""Versions of one article, saved again under the same address, or under the same headline by the same outlet.

The newest answers. The older ones stay in the index, so that what was cited before can still be opened at the same characters. Two
articles under one headline ("Weather") are no versions: their texts must be alike, which 32 numbers an article tell (MinHash over
its word triples: the share of equal numbers is an estimate of the share of common triples, Broder 1997).
"""

from __future__ import annotations

import hashlib
import itertools
import re
import zlib
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np

from assistant.schema import Article
from assistant.text.outlet_names import outlet_key

SKETCH = 32
PRIME = (1 << 31) - 1
FEW_WORDS = 5
"""Words of a text below which it has no sketch: it is like none."""
LOOKED_AT = 4_000
"""Words of a text that are looked at."""
SAME_ADDRESS = 0.25
SAME_ADDRESS_AND_HEADLINE = 0.1
"""A report that grows all day under one address keeps little of its first text."""
SAME_HEADLINE = 0.4
UNDATED = 0.6
DAYS_APART = 0.8
"""As alike two texts must be, by what else they share; the last two for one headline, and no day to compare or days apart."""
LARGEST_GROUP = 200
"""Articles under one address or headline beyond which it names no article."""
OF_A_VISIT = re.compile(r"utm_\w+|fbclid|gclid|ref|source|share|amp|s|t", re.IGNORECASE)
"""Parameters of an address that say how a reader came, not what is read."""

VERSION_DTYPE = [("changed", "<i4"), ("address", "<u8"), ("headline", "<u8"), ("sketch", "<u4", (SKETCH,))]
"""What is kept of an article to find its versions by: its latest day, what it is saved under (0 for nothing), its sketch."""


def identity(article: Article) -> tuple[int, int, int, Sequence[int]]:
    """The values of VERSION_DTYPE for an article."""
    latest = max((day for day in (article.published, article.updated) if day), default=None)
    headline = re.sub(r"\W+", " ", article.title or "").casefold().strip()
    named = f"{headline}\n{outlet_key(article.outlet or '')}" if headline and article.outlet else ""
    body = article.text[article.body_start :]
    return latest.toordinal() if latest else 0, _number(_address(article.url)), _number(named), sketch(body)


def sketch(text: str) -> Sequence[int]:
    """The smallest of the numbers of a text's word triples under each of 32 orders; zeros for a text of a few words."""
    words = re.findall(r"\w+", text.casefold())[:LOOKED_AT]
    if len(words) < FEW_WORDS:
        return [0] * SKETCH
    triples = {zlib.crc32(" ".join(words[at : at + 3]).encode("utf-8", "replace")) for at in range(len(words) - 2)}
    orders = np.random.default_rng(7).integers(1, PRIME, size=(2, SKETCH, 1), dtype=np.uint64)
    numbers = (orders[0] * (np.array(sorted(triples), dtype=np.uint64) % PRIME) + orders[1]) % PRIME
    smallest: list[int] = numbers.min(axis=1).tolist()
    return smallest


def newest_versions(table: np.ndarray, saved: Sequence[int]) -> np.ndarray:
    """Per article the row of its newest version; -1 where it is that itself. `saved` is when each one's file was written.

    The newest is the one of the latest day, published or changed, and of these the one whose file is the latest.
    """
    newest = np.full(len(table), -1, dtype=np.int64)
    for group in _groups(table):
        group.sort(key=lambda row: (int(table["changed"][row]), saved[row], row), reverse=True)
        leaders: list[int] = []
        for row in group:
            leader = next((one for one in leaders if _are_versions(table, one, row)), None)
            if leader is None:
                leaders.append(row)
            elif newest[row] < 0:
                newest[row] = leader
    return _followed(newest)


def _followed(newest: np.ndarray) -> np.ndarray:
    """A version of a version, found by the address of the one and the headline of the other, is one of the newest."""
    for _ in range(len(newest)):
        further = newest.copy()
        further[newest >= 0] = newest[newest[newest >= 0]]
        chained = (newest >= 0) & (further >= 0)
        if not chained.any():
            break
        newest[chained] = further[chained]
    return newest


def _groups(table: np.ndarray) -> list[list[int]]:
    """Rows that share an address or a headline."""
    groups = []
    for name in ("address", "headline"):
        order = np.argsort(table[name], kind="stable")
        keys = table[name][order]
        bounds = [0, *(np.flatnonzero(keys[1:] != keys[:-1]) + 1).tolist(), len(keys)]
        for start, end in itertools.pairwise(bounds):
            if 1 < end - start <= LARGEST_GROUP and keys[start]:
                groups.append(order[start:end].tolist())
    return groups


def _are_versions(table: np.ndarray, one: int, other: int) -> bool:
    alike = _likeness(table["sketch"][one], table["sketch"][other])
    headline = bool(table["headline"][one]) and table["headline"][one] == table["headline"][other]
    if table["address"][one] and table["address"][one] == table["address"][other]:
        return alike >= (SAME_ADDRESS_AND_HEADLINE if headline else SAME_ADDRESS)
    if table["address"][one] and table["address"][other]:
        return False  # two addresses, two articles
    days = int(table["published"][one]), int(table["published"][other])
    if all(days):
        return headline and alike >= (SAME_HEADLINE if abs(days[0] - days[1]) <= 1 else DAYS_APART)
    return headline and alike >= UNDATED


def _likeness(one: np.ndarray, other: np.ndarray) -> float:
    return float((one == other).mean()) if one.any() and other.any() else 0.0


def _address(url: str | None) -> str:
    """What two forms of one address share; empty for a site's first page, which names no article."""
    try:
        parts = urlsplit(url or "")
        query = sorted((name, value) for name, value in parse_qsl(parts.query) if not OF_A_VISIT.fullmatch(name))
        host, path = (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")
    except ValueError:
        return ""
    return f"{host}{path}?{urlencode(query)}" if path or query else ""


def _number(name: str) -> int:
    digest = hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little") if name else 0
