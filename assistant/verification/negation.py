"""Whether a text says the contrary of a claim: "not" on one side only, or the opposite word in the same place.

Rules over words. A denial in other words is seen where it is one of a list ("fell short of", "no longer"), not where it
takes thought ("the talks never got that far").
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from assistant.text.content_words import content_stem, sentences_of
from assistant.text.tokens import TokenizedText, listed, stem

NEGATIONS = frozenset(
    listed(
        """
    not no non never neither nor none nobody nothing without cannot can't won't don't doesn't didn't isn't aren't wasn't
    weren't hasn't haven't hadn't wouldn't shouldn't couldn't hardly barely denied denies deny rejected rejects
    reject refused refuses refuse failed fails fail unable lack lacks lacked ruled
    """
    )
)
PHRASES = frozenset(
    [
        ("short", "of"), ("far", "from"), ("instead", "of"), ("rather", "than"), ("yet", "to"), ("declined", "to"),
        ("refrained", "from"), ("stopped", "from"), ("prevented", "from"), ("barred", "from"), ("stopped", "short"),
    ]
)  # fmt: skip
"""Two words that deny what follows: "fell short of the target"."""
NOT = frozenset(listed("not no never neither nor none nobody nothing without cannot"))
"""What makes a claim a denial, besides words in -n't. "Rejected" and the like are words as others are."""
ALSO_DENY = frozenset(
    listed("rarely seldom impossible unlikely absence absent prevented avoided ceased stopped instead few little")
)
"""Enough for a "not" in a claim to rest on."""
OPPOSITES = listed(
    """
    rise/fall rose/fell rise/fell rose/fall rise/drop rose/drop increase/decrease increase/decline increase/reduce
    increase/fall increase/lower grow/shrink grew/shrank gain/loss gain/lose win/lose won/lost agree/refuse
    agree/reject accept/reject accept/refuse approve/reject confirm/deny admit/deny allow/ban allow/prohibit
    allow/prevent start/end start/stop begin/end began/ended open/close high/low higher/lower more/less more/fewer
    most/least before/after above/below early/late first/last support/oppose backed/opposed buy/sell bought/sold
    arrive/leave enter/leave join/leave attack/defend advance/retreat success/failure succeed/fail up/down
    strong/weak stronger/weaker large/small larger/smaller long/short longer/shorter old/young positive/negative
    safe/dangerous legal/illegal possible/impossible major/minor maximum/minimum import/export north/south east/west
    northern/southern eastern/western male/female alive/dead public/private hot/cold improve/worsen better/worse
    best/worst same/different always/never left/right
    """
)


@functools.cache
def opposites() -> Mapping[str, frozenset[str]]:
    """For each stem, those that say the contrary."""
    table: dict[str, set[str]] = {}
    for one, other in (pair.split("/") for pair in OPPOSITES):
        table.setdefault(stem(one), set()).add(stem(other))
        table.setdefault(stem(other), set()).add(stem(one))
    return {word: frozenset(others) for word, others in table.items()}


def says_contrary(claim: TokenizedText, text: TokenizedText, sentence: int) -> bool:
    """True where this sentence of a text denies what the claim says, the reverse, or has the opposite word in its place.

    Only a word that both have counts: "not" beside something else says nothing here.
    """
    tokens = text.tokens_of(sentence)
    stated = sentences_of(text)[sentence].stems
    if denies(claim, text, sentence) or is_denied(claim, text, sentence):
        return True
    return bool(_opposed(claim, range(len(claim)), text, tokens, stated))


def is_denied(claim: TokenizedText, text: TokenizedText, sentence: int) -> bool:
    """True where this sentence of a text denies something that the claim says and does not negate."""
    tokens = text.tokens_of(sentence)
    claimed = {found for word in claim.lower if (found := content_stem(word)) is not None}
    denied = negated_stems(claim, 0, len(claim))
    return any(scope[0] in claimed and scope[0] not in denied for scope in negations(text, tokens.start, tokens.stop))


def denies(claim: TokenizedText, text: TokenizedText, sentence: int) -> bool:
    """True where the claim negates something that this sentence of a text says and does not negate."""
    tokens = text.tokens_of(sentence)
    stated = sentences_of(text)[sentence].stems
    denying = negated_stems(text, tokens.start, tokens.stop)
    scopes = negations(claim, 0, len(claim))
    return any(next((word not in denying for word in scope if word in stated), False) for scope in scopes)


def denying_sentences(claim: TokenizedText) -> list[int]:
    """The claim's sentences that say "not" in any form."""
    return list(dict.fromkeys(claim.sentence_of(i) for i in range(len(claim)) if _says_not(claim, i)))


def anything_denied(sentences: Sequence[tuple[TokenizedText, int]]) -> bool:
    """True where one of these sentences, as (text, sentence), denies anything in any way."""
    return any(
        _denial(text, i) or text.lower[i] in ALSO_DENY for text, sentence in sentences for i in text.tokens_of(sentence)
    )


def _says_not(claim: TokenizedText, i: int) -> bool:
    """A "not" that denies: neither "No, …", "No. 5", "whether or not" nor "not only"."""
    word = claim.lower[i]
    if word not in NOT and not word.endswith(("n't", "n’t")):
        return False
    before, after = claim.lower[i - 1] if i else "", claim.lower[i + 1] if i + 1 < len(claim) else "."
    return before != "or" and after not in AFFIRMS and not (word == "no" and after in ",.:;")


def _denial(words: TokenizedText, i: int) -> bool:
    """A word that denies, or two."""
    word = words.lower[i]
    return word in NEGATIONS or word.endswith(("n't", "n’t")) or (word, *words.lower[i + 1 : i + 2]) in PHRASES


def _opposed(
    claim: TokenizedText, claim_tokens: range, text: TokenizedText, tokens: range, stated: frozenset[str]
) -> bool:
    """True where a word of the claim has its opposite in the text beside the same neighbour: prices fell, prices
    rose.
    """
    mine = [found for i in claim_tokens if (found := content_stem(claim.lower[i])) is not None]
    table = opposites()
    known = frozenset(mine)
    for i, word in enumerate(mine):
        against = table.get(word, frozenset()) & stated if word not in stated else frozenset()
        if against - known:
            theirs = [found for j in tokens if (found := content_stem(text.lower[j])) is not None]
            near = set(mine[max(0, i - 2) : i + 3])
            if any(near & set(theirs[max(0, j - 2) : j + 3]) for j, other in enumerate(theirs) if other in against):
                return True
    return False


LIGHT = frozenset(("abl", "realli", "necessarili", "yet", "ever", "even", "longer", "anymor", "short"))
AFFIRMS = frozenset(("only", "just", "merely", "simply", "least"))
"""After "not" these deny nothing: "not only", "not just", "not least"."""
CLAUSE_ENDS = frozenset(".;:—–!?") | {"but", "although", "though", "because", "while"}


def negations(words: TokenizedText, first: int, end: int) -> list[tuple[str, ...]]:
    """For each negation in tokens [first, end) the next content words of its clause, three at most."""
    scopes = []
    for i in range(first, end):
        if _denial(words, i):
            scope: list[str] = []
            for word in words.lower[i + 1 : min(i + 8, end)]:
                if word in CLAUSE_ENDS or len(scope) == 3 or (not scope and word in AFFIRMS):
                    break
                found = content_stem(word)
                if found is not None and found not in LIGHT:
                    scope.append(found)
            if scope:
                scopes.append(tuple(scope))
    return scopes


def negated_stems(words: TokenizedText, first: int, end: int) -> set[str]:
    """Every word in the scope of a negation."""
    return {word for scope in negations(words, first, end) for word in scope}
