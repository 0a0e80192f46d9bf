"""Sentences that rest on those beside them: `Yes.`, `Therefore the first was dearer.` Premises are checked against the sources, and a
conclusion against its premises."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from assistant.answering.assembly import stands
from assistant.schema import Citation, Sentence, Support
from assistant.text.languages.english import replies
from assistant.text.mentions import find_mention, read_mentions

GROUNDLESS = "It is a verdict, and nothing beside it carries it."
FOLLOWS = "It rests on the sentences beside it, which are checked; that it follows from them is not."
MOST_CITED = 3
"""Sources that a sentence of a model's is shown with."""
RANK = ("unsupported", "partly", "supported")


def conclude(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences of one reply, in which a conclusion that no source carries by itself is carried by the premises that stand.

    A bare verdict is never more than its weakest premise. A conclusion in words is at most partly supported, and only where all
    figures, dates, names and quoted words in it stand in a premise.
    """
    premises = [one for one in sentences if stands(one) and not replies.VERDICT.match(one.text)]

    def carried(sentence: Sentence) -> Sentence:
        if replies.VERDICT.match(sentence.text):
            if not premises:
                return Sentence(sentence.text, (), Support("unsupported", 0.0, (), GROUNDLESS))
            return _rests_on(sentence, premises, 2)
        if (
            replies.CONCLUDES.match(sentence.text)
            and not stands(sentence)
            and premises
            and _repeats(sentence, premises)
        ):
            return _rests_on(sentence, premises, 1)
        return sentence

    return [carried(sentence) for sentence in sentences]


def _rests_on(sentence: Sentence, premises: Sequence[Sentence], highest: int) -> Sentence:
    """The sentence with its premises' citations and the least of their labels and `highest`."""
    supports = [premise.support for premise in premises if premise.support]
    if any(support.label == "not judged" for support in supports):
        label = "not judged"
    else:
        label = RANK[min(highest, *(RANK.index(support.label) for support in supports))]
    citations: dict[int, Citation] = {}
    for premise in premises:
        citations |= {citation.label: citation for citation in premise.citations if citation.label not in citations}
    support = Support(label, min(support.score for support in supports), (), FOLLOWS)  # type: ignore[arg-type]
    return dataclasses.replace(sentence, citations=tuple(citations.values())[:MOST_CITED], support=support)


def _repeats(sentence: Sentence, premises: Sequence[Sentence]) -> bool:
    """Whether every figure, date, name and quotation of the sentence stands in a premise."""
    text = " ".join(premise.text for premise in premises)
    return all(find_mention(mention, text) is not None for mention in read_mentions(sentence.text))
