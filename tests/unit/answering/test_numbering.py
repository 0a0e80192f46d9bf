"""Sources are numbered in the order cited, and everything that names them goes along."""

from __future__ import annotations

import dataclasses

from assistant.answering.numbering import in_order_cited
from assistant.schema import Answer, AsOf, Citation, Evidence, Note, Sentence


def source(label: int) -> Evidence:
    return Evidence(
        label, label, f"p{label}", f"{label}.txt", None, "Harbour Courier", None, False, 0, 4, "Text", 0.5, ()
    )


def cite(*labels: int) -> tuple[Citation, ...]:
    return tuple(Citation(label, f"p{label}", f"{label}.txt", 0, 4, "Text") for label in labels)


def answer(*sentences: Sentence, notes: tuple[Note, ...] = ()) -> Answer:
    removed = (Sentence("It sank.", cite(3)),)
    evidence = tuple(source(label) for label in range(1, 5))
    return Answer("?", "answered", "llm", "", sentences, removed, evidence, 0.9, AsOf(None, None), notes)


def test_what_is_cited_first_is_number_1() -> None:
    told = (Note("no date", "No date: [4] does not say when", (4,)), Note("corrected", "“[4] times”", (4,)))
    given = in_order_cited(answer(Sentence("He said “[4]”.", cite(4, 2)), Sentence("Yes.", cite(2)), notes=told))
    assert [[one.label for one in sentence.citations] for sentence in given.sentences] == [[1, 2], [2]]
    assert given.text == "He said “[4]”. [1][2]\nYes. [2]"
    assert [(item.rank, item.label) for item in given.evidence] == [(1, 3), (2, 2), (3, 4), (4, 1)]
    assert {item.passage_id for item in given.evidence if item.label == 1} == {"p4"}
    assert [one.label for one in given.removed[0].citations] == [4]
    assert [note.text for note in given.notes] == ["No date: [1] does not say when", "“[4] times”"]
    assert [note.labels for note in given.notes] == [(1,), (1,)]


def test_a_number_that_was_shown_stays_while_the_answer_grows() -> None:
    first = Sentence("He said so.", cite(4))
    before, after = in_order_cited(answer(first)), in_order_cited(answer(first, Sentence("And so.", cite(2, 4))))
    assert after.sentences[0] == before.sentences[0]
    assert [one.label for one in after.sentences[1].citations] == [2, 1]


def test_an_answer_in_order_is_left_as_it_is() -> None:
    whole = answer(Sentence("Yes.", cite(1)), Sentence("Yes.", cite(2)))
    assert in_order_cited(whole) is whole
    refused = dataclasses.replace(answer(), text="The articles do not answer this.")
    assert in_order_cited(refused) is refused
