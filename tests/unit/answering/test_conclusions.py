"""A verdict and a conclusion stand on their premises, and never higher."""

from __future__ import annotations

import pytest

from assistant.answering.conclusions import FOLLOWS, GROUNDLESS, conclude
from assistant.schema import Citation, Sentence, Support, SupportLabel


def sentence(text: str, label: SupportLabel, *labels: int) -> Sentence:
    citations = tuple(Citation(one, f"p{one}", f"{one}.txt", 0, len(text), text) for one in labels)
    return Sentence(text, citations, Support(label, {"supported": 0.9, "partly": 0.5, "unsupported": 0.1}[label]))


FIRST = sentence("The first bridge cost 40 million.", "supported", 1)
SECOND = sentence("The second bridge cost 60 million.", "partly", 2)
WRONG = sentence("The third bridge cost 90 million.", "unsupported")


@pytest.mark.parametrize(
    "verdict", ["Yes.", "No", "**No.**", "Therefore, yes.", "So no.", "Therefore, the answer is Yes."]
)
def test_a_bare_verdict_rests_on_its_premises(verdict: str) -> None:
    *_, concluded = conclude([FIRST, SECOND, WRONG, sentence(verdict, "unsupported")])
    assert concluded.support is not None
    assert (concluded.support.label, concluded.support.reason) == ("partly", FOLLOWS)
    assert [one.label for one in concluded.citations] == [1, 2]


def test_a_verdict_without_premises_does_not_stand() -> None:
    *_, alone = conclude([WRONG, sentence("Yes.", "supported", 1)])
    assert alone.support is not None
    assert (alone.support.label, alone.support.reason, alone.citations) == ("unsupported", GROUNDLESS, ())


def test_a_conclusion_is_at_most_partly_supported_and_brings_nothing_new() -> None:
    follows = sentence("Therefore the second, at 60 million, was dearer.", "unsupported")
    invents = sentence("Therefore the second, at 70 million, was dearer.", "unsupported")
    plain = sentence("The second was dearer.", "unsupported")
    *_, carried, removed, untouched = conclude([FIRST, SECOND, follows, invents, plain])
    assert carried.support is not None
    assert removed.support is not None
    assert (carried.support.label, removed.support.label) == ("partly", "unsupported")
    assert untouched == plain


def label(one: Sentence) -> tuple[SupportLabel, str | None] | None:
    return (one.support.label, one.support.reason) if one.support else None


def test_a_bare_verdict_is_never_supported_whatever_its_premises_say() -> None:
    *_, concluded = conclude([FIRST, sentence("No.", "unsupported")])
    assert label(concluded) == ("partly", FOLLOWS)


@pytest.mark.parametrize(
    "text",
    [
        "Therefore, the second raised more than the first.",
        "Yes, people could register with their number.",
        "**No**, people could register with their number.",
    ],
)
def test_what_concludes_is_at_most_partly_supported_and_falls_with_what_stands_before_it(text: str) -> None:
    own = sentence(text, "supported", 1)
    assert [label(one) for one in conclude([own, WRONG])] == [("partly", FOLLOWS), ("unsupported", None)]
    assert label(conclude([WRONG, FIRST, own])[2]) == ("partly", FOLLOWS)
    *_, fallen, verdict = conclude([WRONG, own, sentence("Yes.", "supported", 1)])
    assert [label(fallen), label(verdict)] == [("unsupported", GROUNDLESS)] * 2
    doubted = sentence(text, "partly", 1)
    assert conclude([FIRST, doubted]) == [FIRST, doubted], "it has a reason of its own"


@pytest.mark.parametrize("text", ["No 10 said that it knew.", "So far forty were saved.", "Noel, yes, was there."])
def test_words_like_a_verdict_are_none(text: str) -> None:
    own = sentence(text, "supported", 1)
    assert conclude([WRONG, own]) == [WRONG, own]
