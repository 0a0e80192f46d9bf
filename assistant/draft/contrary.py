"""Whether a sentence that holds nearly all words of a claim says the contrary: a "not", the opposite word, or two who changed places.

Rules over words for what is nearly verbatim; what is denied in other words is the check's to see.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from assistant.text.content_words import token_stems
from assistant.text.languages import ENGLISH, word_set
from assistant.text.normalize import stem
from assistant.text.tokens import TokenizedText, words_of

REACH = 4
"""Tokens behind a "not" that it denies."""
SUBJECT = 3
"""Content words before a verb among which its subject is."""
_NOTS = frozenset(("not", "no", "never", "none", "nobody", "neither", "nor", "nothing", "without"))
_DENIES_IN_A_CLAIM = re.compile(
    r"\b(?:not|no|never|none|nobody|neither|nor|nothing|without|cannot|fail(?:s|ed)?|refus(?:es|ed)|den(?:y|ies|ied)|reject(?:s|ed)?"
    r"|yet to|no longer|turned down|declined|unable|lack(?:s|ed)?|rather than|instead of|un[a-z]{4,})\b|n[’']t\b",
    re.IGNORECASE,
)
IRREGULAR = word_set(
    "won beat met led gave took sent paid spent told held bought sold sought found lost left struck built drew drove fought got hit"
    " kept let put read rang sank saw shot spoke stole taught threw wins beats meets leads gives takes sends pays tells sells"
)
WIDER = (
    (
        word_set("all every everyone everybody always entire"),
        word_set("some many most several often usually sometimes few almost"),
    ),
    (word_set("must will shall"), word_set("may might could can should perhaps")),
    (word_set("never"), word_set("rarely seldom hardly sometimes")),
    (word_set("certainly definitely surely"), word_set("possibly perhaps probably likely may might could")),
)
"""Words of which the first say more than the second."""
TURNED = frozenset(("said", "says", "added", "adds", "asked", "replied", "called", "warned", "wrote"))
"""Verbs whose speaker may stand behind them."""
_APPOSITION = re.compile(r",[^,.;“”\"]{2,80},")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\b(?: \w+){1,5}? by\b", re.IGNORECASE)


def says_otherwise(claim: str, text: str) -> bool:
    """Whether a text denies what a claim says without any denial, or has the opposite of one of its words beside the same word.

    >>> says_otherwise("A date was set for another round.", "No date was set for another round.")
    True
    """
    mine, theirs = words_of(claim), words_of(text)
    if not _DENIES_IN_A_CLAIM.search(claim) and _denied(mine, theirs):
        return True
    return not (_says_not(mine) or _says_not(theirs)) and _opposite(mine, theirs)


def exchanged(claim: str, text: str) -> bool:
    """Whether two who stand on the two sides of a word in a claim have changed sides in a text.

    >>> exchanged("The pilots had first offered the port 2 per cent.", "The port had first offered the pilots 2 per cent.")
    True
    """
    if _PASSIVE.search(claim) or _PASSIVE.search(text):
        return False
    mine, theirs = _order(claim), _order(text)
    for word in sorted(_verbs(claim) & _verbs(text)):
        if mine.count(word) == 1 and theirs.count(word) == 1:
            at, there = mine.index(word), theirs.index(word)
            ours, others = set(mine[max(0, at - SUBJECT) : at]), set(theirs[max(0, there - SUBJECT) : there])
            crossed = (others & set(mine[at + 1 :])) - set(mine[:at])
            if crossed and ours - set(theirs[:there]):
                return True
    return False


def widened(claim: str, text: str) -> tuple[str, str] | None:
    """The word by which a claim says more than a text that has a weaker one: `must` where it says `may`. None where it does not.

    >>> widened("All ships must turn back.", "Some ships may turn back.")
    ('all', 'some')
    """
    mine, theirs = words_of(claim).lower, words_of(text).lower
    for strong, weak in WIDER:
        more = next((word for word in mine if word in strong and word not in theirs), None)
        less = next((word for word in theirs if word in weak and word not in mine), None)
        if more and less and not strong.intersection(theirs) and not weak.intersection(mine):
            return more, less
    return None


def _order(text: str) -> list[str]:
    """The content stems of a text in order, what is set between commas and quoted left out."""
    plain = _APPOSITION.sub(" ", text)
    return [found for found in token_stems(words_of(plain)) if found is not None]


def _verbs(text: str) -> frozenset[str]:
    """The stems of words that look like the past of a verb."""
    words = words_of(text)
    listed = ENGLISH.names.verbs | ENGLISH.check.saying | IRREGULAR
    return frozenset(
        stem(word, ENGLISH) for word in words.lower if (word.endswith("ed") or word in listed) and word not in TURNED
    )


def _says_not(words: TokenizedText) -> bool:
    return any(word in _NOTS or word.endswith(("n't", "n’t")) for word in words.lower)


def _denied(claim: TokenizedText, text: TokenizedText) -> bool:
    claimed = frozenset(found for found in token_stems(claim) if found)
    stems = token_stems(text)
    for i, word in enumerate(text.lower):
        if word in _NOTS or word.endswith(("n't", "n’t")):
            behind = text.lower[i + 1 : i + 2]
            if behind and behind[0] in ("only", "just", "least", "merely"):
                continue
            scope = [found for found in stems[i + 1 : i + 1 + REACH] if found]
            if scope and scope[0] in claimed:
                return True
    return False


def _opposite(claim: TokenizedText, text: TokenizedText) -> bool:
    """`too large` where the text has `too small`: the opposite word behind the same one."""
    mine, theirs = claim.lower, text.lower
    table = opposites()
    known, stated = set(map(_stem, mine)), set(map(_stem, theirs))
    for i, word in enumerate(mine):
        against = table.get(_stem(word), frozenset()) & stated
        if _stem(word) in stated or not against - known:
            continue
        beside = {_stem(near) for near in [*mine[max(0, i - 2) : i], *mine[i + 1 : i + 3]]}
        for j, other in enumerate(theirs):
            if _stem(other) in against:
                near = {_stem(word) for word in [*theirs[max(0, j - 2) : j], *theirs[j + 1 : j + 3]]}
                if any(word and word[0].isalnum() and word != "the" for word in beside & near):
                    return True
    return False


def _stem(word: str) -> str:
    return stem(word, ENGLISH) if word[0].isalnum() else word


@functools.cache
def opposites() -> Mapping[str, frozenset[str]]:
    """For each stem those that say the contrary."""
    table: dict[str, set[str]] = {}
    for pair in ENGLISH.check.opposites:
        one, other = (stem(word, ENGLISH) for word in pair)
        table.setdefault(one, set()).add(other)
        table.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in table.items()}
