"""Sentences that rest on those beside them: `Yes.`, `Therefore the first was dearer.` Premises are checked against the sources, and a
conclusion against its premises."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from assistant.answering.assembly import stands
from assistant.schema import Citation, Sentence, Support, SupportLabel
from assistant.text.languages.english import replies
from assistant.text.mentions import find_mention, read_mentions

GROUNDLESS = "It is a verdict, and nothing beside it carries it."
FOLLOWS = "It rests on what is cited, which is checked; that it follows from it is not."
MOST_CITED = 3
"""Sources that a sentence of a model's is shown with."""


def conclude(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences of one reply, in which what concludes or opens with a verdict is at most partly supported.

    One whose words a source has falls where there are sentences before it and none of them stands. One that no source carries is
    carried by the premises that do, a bare verdict always, others where all figures, dates, names and quoted words in it stand in them.
    """
    settled = [_settled(one, sentences[:place]) for place, one in enumerate(sentences)]
    premises = [one for one in settled if stands(one) and not replies.VERDICT.match(one.text)]

    def carried(sentence: Sentence) -> Sentence:
        if replies.VERDICT.match(sentence.text):
            if not premises:
                return Sentence(sentence.text, (), Support("unsupported", 0.0, (), GROUNDLESS))
            return _rests_on(sentence, premises)
        if (
            replies.CONCLUDES.match(sentence.text)
            and not stands(sentence)
            and premises
            and _repeats(sentence, premises)
        ):
            return _rests_on(sentence, premises)
        return sentence

    return [carried(sentence) for sentence in settled]


def _settled(sentence: Sentence, before: Sequence[Sentence]) -> Sentence:
    """A conclusion with words of its own, as far as what stands before it lets it: that the words are a source's says little of it."""
    concludes = replies.CONCLUDES.match(sentence.text) or replies.OPENS_WITH_VERDICT.match(sentence.text)
    if not concludes or not stands(sentence) or sentence.support is None:
        return sentence
    premises = [one for one in before if not replies.VERDICT.match(one.text)]
    if premises and not any(stands(one) for one in premises):
        fallen = dataclasses.replace(sentence.support, label="unsupported", reason=GROUNDLESS)
        return dataclasses.replace(sentence, support=fallen)
    if sentence.support.label != "supported":
        return sentence
    return dataclasses.replace(sentence, support=dataclasses.replace(sentence.support, label="partly", reason=FOLLOWS))


def _rests_on(sentence: Sentence, premises: Sequence[Sentence]) -> Sentence:
    """The sentence with its premises' citations, partly supported where they were judged."""
    supports = [premise.support for premise in premises if premise.support]
    label: SupportLabel = "not judged" if any(support.label == "not judged" for support in supports) else "partly"
    citations: dict[int, Citation] = {}
    for premise in premises:
        citations |= {citation.label: citation for citation in premise.citations if citation.label not in citations}
    support = Support(label, min(support.score for support in supports), (), FOLLOWS)
    return dataclasses.replace(sentence, citations=tuple(citations.values())[:MOST_CITED], support=support)


def _repeats(sentence: Sentence, premises: Sequence[Sentence]) -> bool:
    """Whether every figure, date, name and quotation of the sentence stands in a premise."""
    text = " ".join(premise.text for premise in premises)
    return all(find_mention(mention, text) is not None for mention in read_mentions(sentence.text))
