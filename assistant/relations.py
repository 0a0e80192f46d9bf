"""Whether a claim's names stand where the references have them.

A name that is in the text but not beside the rest of the claim was perhaps put in another's place ("Vidal said …"
where Reyes said it); two names may have changed places ("France beat Spain"). Both are signs from word positions,
not from grammar: `verify_bench` measures how many wrong claims they catch.
"""

from __future__ import annotations

import bisect
import collections
import operator
import re
from collections.abc import Sequence

from assistant.atoms import Located, Mention
from assistant.stems import content_stem
from assistant.support_features import Comparison
from assistant.tokens import Words, listed

CARRIED = 0.6
"""The share of the claim without its name that one sentence must hold for the name's place to say anything."""
FULL_STOP = re.compile(r"[.!?…]")
PRONOUNS = frozenset(listed("he she it they his her hers its their him them who whose"))
MOST_NAMES = 12
"""A sentence has no more names than this; a page must not cost a minute."""
REACH = 6
"""Content words: how far a name's neighbours in the claim may stand from it in the text."""


def stray_name(seen: Comparison, claim: Words, texts: Sequence[Words], located: Sequence[Located]) -> Mention | None:
    """The first name of the claim that the references have only away from the rest of the claim.

    Away means that a sentence without the name carries the rest, those with it or next to it far less; or that the
    sentences with it carry far less and hardly any of its neighbours in the claim stands near it. A name in a heading
    belongs to all that follows, and a pronoun ("her best-known part") to a name shortly before.
    """
    names = _names(claim, located)
    if not names or len(seen.sentences) < 2:
        return None
    heading, pronoun = _kinds(texts)
    places: collections.defaultdict[str, list[int]] = collections.defaultdict(list)
    for at, word in enumerate(word for sentence in seen.sentences for word in sentence.order):
        places[word].append(at)
    for mention, mine in names:
        rest = frozenset(seen.weights) - mine
        shares = [seen.share(hit & rest) for hit in seen.hits]
        best = max(range(len(shares)), key=lambda i: 0.0 if heading[i] else shares[i])
        if heading[best] or shares[best] < max(CARRIED * seen.share(rest), 1e-9):
            continue
        named = [bool(mine & hit) for hit in seen.hits]
        if any(map(operator.and_, named, heading)):
            continue
        here = max((share for share, has in zip(shares, named, strict=True) if has), default=0.0)
        beside = max((share for i, share in enumerate(shares) if any(named[max(0, i - 2) : i + 2])), default=0.0)
        lonely = here < 0.7 * shares[best] and not pronoun[best]
        if beside < 0.7 * shares[best] or (lonely and _company(mention, mine, claim, places) <= 0.25):
            return mention
    return None


def _kinds(texts: Sequence[Words]) -> tuple[list[bool], list[bool]]:
    """For every sentence whether it is a heading (a line without a full stop), and whether it has a pronoun for a
    name.
    """
    heading, pronoun = [], []
    for text in texts:
        for sentence, (start, end) in enumerate(text.sentences):
            tokens = text.tokens_of(sentence)
            heading.append(not FULL_STOP.search(text.text, max(start, end - 4), end))
            pronoun.append(not PRONOUNS.isdisjoint(text.lower[tokens.start : tokens.stop]))
    return heading, pronoun


def _names(claim: Words, located: Sequence[Located]) -> list[tuple[Mention, frozenset[str]]]:
    """The names that were found, each with its stems."""
    names = []
    for found in located:
        if found.mention.kind == "name" and found.span is not None:
            value = found.mention.value
            stems = (content_stem(claim.lower[i]) for i in range(value.first, value.end))
            names.append((found.mention, frozenset(stem for stem in stems if stem is not None)))
    once = {stems: mention for mention, stems in reversed(names) if stems}
    return [(mention, stems) for stems, mention in reversed(once.items())][:MOST_NAMES]


def _company(mention: Mention, mine: frozenset[str], claim: Words, places: dict[str, list[int]]) -> float:
    """Of the name's two neighbours on either side in the claim, the largest share that stands near one place of it.

    Only neighbours that the references have at all count; 1 where there is none.
    """
    before = [stem for word in claim.lower[: mention.value.first] if (stem := content_stem(word)) is not None]
    after = [stem for word in claim.lower[mention.value.end :] if (stem := content_stem(word)) is not None]
    neighbours = [places[stem] for stem in before[-2:] + after[:2] if stem in places]
    if not neighbours:
        return 1.0
    anchors = (at for stem in mine for at in places.get(stem, ()))
    return max((sum(_near(at, spots) for spots in neighbours) / len(neighbours) for at in anchors), default=0.0)


def _near(at: int, spots: Sequence[int]) -> bool:
    next_spot = bisect.bisect_left(spots, at - REACH)
    return next_spot < len(spots) and spots[next_spot] <= at + REACH
