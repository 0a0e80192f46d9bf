"""What the check looks at: features with readable names, measured between a claim and its references."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
from collections.abc import Callable, Mapping, Sequence

from assistant.atoms import Located
from assistant.tokens import STOP, TOKEN, Words, listed, stem
from assistant.units import SMALL, TENS

Weigh = Callable[[str], float]
"""A stem's weight: how rare it is."""

NEGATIONS = frozenset(
    listed(
        """
    not no never neither nor none nobody nothing without cannot can't won't don't doesn't didn't isn't aren't wasn't
    weren't hasn't haven't hadn't wouldn't shouldn't couldn't hardly barely denied denies deny rejected rejects
    reject refused refuses refuse failed fails fail unable lack lacks lacked ruled
    """
    )
)
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
ABSOLUTE = frozenset(
    listed(
        """
    all only always every never none most best first largest biggest highest entirely completely exclusively sole
    solely
    """
    )
)
HEDGES = frozenset(
    listed(
        """
    may might could can possibly perhaps likely probably often sometimes usually generally typically reportedly
    allegedly
    """
    )
)


@functools.cache
def opposites() -> Mapping[str, frozenset[str]]:
    """For each stem, those that say the contrary."""
    table: dict[str, set[str]] = {}
    for one, other in (pair.split("/") for pair in OPPOSITES):
        table.setdefault(stem(one), set()).add(stem(other))
        table.setdefault(stem(other), set()).add(stem(one))
    return {word: frozenset(others) for word, others in table.items()}


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """One reference sentence as stems: in order, and as a set."""

    order: tuple[str, ...]
    stems: frozenset[str]


@functools.lru_cache(maxsize=65536)
def content_stem(word: str) -> str | None:
    """The stem of a content word; None for a sign or a function word. Small numbers become digits."""
    if not word[0].isalnum() or word in STOP:
        return None
    if word in SMALL:
        return str(SMALL[word])
    if word in TENS:
        return str(TENS[word])
    return stem(word)


@functools.lru_cache(maxsize=256)
def sentences_of(words: Words) -> list[Sentence]:
    """The sentences of a text as stems."""
    stems = [content_stem(word) for word in words.lower]
    read = []
    for sentence in range(len(words.sentences)):
        tokens = words.tokens_of(sentence)
        order = tuple(found for found in stems[tokens.start : tokens.stop] if found is not None)
        read.append(Sentence(order, frozenset(order)))
    return read


FEATURES = (
    "cover_all", "cover_best", "cover_two", "cover_greedy", "bigrams", "trigrams", "pairs", "near", "longest",
    "reverse_best", "missing_figures", "missing_dates", "missing_names", "missing_quotes", "unmatched",
    "unmatched_best", "unmatched_rarest", "opposites", "negation", "absolutes", "hedges", "claim_length",
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison:
    """A claim laid beside the sentences of its references."""

    order: tuple[str, ...]
    """The claim's content stems as they come."""
    weights: Mapping[str, float]
    sentences: Sequence[Sentence]
    vocabulary: frozenset[str]
    hits: Sequence[frozenset[str]]
    """For each reference sentence, the claim's stems in it."""
    best: int | None
    """The sentence that holds most of the claim."""

    def share(self, stems: frozenset[str] | set[str]) -> float:
        """The weighted share of the claim that these stems make up."""
        total = sum(self.weights.values())
        return sum(self.weights[found] for found in stems) / total if total else 0.0


def compare(claim: Words, references: Sequence[Words], weigh: Weigh, located: Sequence[Located] = ()) -> Comparison:
    """Lay the claim's content words beside every sentence of its references.

    Where an atom was found in other words ("Kiev" at "Kyïv"), sentences with those words hold the atom's words too.
    """
    order = tuple(found for word in claim.lower if (found := content_stem(word)) is not None)
    weights = {word: weigh(word) for word in order}
    sentences = [sentence for reference in references for sentence in sentences_of(reference)]
    claimed = frozenset(weights)
    same = [pair for found in located for pair in _otherwise(found, claim, references)]
    hits = []
    for sentence in sentences:
        told = [mine for mine, theirs in same if theirs <= sentence.stems]
        hits.append((claimed & sentence.stems).union(*told) if told else claimed & sentence.stems)
    vocabulary = frozenset().union(*(sentence.stems for sentence in sentences), *(mine for mine, _ in same))
    best = max(range(len(hits)), key=lambda i: sum(weights[word] for word in hits[i]), default=None)
    return Comparison(order, weights, sentences, vocabulary, hits, best)


def _otherwise(
    found: Located, claim: Words, references: Sequence[Words]
) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The claim's stems of an atom and the reference's, where they differ."""
    if found.reference is None or found.span is None:
        return []
    mine = frozenset(
        stem
        for i in range(found.mention.value.first, found.mention.value.end)
        if (stem := content_stem(claim.lower[i]))
    )
    text = references[found.reference].text[slice(*found.span)]
    theirs = frozenset(stem for token in TOKEN.findall(text) if (stem := content_stem(token.lower())))
    return [(mine, theirs)] if theirs and mine - theirs else []


def measure(claim: Words, references: Sequence[Words], located: Sequence[Located], weigh: Weigh) -> dict[str, float]:
    """Every feature of FEATURES by name. Shares are 0 to 1; counts are log(1 + n)."""
    return features_of(compare(claim, references, weigh, located), claim, references, located)


def features_of(
    seen: Comparison, claim: Words, references: Sequence[Words], located: Sequence[Located]
) -> dict[str, float]:
    """The features of a comparison already made."""
    return {**_coverage(seen), **_word_order(seen), **_missing(located), **_contrary(seen, claim, references)}


def _coverage(seen: Comparison) -> dict[str, float]:
    """How much of the claim's content, rare words counting more, stands in the references at all, in one sentence,
    in two.
    """
    none: frozenset[str] = frozenset()
    covered = frozenset(seen.weights) & seen.vocabulary
    prefixes = {word[:5] for word in seen.vocabulary if len(word) >= 5} if len(covered) < len(seen.weights) else set()
    alike = {word for word in seen.weights if word not in covered and len(word) >= 5 and word[:5] in prefixes}
    unmatched = [word for word in seen.weights if word not in covered and word not in alike]
    best = seen.hits[seen.best] if seen.best is not None else none
    best_words = seen.sentences[seen.best].stems if seen.best is not None else none
    adjacent = max((seen.share(one | other) for one, other in zip(seen.hits, seen.hits[1:], strict=False)), default=0.0)
    second = max((seen.share(best | other) for other in seen.hits), default=0.0)
    return {
        "cover_all": seen.share(covered) + 0.6 * seen.share(alike),
        "cover_best": seen.share(best),
        "cover_two": max(adjacent, seen.share(best)),
        "cover_greedy": second,
        "reverse_best": len(best) / max(1, len(best_words)),
        "unmatched": math.log1p(len(unmatched)),
        "unmatched_best": math.log1p(len(seen.weights) - len(best)),
        "unmatched_rarest": max((seen.weights[word] for word in unmatched), default=0.0),
        "claim_length": math.log1p(len(seen.weights)),
    }


def _word_order(seen: Comparison) -> dict[str, float]:
    """Whether words that stand together in the claim stand together in the references."""
    order = seen.order
    two = list(itertools.pairwise(order))
    three = list(zip(order, order[1:], order[2:], strict=False))
    wanted = frozenset(two)
    found_two: set[tuple[str, ...]] = set()
    found_three: set[tuple[str, ...]] = set()
    close: set[tuple[str, ...]] = set()
    together: set[tuple[str, ...]] = set()
    for hit, sentence in zip(seen.hits, seen.sentences, strict=True):
        if len(hit) < 2:
            continue
        words = sentence.order
        together.update(pair for pair in wanted if pair[0] in hit and pair[1] in hit)
        found_two.update(itertools.pairwise(words))
        found_three.update(zip(words, words[1:], words[2:], strict=False))
        places = [(i, word) for i, word in enumerate(words) if word in hit]
        for k, (i, word) in enumerate(places):
            close.update((word, other) for j, other in places[k + 1 : k + 4] if j - i < 4)
    return {
        "bigrams": sum(pair in found_two for pair in two) / max(1, len(two)),
        "trigrams": sum(triple in found_three for triple in three) / max(1, len(three)),
        "pairs": sum(pair in together for pair in two) / max(1, len(two)),
        "near": sum(pair in close or pair[::-1] in close for pair in two) / max(1, len(two)),
        "longest": _longest_run(order, two, found_two) / max(1, len(order)),
    }


def _longest_run(order: Sequence[str], two: Sequence[tuple[str, str]], found: set[tuple[str, ...]]) -> int:
    """The longest run of the claim whose neighbours are neighbours in the references too."""
    longest = run = 1 if order else 0
    for pair in two:
        run = run + 1 if pair in found else 1
        longest = max(longest, run)
    return longest


def _missing(located: Sequence[Located]) -> dict[str, float]:
    """The share of the claim's figures, dates, names and quotes that the references do not have."""
    shares = {}
    for kind in ("figure", "date", "name", "quote"):
        found = [atom.span is not None for atom in located if atom.mention.kind == kind]
        shares[f"missing_{kind}s"] = found.count(False) / max(1, len(found))
    return shares


def _contrary(seen: Comparison, claim: Words, references: Sequence[Words]) -> dict[str, float]:
    """Signs that the references say otherwise: opposite words, a "not" on one side only, stronger or weaker words."""
    table = opposites()
    best = seen.sentences[seen.best].stems if seen.best is not None else frozenset()
    contrary = sum(1 for word in seen.weights if word not in best and table.get(word, frozenset()) & best)
    said = frozenset(claim.lower)
    texts = [frozenset(reference.lower) for reference in references]
    absent = {
        kind: sum(1 for word in said & kind if not any(word in text for text in texts)) for kind in (ABSOLUTE, HEDGES)
    }
    return {
        "opposites": float(min(contrary, 2)),
        "negation": float(negation_differs(claim, references)),
        "absolutes": float(absent[ABSOLUTE]),
        "hedges": float(absent[HEDGES]),
    }


def negation_differs(claim: Words, references: Sequence[Words]) -> bool:
    """True where the claim says "not" and no sentence of the references that shares its words does, or the reverse."""
    negated = negated_stems(claim, 0, len(claim))
    plain = {found for word in claim.lower if (found := content_stem(word)) is not None} - negated
    stated_negated: set[str] = set()
    stated_plain: set[str] = set()
    for reference in references:
        for sentence, stems in enumerate(sentences_of(reference)):
            if len(stems.stems & (plain | negated)) < 2:
                continue
            tokens = reference.tokens_of(sentence)
            below = negated_stems(reference, tokens.start, tokens.stop)
            stated_negated |= below
            stated_plain |= stems.stems - below
    denied = {word for word in negated if word in stated_plain and word not in stated_negated}
    asserted = {word for word in plain if word in stated_negated and word not in stated_plain}
    return bool(denied or len(asserted) > 1)


def says_contrary(claim: Words, text: Words, sentence: int) -> bool:
    """True where this sentence of a text negates a word that the claim does not, the reverse, or has the opposite word.

    Only words that both have are compared, so that "not" beside something else does not count.
    """
    tokens = text.tokens_of(sentence)
    stated = sentences_of(text)[sentence].stems
    claimed = {found for word in claim.lower if (found := content_stem(word)) is not None}
    denied, denying = negated_stems(claim, 0, len(claim)), negated_stems(text, tokens.start, tokens.stop)
    shared = claimed & stated
    if bool(denied & shared - denying) != bool(denying & shared - denied):
        return True
    return any(opposites().get(word, frozenset()) & (stated - claimed) for word in claimed - stated)


def negated_stems(words: Words, first: int, end: int) -> set[str]:
    """The next three content words after each negation in tokens [first, end)."""
    negated: set[str] = set()
    for i in range(first, end):
        if words.lower[i] in NEGATIONS or words.lower[i].endswith(("n't", "n’t")):
            after = (content_stem(word) for word in words.lower[i + 1 : min(i + 8, end)])
            negated.update([stem for stem in after if stem is not None][:3])
    return negated
