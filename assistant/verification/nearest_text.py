"""What of the references is near to a claim: the sentences that hold the most of it, with their neighbours, as one short text.

A network reads no more at once, and most of a long reference says nothing about a claim.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.schema import Span
from assistant.text.content_words import sentences_of
from assistant.text.tokens import TokenizedText

ROOM = 160
"""Words."""


def nearest_text(
    claim: TokenizedText, texts: Sequence[TokenizedText], weigh: Callable[[str], float], room: int = ROOM
) -> list[tuple[int, Span]]:
    """Stretches of the texts, as (text, characters), in their order, of together about `room` words.

    The sentence that holds the most of the claim comes first, then always the one that adds most to what is held, then the
    neighbours of the first, the one before it first: there stands whom a pronoun means. At least one sentence, however long.
    """
    weights = {stem: weigh(stem) for sentence in sentences_of(claim) for stem in sentence.stems}
    places = [(text, sentence) for text, words in enumerate(texts) for sentence in range(len(words.sentences))]
    hits = [stems.stems & weights.keys() for words in texts for stems in sentences_of(words)]
    sizes = [len(words.tokens_of(sentence)) for words in texts for sentence in range(len(words.sentences))]
    taken: list[int] = []
    held: set[str] = set()
    while len(taken) < len(places):
        added = [-1.0 if i in taken else sum(weights[stem] for stem in hit - held) for i, hit in enumerate(hits)]
        best = max(range(len(added)), key=lambda i: (added[i], -abs(i - taken[0]) if taken else 0))
        if added[best] <= 0 or (taken and sum(sizes[i] for i in taken) + sizes[best] > room):
            break
        taken.append(best)
        held |= hits[best]
    taken = taken or [0] * bool(places)
    for step in (-1, 1, -2, 2, -3, 3):
        near = taken[0] + step if taken else -1
        beside = 0 <= near < len(places) and near not in taken and places[near][0] == places[taken[0]][0]
        if beside and sum(sizes[i] for i in taken) + sizes[near] <= room:
            taken.append(near)
    return _joined([places[i] for i in sorted(taken)], texts)


def _joined(places: Sequence[tuple[int, int]], texts: Sequence[TokenizedText]) -> list[tuple[int, Span]]:
    """Sentences that follow each other as one stretch."""
    stretches: list[tuple[int, Span]] = []
    last: tuple[int, int] | None = None
    for text, sentence in places:
        start, end = texts[text].sentences[sentence]
        if last == (text, sentence - 1):
            stretches[-1] = (text, (stretches[-1][1][0], end))
        else:
            stretches.append((text, (start, end)))
        last = (text, sentence)
    return stretches
