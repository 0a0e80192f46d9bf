"""Whether a text says the contrary of a claim: "not" on one side only, or the opposite word in the same place.

Rules over words. A denial in other words is seen where it is one of a list ("fell short of", "no longer"), not where it
takes thought ("the talks never got that far").
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from assistant.text.content_words import sentences_of, token_stems
from assistant.text.languages import Language
from assistant.text.normalize import stem
from assistant.text.tokens import TokenizedText


@functools.cache
def opposites(language: Language) -> Mapping[str, frozenset[str]]:
    """For each stem, those that say the contrary."""
    table: dict[str, set[str]] = {}
    for one, other in language.check.opposites:
        table.setdefault(stem(one, language), set()).add(stem(other, language))
        table.setdefault(stem(other, language), set()).add(stem(one, language))
    return {word: frozenset(others) for word, others in table.items()}


def says_contrary(claim: TokenizedText, text: TokenizedText, sentence: int) -> bool:
    """True where this sentence of a text denies what the claim says, the reverse, or has the opposite word in its place.

    Only a word that both have counts: "not" beside something else says nothing here.
    """
    return denies(claim, text, sentence) or is_denied(claim, text, sentence) or _opposed(claim, text, sentence)


def is_denied(claim: TokenizedText, text: TokenizedText, sentence: int) -> bool:
    """True where this sentence of a text denies something that the claim says and does not negate."""
    tokens = text.tokens_of(sentence)
    claimed = frozenset(token_stems(claim))
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
        _denial(text, i) or text.lower[i] in text.language.check.also_deny
        for text, sentence in sentences
        for i in text.tokens_of(sentence)
    )


def _says_not(claim: TokenizedText, i: int) -> bool:
    """A "not" that denies: neither "No, …", "No. 5", "whether or not" nor "not only"."""
    word, listed = claim.lower[i], claim.language.check
    if word not in listed.nots and not word.endswith(("n't", "n’t")):
        return False
    before, after = claim.lower[i - 1] if i else "", claim.lower[i + 1] if i + 1 < len(claim) else "."
    return before != "or" and after not in listed.affirming and not (word == "no" and after in ",.:;")


def _denial(words: TokenizedText, i: int) -> bool:
    """A word that denies, or two."""
    word, listed = words.lower[i], words.language.check
    pair = (word, *words.lower[i + 1 : i + 2])
    return word in listed.negations or word.endswith(("n't", "n’t")) or pair in listed.denying_phrases


def _opposed(claim: TokenizedText, text: TokenizedText, sentence: int) -> bool:
    """True where a word of the claim has its opposite in the sentence beside the same neighbour: prices fell, prices rose."""
    stated = sentences_of(text)[sentence].stems
    mine = [found for found in token_stems(claim) if found is not None]
    table = opposites(claim.language)
    known = frozenset(mine)
    for i, word in enumerate(mine):
        against = table.get(word, frozenset()) & stated if word not in stated else frozenset()
        if against - known:
            theirs = [found for j in text.tokens_of(sentence) if (found := token_stems(text)[j]) is not None]
            near = set(mine[max(0, i - 2) : i + 3])
            if any(near & set(theirs[max(0, j - 2) : j + 3]) for j, other in enumerate(theirs) if other in against):
                return True
    return False


def negations(words: TokenizedText, first: int, end: int) -> list[tuple[str, ...]]:
    """For each negation in tokens [first, end) the next content words of its clause, three at most."""
    listed, stems = words.language.check, token_stems(words)
    scopes = []
    for i in range(first, end):
        if _denial(words, i):
            scope: list[str] = []
            for j in range(i + 1, min(i + 8, end)):
                word, found = words.lower[j], stems[j]
                if word in listed.clause_ends or len(scope) == 3 or (not scope and word in listed.affirming):
                    break
                if found is not None and found not in listed.light:
                    scope.append(found)
            if scope:
                scopes.append(tuple(scope))
    return scopes


def negated_stems(words: TokenizedText, first: int, end: int) -> set[str]:
    """Every word in the scope of a negation."""
    return {word for scope in negations(words, first, end) for word in scope}
